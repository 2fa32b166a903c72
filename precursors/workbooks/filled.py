"""Workbooks that are filled in half: what is known stands there locked, what is asked for is open, slips show at once.

The sheet is protected without a password: it guards against accidents, the judgement of the file against everything
else. Colours follow conditions of the sheet itself, so a filled workbook needs no formula in a cell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import IO, Any, NamedTuple

from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from precursors.workbooks.stamps import STAMP
from precursors.workbooks.streams import sheet_name

_HEADING = PatternFill("solid", fgColor="FFDDEBF7")
_LOCKED = PatternFill("solid", fgColor="FFEDEDED")
_ERROR = PatternFill("solid", bgColor="FFF4B6B6")
_WARNING = PatternFill("solid", bgColor="FFFFE699")


class Known(NamedTuple):
    """A value that is filled in; locked, or to be looked at and changed."""

    value: Any
    locked: bool = True


class AskedColumn(NamedTuple):
    """One column: its key, heading, and whether it takes amounts: numbers that are not negative."""

    key: str
    heading: str
    amount: bool = False


class Balance(NamedTuple):
    """A sum that must come to a column, and from where on it is coloured: (in the sheet's unit, in per cent)."""

    plus: Sequence[str]
    minus: Sequence[str]
    closing: str
    warning: tuple[Decimal, Decimal]
    error: tuple[Decimal, Decimal]
    of: Sequence[str]
    """Columns whose sum the per cent are of."""


class Page(NamedTuple):
    """The extra sheet of explanations, and the message of a refused number."""

    help_sheet: str
    lines: Sequence[str]
    not_a_number: str


def write_filled(
    file: IO[bytes],
    name: str,
    columns: Sequence[AskedColumn],
    rows: Sequence[Mapping[str, Known]],
    page: Page,
    *,
    balance: Balance | None = None,
    stamp: str = "",
) -> None:
    """Write the workbook to a binary file. A column without a `Known` in a row is open there."""
    book = Workbook()
    sheet = book.active
    sheet.title = sheet_name(name)
    for place, column in enumerate(columns, start=1):
        _head(sheet, place, column, len(rows), page)
    for at, row in enumerate(rows, start=2):
        for place, column in enumerate(columns, start=1):
            _fill(sheet, at, place, row.get(column.key), column)
    sheet.freeze_panes = "A2"
    sheet.protection.sheet = True
    if balance is not None and rows:
        _colour(sheet, columns, len(rows), balance)
    _explain(book, page)
    if stamp:
        book.custom_doc_props.append(StringProperty(name=STAMP, value=stamp))
    book.save(file)


def _head(sheet: Worksheet, place: int, column: AskedColumn, rows: int, page: Page) -> None:
    letter = get_column_letter(place)
    cell = sheet.cell(row=1, column=place)
    cell.value, cell.data_type = column.heading, "s"
    cell.font, cell.fill = Font(bold=True), _HEADING
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions[letter].width = max(12, min(30, len(column.heading) + 4))
    if column.amount and rows:
        number = DataValidation(type="decimal", operator="greaterThanOrEqual", formula1="0", allow_blank=True)
        number.error, number.errorStyle, number.showErrorMessage = page.not_a_number, "stop", True
        number.add(f"{letter}2:{letter}{rows + 1}")
        sheet.add_data_validation(number)


def _fill(sheet: Worksheet, row: int, place: int, known: Known | None, column: AskedColumn) -> None:
    cell = sheet.cell(row=row, column=place)
    locked = known is not None and known.locked
    cell.protection = Protection(locked=locked)
    if known is not None and known.value is not None:
        cell.value = known.value
        if isinstance(known.value, str):
            cell.data_type = "s"
    if locked:
        cell.fill = _LOCKED
    if not column.amount and known is None:
        cell.number_format = "@"


def _colour(sheet: Worksheet, columns: Sequence[AskedColumn], rows: int, balance: Balance) -> None:
    letters = {column.key: get_column_letter(place) for place, column in enumerate(columns, start=1)}

    def total(keys: Sequence[str]) -> str:
        return "+".join(f"N(${letters[key]}2)" for key in keys)

    closing = letters[balance.closing]
    apart = f"ABS({total(balance.plus)}-({total(balance.minus)})-N(${closing}2))"
    area = f"{closing}2:{closing}{rows + 1}"
    for (unit, percent), colour in ((balance.error, _ERROR), (balance.warning, _WARNING)):
        most = f"MAX({unit},{percent}*({total(balance.of)})/100)"
        rule = FormulaRule([f'AND(${closing}2<>"",ROUND({apart}-{most},9)>0)'], fill=colour, stopIfTrue=True)
        sheet.conditional_formatting.add(area, rule)


def _explain(book: Workbook, page: Page) -> None:
    sheet = book.create_sheet(sheet_name(page.help_sheet, book.sheetnames))
    sheet.column_dimensions["A"].width = 100
    sheet.protection.sheet = True
    for row, line in enumerate(page.lines, start=1):
        cell = sheet.cell(row=row, column=1)
        cell.value, cell.data_type = line, "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
