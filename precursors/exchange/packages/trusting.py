"""Whether a registry's key is trusted on a day, and where its log stood when it was last heard of."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.checkpoint import Head
from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.exchange.packages.models import ExchangePackage, KnownRegistry
from precursors.exchange.packages.registries import LIFE
from precursors.lives.service import state_of
from precursors.problems import Problem, problem


def known_registry(session: Session, agency: str, fingerprint: str) -> KnownRegistry | None:
    """The registry an agency knows by this fingerprint."""
    k = KnownRegistry
    query = select(k).join(Current, stands(k)).where(k.agency == agency, k.fingerprint == fingerprint)
    return session.execute(query).scalar_one_or_none()


def against_registry(session: Session, row: KnownRegistry | None, day: date, fingerprint: str) -> Problem | None:
    """What forbids to exchange packages with a registry on a day: unknown, not accepted yet, revoked, out of time."""
    if row is None:
        return problem("package.unknown-registry", fingerprint=fingerprint)
    state = state_of(session, LIFE, bytes(row.key)).state
    if state != "trusted":
        return problem("package.not-trusted", name=row.name, state=state)
    if day < row.valid_from or (row.valid_to is not None and day > row.valid_to):
        return problem("package.key-out-of-time", name=row.name, first=row.valid_from, last=row.valid_to or "…")
    return None


def last_heard(session: Session, agency: str, fingerprint: str) -> tuple[int, Head] | None:
    """The package of a registry with the longest log that was taken in: its key, and that log's head."""
    p = ExchangePackage
    query = select(p.id, p.size, p.root).where(p.agency == agency, p.fingerprint == fingerprint)
    query = query.where(p.direction == "received").order_by(p.size.desc(), p.id.desc()).limit(1)
    found = session.execute(query).first()
    return None if found is None else (found.id, Head(found.size, bytes(found.root)))
