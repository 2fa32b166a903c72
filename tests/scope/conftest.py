"""A registry with three agencies, and on PostgreSQL one that is opened by an ordinary role."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from sqlalchemy.engine import make_url

from precursors.db.engine import Database
from precursors.db.guards import grant, grant_aside
from tests.postgres import Server
from tests.scope.makers import agencies


@pytest.fixture
def registry(database: Database) -> Database:
    """A founded registry with three agencies, on each engine."""
    agencies(database)
    return database


@pytest.fixture
def ordinary(server: Server, postgres_template: str) -> Iterator[Database]:
    """The same on PostgreSQL, opened by a role that owns nothing and is no superuser."""
    name, role = "r_" + uuid.uuid4().hex[:12], "app_" + uuid.uuid4().hex[:12]
    server.create(name, postgres_template)
    opened = Database(as_role(server, name, role))
    agencies(opened)
    yield opened
    opened.close()
    server.drop(name)
    server._run(f'DROP ROLE "{role}"')


def as_role(server: Server, name: str, role: str) -> str:
    """The address of a database for a new ordinary role with the application's grants."""
    server._run(f'CREATE ROLE "{role}" LOGIN')
    owner = Database(server.url(name), guarded=False)
    with owner.engine.connect() as connection, connection.begin():
        grant(connection, role)
        grant_aside(connection, role)
    owner.close()
    return make_url(server.url(name)).set(username=role).render_as_string(hide_password=False)
