"""Licences to be decided, and those that will soon be over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.agencies.service import countries_of
from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.licensing.licences_life import CLOCKS, LICENCE, turns_of
from precursors.licensing.licences_panels import due_of, since_complete
from precursors.licensing.listing import EXPIRING, PENDING, count
from precursors.licensing.models import LicenceLine
from precursors.lives.models import State
from precursors.scope.visible import Sight, visible
from precursors.web.here import here
from precursors.web.waiting import Asked, Waiting

SUBMITTED = "submitted"


def waiting(asked: Asked) -> Iterator[Waiting]:
    """Applications for those who examine or decide them, lines that end soon for those who keep the register."""
    session, sight, today, may = asked.facts, asked.reader.sight, here().today, asked.reader.may
    if may(Permission.DECIDE_LICENCES):
        href = url_for("licensing.licences", state=PENDING)
        yield Waiting("licensing.waits-late-decision", _late(session, sight, today), href, late=True)
        yield Waiting("licensing.waits-decision", count(session, sight, PENDING, today), href)
    if may(Permission.RECORD_REGISTER):
        number = count(session, sight, SUBMITTED, today)
        yield Waiting("licensing.waits-examination", number, url_for("licensing.licences", state=SUBMITTED))
        number = count(session, sight, EXPIRING, today)
        yield Waiting("app.waits-licences", number, url_for("licensing.licences", state=EXPIRING), late=True)


def _late(session: Session, sight: Sight, today: date) -> int:
    """Applications whose day of decision has passed; three queries."""
    running = (State.kind == LICENCE.kind, State.subject == LicenceLine.key, State.state.in_(CLOCKS))
    query: Any = select(LicenceLine).join(Current, stands(LicenceLine)).join(State, running[1]).where(*running)
    lines = list(session.execute(visible(query, LicenceLine, sight.own)).scalars())
    turns = turns_of(session, [line.key for line in lines])
    countries = countries_of(session, {line.agency for line in lines})
    dues = [due_of(countries[each.agency], each, since_complete(turns[bytes(each.key)])) for each in lines]
    return sum(due is not None and due.day < today for due in dues)
