"""Plain makers of places, instruments and lots, through the same importers as every sheet."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from precursors.agencies.people import add_person, person
from precursors.agencies.service import AgencyDraft, add, by_code
from precursors.audit.acts import Actor
from precursors.audit.genesis import LOCAL
from precursors.custody.booking import LotImporter
from precursors.custody.chain_models import CustodyOffer
from precursors.custody.finding import containers_of, lot_named
from precursors.custody.handing import Answer, answer, offer
from precursors.custody.models import Container, Lot
from precursors.custody.record import CUSTODY
from precursors.custody.registering import InstrumentImporter, PlaceImporter
from precursors.custody.service import Done, do
from precursors.custody.telling import CustodyImporter, said_of
from precursors.db.engine import Database
from precursors.db.tables import fact_id
from precursors.intake.importing import Terms
from precursors.problems import Problems
from precursors.quantities.conventions import convention
from precursors.registers.cells import drafted
from precursors.registers.entry import Entered, enter
from precursors.registers.importer import RegisterImporter

AGENCY = "XD-INS"
TODAY = date(2026, 11, 20)
OFFICER = Actor("ana", AGENCY)
OTHER = "XD-POL"
HOMES = {"paul": (OTHER, "police")}
"""People of another agency, with it and its kind; everybody else is of the demo agency."""


def home_of(name: str) -> str:
    """Code of somebody's agency."""
    return HOMES[name][0] if name in HOMES else AGENCY


def terms(session: Session, today: date = TODAY, agency: str = AGENCY) -> Terms:
    """Plain terms of the demo agency."""
    return Terms(session, agency, "XD", (agency,), convention("en-GB"), today, Path(tempfile.gettempdir()))


def recorded(
    database: Database, importer: Callable[[Terms], RegisterImporter], actor: Actor = OFFICER, **texts: str
) -> Entered | list[Any]:
    """One record of a register, as a form enters it."""

    def unit(session: Session) -> Entered | list[Any]:
        return enter(session, actor, importer, terms(session), texts, uuid4().hex)

    return database.write(unit)


def a_place(database: Database, name: str = "Store 1", **changes: str) -> None:
    """A registered place."""
    assert isinstance(recorded(database, PlaceImporter, name=name, **changes), Entered)


def a_balance(database: Database, serial: str = "B-1", **changes: str) -> None:
    """A balance good to a gram, calibrated."""
    plain = {"serial": serial, "kind": "balance", "uncertainty": "1", "unit": "g", "due": "2027-06-30"}
    assert isinstance(recorded(database, InstrumentImporter, **(plain | changes)), Entered)


def a_lot(database: Database, number: str = "1", **changes: str) -> tuple[Lot, list[Container]]:
    """A lot of one sealed drum with 100 kg of acetone, in the hands of the officer."""
    plain = {
        "seizure": "S-1", "number": number, "day": "2026-11-10", "substance": "Acetone", "quantity": "100",
        "unit": "kg", "container": "drum", "seals": "A1",
    }  # fmt: skip
    texts = {key: text for key, text in (plain | changes).items() if text}
    made = recorded(database, LotImporter, **texts)
    assert isinstance(made, Entered), made
    with database.read() as session:
        lot = lot_named(session, AGENCY, texts["seizure"], number)
        assert lot is not None
        return lot, containers_of(session, [bytes(lot.key)])


def told(database: Database, **texts: str) -> Entered | list[Any]:
    """An event of custody as a sheet tells it."""
    plain = {"seizure": "S-1", "exhibit": "1", "day": "2026-11-11"}
    return recorded(database, CustodyImporter, **(plain | texts))


def done(
    database: Database, verb: str, *containers: Container, actor: Actor = OFFICER, **texts: str
) -> Done | set[str]:
    """A verb done here with containers; the codes of what stops it otherwise."""
    keys = [bytes(each.key) for each in containers]

    def unit(session: Session) -> Done | Problems:
        own = terms(session, agency=actor.agency or AGENCY)
        read = drafted(CUSTODY, {"verb": verb, "day": TODAY.isoformat()} | texts, own.convention)
        said, wrong = said_of(own, read.values, read.stated)
        return Problems(wrong) if wrong else do(session, actor, own, keys, said, uuid4().hex)

    found = database.write(unit)
    return {each.code for each in found} if isinstance(found, Problems) else found


def offered(database: Database, container: Container, giver: str, receiver: str) -> CustodyOffer | None:
    """A container offered by one person to another, who is added where nobody knows them; None where it is refused."""

    def unit(session: Session) -> int | Problems:
        home, to = home_of(giver), home_of(receiver)
        if person(session, receiver) is None:
            if by_code(session, to) is None:
                add(session, LOCAL, AgencyDraft(to, to, HOMES.get(receiver, ("", "inspection"))[1], "XD"))
            add_person(session, LOCAL, receiver, to)
        who = Actor(giver, home)
        return offer(session, who, home, [bytes(container.key)], receiver, None, None, TODAY, uuid4().hex)

    made = database.write(unit)
    if isinstance(made, Problems):
        return None
    with database.read() as session:
        return session.get_one(CustodyOffer, fact_id(made, 0))


def accepted(database: Database, made: CustodyOffer, who: str, verb: str = "accept") -> bool:
    """Whether somebody could answer an offer so."""
    said = Answer(None, TODAY, uuid4().hex)
    answered = database.write(lambda session: answer(session, Actor(who, home_of(who)), made, verb, said))
    return isinstance(answered, int)
