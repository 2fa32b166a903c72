"""A person's mapping: read, refused in one sentence, laid on a sheet."""

from __future__ import annotations

import json
from typing import Any

import pytest

from precursors.i18n.catalogue import sentence
from precursors.intake.layout import Layout, NeedsMapping, recognise
from precursors.intake.mapping import ColumnMapping, check_mapping, read_mapping
from precursors.problems import Problem
from tests.intake.paper import SHIPMENTS, Value, a_sheet, fields

ROWS: list[list[Value]] = [
    ["list of goods"],
    ["วันที่", "สาร", "ปริมาณ", None, "หมายเหตุ"],
    ["2024-01-02", "Acetone", 20, "x", "y"],
]
COLUMNS = {
    "วันที่": {"field": "date"},
    "สาร": {"field": "substance"},
    "ปริมาณ": {"field": "net_mass", "unit": "kg"},
}


def a_mapping(**changes: object) -> dict[str, Any]:
    return {"sheet": None, "heading_rows": [2], "columns": dict(COLUMNS), "convention": None} | changes


def recognised(**changes: object) -> object:
    mapping = check_mapping(a_mapping(**changes), SHIPMENTS)
    assert isinstance(mapping, ColumnMapping), mapping
    return recognise([a_sheet(ROWS)], SHIPMENTS, mapping)


def test_a_mapping_reads_a_sheet_in_a_language_nobody_here_speaks() -> None:
    layout = recognised(convention="zh-CN")

    assert isinstance(layout, Layout)
    (sheet,) = layout.sheets
    assert fields(sheet) == {"date": 0, "substance": 1, "net_mass": 2}
    assert [column for column, _ in sheet.unknown] == [3, 4]
    assert (layout.convention, sheet.first_row) == ("zh-CN", 3)


def test_a_mapping_need_not_say_where_the_headings_stand() -> None:
    assert isinstance(recognised(heading_rows=None), Layout)


def test_a_column_without_heading_is_named_by_its_letter() -> None:
    layout = recognised(columns=COLUMNS | {"[D]": {"field": "operator"}})

    assert isinstance(layout, Layout)
    assert fields(layout.sheets[0])["operator"] == 3


def test_a_proposal_is_a_mapping_and_reads_back() -> None:
    asked = recognise([a_sheet([["Date", "Goods", "Weight", "Weight"], ["2024-01-02", "Acetone", 20, 21]])], SHIPMENTS)
    assert isinstance(asked, NeedsMapping)
    proposal = dict(asked.proposal)
    assert set(proposal["columns"]) == {"Date", "Goods", "Weight [C]", "Weight [D]"}

    mapping = check_mapping(json.loads(json.dumps(proposal)), SHIPMENTS)

    assert isinstance(mapping, ColumnMapping)
    assert mapping.as_json() == proposal
    layout = recognise(
        [a_sheet([["Date", "Goods", "Weight", "Weight"], ["2024-01-02", "Acetone", 20, 21]])],
        SHIPMENTS,
        mapping,
    )
    assert isinstance(layout, Layout)
    assert fields(layout.sheets[0])["net_mass"] == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sheet": "Nowhere"}, "mapping.no-such-sheet"),
        ({"columns": {"XX": {"field": "date"}}}, "mapping.no-such-heading"),
        ({"columns": {"วันที่": {"field": "date"}}}, "mapping.incomplete"),
        ({"heading_rows": [29]}, "mapping.no-such-rows"),
    ],
)
def test_a_mapping_that_does_not_fit_the_file_is_refused(changes: dict[str, Any], code: str) -> None:
    found = recognised(**changes)

    assert isinstance(found, Problem)
    assert found.code == code
    assert "{" not in sentence(found)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"columns": {}}, "mapping.no-columns"),
        ({"columns": None}, "mapping.no-columns"),
        ({"extra": 1}, "mapping.strange-part"),
        ({"sheet": 3}, "mapping.bad-sheet"),
        ({"heading_rows": 3}, "mapping.bad-rows"),
        ({"heading_rows": [3, 7]}, "mapping.bad-rows"),
        ({"heading_rows": [True]}, "mapping.bad-rows"),
        ({"convention": "xx-XX"}, "mapping.no-such-convention"),
        ({"convention": ["a"]}, "mapping.no-such-convention"),
        ({"columns": {"a": "date"}}, "mapping.bad-column"),
        ({"columns": {"a": {"field": "colour"}}}, "mapping.no-such-field"),
        ({"columns": {"a": {"field": "quantity", "unit": 3}}}, "mapping.bad-unit"),
        ({"columns": {"a": {"field": "date"}, "b": {"field": "date"}}}, "mapping.field-twice"),
    ],
)
def test_a_wrong_mapping_is_refused_in_one_sentence(changes: dict[str, Any], code: str) -> None:
    found = check_mapping(a_mapping(**changes), SHIPMENTS)

    assert isinstance(found, Problem)
    assert found.code == code
    assert "{" not in sentence(found)
    assert sentence(found).endswith(".")


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "[]", "3"])
def test_a_text_that_is_no_mapping_is_refused(text: str) -> None:
    assert isinstance(read_mapping(text, SHIPMENTS), Problem)


def test_columns_that_depend_on_the_direction_survive_a_mapping() -> None:
    sheet = a_sheet(
        [
            ["Date", "Direction", "Substance", "Weight (kg)", "Importer", "Exporter"],
            ["2024-01-02", "import", "Acetone", 20, "home", "abroad"],
        ]
    )
    asked = recognise([sheet], SHIPMENTS)
    assert isinstance(asked, NeedsMapping)
    mapping = check_mapping(dict(asked.proposal), SHIPMENTS)
    assert isinstance(mapping, ColumnMapping)

    layout = recognise([sheet], SHIPMENTS, mapping)

    assert isinstance(layout, Layout)
    assert {(4, "operator", "import"), (5, "operator", "export"), (3, "net_mass", None)} <= {
        (each.column, each.field, each.when) for each in layout.sheets[0].placed
    }
