"""The workbook that sends bad rows back: their own cells, the guilty ones red, and every problem listed.

It has the shape of what came in, so the corrected file can be imported as it is: same sheet names, same
heading rows, same values and formats. The sheet of problems is extra and bears a name of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import IO, NamedTuple

from precursors.workbooks.blocks import Cell, Merge
from precursors.workbooks.exact import column_letters
from precursors.workbooks.safe import xml_text
from precursors.workbooks.streams import SHEET_TYPE, XML_HEAD, SheetStream, XlsxStream, relations, sheet_name

MAX_COMMENTS = 2000
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PROBLEM_WIDTHS = (20, 8, 24, 30, 28, 80)


class RejectRow(NamedTuple):
    """A bad row: its cells by grid column, and what is wrong with each guilty one (sentence by column)."""

    cells: Sequence[Cell]
    guilty: Mapping[int, str]


class RejectSheet(NamedTuple):
    """A sheet to send back: its name, its original heading rows, its bad rows.

    `merges` are those within the heading rows, counted from the first of them as row 1.
    """

    name: str
    headings: Sequence[Sequence[Cell]]
    rows: Iterable[RejectRow]
    merges: Sequence[Merge] = ()


class ProblemLine(NamedTuple):
    """One line of the list: where it was in the original, what stood there, code and sentence."""

    sheet: str
    row: int
    column: str
    value: str
    code: str
    message: str


class Titles(NamedTuple):
    """The words of the list of problems, in the reader's language."""

    sheet_of_problems: str = "Problems"
    columns: tuple[str, str, str, str, str, str] = ("Sheet", "Row", "Column", "Value", "Code", "Message")


def write_rejects(
    file: IO[bytes],
    sheets: Sequence[RejectSheet],
    problems: Iterable[ProblemLine],
    titles: Titles = Titles(),  # noqa: B008 - a tuple
) -> int:
    """Write the workbook of rejects to a binary file; answer how many rows went back.

    Each sheet's rows are asked for once, in order, before `problems`. The first 2,000 guilty cells of the
    file carry their sentence as a comment.
    """
    names: list[str] = []
    for sheet in sheets:
        names.append(sheet_name(sheet.name or "Data", names))
    names.append(sheet_name(titles.sheet_of_problems, names))
    comments_left, written = MAX_COMMENTS, 0
    with XlsxStream(file, names) as book:
        for number, sheet in enumerate(sheets, start=1):
            notes = _write_sheet(book.sheet(frozen_rows=len(sheet.headings)), sheet, comments_left, book)
            comments_left -= len(notes.comments)
            written += notes.rows
            if notes.comments:
                _write_comments(book, number, notes.comments)
        with book.sheet(_PROBLEM_WIDTHS) as listed:
            listed.headings(titles.columns)
            listed.rows(problems)
    return written


class _Notes(NamedTuple):
    rows: int
    comments: list[tuple[int, int, str]]


def _write_sheet(stream: SheetStream, sheet: RejectSheet, comments_left: int, book: XlsxStream) -> _Notes:
    """Write headings and rows; answer how many rows, and the comments (row, column, sentence)."""
    body = book.writer.body
    for heading in sheet.headings:
        stream.headings([cell.text for cell in heading])
    comments: list[tuple[int, int, str]] = []
    rows = 0
    for row in sheet.rows:
        rows += 1
        width = max(len(row.cells), max(row.guilty, default=-1) + 1)
        cells = [*row.cells, *[None] * (width - len(row.cells))]
        stream.bodies(tuple(body(cell, place in row.guilty) for place, cell in enumerate(cells)))
        for place, sentence in sorted(row.guilty.items()):
            if len(comments) < comments_left:
                comments.append((stream.row_number, place, sentence))
    drawing = '<legacyDrawing r:id="rId1"/>' if comments else ""
    stream.close(_merged(sheet.merges) + drawing)
    return _Notes(rows, comments)


def _merged(merges: Sequence[Merge]) -> str:
    listed = "".join(
        f'<mergeCell ref="{column_letters(left)}{top}:{column_letters(right)}{bottom}"/>'
        for top, left, bottom, right in merges
    )
    return f"<mergeCells>{listed}</mergeCells>" if listed else ""


def _write_comments(book: XlsxStream, number: int, comments: Sequence[tuple[int, int, str]]) -> None:
    """The comments of one sheet: their texts, the boxes old programs draw, and the relations to both."""
    texts = "".join(
        f'<comment ref="{column_letters(column)}{row}" authorId="0"><text><t xml:space="preserve">'
        f"{xml_text(sentence)}</t></text></comment>"
        for row, column, sentence in comments
    )
    book.part(
        f"xl/comments{number}.xml",
        f'{XML_HEAD}<comments xmlns="{_MAIN}">'
        f"<authors><author>precursors</author></authors><commentList>{texts}</commentList></comments>",
        f"{SHEET_TYPE}.comments+xml",
    )
    book.part(f"xl/drawings/vmlDrawing{number}.vml", _boxes(number, comments))
    book.part(
        f"xl/worksheets/_rels/sheet{number}.xml.rels",
        relations(
            [
                ("vmlDrawing", f"/xl/drawings/vmlDrawing{number}.vml"),
                ("comments", f"/xl/comments{number}.xml"),
            ]
        ),
    )


def _boxes(number: int, comments: Sequence[tuple[int, int, str]]) -> str:
    """The legacy drawing without which Excel does not show a comment; a block of ids holds 1,023 shapes."""
    first = 2 * number - 1
    shapes = "".join(
        f'<v:shape id="_x0000_s{first * 1024 + place}" type="#_x0000_t202" fillcolor="#ffffe1" '
        'style="position:absolute;width:200pt;height:60pt;visibility:hidden" o:insetmode="auto">'
        '<v:fill color2="#ffffe1"/><v:textbox/><x:ClientData ObjectType="Note"><x:MoveWithCells/>'
        f"<x:SizeWithCells/><x:AutoFill>False</x:AutoFill><x:Row>{row - 1}</x:Row>"
        f"<x:Column>{column}</x:Column></x:ClientData></v:shape>"
        for place, (row, column, _) in enumerate(comments, start=1)
    )
    return (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
        'xmlns:x="urn:schemas-microsoft-com:office:excel">'
        f'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{first},{first + 1}"/></o:shapelayout>'
        '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
        '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
        f"{shapes}</xml>"
    )
