"""One changed byte in the database file: seen by `verify` with a checkpoint, or nothing was changed by it."""

from __future__ import annotations

import random
import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.counts import counted, many
from tests.factories import Registry, a_licence, a_shipment, a_workbook
from tests.tampering import shell

CHANGES = many("CHANGES", 40, 2_000)


def a_filled_registry(registry: Registry, tmp_path: Path) -> Path:
    """Licences, shipments, flags, a correction; answers the signed log head that a stranger keeps."""
    registry.take(a_workbook(tmp_path / "l.xlsx", [a_licence(Quantity=100, Unit="kg")]), kind="licences")
    registry.take(a_workbook(tmp_path / "s.xlsx", [a_shipment(line=str(n), quantity=n) for n in range(1, 31)]))
    registry.take(a_workbook(tmp_path / "c.xlsx", [a_shipment(line="1", quantity=2)]), "--correct", "--reason", "slip")
    head = tmp_path / "head.note"
    registry.run("checkpoint", head, code=0)
    return head


def told(registry: Registry, head: Path) -> str | None:
    """The code `verify` answers against the head, None when all holds. It must answer, whatever was damaged."""
    said = registry.run("verify", "--checkpoint", head, "--json")
    assert said.code in {0, 1}, said
    broken = said.json["broken"]
    return str(broken["code"]) if broken else None


def content(path: Path) -> list[str]:
    """Every row of every table, as the file says it."""
    connection = sqlite3.connect(path)
    try:
        return [line for line in connection.iterdump() if line.startswith("INSERT") and "sqlite_schema" not in line]
    finally:
        connection.close()


def settled(path: Path) -> None:
    """The log written back into the file, so that the file alone is the database."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def test_a_changed_byte_is_seen_or_changed_nothing(embedded: Registry, tmp_path: Path) -> None:
    head = a_filled_registry(embedded, tmp_path)
    path = Path(embedded.url.removeprefix("sqlite:///"))
    settled(path)
    clean = path.read_bytes()
    before = content(path)
    chance = random.Random(1988)
    assert told(embedded, head) is None
    unseen, seen = [], 0

    for _ in range(CHANGES):
        at, bit = chance.randrange(100, len(clean)), chance.randrange(8)
        changed = bytearray(clean)
        changed[at] ^= 1 << bit
        for side in ("-wal", "-shm"):
            path.with_name(path.name + side).unlink(missing_ok=True)
        path.write_bytes(changed)
        if told(embedded, head) is not None:
            seen += 1
        elif _says_something_else(path, before):
            unseen.append((at, bit))
        counted("one changed bit of the database file", "sqlite")

    assert unseen == []
    assert seen > 0


def _says_something_else(path: Path, before: list[str]) -> bool:
    try:
        return content(path) != before
    except sqlite3.Error:
        return True


CHANGED_ROWS = [
    "UPDATE shipment SET base_ug = base_ug + 1 WHERE id = (SELECT max(id) FROM shipment)",
    "UPDATE shipment SET notes = 'nothing to see' WHERE id = (SELECT min(id) FROM shipment)",
    "UPDATE shipment_month SET base_ug = base_ug - 1",
    "DELETE FROM shipment_month",
    "UPDATE balance SET amount = amount + 1 WHERE account = (SELECT min(account) FROM balance)",
    "DELETE FROM posting WHERE act = (SELECT max(act) FROM posting)",
    "UPDATE transfer SET amount = amount + 1 WHERE fact = (SELECT max(fact) FROM transfer)",
    "DELETE FROM current WHERE key = (SELECT min(key) FROM current)",
    "UPDATE flag SET score = 1",
    "DELETE FROM flag",
    "UPDATE licence_line SET per_year = per_year * 10",
    "UPDATE act SET actor = 'nobody' WHERE id = 2",
    "UPDATE act SET reason = NULL",
    "UPDATE account SET floor = NULL",
    "UPDATE balance SET floor = NULL",
    "DELETE FROM reversal",
    "UPDATE document SET name = 'other.xlsx'",
    "UPDATE licence_line SET folded = 'lic 9'",
]


@pytest.mark.parametrize("statement", CHANGED_ROWS)
def test_a_row_changed_behind_the_back_is_seen(embedded: Registry, tmp_path: Path, statement: str) -> None:
    head = a_filled_registry(embedded, tmp_path)

    shell(embedded.url, statement, guards_off=True)

    assert told(embedded, head) is not None


NO_SUCH_VALUES = [
    ("UPDATE shipment SET day = 'soon' WHERE id = (SELECT max(id) FROM shipment)", "verify.rows-differ"),
    ("UPDATE shipment SET day = '99999-01-01'", "verify.rows-differ"),
    ("UPDATE shipment SET row = 9223372036854775807", "verify.rows-differ"),
    ("UPDATE shipment SET notes = CAST(x'ff41' AS TEXT)", "verify.rows-differ"),
    ("UPDATE licence_line SET number = CAST(x'00ff' AS TEXT)", "verify.rows-differ"),
    ("UPDATE act SET at = 'soon' WHERE id = 2", "verify.header"),
    ("UPDATE act SET kind = CAST(x'ff41' AS TEXT) WHERE id = 2", "verify.header"),
    ("UPDATE span SET ref_first = ref_first + 1 WHERE kind = 'shipment'", "verify.header"),
    ("UPDATE span SET kind = CAST(x'ff41' AS TEXT) WHERE kind = 'shipment'", "verify.header"),
    ("UPDATE shipment_month SET month = CAST(x'ff41' AS TEXT)", "verify.integrity"),
    ("INSERT INTO transfer SELECT fact + 4096, k, debit, credit, amount FROM transfer LIMIT 1", "verify.rows-added"),
    ("INSERT INTO reversal (id, target) VALUES (4096, 4096)", "verify.rows-added"),
]


@pytest.mark.parametrize(("statement", "code"), NO_SUCH_VALUES)
def test_a_value_that_cannot_be_is_named_and_stops_nothing(
    embedded: Registry, tmp_path: Path, statement: str, code: str
) -> None:
    head = a_filled_registry(embedded, tmp_path)

    shell(embedded.url, statement, guards_off=True)

    assert told(embedded, head) == code


def test_a_schema_nobody_can_read_is_told(embedded: Registry, tmp_path: Path) -> None:
    head = a_filled_registry(embedded, tmp_path)
    path = Path(embedded.url.removeprefix("sqlite:///"))
    settled(path)

    path.write_bytes(path.read_bytes().replace(b"CREATE TABLE span", b"CREATE TABXE span"))

    assert told(embedded, head) == "verify.integrity"


def test_a_file_without_its_first_words_is_told(embedded: Registry, tmp_path: Path) -> None:
    head = a_filled_registry(embedded, tmp_path)
    path = Path(embedded.url.removeprefix("sqlite:///"))
    settled(path)

    path.write_bytes(bytes(16) + path.read_bytes()[16:])

    assert told(embedded, head) == "verify.integrity"


def test_an_older_copy_is_seen_by_the_head_that_was_kept(embedded: Registry, tmp_path: Path) -> None:
    path = Path(embedded.url.removeprefix("sqlite:///"))
    settled(path)
    shutil.copy(path, tmp_path / "older")
    head = a_filled_registry(embedded, tmp_path)
    settled(path)

    shutil.copy(tmp_path / "older", path)

    assert told(embedded, head) == "verify.log-shorter"


def test_guards_that_were_taken_away_are_seen(embedded: Registry, tmp_path: Path) -> None:
    head = a_filled_registry(embedded, tmp_path)
    connection = sqlite3.connect(embedded.url.removeprefix("sqlite:///"))
    connection.execute("DROP TRIGGER guard_shipment_bu")
    connection.commit()
    connection.close()

    assert told(embedded, head) is not None


def test_an_index_that_leads_astray_is_seen(embedded: Registry, tmp_path: Path) -> None:
    head = a_filled_registry(embedded, tmp_path)
    path = Path(embedded.url.removeprefix("sqlite:///"))
    settled(path)
    clean = path.read_bytes()
    connection = sqlite3.connect(path)
    (root,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'ix_licence_line_folded'").fetchone()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    connection.close()
    page = clean[(root - 1) * size : root * size]
    assert page.count(b"lic 1") == 1

    path.write_bytes(clean[: (root - 1) * size] + page.replace(b"lic 1", b"lic 9") + clean[root * size :])

    assert told(embedded, head) is not None
