"""Leaf hashes over canonical bytes that SQLite puts together itself: half the work of reading every field by Python.

One `printf` writes many fields at once, and it ends a text at a zero byte. So these hashes prove an act when they lead
to its root, and say nothing when they do not: then `leaves`, which is exact, decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from hashlib import sha256

from sqlalchemy import BigInteger, LargeBinary
from sqlalchemy.orm import Session

from precursors.audit import canonical
from precursors.audit.headers import Run
from precursors.audit.leaves import model_of
from precursors.db.scan import streamed
from precursors.db.tables import Fact, fact_id

MOST = 90
"""Arguments of one function call; SQLite takes 100."""

_tail: list[str] = []


def set_tail(expression: str) -> None:
    """The ledger, above this room, says in SQLite's words how the leaf of the fact `f` ends."""
    _tail[:] = [expression]
    _statement.cache_clear()


def leaf_hashes(session: Session, act: int, runs: Iterable[Run]) -> bytearray | None:
    """Leaf hashes of a whole act, 32 bytes each, too short where a row is missing.

    None on another engine, and where a run was written in an earlier version of its table. Raises UnknownKind.
    """
    runs = list(runs)
    newest = all(run.version == model_of(run).facts[0] for run in runs)
    if session.get_bind().dialect.name != "sqlite" or not newest:
        return None
    hashes = bytearray()
    for run in runs:
        between = (fact_id(act, run.first), fact_id(act, run.first + run.rows - 1))
        for rows in streamed(session, _statement(model_of(run)), between):
            hashes += b"".join([sha256(content).digest() for (content,) in rows])
    return hashes


@cache
def _statement(model: type[Fact]) -> str:
    """The query for what is hashed of each row of a run: the leaf's prefix 0x00 and its content."""
    start = canonical.head(model.__tablename__, model.facts[0]).decode()
    parts = ["x'00'", f"'{start}'", *_fields(model), *_tail]
    return (
        f'SELECT CAST({" || ".join(parts)} AS BLOB) FROM "{model.__tablename__}" AS f'  # noqa: S608 - own names
        " WHERE f.id BETWEEN ? AND ? ORDER BY f.id"
    )


def _fields(model: type[Fact]) -> Iterable[str]:
    """Expressions that, joined, are the fields: as many columns in one `printf` as it takes; bytes apart."""
    form, values = "", list[str]()
    for column in (model.__table__.columns[name] for name in model.facts[1]):
        name = f'f."{column.name}"'
        bare = isinstance(column.type, LargeBinary)
        if values and (bare or len(values) > MOST):
            yield _printed(form, values)
            form, values = "", []
        if bare:
            yield f"ifnull(length({name}) || ':' || {name}, '-')"
            continue
        size = f"length({name})" if isinstance(column.type, BigInteger) else f"length(CAST({name} AS BLOB))"
        form += "%s%s%s" if column.nullable else "%d:%s"
        values += [size, f"iif({name} IS NULL, '-', ':')", name] if column.nullable else [size, name]
    if values:
        yield _printed(form, values)


def _printed(form: str, values: list[str]) -> str:
    return f"printf('{form}', {', '.join(values)})"
