"""A registry with three agencies, and on PostgreSQL one that is opened by an ordinary role."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from precursors.db.engine import Database
from tests.conftest import ordinary_role
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
    with ordinary_role(server, postgres_template) as url:
        opened = Database(url)
        agencies(opened)
        yield opened
        opened.close()
