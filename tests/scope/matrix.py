"""A registry in which every kind of record stands in every relation to a reader, and the people who ask for it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from precursors.access.permissions import TABLE, Role
from precursors.agencies.doors import COOKIE
from precursors.agencies.sharing import withdraw
from precursors.agencies.tokens import Made, TokenDraft, add_token
from precursors.agencies.visits import open_visit
from precursors.audit.acts import Actor, open_act
from precursors.audit.checkpoint import make_key
from precursors.audit.refs import ref_of
from precursors.cases.evidence_models import Disclosure
from precursors.db.engine import Database
from precursors.db.tables import Fact, fact_id
from precursors.editions.models import OwnFigure
from precursors.exchange.links import LinkDraft, make
from precursors.exchange.shelves import SHELVES
from precursors.exchange.uploads import Arrival, Asker, receive
from precursors.flags.models import Flag
from precursors.flags.service import FlagDraft, raise_flags
from precursors.holds.models import Hold
from precursors.licensing.models import LicenceLine, Operator
from precursors.ranking.models import Ranking
from precursors.reports.models import FiledReport
from precursors.scope.models import NOMINAL, WITHOUT_NAMES
from precursors.scope.visible import Sight
from precursors.trade.models import Shipment
from tests.conftest import begun, lasting
from tests.people import a_person, an_app, at
from tests.scope import on_disposal, on_shelves
from tests.scope.makers import (
    GIVER,
    RECEIVER,
    TESTER,
    TODAY,
    TOMORROW,
    YESTERDAY,
    a_disclosure,
    a_filed_report,
    a_hold,
    a_licence_line,
    a_ranking,
    a_shipment,
    agencies,
    an_operator,
    an_own_figure,
    given,
    reference,
)

NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)
OWN, SHARED, NAMELESS, EXPIRED, WITHDRAWN, FOREIGN = RELATIONS = (
    "own", "shared", "shared-without-names", "expired", "withdrawn", "foreign",
)  # fmt: skip
HIDDEN = (NAMELESS, EXPIRED, WITHDRAWN, FOREIGN)
"""Relations in which nobody of the receiver may read a name."""
SHAREABLE = {"shipment": Shipment, "operator": Operator, "licence_line": LicenceLine}
SHAREABLE |= on_disposal.MODELS | {"disclosure": Disclosure}
SHAREABLE |= {"hold": Hold, "filed_report": FiledReport, "own_figure": OwnFigure, "ranking": Ranking}
SHAREABLE |= {shelf.model.__tablename__: shelf.model for shelf in SHELVES}


@dataclass
class World:
    """An application over that registry."""

    app: Flask
    database: Database
    refs: dict[tuple[str, str], str] = field(default_factory=dict)
    """Kind and relation to the reference of a record that stands so to its reader."""

    visits: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def browser(self, role: Role | None, relation: str, *, fresh: bool) -> FlaskClient:
        """A browser of somebody with this role to whom the records stand in this relation; None: of nobody.

        A page that may end visits, of whoever it is about, is asked in a `fresh` one, and none is kept beyond it.
        """
        client = self.app.test_client()
        if role is not None:
            name = _name(role, relation)
            if fresh or name not in self.visits:
                opened = self.database.aside.write(lambda aside: open_visit(aside, name, NOON, "test", factor=True))
                self.visits[name] = opened
            with client.session_transaction() as cookie:
                cookie[COOKIE] = self.visits[name]
            if fresh:
                self.forget()
        return client

    def forget(self) -> None:
        """Keep no visit and no token: what is asked next may end them."""
        self.visits.clear()
        self.tokens.clear()

    def token(self, role: Role | None, relation: str, *, fresh: bool) -> dict[str, str]:
        """The header of a program of the same person, whose token carries all they may do; None: of nobody."""
        if role is None:
            return {}
        name = _name(role, relation)
        if fresh or name not in self.tokens:
            scopes = [each.value for each in TABLE[role]]
            draft = TokenDraft(name, "test", scopes, TOMORROW)
            made = self.database.aside.write(lambda aside: add_token(aside, draft, TABLE[role], TODAY))
            assert isinstance(made, Made)
            self.tokens[name] = made.text
        text = self.tokens[name]
        if fresh:
            self.forget()
        return {"Authorization": f"Bearer {text}", "If-Match": "*"}


def _name(role: Role, relation: str) -> str:
    return username(role, GIVER if relation == OWN else RECEIVER)


def username(role: Role, agency: str) -> str:
    """The name of the person who holds this role there."""
    return f"{role.value}-{agency.lower()}"


def a_world(database: Database, home: Path) -> World:
    """Records of the giver in every relation, and an application whose reader the test chooses."""
    agencies(database)
    for role in Role:
        for agency in (GIVER, RECEIVER):
            a_person(database, username(role, agency), agency, [role])
    world = World(an_app(database, home), database)
    at(world.app, NOON)
    make_key(world.app.extensions["here"].settings.signing_key_file)
    for relation in RELATIONS:
        _records(world, relation)
    for kind, name in database.aside.write(_things_aside).items():
        world.refs[kind, OWN] = world.refs[kind, FOREIGN] = name
    world.refs["person", OWN] = world.refs["person", FOREIGN] = username(Role.INSPECTOR, GIVER)
    return world


@contextmanager
def a_lasting_world(request: pytest.FixtureRequest, factory: pytest.TempPathFactory) -> Iterator[World]:
    """A world of its own for a module or longer, on the engine that `request` names: a copy of one filled once."""
    made, home = begun(request, request.param, _filled), factory.mktemp("world")
    shutil.copytree(made.home, home, dirs_exist_ok=True)
    with lasting(request, home, made.template) as url:
        database = Database(url)
        world = World(an_app(database, home), database, dict(made.told))
        at(world.app, NOON)
        yield world
        database.close()


def _filled(database: Database, home: Path) -> dict[tuple[str, str], str]:
    """The references of a world; filling one takes a thousand acts."""
    return a_world(database, home).refs


def name_in(relation: str) -> str:
    """The operator that records in this relation name."""
    return f"Acme{relation.replace('-', '')}"


def _records(world: World, relation: str) -> None:
    database, name = world.database, name_in(relation)
    named = {"operator": name, "counterparty": name, "party": f"party:{name}", "notes": name, "licence": name}
    makers = (
        {
            "shipment": lambda session: a_shipment(session, GIVER, document=f"D-{relation}", **named),
            "operator": lambda session: an_operator(session, GIVER, f"2060-{name}", name),
            "licence_line": lambda session: a_licence_line(session, GIVER, f"LIC-{name}"),
        }
        | on_shelves.makers(name, GIVER)
        | on_disposal.makers(name, GIVER)
        | {"hold": lambda session: a_hold(session, GIVER, name)}
        | {"disclosure": lambda session: a_disclosure(session, GIVER, name)}
        | {"filed_report": lambda session: a_filed_report(session, GIVER, relation)}
        | {"own_figure": lambda session: an_own_figure(session, GIVER, name)}
        | {"ranking": lambda session: a_ranking(session, GIVER, name)}
    )
    for kind, model in SHAREABLE.items():
        key = database.write(makers[kind])
        ref = world.refs[kind, relation] = reference(database, model, key)
        world.refs["flag", relation] = database.write(lambda session, k=key: _a_flag(session, k, name))
        world.refs["share", relation] = _shared(database, ref, relation) or world.refs["share", OWN]


def _shared(database: Database, ref: str, relation: str) -> str | None:
    """Let the record stand in this relation to the receiver; answers the share's reference, if there is one."""
    if relation == FOREIGN:
        return None
    if relation == EXPIRED:
        return given(database, ref, YESTERDAY, today=YESTERDAY)
    share = given(database, ref, TOMORROW, WITHOUT_NAMES if relation == NAMELESS else NOMINAL)
    if relation == WITHDRAWN:
        database.write(lambda session: withdraw(session, TESTER, share, "over", Sight()))
    return share


def _things_aside(aside: Session) -> dict[str, str]:
    """An upload, its job and a link for an operator, all of the giver."""
    asker = Asker(username(Role.INSPECTOR, GIVER), "en", "/uploads")
    upload = receive(aside, Arrival("shipments", GIVER, "march.csv", "0" * 64, 9), asker, "an-upload")
    link = make(aside, LinkDraft("Acme", "shipments", 3, GIVER, asker.person), "a-code")
    return {"upload": upload.id, "job": str(upload.job), "link": link.id}


def _a_flag(session: Session, key: int, name: str) -> str:
    act = open_act(session, "raise-flag", Actor("tester", GIVER))
    inputs = {"because": name, "by": "tester"}
    raise_flags(act, [FlagDraft(GIVER, "raised-by-hand", 1, None, str(key), 500, "shipment", [key], inputs)])
    act.seal()
    return ref_of(session, Flag, fact_id(act.id, 0))


def kinds() -> set[str]:
    """Kinds of record that can be shared, by what the models say."""
    listed = {name: model for name, model in Fact.kinds.items() if model.prefix and not model.read_by_all}
    return {name for name, model in listed.items() if {"agency", "key"} <= {*model.facts[1]}}


def came_in(response: Response) -> bool:
    """Whether somebody was let in: neither asked to sign in, nor refused."""
    if response.status_code in (301, 302, 303) and "/sign-in" in response.headers.get("Location", ""):
        return False
    return response.status_code not in (401, 403)


def leaked(response: Response, relation: str) -> list[str]:
    """Names in the answer that a reader of the receiver may not read; the giver's own people may read all."""
    if relation == OWN or (response.is_streamed and response.mimetype.startswith("font/")):
        return []
    body = response.get_data()
    return [name for name in map(name_in, HIDDEN) if name.encode() in body]
