"""Workbooks to be filled in: headings that stay, hints, lists to choose from, help, and who made them when.

Built with openpyxl: templates are small and use what only a full library offers (validations, comments,
protection, properties).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import IO, NamedTuple

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from precursors.workbooks.stamps import STAMP
from precursors.workbooks.streams import sheet_name

FILLABLE_ROWS = 20_000
_NEEDED = PatternFill("solid", fgColor="FFDDEBF7")
_OPTIONAL = PatternFill("solid", fgColor="FFF2F2F2")


class TemplateColumn(NamedTuple):
    """One column: its key, heading, hint (shown as a comment), whether it must be filled, and its choices.

    `choices` names one of the template's lists, or is empty. `format` is a number format code for the
    cells below ("@" keeps what is typed as text).
    """

    key: str
    heading: str
    hint: str = ""
    choices: str = ""
    needed: bool = False
    format: str = "General"


class TemplateWords(NamedTuple):
    """Names of the two extra sheets and the message of a refused choice, in the reader's language."""

    help_sheet: str = "Help"
    lists_sheet: str = "Lists"
    not_in_list: str = "Choose a value from the list."


def write_template(
    file: IO[bytes],
    name: str,
    columns: Sequence[TemplateColumn],
    *,
    help_lines: Sequence[str] = (),
    lists: Mapping[str, Sequence[str]] | None = None,
    stamp: str = "",
    words: TemplateWords = TemplateWords(),  # noqa: B008 - a tuple
) -> None:
    """Write a template to a binary file: one sheet `name` to fill in, lists hidden, help visible.

    Headings are locked by sheet protection without a password; everything below them is open. `stamp` is
    kept as a custom property. Raises KeyError when a column names a list that is not given.
    """
    lists = lists or {}
    book = Workbook()
    sheet = book.active
    sheet.title = sheet_name(name)
    ranges = _write_lists(book, words, lists)
    for place, column in enumerate(columns, start=1):
        _write_column(sheet, place, column, ranges, words)
    sheet.freeze_panes = "A2"
    sheet.protection.sheet = True
    for allowed in (
        "formatCells",
        "formatColumns",
        "formatRows",
        "insertRows",
        "deleteRows",
        "sort",
        "autoFilter",
    ):
        setattr(sheet.protection, allowed, False)
    _write_help(book, words, help_lines)
    if stamp:
        book.custom_doc_props.append(StringProperty(name=STAMP, value=stamp))
    book.save(file)


def _write_column(
    sheet: Worksheet, place: int, column: TemplateColumn, ranges: Mapping[str, str], words: TemplateWords
) -> None:
    letter = get_column_letter(place)
    heading = sheet.cell(row=1, column=place)
    heading.value = column.heading
    heading.data_type = "s"
    heading.font = Font(bold=True)
    heading.fill = _NEEDED if column.needed else _OPTIONAL
    heading.alignment = Alignment(wrap_text=True, vertical="top")
    if column.hint:
        heading.comment = Comment(column.hint, "precursors", height=120, width=280)
    dimension = sheet.column_dimensions[letter]
    dimension.width = max(12, min(40, len(column.heading) + 4))
    dimension.protection = Protection(locked=False)
    dimension.number_format = column.format
    if column.choices:
        choice = DataValidation(type="list", formula1=ranges[column.choices], allow_blank=True)
        choice.error = words.not_in_list
        choice.showErrorMessage = True
        choice.errorStyle = "warning"
        choice.add(f"{letter}2:{letter}{FILLABLE_ROWS}")
        sheet.add_data_validation(choice)


def _write_lists(book: Workbook, words: TemplateWords, lists: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Write every list as a column of a hidden sheet; answer the reference of each by its name."""
    if not lists:
        return {}
    sheet = book.create_sheet(sheet_name(words.lists_sheet, book.sheetnames))
    sheet.sheet_state = "hidden"
    ranges: dict[str, str] = {}
    for place, (name, choices) in enumerate(lists.items(), start=1):
        letter = get_column_letter(place)
        for row, text in enumerate((name, *choices), start=1):
            cell = sheet.cell(row=row, column=place)
            cell.value = text
            cell.data_type = "s"
        area = f"{quote_sheetname(sheet.title)}!${letter}$2:${letter}${max(2, len(choices) + 1)}"
        defined = f"list_{place}"
        book.defined_names[defined] = DefinedName(defined, attr_text=area)
        ranges[name] = f"={defined}"
    return ranges


def _write_help(book: Workbook, words: TemplateWords, lines: Sequence[str]) -> None:
    if not lines:
        return
    sheet = book.create_sheet(sheet_name(words.help_sheet, book.sheetnames))
    sheet.column_dimensions["A"].width = 100
    for row, line in enumerate(lines, start=1):
        cell = sheet.cell(row=row, column=1)
        cell.value = line
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
