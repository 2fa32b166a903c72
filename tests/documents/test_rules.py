"""A file is kept as what its name says, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from precursors.audit.acts import Actor
from precursors.db.engine import Database
from precursors.documents.rules import BEGINNINGS, kind_against
from precursors.documents.service import Upload, attach
from precursors.documents.store import Store
from precursors.problems import Problem
from precursors.trade.models import Shipment
from tests.people import an_agency
from tests.scope.makers import a_shipment


@pytest.mark.parametrize("ending", sorted(BEGINNINGS))
def test_a_file_begins_as_its_ending_says(ending: str) -> None:
    for beginning in BEGINNINGS[ending]:
        assert kind_against(f"a{ending.upper()}", beginning + b"...") is None

    wrong = kind_against(f"a{ending}", b"MZ\x90\x00 a program")
    assert wrong is not None
    assert wrong.code == "document.not-its-kind"


def test_a_file_of_an_ending_nobody_knows_is_kept_whatever_it_holds() -> None:
    assert kind_against("trace.raw", b"MZ") is None
    assert kind_against("note", b"") is None


def test_a_file_that_is_not_what_its_name_says_is_refused(database: Database, tmp_path: Path) -> None:
    an_agency(database)
    key = database.write(lambda session: a_shipment(session, "XD-INS"))
    store, given = Store(tmp_path / "documents"), tmp_path / "given"
    given.write_bytes(b"MZ\x90\x00 a program")

    def laid(name: str) -> int | Problem:
        return database.write(
            lambda session: attach(
                session, Actor("ines"), session.get_one(Shipment, key), Upload(given, name), store, "evidence"
            )
        )

    refused, kept = laid("picture.png"), laid("found.bin")

    assert isinstance(refused, Problem)
    assert refused.code == "document.not-its-kind"
    assert isinstance(kept, int)
