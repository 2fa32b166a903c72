"""The log as people read it: a page of acts, one act with what it wrote, reversed, and was reversed by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from precursors.audit.acts import last_act
from precursors.audit.leading import leads
from precursors.audit.models import Act, Reversal, Seal, Span
from precursors.audit.refs import RefBlock, blocks_of
from precursors.db.tables import LEAF_BITS, fact_id
from precursors.scope.visible import Sight

SIZE = 50
"""Acts of a page."""

LOOK = 20_000
"""Acts that are looked at for one page: no index knows who acted."""

_ACT = 1 << LEAF_BITS
_SPANS = ("act", "first", "count", "kind", "version", "ref_year", "ref_first")


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader asks of the log; each None where it is left open."""

    kind: str | None = None
    agency: str | None = None
    person: str | None = None

    @property
    def count(self) -> int:
        """How many are in use."""
        return sum(each is not None for each in (self.kind, self.agency, self.person))


class Line(NamedTuple):
    """One act of the list."""

    act: Act
    leaves: int
    hash: str


class Page(NamedTuple):
    """One page of the log; `after` is the act behind which the next one looks, None at the end of the log."""

    rows: Sequence[Line]
    after: int | None


class Wrote(NamedTuple):
    """Rows of one kind that an act wrote."""

    kind: str
    rows: int


@dataclass(frozen=True, slots=True)
class Told:
    """One act with what is known of it."""

    act: Act
    seal: Seal
    wrote: Sequence[Wrote]
    blocks: Sequence[RefBlock]
    """References of its records; nothing where they are not the reader's to know."""
    leads: Sequence[str]
    """References of the earlier records that its rows belong to; nothing where they are not the reader's to know."""
    reverses: Mapping[int, int]
    """Acts whose rows it took back, and how many."""
    reversed_by: Mapping[int, int]
    """Acts that took rows of it back, and how many."""


def read_filters(given: Mapping[str, str]) -> Filters:
    """The filters of an address."""
    texts = {name: value.strip() for name, value in given.items() if value.strip()}
    return Filters(texts.get("kind"), texts.get("agency"), texts.get("person"))


def page(session: Session, filters: Filters, after: int | None, size: int = SIZE) -> Page:
    """Acts before `after`, newest first, one query; with filters at most `LOOK` acts are looked at."""
    top = last_act(session) + 1 if after is None else after
    query: Any = select(Act, Seal.leaves, Seal.hash).join(Seal, Seal.act == Act.id).where(Act.id < top)
    for column, value in ((Act.kind, filters.kind), (Act.agency, filters.agency), (Act.actor, filters.person)):
        if value is not None:
            query = query.where(column == value)
    reach = max(top - LOOK, 0) if filters.count else 0
    found = session.execute(query.where(Act.id >= reach).order_by(Act.id.desc()).limit(size + 1)).all()
    rows = [Line(act, leaves, hashed.hex()) for act, leaves, hashed in found[:size]]
    if len(found) > size:
        return Page(rows, rows[-1].act.id)
    return Page(rows, reach or None)


def own_acts(session: Session, agencies: Sequence[str], most: int) -> list[Act]:
    """The newest acts of some agencies among the last `LOOK` of the log."""
    query = select(Act).where(Act.agency.in_(agencies), Act.id > last_act(session) - LOOK)
    return list(session.execute(query.order_by(Act.id.desc()).limit(most)).scalars())


def acts_of(session: Session, person: str, most: int) -> list[Act]:
    """The newest acts of one person among the last `LOOK` of the log."""
    query = select(Act).where(Act.actor == person, Act.id > last_act(session) - LOOK)
    return list(session.execute(query.order_by(Act.id.desc()).limit(most)).scalars())


def told(session: Session, sight: Sight, number: int) -> Told | None:
    """Everything about one act, in a few queries for each kind of row it wrote; None when there is none."""
    act, seal = session.get(Act, number), session.get(Seal, number)
    if act is None or seal is None:
        return None
    columns = [getattr(Span, name) for name in _SPANS]
    spans = [row._asdict() for row in session.execute(select(*columns).where(Span.act == number).order_by(Span.first))]
    own = sight.owns(act.agency)
    return Told(
        act,
        seal,
        [Wrote(span["kind"], span["count"]) for span in spans],
        blocks_of(spans) if own else (),
        leads(session, sight, number, {span["kind"] for span in spans}) if own else (),
        _counted(session, Reversal.target, Reversal.id, number),
        _counted(session, Reversal.id, Reversal.target, number),
    )


def kinds(session: Session) -> list[str]:
    """Kinds of the newest acts, for a filter."""
    newest = select(Act.kind).where(Act.id > last_act(session) - LOOK).distinct()
    return sorted(session.execute(newest).scalars())


def _counted(session: Session, counted: Any, within: Any, number: int) -> dict[int, int]:  # noqa: ANN401 - columns
    """The acts of one end of the reversals whose other end lies in act `number`, and how many rows each."""
    act = counted // _ACT
    query = select(act, func.count()).where(within.between(fact_id(number, 0), fact_id(number + 1, 0) - 1))
    return {int(other): int(rows) for other, rows in session.execute(query.group_by(act).order_by(act))}
