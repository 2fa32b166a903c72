"""Engines, sessions, and the two doors to the database: `read()` and `write(unit)`.

Nothing else commits. `write` runs a whole unit and runs it again, from the start, when the engine says that two
writers met (SQLSTATE 40001, 40P01, SQLITE_BUSY); so a unit must not keep state outside its session.
"""

from __future__ import annotations

import os
import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from copy import copy
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, DisconnectionError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

T = TypeVar("T")

ATTEMPTS = 8
_AFTER = "afterwards"
KEPT = 5
"""Connections that stay open for the next who asks."""
ASIDE = "working.sqlite3"
"""Name of the second file of an embedded database."""
_MET_ANOTHER_WRITER = {"40001", "40P01"}
WRITER_LOCK = 1_988_12_20
"""Key of the PostgreSQL advisory lock that makes act numbers dense; the day the Convention was adopted."""

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "recursive_triggers=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "secure_delete=ON",
    "busy_timeout=5000",
    "cache_size=-65536",
)
ROOMY = "cache_size=-262144"
"""The same in KiB, while an act of many rows is written."""


class Seen(Protocol):
    """Whose rows a session may see, where the engine has a wall of its own; see `scope.visible.Sight`."""

    @property
    def agencies(self) -> tuple[str, ...] | None:
        """Codes of agencies; None for all."""

    @property
    def day(self) -> date | None:
        """The day on which a share must be in force; None to see none."""

    @property
    def person(self) -> str | None:
        """Who asks, of whose agency some rows are for others alone; None for whoever sees those too."""


class Database:
    """One registry's database, SQLite or PostgreSQL, by its address."""

    def __init__(self, url: str, *, guarded: bool = True) -> None:
        self.url = make_url(url)
        self._whose: Callable[[], Seen | None] = lambda: None
        self.engine = _sqlite(url, guarded=guarded) if self.is_sqlite else _postgres(url)

    @property
    def is_sqlite(self) -> bool:
        """True for the embedded database."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def file(self) -> Path | None:
        """The file of an embedded database."""
        return Path(self.url.database) if self.is_sqlite and self.url.database else None

    @cached_property
    def aside(self) -> Database:
        """Where the tables of `db.aside` live: a second file beside an embedded database, else this database."""
        return Database(f"sqlite:///{self.file.with_name(ASIDE)}") if self.file else self

    def seen_by(self, whose: Callable[[], Seen | None]) -> Database:
        """The same database for those who may not see all of it: on PostgreSQL `read` shows what `whose` tells.

        A unit of `write` sees everything, since rules compare with what others have; its verbs check what they touch.
        """
        aside = self.aside
        narrowed = copy(self)
        narrowed._whose, narrowed.aside = whose, aside
        return narrowed

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session on one snapshot; whatever it changes is thrown away."""
        with Session(self.engine, expire_on_commit=False) as session:
            if not self.is_sqlite:
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
                _behind_the_wall(session, self._whose())
            try:
                yield session
            finally:
                session.expunge_all()  # what was read stays readable after the snapshot is given back
                session.rollback()

    def write(self, unit: Callable[[Session], T], *, many_rows: bool = False) -> T:
        """Run `unit` in one transaction and commit it; answer what it answers.

        `many_rows` gives an embedded database a larger page cache for that long: the pages of a large registry's
        indexes are met in no order, and with too few at hand each row reads and writes several of them again.
        Raises whatever the unit raises, after rolling back; `OperationalError` when other writers stay in the way.
        """
        for attempt in range(ATTEMPTS):
            try:
                return self._once(unit, many_rows=many_rows)
            except DBAPIError as refused:
                if not _may_retry(refused) or attempt == ATTEMPTS - 1:
                    raise
                time.sleep(0.01 * 2**attempt * (0.5 + random.random()))  # noqa: S311 - jitter, not a secret
        message = "unreachable"
        raise AssertionError(message)

    def _once(self, unit: Callable[[Session], T], *, many_rows: bool) -> T:
        with Session(self.engine, expire_on_commit=False) as session:
            session.info["writing"] = True
            session.connection(execution_options={"writing": True, "many_rows": many_rows})
            answer = unit(session)
            try:
                session.commit()
            except DBAPIError:
                session.close()
                self._cut_off()
                raise
            for done in session.info.get(_AFTER, ()):
                done()
            return answer

    def _cut_off(self) -> None:
        """After a commit the disk refused: end the log of an embedded database before it.

        The refused pages may stand whole in the log, so that the next to open the file would take them for committed.
        A write in their place makes them unreadable; the number it writes is the one that is there.
        """
        if self.is_sqlite:
            with suppress(DBAPIError, sqlite3.Error), closing(self.engine.raw_connection()) as connection:
                cursor = connection.cursor()
                cursor.execute("PRAGMA user_version")
                ((number,),) = cursor.fetchall()
                cursor.execute(f"PRAGMA user_version = {int(number)}")

    def close(self) -> None:
        """Give back every connection."""
        if self.file and "aside" in self.__dict__:
            self.aside.close()
        self.engine.dispose()


_SEES = text(
    "SELECT set_config('precursors.agencies', :agencies, true), set_config('precursors.day', :day, true),"
    " set_config('precursors.person', :person, true)"
)


def _behind_the_wall(session: Session, seen: Seen | None) -> None:
    """Tell the policies on PostgreSQL, until the transaction ends, whose rows there are to see; None: all."""
    if seen is not None and seen.agencies is not None:
        day = seen.day.isoformat() if seen.day else ""
        person = "*" if seen.person is None else seen.person
        session.execute(_SEES, {"agencies": ",".join(seen.agencies), "day": day, "person": person})


def afterwards(session: Session, done: Callable[[], object]) -> None:
    """Do something once the present unit of `write` is committed, and only then: news that are kept aside."""
    session.info.setdefault(_AFTER, []).append(done)


def leave_nothing_behind(session: Session) -> None:
    """Empty the log of an embedded database once the present unit is committed: what it deletes stood there too.

    In the file itself what was deleted is overwritten at once. PostgreSQL does either by itself, when it vacuums.
    Whoever reads meanwhile keeps the log for as long; then the next writer's end of it goes over the old bytes.
    """
    engine = session.get_bind()

    def empty() -> None:
        with closing(engine.raw_connection()) as connection:  # type: ignore[union-attr] # an engine, as `write` opens it
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    if engine.dialect.name == "sqlite":
        afterwards(session, empty)


@contextmanager
def seeing_all(session: Session) -> Iterator[None]:
    """Within it PostgreSQL's wall is open: for what the law adds up over every agency of a country, whoever reads.

    Whoever uses it hands on figures, never rows of others. The embedded database has no wall.
    """
    if session.get_bind().dialect.name != "postgresql":
        yield
        return
    was = session.execute(_ASKED).scalar_one()
    session.execute(_ASKS, {"agencies": "*"})
    try:
        yield
    finally:
        if session.in_transaction():  # of a broken one nothing is left to restore
            session.execute(_ASKS, {"agencies": was or ""})


_ASKED = text("SELECT current_setting('precursors.agencies', true)")
_ASKS = text("SELECT set_config('precursors.agencies', :agencies, true)")


def lock_writer(session: Session) -> None:
    """Wait until no other act is being written. On SQLite `write` has begun IMMEDIATE already."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITER_LOCK})


def raw(session: Session) -> Any:  # noqa: ANN401 - either driver's connection
    """The driver's own connection inside the session's transaction, for many-row writes."""
    return session.connection().connection.driver_connection


def _sqlite(url: str, *, guarded: bool) -> Engine:
    # Opening a file costs more than most questions asked of it. Nobody waits for a connection: beyond the few that
    # are kept, another is opened.
    engine = create_engine(url, poolclass=QueuePool, pool_size=KEPT, max_overflow=-1, pool_use_lifo=True)
    file = str(make_url(url).database)

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        # The driver's own transaction mode begins late and deadlocks on upgrade: we begin ourselves.
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        if guarded:
            connection.set_authorizer(_authorise)
        record.info["opened"] = _which(file)

    @event.listens_for(engine, "checkout")
    def _still_ours(_connection: object, record: ConnectionPoolEntry, _proxy: object) -> None:
        if record.info["opened"] != _which(file):
            raise DisconnectionError(file)  # a new connection is opened in its place

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:  # noqa: ANN401 - SQLAlchemy passes its Connection
        options = connection.get_execution_options()
        if options.get("many_rows"):
            connection.info["roomy"] = True
            connection.exec_driver_sql(f"PRAGMA {ROOMY}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writing") else "BEGIN")

    @event.listens_for(engine, "checkin")
    def _less_room(connection: sqlite3.Connection | None, record: ConnectionPoolEntry) -> None:
        if record.info.pop("roomy", None) and connection is not None:
            connection.execute(f"PRAGMA {PRAGMAS[-1]}")

    return engine


def _which(file: str) -> tuple[int, int, int] | None:
    """The file that stands under a name, and the process: a connection to another file, or of a parent, is no good."""
    try:
        found = Path(file).stat()
    except OSError:
        return None
    return os.getpid(), found.st_dev, found.st_ino


def _postgres(url: str) -> Engine:
    # A page holds up to three at once (facts, what stands aside, the whole): with fewer, pages would wait for pages.
    engine = create_engine(url, pool_pre_ping=True, pool_size=2 * KEPT, max_overflow=4 * KEPT, pool_use_lifo=True)

    @event.listens_for(engine, "connect")
    def _sees_all(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's connection
        # Whoever connects without this sees no row that belongs to an agency: the policies ask for it.
        connection.execute("SET precursors.agencies = '*'")
        connection.commit()

    return engine


_SCHEMA_CHANGES = {
    getattr(sqlite3, name)
    for name in (
        "SQLITE_ALTER_TABLE",
        "SQLITE_ATTACH",
        "SQLITE_DETACH",
        "SQLITE_CREATE_TABLE",
        "SQLITE_CREATE_TRIGGER",
        "SQLITE_CREATE_TEMP_TRIGGER",
        "SQLITE_CREATE_VIEW",
        "SQLITE_CREATE_TEMP_VIEW",
        "SQLITE_DROP_INDEX",
        "SQLITE_DROP_TABLE",
        "SQLITE_DROP_TRIGGER",
        "SQLITE_DROP_VIEW",
    )
}
_GUARD_PRAGMAS = {
    "writable_schema",
    "recursive_triggers",
    "foreign_keys",
    "ignore_check_constraints",
    "trusted_schema",
    "journal_mode",
    "synchronous",
}
_BY_TRIGGER_ONLY = {"balance", "posting"}


def _authorise(action: int, first: str | None, second: str | None, _db: str | None, trigger: str | None) -> int:
    """A second wall around the application's own connection: data yes, the walls themselves no."""
    if action in _SCHEMA_CHANGES:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_PRAGMA and second is not None and (first or "").lower() in _GUARD_PRAGMAS:
        return sqlite3.SQLITE_DENY
    if action in {sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_INSERT, sqlite3.SQLITE_DELETE}:
        if first in _BY_TRIGGER_ONLY and trigger is None:
            return sqlite3.SQLITE_DENY
        if (first or "").startswith("sqlite_"):
            return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


def others_write(fault: BaseException) -> bool:
    """Whether something failed only because others were writing: tried again later it may go well."""
    return isinstance(fault, DBAPIError) and _may_retry(fault)


def _may_retry(refused: DBAPIError) -> bool:
    if getattr(refused.orig, "sqlstate", None) in _MET_ANOTHER_WRITER:
        return True
    return isinstance(refused, OperationalError) and "database is locked" in str(refused.orig)
