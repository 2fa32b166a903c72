"""Imports that the law wants declared so many days before they are released: none goes sooner."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.intake.importing import Terms
from precursors.law.dated import NotInForce
from precursors.law.deadlines import deadlines
from precursors.licensing.authorisations.life import KIND
from precursors.licensing.authorisations.models import Authorisation
from precursors.lives.models import Transition
from precursors.problems import Problem, problem

DECLARED = "import-declaration"
"""The deadline of law: days between a complete declaration and the release."""


def too_soon(session: Session, terms: Terms, row: Authorisation, day: date) -> Iterator[Problem]:
    """What the law says against releasing an import on a day, its declaration being complete for too few days.

    Nothing where the register holds no day on which it was complete or handed in.
    """
    since = _complete(session, row) or row.applied
    if row.kind != "import" or since is None:
        return
    try:
        due = deadlines(demo=terms.demo).due(terms.country, DECLARED, since)
    except NotInForce:
        return
    if due.decides and day < due.day:
        yield problem("release.too-soon", "day", first=due.day, since=since, law=due.entry.citation)


def _complete(session: Session, row: Authorisation) -> date | None:
    """The day on which the file was last declared complete."""
    query = select(Transition.day).where(Transition.kind == KIND, Transition.subject == row.key)
    query = query.where(Transition.verb == "complete").order_by(Transition.id.desc()).limit(1)
    return session.execute(query).scalar_one_or_none()
