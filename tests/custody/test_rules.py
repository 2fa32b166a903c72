"""The chain of one container: what may follow what, and that it has neither gap nor overlap."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precursors.custody.rules import (
    DISCREPANCIES,
    NEVER,
    Held,
    Limits,
    Link,
    after,
    against,
    allowance,
    drift,
    follow,
    grams,
    sorted_out,
)

KG = 10**9
TODAY = date(2026, 11, 20)
HELD = Held("ana", b"s", "A1", 100 * KG, date(2026, 11, 10), "10:00", "seize")
DRUM = replace(HELD, net_ug=25 * KG)
PLAIN = Link("reweigh", date(2026, 11, 12), giver="ana")
VERBS = (
    "seize", "seal", "open", "transfer", "release", "receive", "move", "reweigh", "sample", "consume", "return",
    "dispose", "lose",
)  # fmt: skip


def codes(held: Held | None, link: Link) -> set[str]:
    return {each.code.removeprefix("custody.") for each in against(held, link, TODAY, Limits())}


@pytest.mark.parametrize(
    ("held", "link", "expected"),
    [
        (None, Link("seize", TODAY, receiver="ana"), set()),
        (None, PLAIN, {"not-seized"}),
        (HELD, Link("seize", TODAY), {"seized-twice"}),
        (HELD, replace(PLAIN, day=date(2026, 11, 21)), {"day-ahead"}),
        (HELD, replace(PLAIN, day=date(2026, 11, 9)), {"before-last"}),
        (HELD, replace(PLAIN, day=date(2026, 11, 10), time="09:59"), {"before-last"}),
        (HELD, replace(PLAIN, day=date(2026, 11, 10), time="10:00"), set()),
        (HELD, replace(PLAIN, giver="boris"), {"giver-has-it-not"}),
        (HELD, Link("transfer", TODAY, giver="ana"), {"unsigned"}),
        (HELD, Link("transfer", TODAY, receiver="boris"), {"unsigned"}),
        (HELD, Link("transfer", TODAY, giver="ana", receiver="ana"), {"one-person"}),
        (HELD, Link("transfer", TODAY, giver="ana", receiver="boris"), set()),
        (HELD, Link("receive", TODAY, receiver="boris"), {"never-released"}),
        (replace(HELD, verb="release"), replace(PLAIN, giver=None), {"on-the-way"}),
        (replace(HELD, verb="release"), Link("receive", date(2026, 11, 11), receiver="boris"), set()),
        (replace(HELD, verb="release"), Link("receive", date(2026, 11, 12), receiver="boris"), {"gap"}),
        (HELD, Link("open", TODAY, giver="ana"), {"seals-not-read"}),
        (HELD, Link("open", TODAY, giver="ana", seal_before="a1"), set()),
        (HELD, Link("open", TODAY, giver="ana", seal_before="A2"), {"seals-differ"}),
        (HELD, Link("sample", TODAY, seal_before="A1", seal_after="A1", taken_ug=1), {"seal-used-twice"}),
        (HELD, Link("sample", TODAY, seal_before="A1", seal_after="A2", taken_ug=101 * KG), {"more-than-there"}),
        (replace(HELD, net_ug=0, verb="dispose"), PLAIN, {"nothing-left"}),
        (HELD, replace(PLAIN, weighed_ug=100 * KG, due=date(2026, 11, 11)), {"calibration-over"}),
        (HELD, replace(PLAIN, weighed_ug=99 * KG, uncertainty_ug=10**6), {"weight-lost"}),
        (HELD, replace(PLAIN, weighed_ug=101 * KG, uncertainty_ug=10**6), {"weight-gained"}),
        # E/INCB/2015/4: about 5 kg gone from a drum of 25 kg whose seal had been tampered with
        (
            DRUM,
            replace(PLAIN, weighed_ug=20 * KG, uncertainty_ug=10**7, seal_before="A1x"),
            {"weight-lost", "seals-differ"},
        ),
        (DRUM, replace(PLAIN, weighed_ug=25 * KG, uncertainty_ug=10**7, seal_before="A1"), set()),
        (HELD, replace(PLAIN, weighed_ug=99_950 * 10**6, uncertainty_ug=10**6), set()),
        (HELD, replace(PLAIN, weighed_ug=99 * KG, uncertainty_ug=KG), set()),
        (HELD, Link("lose", TODAY, taken_ug=KG), {"loss-declared"}),
    ],
)
def test_what_may_follow_what(held: Held | None, link: Link, expected: set[str]) -> None:
    assert codes(held, link) == expected


@pytest.mark.parametrize(
    ("change", "uncertainty", "missing", "asked"),
    [
        (-9, 0, 0, False),  # the first difference is asked about by itself or not at all
        (-9, 0, 2, True),
        (9, 0, -2, True),  # what is too much adds up as well
        (-8, 0, 2, False),  # ten grams are explained
        (9, 0, 20, False),  # it comes nearer to what was there
        (-2, 2, 20, False),  # no more than the balance leaves open
        (-3, 2, 20, True),
    ],
)
def test_small_differences_of_a_lot_are_added_up(change: int, uncertainty: int, missing: int, asked: bool) -> None:
    gram = 10**6

    found = drift(change * gram, uncertainty * gram, KG, missing * gram, Limits())

    assert [each.code for each in found] == ["custody.weight-drift"] * asked


def test_a_discrepancy_stops_an_act_until_somebody_says_what_they_saw() -> None:
    found = list(against(HELD, Link("open", TODAY, giver="ana", seal_before="A2"), TODAY, Limits()))

    silent, _ = sorted_out(found, permitted=True, reason=None)
    stops, odd = sorted_out(found, permitted=True, reason="the seal was cut")

    assert [each.code for each in silent] == ["custody.seals-differ"]
    assert (stops, [each.code for each in odd]) == ([], ["custody.seals-differ"])


def test_what_is_told_afterwards_is_stopped_only_by_what_cannot_be() -> None:
    odd = Link("transfer", TODAY, giver="boris", seal_before="A9", weighed_ug=1)

    stops, recorded = sorted_out(against(HELD, odd, TODAY, Limits()), permitted=False, reason=None)

    assert stops == []
    assert {each.code for each in recorded} == {
        "custody.giver-has-it-not", "custody.unsigned", "custody.seals-differ", "custody.weight-lost",
    }  # fmt: skip
    assert not NEVER & DISCREPANCIES


def test_opening_leaves_it_open_and_sealing_ends_that() -> None:
    opened = follow(HELD, Link("open", TODAY, seal_before="A1"))
    sealed = follow(opened, Link("seal", TODAY, seal_after="A2 A3"))

    assert (opened.seals, sealed.seals, sealed.custodian) == ("-", "A2 A3", "ana")


def test_both_weighings_count_for_what_nobody_asks_about() -> None:
    assert allowance(100 * KG, 0, Limits()) == KG // 10
    assert allowance(KG, 0, Limits()) == 10_000_000
    assert allowance(KG, KG, Limits()) == 1_414_213_562


links = st.builds(
    Link,
    st.sampled_from(VERBS),
    st.dates(date(2026, 11, 1), date(2026, 11, 25)),
    st.none() | st.sampled_from(["08:00", "17:30"]),
    st.none() | st.sampled_from(["ana", "boris"]),
    st.none() | st.sampled_from(["ana", "boris"]),
    st.none(),
    st.none() | st.sampled_from(["A1", "A2", "-"]),
    st.none() | st.sampled_from(["A1", "A2"]),
    st.none() | st.integers(0, 200 * KG),
    st.none() | st.integers(0, 200 * KG),
)


@given(st.lists(links, max_size=30), st.booleans())
def test_whatever_is_tried_the_chain_has_no_overlap_and_nothing_falls_below_nothing(
    tried: list[Link], permitted: bool
) -> None:
    held: Held | None = None
    for link in tried:
        stops, _ = sorted_out(against(held, link, TODAY, Limits()), permitted=permitted, reason=None)
        if stops:
            continue
        before, held = held, follow(held, link)
        assert held.net_ug is None or held.net_ug >= 0
        assert held.since <= TODAY
        if before is None:
            assert link.verb == "seize"
        else:
            assert (held.since, held.time or "24") >= (before.since, before.time or "")
            assert not before.gone
        if permitted and before is not None and link.giver and before.custodian:
            assert link.giver == before.custodian


def test_grams_are_told_without_needless_noughts() -> None:
    assert [grams(ug) for ug in (0, 1, 1_500_000, 100 * KG)] == ["0 g", "0.000001 g", "1.5 g", "100000 g"]
    assert after(None, Link("sample", TODAY, taken_ug=1)) is None
