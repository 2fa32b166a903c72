"""Many rows at once, past the ORM but inside the session's transaction: the driver's own fast way in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, TypeAlias

from sqlalchemy import text
from sqlalchemy.orm import Session

from precursors.db.engine import raw

Insert: TypeAlias = Callable[[str, Sequence[str], Iterable[Sequence[Any]]], None]
"""(table, columns, rows): see `insert_rows`."""


def insert_rows(session: Session, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert `rows`, whose values stand in the order of `columns`. Values are text, integers, bytes or None.

    On SQLite one prepared statement that rolls the whole act back at the first refusal; on PostgreSQL COPY.
    """
    if session.get_bind().dialect.name == "sqlite":
        names, marks = _listed(columns), ", ".join("?" * len(columns))
        statement = f'INSERT OR ROLLBACK INTO "{table}" ({names}) VALUES ({marks})'  # noqa: S608 - own names
        raw(session).executemany(statement, rows)
        return
    taking_over = _copied(session, table, columns, rows)
    if taking_over:
        raw(session).execute(taking_over)


@contextmanager
def side_by_side(session: Session) -> Iterator[Insert]:
    """An `insert_rows` after which PostgreSQL goes on taking rows over while the caller makes the next ones.

    All are in at its end. Nothing else may ask the database within it.
    """
    if session.get_bind().dialect.name == "sqlite":
        yield partial(insert_rows, session)
        return
    driver = session.get_bind().dialect.loaded_dbapi
    running = _Running(raw(session).pgconn, driver)

    def insert(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        running.finish()
        taking_over = _copied(session, table, columns, rows)
        if taking_over:
            running.start(taking_over)

    try:
        yield insert
    except BaseException:
        with suppress(driver.Error):
            running.finish()
        raise
    running.finish()


class _Running:
    """A statement whose answer nobody has waited for yet."""

    def __init__(self, connection: Any, driver: Any) -> None:  # noqa: ANN401 - the driver's, loaded with PostgreSQL only
        self._connection = connection
        self._driver = driver
        self._waiting = False

    def start(self, statement: str) -> None:
        """Send it."""
        self._connection.send_query(statement.encode())
        self._waiting = True

    def finish(self) -> None:
        """Wait for it. Raises the driver's error where it was refused."""
        if not self._waiting:
            return
        self._waiting = False
        answers = list(iter(self._connection.get_result, None))
        for answer in answers:
            if answer.status != self._driver.pq.ExecStatus.COMMAND_OK:
                raise self._driver.errors.error_from_result(answer)


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def _copied(session: Session, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """COPY rows to where `table` may get them from; answer the statement that takes them over, if one must."""
    landing, names = _landing(session, table), _listed(columns)
    with raw(session).cursor().copy(f'COPY "{landing}" ({names}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)
    if landing == table:
        return ""
    return f'INSERT INTO "{table}" ({names}) SELECT {names} FROM "{landing}"; TRUNCATE "{landing}"'  # noqa: S608 - own names


def _landing(session: Session, table: str) -> str:
    """Where COPY may put rows of `table`: a table with row-level security refuses it, so there they go by another."""
    landings: dict[str, str] = session.info.setdefault("landings", {})
    if table not in landings:
        walled = session.execute(text("SELECT row_security_active(:name)"), {"name": table}).scalar_one()
        landings[table] = f"landing_{table}" if walled else table
        if walled:
            raw(session).execute(f'CREATE TEMP TABLE "landing_{table}" (LIKE "{table}") ON COMMIT DROP')
    return landings[table]


AT_ONCE = 2_000
"""Values of one look-up; SQLite takes 32,766 at most."""


def rows_with(
    session: Session, table: str, columns: Sequence[str], key: str, values: Sequence[Any]
) -> Iterator[Sequence[Any]]:
    """Rows of `table` whose `key` is among `values`, in no order; `columns` as the driver gives them."""
    query = f'SELECT {", ".join(columns)} FROM "{table}"'  # noqa: S608 - own names
    sqlite = session.get_bind().dialect.name == "sqlite"
    if key in columns and len(values) > AT_ONCE and _has_fewer(session, table, len(values)):
        wanted, place = set(values), list(columns).index(key)
        yield from (row for row in raw(session).execute(query) if row[place] in wanted)
        return
    for first in range(0, len(values), AT_ONCE):
        batch = values[first : first + AT_ONCE]
        if sqlite:
            yield from raw(session).execute(f"{query} WHERE {key} IN ({', '.join('?' * len(batch))})", batch)
        else:
            yield from raw(session).execute(f"{query} WHERE {key} = ANY(%s)", [list(batch)])


def _has_fewer(session: Session, table: str, rows: int) -> bool:
    """Whether a table has fewer rows than this; then going through all of it is cheaper than asking for each."""
    query = f'SELECT 1 FROM "{table}" LIMIT 1 OFFSET {int(rows) - 1}'  # noqa: S608 - own names
    return raw(session).execute(query).fetchone() is None
