"""Lists of operators and of licence lines: those that stand, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.audit.refs import key_of, refs_of
from precursors.db.tables import Fact
from precursors.intake.words import folded
from precursors.licensing.licences_life import APPLIED, CLOCKS, LICENCE, states_now
from precursors.licensing.models import LicenceLine, Operator
from precursors.lives.models import State
from precursors.scope.masking import Masked, as_seen
from precursors.scope.visible import Sight, shown_ids, visible

SIZE = 50
"""Rows of a page."""

SOON = timedelta(days=30)
"""A licence that ends within it is brought to mind."""

EXPIRING, PENDING = "expiring", "pending"
STATES = ("active", EXPIRING, "expired", "suspended", "revoked", PENDING, *APPLIED, "refused", "withdrawn")
"""What a reader may ask of licences: in force, ending soon, ended, stopped, to be decided, applied for, refused, given
up."""


class Listed(NamedTuple):
    """One row of a list by its reference."""

    ref: str
    row: Any
    state: str | None = None
    """Where a licence line stands."""


class Page(NamedTuple):
    """One page, and the reference behind which the next one begins."""

    rows: Sequence[Listed]
    after: str | None


@dataclass(frozen=True, slots=True)
class LicenceFilters:
    """What a reader asks of licences; each None where it is left open."""

    text: str | None = None
    substance: str | None = None
    state: str | None = None

    @property
    def count(self) -> int:
        """How many are in use."""
        return sum(each is not None for each in (self.text, self.substance, self.state))


def read_filters(given: Mapping[str, str]) -> LicenceFilters:
    """The filters of an address; what is not known there is left open."""
    texts = {name: value.strip() for name, value in given.items() if value.strip()}
    state = texts.get("state")
    return LicenceFilters(texts.get("text"), texts.get("substance"), state if state in STATES else None)


def operators(session: Session, sight: Sight, text: str | None, after: str | None, size: int = SIZE) -> Page:
    """Standing operators by name; those whose name or number holds `text`. Shared without names: last, if no text."""
    query: Any = visible(_standing(Operator), Operator, sight, names=True)
    sought = folded(text) if text else ""
    if sought:
        held = Operator.folded.contains(sought, autoescape=True)
        query = query.where(or_(held, Operator.folded_identifier.startswith(sought, autoescape=True)))
    edge = find(session, sight, Operator, after) if after else None
    if edge is not None:
        same = and_(Operator.folded == edge.folded, Operator.id > edge.id)
        query = query.where(or_(Operator.folded > edge.folded, same))
    asked = _Asked(Operator, sight, edge, size, None if sought else ())
    return _page(session, asked, query.order_by(Operator.folded, Operator.id))


def licences(
    session: Session, sight: Sight, filters: LicenceFilters, today: date, after: str | None, size: int = SIZE
) -> Page:
    """Standing licence lines, the one that ends first on top where the question is what ends, else newest end first."""
    narrowed = _conditions(filters, today)
    query: Any = visible(_standing(LicenceLine), LicenceLine, sight, names=True).where(*narrowed)
    edge = find(session, sight, LicenceLine, after) if after else None
    rising = filters.state == EXPIRING
    end, key = LicenceLine.valid_to, LicenceLine.id
    if edge is not None:
        beyond = end > edge.valid_to if rising else end < edge.valid_to
        query = query.where(or_(beyond, and_(end == edge.valid_to, key > edge.id)))
    asked = _Asked(LicenceLine, sight, edge, size, None if filters.text else narrowed)
    return _page(session, asked, query.order_by(end if rising else end.desc(), key))


def find(session: Session, sight: Sight, model: type[Fact], ref: str) -> Any | None:  # noqa: ANN401 - of the model
    """The operator or licence line of this reference if the reader may see it, standing or not."""
    found = key_of(session, ref)
    if found is None or found[0] is not model:
        return None
    query: Any = select(model).where(model.id == found[1])
    return session.execute(visible(query, model, sight)).scalar_one_or_none()


def count(session: Session, sight: Sight, state: str, today: date) -> int:
    """How many licence lines of the reader's agencies the list shows for this state."""
    query: Any = select(func.count()).select_from(LicenceLine).join(Current, stands(LicenceLine))
    query = query.where(*_conditions(LicenceFilters(state=state), today))
    return int(session.execute(visible(query, LicenceLine, sight.own)).scalar_one())


def _standing(model: type[Fact]) -> Select[Any]:
    return select(model).join(Current, stands(model))


def _conditions(filters: LicenceFilters, today: date) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    line = LicenceLine
    last = func.coalesce(line.grace_until, line.valid_to)
    if filters.text and (sought := folded(filters.text)):
        held = func.lower(line.holder).contains(filters.text.lower(), autoescape=True)
        found.append(or_(line.folded.startswith(sought, autoescape=True), held))
    if filters.substance:
        found.append(line.substance == filters.substance)
    if filters.state in {"active", EXPIRING}:
        found += [_stand("active"), last >= today]
        found += [last <= today + SOON] if filters.state == EXPIRING else []
    elif filters.state == "expired":
        found.append(or_(_stand("expired"), and_(_stand("active"), last < today)))
    elif filters.state == PENDING:
        found.append(_stand(*CLOCKS))
    elif filters.state:
        found.append(_stand(filters.state))
    return found


def _stand(*states: str) -> ColumnElement[bool]:
    """Lines that stand in one of these states; one that nobody has moved stands where it was stated."""
    life = select(State.state).where(State.kind == LICENCE.kind, State.subject == LicenceLine.key).scalar_subquery()
    return func.coalesce(life, LicenceLine.state).in_(states)


class _Asked(NamedTuple):
    """What a page is made of: its model, who asks, the row it begins behind, its size.

    `nameless` are the conditions on rows that are shared without names, which come last; None: names are asked for.
    """

    model: type[Fact]
    sight: Sight
    edge: Any
    size: int
    nameless: Sequence[ColumnElement[bool]] | None


def _page(session: Session, asked: _Asked, named: Select[Any]) -> Page:
    model, most, edge = asked.model, asked.size + 1, asked.edge
    among_last = edge is not None and isinstance(as_seen(session, [edge], asked.sight)[0], Masked)
    rows: list[Any] = [] if among_last else list(session.execute(named.limit(most)).scalars())
    if len(rows) < most and asked.nameless is not None and asked.sight.day is not None:
        query = _nameless(model, asked.sight).where(*asked.nameless).order_by(model.id).limit(most - len(rows))
        last = session.execute(query.where(model.id > edge.id) if among_last else query).scalars()
        rows += as_seen(session, list(last), asked.sight)
    refs = refs_of(session, model, [row.id for row in rows])
    now = states_now(session, rows) if model is LicenceLine else {}
    listed = [Listed(refs[row.id], row, now.get(bytes(row.key))) for row in rows[: asked.size]]
    return Page(listed, listed[-1].ref if len(rows) > asked.size else None)


def _nameless(model: type[Fact], sight: Sight) -> Select[Any]:
    """Standing rows of others that no share shows with names."""
    shown = model.id.in_(shown_ids(model, sight)), model.id.not_in(shown_ids(model, sight, names=True))
    agency = model.__table__.columns["agency"]
    return visible(select(model).where(*shown, agency.not_in(sight.agencies or ())), model, sight)
