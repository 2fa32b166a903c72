"""While an act is being written, for a minute by a large import: people sign in, look, send files all the same."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy.orm import Session

from precursors.access.permissions import Role
from precursors.db.engine import Database, lock_writer
from tests.factories import a_workbook, shipments
from tests.people import PASSWORD, a_person, an_app, signed_in_client

PAGES = ("/", "/shipments", "/acts", "/flags", "/uploads", "/search?q=acetone", "/jobs", "/inbox", "/reports")
LONGEST = 60
"""Seconds after which a test that hangs is given up."""


@contextmanager
def writing(database: Database) -> Iterator[None]:
    """Somebody holds the writer's lock meanwhile; what is asked inside must not need it."""
    begun, over = Event(), Event()

    def unit(session: Session) -> None:
        lock_writer(session)
        begun.set()
        over.wait(LONGEST)

    with ThreadPoolExecutor(1) as pool:
        written = pool.submit(database.write, unit)
        assert begun.wait(LONGEST)
        try:
            yield
            assert not written.done()
        finally:
            over.set()
        written.result(LONGEST)


@pytest.mark.parametrize("page", PAGES)
def test_pages_open(database: Database, tmp_path: Path, page: str) -> None:
    client = signed_in_client(an_app(database, tmp_path), database, [Role.INSPECTOR])

    with writing(database):
        assert client.get(page).status_code == 200


def test_people_sign_in_and_files_are_taken(database: Database, tmp_path: Path) -> None:
    app, file = an_app(database, tmp_path), a_workbook(tmp_path / "march.xlsx", shipments(3))
    a_person(database, roles=[Role.INSPECTOR], password=PASSWORD)
    client = app.test_client()

    with writing(database):
        entered = client.post("/sign-in", data={"username": "ines", "password": PASSWORD})
        sent = {"kind": "shipments", "agency": "XD-INS", "file": (BytesIO(file.read_bytes()), file.name)}
        taken = client.post("/uploads/new", data=sent)

    assert entered.location == "/sign-in/done"
    assert taken.status_code == 303
    assert client.get(taken.location).status_code == 200
