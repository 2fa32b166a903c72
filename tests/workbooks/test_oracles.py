"""On ordinary files three readers agree: ours, openpyxl and calamine."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import python_calamine
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from precursors.workbooks.blocks import Cell
from tests.workbooks.making import events_of, grid

VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**14), 10**14),
    st.decimals(-(10**9), 10**9, places=3).map(float),
    st.dates(date(1900, 3, 1), date(9999, 12, 30)),
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff_"),
        min_size=1,
        max_size=20,
    ),
    st.sampled_from(["=1+1", " kg ", "a & b", "<x>", "1.234", "2026-01-01", "TRUE"]),
)
ROWS = st.lists(st.lists(VALUES, min_size=1, max_size=6), min_size=1, max_size=25)
QUIET = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def plain(value: object) -> object:
    """A value of another reader in the words of our cells."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (int, float)):
        return f"{Decimal(f'{value:.15g}').normalize():f}"
    return value


def shown(row: list[Cell]) -> list[object]:
    return [cell.text for cell in row]


def trimmed(row: list[object]) -> list[object]:
    while row and row[-1] == "":
        row.pop()
    return row


def compare(path: Path) -> None:
    ours = {number: shown(row) for number, row in grid(events_of(path)).items()}
    book = openpyxl.load_workbook(path, data_only=True)
    theirs = [trimmed([plain(cell) for cell in row]) for row in book.worksheets[0].iter_rows(values_only=True)]
    assert ours == {number: row for number, row in enumerate(theirs, start=1) if row}
    sheet = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    first = sheet.start[0] + 1 if sheet.start else 1
    others = [trimmed([plain(cell) for cell in row]) for row in sheet.to_python(skip_empty_area=False)]
    assert first >= 1
    assert _said(ours) == _said(dict(enumerate(others, start=1)))


def _said(rows: dict[int, list[object]]) -> dict[int, list[object]]:
    """The rows that say something: calamine drops a cell of blanks where it stands alone."""
    return {number: row for number, row in rows.items() if any(str(value).strip() for value in row)}


@QUIET
@given(rows=ROWS)
def test_a_workbook_by_openpyxl_is_read_alike_by_three(rows: list[list[object]], tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
        for cell in book.active[book.active.max_row]:
            if cell.data_type == "f":
                cell.data_type = "s"
    book.save(tmp_path / "a.xlsx")

    compare(tmp_path / "a.xlsx")


@QUIET
@given(rows=ROWS)
def test_a_workbook_by_xlsxwriter_is_read_alike_by_three(rows: list[list[object]], tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx", {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(number, place, datetime(value.year, value.month, value.day), days)  # noqa: DTZ001 - workbook moments have no zone
                else:
                    sheet.write(number, place, value)

    compare(tmp_path / "a.xlsx")


@pytest.mark.parametrize("rows", [5000])
def test_a_large_plain_sheet_is_read_alike(rows: int, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        for number in range(rows):
            sheet.write_row(
                number,
                0,
                [
                    f"Document {number // 3}",
                    number,
                    number / 7,
                    f"Company & {number % 50}",
                    "é" * (number % 3),
                ],
            )

    compare(tmp_path / "a.xlsx")
