"""Rules over the register, on both engines: flags with their records, nothing twice, only what is new when asked."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from precursors.anomalies.service import found, run
from precursors.audit.acts import Actor, last_act
from precursors.audit.keys import natural_key
from precursors.audit.verify import verify
from precursors.db.engine import Database
from precursors.db.tables import fact_id
from precursors.flags.marks import keys_in
from precursors.flags.models import Flag
from precursors.flags.telling import because
from precursors.licensing.places_models import OperatorLink
from tests.people import an_agency
from tests.scope.makers import an_operator, recorded
from tests.trade.cells import entered

TODAY = date(2026, 11, 20)
ZONE = ZoneInfo("UTC")


def ran(database: Database, since: date | None = None) -> int:
    return database.write(lambda session: run(session, Actor("worker"), since, ZONE, TODAY))


def told(database: Database, rule: str) -> list[Flag]:
    with database.read() as session:
        return list(session.execute(select(Flag).where(Flag.rule == rule)).scalars())


@pytest.fixture
def spiking(database: Database, tmp_path: Path) -> Database:
    """Seven orders of one operator, the last ten times the usual."""
    an_agency(database)
    for number, kg in enumerate((10, 11, 10, 12, 10, 11, 110)):
        day = date(2023, 10, 10) + timedelta(days=30 * number)
        changes = {"document": f"D-{number}", "date": day.isoformat(), "quantity": str(kg), "operator": "Acme SA"}
        entered(database, tmp_path, **changes)
    return database


def test_a_run_flags_the_records_and_says_why_and_the_same_run_adds_nothing(spiking: Database) -> None:
    first, again = ran(spiking), ran(spiking)

    (flag,) = told(spiking, "order-spike")
    assert first >= 1
    assert again == 0
    assert len(keys_in(flag.subjects)) == 1
    assert "An order of 110 kg of acetone" in because(flag, "en")
    assert flag.edition is not None
    with spiking.read() as session:
        assert verify(session).broken is None


def test_asked_for_what_is_new_it_leaves_the_old_alone(spiking: Database) -> None:
    assert ran(spiking, date(2100, 1, 1)) == 0
    assert ran(spiking, date(2000, 1, 1)) >= 1


def test_a_buyer_served_by_linked_sellers_is_seen_from_the_register(database: Database, tmp_path: Path) -> None:
    an_agency(database)
    for number, name in enumerate(("Acme SA", "Beta Ltd")):
        database.write(lambda session, n=number, name=name: an_operator(session, "XD-INS", f"20-{n}", name))
        sale = {
            "operator": name,
            "counterparty": "Paints Inc",
            "direction": "domestic",
            "destination": "",
            "origin": "",
        }
        entered(database, tmp_path, document=f"D-{number}", quantity="30", **sale)
    ran(database)
    unlinked = told(database, "split-across-sites")
    link = {"agency": "XD-INS", "one": "20-0", "folded_one": "20 0", "other": "20-1", "folded_other": "20 1"}
    link |= {"kind": "same", "key": natural_key("operator-link", "XD-INS", "20 0", "20 1")}
    database.write(lambda session: recorded(session, "XD-INS", OperatorLink, link))

    ran(database)

    (flag,) = told(database, "split-across-sites")
    assert unlinked == []
    assert len(keys_in(flag.subjects)) == 2
    assert "2 undeclared sales of acetone to Paints Inc from 2 sites" in because(flag, "en")


def test_a_run_over_what_is_new_finds_what_a_whole_run_finds_of_it(spiking: Database, tmp_path: Path) -> None:
    ran(spiking)
    day, changes = date(2024, 4, 20), {"document": "D-9", "quantity": "400", "operator": "Acme SA"}
    entered(spiking, tmp_path, date=day.isoformat(), **changes)
    with spiking.read() as session:
        last = last_act(session)
        new, whole = (
            {
                (each.rule, each.cause)
                for each in found(session, first, TODAY).drafts
                if max(each.subjects) >= fact_id(last, 0)
            }
            for first in (last, 0)
        )

    assert new == whole
    assert "order-spike" in {rule for rule, _ in new}


def test_an_odd_kind_of_package_and_none_with_a_label_are_seen_in_any_language(
    database: Database, tmp_path: Path
) -> None:
    an_agency(database)
    cells = {"quantity": "40", "operator": "Acme SA", "package_type": "drum", "labels": "UN 1090"}
    odd = {1: {"package_type": "Thermos"}, 2: {"labels": "Sin etiqueta"}, 3: {"labels": "", "package_type": ""}}
    odd |= {n: {"package_type": "", "packages": "2 tambores"} for n in (4, 5, 6)}
    for number in range(31):
        entered(database, tmp_path, document=f"D-{number}", **cells | odd.get(number, {}))
    ran(database)

    flags = told(database, "odd-packaging")

    assert [because(flag, "en") for flag in flags] == [
        "A Thermos for acetone; drum is usual in 30 shipments.",
        "Packages of acetone without a label, 1 Mar 2024.",
    ]
    with database.read() as session:
        assert verify(session).broken is None
