"""Files in layouts nobody taught the registry, through the command line: asked about, read, or refused."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from tests.factories import AGENCY, MARCH, Registry, a_licence, a_shipment, a_workbook, changed, shipments


def a_sheet_of(path: Path, rows: list[list[object]]) -> Path:
    """A workbook of one sheet, cell by cell."""
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return path


def test_a_table_of_unknown_headings_is_asked_about_and_read_with_the_answer(
    registry: Registry, tmp_path: Path
) -> None:
    rows: list[list[object]] = [["Foo", "Bar", "Baz", "Qux", "Lic"], [MARCH, "Acetone", 5, "kg", "LIC-1"]]
    file = a_sheet_of(tmp_path / "odd.xlsx", rows)
    asked = registry.take(file, code=1).json
    assert (asked["state"], asked["act"]) == ("needs-mapping", None)
    meant = {"Foo": "date", "Bar": "substance", "Baz": "quantity", "Qux": "unit", "Lic": "licence"}
    mapping = asked["proposal"]
    assert set(mapping["columns"]) == set(meant)
    shown = registry.run("import", "shipments", file, "--agency", AGENCY, code=1).out
    assert json.loads(shown[shown.index("{") :]) == mapping
    for heading, field in meant.items():
        mapping["columns"][heading]["field"] = field
    (tmp_path / "mapping.json").write_text(json.dumps(mapping), encoding="utf-8")

    answer = registry.take(file, "--mapping", tmp_path / "mapping.json").json

    assert (answer["state"], answer["accepted"]) == ("committed", 1)
    assert registry.kilograms() == {"acetone": 5 * 10**9}


def test_a_table_without_headings_loses_no_row(registry: Registry, tmp_path: Path) -> None:
    rows: list[list[object]] = [[MARCH, f"D-{n}", "Acetone", n, "kg", "LIC-1"] for n in (1, 2, 3)]
    rows.append([MARCH, "D-4", "Acetone", "lots", "kg", "LIC-1"])
    file = a_sheet_of(tmp_path / "bare.xlsx", rows)
    mapping = registry.take(file, code=1).json["proposal"]
    for column, field in zip("ABCDEF", ("date", "document", "substance", "quantity", "unit", "licence"), strict=True):
        mapping["columns"][f"[{column}]"]["field"] = field
    (tmp_path / "mapping.json").write_text(json.dumps(mapping), encoding="utf-8")
    out = tmp_path / "rejects.xlsx"

    answer = registry.take(file, "--mapping", tmp_path / "mapping.json", "--accept-good", "--rejects", out).json

    assert (answer["rows"], answer["accepted"], answer["rejected"]) == (4, 3, 1)
    assert registry.kilograms() == {"acetone": 6 * 10**9}
    assert "lots" in {cell.value for row in openpyxl.load_workbook(out).worksheets[0] for cell in row}


@pytest.mark.parametrize("rows", [[["Foo", "Bar"]], [["Read this first"], ["and this then"]], []])
def test_a_file_without_any_table_is_refused(registry: Registry, tmp_path: Path, rows: list[list[object]]) -> None:
    answer = registry.take(a_sheet_of(tmp_path / "none.xlsx", rows), code=1).json

    assert (answer["state"], "proposal" in answer) == ("refused", False)


def test_a_json_document_is_not_taken_for_a_table(registry: Registry, tmp_path: Path) -> None:
    file = tmp_path / "data.json"
    file.write_text(json.dumps([{"Date": "2024-03-01", "Substance": "Acetone"}] * 3, indent=1), encoding="utf-8")

    answer = registry.take(file, code=1).json

    assert (answer["state"], answer["code"]) == ("refused", "file.not-a-workbook")


def test_what_the_title_says_is_every_rows_and_is_told(registry: Registry, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Register of imports"],
        ["Substance: Acetone", None, "Unit:", "kg"],
        ["Date", "Document No", "Quantity", "Licence No"],
        [MARCH, "D-1", 5, "LIC-1"],
        [MARCH, "D-2", 7, "LIC-1"],
    ]

    answer = registry.take(a_sheet_of(tmp_path / "title.xlsx", rows)).json

    assert (answer["state"], answer["accepted"]) == ("committed", 2)
    assert "sheet.from-title" in {each["code"] for each in answer["warnings"]}
    assert registry.kilograms() == {"acetone": 12 * 10**9}


def test_three_heading_rows_are_read(registry: Registry, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Fecha", "Sustancia", "Peso", None, "Importador", None, "Licencia", "Tipo de operación"],
        [None, None, "Neto", "Bruto", "Nombre", "País", None, None],
        ["dd/mm/aaaa", None, "(kg)", "(kg)", None, None, None, None],
        [MARCH, "Acetona", 20, 21, "Acme", "XD", "LIC-1", "Importación"],
    ]

    answer = registry.take(a_sheet_of(tmp_path / "three.xlsx", rows)).json

    assert (answer["state"], answer["accepted"]) == ("committed", 1)
    assert registry.rows("SELECT operator, net_mass FROM shipment") == [("Acme", "20")]


def test_the_operator_is_found_however_its_name_is_written(registry: Registry, tmp_path: Path) -> None:
    known = {"Identifier": "20-1", "Name": "Química Andina S.A.", "Country": "XD"}
    registry.take(a_workbook(tmp_path / "o.xlsx", [known]), kind="operators", code=0)
    registry.take(a_workbook(tmp_path / "l.xlsx", [a_licence()]), kind="licences", code=0)
    names = ["QUIMICA ANDINA SA", "Química Andina, S. A.", "quimica andina s/a", "20-1"]
    rows = [a_shipment(line=str(n), operator=name) for n, name in enumerate(names)]

    known_ones = registry.take(a_workbook(tmp_path / "s.xlsx", rows)).json
    stranger = registry.take(
        a_workbook(tmp_path / "t.xlsx", [a_shipment(line="9", operator="Química Andina SAC")])
    ).json

    assert (known_ones["flags"], stranger["flags"]) == (0, 1)


def test_the_sender_of_goods_in_transit_is_their_operator(registry: Registry, tmp_path: Path) -> None:
    row = a_shipment(direction="transit", Importer="Bolivian Soaps", Exporter="Rotterdam Acids", destination="BO")

    answer = registry.take(a_workbook(tmp_path / "t.xlsx", [row])).json

    assert answer["state"] == "committed"
    assert registry.rows("SELECT operator, counterparty FROM shipment") == [("Rotterdam Acids", "Bolivian Soaps")]


@pytest.mark.parametrize("how", ["same", "link", "mapping"])
def test_rejects_never_go_over_a_file_that_is_read(registry: Registry, tmp_path: Path, how: str) -> None:
    file = a_workbook(tmp_path / "a.xlsx", [*shipments(1), a_shipment(line="2", substance="Maple syrup")])
    before, rejects, more = file.read_bytes(), file, []
    if how == "link":
        rejects = tmp_path / "b.xlsx"
        rejects.hardlink_to(file)
    if how == "mapping":
        rejects = tmp_path / "m.json"
        rejects.write_text("{}", encoding="utf-8")
        more = ["--mapping", rejects]

    said = registry.take(file, "--accept-good", "--rejects", rejects, *more, code=2)

    assert said.err.count("\n") == 1
    assert file.read_bytes() == before
    assert registry.standing() == 0


def test_the_preview_of_a_correction_shows_the_cells_that_differ(registry: Registry, tmp_path: Path) -> None:
    registry.take(a_workbook(tmp_path / "l.xlsx", [a_licence()]), kind="licences", code=0)
    registry.take(a_workbook(tmp_path / "a.xlsx", shipments(2, notes="first")), code=0)
    file = a_workbook(tmp_path / "b.xlsx", [*shipments(1, notes="first"), a_shipment(line="2", quantity=3)])

    preview = registry.take(file, "--correct", "--reason", "slip", "--dry-run", code=0).json
    done = registry.take(file, "--correct", "--reason", "slip", code=0).json

    assert preview["corrections"] == done["corrections"]
    assert {(each["row"], each["column"], each["field"], each["was"], each["now"]) for each in done["corrections"]} == {
        (3, "Quantity", "quantity", "2", "3"), (3, "Notes", "notes", "first", None),
    }  # fmt: skip
    assert {each["sheet"] for each in done["corrections"]} == {"Shipments"}
    assert registry.take(file, code=0).json["corrections"] == []


def test_a_corrected_licence_shows_its_cells_too(registry: Registry, tmp_path: Path) -> None:
    registry.take(a_workbook(tmp_path / "a.xlsx", [a_licence()]), kind="licences", code=0)
    file = a_workbook(tmp_path / "b.xlsx", [a_licence(Holder="Acme Ltd")])

    preview = registry.take(file, "--correct", "--reason", "slip", "--dry-run", code=0, kind="licences").json

    assert [(each["field"], each["was"], each["now"]) for each in preview["corrections"]] == [
        ("holder", "Acme", "Acme Ltd")
    ]


def test_a_column_a_substance_is_read_sent_back_and_read_again(registry: Registry, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Fecha", "Documento", "Licencia", "Acetona (kg)", "Tolueno (kg)", "Ácido clorhídrico (kg)"],
        [MARCH, "D-1", "LIC-1", 10, 20, None],
        [MARCH, "D-2", "LIC-1", "diez", 5, 0],
        [MARCH, "D-3", "LIC-1", None, "-", None],
        ["Total", None, None, 10, 25, 0],
    ]
    file, back, mended = (tmp_path / name for name in ("wide.xlsx", "back.xlsx", "mended.xlsx"))
    a_sheet_of(file, rows)

    first = registry.take(file, "--accept-good", "--rejects", back).json

    assert (first["rows"], first["accepted"], first["rejected"]) == (4, 3, 1)
    assert [(p["sheet"], p["row"], p["column"]) for p in first["problems"]] == [("Sheet", 3, "Acetona (kg)")]
    assert {(each["row"], each["why"]) for each in first["ignored"]} == {(5, "total-row"), (4, "nothing-moved")}

    again = registry.take(changed(back, mended, {"D2": 12}))

    assert (again.json["state"], again.json["accepted"]) == ("committed", 1)
    assert registry.kilograms() == {"acetone": 22 * 10**9, "toluene": 25 * 10**9}
    assert registry.take(file, "--accept-good").json["already_known"] == 3  # the row that was mended stands otherwise


def test_records_in_columns_are_read_and_the_reader_is_told(registry: Registry, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Fecha", MARCH, MARCH],
        ["N° Documento", "D-1", "D-2"],
        ["Sustancia", "Acetona", "Tolueno"],
        ["I/E", "I", "E"],
        ["Cantidad (kg)", 10, "mucho"],
        ["Licencia", "LIC-1", "LIC-1"],
    ]
    file, back = a_sheet_of(tmp_path / "turned.xlsx", rows), tmp_path / "back.xlsx"

    answer = registry.take(file, "--accept-good", "--rejects", back).json

    assert (answer["accepted"], answer["rejected"]) == (1, 1)
    assert [(each["row"], each["column"]) for each in answer["problems"]] == [(3, "Cantidad (kg)")]
    assert "sheet.turned" in {each["code"] for each in answer["warnings"]}
    assert [cell.value for cell in openpyxl.load_workbook(back).worksheets[0][2]][2] == "Tolueno"
