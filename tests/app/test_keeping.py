"""Working rows and files go when their days are over; records, acts and the originals of acts stay, on both engines."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from precursors.access.permissions import Role
from precursors.agencies.entrances import Caller, Known, note
from precursors.agencies.notices import News, tell
from precursors.agencies.private_models import Entrance, Notice
from precursors.app.clearing import EVERY, LATE, kept, sweep
from precursors.app.keeping import Place
from precursors.config.settings import KEPT
from precursors.db.engine import Database
from precursors.documents.store import Store, hash_file
from precursors.exchange.links import LinkDraft, make
from precursors.exchange.upload_models import HandIn, Upload
from precursors.jobs.models import Job
from precursors.law.keeping import kept_days, periods
from tests.asking import shown
from tests.exchange.uploading import Person, somebody
from tests.factories import a_shipment, a_workbook
from tests.people import signed_in_client


def aged(database: Database) -> None:
    """Let all that stands aside be old."""

    def unit(aside: Session) -> None:
        for model, column in ((Upload, "made"), (Job, "made"), (HandIn, "until"), (Notice, "made"), (Entrance, "at")):
            aside.execute(update(model).values({column: datetime(2020, 1, 1, tzinfo=UTC)}))
        aside.execute(update(Notice).values(read=datetime(2020, 1, 1, tzinfo=UTC)))

    database.aside.write(unit)


def counts(database: Database) -> list[int]:
    with database.aside.read() as aside:
        models = (Upload, Job, HandIn, Notice, Entrance)
        return [aside.execute(select(func.count()).select_from(each)).scalar_one() for each in models]


def an_installation(database: Database, home: Path) -> tuple[Person, Place, dict[str, Path]]:
    """One upload that became an act, one that was given up, and something of every other sort."""
    person = somebody(database, home)
    files = {
        name: a_workbook(home.parent / f"{name}.xlsx", [a_shipment(document=name)]) for name in ("kept", "dropped")
    }
    numbers = {name: person.send(file) for name, file in files.items()}
    person.post(numbers["kept"], "decide", decision="all")
    person.post(numbers["dropped"], "cancel")
    caller = Caller(datetime.now(UTC), "127.0.0.1", "test")
    database.aside.write(lambda aside: note(aside, caller, "signed-in", Known("ines", "XD-INS")))
    database.aside.write(lambda aside: make(aside, LinkDraft("Acme", "shipments", 3, "XD-INS", "ines"), "a-code"))
    database.aside.write(lambda aside: tell(aside, ["ines"], News("agencies.notice-role-given", {}), datetime.now(UTC)))
    settings = person.app.extensions["here"].settings
    return person, Place(settings, database, Store(settings.home / "documents")), files


def test_what_is_old_goes_once_an_hour_and_what_an_act_refers_to_stays(database: Database, tmp_path: Path) -> None:
    person, place, files = an_installation(database, tmp_path / "home")
    old, now = tmp_path / "home" / "scratch" / "left.part", datetime.now(UTC)
    before = counts(database)
    nothing = sweep(place, now)
    aged(database)
    old.write_text("left behind")
    for path in (old, *(place.store.path(hash_file(each)) for each in files.values())):
        os.utime(path, (0, 0))

    too_soon = sweep(place, now + EVERY / 2)
    due = {each.what: each.due for each in kept(place, now, LATE)}
    gone = sweep(place, now + EVERY)

    assert before == [2, 3, 1, 1, 1]
    assert (set(nothing.values()), too_soon) == ({0}, {})
    assert due == {"uploads": 2, "originals": 0, "links": 1, "passwords": 0, "jobs": 1} | {
        "scratch": 1, "notices": 1, "entrances": 1
    }  # fmt: skip
    assert gone == due | {"originals": 1, "jobs": 3}
    assert counts(database) == [0, 0, 0, 0, 0]
    assert not old.exists()
    assert place.store.path(hash_file(files["kept"])).exists()
    assert not place.store.path(hash_file(files["dropped"])).exists()
    assert person.verified().broken is None
    with database.read() as session:
        assert list(place.store.whole(session)) == []


def test_a_clock_that_leaps_clears_nothing_and_stops_no_later_clearing(database: Database, tmp_path: Path) -> None:
    _, place, _ = an_installation(database, tmp_path / "home")
    now = datetime.now(UTC)
    sweep(place, now)
    before = counts(database)

    ahead = sweep(place, now + timedelta(days=3650))
    set_right = sweep(place, now + EVERY)
    kept_all = counts(database)
    aged(database)
    later = sweep(place, now + 2 * EVERY)

    assert (ahead, set_right) == ({}, {})
    assert kept_all == before
    assert later["entrances"] == 1
    assert counts(database)[-1] == 0


def test_administrators_see_what_is_kept_and_what_went(database: Database, tmp_path: Path) -> None:
    person, place, _ = an_installation(database, tmp_path / "home")
    aged(database)
    sweep(place, datetime.now(UTC))

    page = shown(signed_in_client(person.app, database, [Role.ADMINISTRATOR]).get("/keeping"))

    assert "Uploads 180 0" in page
    assert "Long work that has ended 180 0" in page


def test_an_installation_sets_its_own_days_from_a_day_on() -> None:
    own = [("jobs", 30, date.min), ("jobs", 10, date(2027, 1, 1))]

    assert set(periods()) == set(KEPT)
    assert kept_days("jobs", date(2026, 11, 28)) == 180
    assert kept_days("jobs", date(2026, 11, 28), own) == 30
    assert kept_days("jobs", date(2027, 1, 1), own) == 10
    assert kept_days("uploads", date(2027, 1, 1), own) == 180


def test_a_clock_that_stands_too_early_stops_nobody() -> None:
    assert {kept_days(what, date(1970, 1, 1)) == kept_days(what, date(2026, 11, 28)) for what in periods()} == {True}
