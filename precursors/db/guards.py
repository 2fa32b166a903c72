"""Triggers and grants that follow from a table's sort. They are laid again after every migration, never versioned.

A fact cannot be changed or deleted, nor added to an act that is sealed. The triggers speak for both engines; on
PostgreSQL, with an owner's address set, the application's role also lacks the rights.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlalchemy import Connection, text

from precursors.db.aside import Aside
from precursors.db.revision import ASIDE_VERSION
from precursors.db.tables import LEAF_BITS, Fact, tables_of

MARK = "guard_"
"""Every trigger and function laid here or by a room's own guards begins so."""

CHAIN = ("act", "seal", "span")
"""Tables of the log itself: append-only like facts, keyed by act."""


def append_only(dialect: str, table: str, act: str) -> list[str]:
    """Statements that make `table` append-only; `act` is the SQL that tells a row's act ("NEW.id >> 24")."""
    if dialect == "sqlite":
        return _sqlite_append_only(table, act)
    return _postgres_append_only(table, act.replace("NEW.", "fresh."))


def _sqlite_append_only(table: str, act: str) -> list[str]:
    refuse = f"SELECT RAISE(ABORT, 'registry: {table} never changes')"
    statements = [
        f"CREATE TRIGGER {MARK}{table}_{name} BEFORE {verb} ON {table} BEGIN {refuse}; END"
        for name, verb in (("bu", "UPDATE"), ("bd", "DELETE"))
    ]
    if act:
        # ROLLBACK, not ABORT: an act is all or nothing, and it spares SQLite the statement journal.
        statements.append(
            f"CREATE TRIGGER {MARK}{table}_bi BEFORE INSERT ON {table}"
            f" WHEN EXISTS (SELECT 1 FROM seal WHERE act = {act})"
            f" BEGIN SELECT RAISE(ROLLBACK, 'registry: the act is sealed'); END"
        )
    return statements


def _postgres_append_only(table: str, act: str) -> list[str]:
    statements = [
        f"CREATE TRIGGER {MARK}{table}_no BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {MARK}no_change()",
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {MARK}{table}_no",
    ]
    if act:
        statements += [
            f"CREATE FUNCTION {MARK}{table}_open() RETURNS trigger LANGUAGE plpgsql"
            f" SECURITY DEFINER SET search_path = public, pg_temp AS $$ BEGIN"
            f" IF EXISTS (SELECT 1 FROM seal WHERE act IN (SELECT DISTINCT {act} FROM fresh)) THEN"
            f" RAISE EXCEPTION 'registry: the act is sealed'; END IF; RETURN NULL; END $$",
            f"CREATE TRIGGER {MARK}{table}_open AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {MARK}{table}_open()",
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {MARK}{table}_open",
        ]
    return statements


def base_guards(dialect: str) -> list[str]:
    """What every registry needs: facts and the log are append-only."""
    statements = []
    if dialect != "sqlite":
        statements.append(
            f"CREATE FUNCTION {MARK}no_change() RETURNS trigger LANGUAGE plpgsql AS $$"
            " BEGIN RAISE EXCEPTION 'registry: % never changes', TG_TABLE_NAME; END $$"
        )
    for table in Fact.kinds:
        statements += append_only(dialect, table, f"NEW.id >> {LEAF_BITS}")
    for table, act in (("act", "NEW.id"), ("seal", ""), ("span", "NEW.act")):
        statements += append_only(dialect, table, act)
    return statements


_POLICIES = (
    "SELECT c.relname, p.polname FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid"
    " AND p.polname LIKE 'guard\\_%' WHERE c.relrowsecurity AND c.relnamespace = 'public'::regnamespace"
)


def lift(connection: Connection) -> None:
    """Take every guard away (a migration runs between `lift` and `lay`, in one transaction)."""
    if connection.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'guard\\_%' ESCAPE '\\'"
        for (name,) in connection.execute(text(query)).all():
            connection.exec_driver_sql(f'DROP TRIGGER "{_plain(name)}"')
        return
    for name, policy in connection.execute(text(_POLICIES)).all():
        if policy:
            connection.exec_driver_sql(f'DROP POLICY "{_plain(policy)}" ON "{_plain(name)}"')
        connection.exec_driver_sql(f'ALTER TABLE "{_plain(name)}" DISABLE ROW LEVEL SECURITY')
    query = "SELECT proname FROM pg_proc WHERE proname LIKE 'guard\\_%' AND pronamespace = 'public'::regnamespace"
    for (name,) in connection.execute(text(query)).all():
        connection.exec_driver_sql(f'DROP FUNCTION IF EXISTS "{_plain(name)}"() CASCADE')


def lay(connection: Connection, statements: Iterable[str]) -> None:
    """Lay guards given as whole statements."""
    plain = connection.execution_options(no_parameters=True)  # a % in PL/pgSQL is no placeholder
    for statement in statements:
        plain.exec_driver_sql(statement)


def grant(connection: Connection, role: str) -> None:
    """Give the application's role on PostgreSQL what it needs and no more."""
    name = connection.dialect.identifier_preparer.quote(role)
    connection.exec_driver_sql(f"GRANT SELECT ON alembic_version TO {name}")
    chain_and_facts = [*CHAIN, *(t for t in tables_of("fact") if t not in CHAIN)]
    for table in chain_and_facts:
        connection.exec_driver_sql(f"GRANT SELECT, INSERT ON {table} TO {name}")
    for table in tables_of("working"):
        connection.exec_driver_sql(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {name}")
    for table in tables_of("cache"):
        rights = "SELECT" if table in {"balance", "posting"} else "SELECT, INSERT, UPDATE, DELETE"
        connection.exec_driver_sql(f"GRANT {rights} ON {table} TO {name}")


def grant_aside(connection: Connection, role: str) -> None:
    """Give the application's role on PostgreSQL what it needs of the tables that live aside."""
    name = connection.dialect.identifier_preparer.quote(role)
    connection.exec_driver_sql(f"GRANT SELECT ON {ASIDE_VERSION} TO {name}")
    for mapper in Aside.registry.mappers:
        rights = "SELECT, INSERT" if mapper.class_.grows_only else "SELECT, INSERT, UPDATE, DELETE"
        connection.exec_driver_sql(f"GRANT {rights} ON {mapper.class_.__tablename__} TO {name}")


def _plain(name: str) -> str:
    if not re.fullmatch(r"[a-z0-9_]+", name):
        message = f"not a name of ours: {name!r}"
        raise ValueError(message)
    return name
