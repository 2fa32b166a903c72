"""A file of events asks the database about as much whether it has ten rows or four hundred."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from precursors.app.kinds import desk
from precursors.audit.acts import Actor
from precursors.audit.verify import verify
from precursors.config.settings import load
from precursors.db.engine import Database
from precursors.documents.store import Store
from precursors.exchange.imports import Answer, Request, take_in
from tests.asking import counted
from tests.custody.makers import AGENCY, TODAY, a_balance, a_lot, a_place
from tests.people import an_agency

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
HEADS = ["Seizure No", "Lot No", "Container No", "Event", "Date", "Handed Over By", "Received By", "Place",
         "Net Weight", "Unit", "Balance"]  # fmt: skip


def taken(database: Database, home: Path, lot: str, drums: int) -> Answer:
    """Every drum of a lot weighed and moved, told on one sheet."""
    path = home / f"lot-{lot}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(HEADS)
        for n in range(1, drums + 1):
            sheet.writerow(["S-1", lot, n, "weighed", "2026-11-11", "ana", "", "", "1", "kg", "B-1"])
            sheet.writerow(["S-1", lot, n, "moved", "2026-11-12", "ana", "", "Store 1", "", "", ""])
    settings = load({"PRECURSORS_HOME": str(home / "home"), "PRECURSORS_SECRET_KEY": "not a secret in a test"})
    room = desk(settings, database, Store(home / "documents"))
    return take_in(room, Request("custody", path, AGENCY, Actor("ana", AGENCY), TODAY))


def test_a_file_of_events_asks_a_handful_however_long_it_is(database: Database, tmp_path: Path) -> None:
    an_agency(database)
    a_place(database)
    a_balance(database)
    for lot, drums in (("1", 5), ("2", 200)):
        a_lot(database, lot, quantity=str(drums), containers=str(drums), seals="")

    with counted(database) as few:
        short = taken(database, tmp_path, "1", 5)
    with counted(database) as many:
        long = taken(database, tmp_path, "2", 200)
    with counted(database) as again:
        known = taken(database, tmp_path, "2", 200)

    assert [each.outcome.accepted or each.outcome.known for each in (short, long, known)] == [10, 400, 400]
    assert len(many) <= len(few) + 5, (len(few), len(many))
    assert len(again) <= len(few) + 5, (len(few), len(again))
    with database.read() as session:
        assert verify(session).broken is None
