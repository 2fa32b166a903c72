"""Plain makers of workbooks, good and hostile, part by part."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from precursors.problems import Problem
from precursors.workbooks.blocks import EMPTY, Block, Cell, Limits, SheetEnd, SheetStart
from precursors.workbooks.reader import Event, read

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="3">'
    '<numFmt numFmtId="164" formatCode="0.00&quot; kg&quot;"/>'
    '<numFmt numFmtId="165" formatCode="[h]:mm"/>'
    '<numFmt numFmtId="166" formatCode="0.0,&quot;t&quot;"/></numFmts>'
    '<cellXfs count="7"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="9"/><xf numFmtId="164"/>'
    '<xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="22"/></cellXfs></styleSheet>'
)
"""Styles 0 general, 1 date, 2 percent, 3 kilograms in quotes, 4 elapsed, 5 thousands as t, 6 moment."""


def sheet_xml(rows: str, *, before: str = "", after: str = "") -> str:
    """A sheet part around the XML of its rows."""
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def strings_xml(texts: Iterable[str]) -> str:
    """A shared strings part; the texts are XML already."""
    return f'<sst xmlns="{MAIN}">' + "".join(f"<si><t>{text}</t></si>" for text in texts) + "</sst>"


def parts_of(
    *sheets: str | bytes,
    strings: str | None = None,
    styles: str | None = STYLES,
    epoch_1904: bool = False,
    state: str = "visible",
) -> dict[str, str | bytes]:
    """All parts of a small workbook whose sheets are Sheet1, Sheet2 and so on."""
    numbers = range(1, len(sheets) + 1)
    kinds = f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
    relations = [f'<Relationship Id="s{n}" Type="{OFFICE}/worksheet" Target="sheets/{n}.xml"/>' for n in numbers]
    listed = "".join(f'<sheet name="Sheet{n}" sheetId="{n}" r:id="s{n}" state="{state}"/>' for n in numbers)
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" '
        f'ContentType="application/xml"/>{kinds}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="a" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
        f'<workbookPr date1904="{int(epoch_1904)}"/><sheets>{listed}</sheets></workbook>',
    }
    if strings is not None:
        parts["xl/strings.xml"] = strings
        relations.append(f'<Relationship Id="t" Type="{OFFICE}/sharedStrings" Target="strings.xml"/>')
    if styles is not None:
        parts["xl/styles.xml"] = styles
        relations.append(f'<Relationship Id="y" Type="{OFFICE}/styles" Target="styles.xml"/>')
    body = "".join(relations)
    parts["xl/_rels/workbook.xml.rels"] = f'<Relationships xmlns="{PACKAGE}/relationships">{body}</Relationships>'
    parts |= {f"xl/sheets/{n}.xml": sheet for n, sheet in zip(numbers, sheets, strict=True)}
    return parts


def pack(path: Path, parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    """Zip the parts."""
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def a_workbook(path: Path, rows: str, **changes: str | bool | None) -> Path:
    """A workbook of one sheet with these rows."""
    return pack(path, parts_of(sheet_xml(rows), **changes))  # type: ignore[arg-type]  # passed on by name


def events_of(path: Path, *, limits: Limits = Limits(), **how: bool | str | None) -> list[Event]:  # noqa: B008 - limits never change
    """Everything the reader says, without a child process unless asked for."""
    return list(read(path, limits=limits, **{"in_process": True, **how}))  # type: ignore[arg-type]


def refusal(events: Iterable[Event]) -> str | None:
    """The code of the problem that ends the events, if one does."""
    last = list(events)[-1]
    return last.code if isinstance(last, Problem) else None


def grid(events: Iterable[Event], sheet: int = 0) -> dict[int, list[Cell]]:
    """The rows of one sheet: row number to its cells up to the last one that says something."""
    rows: dict[int, list[Cell]] = {}
    for event in events:
        if isinstance(event, Block) and event.sheet == sheet:
            for place, number in enumerate(event.rows):
                cells = [column.at(place) for column in event.columns]
                while cells and cells[-1] == EMPTY:
                    cells.pop()
                rows[number] = cells
    return rows


def outcome(events: Iterable[Event]) -> object:
    """All that matters of a reading: the refusal's code, or every sheet with rows, hidden rows and counts."""
    events = list(events)
    code = refusal(events)
    if code is not None:
        return code
    sheets = sum(isinstance(event, SheetStart) for event in events)
    blocks = [event for event in events if isinstance(event, Block)]
    return (
        [event for event in events if isinstance(event, (SheetStart, SheetEnd))],
        [(block.sheet, row) for block in blocks for row in block.hidden_rows],
        sum(block.formulas for block in blocks),
        [grid(events, sheet) for sheet in range(sheets)],
    )
