"""The demo country: fictitious agencies and their files, taken in by the same path as anybody's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from precursors.agencies.service import AgencyDraft, add, by_code
from precursors.anomalies.service import run
from precursors.audit.genesis import LOCAL
from precursors.exchange.imports import DEMO, Answer, Desk, Request, take_in
from precursors.paths import resource

AGENCIES = (
    AgencyDraft("XD-DIQ", "Dirección de Insumos Químicos (DEMO)", "inspection", DEMO, "es-PE"),
    AgencyDraft("XD-CUS", "Demoland Customs (DEMO)", "customs", DEMO, "en-US"),
)


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
    answers = [take_in(desk, _request(upload, today)) for upload in UPLOADS]
    return answers, desk.database.write(lambda session: run(session, LOCAL, None, zone))


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
