"""Odd workbooks from the test data of other projects: read rightly or refused for the right reason."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from precursors.workbooks.blocks import Cell, SheetEnd, SheetStart
from tests.workbooks.making import events_of, grid, outcome, refusal

FILES = Path(__file__).parent / "files"
REFUSED = {
    "calamine__OOM_alloc.xls": "file.old-xls",
    "calamine__issue_594_dos.ods": "file.ods",
    "poi__SimpleStrict.xlsx": "file.strict-ooxml",
    "poi__clusterfuzz-testcase-minimized-POIXSSFFuzzer-6123461607817216.xlsx": "file.damaged",
    "poi__duplicate-filename.xlsx": "file.duplicate-part",
    "poi__poc-xmlbomb-empty.xlsx": "file.dtd",
    "poi__xlmmacro.xlsm": "file.macro",
    "poi__xlsx-corrupted.xlsx": "file.damaged",
}
ROWS = {
    "PhpSpreadsheet__HiddenMergeCellsTest.xlsx": [2],
    "PhpSpreadsheet__misleading.xlsx": [3],
    "PhpSpreadsheet__namespaces.xlsx": [1],
    "PhpSpreadsheet__utf16be.bom.xlsx": [1],
    "PhpSpreadsheet__without_cell_reference.xlsx": [10],
    "calamine__errors.xlsx": [7, 0, 0],
    "calamine__merge_cells.xlsx": [2],
    "calamine__temperature-in-middle.xlsx": [3],
    "calamine__whitespace_trim.xlsx": [3, 3],
    "poi__59746_NoRowNums.xlsx": [71],
    "poi__InlineStrings.xlsx": [7, 0, 0],
    "poi__MalformedSSTCount.xlsx": [3],
    "poi__unicodeSheetName.xlsx": [9],
    "readxl__list_type.xlsx": [6, 0, 0],
    "readxl__types.xlsx": [5, 4, 20, 18, 7, 7, 9],
    "readxl__vietnamese-utf8.xlsx": [7],
}


def test_every_file_of_the_index_has_an_expectation() -> None:
    with (FILES / "INDEX.csv").open(encoding="utf-8", newline="") as index:
        listed = {line["file"] for line in csv.DictReader(index)}

    assert listed == REFUSED.keys() | ROWS.keys()


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_cannot_be_trusted_is_refused(name: str) -> None:
    assert refusal(events_of(FILES / name)) == REFUSED[name]


@pytest.mark.parametrize("name", sorted(ROWS))
def test_what_is_honest_is_read_whole(name: str) -> None:
    events = events_of(FILES / name)

    assert [event.rows_read for event in events if isinstance(event, SheetEnd)] == ROWS[name]


@pytest.mark.parametrize("name", sorted(ROWS.keys() | REFUSED.keys()))
def test_the_child_process_says_the_same(name: str) -> None:
    assert outcome(events_of(FILES / name, in_process=False)) == outcome(events_of(FILES / name))


def test_error_cells_are_told_as_errors() -> None:
    rows = grid(events_of(FILES / "calamine__errors.xlsx"))

    assert {row[0].text for row in rows.values()} >= {"#DIV/0!", "#N/A", "#NAME?"}
    assert {row[0].kind for row in rows.values()} == {"e"}


def test_merges_and_utf16_and_foreign_letters_come_through() -> None:
    (start, *_) = events_of(FILES / "calamine__merge_cells.xlsx")
    utf16 = grid(events_of(FILES / "PhpSpreadsheet__utf16be.bom.xlsx"))
    vietnamese = grid(events_of(FILES / "readxl__vietnamese-utf8.xlsx"))

    assert isinstance(start, SheetStart)
    assert start.merges == [(1, 0, 1, 1), (2, 0, 4, 0), (2, 1, 4, 3)]
    assert [len(row) for row in utf16.values()] == [1]
    assert any(not cell.text.isascii() for row in vietnamese.values() for cell in row)


def test_a_table_in_the_middle_keeps_its_place() -> None:
    rows = grid(events_of(FILES / "calamine__temperature-in-middle.xlsx"))

    first = min(rows)
    assert first > 1
    assert rows[first][0] == Cell("t", "label") or rows[first][0] == Cell("", "")
