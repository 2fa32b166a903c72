"""One value of one row changed by whoever owns the file, in any table that is evidence: `verify` tells.

The registry has seen goods taken, analysed, destroyed and certified, so most tables hold something.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from precursors.agencies.service import AgencyDraft, add
from precursors.app.demo_custody import CUSTOMS, seize_and_destroy
from precursors.app.demo_disposal import approve_protocols
from precursors.audit.genesis import LOCAL
from precursors.audit.verify import verify
from precursors.db.engine import Database
from precursors.db.tables import Table, tables_of
from tests.counts import counted, many
from tests.factories import Registry
from tests.people import NOON

CHANGES = many("COLUMNS", 40, 10_000)
SAYS_NOTHING = {("transfer", "k"), ("balance", "act")}
"""A number by which rows are put in order, and which act moved a balance last: nobody reads them as evidence."""
OTHERWISE = (
    "CASE typeof({0}) WHEN 'integer' THEN {0} + 1 WHEN 'text' THEN {0} || 'x' WHEN 'blob' THEN zeroblob(length({0}))"
    " ELSE {1} END"
)
TRIGGERS = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"


@pytest.fixture
def filled(embedded: Registry, tmp_path: Path) -> Iterator[Database]:
    """A registry in which an order was certified and another is at work."""
    with embedded.opened() as database:
        customs = AgencyDraft(CUSTOMS, "Demoland Customs (DEMO)", "customs", "XD", "en-US")
        database.write(lambda session: add(session, LOCAL, customs))
        approve_protocols(database, NOON.date())
        seize_and_destroy(database, NOON.date(), tmp_path)
    owner = Database(embedded.url, guarded=False)
    yield owner
    owner.close()


def places(connection: Connection) -> list[tuple[str, str]]:
    """Every table that is evidence and has a row, with each of its columns."""
    told = [name for name in Table.metadata.tables if name not in tables_of("working")]
    return [
        (name, column.name)
        for name in told
        if connection.execute(text(f'SELECT 1 FROM "{name}" LIMIT 1')).first()
        for column in Table.metadata.tables[name].columns
        if (name, column.name) not in SAYS_NOTHING
    ]


def change(connection: Connection, table: str, column: str) -> bool:
    """Change the last row that has something there, guards off meanwhile; False where the column itself refuses it."""
    made = connection.execute(text(TRIGGERS)).all()
    for name, _ in made:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    keys = ", ".join(f'"{key.name}"' for key in Table.metadata.tables[table].primary_key)
    empty = "x'00'" if str(Table.metadata.tables[table].columns[column].type) == "BLOB" else "1"
    last = f'SELECT {keys} FROM "{table}" ORDER BY "{column}" IS NULL, {keys} DESC LIMIT 1'
    value = OTHERWISE.format(f'"{column}"', empty)
    try:
        connection.exec_driver_sql(f'UPDATE "{table}" SET "{column}" = {value} WHERE ({keys}) IN ({last})')
    except IntegrityError:
        return False
    for _, sql in made:
        connection.exec_driver_sql(sql)
    return True


def test_a_change_of_any_column_is_told(filled: Database) -> None:
    with filled.engine.connect().execution_options(writing=True) as connection:
        there = places(connection)
        connection.rollback()
        chosen = random.Random(1988).sample(there, min(CHANGES, len(there)))
        silent, told = [], 0
        for table, column in chosen:
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            if change(connection, table, column):
                told += 1
                if verify(Session(connection)).broken is None:
                    silent.append(f"{table}.{column}")
                counted("one changed column", "sqlite")
            connection.rollback()

    assert silent == []
    assert told > len(chosen) // 2
    assert len({table for table, _ in there}) > 35
