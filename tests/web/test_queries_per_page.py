"""A page asks the database as often for many rows as for a few: no query is asked once for every row."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from werkzeug.routing import Rule

from precursors.access.permissions import Role
from precursors.agencies.notices import News, tell
from precursors.app.kinds import desk
from precursors.audit.acts import Actor
from precursors.audit.checkpoint import make_key
from precursors.audit.refs import ref_of
from precursors.cases.models import CaseFile
from precursors.db.engine import Database
from precursors.db.tables import Fact
from precursors.documents.store import Store
from precursors.exchange.imports import Request, take_in
from precursors.exchange.shelves import SHELVES
from precursors.flags.models import Flag
from precursors.licensing.models import LicenceLine, Operator
from precursors.reports.report import reports
from precursors.seizures.models import Seizure
from precursors.trade.models import Shipment
from tests.people import NOON, a_person, an_agency, an_app, at, signed_in_client
from tests.scope import on_shelves
from tests.scope.pages import PAGES

AGENCY = "XD-INS"
FEW, MANY = 3, 60
"""Of each kind, at first and later: fewer and more than a page holds."""
SAME = 5
"""How often a page may ask the very same thing: parts that know nothing of one another look up one agency each."""

RECORDS: Mapping[str, type[Fact]] = {
    "trade.shipment": Shipment,
    "trade.documents": Shipment,
    "trade.flagging": Shipment,
    "trade.reversing": Shipment,
    "trade.to_correct": Shipment,
    "flags.show": Flag,
    "app.replayed": Flag,
    "licensing.operator": Operator,
    "licensing.alike": Operator,
    "licensing.licence": LicenceLine,
    "notices.show": Seizure,
    "case_links.dates": CaseFile,
} | {
    f"{shelf.endpoint}.{page.replace('-', '_')}": shelf.model
    for shelf in SHELVES
    for page in ("show", "documents", "flag", *(verb.name for verb in shelf.verbs))
    if not (shelf.own and page == "show")
}
"""Pages of one record, by what their address names."""

ELSEWHERE = {
    "deals.carried", "deals.verified", "case_links.package", "exchange.hand_in_workbook",
    "static", "app.topic", "documents.download", "exchange.empty_workbook", "exchange.exported", "exchange.rejects",
    "exchange.hand_in", "exchange.checking", "exchange.mapping", "exchange.result", "exchange.review", "exchange.show",
    "jobs.progress", "jobs.show", "people.show", "substances.hazard_part", "sharing.ask", "notices.as_json",
    "notices.as_workbook", "holds.show", "sign_in.welcome", "substances.show", "trade.proof",
    "trade.resolving", "audit.act", *(f"{shelf.endpoint}.proof" for shelf in SHELVES),
}  # fmt: skip
"""Pages whose address names something else: files, a word, steps of an upload, which the tests of uploads count."""
ELSEWHERE |= {
    "deals.verified", "disposal.protocol", "disposal.protocol_document", "disposal.verify", "exchange.code_list",
    "editions.show", "exchange.columns", "exchange.written_national", "holds.show", "reports.show", "reports.taken",
    "reports.records", "reports.edition", "reports.proof",
}  # fmt: skip
LIVES = {
    "deal_check", "disposal_order", "disposal_certificate", "seizure", "authorisation", "notification", "stock_return",
}  # fmt: skip
"""Kinds whose papers and steps open only at a certain point of their life; the room's own tests go there."""
ELSEWHERE |= {"disposal.draft", "disposal.draft_head", "disposal.draft_step"}
"""A draft is one row of its own, whatever stands beside it."""
ELSEWHERE |= {endpoint for endpoint, page in PAGES.items() if page.subject in LIVES and endpoint not in RECORDS}

EVERYTHING = tuple(Role)


def pages(app: Flask) -> list[Rule]:
    """Every page of the application that somebody can look at."""
    return [
        rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.rule.startswith("/api/") and rule.endpoint not in ELSEWHERE
    ]


def fill(database: Database, home: Path, numbers: Sequence[int]) -> None:
    """Take in one operator, licence, shipment, person, agency and notice for each number."""
    rows: dict[str, tuple[tuple[str, ...], list[tuple[object, ...]]]] = {
        "operators": (("Identifier", "Name"), [(f"ID-{n}", f"Operator {n}") for n in numbers]),
        "licences": (
            ("Licence No", "Holder", "Substance", "Valid from", "Valid to"),
            [(f"LIC-{n}", f"ID-{n}", "Acetone", "2024-01-01", "2026-12-01") for n in numbers],
        ),
        "shipments": (
            ("Document No", "Date", "Direction", "Operator", "Licence No", "Substance", "Quantity", "Unit"),
            [(f"D-{n}", "2026-03-01", "import", f"Firm {n}", f"NO-{n}", "Acetone", n + 1, "kg") for n in numbers],
        ),
    }
    for kind, (headings, cells) in rows.items():
        taken(database, home, kind, [headings, *cells])
    for n in numbers:
        for unit in on_shelves.makers(f"name {n}", AGENCY).values():
            database.write(unit)
        a_person(database, f"person{n}")
        an_agency(database, f"XD-{n:03}")
    for _ in numbers:
        database.aside.write(lambda aside: tell(aside, ["reader"], News("agencies.notice-role"), NOON))


def taken(database: Database, home: Path, kind: str, rows: Sequence[Sequence[object]]) -> None:
    """Import a file of these rows."""
    file = home / f"{kind}.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    settings = an_app(database, home).extensions["here"].settings
    own = desk(settings, database, Store(home / "documents"))
    made = take_in(own, Request(kind, file, AGENCY, Actor("tester"), date(2026, 11, 20)))
    assert made.state == "committed", made


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """Every statement sent meanwhile with its values, to what stands aside as well."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, values: object, *_rest: object) -> None:
        said.append(f"{statement} {values!r}")

    engines = {database.engine, database.aside.engine}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield said
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


def asked(client: FlaskClient, database: Database, addresses: Mapping[str, str]) -> dict[str, list[str]]:
    """The statements each page takes, once what it keeps in memory is there."""
    found = {}
    for page, address in addresses.items():
        client.get(address)
        with counted(database) as said:
            answer = client.get(address)
        found[page] = said
        assert answer.status_code < 400, (page, answer.status_code)
    return found


def addresses(app: Flask, database: Database) -> dict[str, str]:
    """Every page and its address, those of records by the first record of its kind."""
    with database.read() as session, app.test_request_context():
        refs = {
            model: ref_of(session, model, session.execute(select(model.id).order_by(model.id).limit(1)).scalar_one())
            for model in set(RECORDS.values())
        }
        build = app.url_map.bind("localhost").build
        found = {
            rule.endpoint: build(rule.endpoint, {"ref": refs[RECORDS[rule.endpoint]]} if rule.arguments else {})
            for rule in pages(app)
        }
        return found | {f"report {name}": build("reports.show", {"name": name, "year": 2026}) for name in reports()}


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    """The application in November 2026, with a few rows of everything."""
    (tmp_path / "scratch").mkdir()
    make_key(tmp_path / "signing.key")
    an_agency(database, AGENCY)
    fill(database, tmp_path, range(FEW))
    made = an_app(database, tmp_path)
    at(made, NOON)
    return made


def test_every_page_with_a_name_in_its_address_is_tried_or_set_aside(app: Flask) -> None:
    named = {rule.endpoint for rule in pages(app) if rule.arguments}

    assert named - RECORDS.keys() == set()


def test_no_page_asks_more_often_where_there_is_more_to_show(app: Flask, database: Database, tmp_path: Path) -> None:
    client = signed_in_client(app, database, EVERYTHING, AGENCY, "reader")
    known = addresses(app, database)
    few = asked(client, database, known)
    fill(database, tmp_path, range(FEW, FEW + MANY))

    many = asked(client, database, known)

    assert {page: (len(few[page]), len(said)) for page, said in many.items() if len(said) > len(few[page])} == {}
    again = {
        page: most
        for page, said in few.items()
        for most in Counter(
            each for each in said if each.startswith("SELECT") and "set_config" not in each
        ).most_common(1)
    }
    assert {page: most for page, most in again.items() if most[1] > SAME} == {}
