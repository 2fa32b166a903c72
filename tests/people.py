"""Plain makers of people and of browsers that are signed in as one of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from precursors.access.permissions import Role
from precursors.agencies.credentials import Passwords
from precursors.agencies.doors import COOKIE, PASSWORDS
from precursors.agencies.links import invite, set_password
from precursors.agencies.people import add_person, person
from precursors.agencies.roles import GrantDraft, grant
from precursors.agencies.service import AgencyDraft, add, by_code
from precursors.agencies.visits import open_visit
from precursors.app.web import create_app
from precursors.audit.genesis import LOCAL
from precursors.config.settings import load
from precursors.db.engine import Database
from precursors.problems import Problems
from tests.thrift import Compiled

CHEAP = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
"""Argon2id that costs nothing: the pages are tested, not the hash."""
PASSWORD = "seven quiet herons"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def an_app(database: Database, home: Path, *, csrf: bool = False, **environ: str) -> Flask:
    """The application over `database`, with cheap passwords, and forms that need no token unless `csrf`."""
    settings = {"PRECURSORS_HOME": str(home), "PRECURSORS_SECRET_KEY": "not a secret in a test"}
    app = create_app(load(settings | environ), database)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=csrf)
    app.extensions[PASSWORDS] = CHEAP
    app.jinja_env.bytecode_cache = Compiled()
    return app


def at(app: Flask, now: datetime) -> None:
    """Let the application live at this moment."""
    app.extensions["here"] = replace(app.extensions["here"], clock=lambda: now)


def an_agency(database: Database, code: str = "XD-INS", kind: str = "inspection") -> None:
    """An agency of the demo country, if it is not there yet."""
    database.write(lambda session: _agency(session, code, kind))


def _agency(session: Session, code: str, kind: str = "inspection") -> None:
    if not by_code(session, code):
        add(session, LOCAL, AgencyDraft(code, f"Agency {code}", kind, "XD", "en-US"))


def a_person(
    database: Database,
    username: str = "ines",
    agency: str = "XD-INS",
    roles: Iterable[Role] = (Role.INSPECTOR,),
    password: str | None = None,
) -> str:
    """A person with roles, made on the machine itself; answers the username. Whoever is known stays as they are."""
    given = [GrantDraft(username, role.value) for role in roles]

    def unit(session: Session) -> bool:
        if person(session, username) is not None:
            return False
        _agency(session, agency)
        _done(add_person(session, LOCAL, username, agency))
        for each in given:
            _done(grant(session, LOCAL, each, NOON.date(), alone=True))
        return True

    if not database.write(unit):
        return username
    made = database.aside.write(lambda session: invite(session, username, NOON, username.title()))
    if password is not None:
        database.aside.write(lambda session: set_password(session, made, CHEAP.hash(password), NOON))
    return username


def signed_in_client(
    app: Flask,
    database: Database,
    roles: Iterable[Role] = (Role.INSPECTOR,),
    agency: str = "XD-INS",
    username: str | None = None,
    *,
    factor: bool = True,
) -> FlaskClient:
    """A browser signed in as a person with these roles, with a second factor unless told otherwise."""
    held = list(roles)
    name = username or "-".join(["u", agency.lower(), *sorted(role.value[:3] for role in held)])[:32]
    a_person(database, name, agency, held)
    now = app.extensions["here"].now
    secret = database.aside.write(lambda session: open_visit(session, name, now, "test", factor=factor))
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie[COOKIE] = secret
    return client


def _done(answer: object) -> None:
    assert not isinstance(answer, Problems), answer
