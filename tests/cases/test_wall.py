"""On PostgreSQL a query that forgot to ask who is reading tells nobody of a restricted case who is not on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from precursors.access.permissions import Role
from precursors.audit.checkpoint import make_key
from precursors.audit.verify import verify
from precursors.cases.models import CaseFile
from precursors.cases.withholding import acts_withheld
from precursors.db.engine import Database
from precursors.db.tables import Table
from precursors.documents.models import Document
from precursors.scope.models import Share
from precursors.scope.visible import Sight, visible
from tests.asking import links
from tests.cases.makers import a_case, a_report, do, entered
from tests.cases.test_evidence import GIVEN
from tests.conftest import ordinary_role
from tests.people import an_agency, an_app, at, signed_in_client
from tests.postgres import Server

pytestmark = pytest.mark.postgres

DAY = date(2024, 6, 10)
LEAD, MEMBER, OTHER, AUDITOR = (Sight(("XD-INS",), DAY, person) for person in ("Ines", "mara", "otto", None))
ROLES = (Role.INSPECTOR, Role.SUPERVISOR)
INVITED, STRANGER = (Sight((agency,), DAY, "paul") for agency in ("XD-POL", "XD-CUS"))

CONFINED: list[type[Table]] = sorted(
    (
        model
        for model in (each.class_ for each in Table.registry.mappers)
        if model.confined_by or model.beside or model.laid_to
    ),
    key=lambda model: model.__tablename__,
)


@pytest.fixture(scope="module")
def wall(server: Server, postgres_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Two cases with something of every kind in each, of which the first is restricted; opened by an ordinary role.

    Filled once for all these tests: they only read.
    """
    with ordinary_role(server, postgres_template) as url:
        opened = Database(url)
        fill(opened, tmp_path_factory.mktemp("wall"))
        yield opened
        opened.close()


def fill(database: Database, tmp_path: Path) -> None:
    app = an_app(database, tmp_path)
    make_key(app.extensions["here"].settings.signing_key_file)
    at(app, datetime(2024, 6, 10, 12, tzinfo=UTC))
    an_agency(database, "XD-POL", "police")
    an_agency(database, "XD-CUS", "customs")
    lead, other = (signed_in_client(app, database, ROLES, username=name) for name in ("ines", "otto"))
    police = signed_in_client(app, database, ROLES, "XD-POL")
    report = a_report(lead)
    restricted = full_case(lead, police, report, number="C-1", lead=" Ines ")
    full_case(other, police, report, number="C-2", lead="otto")
    do(lead, restricted, "restrict", reason="a colleague is concerned")


def full_case(client: FlaskClient, police: FlaskClient, report: str, number: str, lead: str) -> str:
    case = a_case(client, number=number, lead=lead)
    entered(client, "case-members", file=number, person="mara", role="analyst")
    task = entered(client, "case-tasks", file=number, line="1", title="ask", assignee="mara", due="2024-06-12")
    client.post(f"{task}/cancel", data={"day": "2024-06-10", "reason": "not needed"})
    do(client, case, "link", records=report, role="evidence")
    do(client, case, "note", text="seen")
    for page in (f"/cases/{case}", task):
        client.post(f"{page}/documents", data={"file": (BytesIO(f"%PDF-{page}".encode()), "statement.pdf")})
    for name in ("Maria Quispe", "Jose Mamani"):
        do(client, case, "name-person", name=name, concerned="witness")
    client.post(f"/cases/{case}/disclose", data=GIVEN)
    do(client, case, "keep-secret", authority="Court", ground="ordered")
    hold = links(client.get(f"/cases/{case}"), "/holds/HLD")[0]
    client.post(f"{hold}/lift", data={"reason": "over"})
    do(client, case, "open-forum", topic="Joint", agencies="XD-POL", purpose="joint", tier="nominal",
       until="2024-07-01")  # fmt: skip
    forum = links(client.get(f"/cases/{case}"), "/forums/FRM")[0]
    client.post(f"{forum}/say", data={"text": "here"})
    client.post(f"{forum}/ask", data={"what": "look", "addressee": "XD-POL", "due": "2024-06-12"})
    client.post(f"{forum}/offer-records", data={"records": report, "role": "related", "tier": "nominal"})
    police.post(f"{forum}/say", data={"text": "there"})
    return case


def keys(session: Session, model: type[Table], sight: Sight | None = None) -> set[Any]:
    query: Any = select(*model.__table__.primary_key)
    return set(session.execute(query if sight is None else visible(query, model, sight)).scalars())


def behind(database: Database, sight: Sight) -> dict[str, int]:
    """How many rows of each kind a query finds that asks for all of them."""
    with database.seen_by(lambda: sight).read() as session:
        return {model.__tablename__: len(keys(session, model)) for model in CONFINED}


def test_the_wall_shows_a_case_to_those_alone_who_work_on_it(wall: Database) -> None:
    everything = behind(wall, AUDITOR)
    fewer = behind(wall, OTHER)

    assert not {kind for kind, found in everything.items() if not found} - {"person_erasure"}
    told = {kind: found // 2 for kind, found in everything.items()}
    told |= {"case_restriction": 0, "share": 3}  # that a record is shared is no secret; for which case is
    assert fewer == told
    assert behind(wall, LEAD) == behind(wall, MEMBER) == everything


@pytest.mark.parametrize("sight", [LEAD, MEMBER, OTHER, AUDITOR, INVITED, STRANGER, Sight(())], ids=str)
def test_the_wall_and_the_filter_show_the_same_of_it(wall: Database, sight: Sight) -> None:
    asked = [each for each in CONFINED if not each.beside and each is not Share]  # a share has two sides to see it
    for model in asked:
        with wall.read() as session:
            by_filter = keys(session, model, sight)
        with wall.seen_by(lambda: sight).read() as session:
            by_wall = keys(session, model)
        assert by_filter == by_wall, model.__tablename__


def test_whoever_is_asked_what_to_withhold_sees_it(wall: Database) -> None:
    with wall.seen_by(lambda: OTHER).read() as session:
        behind_it = acts_withheld(session, OTHER)
        after = keys(session, CaseFile)
    with wall.read() as session:
        assert behind_it == acts_withheld(session, OTHER) != set()
        assert len(after) == 1
        assert verify(session).broken is None


def test_the_wall_shows_a_document_to_those_alone_who_see_what_it_lies_at(wall: Database) -> None:
    found = {}
    for name, sight in (("auditor", AUDITOR), ("lead", LEAD), ("other", OTHER), ("invited", INVITED)):
        with wall.seen_by(lambda sight=sight: sight).read() as session:
            rows = session.execute(select(Document.role, func.count()).group_by(Document.role))
            found[name] = dict(tuple(row) for row in rows)

    assert found["auditor"] == found["lead"] == {"attachment": 4, "package": 2}
    assert found["other"] == {"attachment": 2, "package": 1}
    assert found["invited"] == {}
