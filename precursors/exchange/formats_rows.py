"""Between records and national files: rows of a kind as texts, a month of one party as a file."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import ModuleType
from typing import TextIO, TypeAlias

from sqlalchemy.orm import Session

from precursors.exchange.exactness import EXACT, HEADING
from precursors.exchange.exporting import Source, Wanted
from precursors.exchange.exporting import rows as rows_of
from precursors.exchange.formats.contents import Contents, Row
from precursors.intake.record import headings
from precursors.intake.types import Amount, stated_figure
from precursors.problems import Problem, problem
from precursors.quantities.conventions import convention
from precursors.quantities.numbers import read_number
from precursors.scope.visible import Sight
from precursors.stock.periods import read_period
from precursors.workbooks.safe import inert

_MARKED = re.compile(r"[\d.,\s]*[.,][\d.,\s]*")
"""A typed number with marks in it."""

_NUMBER = re.compile(r"\d+(\.\d+)?")
Said: TypeAlias = frozenset[tuple[str, str]]
"""Field and text of everything a format says of one record."""

_MASKS = str.maketrans("", "", ".-/ ")
"""Marks within identifiers, which one paper has and another has not."""


def as_csv(stream: TextIO, kind: str, rows: Iterable[Row], language: str = "en") -> None:
    """Rows of a kind as a table that `import` takes, texts inert, numbers exactly as they are written."""
    named = {key: names.get(language) or names["en"] for key, names in headings(kind).items()}
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([*named.values(), HEADING])
    writer.writerows([*(inert(row.get(key, "")) for key in named), EXACT] for row in rows)


def read_file(
    session: Session,
    chosen: ModuleType,
    sources: Mapping[str, Source],
    sight: Sight,
    content: bytes,
    held: Collection[str] | None = None,
) -> Contents | Problem:
    """What a file of a format says, in cells for `as_csv`. A row that says what a standing record says is told as held.

    So a file of our own that comes back brings nothing new, though the format holds less than the registry. `held` are
    the kinds whose records the reader may see; all where nothing is said.
    """
    found: Contents | Problem = chosen.read(content)
    if isinstance(found, Problem):
        return found
    rows, known = dict[str, Sequence[Row]](), dict[str, int]()
    for kind, read in found.rows.items():
        seen = read and (held is None or kind in held)
        same = _held(session, chosen, kind, sources[kind], sight, found.about) if seen else {}
        own = [_as_held(chosen.said(kind, row), same) if same else None for row in read]
        rows[kind] = [one or _exact(sources[kind], row) for one, row in zip(own, read, strict=True)]
        known[kind] = len(own) - own.count(None)
    return replace(found, rows=rows, known=known)


def _held(
    session: Session, chosen: ModuleType, kind: str, source: Source, sight: Sight, about: Mapping[str, str]
) -> dict[Said, list[Row]]:
    """The standing records of the month of a file, by what the format says of each."""
    month = read_period(about.get("period"))
    if not hasattr(chosen, "said") or isinstance(month, Problem):
        return {}
    found: dict[Said, list[Row]] = {}
    for cells in rows_of(session, source, Wanted(sight, month.first, month.last)):
        texts = _texts(source, cells)
        if not isinstance(texts, Problem) and (told := chosen.said(kind, texts)) is not None:
            found.setdefault(frozenset(told.items()), []).append(_kept(source, cells))
    return found


def _exact(source: Source, row: Row) -> Row:
    """A row that was read, its numbers bare and what only looks like one behind an apostrophe."""
    return {
        key: stated_figure(text, numeric=bool(_NUMBER.fullmatch(text)))
        if isinstance(source.record[key].type, Amount)
        else text
        for key, text in row.items()
    }


def _as_held(told: Row | None, held: Mapping[Said, list[Row]]) -> Row | None:
    """The first record not taken yet that says the same."""
    same = held.get(frozenset(told.items())) if told is not None else None
    return same.pop(0) if same else None


def _kept(source: Source, cells: Iterable[object]) -> dict[str, str]:
    """Cells as an exact table has them: typed text that could pass for a number behind an apostrophe."""
    return {
        key: stated_figure(value, numeric=False) if amount and isinstance(value, str) else _text(value)
        for key, value, amount in _cells(source, cells)
    }


def file_of(
    session: Session, chosen: ModuleType, sources: Mapping[str, Source], sight: Sight, asked: Mapping[str, str]
) -> tuple[bytes, str] | Problem:
    """The standing records of a `period` that name `who` as a file of a format, and its name; or what is against it."""
    month, who = read_period(asked.get("period")), asked.get("who", "")
    if isinstance(month, Problem):
        return month
    first, parties = chosen.KINDS[0], getattr(chosen, "PARTY", {})
    wanted = Wanted(sight, month.first, month.last)
    own: dict[str, list[Row]] = {}
    for kind in chosen.KINDS:
        own[kind] = []
        for cells in rows_of(session, sources[kind], wanted):
            if not _of(_kept(sources[kind], cells), parties.get(kind), who):
                continue
            row = _texts(sources[kind], cells)
            if isinstance(row, Problem):
                return row
            own[kind].append(row)
    about = {"period": month.name} | ({parties[first]: who} if parties else {})
    made: bytes | Problem = chosen.write(own, about)
    named = getattr(chosen, "name_of", lambda _: f"{first}-{month.name}.{chosen.SUFFIX}")
    return made if isinstance(made, Problem) else (made, str(named(about)))


def _of(row: Row, party: str | None, who: str) -> bool:
    return party is None or _same(row.get(party, ""), who)


def _same(one: str, other: str) -> bool:
    return one.translate(_MASKS) == other.translate(_MASKS)


def _cells(source: Source, cells: Iterable[object]) -> Iterator[tuple[str, object, bool]]:
    """Field, what stands in it, and whether it is an amount; what is empty is left out."""
    for key, value in zip(source.columns, cells, strict=True):
        if value is not None:
            yield key, value, isinstance(source.record[key].type, Amount)


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _texts(source: Source, cells: Iterable[object]) -> dict[str, str] | Problem:
    """Cells as texts with a decimal point. A typed text that two readers take for two numbers is a problem."""
    found = {}
    for key, value, amount in _cells(source, cells):
        told = _plain(key, value) if amount and isinstance(value, str) else _text(value)
        if isinstance(told, Problem):
            return told
        found[key] = told
    return found


def _plain(key: str, typed: str) -> str | Problem:
    bare = typed.strip().removesuffix("%").strip()
    if not _MARKED.fullmatch(bare):
        return typed
    told = read_number(bare, convention("none"))
    if isinstance(told, Problem):
        return problem("format.two-readings", key, part=key, value=typed)
    return f"{told.value:f}" + (" %" if typed.strip().endswith("%") else "")
