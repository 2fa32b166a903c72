"""Who reads records is written down, a row for each page and owner, and shown to those whom it concerns."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from precursors.access.permissions import Role
from precursors.db.engine import Database
from precursors.scope.models import Reading
from precursors.scope.reading import note
from precursors.trade.models import Shipment
from precursors.web.access import signed_in
from tests.people import an_app, at, signed_in_client
from tests.scope.makers import GIVER, RECEIVER, a_shipment, reference
from tests.scope.matrix import NOON


def an_app_with_a_page(database: Database, home: Path) -> Flask:
    """The application and a page that shows every shipment there is."""
    app = an_app(database, home)
    at(app, NOON)

    @app.get("/all")
    @signed_in
    def everything() -> str:
        with database.read() as session:
            rows = list(session.execute(select(Shipment)).scalars())
        note(Shipment, rows, "audit")
        return str(len(rows))

    return app


def readings(database: Database) -> list[Reading]:
    with database.aside.read() as session:
        return list(session.execute(select(Reading).order_by(Reading.owner)).scalars())


def test_a_page_is_one_row_for_each_agency_whose_records_it_shows(registry: Database, tmp_path: Path) -> None:
    keys = [registry.write(lambda session, d=d: a_shipment(session, GIVER, document=d)) for d in ("D-1", "D-2")]
    other = registry.write(lambda session: a_shipment(session, RECEIVER))
    app = an_app_with_a_page(registry, tmp_path)

    signed_in_client(app, registry, [Role.INSPECTOR], RECEIVER, "rosa").get("/all?substance=acetone")

    theirs, ours = readings(registry)
    assert (theirs.owner, theirs.records, ours.owner) == (RECEIVER, str(other), GIVER)
    assert (ours.person, ours.agency, ours.kind, ours.why) == ("rosa", RECEIVER, "shipment", "audit")
    assert (ours.asked, ours.records) == ("/all?substance=acetone", f"{keys[0]},{keys[1]}")


def test_a_page_that_shows_no_record_writes_nothing(registry: Database, tmp_path: Path) -> None:
    app = an_app_with_a_page(registry, tmp_path)

    signed_in_client(app, registry, [Role.INSPECTOR], RECEIVER).get("/all")

    assert readings(registry) == []


def test_a_reading_that_cannot_be_kept_is_not_shown(
    registry: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.write(lambda session: a_shipment(session, GIVER))
    app = an_app_with_a_page(registry, tmp_path)
    browser = signed_in_client(app, registry, [Role.INSPECTOR], RECEIVER)

    def refuse(*_: object, **__: object) -> None:
        raise DBAPIError("INSERT", {}, Exception("disk full"))

    monkeypatch.setattr("precursors.web.reading.keep", refuse)
    app.config["PROPAGATE_EXCEPTIONS"] = False

    assert browser.get("/all").status_code == 500


def test_the_giver_is_shown_who_of_others_read_and_a_supervisor_who_of_their_own(
    registry: Database, tmp_path: Path
) -> None:
    key = registry.write(lambda session: a_shipment(session, GIVER))
    app = an_app_with_a_page(registry, tmp_path)
    for agency, name in ((GIVER, "ines"), (RECEIVER, "rosa")):
        signed_in_client(app, registry, [Role.INSPECTOR], agency, name).get("/all")

    supervisor = signed_in_client(app, registry, [Role.SUPERVISOR], GIVER)
    by_others, by_own = supervisor.get("/shares/readings").text, supervisor.get("/shares/readings?of=own").text
    liaison = signed_in_client(app, registry, [Role.LIAISON_OFFICER], GIVER).get("/shares/readings?of=own").text

    assert ("rosa" in by_others, "ines" in by_others) == (True, False)
    assert ("rosa" in by_own, "ines" in by_own) == (False, True)
    assert "ines" not in liaison
    assert reference(registry, Shipment, key) in by_others
