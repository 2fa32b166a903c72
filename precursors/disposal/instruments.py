"""Instruments of a plan: those the agency has, offered in the form, and what was typed of them, read."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.custody.models import Instrument
from precursors.disposal.rules.balance import exact_kg
from precursors.disposal.rules.evidence import number
from precursors.problems import Problems, problem


def offered(session: Session, agency: str, today: date) -> str:
    """Instruments of an agency whose readings count today, one a line as `read` reads them; balances in kilograms."""
    query = select(Instrument).join(Current, stands(Instrument)).where(Instrument.agency == agency)
    found = session.execute(query.where(Instrument.due >= today).order_by(Instrument.serial)).scalars()
    lines = (f"{each.serial} {_spread(each)} {each.due}" for each in found)
    return "\n".join(line for line in lines if _instrument(line) is not None)


def _spread(row: Instrument) -> str:
    return row.uncertainty if row.uncertainty_ug is None else exact_kg(row.uncertainty_ug)


def read(text: str) -> tuple[tuple[str, str, date], ...] | Problems:
    """Instruments one a line: name, uncertainty, last day of the calibration; every line that is none is a problem."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    told = [(line, _instrument(line)) for line in lines]
    wrong = [problem("disposal.instrument-unread", "instruments", line=line) for line, each in told if each is None]
    return Problems(wrong) if wrong else tuple(each for _, each in told if each is not None)


def _instrument(line: str) -> tuple[str, str, date] | None:
    parts = line.split()
    spread = number(parts[1]) if len(parts) == 3 else None
    try:
        return (parts[0], str(spread), date.fromisoformat(parts[2])) if spread is not None and spread >= 0 else None
    except ValueError:
        return None
