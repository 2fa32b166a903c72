"""The demo country's protocols and hazard data, approved as anybody's are: by an author, a chemist, an authority."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.access.permissions import Role
from precursors.agencies.people import person
from precursors.agencies.roles import Enrolment, enrol
from precursors.agencies.service import AgencyDraft, add, by_code
from precursors.approvals.service import decide
from precursors.audit.acts import Actor
from precursors.audit.genesis import LOCAL
from precursors.db.engine import Database
from precursors.disposal.keeping import find, review, submit
from precursors.disposal.library import documents
from precursors.disposal.models import Protocol
from precursors.disposal.service import Who
from precursors.problems import Problems
from precursors.registers.terms import DEMO
from precursors.scope.visible import Sight
from precursors.substances.confirming import Draft, ask_to_confirm, standing
from precursors.substances.hazard_parts import TABLES, digest, parts

AGENCY = AgencyDraft("XD-ENV", "Demoland Environment Authority (DEMO)", "disposal", DEMO, "en-US")
AUTHOR, CHEMIST, AUTHORITY = PEOPLE = (
    Enrolment("disposal-officer", "XD-ENV", (Role.DISPOSAL_OFFICER.value,)),
    Enrolment("chemist", "XD-ENV", (Role.ANALYST.value,)),
    Enrolment("environment", "XD-ENV", (Role.SUPERVISOR.value,)),
)
"""The three people behind each protocol."""


def approve_protocols(database: Database, today: date) -> int:
    """Add the authority, its people and every DEMO protocol that is not there yet; answers how many were approved."""
    _people(database, today)
    with database.read() as session:
        known = set(session.execute(select(Protocol.code)).scalars())
    fresh = [each for each in documents().values() if each.get("demo") and each["code"] not in known]
    for document in fresh:
        _approved(database, document, today)
    return len(fresh)


CONFIRMED = (*TABLES, "acetone", "toluene", "methyl-ethyl-ketone")
"""What the authority has looked at of the hazard data: enough for a store of solvents."""


def confirm_hazards(database: Database, today: date) -> int:
    """Confirm these parts as anybody does: a chemist asks, the authority agrees; answers how many were confirmed."""
    with database.read() as session:
        open_ones = [each.part for each in standing(session, DEMO) if each.state == "draft" and each.part in CONFIRMED]
    for part in open_ones:
        draft = Draft(part, digest(parts()[part]), "DEMO: handbook of a fictitious authority", today)
        me = Actor(CHEMIST.username, AGENCY.code)
        ask = partial(ask_to_confirm, actor=me, agency=AGENCY.code, draft=draft, today=today)
        _agreed(database, _done(database.write(ask)), today)
    return len(open_ones)


def _people(database: Database, today: date) -> None:
    with database.read() as session:
        there = by_code(session, AGENCY.code)
        missing = [each for each in PEOPLE if person(session, each.username) is None]
    if there is None:
        database.write(partial(add, actor=LOCAL, draft=AGENCY))
    for draft in missing:
        database.write(partial(enrol, actor=LOCAL, draft=draft, today=today, alone=True))


def _who(draft: Enrolment, today: date) -> Who:
    return Who(Actor(draft.username, AGENCY.code), datetime.combine(today, time(12), UTC), today, True, DEMO)


def _approved(database: Database, document: Any, today: date) -> None:  # noqa: ANN401 - a protocol's document
    ref = _done(database.write(lambda session: submit(session, _who(AUTHOR, today), AGENCY.code, document)))
    asked = _done(database.write(lambda session: _reviewed(session, ref, today)))
    _agreed(database, asked, today)


def _agreed(database: Database, asked: str, today: date) -> None:
    sight, actor = Sight((AGENCY.code,)), Actor(AUTHORITY.username, AGENCY.code)
    _done(
        database.write(
            partial(decide, actor=actor, sight=sight, ref=asked, agrees=True, reason="", factor=True, today=today)
        )
    )


def _reviewed(session: Session, ref: str, today: date) -> str | Problems:
    row = find(session, ref)
    if row is None:  # handed in a moment ago
        raise LookupError(ref)
    return review(session, _who(CHEMIST, today), row, "DEMO")


def _done(made: Any) -> Any:  # noqa: ANN401 - a reference or an act
    if isinstance(made, Problems):
        raise ValueError([each.code for each in made])  # noqa: TRY004 - the demo itself is wrong
    return made
