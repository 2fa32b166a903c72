"""Every revision up, down and up again on both engines; what stands after it is what the models say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import CheckConstraint, Connection, Engine, inspect, text
from sqlalchemy.schema import CreateTable

from precursors.app.registry import guards
from precursors.app.setup import found
from precursors.audit.verify import verify
from precursors.db.engine import Database
from precursors.db.migrate import move
from precursors.db.revision import head, revision
from precursors.db.tables import Fact, Table
from tests.factories import Registry, a_licence, a_registry, a_workbook, checks_kept, shipments

ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
both = pytest.mark.parametrize("empty_url", ENGINES, indirect=True)


@pytest.fixture
def owner(empty_url: str) -> Iterator[Database]:
    """An empty database, with the rights of its owner."""
    database = Database(empty_url, guarded=False)
    yield database
    database.close()


@pytest.fixture
def filled(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Registry]:
    """A registry with licences, shipments, flags and a correction in it."""
    with checks_kept():
        registry = a_registry(url, tmp_path / "home", monkeypatch, capsys)
        licence = a_licence(Quantity=100, Unit="kg")
        registry.take(a_workbook(tmp_path / "l.xlsx", [licence]), kind="licences", code=0)
        registry.take(a_workbook(tmp_path / "s.xlsx", shipments(20)), code=1)
        corrected = a_workbook(tmp_path / "c.xlsx", shipments(1, notes="seen"))
        assert registry.take(corrected, "--correct", "--reason", "slip").json["state"] == "committed"
        yield registry


def tables(engine: Engine) -> set[str]:
    """Tables of the registry that are there."""
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def columns_of(engine: Engine, table: str) -> dict[str, tuple[str, bool]]:
    """Column to its type, as the engine names it, and whether it may be empty."""
    return {
        each["name"]: (each["type"].compile(engine.dialect), bool(each["nullable"]))
        for each in inspect(engine).get_columns(table)
    }


def normal(condition: str) -> str:
    """A condition without what engines add when they tell it: brackets, casts, blanks, case."""
    bare = re.sub(r"::(text|bigint|integer|bytea|character varying)(\[\])?", "", condition.lower())
    bare = re.sub(r"= any \(array\[([^\]]*)\]\)", r"in (\1)", bare)
    bare = re.sub(r"(\w+) >= (\S+) and \1 <= (\S+)", r"\1 between \2 and \3", bare.replace("(", " ").replace(")", " "))
    return re.sub(r"[\s'\"]+|<>|!=", lambda found: "<>" if found.group() in {"<>", "!="} else "", bare)


def checks_of(engine: Engine, table: str) -> dict[str, str]:
    """Name to condition of every CHECK of a table."""
    return {str(each["name"]): normal(each["sqltext"]) for each in inspect(engine).get_check_constraints(table)}


@both
def test_up_down_and_up_again_ends_where_it_began(owner: Database) -> None:
    move(owner, guards)
    first, stands = tables(owner.engine), revision(owner)

    move(owner, guards, "base")
    assert tables(owner.engine) == set()
    assert revision(owner) is None
    move(owner, guards)

    assert (tables(owner.engine), revision(owner)) == (first, stands)
    assert stands == head()
    found(owner)
    with owner.read() as session:
        assert verify(session).broken is None


@both
def test_tables_and_columns_are_those_of_the_models(owner: Database) -> None:
    move(owner, guards)

    assert tables(owner.engine) == set(Table.metadata.tables)
    for name, model in Table.metadata.tables.items():
        wanted = {
            column.name: (column.type.compile(owner.engine.dialect), bool(column.nullable)) for column in model.columns
        }
        assert columns_of(owner.engine, name) == wanted, name


@both
def test_checks_keys_and_indexes_are_those_of_the_models(owner: Database) -> None:
    move(owner, guards)

    looking = inspect(owner.engine)
    for name, model in Table.metadata.tables.items():
        named = {
            str(each.name): normal(str(each.sqltext)) for each in model.constraints if isinstance(each, CheckConstraint)
        }
        assert checks_of(owner.engine, name) == named, name
        assert looking.get_pk_constraint(name)["constrained_columns"] == [each.name for each in model.primary_key], name
        assert {each["name"] for each in looking.get_foreign_keys(name)} == {
            each.name for each in model.foreign_key_constraints
        }, name
        indexes = {
            (each["name"], tuple(each["column_names"]), bool(each["unique"])) for each in looking.get_indexes(name)
        }
        wanted = {
            (each.name, tuple(column.name for column in each.columns), bool(each.unique)) for each in model.indexes
        }
        assert indexes == wanted, name


@both
def test_every_table_is_strict(owner: Database) -> None:
    if not owner.is_sqlite:
        return
    move(owner, guards)

    with owner.engine.connect() as connection:
        strict = {
            row.name: (row.strict, row.wr)
            for row in connection.execute(text("PRAGMA table_list"))
            if row.type == "table"
        }
    for name, model in Table.metadata.tables.items():
        wanted = "WITHOUT ROWID" in str(CreateTable(model).compile(owner.engine))
        assert strict[name] == (1, int(wanted)), name


def laid(connection: Connection) -> set[str]:
    """Every trigger there is, with what it does."""
    if connection.dialect.name == "sqlite":
        query = "SELECT name || ' ' || sql FROM sqlite_schema WHERE type = 'trigger'"
    else:
        query = (
            "SELECT t.tgname || ' on ' || c.relname || ' ' || t.tgenabled::text || ' ' || p.prosrc FROM pg_trigger t"
            " JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal"
        )
    return {name for (name,) in connection.execute(text(query))}


@both
def test_every_trigger_the_rooms_ask_for_is_there_and_always_on(owner: Database) -> None:
    move(owner, guards)

    with owner.engine.connect() as connection:
        there = laid(connection)
    asked = [re.match(r"CREATE TRIGGER (\w+)", each) for each in guards(owner.engine.dialect.name)]
    names = {found.group(1) for found in asked if found}
    assert {each.split(" ")[0] for each in there} == names
    assert all(f"guard_{table}_" in " ".join(there) for table in Fact.kinds)
    if not owner.is_sqlite:
        assert all(" A " in each for each in there)


def leaves(registry: Registry) -> list[tuple[object, ...]]:
    """Root and hash of every act."""
    return [tuple(map(bytes, row)) for row in registry.rows("SELECT root, hash FROM seal ORDER BY act")]


def test_laying_the_guards_again_over_data_changes_neither_guards_nor_hashes(filled: Registry) -> None:
    before, verdict = leaves(filled), filled.verified()
    owner = Database(filled.url, guarded=False)
    with owner.engine.connect() as connection:
        guarded = laid(connection)

    for _ in range(2):
        move(owner, guards)

    with owner.engine.connect() as connection:
        assert laid(connection) == guarded
    owner.close()
    assert leaves(filled) == before
    assert filled.verified() == verdict
    assert verdict.broken is None


def test_init_over_a_registry_with_data_can_be_repeated(filled: Registry) -> None:
    before = leaves(filled)
    filled.run("init", code=0)
    once = leaves(filled)

    filled.run("init", code=0)

    assert once[: len(before)] == before
    assert leaves(filled) == once
    assert filled.run("verify", "--json", code=0).json["ok"] is True


@both
def test_a_registry_of_another_revision_is_not_opened(
    owner: Database, empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    registry = Registry(empty_url, tmp_path, monkeypatch, capsys)

    said = registry.run("verify", code=2)

    assert "precursors init" in said.err
    assert said.err.count("\n") == 1
