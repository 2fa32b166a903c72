"""What may be set: within bounds, from today on, something else than holds; which way loosens."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from precursors.editions.rules import FigureDraft, against, against_day, plain
from precursors.i18n.catalogue import catalogue
from precursors.law.dated import NotInForce
from precursors.law.settable import Settable, national, settable
from precursors.law.tolerances import tolerances

TODAY = date(2026, 11, 20)
DAYS = settable()["structuring", "days"]
NEAR = settable()["structuring", "near-share"]


def a_draft(value: str | None, ground: str = "Circular 12", about: Settable = DAYS) -> FigureDraft:
    return FigureDraft(about.rule, about.name, None if value is None else Decimal(value), TODAY, ground)


@pytest.mark.parametrize(
    ("draft", "about", "was", "codes"),
    [
        (a_draft("45"), DAYS, "30", []),
        (a_draft("366"), DAYS, "30", []),
        (a_draft("367"), DAYS, "30", ["editions.whole"]),
        (a_draft("0"), DAYS, "30", ["editions.whole"]),
        (a_draft("30.5"), DAYS, "30", ["editions.whole"]),
        (a_draft("0.9", about=NEAR), NEAR, "0.8", []),
        (a_draft("1.01", about=NEAR), NEAR, "0.8", ["editions.bounds"]),
        (a_draft("30"), DAYS, "30", ["editions.same"]),
        (a_draft(None), DAYS, "30", ["editions.same"]),
        (a_draft(None), DAYS, "45", []),
        (a_draft("45", ground=" "), DAYS, "30", ["reason.missing"]),
        (a_draft("45"), None, "30", ["editions.unknown"]),
    ],
)
def test_what_forbids_a_figure(draft: FigureDraft, about: Settable | None, was: str, codes: list[str]) -> None:
    found = against(draft, about, Decimal(was), Decimal(30))

    assert [each.code for each in found] == codes


def test_a_figure_never_holds_for_days_that_are_over() -> None:
    assert [each.code for each in against_day(date(2026, 11, 19), TODAY)] == ["editions.past"]
    assert list(against_day(TODAY, TODAY)) == []


@pytest.mark.parametrize(
    ("rule", "name", "was", "now", "looser"),
    [
        ("structuring", "days", 30, 20, True),
        ("structuring", "days", 30, 40, False),
        ("order-spike", "deviations", 3, 4, True),
        ("order-spike", "deviations", 3, 2, False),
        ("frequency-spike", "days", 30, 29, True),
        ("frequency-spike", "days", 30, 31, True),
        ("mass-balance-gap", "error-kg", 1, 2, True),
    ],
)
def test_which_way_loosens_is_data(rule: str, name: str, was: int, now: int, looser: bool) -> None:
    assert settable()[rule, name].loosens(Decimal(was), Decimal(now)) is looser


@pytest.mark.parametrize("about", settable().values(), ids=lambda each: f"{each.rule} {each.name}")
def test_the_supplied_figure_of_everything_that_may_be_set_lies_within_the_bounds(about: Settable) -> None:
    entry = national(about, "PE", TODAY)

    assert about.holds(entry.value)
    assert entry.source


def test_before_the_first_day_of_a_figure_there_is_none() -> None:
    with pytest.raises(NotInForce):
        national(DAYS, "PE", date(1999, 12, 31))


def test_a_tolerance_an_agency_set_takes_the_place_of_the_supplied_one_and_of_no_other() -> None:
    law = tolerances()
    own = law.set_by({("mass-balance-gap", "error-kg"): Decimal(50)})
    gap = 20 * 10**9

    assert law.level("PE", "mass-balance-gap", "stock", gap, 0, TODAY) == "error"
    assert own.level("PE", "mass-balance-gap", "stock", gap, 0, TODAY) == "warning"
    assert own.level("PE", "physical-gap", "stock", gap, 0, TODAY) == "error"


def test_a_tolerance_of_arrivals_is_set_by_profile() -> None:
    own = tolerances().set_by({("arrival-discrepancy", "bulk-error-percent"): Decimal(2)})

    assert own.level("PE", "arrival-discrepancy", "bulk", 30, 1000, TODAY) == "error"
    assert own.level("PE", "arrival-discrepancy", "bulk", 20, 1000, TODAY) is None
    assert own.level("PE", "arrival-discrepancy", "strict", 5, 1000, TODAY) is None


@pytest.mark.parametrize(("value", "text"), [("45", "45"), ("0.80", "0.8"), ("1E+2", "100"), ("1000", "1000")])
def test_a_figure_is_kept_without_idle_noughts(value: str, text: str) -> None:
    assert plain(Decimal(value)) == text


def test_every_figure_that_may_be_set_is_of_a_rule_with_a_name() -> None:
    named = catalogue("en")["pages"]

    assert [rule for rule, _ in settable() if f"flags.rule-{rule}" not in named] == []
