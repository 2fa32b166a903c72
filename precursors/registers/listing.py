"""Records of a shelf that stand, newest first, a page at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from precursors.agencies.service import all_agencies
from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.audit.refs import key_of, refs_of
from precursors.db.tables import Fact
from precursors.intake.words import folded
from precursors.lives.models import State
from precursors.lives.service import stands_at
from precursors.registers.shelf import Shelf
from precursors.scope.masking import as_seen
from precursors.scope.visible import Need, Sight, needs, visible

SIZE = 50
"""Rows of a page."""


class Listed(NamedTuple):
    """One row of a list: its reference, the record, its state where records of its kind have one."""

    ref: str
    row: Any
    state: str | None


class Page(NamedTuple):
    """One page, and the reference behind which the next one begins."""

    rows: Sequence[Listed]
    after: str | None


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader asks of a shelf; each None where it is left open."""

    text: str | None = None
    substance: str | None = None
    state: str | None = None
    """A state, or several joined by commas."""
    only: str | None = None
    """Name of one of the shelf's picks."""

    @property
    def states(self) -> tuple[str, ...]:
        """Each state that is asked for."""
        return tuple(self.state.split(",")) if self.state else ()

    @property
    def count(self) -> int:
        """How many are in use."""
        return sum(each is not None for each in (self.text, self.substance, self.state, self.only))


def read_filters(shelf: Shelf, given: Mapping[str, str]) -> Filters:
    """The filters of an address; what is not known there is left open."""
    texts = {name: value.strip() for name, value in given.items() if value.strip()}
    known = shelf.machine.states if shelf.machine else ()
    states = [state for state in texts.get("state", "").split(",") if state in known]
    only = next((each.name for each in shelf.picks if each.name == texts.get("only")), None)
    return Filters(texts.get("text"), texts.get("substance"), ",".join(states) or None, only)


def page(
    session: Session,
    shelf: Shelf,
    sight: Sight,
    filters: Filters,
    today: date,
    after: str | None,
    size: int = SIZE,
) -> Page:
    """Standing records, newest first, each as the reader may see it. Names are searched only where they may be read."""
    edge = find(session, shelf.model, sight, after) if after else None
    who = sight if shelf.model.confined_by else replace(sight, person=None)
    query = _query(shelf, who, replace(filters, text=filters.text and _TEXT), edge is not None, needs())
    text = filters.text or ""
    words = folded(text) or "%"  # a text of signs alone, which no folded column holds, would else be in all of them
    told = {_TEXT: _escaped(text.lower()), _FOLDED: _escaped(words), _EDGE: edge and edge.id, _MOST: size + 1}
    told |= {_AMONG: list(_picked(session, shelf, sight, filters, today))} if filters.only else {}
    found = session.execute(query, told).all()
    rows = list(zip(as_seen(session, [row for row, _ in found], sight), [state for _, state in found], strict=True))
    refs = refs_of(session, shelf.model, [row.id for row, _ in rows])
    first = shelf.machine.first if shelf.machine else None
    listed = [Listed(refs[row.id], row, state or first) for row, state in rows[:size]]
    return Page(listed, listed[-1].ref if len(rows) > size else None)


_TEXT, _FOLDED, _EDGE, _MOST, _AMONG = "text", "folded", "edge", "most", "among"
"""Places in a query that each asking fills."""


def _picked(session: Session, shelf: Shelf, sight: Sight, filters: Filters, today: date) -> Collection[int]:
    """Keys of the records of the reader's own agencies that the asked pick of a shelf finds."""
    codes = [each.code for each in all_agencies(session)] if sight.agencies is None else sight.agencies
    return next((each.late(session, codes, today) for each in shelf.picks if each.name == filters.only), ())


@lru_cache(maxsize=512)
def _query(shelf: Shelf, sight: Sight, filters: Filters, below: bool, _needs: tuple[Need, ...]) -> Select[Any]:
    """The question of a page. Made once: making it takes twice as long as asking it, and a search asks every shelf."""
    table = shelf.model.__table__.columns
    query: Any = select(shelf.model, State.state).join(Current, stands(shelf.model))
    query = query.outerjoin(State, stands_at(shelf.model)).where(*_conditions(shelf, filters))
    query = visible(query, shelf.model, sight, names=bool(filters.text))
    if below:
        query = query.where(table["id"] < bindparam(_EDGE))
    found: Select[Any] = query.order_by(table["id"].desc()).limit(bindparam(_MOST))
    return found


def _conditions(shelf: Shelf, filters: Filters) -> list[ColumnElement[bool]]:
    table = shelf.model.__table__.columns
    found: list[ColumnElement[bool]] = []
    if filters.text and shelf.searched:
        found.append(or_(*(_holds(table[name], name) for name in shelf.searched)))
    if filters.substance and "substance" in table:
        found.append(table["substance"] == filters.substance)
    if filters.states and shelf.machine:
        same = State.state.in_(filters.states)
        found.append(or_(same, State.state.is_(None)) if shelf.machine.first in filters.states else same)
    if filters.only:
        found.append(table["id"].in_(bindparam(_AMONG, expanding=True)))
    return found


def _holds(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    if name.startswith("folded"):
        return column.contains(bindparam(_FOLDED), escape="/")
    return func.lower(column).contains(bindparam(_TEXT), escape="/")


def _escaped(text: str) -> str:
    """A text in which no sign stands for others."""
    return text.replace("/", "//").replace("%", "/%").replace("_", "/_")


def find(session: Session, model: type[Fact], sight: Sight, ref: str, *, names: bool = False) -> Any | None:  # noqa: ANN401 - of the model
    """The record of this reference if the reader may see it, with `names` in full, standing or not."""
    found = key_of(session, ref)
    if found is None or found[0] is not model:
        return None
    query: Any = select(model).where(model.id == found[1])
    return session.execute(visible(query, model, sight, names=names)).scalar_one_or_none()


def count(session: Session, shelf: Shelf, sight: Sight, *states: str) -> int:
    """How many records of the reader's own agencies stand in one of these states: for what waits for somebody."""
    query: Any = select(func.count()).select_from(shelf.model).join(Current, stands(shelf.model))
    query = query.outerjoin(State, stands_at(shelf.model))
    among: ColumnElement[bool] = State.state.in_(states)
    if shelf.machine and shelf.machine.first in states:
        among = or_(among, State.state.is_(None))
    return int(session.execute(visible(query.where(among), shelf.model, sight.own)).scalar_one())
