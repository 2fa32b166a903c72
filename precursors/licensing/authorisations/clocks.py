"""Authorisations whose day of decision has passed, and those that end soon with something left."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.licensing.authorisations.life import DRAWABLE, KIND, OPEN
from precursors.licensing.authorisations.models import Authorisation
from precursors.lives.models import State, Transition
from precursors.lives.service import stands_at

SOON = timedelta(days=30)
"""An authorisation that ends within it is brought to mind, as a licence is."""


def due_of(step: Transition) -> tuple[date | None, str | None]:
    """The day of decision a step of completeness has noted, and the law behind it."""
    told = json.loads(step.detail or "{}")
    return (date.fromisoformat(told["due"]) if "due" in told else None), told.get("law")


def late_decisions(session: Session, agencies: Collection[str], today: date) -> Collection[int]:
    """Keys of the standing lines of agencies that were to be decided before today; one query."""
    query: Any = _standing(agencies, OPEN).add_columns(Transition)
    query = query.join(Transition, Transition.subject == Authorisation.key)
    query = query.where(Transition.kind == KIND, Transition.verb == "complete").order_by(Transition.id)
    dues = {key: due_of(step)[0] for key, step in session.execute(query)}
    return [key for key, due in dues.items() if due is not None and due < today]


def ending(session: Session, agencies: Collection[str], today: date) -> Collection[int]:
    """Keys of the standing lines of agencies that end before long and are not used up; one query."""
    query = _standing(agencies, DRAWABLE).where(Authorisation.valid_to.between(today, today + SOON))
    return list(session.execute(query).scalars())


def _standing(agencies: Collection[str], states: Collection[str]) -> Any:  # noqa: ANN401 - a query
    query = select(Authorisation.id).join(Current, stands(Authorisation)).join(State, stands_at(Authorisation))
    return query.where(Authorisation.agency.in_(agencies), State.state.in_(states))
