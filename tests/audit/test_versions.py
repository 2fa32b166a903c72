"""Rows written in an earlier version of their table keep their leaves, and nothing can be put into what came later."""

from __future__ import annotations

import pytest

from precursors.app.registry import guards
from precursors.audit.verify import verify
from precursors.db.engine import Database
from precursors.db.migrate import move
from precursors.intake.folds import fold_again, folds_hold
from precursors.licensing.models import LicenceLine
from tests.scope.makers import a_licence_line, agencies
from tests.tampering import shell


@pytest.fixture
def old_row(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A registry in which a licence line was written before version 2."""
    agencies(database)
    with monkeypatch.context() as before:
        before.setattr(LicenceLine, "facts", (1, LicenceLine.earlier[1]))
        database.write(lambda session: a_licence_line(session, "XD-INS", "OLD-1"))
    database.write(lambda session: a_licence_line(session, "XD-INS", "NEW-1"))
    return database


def test_rows_of_both_versions_are_verified_side_by_side(old_row: Database) -> None:
    with old_row.read() as session:
        verdict = verify(session)

    assert verdict.broken is None


def test_a_later_column_filled_in_an_earlier_row_is_found(old_row: Database, url: str) -> None:
    shell(url, "UPDATE licence_line SET grace_until = '2030-01-01' WHERE number = 'OLD-1'", guards_off=True)

    with old_row.read() as session:
        broken = verify(session).broken

    assert broken is not None
    assert broken.code == "verify.rows-differ"


def test_a_look_up_that_was_led_astray_is_found_and_put_right_by_an_upgrade(old_row: Database, url: str) -> None:
    shell(url, "UPDATE licence_line SET folded = 'new 1' WHERE number = 'OLD-1'", guards_off=True)

    with old_row.read() as session:
        (found,) = folds_hold(session)
        broken = verify(session).broken
    owner = Database(url, guarded=False)
    move(owner, guards, derive=fold_again)
    owner.close()

    assert broken is not None
    assert broken.code == found.code == "verify.look-up"
    with old_row.read() as session:
        assert verify(session).broken is None
