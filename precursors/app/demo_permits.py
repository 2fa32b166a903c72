"""What happened to the demo country's consignments, by the verbs that everybody's go through."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.agencies.models import Agency
from precursors.agencies.service import by_code
from precursors.audit.acts import Actor, act_of_request, request_key_of
from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.db.engine import Database
from precursors.registers.cells import Draft, drafted
from precursors.registers.shelf import Asked
from precursors.registers.terms import terms_of
from precursors.trade.life_models import Consignment
from precursors.trade.life_shelves import SHELF


class Turn(NamedTuple):
    """One step in the life of a consignment: its number, who takes the step, which, on which day."""

    number: str
    person: str
    verb: str
    day: date


TURNS = (
    Turn("CN-2026-021", "inspector", "request-release", date(2026, 2, 20)),
    Turn("CN-2026-021", "inspector", "release", date(2026, 2, 21)),
    Turn("CN-2026-021", "inspector", "depart", date(2026, 2, 22)),
    Turn("CN-2026-022", "inspector", "request-release", date(2026, 3, 5)),
)
"""One that left and was never received, one that asks for its release."""
VERBS = {verb.name: verb for verb in SHELF.verbs}


def move_consignments(database: Database, agency: str, today: date) -> None:
    """Take every step that has not been taken yet; safe to repeat. Raises ValueError where a step is refused."""
    for turn in TURNS:
        database.write(partial(_taken, agency=agency, turn=turn, today=today))


def _taken(session: Session, agency: str, turn: Turn, today: date) -> None:
    key = request_key_of(f"demo-{turn.verb}-{turn.number}", turn.person, "demo")
    row = _standing(session, agency, turn.number)
    home = by_code(session, agency)
    if act_of_request(session, key) is not None or row is None or home is None:
        return
    made = VERBS[turn.verb].run(session, Actor(turn.person, agency), row, _asked(session, home, turn, row, key, today))
    if not isinstance(made, int):
        message = f"{turn.verb} {turn.number}: {made}"
        raise ValueError(message)  # noqa: TRY004 - the demo itself is wrong


def _asked(session: Session, home: Agency, turn: Turn, row: Consignment, key: str, today: date) -> Asked:
    """As the form of the verb would be sent: all that was planned goes."""
    terms, fields = terms_of(session, home, today, Path()), VERBS[turn.verb].fields
    texts = {name: str(getattr(row, name) or "") for name in ("quantity", "unit", "pieces", "seals")}
    made = drafted(fields, texts, terms.convention) if fields else Draft({}, {}, ())
    return Asked(turn.day, today, None, made.values, made.stated, key, terms)


def _standing(session: Session, agency: str, number: str) -> Consignment | None:
    query = select(Consignment).join(Current, stands(Consignment))
    return session.execute(query.where(Consignment.agency == agency, Consignment.number == number)).scalar_one_or_none()
