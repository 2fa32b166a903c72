"""Containers from one agency to another over HTTP and as a sheet: both sign, both see what they should, nobody more."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from precursors.access.permissions import Role
from precursors.audit.verify import verify
from precursors.custody.chain import held
from precursors.custody.rules import read_among
from precursors.custody.telling import CustodyImporter
from precursors.db.engine import Database
from precursors.flags.models import Flag
from precursors.flags.telling import because
from precursors.registers.entry import Entered
from tests.api.caller import a_caller, an_api
from tests.asking import links, shown
from tests.custody.makers import AGENCY, a_lot, recorded
from tests.people import NOON, an_agency, an_app, at, signed_in_client

OTHER = "XD-POL"


class Two(NamedTuple):
    """An application, an officer who has a lot of two drums, and an officer of another agency."""

    app: Flask
    ana: FlaskClient
    paul: FlaskClient
    drums: list[str]


@pytest.fixture
def two(database: Database, tmp_path: Path) -> Two:
    an_agency(database)
    app = an_app(database, tmp_path)
    at(app, NOON)
    ana = signed_in_client(app, database, username="ana")
    paul = signed_in_client(app, database, [Role.POLICE_OFFICER], OTHER, "paul")
    ana.post("/places/new", data={"name": "Store 1"})
    paul.post("/places/new", data={"name": "Vault"})
    paul.post("/instruments/new", data=BALANCE)
    lot = ana.post("/lots/new", data=LOT).headers["Location"]
    return Two(app, ana, paul, links(ana.get(lot), "/containers/"))


LOT = {
    "seizure": "S-1", "number": "1", "day": "2026-11-10", "substance": "Acetone", "quantity": "200", "unit": "kg",
    "containers": "2", "container": "drum", "seals": "A1, A2",
}  # fmt: skip
BALANCE = {"serial": "P-1", "kind": "balance", "uncertainty": "1", "unit": "g", "due": "2027-06-30"}


def the_offer(client: FlaskClient) -> str:
    """The one offer that is open."""
    (found,) = links(client.get("/offers?state=open"), "/offers/OFR")
    return found


def told(database: Database) -> list[tuple[str, str]]:
    """Every flag: whose, and why."""
    with database.read() as session:
        return [
            (each.agency, because(each, "en")) for each in session.execute(select(Flag).order_by(Flag.id)).scalars()
        ]


def test_goods_come_into_another_agencys_custody_only_when_it_has_accepted_them(two: Two, database: Database) -> None:
    _, ana, paul, (drum, stays) = two

    before = paul.get(drum).status_code
    ana.post(f"{drum}/offer", data={"receiver": "paul", "reason": "trial"})
    start, seen = shown(paul.get("/")), shown(paul.get(drum))
    offer = the_offer(paul)
    early = paul.post(f"{drum}/move", data={"place": "Vault"})
    taken = paul.post(f"{offer}/accept", data={"place": "Vault", "seal_before": "A1"})
    theirs, ours = shown(paul.get(drum)), shown(ana.get(drum))
    too_late = ana.post(f"{drum}/move", data={"place": "Store 1"})
    weighed = paul.post(f"{drum}/reweigh", data={"weight": "100", "unit": "kg", "instrument": "P-1"})
    returned = paul.post(f"{drum}/return", data={"receiver": "x", "taken": "1", "unit": "kg", "reason": "y"})

    assert before == 404
    assert "Hand-overs" in start
    assert "S-1 / 1 / 1" in seen
    assert "In custody of" not in seen
    assert early.status_code == 404
    assert taken.status_code == 303, shown(taken, taken.status_code)
    for page in (theirs, ours):
        assert "In custody of XD-POL" in page
        assert "paul" in page
    assert "Vault" in theirs
    assert "it is with paul" in shown(too_late, 422)
    assert weighed.status_code == 303, shown(weighed, weighed.status_code)
    assert "Only XD-INS, whose goods they are" in shown(returned, 422)
    assert paul.get(stays).status_code == 404
    with database.read() as session:
        assert verify(session).broken is None


def test_an_open_offer_stands_on_the_pages_of_lot_and_container_and_the_receiver_prints_labels(two: Two) -> None:
    _, ana, paul, (drum, stays) = two
    ref = drum.rsplit("/", 1)[-1]

    ana.post(f"{drum}/offer", data={"receiver": "paul"})
    offered, other = shown(ana.get(drum)), shown(ana.get(stays))
    early = shown(paul.get(f"/labels?ref={ref}"))
    paul.post(f"{the_offer(paul)}/accept", data={"place": "Vault", "seal_before": "A1"})

    assert "Offered, not yet accepted" in offered
    assert "Offered, not yet accepted" not in other
    assert "Offered, not yet accepted" not in shown(ana.get(drum))
    assert "nothing to print here" in early
    assert "nothing to print here" not in shown(paul.get(f"/labels?ref={ref}"))


def test_each_side_of_an_offer_is_asked_for_its_own_answer_alone(two: Two) -> None:
    _, ana, paul, (drum, _) = two
    ana.post(f"{drum}/offer", data={"receiver": "paul"})
    offer = the_offer(paul)

    asked = [
        [verb for verb in ("accept", "refuse", "withdraw") if f"{offer}/{verb}" in who.get(offer).text]
        for who in (ana, paul)
    ]
    wrong = paul.post(f"{offer}/withdraw", data={"reason": "not mine"})

    assert asked == [["withdraw"], ["accept", "refuse"]]
    assert wrong.status_code == 422


def test_a_refused_offer_leaves_nothing_to_see(two: Two) -> None:
    _, ana, paul, (drum, _) = two
    ana.post(f"{drum}/offer", data={"receiver": "paul"})
    offer = the_offer(paul)

    silent = paul.post(f"{offer}/refuse", data={})
    refused = paul.post(f"{offer}/refuse", data={"reason": "no room"})

    assert silent.status_code == 422
    assert refused.status_code == 303
    assert "refused" in shown(ana.get(offer))
    assert "no room" in shown(ana.get(offer))
    assert "In custody of XD-INS" in shown(ana.get(drum))
    assert paul.get(drum).status_code == 404


def test_what_is_found_otherwise_at_the_acceptance_is_written_down_and_flagged(two: Two, database: Database) -> None:
    _, ana, paul, drums = two
    lot = links(ana.get("/lots"), "/lots/LOT")[0]
    ana.post(f"{lot}/offer", data={"receiver": "paul"})
    offer = the_offer(paul)

    seals = {"seal_before": "Z9"}
    silent = paul.post(f"{offer}/accept", data=seals | {"lacking": "S-1 / 1 / 2"})
    strange = paul.post(f"{offer}/accept", data={"lacking": "S-1 / 1 / 7", "reason": "not there"})
    none = paul.post(f"{offer}/accept", data={"lacking": "S-1 / 1 / 1, S-1 / 1 / 2", "reason": "not there"})
    taken = paul.post(f"{offer}/accept", data=seals | {"lacking": "S-1 / 1 / 2", "reason": "one drum was not there"})
    flags = told(database)

    assert silent.status_code == 422
    assert "no containers called S-1 / 1 / 7" in shown(strange, 422)
    assert "refuse the offer" in shown(none, 422)
    assert taken.status_code == 303, shown(taken, taken.status_code)
    assert (AGENCY, "Container 1 carried seals Z9, not A1.") in flags
    assert [agency for agency, why in flags if "these containers were not there: S-1 / 1 / 2" in why] == [AGENCY, OTHER]
    assert "In custody of XD-POL" in shown(ana.get(drums[0]))
    assert "In custody of XD-INS" in shown(ana.get(drums[1]))
    assert paul.get(drums[1]).status_code == 404
    for page in ("/flags", drums[0], lot):
        assert "carried seals Z9" in shown(ana.get(page))


def test_goods_that_come_home_are_seen_no_longer_by_who_had_them(two: Two, database: Database) -> None:
    _, ana, paul, (drum, _) = two
    ana.post(f"{drum}/offer", data={"receiver": "paul"})
    paul.post(f"{the_offer(paul)}/accept", data={"seal_before": "A1"})
    paul.post(f"{drum}/offer", data={"receiver": "ana", "reason": "trial over"})
    (back,) = links(ana.get("/offers?state=open"), "/offers/OFR")

    home = ana.post(f"{back}/accept", data={"place": "Store 1", "seal_before": "A1"})

    assert home.status_code == 303, shown(home, home.status_code)
    assert "Store 1" in shown(ana.get(drum))
    assert paul.get(drum).status_code == 404
    with database.read() as session:
        assert verify(session).broken is None


def test_machines_hand_over_as_people_do(database: Database, tmp_path: Path) -> None:
    an_agency(database)
    app = an_api(database, tmp_path)
    ana = a_caller(app, database, username="ana")
    paul = a_caller(app, database, [Role.POLICE_OFFICER], OTHER, username="paul")
    ana.post("/lots", LOT)
    ref = ana.ask("/containers")["items"][0]["ref"]

    made = ana.post(f"/containers/{ref}/offer", {"receiver": "paul"})
    (offer,) = paul.ask("/offers?state=open")["items"]
    taken = paul.post(f"/offers/{offer['ref']}/accept", {"place": "Vault"})
    without = paul.post(f"/offers/{offer['ref']}/accept", {})

    assert made.status_code == 201, made.text
    assert offer["keeper"] == OTHER
    assert "place.unknown" in taken.text
    assert without.status_code == 201, without.text
    assert "move" in paul.ask(f"/containers/{ref}")["verbs"]


def test_whoever_has_the_goods_of_another_agency_samples_them_and_both_see_it(two: Two, database: Database) -> None:
    _, ana, paul, (drum, stays) = two
    ana.post(f"{drum}/offer", data={"receiver": "paul"})
    paul.post(f"{the_offer(paul)}/accept", data={"seal_before": "A1"})
    sample = SAMPLE | {"box": "1", "seal_before": "A1", "seal_after": "P1"}

    (form,) = links(paul.get(drum), "/samples/new")
    not_there = paul.post("/samples/new", data=sample | {"box": "2", "seal_before": "A2"})
    nameless = paul.post("/samples/new", data=sample | {"owner": ""})
    by_owner = ana.post("/samples/new", data=sample | {"owner": ""})
    taken = paul.post("/samples/new", data=sample)
    seen = [shown(each.get(taken.headers["Location"])) for each in (paul, ana)]
    lot = links(ana.get("/lots"), "/lots/LOT")[0]

    assert "owner=XD-INS" in form
    assert "container" in shown(not_there, 422)
    assert nameless.status_code == 422
    assert "XD-POL" in shown(by_owner, 422)
    assert taken.status_code == 303, shown(taken, taken.status_code)
    for page in seen:
        assert "P-1" in page
        assert "XD-INS" in page
    for client in (paul, ana):
        assert "P-1" in shown(client.get(lot))
        assert "99.95" in shown(client.get(drum))
    assert paul.get(stays).status_code == 404
    with database.read() as session:
        assert verify(session).broken is None


SAMPLE = {
    "seizure": "S-1", "exhibit": "1", "number": "P-1", "purpose": "analysis", "day": "2026-11-20", "taken": "50",
    "unit": "g", "owner": AGENCY,
}  # fmt: skip


def test_a_sheet_tells_who_came_into_whose_custody(database: Database) -> None:
    an_agency(database)
    an_agency(database, OTHER, "police")
    _, (drum,) = a_lot(database)

    def event(**texts: str) -> Entered | list[Any]:
        return recorded(database, CustodyImporter, seizure="S-1", exhibit="1", **texts)

    gone = event(verb="transfer", day="2026-11-12", giver="ana", receiver="paul", keeper=OTHER)
    strange = event(verb="transfer", day="2026-11-13", giver="paul", receiver="x", keeper="XD-NO")
    unhanded = event(verb="reweigh", weight="1", unit="kg", day="2026-11-13", keeper=OTHER)

    assert isinstance(gone, Entered), gone
    assert [each.problem.code for each in strange] == ["agency.unknown"]
    assert [each.problem.code for each in unhanded] == ["custody.keeper-unhanded"]
    with database.read() as session:
        (now,) = held(session, [bytes(drum.key)]).values()
    assert (now.custodian, now.keeper) == ("paul", OTHER)


def test_seals_read_together_are_parted_by_what_is_known() -> None:
    known = {b"a": "A1", b"b": "B1 B2", b"c": None}

    assert read_among("a1 B2 B1", known) == {b"a": "A1", b"b": "B1 B2", b"c": "-"}
    assert read_among("A1 Z9", known) == {b"a": "A1", b"b": "Z9", b"c": "-"}
    assert read_among("A1 B1 B2 Z9", {b"a": "A1", b"b": "B1 B2"}) == {b"a": "A1 Z9", b"b": "B1 B2"}
