"""Steps handed in on a sheet: judged in turn, claimed, written once, and out again as they came."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

import pytest

from precursors.app.kinds import desk
from precursors.audit.acts import Actor
from precursors.config.settings import load
from precursors.db.engine import Database
from precursors.disposal.steps_record import read_evidence
from precursors.documents.store import Store
from precursors.exchange.exporting import SOURCES, Wanted, rows, titles
from precursors.exchange.imports import Answer, Request, take_in
from tests.disposal.makers import OWNER, Site, a_protocol, a_site, an_order, at_work

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
HEADS = ["Order No", "Step", "Done At", "Performer", "Witness", "Evidence"]


def taken(site: Site, home: Path, body: list[list[str]], heads: list[str] = HEADS) -> Answer:
    """A sheet taken in."""
    path = home / f"steps-{len(list(home.iterdir()))}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([heads, *body])
    settings = load({"PRECURSORS_HOME": str(home / "home"), "PRECURSORS_SECRET_KEY": "not a secret in a test"})
    room = desk(settings, site.database, Store(home / "documents"))
    return take_in(room, Request("disposal-steps", path, OWNER, Actor("pia", OWNER), site.now.date(), accept_good=True))


def test_steps_of_a_sheet_are_judged_in_turn_and_written_once(database: Database, tmp_path: Path) -> None:
    site = a_site(database)
    ref = an_order(site)
    at_work(site, ref, a_protocol(site))
    times = [(site.now + timedelta(minutes=n)).isoformat() for n in range(3)]
    people = ["pia", "wanda"]
    good = [
        ["D-1", "identity", times[0], *people, "seals: result=yes; containers: value=3"],
        ["D-1", "weigh-in", times[1], *people, "mass: value=500 instrument=SCALE"],
    ]
    bad = [
        ["D-1", "ash", times[2], *people, "target: result=negative"],
        ["D-9", "ash", times[2], *people, "target: result=negative"],
        ["D-1", "protection", times[2], *people, "worn"],
    ]

    first, again = taken(site, tmp_path, [*good, *bad]), taken(site, tmp_path, good)

    assert (first.outcome.accepted, len(first.outcome.bad_rows)) == (2, 3)
    assert {each.problem.code for each in first.outcome.rejected} == {
        "disposal.out-of-order",
        "record.unknown",
        "disposal.entry-unread",
    }
    assert again.outcome.known == 2
    assert [each.confirmed for each in site.dossier(ref).done] == [False, False]
    with database.read() as session:
        out = list(rows(session, SOURCES["disposal-steps"], Wanted()))
    back = taken(site, tmp_path, out, titles(SOURCES["disposal-steps"]))
    assert (back.outcome.accepted, back.outcome.known) == (0, 2)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("", {}),
        (
            "ph: value=7 instrument=PH / value=7.1",
            {"ph": {"readings": [{"value": "7", "instrument": "PH"}, {"value": "7.1"}]}},
        ),
        ('doc: number="A 7" verified=yes', {"doc": {"number": "A 7", "verified": "yes"}}),
        ('{"a": {"value": "1"}}', {"a": {"value": "1"}}),
        ("{broken", None),
        ("worn", None),
        ('a: b="c', None),
    ],
)
def test_evidence_of_a_cell_is_read_or_refused(url: str, text: str, read: object) -> None:
    assert url
    assert read_evidence(text) == read
