"""Two people, or two tabs, do the same at the same moment: the first is heard, the second is told, on both engines."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event

import pytest
from sqlalchemy.orm import Session

from precursors.access.permissions import Role
from precursors.agencies.people import add_person, close
from precursors.agencies.roles import GrantDraft, grant, withdraw
from precursors.agencies.service import AgencyDraft, add
from precursors.agencies.sharing import ShareDraft, share
from precursors.agencies.sharing import withdraw as unshare
from precursors.approvals.service import decide, waiting
from precursors.audit.acts import Actor
from precursors.audit.genesis import LOCAL
from precursors.audit.refs import ref_of
from precursors.audit.verify import verify
from precursors.db.engine import Database
from precursors.db.tables import act_of
from precursors.problems import Problem
from precursors.scope.visible import Sight
from precursors.trade.corrections import reverse_act
from precursors.trade.models import Shipment
from tests.people import NOON, a_person, an_agency
from tests.scope.makers import a_shipment

Verb = Callable[[Session], object]
TODAY, OWN = NOON.date(), Sight(("XD-INS",))
ADA, EVA = Actor("ada", "XD-INS"), Actor("eva", "XD-INS")


def _shown(session: Session) -> str:
    draft = ShareDraft(_shipment(session), "XD-CUS", "joint inspection", date(2030, 1, 1))
    return str(share(session, ADA, draft, OWN, TODAY))


def _shipment(session: Session) -> str:
    return str(ref_of(session, Shipment, a_shipment(session, "XD-INS")))


def _asked(session: Session) -> str:
    grant(session, ADA, GrantDraft("ines", "supervisor", reason="heads the unit"), TODAY, OWN)
    return waiting(session, OWN, TODAY)[0].ref


def agreeing(database: Database) -> Verb:
    ref = database.write(_asked)
    return lambda session: decide(session, EVA, OWN, ref, agrees=True, reason="", factor=True, today=TODAY)


def asking(_: Database) -> Verb:
    return lambda session: grant(session, ADA, GrantDraft("ines", "supervisor", reason="why not"), TODAY, OWN)


def giving(_: Database) -> Verb:
    return lambda session: grant(session, ADA, GrantDraft("ines", "police-officer"), TODAY, OWN)


def taking(_: Database) -> Verb:
    return lambda session: withdraw(session, ADA, "ines", "inspector", "leaves", OWN)


def joining(_: Database) -> Verb:
    return lambda session: add_person(session, LOCAL, "boris", "XD-INS")


def leaving(_: Database) -> Verb:
    return lambda session: close(session, ADA, "ines", "leaves", OWN)


def founding(_: Database) -> Verb:
    return lambda session: add(session, LOCAL, AgencyDraft("XD-NEW", "New", "police", "XD", "en-GB"))


def showing(database: Database) -> Verb:
    ref = database.write(_shipment)
    draft = ShareDraft(ref, "XD-CUS", "joint inspection", date(2030, 1, 1))
    return lambda session: share(session, ADA, draft, OWN, TODAY)


def hiding(database: Database) -> Verb:
    ref = database.write(_shown)
    return lambda session: unshare(session, ADA, ref, "over", OWN)


def reversing(database: Database) -> Verb:
    number = act_of(database.write(lambda session: a_shipment(session, "XD-INS")))
    return lambda session: reverse_act(session, ADA, number, "twice")


@pytest.mark.parametrize(
    "deed",
    [agreeing, asking, giving, taking, joining, leaving, founding, showing, hiding, reversing],
)
def test_of_two_who_do_the_same_the_second_is_told(database: Database, deed: Callable[[Database], Verb]) -> None:
    an_agency(database, "XD-CUS", "customs")
    a_person(database)
    for name in ("ada", "eva"):
        a_person(database, name, roles=(Role.ADMINISTRATOR,))
    verb, written = deed(database), Event()

    def first(session: Session) -> object:
        answer = verb(session)
        written.set()
        Event().wait(0.3)
        return answer

    with ThreadPoolExecutor(2) as other:
        slow = other.submit(database.write, first)
        written.wait(10)
        quick = other.submit(database.write, verb)
        answers = slow.result(), quick.result()

    assert not isinstance(answers[0], Problem | tuple), answers
    assert isinstance(answers[1], Problem | tuple), answers
    with database.read() as session:
        assert verify(session).broken is None
