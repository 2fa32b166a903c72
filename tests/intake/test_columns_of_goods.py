"""Sheets with a column for each substance, and sheets whose records stand in columns."""

from __future__ import annotations

import pytest

from precursors.intake.goods_headings import Goods, goods_in
from precursors.intake.grid import cell_of
from precursors.intake.layout import NeedsMapping, recognise
from precursors.intake.mapping import ColumnMapping, check_mapping
from precursors.intake.rows import Sieve
from precursors.intake.spreading import Part, goods_columns, parts
from precursors.intake.turning import turned, turned_merge
from precursors.problems import Problem
from precursors.trade.record import SHIPMENTS
from tests.intake.paper import Rows, a_block, a_sheet, the_sheet

DAY = "2024-03-01"


@pytest.mark.parametrize(
    ("heading", "goods"),
    [
        ("Acetone (kg)", Goods("Acetone", "kg")),
        ("Ацетон, кг", Goods("Ацетон", "кг")),
        ("Ácido clorhídrico 37% (L)", Goods("Ácido clorhídrico 37%", "L")),
        ("Permanganate de potassium", Goods("Permanganate de potassium")),
        ("Quantity (kg) / Toluene", Goods("Toluene", "kg")),
        ("Toluene / Import (kg)", Goods("Toluene", "kg", "import")),
        ("Sustancia / Acetona / litros", Goods("Acetona", "litros")),
        ("Acetone import permit", None),
        ("Acetone / Licence No", None),
        ("Acetone / Toluene", None),
        ("Remarks", None),
        ("kg", None),
    ],
)
def test_a_heading_of_goods_names_them_and_nothing_it_does_not_understand(heading: str, goods: Goods | None) -> None:
    assert goods_in(heading, "shipments") == goods


def of(rows: Rows, name: str = "Imports") -> list[Part]:
    """The parts of a sheet that must be recognised wholly."""
    layout = the_sheet(rows, name)
    sifted = Sieve(layout, SHIPMENTS).sift(a_block(rows))
    return list(parts(sifted.block, sifted.placed, sifted.keep, goods_columns(sifted.placed, "shipments")))


def stated(part: Part) -> list[dict[str, str]]:
    """What each record of a part states, by field."""
    rows = [at for at, kept in enumerate(part.keep) if kept]
    cells = {
        put.field: [cell_of(column, column.codes[at]).text for at in rows]
        for put in part.placed
        if (column := part.block.columns[put.column]) is not None
    }
    return [{field: texts[at] for field, texts in cells.items()} for at in range(len(rows))]


def test_every_amount_is_a_record_and_what_did_not_move_is_none() -> None:
    acetone, toluene = of(
        [
            ["Date", "Document No", "Acetone (kg)", "Toluene (L)"],
            [DAY, "D-1", 10, 20],
            [DAY, "D-2", 0, "-"],
            [DAY, "D-3", None, "lots"],
            ["Total", None, 10, 20],
        ]
    )

    assert stated(acetone) == [{"date": DAY, "document": "D-1", "quantity": "10", "substance": "Acetone"}]
    assert [each["quantity"] for each in stated(toluene)] == ["20", "lots"]
    assert [put.unit for put in (*acetone.placed, *toluene.placed) if put.field == "quantity"] == ["kg", "L"]


def test_mass_and_volume_of_the_same_goods_are_one_record() -> None:
    (acetone,) = of([["Date", "Acetone (kg)", "Acetone (L)", "Document No"], [DAY, 7.9, 10, "D-1"]])

    (record,) = stated(acetone)
    assert (record["net_mass"], record["volume"]) == ("7.9", "10")


def test_directions_under_a_substance_are_those_of_its_records() -> None:
    rows: Rows = [
        ["Date", "Document No", "Acetone", None, "Toluene", None],
        [None, None, "Import (kg)", "Export (kg)", "Import (kg)", "Export (kg)"],
        [DAY, "D-1", 1, 2, None, 4],
    ]

    found = [
        (each["substance"], each["direction"], each["quantity"]) for part in of(rows, "2024") for each in stated(part)
    ]

    assert found == [("Acetone", "import", "1"), ("Acetone", "export", "2"), ("Toluene", "export", "4")]


def test_columns_of_ways_are_the_directions_of_records() -> None:
    rows: Rows = [
        ["Date", "Substance", "Imported (kg)", "Exported (kg)"],
        [DAY, "Acetone", 1, None],
        [DAY, "Toluene", 2, 3],
    ]

    records = [each for part in of(rows, "2024") for each in stated(part)]

    found = [(each["substance"], each["direction"], each["quantity"]) for each in records]
    assert found == [("Acetone", "import", "1"), ("Toluene", "import", "2"), ("Toluene", "export", "3")]


def test_the_one_unknown_column_whose_cells_name_goods_is_the_substance() -> None:
    rows: Rows = [
        ["Date", "Artikelbezeichnung X", "HS Code", "Net (kg)"],
        *[[DAY, "Acetone 99%", "291411", n] for n in (1, 2)],
    ]
    others: Rows = [["Date", "Colour of drum", "HS Code", "Net (kg)"], [DAY, "blue", "291411", 1]]

    assert (the_sheet(rows).column_of("substance"), the_sheet(others).column_of("substance")) == (1, None)


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("IMPORTS OF PRECURSORS (quantities in kilograms)", "kilograms"),
        ("Ввоз прекурсоров, в тоннах", "тоннах"),
        ("Importaciones 2024 (kg)", "kg"),
        ("Imports in the first quarter", None),
        ("Annex (l)", None),
    ],
)
def test_a_title_says_the_unit_of_all_amounts(title: str, unit: str | None) -> None:
    bare = recognise([a_sheet([[title], ["Date", "Substance", "Quantity"], [DAY, "Acetone", 1]])], SHIPMENTS)
    own = the_sheet([[title], ["Date", "Substance", "Quantity (L)"], [DAY, "Acetone", 1]])

    assert (
        isinstance(bare, NeedsMapping) if unit is None else [each.cell.text for each in bare.sheets[0].titles] == [unit]
    )
    assert own.titles == ()


def test_columns_of_goods_without_a_unit_are_asked_for_it() -> None:
    rows: Rows = [["Date", "Document No", "Acetone", "Toluene"], [DAY, "D-1", 1, 2]]

    asked = recognise([a_sheet(rows)], SHIPMENTS)

    assert isinstance(asked, NeedsMapping)
    assert asked.missing == ("unit",)
    answer = {"columns": {name: {"field": "quantity", "unit": "kg"} for name in ("Acetone", "Toluene")}}
    assert isinstance(check_mapping(answer, SHIPMENTS), ColumnMapping)
    twice = {"columns": {name: {"field": "quantity"} for name in ("Acetone", "Weight")}}
    assert isinstance(check_mapping(twice, SHIPMENTS), Problem)


def test_a_substance_column_keeps_columns_of_goods_from_being_records() -> None:
    rows: Rows = [["Date", "Substance", "Quantity (kg)", "Acetone (kg)"], [DAY, "Toluene", 5, 1]]

    assert goods_columns(the_sheet(rows).placed, "shipments") == {}


def test_records_in_columns_read_as_if_they_stood_in_rows() -> None:
    rows: Rows = [
        ["Date", DAY, "2024-03-02"],
        [None, None, None],
        ["Substance", "Acetone", "Toluene"],
        ["Quantity (kg)", 10, None],
    ]

    made = turned(a_block(rows))

    assert made is not None
    assert list(made.rows) == [1, 2, 3]
    assert [[cell_of(own, code).text for code in own.codes] for own in made.columns] == [
        ["Date", DAY, "2024-03-02"],
        ["", "", ""],
        ["Substance", "Acetone", "Toluene"],
        ["Quantity (kg)", "10", ""],
    ]
    assert turned_merge((1, 2, 3, 4)) == (3, 0, 5, 2)


@pytest.mark.parametrize("rows", [[["Date", DAY], ["Substance", "Acetone"]], [["a", "b", "c"]], [["a", 1, 2]] * 61])
def test_what_may_be_a_cover_or_is_too_long_is_not_turned(rows: Rows) -> None:
    assert turned(a_block(rows)) is None
