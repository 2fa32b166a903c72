"""Records of a shelf side by side on the page of a flag, the fields first that its rule named."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.refs import refs_of
from precursors.db.tables import Fact
from precursors.flags.models import Flag
from precursors.flags.service import inputs
from precursors.flags.subjects import LISTED, SIDE_BY_SIDE, Compared, Line, Show
from precursors.registers.shelf import Shelf
from precursors.registers.writing import field_label, plainly
from precursors.scope.reading import note
from precursors.scope.visible import Sight, visible


def comparing(shelf: Shelf) -> Show:
    """What lays records of a shelf side by side."""

    def compare(session: Session, sight: Sight, flag: Flag, keys: Sequence[int]) -> Compared:
        table = shelf.model.__table__.columns
        query = select(shelf.model).where(table["id"].in_(keys[:SIDE_BY_SIDE])).order_by(table["id"])
        rows = list(session.execute(visible(query, shelf.model, sight.own)).scalars())
        if not rows:
            return Compared((), ())
        note(shelf.model, rows)
        refs = refs_of(session, shelf.model, keys[:LISTED])
        named = [(refs[key], url_for(shelf.record_page, ref=refs[key])) for key in keys[:LISTED]]
        shown = {row.id for row in rows}
        first = [pair for key, pair in zip(keys, named, strict=False) if key in shown]
        return Compared(first, _lines(shelf, flag, rows), named)

    return compare


def _lines(shelf: Shelf, flag: Flag, rows: Sequence[Fact]) -> list[Line]:
    wanted = set(inputs(flag))
    lines = [
        Line(
            field_label(shelf.record, each.column),
            [plainly(getattr(row, each.column), each.as_) for row in rows],
            each.column in wanted,
        )
        for each in shelf.facts
        if any(getattr(row, each.column) is not None for row in rows)
    ]
    return sorted(lines, key=lambda line: not line.caused)
