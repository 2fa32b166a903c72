"""Who has read what: pages note the records they show, and the application keeps the notes when it answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import g
from sqlalchemy import insert
from sqlalchemy.orm import Session

from precursors.db.clock import database_time
from precursors.db.tables import Table
from precursors.scope.models import Reading

LONGEST = 500
"""Characters of an address that are kept."""


@dataclass(frozen=True, slots=True)
class Noted:
    """Records of one agency on the page being made."""

    owner: str
    kind: str
    records: tuple[int, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Visit:
    """Who is looking at which page."""

    person: str
    agency: str | None
    page: str
    asked: str


def note(model: type[Table], rows: Iterable[Any], why: str = "") -> None:
    """Note that the present page shows `rows` of `model`, rows or masked ones: each has `id` and `agency`.

    Call it before the answer is made, also for a download; `why` says what for, where it is more than looking.
    """
    by_owner: dict[str, list[int]] = {}
    for row in rows:
        by_owner.setdefault(row.agency, []).append(row.id)
    found = [Noted(owner, model.__tablename__, tuple(keys), why) for owner, keys in by_owner.items()]
    g.setdefault("readings", []).extend(found)


def noted() -> Sequence[Noted]:
    """What the present page has noted so far."""
    found: Sequence[Noted] = g.get("readings", ())
    return found


def keep(session: Session, visit: Visit, readings: Iterable[Noted]) -> None:
    """Write notes into the session's transaction, one row for each owner and kind."""
    at = database_time(session)
    who = {"at": at, "person": visit.person, "agency": visit.agency, "page": visit.page}
    rows = [
        who
        | {"asked": visit.asked[:LONGEST], "owner": each.owner, "kind": each.kind, "why": each.why}
        | {"records": ",".join(map(str, each.records))}
        for each in readings
    ]
    session.execute(insert(Reading), rows)
