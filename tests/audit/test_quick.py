"""The leaves that SQLite puts together are those read field by field; where they are not, the exact way decides."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.agencies.models import Agency
from precursors.audit import leaves, quick
from precursors.audit.acts import Actor, OpenAct, open_act
from precursors.audit.headers import Run, run_of
from precursors.audit.models import Reversal, Span
from precursors.audit.verify import verify
from precursors.db.engine import Database
from precursors.ledger.accounts import Address, opened, tail
from precursors.ledger.reversing import post

ACTOR = Actor("tester")


@pytest.fixture
def embedded(sqlite_template: Path, tmp_path: Path) -> Database:
    """A fresh registry in an SQLite file."""
    shutil.copy(sqlite_template, tmp_path / "registry.sqlite3")
    return Database(f"sqlite:///{tmp_path / 'registry.sqlite3'}")


def an_agency(name: str) -> dict[str, object]:
    """An agency's row with a key that holds a zero byte."""
    return {"code": "X", "name": name, "kind": "customs", "country": "PE", "convention": "es-PE", "key": bytes(16)}


def runs(session: Session, act: int) -> list[Run]:
    """What an act wrote."""
    found = session.execute(select(*Span.__table__.columns).where(Span.act == act).order_by(Span.first))
    return [run_of(dict(span)) for span in found.mappings()]


def written(session: Session, name: str) -> OpenAct:
    """An act with an agency, accounts with and without a floor, and a record with two transfers."""
    act = open_act(session, "try", ACTOR)
    act.add(Agency, an_agency(name))
    world, store = Address("world", "world", "acetone", "base_ug"), Address("store:ñ", "stock", "acetone", "base_ug")
    ids = opened(act, [world, store], {store: -5})
    moved = [(ids[world], ids[store], 12), (ids[world], ids[store], 10**17)]
    first = act.add(Reversal, {"target": 7}, tail(moved))
    post(session, first, [moved])
    act.seal()
    return act


def test_what_the_engine_joins_is_what_is_read_field_by_field(embedded: Database) -> None:
    act = embedded.write(lambda session: written(session, "Dirección, 税関, 10:x"))

    with embedded.read() as session:
        joined = quick.leaf_hashes(session, act.id, runs(session, act.id))
        exact = leaves.leaf_hashes(session, act.id, runs(session, act.id))

    assert joined == exact == act.leaves


def test_a_text_with_a_zero_byte_is_left_to_the_exact_way(embedded: Database) -> None:
    act = embedded.write(lambda session: written(session, "before\x00after"))

    with embedded.read() as session:
        joined = quick.leaf_hashes(session, act.id, runs(session, act.id))
        broken = verify(session).broken

    assert joined != act.leaves
    assert broken is not None
    assert broken.code == "verify.current"  # which comes after all leaves: nobody registered this agency's key
