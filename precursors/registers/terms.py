"""Under which terms an agency's records are judged: its country's law, its register, what it watches, how it writes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from precursors.agencies.models import Agency
from precursors.agencies.service import neighbours
from precursors.intake.importing import Terms
from precursors.law import book
from precursors.quantities.conventions import Convention, convention
from precursors.substances.watching import watched

DEMO = book.DEMO
"""Country of the demo's agencies."""


def terms_of(session: Session, agency: Agency, today: date, scratch: Path, source: Convention | None = None) -> Terms:
    """The terms for an agency's records today; `source` writes otherwise than the agency does."""
    return Terms(
        session,
        agency.code,
        agency.country,
        tuple(neighbours(session, agency)),
        source or convention(agency.convention),
        today,
        scratch,
        demo=agency.country == DEMO,
        watch=watched(session, agency.code),
    )
