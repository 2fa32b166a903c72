"""Connections are kept for the next who asks, but never beyond the file or the process they were opened in."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from precursors.db.engine import Database, others_write


def driver(database: Database) -> object:
    """The driver's connection that a read gets."""
    with database.read() as session:
        return session.connection().connection.driver_connection


def said(database: Database) -> int:
    """The only number of table `t`."""
    with database.read() as session:
        return int(session.execute(text("SELECT n FROM t")).scalar_one())


def a_file(path: Path, number: int) -> Path:
    """A database that says `number`."""
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (n INTEGER)")
    connection.execute("INSERT INTO t VALUES (?)", (number,))
    connection.commit()
    connection.close()
    return path


def test_the_next_read_gets_the_connection_of_the_last(database: Database) -> None:
    first = driver(database)

    assert driver(database) is first


def test_a_file_put_in_the_place_of_another_is_the_one_that_is_read(tmp_path: Path) -> None:
    file = a_file(tmp_path / "registry.sqlite3", 1)
    database = Database(f"sqlite:///{file}")
    before = said(database)

    a_file(tmp_path / "restored.sqlite3", 2).replace(file)
    for left in (file.with_name(file.name + "-wal"), file.with_name(file.name + "-shm")):
        left.unlink(missing_ok=True)

    assert (before, said(database)) == (1, 2)
    database.close()


def test_a_connection_of_the_parent_is_not_used_in_a_child(sqlite_template: Path, tmp_path: Path) -> None:
    file = tmp_path / "registry.sqlite3"
    shutil.copy(sqlite_template, file)
    database = Database(f"sqlite:///{file}")
    kept = driver(database)

    child = os.fork()
    if child == 0:
        os._exit(0 if driver(database) is not kept else 1)
    _, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 0
    assert driver(database) is kept
    database.close()


def test_only_the_writing_of_others_is_worth_another_try() -> None:
    locked = OperationalError("BEGIN", {}, sqlite3.OperationalError("database is locked"))
    full = OperationalError("COMMIT", {}, sqlite3.OperationalError("database or disk is full"))

    assert [others_write(each) for each in (locked, full, ValueError())] == [True, False, False]
