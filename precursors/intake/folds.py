"""Columns by which rows are looked up: their texts without case and signs. No leaf holds them, since the text it does
hold says what they must be; whoever changed one behind the back would lead every look-up astray.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.orm import Session

from precursors.db.tables import Fact, act_of
from precursors.problems import Problem, problem

_BATCH = 2_000


def folds_hold(session: Session) -> Iterator[Problem]:
    """For `verify`: each such column says what is made of its text."""
    for model in _folding():
        for number, column, _ in _astray(session.connection(), model):
            yield problem("verify.look-up", table=model.__tablename__, column=column, act=act_of(number))


def fold_again(connection: Connection) -> None:
    """Make the columns anew where a newer version makes them otherwise. The guards must be lifted."""
    for model in _folding():
        for number, column, expected in list(_astray(connection, model)):
            connection.execute(update(model).where(model.id == number).values({column: expected}))


def _folding() -> Iterator[type[Fact]]:
    return (model for model in Fact.kinds.values() if model.folds)


def _astray(connection: Connection, model: type[Fact]) -> Iterator[tuple[int, str, str]]:
    """Row, column and what the column should say, wherever it says something else."""
    table = model.__table__.columns
    for column, (text, fold) in model.folds.items():
        query: Any = select(table["id"], table[text], table[column]).order_by(table["id"])
        for number, stated, kept in connection.execute(query.execution_options(yield_per=_BATCH)):
            expected = fold(stated or "")
            if kept != expected:
                yield number, column, expected
