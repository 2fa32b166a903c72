"""Bring a database to the newest schema: migrate, lay the guards again, grant; all in one transaction."""

from __future__ import annotations

from collections.abc import Callable

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from precursors.db.engine import Database
from precursors.db.guards import grant, lay, lift
from precursors.paths import resource


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(resource("migrations")))
    config.attributes["connection"] = connection
    return config


def move(owner: Database, guards: Callable[[str], list[str]], to: str = "head", *, role: str | None = None) -> None:
    """Upgrade or downgrade to `to` ("head", "base" or a revision) and lay `guards`; `role` gets its grants."""
    with owner.engine.connect().execution_options(writing=True) as connection, connection.begin():
        lift(connection)
        step = command.downgrade if to == "base" or _is_below(connection, to) else command.upgrade
        step(_config(connection), to)
        if to != "base":
            lay(connection, guards(connection.dialect.name))
            if role:
                grant(connection, role)


def _is_below(connection: Connection, to: str) -> bool:
    now = MigrationContext.configure(connection).get_current_revision()
    script = ScriptDirectory.from_config(_config())
    if now is None or to == "head":
        return False
    return any(r.revision == to for r in script.iterate_revisions(now, "base")) and now != to
