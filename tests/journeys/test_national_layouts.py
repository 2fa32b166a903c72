"""Extracts as customs houses and ministries hand them over: every row that is taken is right, the rest is asked about.

`national_layouts.txt` has them: after `== name | convention | kilograms of acetone taken (? is none)` the rows of
their sheets, `-- name` before each named sheet, and `! what` for what is merged, hidden, formatted or computed.
A cell is a number, a day or a text as it looks; an apostrophe makes it a text.
"""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.factories import MARCH, Registry

SHEET = "xl/worksheets/sheet1.xml"


class Extract(NamedTuple):
    """The lines of an extract, the convention it is sent under, and what is taken from it."""

    convention: str
    answer: str
    lines: list[str]


def extracts() -> dict[str, Extract]:
    """Every extract of the file by its name."""
    found: dict[str, Extract] = {}
    lines: list[str] = []
    for line in Path(__file__).with_name("national_layouts.txt").read_text(encoding="utf-8").split("\n"):
        if line.startswith("== "):
            name, convention, answer = line[3:].split(" | ")
            lines = []
            found[name] = Extract(convention, answer, lines)
        elif line:
            lines.append(line)
    return found


def cell(text: str) -> object:
    """What a cell of the file holds."""
    if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
        return float(text) if "." in text else int(text)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date.fromisoformat(text)
    if re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", text):
        return datetime.fromisoformat(text)
    return text.removeprefix("'") or None


def changed(sheet: Worksheet, what: str) -> None:
    """One change of a sheet."""
    does, _, rest = what.partition(" ")
    where, _, said = rest.partition(" ")
    if does == "merge":
        sheet.merge_cells(where)
    elif does == "format":
        sheet[where].number_format = said
    elif does == "comment":
        sheet[where].comment = Comment(said, "Customs")
    elif does == "filter":
        sheet.auto_filter.ref = where
    elif does == "right":
        sheet.sheet_view.rightToLeft = True
    elif where == "row":
        sheet.row_dimensions[int(said)].hidden = True
    elif where == "column":
        sheet.column_dimensions[said].hidden = True


def written(lines: list[str], path: Path) -> Path:
    """The workbook that the lines tell of."""
    book: Workbook = openpyxl.Workbook()
    sheet = book.worksheets[0]
    formulas: dict[str, str] = {}
    for line in lines:
        if line.startswith("-- "):
            sheet = book.create_sheet(line[3:]) if sheet.max_row > 1 else sheet
            sheet.title = line[3:]
        elif line.startswith("! formula "):
            where, _, formula = line.removeprefix("! formula ").partition(" ")
            formulas[where] = formula
        elif line.startswith("! "):
            changed(sheet, line[2:])
        else:
            sheet.append([] if line == "." else [cell(each.strip(" ")) for each in line.split("|")])
    book.save(path)
    return with_formulas(path, formulas) if formulas else path


def with_formulas(path: Path, formulas: dict[str, str]) -> Path:
    """The same file with values that formulas came to."""
    out = path.with_name("computed.xlsx")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for info in source.infolist():
            held = source.read(info)
            for where, formula in formulas.items() if info.filename == SHEET else ():
                held = re.sub(rf'(<c r="{where}"[^>]*>)', rf"\1<f>{formula}</f>", held.decode()).encode()
            made.writestr(info, held)
    return out


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", extracts())
def test_of_a_national_extract_nothing_wrong_is_taken(registry: Registry, tmp_path: Path, name: str) -> None:
    # what a sheet says does not depend on the engine it is written to; one of them is enough
    extract = extracts()[name]
    file = written(extract.lines, tmp_path / "extract.xlsx")

    said = registry.take(file, "--accept-good", "--convention", extract.convention).json

    taken = registry.kilograms()
    assert taken.get("acetone", 0) == (0 if extract.answer == "?" else int(Decimal(extract.answer) * 10**9)), said
    assert set(taken) <= {"acetone"}
    if taken:
        assert {day for (day,) in registry.rows("SELECT DISTINCT day FROM shipment")} <= {MARCH, str(MARCH)}
