"""Between records and national files: rows of a kind as texts, a month of one party as a file."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from types import ModuleType
from typing import TextIO

from sqlalchemy.orm import Session

from precursors.exchange.exporting import Source, Wanted
from precursors.exchange.exporting import rows as rows_of
from precursors.exchange.formats.contents import Row
from precursors.intake.record import headings
from precursors.problems import Problem
from precursors.scope.visible import Sight
from precursors.stock.periods import read_period
from precursors.workbooks.safe import inert

_MASKS = str.maketrans("", "", ".-/ ")
"""Marks within identifiers, which one paper has and another has not."""


def as_csv(stream: TextIO, kind: str, rows: Iterable[Row], language: str = "en") -> None:
    """Rows of a kind as a table that `import` takes, texts inert."""
    named = {key: names.get(language) or names["en"] for key, names in headings(kind).items()}
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(named.values())
    writer.writerows([inert(row.get(key, "")) for key in named] for row in rows)


def file_of(
    session: Session, chosen: ModuleType, sources: Mapping[str, Source], sight: Sight, asked: Mapping[str, str]
) -> tuple[bytes, str] | Problem:
    """The standing records of a `period` that name `who` as a file of a format, and its name; or what is against it."""
    month, who = read_period(asked.get("period")), asked.get("who", "")
    if isinstance(month, Problem):
        return month
    first, parties = chosen.KINDS[0], getattr(chosen, "PARTY", {})
    wanted = Wanted(sight, month.first, month.last)
    own = {
        kind: [
            row
            for cells in rows_of(session, sources[kind], wanted)
            if _of(row := _texts(list(sources[kind].columns), cells), parties.get(kind), who)
        ]
        for kind in chosen.KINDS
    }
    about = {"period": month.name} | ({parties[first]: who} if parties else {})
    made: bytes | Problem = chosen.write(own, about)
    named = getattr(chosen, "name_of", lambda _: f"{first}-{month.name}.{chosen.SUFFIX}")
    return made if isinstance(made, Problem) else (made, str(named(about)))


def _of(row: Row, party: str | None, who: str) -> bool:
    return party is None or _same(row.get(party, ""), who)


def _same(one: str, other: str) -> bool:
    return one.translate(_MASKS) == other.translate(_MASKS)


def _texts(keys: Iterable[str], cells: Iterable[object]) -> dict[str, str]:
    told = zip(keys, cells, strict=True)
    return {
        key: value.isoformat() if isinstance(value, date) else str(value) for key, value in told if value is not None
    }
