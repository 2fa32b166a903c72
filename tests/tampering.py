"""What a person with a database shell can try."""

from __future__ import annotations

import sqlite3

import psycopg
from sqlalchemy.engine import make_url


def shell(url: str, statement: str, *, guards_off: bool = False) -> None:
    """Run one statement as a plain shell would: no pragmas, no authorizer; `guards_off` as the owner can."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        _sqlite(str(address.database), statement, guards_off=guards_off)
        return
    with psycopg.connect(host=address.query["host"], user=address.username, dbname=address.database) as connection:  # type: ignore[arg-type]
        table = statement.split()[1] if statement.startswith("UPDATE") else statement.split()[2]
        if guards_off:
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")  # type: ignore[arg-type]
        connection.execute(statement)  # type: ignore[arg-type]


def _sqlite(path: str, statement: str, *, guards_off: bool) -> None:
    connection = sqlite3.connect(path)
    try:
        triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        if guards_off:
            for name, _ in triggers:
                connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement)
        if guards_off:
            for _, made in triggers:
                connection.execute(made)
        connection.commit()
    finally:
        connection.close()
