"""Goods on their way: what an arrival shows, when it is overdue."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from precursors.trade.life import CONSIGNMENTS
from precursors.trade.life_rules import Count, arrival_discrepancy, broken_in, last_day, piece_count, seals_in

AB = frozenset({"A1", "B2"})


@pytest.mark.parametrize(
    ("released", "received", "why"),
    [
        (Count(pieces=80), Count(pieces=80), []),
        (Count(pieces=80), Count(pieces=79), ["pieces"]),
        (Count(pieces=80), Count(), []),
        (Count(seals=AB), Count(seals=AB), []),
        (Count(seals=AB), Count(seals=frozenset({"A1"})), ["seals"]),
        (Count(seals=AB), Count(seals=AB, broken=frozenset({"B2"})), ["broken"]),
        (Count(seals=AB), Count(seals=frozenset({"A1"}), broken=frozenset({"B2"})), ["broken", "seals"]),
        (Count(pieces=25, seals=AB), Count(pieces=24, seals=frozenset({"C3", "B2"})), ["pieces", "seals"]),
    ],
)
def test_any_difference_in_pieces_or_seals_is_found(released: Count, received: Count, why: list[str]) -> None:
    assert [dict(each.inputs)["why"] for each in piece_count(released, received)] == why


@pytest.mark.parametrize("text", ["none", "Ninguno", "no", "0", "нет", "", None])
def test_a_word_for_none_breaks_no_seal(text: str | None) -> None:
    assert broken_in(text) is None


def test_a_broken_seal_is_told_by_its_own_number() -> None:
    (found,) = piece_count(Count(seals=AB), Count(seals=AB, broken=frozenset({"B2"})))

    assert dict(found.inputs)["seals"] == "B2"


def test_an_amount_beyond_tolerance_is_found_and_an_unknown_one_is_not() -> None:
    (found,) = arrival_discrepancy(Count(1000), Count(899), beyond=True)

    assert dict(found.inputs)["gap"] == 101
    assert not list(arrival_discrepancy(Count(1000), Count(900), beyond=False))
    assert not list(arrival_discrepancy(Count(None), Count(900), beyond=True))


@pytest.mark.parametrize(
    ("lawful", "usual", "days"),
    [
        (45, (), 45),
        (45, (8, 9, 10, 10, 11), 20),
        (45, (90,) * 5, 45),
        (45, (9,) * 4, 45),
        (None, (8, 9, 10, 10, 11), 20),
        (None, (9,) * 4, None),
    ],
)
def test_goods_are_overdue_after_the_lawful_days_or_twice_the_usual_ones(
    lawful: int | None, usual: tuple[int, ...], days: int | None
) -> None:
    since = date(2024, 1, 1)

    last = last_day(since, None if lawful is None else since + timedelta(days=lawful), usual)

    assert last == (None if days is None else since + timedelta(days=days))


def test_seals_are_compared_without_case_and_blanks() -> None:
    assert seals_in("a-1; b 2") == AB
    assert seals_in(" ") is None


@pytest.mark.parametrize(
    ("verbs", "state"),
    [
        (["request-release", "release", "depart", "arrive", "receive", "reconcile"], "reconciled"),
        (["request-release", "hold", "unhold", "release", "depart", "receive", "differ", "resolve"], "resolved"),
        (["request-release", "release", "arrive", "receive", "differ", "escalate", "resolve"], "resolved"),
        (["request-release", "deny"], "denied"),
        (["stop", "seize"], "seized"),
        (["request-release", "release", "stop", "release", "depart", "lose", "receive"], "received"),
        (["request-release", "release", "depart", "arrive", "lose"], "lost"),
        (["not-occur"], "not-occurred"),
    ],
)  # fmt: skip
def test_a_consignment_lives_as_the_law_lets_it(verbs: list[str], state: str) -> None:
    now = CONSIGNMENTS.first
    for verb in verbs:
        led = CONSIGNMENTS.after(now, verb)
        assert isinstance(led, str), (now, verb)
        now = led

    assert now == state
