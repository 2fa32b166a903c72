"""Big tables written as they come: sheet XML straight into the zip, CSV line by line, memory constant."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Self, TextIO

from precursors.workbooks.blocks import Cell
from precursors.workbooks.cellxml import CellWriter, Styles, Value, row_template
from precursors.workbooks.safe import inert, xml_text

XML_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_LEVEL = 1
_ROWS_AT_ONCE = 256
MAX_ROWS = 1_048_576
FORBIDDEN_IN_NAME = frozenset("[]:*?/\\")


def sheet_name(wanted: str, taken: Iterable[str] = ()) -> str:
    """A name every spreadsheet program accepts: at most 31 characters, none forbidden, not yet taken."""
    clean = "".join("_" if one in FORBIDDEN_IN_NAME or ord(one) < 32 else one for one in wanted)
    clean = clean.strip("'")[:31] or "Sheet"
    used = {name.casefold() for name in taken}
    number, name = 2, clean
    while name.casefold() in used:
        ending = f" ({number})"
        name, number = clean[: 31 - len(ending)] + ending, number + 1
    return name


class XlsxStream:
    """A workbook being written to a binary file, one sheet after the other. Use it as a context manager.

    The sheets' names are fixed at the start; `sheet` opens them in that order. The bytes depend on nothing
    but what is written. A sheet's XML may not pass 2 GiB (zipfile raises RuntimeError).
    """

    def __init__(self, file: IO[bytes], names: Sequence[str]) -> None:
        self.styles = Styles()
        self.writer = CellWriter(self.styles)
        self._names = names
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)
        self._next = 1
        self._kinds: list[tuple[str, str]] = []
        self.part("_rels/.rels", relations([("officeDocument", "xl/workbook.xml")]))
        self.part("xl/workbook.xml", _workbook(names), f"{SHEET_TYPE}.sheet.main+xml")
        targets = [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(names) + 1)]
        self.part("xl/_rels/workbook.xml.rels", relations([*targets, ("styles", "styles.xml")]))

    def part(self, name: str, text: str, kind: str = "") -> None:
        """Write a whole part; `kind` is its content type where the ending does not tell it."""
        if kind:
            self._kinds.append((name, kind))
        self._zip.writestr(_info(name), text.encode("utf-8"), compresslevel=_LEVEL)

    def sheet(self, widths: Sequence[int] = (), frozen_rows: int = 1) -> SheetStream:
        """Open the next sheet; `widths` in characters. The one before must be closed."""
        name = f"xl/worksheets/sheet{self._next}.xml"
        self._kinds.append((name, f"{SHEET_TYPE}.worksheet+xml"))
        part = self._zip.open(_info(name), "w")
        self._next += 1
        return SheetStream(part, self.writer, widths, frozen_rows)

    def close(self) -> None:
        """Write what could only be known now: styles, content types, the directory."""
        while self._next <= len(self._names):
            self.sheet().close()
        self.part("xl/styles.xml", self.styles.xml(), f"{SHEET_TYPE}.styles+xml")
        self.part("[Content_Types].xml", _content_types(self._kinds))
        self._zip.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.close()


class SheetStream:
    """One sheet being written, row by row. Close it, or use it as a context manager."""

    def __init__(self, part: IO[bytes], writer: CellWriter, widths: Sequence[int], frozen_rows: int) -> None:
        self._part = part
        self._writer = writer
        self._rows: list[str] = []
        self._templates: dict[int, str] = {}
        self.row_number = 0
        part.write(_sheet_head(widths, frozen_rows).encode())

    def headings(self, texts: Sequence[str]) -> None:
        """Write a row of headings."""
        self.bodies(tuple(map(self._writer.heading, texts)))

    def row(self, values: Sequence[Value]) -> None:
        """Write one row; None is an empty cell."""
        self.bodies(tuple(map(self._writer.body, values)))

    def rows(self, rows: Iterable[Sequence[Value]]) -> None:
        """Write many rows."""
        for values in rows:
            self.row(values)

    def bodies(self, bodies: tuple[str, ...]) -> None:
        """Write one row of ready-made cell bodies. Raises ValueError when the sheet is full."""
        self.row_number += 1
        if self.row_number > MAX_ROWS:
            raise ValueError(MAX_ROWS)
        template = self._templates.get(len(bodies))
        if template is None:
            template = self._templates[len(bodies)] = row_template(len(bodies))
        self._rows.append(template.replace("#", str(self.row_number)) % bodies)
        if len(self._rows) >= _ROWS_AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        self._part.write("".join(self._rows).encode("utf-8"))
        self._rows.clear()

    def close(self, after: str = "") -> None:
        """End the sheet; `after` is XML that follows the rows."""
        self._flush()
        self._part.write(f"</sheetData>{after}</worksheet>".encode())
        self._part.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.close()


class CsvStream:
    """A comma-separated table in UTF-8 with its mark, every text inert. `file` is opened with newline=""."""

    def __init__(self, file: TextIO, delimiter: str = ",") -> None:
        file.write("\ufeff")
        self._writer = csv.writer(file, delimiter=delimiter, lineterminator="\r\n")

    def row(self, values: Sequence[Value]) -> None:
        """Write one row."""
        self._writer.writerow([_plain(value) for value in values])

    def rows(self, rows: Iterable[Sequence[Value]]) -> None:
        """Write many rows."""
        self._writer.writerows([_plain(value) for value in row] for row in rows)


def _plain(value: Value) -> str:
    """A value as text for a table without types. Numbers and dates are harmless as they stand."""
    if type(value) is str:
        return inert(value)
    if value is None:
        return ""
    if isinstance(value, Cell):
        return value.text if value.kind in "nd" and value.kind else inert(value.text)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, int):
        return str(value)
    raise TypeError(type(value).__name__)


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _LONG_AGO)
    info.compress_type = zipfile.ZIP_DEFLATED
    info._compresslevel = _LEVEL  # type: ignore[attr-defined]  # public only from Python 3.13 on
    return info


def _content_types(kinds: Sequence[tuple[str, str]]) -> str:
    listed = "".join(f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in kinds)
    return (
        f'{XML_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
        f"{listed}</Types>"
    )


def relations(targets: Sequence[tuple[str, str]]) -> str:
    """A relations part: rId1, rId2 … of these kinds to these targets."""
    listed = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, start=1)
    )
    return f'{XML_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _workbook(names: Sequence[str]) -> str:
    listed = "".join(
        '<sheet name="{}" sheetId="{}" r:id="rId{}"/>'.format(xml_text(name).replace('"', "&quot;"), n, n)
        for n, name in enumerate(names, start=1)
    )
    return f'{XML_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>'


def _sheet_head(widths: Sequence[int], frozen_rows: int) -> str:
    view = ""
    if frozen_rows:
        view = (
            f'<sheetViews><sheetView workbookViewId="0"><pane ySplit="{frozen_rows}" '
            f'topLeftCell="A{frozen_rows + 1}" activePane="bottomLeft" state="frozen"/>'
            "</sheetView></sheetViews>"
        )
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>' for n, width in enumerate(widths, start=1)
    )
    settings = f"<cols>{columns}</cols>" if columns else ""
    return f'{XML_HEAD}<worksheet xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{view}{settings}<sheetData>'
