"""A registry with records in every relation to a reader, and somebody who may do everything there, on each engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from precursors.access.permissions import Role
from precursors.agencies.doors import COOKIE
from precursors.agencies.visits import open_visit
from tests.people import a_person
from tests.scope.makers import GIVER
from tests.scope.matrix import NOON, World, a_lasting_world

ALLROUND = "allround"
"""Somebody of the giver who holds every role."""


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The application over such a registry, on PostgreSQL opened by an ordinary role."""
    with a_lasting_world(request, tmp_path_factory) as made:
        a_person(made.database, ALLROUND, GIVER, list(Role))
        yield made


@pytest.fixture
def allround(world: World) -> FlaskClient:
    """A browser of somebody who may do everything, with a visit of its own."""
    return browser(world)


def browser(world: World, base_url: str = "http://localhost") -> FlaskClient:
    """One more such browser, at another address if asked."""
    secret = world.database.aside.write(lambda aside: open_visit(aside, ALLROUND, NOON, "test", factor=True))
    client = world.app.test_client()
    with client.session_transaction(base_url=base_url) as cookie:
        cookie[COOKIE] = secret
    return client
