"""At which schema a database stands, and which one this installation wants; without loading the migration tool."""

from __future__ import annotations

from sqlalchemy import inspect, text

from precursors.db.engine import Database
from precursors.paths import resource

ASIDE_VERSION = "aside_version"
"""Table that says at which revision the tables that live aside stand."""


def head(*, aside: bool = False) -> str:
    """The newest revision: migrations follow one another, and each file is named like its revision."""
    folder = resource("migrations") / "aside" if aside else resource("migrations")
    return max(path.stem for path in (folder / "versions").glob("[0-9]*.py"))


def revision(database: Database) -> str | None:
    """The revision the database stands at; None for an empty one."""
    return _version(database, "alembic_version")


def revision_aside(database: Database) -> str | None:
    """The revision at which the tables that live aside stand; None if there are none."""
    if database.aside.file and not database.aside.file.exists():
        return None
    return _version(database.aside, ASIDE_VERSION)


def _version(database: Database, table: str) -> str | None:
    with database.engine.connect() as connection:
        if not inspect(connection).has_table(table):
            return None
        return connection.execute(text(f"SELECT version_num FROM {table}")).scalar_one_or_none()  # noqa: S608 - our own names
