"""The demo country: fictitious agencies and their files, taken in by the same path as anybody's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from precursors.access.permissions import Role
from precursors.agencies.links import invite, sign_ins
from precursors.agencies.people import person
from precursors.agencies.roles import Enrolment, enrol
from precursors.agencies.service import AgencyDraft, add, by_code
from precursors.anomalies.service import run
from precursors.app import demo_custody, demo_disposal
from precursors.app.demo_custody import seize_and_destroy
from precursors.app.demo_disposal import approve_protocols, confirm_hazards
from precursors.app.demo_permits import move_consignments
from precursors.audit.genesis import LOCAL
from precursors.db.engine import Database
from precursors.exchange.imports import Answer, Desk, Request, take_in
from precursors.paths import resource
from precursors.registers.terms import DEMO

AGENCIES = (
    AgencyDraft("XD-DIQ", "Dirección de Insumos Químicos (DEMO)", "inspection", DEMO, "es-PE"),
    AgencyDraft("XD-CUS", "Demoland Customs (DEMO)", "customs", DEMO, "en-US"),
    AgencyDraft("XD-REG", "Demoland Registry Office (DEMO)", "administrator", DEMO, "en-US"),
)

PEOPLE = (
    Enrolment("inspector", "XD-DIQ", (Role.INSPECTOR.value,)),
    Enrolment("supervisor", "XD-DIQ", (Role.SUPERVISOR.value,)),
    Enrolment("customs", "XD-CUS", (Role.CUSTOMS_OFFICER.value,)),
    Enrolment("admin", "XD-REG", (Role.ADMINISTRATOR.value,)),
    *demo_disposal.PEOPLE,
    *demo_custody.PEOPLE,
)
"""Who can sign in to the demo country: somebody of each of its agencies."""


@dataclass(frozen=True, slots=True)
class Upload:
    """One file of the demo and how it is taken in."""

    kind: str
    file: str
    agency: str
    accept_good: bool = False
    keep_unresolved: bool = False


UPLOADS = (
    Upload("operators", "operators.csv", "XD-DIQ"),
    Upload("licences", "licences.xlsx", "XD-DIQ"),
    Upload("shipments", "shipments.xlsx", "XD-DIQ", accept_good=True, keep_unresolved=True),
    Upload("shipments", "customs.xlsx", "XD-CUS"),
    Upload("shipments", "seizures-of-precursors.csv", "XD-DIQ"),
    Upload("licences", "licence-applications.csv", "XD-DIQ"),
    Upload("authorisations", "authorisations.csv", "XD-DIQ"),
    Upload("notifications", "notifications.csv", "XD-DIQ"),
    Upload("consignments", "consignments.csv", "XD-DIQ"),
    Upload("stock", "stock.csv", "XD-DIQ"),
    Upload("inspections", "inspections.csv", "XD-DIQ"),
)


def build(desk: Desk, today: date, zone: ZoneInfo) -> tuple[list[Answer], int]:
    """Add the demo's agencies, take its files in, run the rules; safe to repeat.

    Answers what each file came to, and how many flags the rules over many records raised.
    """
    for draft in AGENCIES:
        with desk.database.read() as session:
            known = by_code(session, draft.code)
        if known is None:
            desk.database.write(partial(add, actor=LOCAL, draft=draft))
    approve_protocols(desk.database, today)
    confirm_hazards(desk.database, today)
    seize_and_destroy(desk.database, today, desk.scratch)
    answers = [take_in(desk, _request(upload, today)) for upload in UPLOADS]
    move_consignments(desk.database, "XD-DIQ", today)
    return answers, desk.database.write(lambda session: run(session, LOCAL, None, zone, today))


def people(database: Database, now: datetime, today: date) -> dict[str, str]:
    """Add the demo's people; answer a fresh one-time link's code for each who has not set a password yet."""
    for draft in PEOPLE:
        with database.read() as session:
            known = person(session, draft.username)
        if known is None:
            database.write(partial(enrol, actor=LOCAL, draft=draft, today=today, alone=True))
    with database.aside.read() as aside:
        ready = {name for name, known in sign_ins(aside, [p.username for p in PEOPLE]).items() if known.password}
    waiting = [draft.username for draft in PEOPLE if draft.username not in ready]
    return {name: database.aside.write(partial(invite, username=name, now=now)) for name in waiting}


def _request(upload: Upload, today: date) -> Request:
    path: Path = resource("seed") / "demo" / upload.file
    return Request(
        upload.kind,
        path,
        upload.agency,
        LOCAL,
        today,
        accept_good=upload.accept_good,
        keep_unresolved=upload.keep_unresolved,
    )
