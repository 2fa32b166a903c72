"""Records out: as a workbook, CSV or JSON that re-imports unchanged, streamed from the database."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import IO, Any, TextIO

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Act, Current
from precursors.audit.refs import refs_of
from precursors.db.tables import Fact, fact_id
from precursors.disposal.steps_record import COLUMNS, DISPOSAL_STEPS, exported
from precursors.disposal.work_models import DisposalStep
from precursors.exchange.exactness import EXACT, HEADING
from precursors.exchange.shelves import SHELVES
from precursors.intake.record import Record, headings
from precursors.intake.types import Amount, Day, stated_figure, told
from precursors.lives.models import State
from precursors.lives.service import stands_at
from precursors.scope.visible import Sight, visible
from precursors.trade.models import Shipment
from precursors.trade.record import SHIPMENTS
from precursors.workbooks.streams import CsvStream, XlsxStream

_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Source:
    """Where the records of a kind come from: description, table, and the column each field is kept in."""

    record: Record
    model: type[Fact]
    columns: dict[str, str]
    """Field key to column; fields that are not here are not kept."""
    day: str | None
    """Column of the day a period is about."""
    lives: bool = False
    """Whether the column `state` is where the record began; where it stands now, its life says."""
    selected: Callable[[Sight], Select[Any]] | None = None
    """The query itself (key, then the columns), where a record is more than one row of its table."""

    def only(self, keys: Iterable[str]) -> Source:
        """The same with these fields alone, in the order of the description."""
        wanted = set(keys)
        return replace(self, columns={key: column for key, column in self.columns.items() if key in wanted})


def _columns(record: Record, model: type[Fact], renamed: dict[str, str]) -> dict[str, str]:
    known = set(model.__table__.columns.keys())
    placed = {field.key: renamed.get(field.key, field.key) for field in record.fields}
    return {key: column for key, column in placed.items() if column in known}


SOURCES = {
    "shipments": Source(
        SHIPMENTS, Shipment, _columns(SHIPMENTS, Shipment, {"date": "day", "substance": "stated_substance"}), "day"
    ),
    "disposal-steps": Source(DISPOSAL_STEPS, DisposalStep, {key: key for key in COLUMNS}, None, selected=exported),
} | {
    each.kind: Source(
        each.record,
        each.model,
        _columns(each.record, each.model, dict(each.renamed or {})),
        each.day,
        lives=each.machine is not None and "state" in each.model.__table__.columns,
    )
    for each in SHELVES
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records: None leaves a choice open."""

    sight: Sight = Sight()  # noqa: RUF009 - frozen
    first: date | None = None
    last: date | None = None
    substance: str | None = None
    narrowed: tuple[ColumnElement[bool], ...] = ()
    """Conditions of a list beyond these."""


def rows(session: Session, source: Source, wanted: Wanted) -> Iterator[list[Any]]:
    """Standing records as lists of cell values, in the order of the description's fields."""
    return (values for _, values in referred(session, source, wanted, told=False))


def referred(
    session: Session, source: Source, wanted: Wanted, *, told: bool = True
) -> Iterator[tuple[str | None, list[Any]]]:
    """The same, each with the record's reference where `told` asks for it."""
    readers = [_reader(source, key) for key in source.columns]
    for batch in session.execute(_query(source, wanted).execution_options(yield_per=_BATCH)).partitions():
        refs = refs_of(session, source.model, [row[0] for row in batch]) if told else {}
        for key, *cells in batch:
            yield refs.get(key), [read(value) for read, value in zip(readers, cells, strict=True)]


def _query(source: Source, wanted: Wanted) -> Select[Any]:
    if source.selected is not None:
        return source.selected(wanted.sight)
    table = source.model.__table__.columns
    shown: list[ColumnElement[Any]] = [table[column] for column in source.columns.values()]
    if source.lives:
        shown = [func.coalesce(State.state, each) if each.key == "state" else each for each in shown]
    query: Select[Any] = select(table["id"], *shown)
    if source.lives:
        query = query.select_from(source.model).outerjoin(State, stands_at(source.model))
    query = visible(query.join(Current, stands(source.model)), source.model, wanted.sight, names=True).order_by(
        table["id"]
    )
    query = query.where(*wanted.narrowed)
    if wanted.substance is not None and "substance" in table:
        query = query.where(table["substance"] == wanted.substance)
    if source.day is not None and wanted.first is not None:
        undated = and_(table[source.day].is_(None), table["id"] >= _first_after(wanted.first))
        query = query.where(or_(table[source.day] >= wanted.first, undated))
    if source.day is not None and wanted.last is not None:
        undated = and_(table[source.day].is_(None), table["id"] < _first_after(wanted.last + timedelta(days=1)))
        query = query.where(or_(table[source.day] <= wanted.last, undated))
    return query


def _first_after(day: date) -> ColumnElement[Any]:
    """The key before which all rows were written before a day: one that states no day counts on the day it was written.

    Left out, it would be missing from every period without anybody noticing.
    """
    act = select(func.min(Act.id)).where(Act.at >= datetime.combine(day, time(), UTC)).scalar_subquery()
    return func.coalesce(act * fact_id(1, 0), _NEVER)


_NEVER = 2**62
"""Above every key."""


def _reader(source: Source, key: str) -> Callable[[Any], Any]:
    kind = source.record[key].type
    if isinstance(kind, Day):
        return _same
    return _figure if isinstance(kind, Amount) else _text


def _same(value: Any) -> Any:  # noqa: ANN401 - a day stays a day
    return value


def _text(value: str | None) -> str | None:
    return value


def _figure(stated: str | int | None) -> Any:  # noqa: ANN401 - a number or a typed text
    """A column of counts keeps numbers, one of amounts what was stated."""
    if isinstance(stated, int):
        return stated
    figure = told(stated)
    if figure is None:
        return None
    return figure.number if figure.number is not None else figure.text


def titles(source: Source, language: str = "en") -> list[str]:
    """Headings of the columns an export has."""
    known = headings(source.record.kind)
    return [known[key].get(language) or known[key]["en"] for key in source.columns]


def to_xlsx(file: IO[bytes], source: Source, found: Iterable[list[Any]], language: str = "en") -> int:
    """Write a workbook, any number of rows in constant memory; answer how many."""
    count = 0
    with XlsxStream(file, [source.record.kind.capitalize()]) as book, book.sheet() as sheet:
        sheet.headings(titles(source, language))
        for row in found:
            sheet.row(row)
            count += 1
    return count


def to_csv(file: TextIO, source: Source, found: Iterable[list[Any]], language: str = "en") -> int:
    """Write a CSV whose last column marks its cells as exact; answer how many rows.

    A table of texts cannot tell the number 1.234 from the typed text; under the mark, typed text that could
    pass for a number keeps its apostrophe.
    """
    stream = CsvStream(file)
    stream.row([*titles(source, language), HEADING])
    amounts = [isinstance(source.record[key].type, Amount) for key in source.columns]
    count = 0
    for row in found:
        stream.row([*(_marked(v) if amount else v for v, amount in zip(row, amounts, strict=True)), EXACT])
        count += 1
    return count


def _marked(value: Any) -> Any:  # noqa: ANN401 - a cell value
    return stated_figure(value, numeric=False) if isinstance(value, str) else value


def to_json(file: TextIO, source: Source, found: Iterable[tuple[str | None, list[Any]]]) -> int:
    """Write one JSON document: kind, and records as objects of texts, each with its reference; answer how many."""
    keys = list(source.columns)
    file.write(f'{{"kind": {json.dumps(source.record.kind)}, "records": [')
    count = 0
    for ref, row in found:
        told_row = {"ref": ref} | {key: None if v is None else str(v) for key, v in zip(keys, row, strict=True)}
        file.write((",\n" if count else "\n") + json.dumps(told_row, ensure_ascii=False))
        count += 1
    file.write("\n]}\n")
    return count


def export(session: Session, source: Source, wanted: Wanted, out: Path, language: str = "en") -> int:
    """Write records to `out`, whole or not at all, in the form its ending names. Raises ValueError for another."""
    waiting = out.with_name(out.name + ".part")
    try:
        count = _written(waiting, out.suffix.lower(), session, source, wanted, language)
        waiting.replace(out)
    finally:
        waiting.unlink(missing_ok=True)
    return count


def _written(path: Path, ending: str, session: Session, source: Source, wanted: Wanted, language: str) -> int:
    if ending == ".xlsx":
        with path.open("wb") as file:
            return to_xlsx(file, source, rows(session, source, wanted), language)
    if ending == ".csv":
        with path.open("w", encoding="utf-8", newline="") as text:
            return to_csv(text, source, rows(session, source, wanted), language)
    if ending == ".json":
        with path.open("w", encoding="utf-8") as text:
            return to_json(text, source, referred(session, source, wanted))
    message = f"{ending or 'no ending'}: .xlsx, .csv or .json was expected"
    raise ValueError(message)
