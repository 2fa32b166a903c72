"""What stood, and in which state, when a report is made: now, or before the fact that a filing wrote."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from precursors.audit.models import Act, Reversal
from precursors.db.tables import Fact, fact_id
from precursors.lives.models import State, Transition
from precursors.lives.service import stands_at
from precursors.reports.report import Asked
from precursors.scope.visible import visible

S = TypeVar("S", bound="Select[*tuple[Any, ...]]")


def standing(asked: Asked, query: S, model: type[Fact]) -> S:
    """`query` narrowed to rows of `model` of the reader's own agencies that nobody had taken back."""
    key = model.__table__.columns["id"]
    taken_back = select(Reversal.id).where(Reversal.target == key)
    if asked.before is not None:
        taken_back = taken_back.where(Reversal.id < asked.before)
    return visible(written(asked, query, model).where(~taken_back.exists()), model, asked.sight.own)


def written(asked: Asked, query: S, model: type[Fact]) -> S:
    """`query` narrowed to the rows of `model` that were there."""
    return query if asked.before is None else query.where(model.__table__.columns["id"] < asked.before)


def state(asked: Asked, model: type[Fact]) -> ColumnElement[str]:
    """The state a record of `model` was in, as an expression beside it; NULL for one that nobody had moved."""
    if asked.before is None:
        return select(State.state).where(stands_at(model)).scalar_subquery()
    own = (Transition.kind == model.__tablename__, Transition.subject == model.__table__.columns["key"])
    last = select(Transition.state).where(*own, Transition.id < asked.before)
    return last.order_by(Transition.id.desc()).limit(1).scalar_subquery()


class Keys(NamedTuple):
    """The keys of facts between two moments: the first, and the one behind the last."""

    first: int
    end: int


def keys_of_year(asked: Asked) -> Keys:
    """Keys of whatever acts of the year wrote; times are those of the log, UTC. Two queries."""
    first, end = (_first_act(asked.session, datetime(year, 1, 1, tzinfo=UTC)) for year in (asked.year, asked.year + 1))
    ends = fact_id(end, 0)
    return Keys(fact_id(first, 0), ends if asked.before is None else min(ends, asked.before))


def _first_act(session: Session, moment: datetime) -> int:
    """Number of the first act since a moment; one beyond the last where there is none."""
    found = session.execute(select(Act.id).where(Act.at >= moment).order_by(Act.id).limit(1)).scalar_one_or_none()
    if found is not None:
        return found
    return int(session.execute(select(Act.id).order_by(Act.id.desc()).limit(1)).scalar_one()) + 1
