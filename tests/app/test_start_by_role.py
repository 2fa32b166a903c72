"""The start page of every role, in a registry where everything waits: all that is theirs, and no way that is closed."""

from __future__ import annotations

import html
import json
import re
import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

import precursors.i18n
from precursors.access.permissions import Role
from precursors.agencies.notices import News, tell
from precursors.agencies.roles import Asked, GrantDraft, grant
from precursors.app.verification import VERIFY
from precursors.approvals.models import Approval
from precursors.audit.acts import Actor, open_act
from precursors.audit.keys import natural_key
from precursors.db.engine import Database
from precursors.disposal import deviating, keeping, receiving, working
from precursors.disposal.library import documents
from precursors.disposal.rules.life import ORDER
from precursors.disposal.weighing import Weighed
from precursors.exchange.shelves import SHELVES
from precursors.exchange.upload_models import Upload
from precursors.exchange.uploads import Arrival, Asker, receive
from precursors.flags.service import FlagDraft, raise_flags
from precursors.holds.models import Hold
from precursors.jobs.models import Job
from precursors.licensing.licences_life import LICENCE
from precursors.licensing.licences_verbs import REVOKE
from precursors.lives.rules import Machine
from precursors.lives.service import begin, move
from precursors.registers.shelf import Shelf
from precursors.scope.models import Share
from precursors.trade.life import CONSIGNMENTS
from precursors.trade.models import Shipment
from tests.asking import links, shown
from tests.conftest import Filling
from tests.disposal import makers as disposal
from tests.people import a_person, an_app, at, signed_in_client
from tests.scope.makers import a_shipment, recorded
from tests.scope.on_shelves import example

AGENCY = disposal.OWNER
AHEAD = timedelta(days=40)
"""How far the clock of people is ahead of the database's: what is entered here was entered so long ago."""
NOW = disposal.this_moment() + AHEAD
TODAY = NOW.date()
LONG_AGO = date(2026, 1, 5)
BY_KIND: dict[str, Shelf] = {shelf.kind: shelf for shelf in SHELVES}
PEOPLE = {
    Role.INSPECTOR: "ann", Role.SUPERVISOR: "iris", Role.CUSTOMS_OFFICER: "cora", Role.POLICE_OFFICER: "wanda",
    Role.ANALYST: "chem", Role.DISPOSAL_OFFICER: "pia", Role.COURT_OFFICER: "judge", Role.AUDITOR: "audi",
    Role.LIAISON_OFFICER: "lia", Role.ADMINISTRATOR: "admi",
}  # fmt: skip
"""One of each role; of the agency whose records wait, but for the witness and the judge."""

EVERYBODYS = {"app.waits-notices", "app.waits-jobs", "app.waits-difference"}
TRADE = {
    "app.waits-uploads", "app.waits-hand-ins", "app.waits-not-received", "app.waits-discrepancies",
    "app.waits-declarations", "app.waits-unresolved", "app.waits-flags", "app.waits-release",
}  # fmt: skip
INSPECTS = TRADE | {
    "app.waits-returns-late", "app.waits-returns-submitted", "app.waits-returns-validated",
    "app.waits-returns-amended", "app.waits-returns-undated", "app.waits-cycle", "app.waits-measures",
    "app.waits-visits", "app.waits-unreported", "app.waits-incident-reports", "app.waits-licences",
    "licensing.waits-examination",
    "permits.waits-file", "permits.waits-decision", "permits.waits-late-decision",
    "permits.waits-reply", "permits.waits-late-reply", "permits.waits-reply-due", "permits.waits-ending",
}  # fmt: skip
CUSTODY = {"custody.waits-offers", "custody.waits-risk"}
CASES = {
    "app.waits-case-tasks", "app.waits-case-tasks-late", "forums.waits-invited", "forums.waits-task",
    "forums.waits-late-task",
}  # fmt: skip
WAITS = {
    Role.INSPECTOR: EVERYBODYS | INSPECTS | CUSTODY | CASES | {"disposal.waits-approve"},
    Role.SUPERVISOR: EVERYBODYS | INSPECTS | CUSTODY | CASES
    | {
        "app.waits-approvals", "licensing.waits-decision", "licensing.waits-late-decision", "holds.waits-ending",
        "disposal.waits-release", "disposal.waits-undecided", "disposal.waits-decide", "disposal.waits-certify",
    },
    Role.CUSTOMS_OFFICER: EVERYBODYS | TRADE | CUSTODY | CASES,
    Role.POLICE_OFFICER: EVERYBODYS | CASES
    | {"custody.waits-offers", "disposal.waits-confirm", "disposal.waits-witness"},
    Role.ANALYST: EVERYBODYS | CUSTODY | {"laboratory.waits-samples", "disposal.waits-review"},
    Role.DISPOSAL_OFFICER: EVERYBODYS | CUSTODY
    | {
        "disposal.waits-late", "disposal.waits-plan", "disposal.waits-work", "disposal.waits-settle",
        "disposal.waits-unsettled",
    },
    Role.COURT_OFFICER: EVERYBODYS | {"holds.waits-ending", "disposal.waits-release", "disposal.waits-undecided"},
    Role.AUDITOR: EVERYBODYS | {"app.waits-verification"},
    Role.LIAISON_OFFICER: EVERYBODYS
    | {"permits.waits-reply", "permits.waits-late-reply", "permits.waits-reply-due"},
    Role.ADMINISTRATOR: EVERYBODYS | {"app.waits-approvals", "app.waits-verification", "app.waits-keeping"},
}  # fmt: skip
"""What must be told each of them there; written from what they may do, not from the code."""


def texts_of_waiting() -> dict[str, str]:
    """Every sort of thing that can wait, as English says it, by its key."""
    folder = Path(precursors.i18n.__file__).parent / "en"
    found = {}
    for path in folder.glob("*.toml"):
        pages = tomllib.loads(path.read_text(encoding="utf-8")).get("pages", {})
        found |= {key: sentence for key, sentence in pages.items() if ".waits-" in key}
    return found


def test_everything_that_can_wait_waits_for_somebody() -> None:
    assert set().union(*WAITS.values()) == texts_of_waiting().keys()


def on_shelf(database: Database, kind: str, name: str, agency: str = AGENCY, **changes: object) -> bytes:
    """A record of a shelf that stands; answers its natural key."""
    values = example(BY_KIND[kind], agency, name) | changes
    database.write(lambda session: recorded(session, agency, BY_KIND[kind].model, values))
    return bytes(values["key"])


def standing(database: Database, machine: Machine, key: bytes, state: str, day: date = LONG_AGO) -> None:
    """Let a record stand in a state since a day."""

    def unit(session: Session) -> None:
        act = open_act(session, "enter", Actor("tester", AGENCY))
        begin(act, machine, AGENCY, [(key, state, day)])
        act.seal()

    database.write(unit)


def moved(database: Database, machine: Machine, key: bytes, *verbs: str, **detail: str) -> None:
    """Let a record go through these steps, all of them long ago."""

    def unit(session: Session) -> None:
        act = open_act(session, "enter", Actor("tester", AGENCY))
        for verb in verbs:
            move(act, machine, AGENCY, key, verb, LONG_AGO, detail=detail or None)
        act.seal()

    database.write(unit)


def goods_on_their_way(database: Database) -> None:
    keys = [on_shelf(database, "consignments", name) for name in ("asks", "travels", "differs", "lost")]
    moved(database, CONSIGNMENTS, keys[0], "request-release")
    moved(database, CONSIGNMENTS, keys[1], "request-release", "release", "depart")
    moved(database, CONSIGNMENTS, keys[3], "request-release", "release", "lose")
    moved(database, CONSIGNMENTS, keys[2], "request-release", "release", "depart", "receive", "differ")
    database.write(lambda session: a_shipment(session, AGENCY))


def stock_and_visits(database: Database) -> None:
    on_shelf(database, "stock", "line")
    machine = BY_KIND["returns"].machine
    assert machine is not None
    for state in ("due", "submitted", "validated", "amended"):
        key = on_shelf(database, "returns", state, due=LONG_AGO, first=LONG_AGO, last=LONG_AGO)
        if state != machine.first:
            standing(database, machine, key, state)
    on_shelf(database, "returns", "undated", due=None, first=LONG_AGO, last=LONG_AGO)
    on_shelf(database, "inspections", "visit", day=LONG_AGO)
    on_shelf(database, "inspection-findings", "measure", due=LONG_AGO)
    on_shelf(database, "incident-reports", "report")


def cases(database: Database) -> None:
    for agency, person in ((AGENCY, "ann"), (AGENCY, "iris"), (AGENCY, "cora"), ("XD-POL", "wanda")):
        for name, due in (("late", LONG_AGO), ("own", TODAY + timedelta(days=2))):
            on_shelf(database, "case-tasks", f"{person}-{name}", agency, assignee=person, due=due)


def forums(database: Database) -> None:
    """A forum of each of two agencies in which the other one is and was asked something, once long ago."""
    for keeper, guest in ((AGENCY, "XD-POL"), ("XD-POL", AGENCY)):
        key = on_shelf(database, "forums", f"of-{keeper}", keeper, until=TODAY + timedelta(days=9))
        given = {"agency": keeper, "receiver": guest, "kind": "forum", "subject": key, "record": 1, "purpose": "joint"}
        given |= {"tier": "nominal", "until": TODAY + timedelta(days=9), "key": natural_key("share", keeper)}
        database.write(lambda session, keeper=keeper, given=given: recorded(session, keeper, Share, given))
        for name, due in (("late", LONG_AGO), ("soon", TODAY)):
            on_shelf(database, "forum-tasks", f"{keeper}-{name}", keeper, forum_key=key, addressee=guest, due=due)


def permits(database: Database) -> None:
    soon = TODAY + timedelta(days=10)
    on_shelf(database, "licences", "ending", state="active", valid_from=LONG_AGO, valid_to=soon, grace_until=None)
    for state in ("submitted", "complete"):
        key = on_shelf(database, "licences", state, state="draft", number=state, folded=state)
        standing(database, LICENCE, key, state)
    authorisation, notification = BY_KIND["authorisations"].machine, BY_KIND["notifications"].machine
    assert authorisation is not None
    assert notification is not None
    moved(database, authorisation, on_shelf(database, "authorisations", "fresh"), "submit")
    moved(database, authorisation, on_shelf(database, "authorisations", "late"), "submit", "complete", due="2026-02-01")
    standing(database, authorisation, on_shelf(database, "authorisations", "ending", valid_to=soon), "partially-used")
    for name, day in (("asked", LONG_AGO), ("soon", TODAY + timedelta(days=7)), ("later", soon)):
        key = on_shelf(database, "notifications", name, direction="received", reply_by=day)
        standing(database, notification, key, "sent")


def custody(database: Database) -> None:
    for agency, person in ((AGENCY, "ann"), (AGENCY, "iris"), (AGENCY, "cora"), ("XD-POL", "wanda"), (AGENCY, "pia"),
                           (AGENCY, "chem")):  # fmt: skip
        on_shelf(database, "offers", person, agency, receiver=person, until=TODAY + timedelta(days=2))
    on_shelf(database, "lots", "leaks", condition="leaking")
    on_shelf(database, "samples", "one")
    for agency in (AGENCY, "XD-CRT"):
        values = {"agency": agency, "kind": "lot", "subject": bytes(16), "record": "LOT-2026-000001-A"}
        values |= {"authority": "Court 1", "number": "7", "ground": "trial", "until": TODAY + timedelta(days=5)}
        key = agency.encode().ljust(16, b"h")
        database.write(lambda session, v=values | {"key": key}, a=agency: recorded(session, a, Hold, v))


def destruction(site: disposal.Site) -> None:
    """An order at each turn, and a protocol nobody has read."""
    protocol = disposal.a_protocol(site)
    unread = dict(documents()["demo-neutralise-acids"])
    disposal.good(site.write(lambda s: keeping.submit(s, site.who("dora"), AGENCY, unread)))
    names = ("asked", "released", "ending", "planned", "claimed", "witnessed", "certified")
    orders = {name: disposal.an_order(site, number=f"D-{name}", show=("XD-CRT",)) for name in names[:1]}
    for name in names[1:]:
        orders[name] = disposal.an_order(site, disposal.a_line(f"LOT-{name}"), number=f"D-{name}")
    disposal.good(disposal.released(site, orders["released"]))
    disposal.good(disposal.released(site, orders["ending"], expires=TODAY + timedelta(days=5)))
    disposal.good(disposal.released(site, orders["planned"]))
    disposal.good(disposal.planned(site, orders["planned"], protocol))
    for name in names[4:]:
        disposal.at_work(site, orders[name], protocol)
    claimed(site, orders["claimed"])
    for name, ago in (("short", 0), ("overdue", 20)):
        site.later(days=-ago)
        a_drum_short(site, disposal.an_order(site, disposal.a_line(f"LOT-{name}"), number=f"D-{name}"), protocol)
        site.later(days=ago)
    ended = ("end-work", "verify-residue", "reconcile")
    for name, steps in (("witnessed", ended[:1]), ("certified", ended)):
        moved(site.database, ORDER, bytes(site.dossier(orders[name]).order.key), *steps)


def a_drum_short(site: disposal.Site, ref: str, protocol: str) -> None:
    """A load that arrived with a container less than was sent."""
    disposal.good(disposal.released(site, ref))
    disposal.good(disposal.planned(site, ref, protocol))
    disposal.approved(site, ref)
    disposal.good(disposal.going(site, ref, "schedule"))
    (line,) = site.dossier(ref).lines
    weighed = [Weighed(line.id, line.net_ug, 0, line.pieces - 1, "SCALE")]
    disposal.good(site.doing(ref, "pia", "receive", lambda s, w, d: receiving.receive(s, w, d, weighed)))


def claimed(site: disposal.Site, ref: str) -> None:
    """A step that its witness has not confirmed, and a deviation nobody has decided."""
    entry = disposal.an_entry(site, "identity")
    disposal.good(site.doing(ref, "pia", "log-step", lambda s, w, d: working.record(s, w, d, entry)))
    told = ("odour", "a smell of vinegar", "minor")
    disposal.good(site.doing(ref, "ann", "deviate", lambda s, w, d: deviating.deviate(s, w, d, *told)))


def asked_of_others(database: Database) -> None:
    """A dangerous role and the end of a licence, each asked for by somebody and awaiting another."""
    draft = GrantDraft("cora", Role.SUPERVISOR.value, reason="stands in")
    made = database.write(lambda session: grant(session, Actor("dora", AGENCY), draft, TODAY))
    assert isinstance(made, Asked), made

    def unit(session: Session) -> None:
        act = open_act(session, f"ask-{REVOKE}", Actor("sven", AGENCY), "abused")
        content = json.dumps({"licence": "LIC-ending"})
        act.add(Approval, {"agency": AGENCY, "kind": REVOKE, "content": content, "until": TODAY})
        act.seal()

    database.write(unit)


def things_aside(database: Database) -> None:
    """Uploads, notices, failed work, and a verification long ago that found something."""
    everybody = PEOPLE.values()

    def unit(aside: Session) -> None:
        for number, sender in enumerate((None, "Acme SA")):
            arrival = Arrival("shipments", AGENCY, "march.csv", f"{number}" * 64, 9, sender)
            receive(aside, arrival, Asker("ann", "en", "/uploads"), f"upload-{number}")
        aside.execute(update(Upload).values(state="review"))
        tell(aside, everybody, News("agencies.notice-role"), NOW)
        plain = {"args": "{}", "agency": AGENCY, "done": 0, "what": "checking", "attempt": 1, "stop": 0}
        aside.add_all(
            Job(id=f"failed-{who}", kind="export", person=who, state="failed", made=NOW, ended=NOW, **plain)
            for who in everybody
        )
        then = NOW - timedelta(days=400)
        told = {"ok": False, "acts": 1, "rows": 1, "root": "00" * 32, "code": "verify.chain", "values": {"act": 1}}
        known = {"person": "audi", "state": "done", "made": then, "ended": then, "answer": json.dumps(told)}
        aside.add(Job(id="verified", kind=VERIFY, **known, **plain))

    database.aside.write(unit)


def flagged(database: Database) -> None:
    def unit(session: Session) -> None:
        act = open_act(session, "raise-flag", Actor("tester", AGENCY))
        key = a_shipment_key(session)
        inputs = {"because": "odd", "by": "tester"}
        raise_flags(act, [FlagDraft(AGENCY, "raised-by-hand", 1, None, "1", 500, "shipment", [key], inputs)])
        act.seal()

    database.write(unit)


def a_shipment_key(session: Session) -> int:
    return session.execute(select(Shipment.id).limit(1)).scalar_one()


def everything_waits(database: Database, _: Path) -> None:
    """Every sort of thing waits for somebody."""
    site = disposal.a_site(database)
    site.later(days=AHEAD.days)
    for role, name in PEOPLE.items():
        a_person(database, name, AGENCY, [role])
    goods_on_their_way(database)
    stock_and_visits(database)
    permits(database)
    cases(database)
    forums(database)
    custody(database)
    destruction(site)
    flagged(database)
    asked_of_others(database)
    things_aside(database)


@pytest.fixture
def beginning() -> Filling:
    return everything_waits


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    """A registry in which everything waits."""
    made = an_app(database, tmp_path)
    at(made, NOW)
    return made


def told_at(page: TestResponse) -> set[str]:
    """Keys of what the cards of a start page say."""
    cards = re.findall(r'<li class="pcr-card[^"]*">.*?<a [^>]*>(.*?)</a>', page.text, re.DOTALL)
    keys = {sentence: key for key, sentence in texts_of_waiting().items()}
    return {keys[html.unescape(card).strip()] for card in cards}


def test_everything_that_waits_for_a_role_is_told_and_every_link_leads_there(app: Flask, database: Database) -> None:
    for role, name in PEOPLE.items():
        client = signed_in_client(app, database, [role], AGENCY, name)

        page = client.get("/")

        assert sorted(told_at(page) ^ WAITS[role]) == [], role
        assert "Nothing waits for you" not in shown(page)
        answers = {address: client.get(address).status_code for address in links(page, "/")}
        assert {address: status for address, status in answers.items() if status != 200} == {}, role


def test_a_card_leads_to_as_many_records_as_it_counts(app: Flask, database: Database) -> None:
    seen = set[str]()
    for name in ("ann", "iris", "pia", "wanda", "judge"):
        client = signed_in_client(app, database, (), AGENCY, name)
        page = client.get("/")
        listed = [(address, "/disposal/DSP-") for address in links(page, "/disposal?waits=")]
        listed += [(address, "/authorisations/AUT-") for address in links(page, "/authorisations?only=")]
        listed += [(address, "/notifications/PEN-") for address in links(page, "/notifications?only=")]
        for address, record in listed:
            figure = re.search(rf'__figure">(\d+)</span>\s*<a [^>]*href="{re.escape(address)}"', page.text)
            assert figure, address
            assert len(links(client.get(address), record)) == int(figure[1]), (name, address)
            seen.add(address.partition("=")[2])
    assert {"undecided", "late-decision", "ending", "late-reply", "reply-due"} <= seen


def test_the_first_acts_shown_are_ones_own(app: Flask, database: Database) -> None:
    pia, audi = (shown(signed_in_client(app, database, (), AGENCY, name).get("/")) for name in ("pia", "audi"))

    assert "Your last acts" in pia
    assert "Last acts of your agency" in audi
