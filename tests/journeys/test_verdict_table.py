"""The verdict table of an import, line by line: what stops a row, what is flagged, what is only told."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest

from tests.factories import Registry, Row, a_licence, a_shipment, a_workbook

OK = "ok"
TOMORROW = date.today() + timedelta(days=2)  # noqa: DTZ011 - a row must lie ahead of the command's own clock
NO_LICENCE = {"licence": None, "direction": "domestic"}
"""For goods of schedule B, whose domestic trade needs no licence here."""

PROBLEMS: list[tuple[str, str, Row]] = [
    ("no date", "field.missing", a_shipment(date=None)),
    ("not a date", "date.unreadable", a_shipment(date="soon")),
    ("a number is no date", "date.number", a_shipment(date=3)),
    ("a day that never was", "date.unreadable", a_shipment(date="2024-02-30")),
    ("after today", "date.future", a_shipment(date=TOMORROW)),
    ("net above gross", "amount.net-above-gross", a_shipment(net_mass=10, gross_mass=9)),
    ("nothing weighs nought", "amount.zero", a_shipment(quantity=0)),
    ("below nought", "number.negative", a_shipment(quantity=-5)),
    ("a range", "quantity.range", a_shipment(quantity="10-12")),
    ("a bound", "number.bound", a_shipment(quantity="> 10")),
    ("no number", "number.missing", a_shipment(quantity="lots")),
    ("too much for any ship", "amount.too-large", a_shipment(quantity=10**18)),
    ("no quantity at all", "quantity.missing", a_shipment(quantity=None)),
    ("no unit", "unit.missing", a_shipment(unit=None)),
    ("a unit of length", "unit.not-an-amount", a_shipment(unit="m")),
    ("kilograms of another substance", "unit.refused", a_shipment(unit="KPH")),
    ("a unit of nothing", "unit.unknown", a_shipment(unit="flurbs")),
    ("a unit of two meanings", "unit.ambiguous", a_shipment(unit="oz")),
    ("mass and volume apart", "amount.mass-volume-disagree", a_shipment(net_mass=10, volume=20)),
    ("no licence", "licence.missing", a_shipment(licence=None)),
    ("goods nobody lists", "substance.unknown", a_shipment(substance="Maple syrup")),
    ("goods like acetone", "substance.another", a_shipment(substance="Acetyl acetone")),
    ("goods not named", "substance.nothing-stated", a_shipment(substance=None)),
    ("named by HS alone", "substance.hs-only", a_shipment(substance=None, hs="291411")),
    (
        "named otherwise than by HS",
        "substance.hs-of-another",
        a_shipment(substance="Industrial cleaning fluid", hs="2914.11"),
    ),
    ("wrong check digit", "substance.cas-wrong", a_shipment(substance=None, cas="67-64-2")),
    ("name and CAS of two", "substance.cas-mismatch", a_shipment(cas="108-88-3")),
    ("not controlled here", "substance.not-controlled", a_shipment(substance="Acetonitrile")),
    ("begins where it ends", "place.same-both-ends", a_shipment(origin="DE", destination="DE")),
    ("a port twice", "place.same-both-ends", a_shipment(port_loading="Callao", port_discharge="CALLAO")),
    ("an error cell", "cell.error", a_shipment(quantity="#N/A")),
    ("a formula nobody computed", "cell.formula-without-value", a_shipment(quantity="=5*2")),
    ("a way nobody knows", "choice.unknown", a_shipment(direction="sideways")),
    ("no strength of a solution", "strength.missing", a_shipment(substance="Hydrochloric acid", **NO_LICENCE)),
    ("no basis of a solution", "basis.missing", a_shipment(substance="Acetone", concentration="50%", unit="L")),
]
"""(what it is, code, row). `origin` and `destination` of the plain row differ."""

LISTED = [(name, code, dict(row) | {"document": f"P-{n}"}) for n, (name, code, row) in enumerate(PROBLEMS)]
NEVER_KEPT = {"number.range", "number.bound", "number.negative", "amount.zero", "amount.too-large", "unit.refused"}


@pytest.fixture
def licensed(registry: Registry, tmp_path: Path) -> Registry:
    """A registry that knows LIC-1 for acetone, an old licence, and one for exports."""
    rows = [
        a_licence(),
        a_licence(**{"Licence No": "LIC-OLD", "Valid From": date(2020, 1, 1), "Valid To": date(2020, 12, 31)}),
        a_licence(**{"Licence No": "LIC-OUT", "Activities": "export"}),
        a_licence(**{"Licence No": "LIC-STOPPED", "State": "suspended"}),
        a_licence(**{"Licence No": "LIC-SMALL", "Quantity": 15, "Unit": "kg"}),
    ]
    registry.take(a_workbook(tmp_path / "licences.xlsx", rows), kind="licences", code=0)
    return registry


def test_every_line_of_the_table_stops_its_row_with_its_code(licensed: Registry, tmp_path: Path) -> None:
    said = licensed.take(a_workbook(tmp_path / "wrong.xlsx", [row for _, _, row in LISTED]), code=1)

    codes = said.codes
    missed = {
        name: codes.get(at, {OK}) for at, (name, code, _) in enumerate(LISTED, 2) if code not in codes.get(at, set())
    }
    assert missed == {}
    assert said.json["rejected"] == len(LISTED)
    assert all(told["message"] and told["message"] != told["code"] for told in said.json["problems"])


def test_each_such_row_has_only_its_own_problem(licensed: Registry, tmp_path: Path) -> None:
    codes = licensed.take(a_workbook(tmp_path / "wrong.xlsx", [row for _, _, row in LISTED]), code=1).codes

    more = {name: codes[at] for at, (name, code, _) in enumerate(LISTED, 2) if codes.get(at, {code}) != {code}}
    assert more == {}


def test_a_problem_tells_the_cell_as_it_was_typed(licensed: Registry, tmp_path: Path) -> None:
    rows = [
        a_shipment(substance="Acetone", concentration="50 %", unit="L"),
        a_shipment(document="D-2", quantity="1,2,3"),
    ]

    problems = licensed.take(a_workbook(tmp_path / "typed.xlsx", rows), code=1).json["problems"]

    assert [each["value"] for each in problems] == ["50 %", "1,2,3"]


def test_what_no_choice_could_save_is_a_problem_even_when_unresolved_rows_are_kept(
    licensed: Registry, tmp_path: Path
) -> None:
    rows = [(code, row) for _, code, row in LISTED if code in NEVER_KEPT]

    said = licensed.take(a_workbook(tmp_path / "wrong.xlsx", [row for _, row in rows]), "--unresolved", "keep", code=1)

    assert said.codes == {at: {code} for at, (code, _) in enumerate(rows, 2)}


FLAGS: list[tuple[str, str, Row]] = [
    ("a licence nobody knows", "party-not-licensed", a_shipment(licence="LIC-404")),
    ("an expired one", "party-not-licensed", a_shipment(licence="LIC-OLD")),
    ("a suspended one", "party-not-licensed", a_shipment(licence="LIC-STOPPED")),
    ("for another way", "not-covered-by-licence", a_shipment(licence="LIC-OUT")),
    ("for other goods", "not-covered-by-licence", a_shipment(substance="Toluene")),
    ("more than it allows", "over-licence", a_shipment(licence="LIC-SMALL", quantity=16)),
    ("an operator nobody knows", "party-not-licensed", a_shipment(operator="Nemo")),
    ("an HS code of something else", "hs-mismatch", a_shipment(hs="290220")),
    ("above the threshold, no notification", "undeclared-above-threshold", a_shipment(quantity=51)),
    ("a quantity kept unresolved", "unresolved-quantity", a_shipment(unit="oz")),
]
NO_FLAGS: list[tuple[str, Row]] = [
    ("a licence written another way", a_shipment(licence="lic 1")),
    ("the HS code of acetone", a_shipment(hs="2914.11")),
    ("above the threshold, with a notification", a_shipment(quantity=50, notification="PEN-1")),
    ("above the threshold, with an authorisation", a_shipment(quantity=50, authorisation="A-1")),
    ("just under the threshold", a_shipment(quantity=49.999)),
    ("exactly what the licence allows", a_shipment(licence="LIC-SMALL", quantity=15)),
    ("a net mass just under the gross", a_shipment(net_mass=10, gross_mass=10)),
    ("the other end of the year", a_shipment(date=date(2024, 12, 31))),
]


@pytest.mark.parametrize(("rule", "row"), [(rule, row) for _, rule, row in FLAGS], ids=[name for name, _, _ in FLAGS])
def test_it_is_recorded_and_flagged(licensed: Registry, tmp_path: Path, rule: str, row: Row) -> None:
    answer = licensed.take(a_workbook(tmp_path / "odd.xlsx", [row]), "--unresolved", "keep", code=1).json

    assert (answer["state"], answer["accepted"], answer["flags"]) == ("committed", 1, 1)
    assert licensed.rows("SELECT rule, count FROM flag") == [(rule, 1)]


def test_what_is_in_order_is_not_flagged(licensed: Registry, tmp_path: Path) -> None:
    rows = [dict(row) | {"document": f"N-{n}"} for n, (_, row) in enumerate(NO_FLAGS)]

    answer = licensed.take(a_workbook(tmp_path / "fine.xlsx", rows), code=0).json

    assert (answer["accepted"], answer["flags"]) == (len(rows), 0)


def test_one_flag_speaks_for_all_rows_of_one_cause(licensed: Registry, tmp_path: Path) -> None:
    rows = [a_shipment(line=str(n), licence=f"LIC-{404 + n % 2}") for n in range(6)]

    answer = licensed.take(a_workbook(tmp_path / "many.xlsx", rows), code=1).json

    assert answer["flags"] == 2
    assert licensed.rows("SELECT count FROM flag") == [(3,), (3,)]


def test_what_is_only_told_does_not_stop_a_row(licensed: Registry, tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "told.xlsx", [a_shipment(line=str(n), notes="+1 for this") for n in range(1, 4)])
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    sheet.row_dimensions[3].hidden = True
    sheet.cell(1, sheet.max_column + 1, "Favourite colour")
    sheet.cell(2, sheet.max_column, "blue")
    sheet.cell(1, sheet.max_column + 1, "Container No")
    sheet.cell(4, sheet.max_column, "CSQU3054384")
    book.save(path)

    answer = licensed.take(path, code=0).json

    told = {(warning["code"], warning["row"]) for warning in answer["warnings"]}
    assert answer["accepted"] == 3
    assert {
        ("sheet.hidden-rows", 3),
        ("sheet.unknown-columns", 1),
        ("cell.like-a-formula", 2),
        ("container.check-digit", 4),
    } <= told
    assert all(warning["message"] for warning in answer["warnings"])
    assert licensed.rows("SELECT notes FROM shipment WHERE line = '1'") == [("+1 for this\nFavourite colour: blue",)]


def test_a_quantity_to_be_looked_at_is_taken_with_a_warning(licensed: Registry, tmp_path: Path) -> None:
    rows = [a_shipment(quantity="approx. 10")]

    answer = licensed.take(a_workbook(tmp_path / "approx.xlsx", rows), code=0).json

    assert answer["accepted"] == 1
    assert {"number.approximate"} <= {warning["code"] for warning in answer["warnings"]}


def test_a_cas_number_turned_into_a_date_is_repaired(licensed: Registry, tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "cas.xlsx", [a_shipment(substance=None, cas=date(1960, 7, 29), **NO_LICENCE)])

    answer = licensed.take(path, "--dry-run").json

    assert (answer["rejected"], answer["totals"][0]["substance"]) == (0, "ethyl-ether")


def test_totals_and_footnotes_are_no_records(licensed: Registry, tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "sums.xlsx", [a_shipment(line=str(n)) for n in range(1, 4)])
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    sheet.append(["TOTAL", *[None] * (heads.index("Quantity") - 1), 30])
    sheet.append(["Source: the inspectorate's own register"])
    book.save(path)

    answer = licensed.take(path, code=0).json

    assert (answer["rows"], answer["accepted"], answer["totals"][0]["kg"]) == (3, 3, "30.000000000")
    assert {(told["row"], told["why"]) for told in answer["ignored"]} >= {(5, "total-row"), (6, "footnote")}
