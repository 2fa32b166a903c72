"""Rules of one shipment row as pure functions: coverage, thresholds, HS codes, contradictions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precursors.law.book import law_book
from precursors.licensing.rules import period_of
from precursors.trade import rules
from precursors.trade.goods import Law
from precursors.trade.rules import Limit, Line, Told

MAY = date(2026, 5, 10)
KG = rules.UG_PER_KG


def a_line(**changes: object) -> Line:
    activities = frozenset({"import"})
    plain = Line(
        b"k" * 16, "L-1", "acetone", activities, date(2026, 1, 1), date(2026, 12, 31), "active", 5 * KG, "base_ug"
    )
    return replace(plain, **changes)


def test_a_line_in_force_covers_its_substance_and_activity() -> None:
    covered = rules.coverage("L-1", [a_line()], "acetone", "import", MAY)

    assert covered == (a_line(), None, ())


@pytest.mark.parametrize(
    ("changes", "substance", "direction", "rule", "why"),
    [
        ({}, "toluene", "import", "not-covered-by-licence", None),
        ({}, "acetone", "export", "not-covered-by-licence", None),
        ({"valid_to": date(2026, 5, 9)}, "acetone", "import", "party-not-licensed", "expired"),
        ({"valid_from": date(2026, 5, 11)}, "acetone", "import", "party-not-licensed", "not-yet-valid"),
        ({"state": "suspended"}, "acetone", "import", "party-not-licensed", "suspended"),
    ],
)
def test_what_is_wrong_with_a_licence_is_named(
    changes: dict[str, object], substance: str, direction: str, rule: str, why: str | None
) -> None:
    line, found, _ = rules.coverage("L-1", [a_line(**changes)], substance, direction, MAY)

    assert line is None
    assert found is not None
    assert found.rule == rule
    assert dict(found.inputs).get("why") == why


NINETY = (Decimal(90), Decimal(100))


@pytest.mark.parametrize(
    ("changes", "goods", "why", "unsaid"),
    [
        ({"site": "dock 4"}, Told("dock 4"), None, ()),
        ({"site": "dock 4"}, Told("dock 5"), "site", ()),
        ({"site": "dock 4"}, Told(None), None, ("site",)),
        ({}, Told("dock 5"), None, ()),
        ({"strengths": NINETY}, Told(None, NINETY), None, ()),
        ({"strengths": NINETY}, Told(None, (Decimal("89.9"), Decimal("89.9"))), "strength", ()),
        ({"strengths": NINETY}, Told(None, (Decimal(85), Decimal(95))), None, ("strength",)),
        ({"strengths": NINETY}, Told(None, None), None, ("strength",)),
        ({"strengths": NINETY, "site": "dock 4"}, Told(None, None), None, ("site", "strength")),
    ],
)
def test_a_site_or_strength_nobody_states_neither_passes_nor_fails(
    changes: dict[str, object], goods: Told, why: str | None, unsaid: tuple[str, ...]
) -> None:
    covered = rules.coverage("L-1", [a_line(**changes)], "acetone", "import", MAY, goods)

    assert (dict(covered.found.inputs).get("why") if covered.found else None) == why
    assert covered.unsaid == unsaid
    assert (covered.line is None) == (why is not None)


def test_of_two_lines_the_one_for_the_stated_site_is_drawn_on() -> None:
    here, there = a_line(site="dock 4"), a_line(site="dock 5")

    covered = rules.coverage("L-1", [here, there], "acetone", "import", MAY, Told("dock 5"))

    assert covered == (there, None, ())


def test_the_last_day_of_a_licence_still_counts() -> None:
    line, _, _ = rules.coverage("L-1", [a_line()], "acetone", "import", date(2026, 12, 31))

    assert line is not None


def test_an_unknown_licence_is_told_as_unknown() -> None:
    _, found, _ = rules.coverage("L-9", [], "acetone", "import", MAY)

    assert found is not None
    assert dict(found.inputs)["why"] == "licence-unknown"


@pytest.mark.parametrize(
    ("valid_from", "day", "start"),
    [
        (date(2024, 7, 1), date(2026, 6, 30), date(2025, 7, 1)),
        (date(2024, 7, 1), date(2026, 7, 1), date(2026, 7, 1)),
        (date(2024, 2, 29), date(2025, 2, 28), date(2024, 2, 29)),
        (date(2024, 2, 29), date(2025, 3, 1), date(2025, 3, 1)),
    ],
)
def test_a_licence_year_begins_on_the_anniversary(valid_from: date, day: date, start: date) -> None:
    assert period_of(None, valid_from, day, date.max) == start


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(0, 9000))
def test_a_day_falls_into_the_licence_year_that_began_last(valid_from: date, after: int) -> None:
    day = date.fromordinal(valid_from.toordinal() + after)

    start = period_of(None, valid_from, day, date.max)

    assert start <= day < date.fromordinal(start.toordinal() + 367)
    assert start >= valid_from


LIMIT = Limit(100 * KG, 60 * rules.UL_PER_L, True, "Act 1")


@pytest.mark.parametrize(
    ("base", "ul", "reached"),
    [
        (100 * KG, None, True),
        (100 * KG - 1, None, False),
        (1, 60_000_000, True),
        (None, 59_999_999, False),
        (None, None, False),
    ],
)
def test_a_threshold_trips_on_mass_or_on_volume(base: int | None, ul: int | None, reached: bool) -> None:
    assert LIMIT.reached(base, ul) is reached


def test_a_limit_that_begins_above_its_figure_is_not_reached_at_it() -> None:
    above = replace(LIMIT, above=True)

    assert [above.reached(100 * KG, 60_000_000), above.reached(100 * KG + 1, None)] == [False, True]
    assert [Limit(0, 0, True, "any", each).reached(1, None) for each in (False, True)] == [True, True]


def test_a_threshold_nobody_has_checked_only_raises_caution() -> None:
    found = rules.undeclared([replace(LIMIT, decides=False)], 200 * KG, None, "acetone", "acme")

    assert found is not None
    assert found.score == rules.CAUTION
    assert "a person has to check" in dict(found.inputs)["checked"]


@pytest.mark.parametrize(
    ("limit", "seen"),
    [
        (replace(LIMIT, ug=0, above=True), True),
        (replace(LIMIT, ug=0, above=False), True),
        (replace(LIMIT, ug=None, ul=0), True),
        (LIMIT, False),
    ],
)
def test_an_amount_nobody_knows_is_some_amount_and_trips_a_limit_of_nought_alone(limit: Limit, seen: bool) -> None:
    assert (rules.undeclared([limit], None, None, "acetone", "acme") is not None) is seen


def test_kilograms_alone_cannot_be_judged_by_a_threshold_in_litres() -> None:
    in_litres = replace(LIMIT, ug=None, decides=False)

    found = rules.undeclared([in_litres], 5000 * KG, None, "acetone", "acme")

    assert found is not None
    assert (found.score, dict(found.inputs)["why"]) == (rules.CAUTION, "unjudged")
    assert dict(found.inputs)["sum"] == "5000 kg"
    assert rules.undeclared([in_litres], 5000 * KG, 59 * rules.UL_PER_L, "acetone", "acme") is None
    assert rules.undeclared([in_litres], None, None, "acetone", "acme") is None
    reached = rules.undeclared([in_litres, replace(LIMIT, ul=None)], 100 * KG, None, "acetone", "acme")
    assert reached is not None
    assert "why" not in dict(reached.inputs)


@pytest.mark.parametrize(
    ("stated", "fits"),
    [("291411", True), ("2914.11.00", True), ("29141100", True), ("2914", True), ("290230", False), ("", True)],
)
def test_hs_codes_compare_on_what_both_say(stated: str, fits: bool) -> None:
    found = rules.hs_finding(stated, frozenset({"291411"}), "acetone")

    assert (found is None) is fits


def test_goods_under_the_code_of_another_listed_substance_are_told_so_and_weigh_more() -> None:
    others = {"290230": ("toluene",), "291411": ("acetone", "old-name")}

    found = rules.hs_finding("2902.30.00", frozenset({"291411"}), "acetone", others)
    unknown = rules.hs_finding("290230", frozenset(), "no-codes", others)

    assert found is not None
    assert unknown is not None
    assert (found.score, dict(found.inputs)["coded"]) == (rules.OF_ANOTHER, "toluene")
    assert dict(unknown.inputs)["why"] == "of-another"
    assert rules.hs_finding("999999", frozenset(), "no-codes", others) is None
    stale = rules.hs_finding("291411", frozenset({"291412"}), "acetone", others)
    assert stale is not None  # a code it had on other days is still none of that day
    assert "why" not in dict(stale.inputs)


def test_a_leading_zero_that_a_spreadsheet_ate_is_no_mismatch() -> None:
    assert rules.hs_finding("71234", frozenset({"071234"}), "x") is None


def test_mass_and_volume_may_differ_by_their_uncertainty_and_no_more() -> None:
    assert rules.disagreement(1040, 1000, Decimal(0)) is None
    assert rules.disagreement(1100, 1000, Decimal("0.05")) is None
    against = rules.disagreement(1100, 1000, Decimal("0.02"))
    assert against is not None
    assert against.code == "amount.mass-volume-disagree"
    assert rules.disagreement(None, 1000, None) is None


@given(st.integers(-(10**17), 10**17))
def test_kilograms_are_written_to_the_microgram(ug: int) -> None:
    assert Decimal(rules.kg(ug)) * KG == ug


def test_a_sentence_tells_masses_exactly_and_without_noughts() -> None:
    told = rules.net_above_gross(80_000_000_000, 75_000_000_001).values

    assert told == {"net": "80", "gross": "75.000000001"}


@pytest.mark.parametrize(
    ("country", "substance", "way", "kilograms", "seen"),
    [
        ("CO", "acetic-anhydride", "import", "0.000000001", True),
        ("CO", "acetone", "import", "5", False),
        ("CO", "acetone", "import", "5.000000001", True),
        ("US", "pseudoephedrine", "import", "0.000000001", True),
        ("US", "pseudoephedrine", "domestic", "5", False),
        ("CO", "acetic-anhydride", "domestic", "5", False),
        ("CO", "acetone", "domestic", "6", True),
        ("US", "methyl-isobutyl-ketone", "transit", "1523", False),
        ("US", "methyl-isobutyl-ketone", "transit", "1523.1", True),
        ("US", "methyl-isobutyl-ketone", "import", "2000", False),
        ("CA", "1-4-butanediol", "domestic", "1", False),
        ("UA", "acetone", "import", "1000", False),
    ],
)
def test_only_limits_at_which_control_begins_are_held_against_what_is_undeclared(
    country: str, substance: str, way: str, kilograms: str, seen: bool
) -> None:
    status = Law(law_book(), country).status(substance, way, date(2026, 6, 8))

    found = rules.undeclared(status.limits, int(Decimal(kilograms) * KG), None, substance, "acme")

    assert (found is not None) is seen
