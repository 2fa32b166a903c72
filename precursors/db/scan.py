"""Whole stretches of a table, past the ORM: what verification reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from precursors.db.engine import raw


def rows_between(
    session: Session, table: str, columns: Sequence[str], key: str, first: int, last: int, order: str | None = None
) -> list[tuple[Any, ...]]:
    """Rows of `table` with `key` from `first` to `last`, in the order of `order` (of `key` if None), as the driver
    gives them: days are text on SQLite and dates on PostgreSQL.
    """
    names = ", ".join(f'"{name}"' for name in columns)
    mark = "?" if session.get_bind().dialect.name == "sqlite" else "%s"
    statement = f'SELECT {names} FROM "{table}" WHERE {key} BETWEEN {mark} AND {mark} ORDER BY {order or key}'  # noqa: S608 - own names
    found: list[tuple[Any, ...]] = raw(session).execute(statement, (first, last)).fetchall()
    return found
