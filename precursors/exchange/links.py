"""Links by which one operator hands in one file. The code in a link is told once; only its hash is kept."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from precursors.db.clock import database_time
from precursors.exchange.upload_models import HandIn
from precursors.problems import Problem, Problems, problem

MOST_DAYS = 90
MOST_ATTEMPTS = 10
"""Times a link may be tried before it opens nothing any more."""

LISTED = 200


@dataclass(frozen=True, slots=True)
class LinkDraft:
    """A link about to be made: for whom, for which kind of record, for how many days."""

    operator: str
    kind: str
    days: int
    agency: str
    person: str


def problems_of(draft: LinkDraft, kinds: Sequence[str]) -> Problems:
    """Everything wrong with a draft."""
    found: list[Problem] = []
    if not draft.operator.strip():
        found.append(problem("field.missing", "operator"))
    if draft.kind not in kinds:
        found.append(problem("choice.unknown", "kind", value=draft.kind, expected=", ".join(kinds)))
    if not 1 <= draft.days <= MOST_DAYS:
        found.append(problem("link.days", "days", most=MOST_DAYS))
    return Problems(found)


def make(session: Session, draft: LinkDraft, code: str) -> HandIn:
    """Make a link that `code` opens."""
    now = database_time(session)
    made = HandIn(
        id=secrets.token_hex(8),
        code_hash=_hash(code),
        agency=draft.agency,
        person=draft.person,
        operator=draft.operator.strip()[:200],
        kind=draft.kind,
        until=now + timedelta(days=draft.days),
        attempts=0,
        withdrawn=0,
        made=now,
    )
    session.add(made)
    return made


def new_code() -> str:
    """A code that nobody can guess."""
    return secrets.token_urlsafe(24)


def opened_by(session: Session, code: str) -> HandIn | None:
    """The link a code opens now; None for one that is unknown, used, withdrawn, tried too often, or too old."""
    found = session.execute(select(HandIn).where(HandIn.code_hash == _hash(code))).scalar_one_or_none()
    return found if found is not None and state_of(found, database_time(session)) == "open" else None


def try_once(session: Session, code: str) -> HandIn | None:
    """The link a code opens, with this attempt counted."""
    found = opened_by(session, code)
    if found is not None:
        found.attempts += 1
    return found


def use(session: Session, link: str, upload: str) -> bool:
    """Use a link up for an upload; False for whoever comes second."""
    unused = update(HandIn).where(HandIn.id == link, HandIn.upload.is_(None), HandIn.withdrawn == 0)
    return bool(session.execute(unused.values(upload=upload).returning(HandIn.id)).scalar_one_or_none())


def withdraw(session: Session, link: str) -> None:
    """Take a link back."""
    session.execute(update(HandIn).where(HandIn.id == link, HandIn.upload.is_(None)).values(withdrawn=1))


def listed(session: Session, agencies: Sequence[str] | None) -> list[HandIn]:
    """The newest links of some agencies, or of all for None."""
    query = select(HandIn).order_by(HandIn.made.desc(), HandIn.id).limit(LISTED)
    return list(session.execute(query if agencies is None else query.where(HandIn.agency.in_(agencies))).scalars())


def state_of(link: HandIn, now: datetime) -> str:
    """open, used, withdrawn or expired."""
    if link.upload is not None:
        return "used"
    if link.withdrawn:
        return "withdrawn"
    return "expired" if link.until <= now or link.attempts >= MOST_ATTEMPTS else "open"


def _hash(code: str) -> bytes:
    return sha256(code.encode()).digest()
