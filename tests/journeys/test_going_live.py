"""Going live: an older system's licences in any state, and opening balances, are taken over by acts of their own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.factories import Registry, Row, a_licence, a_shipment, a_workbook

OLD = {"Taken Over From": "NDS 5.1"}


def taken(registry: Registry, path: Path, kind: str, *rows: Row, code: int = 0) -> dict[str, object]:
    return registry.take(a_workbook(path / f"{kind}.xlsx", rows), kind=kind, code=code).json


def acts(registry: Registry) -> list[str]:
    return [kind for (kind,) in registry.rows("SELECT kind FROM act WHERE kind LIKE '%-%' ORDER BY id")]


def a_balance(**changes: object) -> dict[str, object]:
    plain = {"Operator": "20-1", "Site": "Lima", "Date": date(2024, 1, 1), "Substance": "Acetone", "Quantity": 500,
             "Unit": "kg", **OLD}  # fmt: skip
    return plain | changes


def test_licences_in_any_state_are_taken_over_by_an_act_that_says_so(registry: Registry, tmp_path: Path) -> None:
    rows = [
        a_licence(**OLD, **{"Licence No": f"L-{state}", "State": state})
        for state in ("active", "suspended", "revoked", "expired", "under review", "refused")
    ]

    answer = taken(registry, tmp_path, "licences", *rows)

    assert answer["accepted"] == 6
    assert acts(registry)[-1] == "take-over-licences"
    assert sorted(state for (state,) in registry.rows("SELECT state FROM state")) == [
        "active", "expired", "refused", "revoked", "suspended", "under-review",
    ]  # fmt: skip
    assert registry.verified().broken is None


def test_licences_that_begin_here_are_imported_not_taken_over(registry: Registry, tmp_path: Path) -> None:
    taken(registry, tmp_path, "licences", a_licence())

    assert acts(registry)[-1] == "import-licences"


def test_an_opening_balance_stands_on_its_operators_account_before_the_first_shipment(
    registry: Registry, tmp_path: Path
) -> None:
    taken(registry, tmp_path, "operators", {"Identifier": "20-1", "Name": "Acme SA", "Country": "XD"})
    taken(registry, tmp_path, "opening-balances", a_balance(), a_balance(Site="Ica", Quantity=20, Unit="L"))
    taken(registry, tmp_path, "licences", a_licence(Activities="domestic"))
    sale = a_shipment(direction="domestic", operator="20-1", counterparty="Other", notification="P")
    taken(registry, tmp_path, "shipments", sale)

    held = registry.rows(
        "SELECT a.measure, b.amount FROM account a JOIN balance b ON b.account = a.id"
        " WHERE a.holder LIKE 'operator:%' AND a.role = 'stock' ORDER BY a.measure"
    )
    assert "take-over-opening-balances" in acts(registry)
    assert dict(held)["base_ug"] // 10**9 == 500 + 15 - 10
    assert registry.unbalanced() == []
    assert registry.verified().broken is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"Quantity": 20, "Unit": "L", "Substance": "Hydrochloric acid"}, "strength.missing"),
        ({"Date": date(2099, 1, 1)}, "date.future"),
        ({"Taken Over From": None}, "field.missing"),
        ({"Substance": "Unobtainium"}, "substance.unknown"),
    ],
)
def test_a_balance_nobody_can_rely_on_is_refused(
    registry: Registry, tmp_path: Path, changes: dict[str, object], code: str
) -> None:
    said = taken(registry, tmp_path, "opening-balances", a_balance(**changes), code=1)

    assert {each["code"] for each in said["problems"]} == {code}  # type: ignore[attr-defined,index] # as JSON gives it


def test_an_unresolved_balance_may_be_kept_and_is_never_nought(registry: Registry, tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "b.xlsx", [a_balance(Unit="L", Substance="Hydrochloric acid")])

    answer = registry.take(path, "--unresolved", "keep", kind="opening-balances", code=0).json

    assert answer["accepted"] == 1
    assert registry.rows("SELECT base_ug, code FROM opening_balance") == [(None, "strength.missing")]


SITE = {
    "Operator": "20-1", "Site": "Lima", "Address": "Av. 1", "Activities": "import / export", "Latitude": "-12.05",
    "Secured": "yes",
}  # fmt: skip
PERSON = {"Operator": "20-1", "Name": "Ana Paz", "Since": date(2024, 1, 1), "Until": date(2025, 1, 1)}
LINK = {"Operator": "20-1", "Other Operator": "20-2", "Kind of Link": "owner"}
NEED = {"Country": "XD", "Substance": "Ephedrine", "Annual Requirement": 4200, "Unit": "kg", "Date": date(2024, 1, 1)}
TERMS = {"Period": "month", "Site": "Lima", "Maximum Stock": "2 t", "Strength From": 30, "Strength To": "38 %"}
COMPANY = {"Identifier": "20100070971", "Name": "Acme", "Country": "PE", "LEI": "213800KUD8LAJWSQ9D15", **OLD}
LATE = {"Grace Until": date(2025, 3, 1), "Quantity": 100, "Unit": "kg"}


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        ("sites", SITE),
        ("officers", PERSON),
        ("operator-links", LINK),
        ("opening-balances", a_balance()),
        ("annual-requirements", NEED),
        ("licences", a_licence(**TERMS, **LATE, **OLD)),
        (
            "licences",
            a_licence(**{"Quantity": 100, "Unit": "kg", "Used So Far": 40, "Used Until": date(2024, 3, 31)}, **OLD),
        ),
        ("licences", a_licence(Activities="import, domestic", **OLD)),
        ("operators", COMPANY),
    ],
)
def test_what_went_out_comes_back_unchanged(registry: Registry, tmp_path: Path, kind: str, row: Row) -> None:
    taken(registry, tmp_path, kind, row)

    registry.run("export", kind, str(tmp_path / "out.xlsx"), code=0)
    again = registry.take(tmp_path / "out.xlsx", kind=kind, code=0).json

    assert (again["accepted"], again["already_known"]) == (0, 1)
    registry.run("template", kind, str(tmp_path / "t.xlsx"), code=0)
    assert openpyxl.load_workbook(tmp_path / "t.xlsx").worksheets


@pytest.mark.parametrize(
    ("country", "code"), [("PE", "identifier.check"), ("Perú", "identifier.check"), ("Atlantis", "agency.country")]
)
def test_a_number_or_country_that_does_not_fit_is_kept_with_a_warning(
    registry: Registry, tmp_path: Path, country: str, code: str
) -> None:
    answer = taken(registry, tmp_path, "operators", {"Identifier": "20100070971", "Name": "Acme", "Country": country})

    assert [each["code"] for each in answer["warnings"]] == [code]  # type: ignore[attr-defined,index] # as JSON gives it
    assert registry.rows("SELECT identifier FROM operator") == [("20100070971",)]


QUOTA = {"Quantity": 100, "Unit": "kg", **OLD}
HALF = {**QUOTA, "Used So Far": 40, "Used Until": date(2024, 3, 31)}


def quotas(registry: Registry) -> dict[tuple[str, str], str]:
    """Kilograms by role and first day of the period."""
    rows = registry.rows(
        "SELECT a.role, a.period, b.amount FROM account a JOIN balance b ON b.account = a.id"
        " WHERE a.holder LIKE 'licence-line:%' AND b.amount <> 0"
    )
    return {(role, period): f"{amount / 10**9:g}" for role, period, amount in rows}


def test_what_was_used_before_is_drawn_on_the_period_of_its_day_by_the_take_over_itself(
    registry: Registry, tmp_path: Path
) -> None:
    taken(registry, tmp_path, "licences", a_licence(**HALF | {"Period": "quarter"}))

    assert acts(registry)[-1] == "take-over-licences"
    assert quotas(registry) == {
        ("quota", "2024-01-01"): "60", ("used", "2024-01-01"): "40",
        **{("quota", f"2024-{month}-01"): "100" for month in ("04", "07", "10")},
    }  # fmt: skip
    assert registry.unbalanced() == []
    assert registry.verified().broken is None


def test_shipments_that_the_figure_counts_draw_nothing_more(registry: Registry, tmp_path: Path) -> None:
    taken(registry, tmp_path, "licences", a_licence(**HALF))
    rows = [
        a_shipment(document=str(day), date=day, quantity=30, notification="P")
        for day in (date(2024, 3, 31), date(2024, 4, 1))
    ]

    taken(registry, tmp_path, "shipments", *rows)

    assert quotas(registry) == {("quota", "2024-01-01"): "30", ("used", "2024-01-01"): "70"}


def test_more_used_before_than_the_line_allows_is_recorded_as_excess_and_flagged(
    registry: Registry, tmp_path: Path
) -> None:
    answer = taken(registry, tmp_path, "licences", a_licence(**HALF | {"Used So Far": "130 kg"}), code=1)

    assert (answer["accepted"], answer["flags"]) == (1, 1)
    assert quotas(registry) == {("excess", "2024-01-01"): "-30", ("used", "2024-01-01"): "130"}
    assert registry.rows("SELECT rule, cause FROM flag") == [
        ("over-licence", "licence LIC-1: acetone, year from 2024-01-01")
    ]


def test_a_figure_that_was_wrong_is_put_right_beside_what_was_drawn_since(registry: Registry, tmp_path: Path) -> None:
    taken(registry, tmp_path, "licences", a_licence(**HALF))
    sale = a_shipment(document="1", date=date(2024, 5, 1), quantity=50, notification="P")
    taken(registry, tmp_path, "shipments", sale)
    path = a_workbook(tmp_path / "c.xlsx", [a_licence(**HALF | {"Used So Far": 70})])

    registry.take(path, "--correct", "--reason", "misread", kind="licences")

    assert quotas(registry) == {("excess", "2024-01-01"): "-20", ("used", "2024-01-01"): "120"}
    assert registry.verified().broken is None


def test_lines_whose_use_was_taken_over_are_taken_back_as_long_as_nothing_else_was_drawn(
    registry: Registry, tmp_path: Path
) -> None:
    act = taken(registry, tmp_path, "licences", a_licence(**HALF))["act"]

    registry.run("reverse", str(act), "--reason", "wrong file", code=0)

    assert quotas(registry) == {}


def test_nothing_used_so_far_is_nothing_and_not_unknown(registry: Registry, tmp_path: Path) -> None:
    taken(registry, tmp_path, "licences", a_licence(**HALF | {"Used So Far": 0}))

    assert registry.rows("SELECT used, used_before FROM licence_line") == [("0", 0)]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"Used Until": None}, "field.missing"),
        ({"Used So Far": None}, "field.missing"),
        ({"Taken Over From": None}, "field.missing"),
        ({"Used Until": date(2099, 1, 1)}, "date.future"),
        ({"Used Until": date(2023, 12, 31)}, "licence.used-outside"),
        ({"Used So Far": "40 L"}, "licence.used-other-measure"),
    ],
)
def test_a_figure_of_what_was_used_that_nobody_can_count_is_refused(
    registry: Registry, tmp_path: Path, changes: dict[str, object], code: str
) -> None:
    said = taken(registry, tmp_path, "licences", a_licence(**HALF | changes), code=1)

    assert code in {each["code"] for each in said["problems"]}  # type: ignore[attr-defined] # as JSON gives it


def test_kilograms_under_a_licence_in_litres_draw_nothing_and_that_is_told(registry: Registry, tmp_path: Path) -> None:
    taken(registry, tmp_path, "licences", a_licence(Quantity=100, Unit="L"))

    answer = taken(registry, tmp_path, "shipments", a_shipment(quantity=60, notification="P"))

    assert "licence.not-drawn" in [each["code"] for each in answer["warnings"]]  # type: ignore[attr-defined,index] # as JSON gives it
    assert quotas(registry) == {("quota", "2024-01-01"): "0.1"}


def test_a_monthly_quantity_is_drawn_month_by_month(registry: Registry, tmp_path: Path) -> None:
    taken(registry, tmp_path, "licences", a_licence(Quantity=100, Unit="kg", Period="month"))
    rows = [
        a_shipment(document=str(day), date=day, quantity=60, notification="P")
        for day in (date(2024, 3, 1), date(2024, 3, 31), date(2024, 4, 1))
    ]

    answer = taken(registry, tmp_path, "shipments", *rows, code=1)

    assert answer["flags"] == 1
    assert registry.rows("SELECT rule FROM flag") == [("over-licence",)]
