"""Whether a database has the shape its models describe, and whether its file is whole.

What decides a row's fate is compared: columns and their types, keys, CHECKs, indexes. Further tables are not: a
neighbour's table in the same database changes nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import CheckConstraint, Connection, inspect, text
from sqlalchemy import Table as Described
from sqlalchemy.engine.reflection import Inspector
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from precursors.db.tables import Table
from precursors.problems import Problem, problem

Shape = set[tuple[object, ...]]
"""What a table consists of; the first two words of each part say which part it is."""

_LOOSE = text(
    "SELECT c.conname::text, r.relname::text FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid"
    " WHERE NOT c.convalidated AND r.relnamespace = 'public'::regnamespace"
)
_COMPARABLE = text(
    "SELECT coalesce(has_function_privilege("
    "to_regprocedure('bt_index_check(regclass, boolean)')::oid, 'EXECUTE'), false)"
)
_COMPARED = text(
    "SELECT bt_index_check(c.oid::regclass, true) FROM pg_class c JOIN pg_am a ON a.oid = c.relam"
    " WHERE a.amname = 'btree' AND c.relkind = 'i' AND c.relnamespace = 'public'::regnamespace"
)
_CASTS = re.compile(r"::(?:text|bigint|integer|bytea|character varying)(?:\[\])?")


def schema_holds(session: Session) -> Iterator[Problem]:
    """For `verify`: yields `verify.schema` for each table that is missing or not as its model describes it."""
    connection = session.connection()
    found = _found(inspect(connection), connection)
    for name, model in sorted(Table.metadata.tables.items()):
        if name not in found:
            yield problem("verify.schema", table=name, what=name)
            continue
        for part in sorted({(str(part[0]), str(part[1])) for part in found[name] ^ _described(model, connection)}):
            yield problem("verify.schema", table=name, what=" ".join(part))
    if connection.dialect.name != "sqlite":
        for constraint, table in session.execute(_LOOSE):
            yield problem("verify.schema", table=table, what=f"constraint {constraint}")


def file_is_whole(session: Session) -> Iterator[Problem]:
    """For `verify`: on SQLite, pages, indexes and references hold together; yields `verify.integrity`.

    Costs a few seconds for a million rows. On PostgreSQL the indexes are compared with their tables, where
    `indexes_comparable`; the server raises what it finds.
    """
    if session.get_bind().dialect.name != "sqlite":
        if indexes_comparable(session):
            session.execute(_COMPARED).all()
        return
    try:
        for (said,) in session.execute(text("PRAGMA integrity_check(10)")).all():
            if said != "ok":
                yield problem("verify.integrity", detail=" ".join(str(said).split()))
        for table, row, parent, _ in session.execute(text("PRAGMA foreign_key_check")).all():
            yield problem("verify.integrity", detail=f"{table} {row}: {parent}")
    except DatabaseError as wrong:
        yield problem("verify.integrity", detail=str(wrong.orig))


def indexes_comparable(session: Session) -> bool:
    """Whether PostgreSQL has the extension amcheck and lets this role compare indexes with their tables."""
    found: bool = session.execute(_COMPARABLE).scalar_one()
    return found


def _found(looking: Inspector, connection: Connection) -> dict[str, Shape]:
    columns, checks = looking.get_multi_columns(), looking.get_multi_check_constraints()
    indexes, foreign = looking.get_multi_indexes(), looking.get_multi_foreign_keys()
    strict = _strict(connection)
    made: dict[str, Shape] = {}
    for place, primary in looking.get_multi_pk_constraint().items():
        shape: Shape = {("primary", "key", *primary["constrained_columns"]), *strict.get(place[1], set())}
        shape |= {
            ("column", each["name"], each["type"].compile(connection.dialect), each["nullable"])
            for each in columns[place]
        }
        shape |= {("check", each["name"], plain(each["sqltext"])) for each in checks.get(place, [])}
        ordered = indexes.get(place, [])
        shape |= {("index", each["name"], tuple(each["column_names"]), bool(each["unique"])) for each in ordered}
        shape |= {_reference(each) for each in foreign.get(place, [])}
        made[place[1]] = shape
    return made


def _reference(told: Mapping[str, Any]) -> tuple[object, ...]:
    return ("reference", told["name"], tuple(told["constrained_columns"]), told["referred_table"])


def _described(model: Described, connection: Connection) -> Shape:
    dialect = connection.dialect
    shape: Shape = {("primary", "key", *(each.name for each in model.primary_key))}
    shape |= {("column", each.name, each.type.compile(dialect), bool(each.nullable)) for each in model.columns}
    named = (each for each in model.constraints if isinstance(each, CheckConstraint))
    shape |= {("check", str(each.name), plain(str(each.sqltext))) for each in named}
    shape |= {("index", each.name, tuple(each.columns.keys()), bool(each.unique)) for each in model.indexes}
    keys = model.foreign_key_constraints
    shape |= {("reference", each.name, tuple(each.column_keys), each.referred_table.name) for each in keys}
    if dialect.name == "sqlite" and model.dialect_options["sqlite"]["strict"]:
        shape.add(("strict", "table"))
    return shape


def _strict(connection: Connection) -> dict[str, Shape]:
    """On SQLite the tables that refuse values of another type than their column's."""
    if connection.dialect.name != "sqlite":
        return {}
    listed = connection.execute(text("PRAGMA table_list"))
    return {row.name: {("strict", "table")} for row in listed if row.strict}


def plain(condition: str) -> str:
    """A condition without what an engine adds when it tells one: brackets, casts, blanks, case, its own spellings."""
    bare = _CASTS.sub("", condition.lower())
    bare = re.sub(r"= any \(array\[([^\]]*)\]\)", r"in (\1)", bare).replace("(", " ").replace(")", " ")
    bare = re.sub(r"(\w+) >= (\S+) and \1 <= (\S+)", r"\1 between \2 and \3", bare).replace("!=", "<>")
    return re.sub(r"[\s'\"]+", "", bare)
