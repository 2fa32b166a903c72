"""Acts, seals and what the database refuses, on both engines; the threats are those of a person with a shell."""

from __future__ import annotations

from base64 import b64decode, b64encode

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from precursors.audit import checkpoint, proof
from precursors.audit.acts import Actor, OpenAct, open_act
from precursors.audit.models import Reversal
from precursors.audit.verify import verify
from precursors.db.engine import Database
from precursors.db.tables import fact_id
from precursors.ledger.accounts import Address, balances, opened, tail
from precursors.ledger.models import Transfer
from tests.tampering import shell

ACTOR = Actor("tester", "XD-INS")
WORLD = Address("world", "world", "acetone", "base_ug")
STORE = Address("store:1", "stock", "acetone", "base_ug")


def moving(act: OpenAct, amount: int, *, floor: int | None = 0, outwards: bool = False) -> list[int]:
    """An act that moves `amount` into the store, or out of it."""
    ids = opened(act, [WORLD, STORE], {STORE: floor} if floor is not None else {})
    debit, credit = (ids[STORE], ids[WORLD]) if outwards else (ids[WORLD], ids[STORE])
    key = act.add(Reversal, {"target": act.id}, tail([(debit, credit, amount)]))
    act.session.execute(insert(Transfer), {"fact": key, "k": 0, "debit": debit, "credit": credit, "amount": amount})
    act.seal()
    return [ids[WORLD], ids[STORE]]


def moved(database: Database, amount: int, *, outwards: bool = False) -> dict[int, int]:
    """Balances after one such act."""

    def unit(session: Session) -> dict[int, int]:
        accounts = moving(open_act(session, "move", ACTOR), amount, outwards=outwards)
        return balances(session, accounts)

    return database.write(unit)


def test_a_sealed_act_moves_balances_and_verifies(database: Database) -> None:
    after = moved(database, 700)

    with database.read() as session:
        verdict = verify(session)
    assert sorted(after.values()) == [-700, 700]
    assert verdict.broken is None
    assert (verdict.acts, verdict.rows) == (2, 3)


def test_a_floor_refuses_what_is_not_there_and_leaves_nothing(database: Database) -> None:
    moved(database, 700)

    with pytest.raises(DBAPIError, match="floor"):
        moved(database, 701, outwards=True)

    with database.read() as session:
        assert verify(session).acts == 2


def test_an_act_without_a_seal_cannot_be_committed(database: Database) -> None:
    with pytest.raises(DBAPIError):
        database.write(lambda session: open_act(session, "loose", ACTOR).id)


def test_a_seal_that_misses_a_row_is_refused(database: Database) -> None:
    def unit(session: Session) -> None:
        act = open_act(session, "short", ACTOR)
        act.add(Reversal, {"target": 1})
        session.execute(insert(Reversal), {"id": fact_id(act.id, 1), "target": 2})
        act.seal()

    with pytest.raises(DBAPIError, match="leaves missing"):
        database.write(unit)


def test_a_fact_of_a_kind_that_no_span_names_is_refused(database: Database) -> None:
    def unit(session: Session) -> None:
        act = open_act(session, "short", ACTOR)
        session.execute(insert(Reversal), {"id": fact_id(act.id, 0), "target": 1})
        act.seal()

    with pytest.raises(DBAPIError, match="leaves missing in reversal"):
        database.write(unit)


def test_a_transfer_between_unlike_accounts_is_refused(database: Database) -> None:
    def unit(session: Session) -> None:
        act = open_act(session, "mixed", ACTOR)
        ether = Address("store:1", "stock", "ethyl-ether", "base_ug")
        ids = opened(act, [WORLD, ether])
        key = act.add(Reversal, {"target": 1}, tail([(ids[WORLD], ids[ether], 5)]))
        values = {"fact": key, "k": 0, "debit": ids[WORLD], "credit": ids[ether], "amount": 5}
        session.execute(insert(Transfer), values)
        act.seal()

    with pytest.raises(DBAPIError, match="unlike accounts"):
        database.write(unit)


ATTACKS = [
    "UPDATE transfer SET amount = 1",
    "DELETE FROM transfer",
    "UPDATE act SET actor = 'somebody else'",
    "DELETE FROM act",
    "UPDATE seal SET leaves = 0",
    "DELETE FROM seal",
    "DELETE FROM span",
    "UPDATE reversal SET target = 9",
    "UPDATE balance SET amount = amount + 1",
    "DELETE FROM balance",
    "DELETE FROM posting",
    "UPDATE posting SET delta = 0",
    "UPDATE account SET floor = NULL",
    "INSERT INTO reversal (id, target) VALUES (16777300, 77)",
    "INSERT INTO transfer (fact, k, debit, credit, amount) VALUES (16777218, 1, 16777216, 16777217, 5)",
    "INSERT INTO span (act, first, count, kind, version) VALUES (1, 50, 1, 'reversal', 1)",
    "INSERT INTO posting (act, account, delta) VALUES (1, 16777216, 5)",
]
REPLACES = [
    "INSERT OR REPLACE INTO reversal (id, target) VALUES (16777218, 9)",
    "INSERT OR REPLACE INTO transfer (fact, k, debit, credit, amount) VALUES (16777218, 0, 16777217, 16777216, 1)",
    """INSERT OR REPLACE INTO account (id, address, holder, role, substance, measure)
    VALUES (33554432, 'store:1|stock|acetone|base_ug|', 'x', 'x', 'x', 'ul')""",
    "INSERT OR REPLACE INTO balance (account, amount, floor, act) VALUES (16777216, 0, NULL, 9)",
    "INSERT OR REPLACE INTO act (id, kind, actor, at) VALUES (1, 'x', 'x', '2026-01-01T00:00:00.000000Z')",
    """INSERT OR REPLACE INTO seal (act, leaves, root, prev, hash)
    SELECT act, 0, root, prev, hash FROM seal WHERE act = 1""",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_application_cannot_rewrite_what_is_sealed(database: Database, attack: str) -> None:
    moved(database, 700)

    with pytest.raises(DBAPIError):
        database.write(lambda session: session.execute(text(attack)))

    with database.read() as session:
        assert verify(session).broken is None


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_plain_shell_is_refused_too(url: str, database: Database, attack: str) -> None:
    moved(database, 700)

    with pytest.raises(Exception, match=r"registry|violates|constraint"):
        shell(url, attack)


@pytest.mark.parametrize("attack", REPLACES)
def test_replace_is_no_way_round_in_a_plain_sqlite_shell(url: str, database: Database, attack: str) -> None:
    if not database.is_sqlite:
        return
    moved(database, 700)

    with pytest.raises(Exception, match="registry"):
        shell(url, attack)

    with database.read() as session:
        assert verify(session).broken is None


def test_what_a_superuser_forces_is_seen(url: str, database: Database) -> None:
    moved(database, 700)

    shell(url, "UPDATE reversal SET target = 9", guards_off=True)

    with database.read() as session:
        broken = verify(session).broken
    assert broken is not None
    assert broken.code == "verify.rows-differ"


def test_a_rewritten_chain_passes_inside_but_not_the_checkpoint(url: str, database: Database) -> None:
    moved(database, 700)
    with database.read() as session:
        before, _ = checkpoint.log_head(session)

    with database.read() as session:
        shorter = verify(session, checkpoint=(before.size + 1, before.root)).broken
        rewritten = verify(session, checkpoint=(before.size, bytes(32))).broken
        honest = verify(session, checkpoint=(before.size, before.root)).broken

    assert shorter is not None
    assert shorter.code == "verify.log-shorter"
    assert rewritten is not None
    assert rewritten.code == "verify.log-rewritten"
    assert honest is None


def test_a_record_proves_itself_without_the_database(database: Database) -> None:
    moved(database, 700)
    key = checkpoint.Ed25519PrivateKey.generate()
    with database.read() as session:
        made = proof.prove(session, fact_id(1, 2), key)

    assert proof.check(made) is None
    assert proof.check(made, checkpoint.public_bytes(key)) is None


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ("record", "proof.record"),
        ("ref", "proof.ref"),
        ("act", "proof.log"),
        ("checkpoint", "proof.checkpoint"),
        ("public_key", "proof.checkpoint"),
    ],
)
def test_a_changed_proof_fails(database: Database, part: str, code: str) -> None:
    moved(database, 700)
    key = checkpoint.Ed25519PrivateKey.generate()
    with database.read() as session:
        made = proof.prove(session, fact_id(1, 2), key)
        other = proof.prove(session, fact_id(1, 0), checkpoint.Ed25519PrivateKey.generate())

    heading = b64decode(made["act"]).replace(b"3:act1:11:1", b"3:act1:11:0")
    other |= {"ref": "SHP-2026-000009-X", "act": b64encode(heading).decode()}

    wrong = proof.check(made | {part: other[part]})

    assert wrong is not None
    assert wrong.code == code
