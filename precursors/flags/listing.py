"""The list of flags: highest score first, a page at a time, each with its state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.orm.util import AliasedClass

from precursors.audit.refs import key_of, refs_of
from precursors.flags.marks import keys_in
from precursors.flags.models import STATES, Disposition, Flag
from precursors.scope.visible import Sight, visible
from precursors.web.numbers import whole

SIZE = 50
"""Flags of a page."""

SCORES = (900, 700, 500, 300)
"""Least scores a reader may choose, per mille."""

ANY = "any"
"""The word for flags in every state; without a word only open ones are listed."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader asks of the list; each None where it is left open."""

    rule: str | None = None
    state: str = "open"
    score: int | None = None
    agency: str | None = None

    @property
    def count(self) -> int:
        """How many differ from what is shown to somebody who asked nothing."""
        return sum(getattr(self, each.name) != each.default for each in fields(self))


class Listed(NamedTuple):
    """One flag of the list."""

    ref: str
    flag: Flag
    state: str
    others: Sequence[Flag] = ()
    """Flags of other rules on the same matter that fit the filters too; this one has the best score of them."""

    @property
    def records(self) -> int:
        """How many records the flags are about together."""
        return len({key for flag in (self.flag, *self.others) for key in keys_in(flag.subjects)})


class Page(NamedTuple):
    """One page, and the reference behind which the next one begins."""

    rows: Sequence[Listed]
    after: str | None


def read_filters(given: Mapping[str, str]) -> Filters:
    """The filters of an address; what is not known there is left open."""
    texts = {name: value.strip() for name, value in given.items() if value.strip()}
    state = texts.get("state", "open")
    least = score if (score := whole(texts.get("score"))) in SCORES else None
    return Filters(texts.get("rule"), state if state in (*STATES, ANY) else "open", least, texts.get("agency"))


def page(
    session: Session, sight: Sight, filters: Filters, after: str | None, size: int = SIZE, *, grouped: bool = False
) -> Page:
    """The flags behind the one with the reference `after`, in a fixed number of queries; `grouped`, one a matter."""
    query: Any = visible(select(Flag, standing_state()), Flag, sight).where(*_conditions(filters))
    query = query.where(~_surpassed(filters)) if grouped else query
    edge = find(session, sight, after) if after else None
    found = _first(session, query, edge, size + 1)
    refs = refs_of(session, Flag, [flag.id for flag, _ in found])
    others = _others(session, sight, filters, [flag for flag, _ in found[:size]]) if grouped else {}
    rows = [Listed(refs[flag.id], flag, state, others.get(flag.id, ())) for flag, state in found[:size]]
    return Page(rows, rows[-1].ref if len(found) > size else None)


def same_matter(session: Session, sight: Sight, flag: Flag) -> list[Flag]:
    """The other flags on the matter of this one, of every state, best first."""
    if flag.head is None:
        return []
    query: Any = select(Flag).where(Flag.head == flag.head, Flag.kind == flag.kind, Flag.agency == flag.agency)
    query = visible(query.where(Flag.id != flag.id), Flag, sight).order_by(Flag.score.desc(), Flag.id)
    return list(session.execute(query).scalars())


def _surpassed(filters: Filters) -> ColumnElement[bool]:
    """Whether a better flag on the same matter fits the filters too."""
    better = aliased(Flag)
    above = or_(better.score > Flag.score, and_(better.score == Flag.score, better.id < Flag.id))
    same = (better.head == Flag.head, better.kind == Flag.kind, better.agency == Flag.agency, above)
    query: Any = select(better.id).where(*same, *_conditions(filters, better))
    found: ColumnElement[bool] = query.correlate(Flag).exists()
    return found


def _others(session: Session, sight: Sight, filters: Filters, flags: Sequence[Flag]) -> dict[int, list[Flag]]:
    """For each of the flags shown, the others on its matter that fit the filters, best first; one query."""
    shown = {(flag.head, flag.kind, flag.agency): flag.id for flag in flags if flag.head is not None}
    query: Any = visible(select(Flag), Flag, sight).where(Flag.head.in_({head for head, _, _ in shown}))
    query = query.where(*_conditions(filters)).order_by(Flag.score.desc(), Flag.id)
    found: dict[int, list[Flag]] = {}
    for flag in session.execute(query).scalars():
        best = shown.get((flag.head, flag.kind, flag.agency))
        if best is not None and best != flag.id:
            found.setdefault(best, []).append(flag)
    return found


def find(session: Session, sight: Sight, ref: str) -> Flag | None:
    """The flag of this reference if the reader may see it."""
    found = key_of(session, ref)
    if found is None or found[0] is not Flag:
        return None
    return session.execute(visible(select(Flag).where(Flag.id == found[1]), Flag, sight)).scalar_one_or_none()


def next_open(session: Session, sight: Sight, flag: Flag) -> str | None:
    """Reference of the open flag that comes after this one, else of the first one; None when no other is open."""
    query = visible(select(Flag.id), Flag, sight).where(standing_state() == "open", Flag.id != flag.id)
    found = _first(session, query, flag, 1) or _first(session, query, None, 1)
    return refs_of(session, Flag, [found[0].id])[found[0].id] if found else None


def open_count(session: Session, sight: Sight) -> int:
    """How many flags of the reader's agencies nobody has judged."""
    every: Any = visible(select(func.count()).select_from(Flag), Flag, sight.own)
    theirs: Any = visible(select(Flag.id).where(Flag.id == Disposition.flag), Flag, sight.own)
    judged = _last_said(Disposition.state != "open").where(theirs.exists()).with_only_columns(func.count())
    return int(session.execute(every).scalar_one()) - int(session.execute(judged).scalar_one())


def _first(session: Session, query: Any, edge: Flag | None, most: int) -> list[Any]:  # noqa: ANN401 - of any columns
    """The first rows of `query` behind `edge` in the order of the list: those of its score, then those below.

    One question for both would have no index to answer it, since keys rise while scores fall.
    """
    ordered = query.order_by(Flag.score.desc(), Flag.id)
    if edge is None:
        return list(session.execute(ordered.limit(most)))
    same = list(session.execute(ordered.where(Flag.score == edge.score, Flag.id > edge.id).limit(most)))
    lower = ordered.where(Flag.score < edge.score).limit(most - len(same))
    return [*same, *session.execute(lower)] if len(same) < most else same


def _last_said(state: ColumnElement[bool]) -> Select[Any]:
    """Keys of the flags whose latest disposition is of this state."""
    later = aliased(Disposition)
    superseded = select(later.id).where(later.flag == Disposition.flag, later.id > Disposition.id).exists()
    return select(Disposition.flag).where(state, ~superseded)


def standing_state(of: type[Flag] | AliasedClass[Flag] = Flag) -> ColumnElement[str]:
    """The state of a flag, as an expression: its latest disposition, open while there is none."""
    latest = select(Disposition.state).where(Disposition.flag == of.id).order_by(Disposition.id.desc()).limit(1)
    return func.coalesce(latest.correlate(of).scalar_subquery(), "open")


def _conditions(filters: Filters, of: type[Flag] | AliasedClass[Flag] = Flag) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.rule:
        found.append(of.rule == filters.rule)
    if filters.state == "open":
        found.append(standing_state(of) == filters.state)  # nearly all are, so the index of the order finds them soon
    elif filters.state != ANY:
        found.append(of.id.in_(_last_said(Disposition.state == filters.state)))
    if filters.score is not None:
        found.append(of.score >= filters.score)
    if filters.agency:
        found.append(of.agency == filters.agency)
    return found
