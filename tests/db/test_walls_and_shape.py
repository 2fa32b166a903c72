"""What an owner of the database can take away, change or add is named by `verify`; what was laid is not."""

from __future__ import annotations

import sqlite3

import psycopg
import pytest
from sqlalchemy.engine import make_url

from precursors.app.registry import guards, guards_stand
from precursors.audit.verify import verify
from precursors.db.engine import Database
from precursors.db.migrate import move
from precursors.db.shape import file_is_whole, indexes_comparable, schema_holds
from precursors.db.tables import Fact

SQLITE_GUARDS = [
    ("DROP TRIGGER guard_shipment_bu", "guard_shipment_bu", "missing"),
    ("CREATE TRIGGER theirs AFTER INSERT ON shipment BEGIN SELECT 1; END", "theirs", "foreign"),
    (
        "DROP TRIGGER guard_seal_a; CREATE TRIGGER guard_seal_a BEFORE INSERT ON seal BEGIN SELECT 1; END",
        "guard_seal_a",
        "changed",
    ),
]
HOLLOW = "CREATE OR REPLACE FUNCTION guard_no_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$"
POSTGRES_GUARDS = [
    ("DROP TRIGGER guard_shipment_no ON shipment", "guard_shipment_no ON shipment", "missing"),
    ("ALTER TABLE shipment DISABLE TRIGGER guard_shipment_no", "guard_shipment_no ON shipment", "changed"),
    ("ALTER TABLE shipment ENABLE TRIGGER guard_shipment_no", "guard_shipment_no ON shipment", "changed"),
    (HOLLOW, "guard_no_change()", "changed"),
    ("ALTER FUNCTION guard_seal_a() SECURITY INVOKER", "guard_seal_a()", "changed"),
    ("ALTER FUNCTION guard_seal_a() SET search_path = pg_temp, public", "guard_seal_a()", "changed"),
    (
        (
            "DROP TRIGGER guard_seal_a ON seal; CREATE TRIGGER guard_seal_a BEFORE INSERT ON seal FOR EACH ROW"
            " WHEN (false) EXECUTE FUNCTION guard_seal_a(); ALTER TABLE seal ENABLE ALWAYS TRIGGER guard_seal_a"
        ),
        "guard_seal_a ON seal",
        "changed",
    ),
    (
        "CREATE TRIGGER theirs AFTER INSERT ON shipment FOR EACH STATEMENT EXECUTE FUNCTION guard_no_change()",
        "theirs ON shipment",
        "foreign",
    ),
    ("CREATE RULE quiet AS ON UPDATE TO shipment DO INSTEAD NOTHING", "quiet", "changed"),
]
SQLITE_SHAPES = [
    ("DROP INDEX ix_licence_line_folded", "licence_line", "index ix_licence_line_folded"),
    ("ALTER TABLE flag ADD COLUMN more TEXT", "flag", "column more"),
    ("DROP TABLE flag", "flag", "flag"),
    (
        (
            "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET"
            " sql = replace(sql, 'amount >= floor', 'amount >= amount') WHERE name = 'balance';"
            " PRAGMA writable_schema = RESET"
        ),
        "balance",
        "check ck_balance_floor_holds",
    ),
    (
        (
            "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', '')"
            " WHERE name = 'flag'; PRAGMA writable_schema = RESET"
        ),
        "flag",
        "strict table",
    ),
]
POSTGRES_SHAPES = [
    ("DROP INDEX ix_licence_line_folded", "licence_line", "index ix_licence_line_folded"),
    ("ALTER TABLE flag ADD COLUMN more TEXT", "flag", "column more"),
    ("DROP TABLE flag CASCADE", "flag", "flag"),
    (
        (
            "ALTER TABLE balance DROP CONSTRAINT ck_balance_floor_holds;"
            " ALTER TABLE balance ADD CONSTRAINT ck_balance_floor_holds CHECK (amount >= amount)"
        ),
        "balance",
        "check ck_balance_floor_holds",
    ),
]


def as_owner(database: Database, statements: str) -> None:
    """What a person with the owner's shell does."""
    address = make_url(database.url)
    if database.is_sqlite:
        connection = sqlite3.connect(str(address.database))
        connection.executescript(statements)
        connection.close()
        return
    with psycopg.connect(host=address.query["host"], user=address.username, dbname=address.database) as shell:  # type: ignore[arg-type] # one host
        shell.execute(statements.encode())


def told(database: Database) -> list[tuple[str, dict[str, object]]]:
    """Code and values of everything the three checks find."""
    with database.read() as session:
        checks = (guards_stand, schema_holds, file_is_whole)
        return [(each.code, dict(each.values)) for check in checks for each in check(session)]


def test_what_was_laid_and_migrated_is_found_in_order(database: Database) -> None:
    assert told(database) == []


@pytest.mark.parametrize("case", range(max(len(SQLITE_GUARDS), len(POSTGRES_GUARDS))))
def test_a_guard_taken_away_changed_or_added_is_named(database: Database, case: int) -> None:
    cases = SQLITE_GUARDS if database.is_sqlite else POSTGRES_GUARDS
    statements, name, state = cases[case % len(cases)]

    as_owner(database, statements)

    assert told(database) == [("verify.guard", {"name": name, "state": state})]
    with database.read() as session:
        broken = verify(session).broken
    assert broken is not None
    assert broken.code == "verify.guard"


def test_references_switched_off_with_everything_else_are_named(database: Database) -> None:
    if database.is_sqlite:
        return
    as_owner(database, "ALTER TABLE flag DISABLE TRIGGER ALL")

    named = {values["name"] for _, values in told(database)}

    assert "guard_flag_no ON flag" in named
    assert any(str(name).startswith("RI_ConstraintTrigger") for name in named)


@pytest.mark.parametrize("case", range(max(len(SQLITE_SHAPES), len(POSTGRES_SHAPES))))
def test_a_table_of_another_shape_is_named_with_what_differs(database: Database, case: int) -> None:
    cases = SQLITE_SHAPES if database.is_sqlite else POSTGRES_SHAPES
    statements, table, what = cases[case % len(cases)]

    as_owner(database, statements)

    assert ("verify.schema", {"table": table, "what": what}) in told(database)


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_which_module_was_imported_first_changes_no_guard(dialect: str, monkeypatch: pytest.MonkeyPatch) -> None:
    one_way = set(guards(dialect))

    monkeypatch.setattr(Fact, "kinds", dict(reversed(Fact.kinds.items())))

    assert set(guards(dialect)) == one_way


def test_laying_the_guards_again_mends_what_was_taken_away(database: Database, url: str) -> None:
    as_owner(database, (SQLITE_GUARDS if database.is_sqlite else POSTGRES_GUARDS)[0][0])
    owner = Database(url, guarded=False)

    move(owner, guards)
    owner.close()

    assert told(database) == []


def test_indexes_are_compared_where_the_server_can(database: Database) -> None:
    if database.is_sqlite:
        return
    try:
        as_owner(database, "CREATE EXTENSION amcheck")
        brought = True
    except psycopg.Error:
        brought = False

    with database.read() as session:
        assert indexes_comparable(session) is brought
        assert list(file_is_whole(session)) == []


def test_a_reference_that_leads_nowhere_is_named(database: Database) -> None:
    if not database.is_sqlite:
        return
    as_owner(database, "INSERT INTO span (act, first, count, kind, version) VALUES (77, 0, 1, 'flag', 1)")

    assert "verify.integrity" in {code for code, _ in told(database)}


def test_a_damaged_page_is_a_finding_and_no_fault(database: Database) -> None:
    if not database.is_sqlite or database.file is None:
        return
    whole = database.file.read_bytes()
    database.file.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))

    with database.read() as session:
        broken = verify(session).broken

    assert broken is not None
    assert broken.code == "verify.integrity"
