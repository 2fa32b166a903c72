"""Send bad rows back: what was read is gone through once more for them as they stood, the guilty cells marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from precursors.agencies.service import by_code
from precursors.exchange.imports import Answer, Desk, Request, reading
from precursors.exchange.remembering import remembered
from precursors.exchange.sheets import Recognised, Sheets
from precursors.i18n.catalogue import sentence
from precursors.intake.drafts import Trouble
from precursors.intake.grid import cell_of
from precursors.intake.headings import Reading, understand
from precursors.intake.record import CellLike
from precursors.workbooks import rejects
from precursors.workbooks.blocks import EMPTY, Cell
from precursors.workbooks.reader import Event, read_again
from precursors.workbooks.rejects import ProblemLine, RejectRow, RejectSheet


def write_rejects(desk: Desk, request: Request, answer: Answer, out: Path, language: str) -> int:
    """Write the rejects workbook to `out`, whole or not at all; answer how many rows went back."""
    told = _by_row(answer.outcome.rejected, language)
    sheets = _sheets(desk, request, answer, told)
    lines = (_line(trouble, language) for trouble in answer.outcome.rejected)
    waiting = out.with_name(out.name + ".part")
    try:
        with waiting.open("wb") as file:
            count = rejects.write_rejects(file, sheets, lines)
        waiting.replace(out)
    finally:
        waiting.unlink(missing_ok=True)
    return count


def _by_row(troubles: list[Trouble], language: str) -> dict[tuple[str, int], dict[str | None, str]]:
    told: dict[tuple[str, int], dict[str | None, str]] = defaultdict(dict)
    for trouble in troubles:
        own = told[trouble.sheet, trouble.row]
        said = sentence(trouble.problem, language)
        key = trouble.problem.field
        own[key] = f"{own[key]} {said}" if key in own else said
    return told


def _sheets(
    desk: Desk, request: Request, answer: Answer, told: dict[tuple[str, int], dict[str | None, str]]
) -> list[RejectSheet]:
    record = desk.kinds[request.kind].record
    with desk.database.read() as session:
        agency = by_code(session, request.agency)
        known = remembered(session, agency.code, record) if agency else {}
    sheets = Sheets(record, request.mapping, request.sheet, known)
    rows: dict[str, list[RejectRow]] = {}
    captions: dict[str, dict[int, str]] = defaultdict(dict)
    for found in sheets.records(_events(desk, request, answer)):
        if isinstance(found, Recognised):
            rows.setdefault(found.name, []).extend(_bad(found, told, request.corrections.get(found.name, {})))
            captions[found.name] |= _captions(found, record.kind)
    made = []
    for name, bad in rows.items():
        top = sheets.tops[name]
        headings = [list(cells) for number, cells in top.rows if number <= top.last_heading_row]
        if headings:
            _entitle(headings[-1], captions[name])
        first = min((number for number, _ in top.rows), default=1)
        merges = [(a - first + 1, b, c - first + 1, d) for a, b, c, d in top.merges if c <= top.last_heading_row]
        if bad:
            made.append(RejectSheet(name, headings, bad, merges))
    return made


def _captions(found: Recognised, kind: str) -> dict[int, str]:
    """Headings of the columns that hold what captions said, which the rows that go back no longer stand under."""
    return {each.column: each.heading for each in found.placed if isinstance(understand(each.heading, kind), Reading)}


def _entitle(headings: list[Cell], titles: Mapping[int, str]) -> None:
    """Write titles over columns that have none."""
    for column, title in sorted(titles.items()):
        headings += [EMPTY] * (column + 1 - len(headings))
        if not headings[column].kind:
            headings[column] = Cell("t", title)


def _events(desk: Desk, request: Request, answer: Answer) -> Iterator[Event]:
    """What was read, as it was kept; the kept file read anew where nobody had asked for that."""
    if answer.reading is not None:
        return read_again(answer.reading)
    return reading(desk, request, desk.store.path(bytes.fromhex(answer.file_sha256)))


def _bad(
    found: Recognised,
    told: dict[tuple[str, int], dict[str | None, str]],
    corrections: Mapping[int, Mapping[str, str]],
) -> list[RejectRow]:
    """Rejected rows as they stood in the file, with what a person has put right since."""
    columns = {place.field: place.column for place in reversed(found.placed)}
    first = min(columns.values(), default=0)
    made = []
    for at, row in enumerate(found.block.rows):
        against = told.get((found.name, row))
        if against:
            cells = [_cell(cell_of(column, column.codes[at])) for column in found.block.columns]
            for key, text in corrections.get(row, {}).items():
                if columns.get(key, len(cells)) < len(cells):
                    cells[columns[key]] = Cell("t" if text else "", text)
            guilty = {columns.get(key or "", first): said for key, said in against.items()}
            made.append(RejectRow(cells, guilty))
    return made


def _cell(cell: CellLike) -> Cell:
    return Cell(cell.kind, cell.text, cell.format, cell.formula)


def _line(trouble: Trouble, language: str) -> ProblemLine:
    said = sentence(trouble.problem, language)
    return ProblemLine(
        trouble.sheet, trouble.row, trouble.column or "", trouble.value or "", trouble.problem.code, said
    )
