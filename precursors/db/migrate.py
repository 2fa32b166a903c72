"""Bring a database to the newest schema: migrate, lay the guards again, grant; all in one transaction."""

from __future__ import annotations

from collections.abc import Callable

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from precursors.db.engine import Database
from precursors.db.guards import grant, grant_aside, lay, lift
from precursors.paths import resource


def _config(connection: Connection | None = None, *, aside: bool = False) -> Config:
    config = Config()
    folder = resource("migrations")
    config.set_main_option("script_location", str(folder / "aside" if aside else folder))
    config.attributes["connection"] = connection
    return config


def move(
    owner: Database,
    guards: Callable[[str], list[str]],
    to: str = "head",
    *,
    role: str | None = None,
    derive: Callable[[Connection], None] = lambda _: None,
) -> None:
    """Upgrade or downgrade to `to` ("head", "base" or a revision) and lay `guards`; `role` gets its grants.

    `derive` makes columns anew that this version makes otherwise than the one before; it runs before the guards stand.
    """
    with owner.engine.connect().execution_options(writing=True) as connection, connection.begin():
        lift(connection)
        step = command.downgrade if to == "base" or _is_below(connection, to) else command.upgrade
        step(_config(connection), to)
        if to != "base":
            derive(connection)
            lay(connection, guards(connection.dialect.name))
            if role:
                grant(connection, role)


def move_aside(owner: Database, to: str = "head", *, role: str | None = None) -> None:
    """Upgrade the tables that live aside, or take them all away with "base"; `role` gets its grants."""
    place = Database(str(owner.aside.url.render_as_string(hide_password=False)), guarded=False)
    with place.engine.connect().execution_options(writing=True) as connection, connection.begin():
        (command.downgrade if to == "base" else command.upgrade)(_config(connection, aside=True), to)
        if role and to != "base":
            grant_aside(connection, role)
    place.close()


def _is_below(connection: Connection, to: str) -> bool:
    now = MigrationContext.configure(connection).get_current_revision()
    script = ScriptDirectory.from_config(_config())
    if now is None or to == "head":
        return False
    return any(r.revision == to for r in script.iterate_revisions(now, "base")) and now != to
