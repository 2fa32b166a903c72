"""At which schema a database stands, and which one this installation wants; without loading the migration tool."""

from __future__ import annotations

from sqlalchemy import inspect, text

from precursors.db.engine import Database
from precursors.paths import resource


def head() -> str:
    """The newest revision: migrations follow one another, and each file is named like its revision."""
    return max(path.stem for path in (resource("migrations") / "versions").glob("[0-9]*.py"))


def revision(database: Database) -> str | None:
    """The revision the database stands at; None for an empty one."""
    with database.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
