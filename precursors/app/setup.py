"""Open a registry that is ready, or say what to do; write the genesis of a new one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError, OperationalError

import precursors.app.registry  # noqa: F401 - whoever opens a registry knows all its tables and checks
from precursors.audit.genesis import begin
from precursors.config.settings import Settings
from precursors.db.engine import Database
from precursors.db.revision import head, revision, revision_aside


class NotReady(Exception):
    """The registry cannot be opened yet; the message says what to do."""


def found(database: Database) -> None:
    """Write the genesis of a migrated database, once."""
    database.write(begin)


@contextmanager
def reached(database: Database) -> Iterator[None]:
    """The first words with a database. Raises NotReady where nobody answers, or the file is none of a database."""
    try:
        yield
    except DatabaseError as wrong:
        if type(wrong) not in {DatabaseError, OperationalError}:
            raise  # it was reached: what it refused is for the caller to tell
        database.close()
        lines = str(wrong.orig).strip().splitlines()
        raise NotReady(f"the database cannot be opened: {lines[0] if lines else 'no reason given'}") from wrong


def opened(settings: Settings) -> Database:
    """The registry's database, ready for use. Raises NotReady with what to do."""
    database = Database(settings.database_url)
    if database.file and not database.file.exists():
        raise NotReady("there is no registry here yet: run `precursors init`")
    with reached(database):
        stands, wanted = revision(database), head()
        if stands == wanted:
            stands, wanted = revision_aside(database), head(aside=True)
    if stands != wanted:
        database.close()
        said = f"the database stands at {stands or 'nothing'}, this version needs {wanted}"
        raise NotReady(f"{said}: run `precursors init`")
    return database
