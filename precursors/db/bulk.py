"""Many rows at once, past the ORM but inside the session's transaction: the driver's own fast way in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy.orm import Session

from precursors.db.engine import raw


def insert_rows(session: Session, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert `rows`, whose values stand in the order of `columns`. Values are text, integers, bytes or None.

    On SQLite one prepared statement that rolls the whole act back at the first refusal; on PostgreSQL COPY.
    """
    names = ", ".join(f'"{name}"' for name in columns)
    if session.get_bind().dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        statement = f'INSERT OR ROLLBACK INTO "{table}" ({names}) VALUES ({marks})'  # noqa: S608 - own names
        raw(session).executemany(statement, rows)
        return
    with raw(session).cursor().copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)


AT_ONCE = 2_000
"""Values of one look-up; SQLite takes 32,766 at most."""


def rows_with(
    session: Session, table: str, columns: Sequence[str], key: str, values: Sequence[Any]
) -> Iterator[Sequence[Any]]:
    """Rows of `table` whose `key` is among `values`, in no order; `columns` as the driver gives them."""
    query = f'SELECT {", ".join(columns)} FROM "{table}" WHERE {key}'  # noqa: S608 - own names
    sqlite = session.get_bind().dialect.name == "sqlite"
    for first in range(0, len(values), AT_ONCE):
        batch = values[first : first + AT_ONCE]
        if sqlite:
            yield from raw(session).execute(f"{query} IN ({', '.join('?' * len(batch))})", batch)
        else:
            yield from raw(session).execute(f"{query} = ANY(%s)", [list(batch)])
