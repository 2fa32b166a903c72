"""A registry with one agency, and shipments typed into it."""

from __future__ import annotations

import uuid
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from precursors.agencies.service import by_code
from precursors.audit.acts import Actor
from precursors.audit.verify import verify
from precursors.db.engine import Database
from precursors.intake.importing import Terms
from precursors.registers.terms import terms_of
from precursors.trade.entry import Entered, enter

TODAY = date(2024, 6, 1)
WHO = Actor("ines", "XD-INS")


def typed_shipment(**changes: str) -> dict[str, str]:
    """What a person types for 10 kg of acetone imported; an empty text takes a field out."""
    plain = {
        "document": "D-1", "line": "1", "date": "2024-03-01", "direction": "import", "licence": "LIC-1",
        "substance": "Acetone", "quantity": "10", "unit": "kg", "origin": "DE", "destination": "XD",
    }  # fmt: skip
    return {name: text for name, text in (plain | changes).items() if text}


def terms(session: Session, scratch: Path, agency: str = "XD-INS") -> Terms:
    """The terms of an agency on the tests' day."""
    found = by_code(session, agency)
    assert found is not None
    return terms_of(session, found, TODAY, scratch)


def entered(database: Database, scratch: Path, key: str | None = None, **changes: str) -> Entered:
    """One shipment recorded; fails when anything stands against it."""
    request = key or uuid.uuid4().hex
    made = database.write(
        lambda session: enter(session, WHO, terms(session, scratch), typed_shipment(**changes), request)
    )
    assert isinstance(made, Entered), made
    return made


def whole(database: Database) -> bool:
    """Whether `verify` finds nothing."""
    with database.read() as session:
        verdict = verify(session)
    assert verdict.broken is None, verdict.broken
    return True
