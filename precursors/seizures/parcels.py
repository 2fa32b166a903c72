"""Parcels without a number of their own, called by the names they stand under whatever order a list tells them in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from precursors.audit.keys import standing
from precursors.custody.booking import LotImporter
from precursors.custody.models import Lot
from precursors.db.tables import Fact
from precursors.registers.importer import Row, facts_by_key

_NAMES = ("number", "key")


class Like(NamedTuple):
    """A row whose lot has no number of its own, among those of its seizure that say the same of their goods."""

    seizure: bytes
    goods: str
    nth: int


def as_they_stand(session: Session, rows: Sequence[Row], lots: LotImporter) -> list[Row]:
    """The rows, those of like parcels under the name of the standing lot that says all the same; the others follow."""
    alike: dict[tuple[bytes, str], list[Row]] = defaultdict(list)
    for row in rows:
        like: Like | None = row.values.get("like")
        if like is not None:
            alike[like.seizure, like.goods].append(row)
    groups = [those for those in alike.values() if len(those) > 1]
    present = standing(session, [row.values["lot"]["key"] for those in groups for row in those])
    kept = facts_by_key(session, Lot, present.values())
    held = {key: _content(session, lots, kept[at]) for key, at in present.items()}
    called = {row.place: row for those in groups for row in _called(those, lots, held)}
    return [called.get(row.place, row) for row in rows]


def _called(those: Sequence[Row], lots: LotImporter, held: dict[bytes, tuple[Any, ...]]) -> Iterable[Row]:
    """Each of the like rows under one of their names."""
    free = [{name: row.values["lot"][name] for name in _NAMES} for row in those]
    by_content: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for name in reversed(free):
        if name["key"] in held:
            by_content[held[name["key"]]].append(name)
    matched = [(row, same.pop() if (same := by_content.get(_told(row, lots))) else None) for row in those]
    taken = {name["key"] for _, name in matched if name is not None}
    rest = iter([name for name in free if name["key"] not in taken])
    for row, name in matched:
        yield replace(row, values=row.values | {"lot": row.values["lot"] | (next(rest) if name is None else name)})


def _content(session: Session, lots: LotImporter, lot: Fact) -> tuple[Any, ...]:
    return tuple(lots.standing_value(session, lot, name) for name in lots.act_columns if name not in _NAMES)


def _told(row: Row, lots: LotImporter) -> tuple[Any, ...]:
    values = row.values["lot"] | {"notes": row.values["notes"]}
    return tuple(values.get(name) for name in lots.act_columns if name not in _NAMES)
