"""Whole stretches of a table, past the ORM: what verification reads.

Values come as the driver gives them, days as text on SQLite and as dates on PostgreSQL; but texts come from SQLite as
bytes, so that a damaged one can still be read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from precursors.db.engine import raw

AT_ONCE = 2_000
"""Rows fetched together; more only costs memory."""

_SAY_NOTHING = {
    sqlite3.SQLITE_AUTH, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY,
}  # fmt: skip


def rows_between(
    session: Session, table: str, columns: Sequence[str], key: str, first: int, last: int, order: str | None = None
) -> list[tuple[Any, ...]]:
    """Rows of `table` with `key` from `first` to `last`, in the order of `order` (of `key` if None)."""
    names = ", ".join(f'"{name}"' for name in columns)
    mark = "?" if session.get_bind().dialect.name == "sqlite" else "%s"
    statement = f'SELECT {names} FROM "{table}" WHERE {key} BETWEEN {mark} AND {mark} ORDER BY {order or key}'  # noqa: S608 - own names
    cursor = raw(session).cursor()
    with _undecoded(session):
        found: list[tuple[Any, ...]] = cursor.execute(statement, (first, last)).fetchall()
    return found


def streamed(session: Session, statement: str, values: Sequence[int] = ()) -> Iterator[list[tuple[Any, ...]]]:
    """Rows of a query, some at a time, never all at once."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    # On PostgreSQL only a named cursor stays in the server; the name may be in use by a query around this one.
    cursor = raw(session).cursor() if sqlite else raw(session).cursor(name=f"scan_{id(statement)}")
    try:
        cursor.execute(statement, values)
        while True:
            with _undecoded(session):
                rows = cursor.fetchmany(AT_ONCE)
            if not rows:
                return
            yield rows
    finally:
        cursor.close()


def engine_errors(session: Session) -> tuple[type[Exception], ...]:
    """What reading raises when the engine refuses: SQLAlchemy's error or, from these functions, the driver's own."""
    return DBAPIError, session.get_bind().dialect.loaded_dbapi.Error


DAMAGED_VALUE = (ValueError, TypeError, OverflowError, LookupError)
"""By what a value that is not of its column's kind shows itself."""


def says_nothing(wrong: Exception) -> bool:
    """Whether an error tells of the circumstances (locked, out of reach, no room), and nothing of the content."""
    cause = wrong.orig if isinstance(wrong, DBAPIError) else wrong
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", 0) & 0xFF in _SAY_NOTHING
    return any(kind.__name__ == "OperationalError" for kind in type(cause).__mro__)


@contextmanager
def _undecoded(session: Session) -> Iterator[None]:
    if session.get_bind().dialect.name != "sqlite":
        yield
        return
    connection = raw(session)
    connection.text_factory = bytes
    try:
        yield
    finally:
        connection.text_factory = str
