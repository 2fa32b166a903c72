"""Operators, licences and what shipments draw from them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.factories import MARCH, Registry, Row, a_licence, a_shipment, a_workbook

CEILING = {"Quantity": 100, "Unit": "kg"}


def granting(registry: Registry, tmp_path: Path, *rows: Row) -> None:
    """Licence lines taken in."""
    registry.take(a_workbook(tmp_path / "licences.xlsx", rows), kind="licences", code=0)


def declared(registry: Registry, tmp_path: Path, *rows: Row, **how: Any) -> dict[str, Any]:  # noqa: ANN401 - passed on
    """Shipments taken in; a file of their own each time."""
    number = len(list(tmp_path.glob("s*.xlsx")))
    flags = ("--correct", "--reason", "as told") if how.get("correct") else ()
    return registry.take(a_workbook(tmp_path / f"s{number}.xlsx", rows), *flags).json


def held(registry: Registry) -> dict[tuple[str, str], int]:
    """Kilograms on the accounts of licences by role and year."""
    query = (
        "SELECT role, period, amount FROM account a JOIN balance b ON b.account = a.id"
        " WHERE holder LIKE 'licence-line:%'"
    )
    return {(role, period): amount // 10**9 for role, period, amount in registry.rows(query)}


def small(number: int, kilograms: float, **changes: object) -> dict[str, Any]:
    """One shipment under LIC-1, notified, so that only the ceiling can be seen."""
    return a_shipment(document=f"S-{number}", quantity=kilograms, notification="PEN-1", **changes)


def test_an_operator_is_known_by_name_and_by_number(registry: Registry, tmp_path: Path) -> None:
    rows = [{"Identifier": "20-1", "Name": "Química Ábaco S.A.", "Country": "XD"}]
    taken = registry.take(a_workbook(tmp_path / "o.xlsx", rows), kind="operators", code=0).json
    again = registry.take(tmp_path / "o.xlsx", kind="operators", code=0).json
    granting(registry, tmp_path, a_licence())

    answer = declared(
        registry,
        tmp_path,
        small(1, 1, operator="QUIMICA ABACO S.A."),
        small(2, 1, operator="20-1"),
        small(3, 1, operator="Other"),
    )

    assert (taken["accepted"], again["already_known"], answer["flags"]) == (1, 1, 1)
    assert registry.rows("SELECT cause FROM flag") == [("operator Other",)]


@pytest.mark.parametrize(
    ("kind", "row", "code"),
    [
        ("operators", {"Identifier": None, "Name": "Acme", "Country": "XD"}, "field.missing"),
        ("licences", a_licence(**{"Valid To": date(2023, 1, 1)}), "licence.validity-reversed"),
        ("licences", a_licence(**{"Valid To": date(2124, 1, 1)}), "licence.validity-too-long"),
        ("licences", a_licence(Substance="Maple syrup"), "substance.unknown"),
        ("licences", a_licence(Quantity=-1, Unit="kg"), "number.negative"),
        ("licences", a_licence(Quantity=5, Unit="flurbs"), "unit.unknown"),
        ("licences", a_licence(Activities="juggling"), "choice.unknown"),
    ],
)
def test_a_register_row_that_cannot_be_says_why(
    registry: Registry, tmp_path: Path, kind: str, row: Row, code: str
) -> None:
    said = registry.take(a_workbook(tmp_path / "r.xlsx", [row]), kind=kind, code=1)

    assert said.codes == {2: {code}}


def test_shipments_draw_from_the_year_of_the_licence_to_the_microgram(registry: Registry, tmp_path: Path) -> None:
    line = a_licence(**CEILING, **{"Valid From": date(2023, 4, 1), "Valid To": date(2025, 3, 31)})
    granting(registry, tmp_path, line)

    answer = declared(
        registry, tmp_path, small(1, 40, date=date(2024, 3, 31)), small(2, 99.999999999, date=date(2024, 4, 1))
    )

    assert answer["flags"] == 0
    query = "SELECT period, amount FROM account a JOIN balance b ON b.account = a.id WHERE role = 'quota'"
    assert sorted(registry.rows(query)) == [("2023-04-01", 60 * 10**9), ("2024-04-01", 1)]


def test_what_passes_the_ceiling_is_recorded_as_excess_and_flagged_once(registry: Registry, tmp_path: Path) -> None:
    granting(registry, tmp_path, a_licence(**CEILING))

    answer = declared(registry, tmp_path, small(1, 60), small(2, 60), small(3, 10))

    assert (answer["accepted"], answer["flags"]) == (3, 1)
    assert held(registry) == {("quota", "2024-01-01"): 0, ("used", "2024-01-01"): 130, ("excess", "2024-01-01"): -30}
    assert registry.rows("SELECT rule, count FROM flag") == [("over-licence", 2)]
    assert "30.000000000 kg" in str(registry.rows("SELECT inputs FROM flag"))
    assert registry.verified().broken is None


def test_the_next_file_draws_from_what_the_last_one_left(registry: Registry, tmp_path: Path) -> None:
    granting(registry, tmp_path, a_licence(**CEILING))

    flags = [declared(registry, tmp_path, small(n, 40))["flags"] for n in range(4)]

    assert flags == [0, 0, 1, 1]
    assert held(registry)["excess", "2024-01-01"] == -60


def test_a_preview_draws_nothing(registry: Registry, tmp_path: Path) -> None:
    granting(registry, tmp_path, a_licence(**CEILING))
    file = a_workbook(tmp_path / "p.xlsx", [small(1, 130)])

    preview = registry.take(file, "--dry-run", code=1).json

    assert preview["flags"] == 1
    assert held(registry) == {("quota", "2024-01-01"): 100}


def test_known_rows_draw_nothing_again(registry: Registry, tmp_path: Path) -> None:
    granting(registry, tmp_path, a_licence(**CEILING))

    answers = [declared(registry, tmp_path, small(1, 60)) for _ in range(3)]

    assert [answer["flags"] for answer in answers] == [0, 0, 0]
    assert held(registry)["quota", "2024-01-01"] == 40


def test_a_correction_gives_back_what_it_replaces_before_it_draws(registry: Registry, tmp_path: Path) -> None:
    granting(registry, tmp_path, a_licence(**CEILING))
    declared(registry, tmp_path, small(1, 90))

    answer = declared(registry, tmp_path, small(1, 80), correct=True)

    assert (answer["state"], answer["flags"]) == ("committed", 0)
    assert (held(registry)["quota", "2024-01-01"], held(registry)["used", "2024-01-01"]) == (20, 80)
    assert registry.verified().broken is None


def test_a_licence_corrected_below_what_was_drawn_is_answered_with_a_reason(registry: Registry, tmp_path: Path) -> None:
    granting(registry, tmp_path, a_licence(**CEILING))
    declared(registry, tmp_path, small(1, 90))
    lower = a_workbook(tmp_path / "lower.xlsx", [a_licence(Quantity=50, Unit="kg")])

    said = registry.take(lower, "--correct", "--reason", "typing slip", kind="licences")

    assert "IntegrityError" not in said.err
    assert said.code in {0, 1}
    assert registry.unbalanced() == []
    assert registry.verified().broken is None


def test_a_licence_corrected_upwards_leaves_the_difference(registry: Registry, tmp_path: Path) -> None:
    granting(registry, tmp_path, a_licence(**CEILING))
    declared(registry, tmp_path, small(1, 90))
    higher = a_workbook(tmp_path / "higher.xlsx", [a_licence(Quantity=150, Unit="kg")])

    answer = registry.take(higher, "--correct", "--reason", "raised", kind="licences", code=0).json

    assert answer["accepted"] == 1
    assert held(registry)["quota", "2024-01-01"] == 60


def test_a_licence_in_litres_is_drawn_in_litres(registry: Registry, tmp_path: Path) -> None:
    granting(registry, tmp_path, a_licence(Quantity=20, Unit="L"))

    answer = declared(registry, tmp_path, small(1, 15, unit="L"), small(2, 15, unit="L"))

    assert answer["flags"] == 1
    assert answer["totals"][0]["litres"] == "30.000000000"
    query = (
        "SELECT role, amount FROM account a JOIN balance b ON b.account = a.id"
        " WHERE measure = 'ul' AND holder LIKE 'licence%'"
    )
    assert dict(registry.rows(query)) == {"quota": 0, "used": 30_000_000, "excess": -10_000_000}


@pytest.mark.parametrize("way", ["import", "export", "transit", "domestic"])
def test_goods_move_between_their_own_places_and_everything_sums_to_nought(
    registry: Registry, tmp_path: Path, way: str
) -> None:
    row = small(1, 2, direction=way, operator="Acme", counterparty="Other", date=MARCH)

    answer = declared(registry, tmp_path, row)

    query = (
        "SELECT holder, amount FROM account a JOIN balance b ON b.account = a.id"
        " WHERE measure = 'base_ug' AND substance = 'acetone'"
    )
    found = dict(registry.rows(query))
    kilos = 2 * 10**9
    acme, other = "party:XD-INS:acme", "party:XD-INS:other"
    assert answer["state"] == "committed"
    assert (
        found
        == {
            "import": {"world": -kilos, acme: kilos},
            "export": {"world": kilos, acme: -kilos},
            "domestic": {acme: -kilos, other: kilos},
            "transit": {"world": 0, "transit:XD-INS": 0},
        }[way]
    )
    assert registry.unbalanced() == []
