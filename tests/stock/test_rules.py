"""Rules of stock, each as a table of cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from precursors.law.tolerances import tolerances
from precursors.stock.process_rules import (
    Yields,
    loss_rate,
    losses,
    more_than_needed,
    needs_of,
    percentile,
    unusual_loss,
    yield_mismatch,
)
from precursors.stock.rules import (
    Line,
    Past,
    against,
    below_zero,
    broken_periods,
    changed_since,
    copied_return,
    expected,
    gap,
    summed,
    throughput,
)

KG = 10**9
DAY = date(2024, 4, 1)
YIELDS = Yields(Fraction(8, 10), Fraction(12, 10), Fraction(25, 100), Fraction(5, 100))


def a_line(process: str | None = None, output: int | None = None, per: int | None = None, **kg: float) -> Line:
    """One line of acetone, amounts in kilograms; `per` kilograms make one unit of product."""
    amounts = {name: round(amount * KG) for name, amount in kg.items()}
    made = None if output is None else Fraction(output)
    return Line(1, "acetone", process, amounts, made, None if per is None else Fraction(per * KG))


@pytest.mark.parametrize(
    ("kg", "missing"),
    [
        ({"opening": 100, "received": 50, "used": 120, "closing": 30}, 0),
        ({"opening": 100, "received": 50, "used": 120, "loss": 1.5, "closing": 28.5}, 0),
        ({"opening": 100, "received": 50, "sent": 20, "closing": 120}, 10),
        ({"opening": 0, "produced": 10, "waste": 1, "closing": 10}, -1),
        ({"received": 50, "closing": 50}, None),
        ({"opening": 50, "received": 50}, None),
    ],
)
def test_the_gap_is_what_the_closing_does_not_explain(kg: dict[str, float], missing: float | None) -> None:
    assert gap(a_line(**kg).amounts) == (None if missing is None else missing * KG)


def test_amounts_of_processes_add_up_and_what_nobody_states_stays_unknown() -> None:
    lines = [a_line(opening=100, received=10, closing=60), a_line("paint", used=30), a_line("ink", used=20)]

    amounts = summed(lines)

    assert (amounts["used"], amounts["loss"]) == (50 * KG, None)
    assert (expected(amounts), throughput(amounts)) == (60 * KG, 110 * KG)


@pytest.mark.parametrize(
    ("difference", "of", "level"),
    [
        (0.05, 1, None),
        (0.051, 1, "warning"),
        (0.5, 1, "warning"),
        (0.51, 1, "error"),
        (5, 1000, None),
        (5.1, 1000, "warning"),
        (20, 1000, "warning"),
        (20.1, 1000, "error"),
    ],
)
def test_a_gap_must_pass_the_greater_of_kilograms_and_share(difference: float, of: float, level: str | None) -> None:
    law = tolerances(demo=True)

    assert law.level("XD", "mass-balance-gap", "stock", round(difference * KG), round(of * KG), DAY) == level


@pytest.mark.parametrize(
    ("received", "level"), [(900.0, None), (899.999, "error"), (1100.0, None), (1100.001, "error")]
)
def test_exactly_ten_percent_is_not_significant_in_bulk(received: float, level: str | None) -> None:
    released, law = 1000 * KG, tolerances()

    assert law.level("US", "arrival-discrepancy", "bulk", released - round(received * KG), released, DAY) == level


@pytest.mark.parametrize(("received", "level"), [(995.0, None), (994.9, "error")])
def test_the_strict_profile_allows_half_a_percent(received: float, level: str | None) -> None:
    released, law = 1000 * KG, tolerances()

    assert law.level("AR", "arrival-discrepancy", "strict", released - round(received * KG), released, DAY) == level


def test_what_the_period_before_did_not_declare_is_unknown_and_not_nought() -> None:
    (found,) = broken_periods("acetone", [a_line(opening=5)], Past({"toluene": KG}, True))

    assert dict(found.inputs) == {"substance": "acetone", "why": "undeclared", "opening": 5 * KG}


@pytest.mark.parametrize(
    ("opening", "past", "found"),
    [
        (100, Past({"acetone": 100 * KG}, True), False),
        (99, Past({"acetone": 100 * KG}, True), True),
        (99, Past(), False),
        (0, Past({}, True), False),
        (5, Past({}, True), True),
        (5, Past({"acetone": None}, True), False),
    ],
)
def test_an_opening_must_be_the_closing_before(opening: float, past: Past, found: bool) -> None:
    assert bool(list(broken_periods("acetone", [a_line(opening=opening)], past))) is found


@pytest.mark.parametrize(
    ("closing", "following", "found"),
    [
        (69, {"acetone": ("base_ug", 69 * KG)}, False),
        (70, {"acetone": ("base_ug", 69 * KG)}, True),
        (70, {"acetone": ("base_ug", None)}, False),
        (70, {"acetone": ("ul", 69 * KG)}, False),
        (70, {"toluene": ("base_ug", 69 * KG)}, False),
        (70, {}, False),
    ],
)
def test_a_closing_must_be_the_opening_after(
    closing: float, following: dict[str, tuple[str, int | None]], found: bool
) -> None:
    told = list(changed_since("acetone", [a_line(closing=closing)], Past(following=following)))

    assert [(each.level, dict(each.inputs)["why"]) for each in told] == [("warning", "closing")] * found


def test_kilograms_and_litres_of_one_substance_are_never_added() -> None:
    litres = replace(a_line("paint", used=60), measure="ul")

    mixed = summed([a_line(opening=100, closing=40), litres])
    nothing_used = summed([a_line(opening=100, closing=100), replace(a_line("paint", used=0), measure="ul")])

    assert set(mixed.values()) == {None}
    assert gap(nothing_used) == 0


def test_a_process_is_the_same_however_its_name_is_written() -> None:
    past = Past(rates={("acetone", "paint"): [Fraction(1, 100)]})

    (found,) = unusual_loss([a_line("PAINT", used=100, loss=2)], past)

    assert dict(found.inputs)["why"] == "year-before"


def test_more_sent_than_could_be_there_is_seen_on_its_day() -> None:
    moves = [(date(2024, 1, 5), 10 * KG), (date(2024, 1, 9), -25 * KG), (date(2024, 1, 20), 50 * KG)]

    (finding,) = below_zero("acetone", [a_line(opening=10)], moves)

    assert dict(finding.inputs)["day"] == "2024-01-09"
    assert dict(finding.inputs)["beyond"] == 5 * KG
    assert not list(below_zero("acetone", [a_line(opening=15)], moves))


OWN = {("acetone", "paint"): [Fraction(1, 100), Fraction(3, 100)]}
FEW = {("acetone", "paint"): [Fraction(1, 100)] * 4}
SECTOR = {("acetone", "paint"): [Fraction(n, 1000) for n in range(1, 21)]}


@pytest.mark.parametrize(
    ("loss", "past", "why"),
    [
        (3, Past(rates=OWN), None),
        (3.01, Past(rates=OWN), "year-before"),
        (3.01, Past(rates=OWN, sector=SECTOR), "year-before"),
        (2.5, Past(rates=OWN, sector=SECTOR), None),
        (1.9, Past(sector=SECTOR), None),
        (1.91, Past(sector=SECTOR), "sector"),
        (50, Past(sector=FEW), None),
        (50, Past(), None),
    ],
)
def test_unusual_is_a_loss_above_the_worst_of_the_year_before(loss: float, past: Past, why: str | None) -> None:
    found = list(unusual_loss([a_line("paint", used=100, loss=loss)], past))

    assert [dict(each.inputs)["why"] for each in found] == ([why] if why else [])


def test_a_rate_needs_both_its_figures() -> None:
    assert loss_rate(a_line("paint", used=100)) is None
    assert loss_rate(a_line("paint", used=0, loss=1)) is None
    assert loss_rate(a_line("paint", used=100, loss=0)) == 0
    assert percentile([Fraction(1)] * 4) is None


BEFORE = Past(use={("acetone", "paint"): (100 * KG, Fraction(1000))})


@pytest.mark.parametrize(
    ("line", "past", "why"),
    [
        (a_line("paint", output=100, per=1, used=80), Past(), None),
        (a_line("paint", output=100, per=1, used=79.9), Past(), "coefficient"),
        (a_line("paint", output=100, per=1, used=120), Past(), None),
        (a_line("paint", output=100, per=1, used=120.1), Past(), "coefficient"),
        (a_line("paint", output=1000, used=125), BEFORE, None),
        (a_line("paint", output=1049, used=126), BEFORE, "change"),
        (a_line("paint", output=1050, used=126), BEFORE, None),
        (a_line("paint", used=126), BEFORE, None),
    ],
)
def test_use_must_fit_what_was_made(line: Line, past: Past, why: str | None) -> None:
    assert [dict(each.inputs)["why"] for each in yield_mismatch([line], past, YIELDS)] == ([why] if why else [])


def periods(*received: float) -> Past:
    """Earlier periods in which only goods came in."""
    return Past(periods=[{"acetone": {"received": round(each * KG)}} for each in received])


@pytest.mark.parametrize(
    ("past", "received", "why"),
    [
        (periods(7, 12.31, 12.31), 12.31, "same"),
        (periods(12.31), 12.31, None),
        (periods(0, 0, 0), 0, None),
        (periods(*range(10, 400, 20)), 55, "round"),
        (periods(*[n + 0.37 for n in range(10, 400, 20)]), 55, None),
    ],
)
def test_figures_copied_or_rounder_than_counting_makes_them(past: Past, received: float, why: str | None) -> None:
    found = copied_return("acetone", [a_line(received=received)], past)

    assert [dict(each.inputs)["why"] for each in found] == ([why] if why else [])


@pytest.mark.parametrize(
    ("values", "today", "codes"),
    [
        ({"closing": 1}, date(2024, 4, 1), []),
        ({"closing": 1}, date(2024, 3, 31), ["stock.period-not-over"]),
        ({}, date(2024, 4, 1), ["stock.nothing-stated"]),
    ],
)
def test_a_line_needs_a_period_that_is_over_and_something_said(
    values: dict[str, Any], today: date, codes: list[str]
) -> None:
    assert [each.code for each in against(values, date(2024, 1, 1), date(2024, 3, 31), today)] == codes


def a_maker(amounts: dict[str, int] | None = None, **changes: Any) -> Line:  # noqa: ANN401 - any field
    """A tonne of paint, and what was bought for it."""
    told = {"received": 130 * KG, "used": 100 * KG} | (amounts or {})
    return replace(Line(1, "acetone", "Paint", told, Fraction(1), None, "base_ug", "t"), **changes)


NEEDS = needs_of((n, a_maker(amounts={"used": kg * KG})) for n, kg in enumerate((80, 90, 100, 110, 400)))


@pytest.mark.parametrize(
    ("line", "past", "told"),
    [
        (a_maker(), Past(needs=NEEDS), True),
        (a_maker(amounts={"received": 120 * KG}), Past(needs=NEEDS), False),
        (a_maker(amounts={"sent": 10 * KG}), Past(needs=NEEDS), False),
        (a_maker(amounts={"sent": 9 * KG}), Past(needs=NEEDS), True),
        (a_maker(), Past(), False),
        (a_maker(unit=""), Past(needs=NEEDS), False),
        (a_maker(unit="l"), Past(needs=NEEDS), False),
        (a_maker(process="Ink"), Past(needs=NEEDS), False),
        (a_maker(output=None), Past(needs=NEEDS), False),
        (a_maker(), Past(needs=NEEDS, lately=[a_maker(amounts={"received": 100 * KG})]), False),
        (a_maker(), Past(needs=NEEDS, lately=[a_maker(amounts={"received": 111 * KG})]), True),
    ],
)
def test_more_bought_in_a_year_than_the_sector_needs_for_what_was_made(line: Line, past: Past, told: bool) -> None:
    found = list(more_than_needed("acetone", [line], past, Fraction(12, 10)))

    assert [each.rule for each in found] == ["use-mismatch"] * told


def test_the_need_of_a_sector_is_the_median_of_five_operators_who_make_the_same() -> None:
    made = a_maker().made
    few = needs_of((n % 4, a_maker(amounts={"used": 100 * KG})) for n in range(20))

    assert needs_of([]) == few == {}
    assert {made: Fraction(100 * KG)} == NEEDS


def test_a_first_period_with_nobody_to_compare_with_is_told_and_not_called_usual() -> None:
    (first,) = losses([a_line("paint", used=100, loss=50)], Past(sector=FEW))
    (known,) = losses([a_line("Paint", used=100, loss=3)], Past(rates=OWN))

    assert (first.most, first.why, first.unusual) == (None, "nothing", False)
    assert (known.most, known.why, known.unusual) == (Fraction(3, 100), "year-before", False)
