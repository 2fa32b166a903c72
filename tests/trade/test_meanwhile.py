"""What others do between the judgement of a workbook and its writing counts, and nothing else is judged twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.app.kinds import KINDS, limits
from precursors.audit.refs import ref_of
from precursors.config.settings import load
from precursors.db.engine import Database
from precursors.documents.store import Store
from precursors.exchange.imports import Answer, Desk, Kind, Request, take_in
from precursors.flags.models import Flag
from precursors.flags.service import raise_by_hand
from precursors.intake.importing import Outcome
from precursors.trade.corrections import reverse_record
from precursors.trade.models import Shipment
from precursors.trade.record import SHIPMENTS
from precursors.trade.service import ShipmentImporter
from tests.factories import Row, a_licence, a_shipment, a_workbook
from tests.people import an_agency
from tests.trade.cells import TODAY, WHO, entered, whole

FIVE = {"document": "D-5", "quantity": "5"}


@pytest.fixture(autouse=True)
def _agency(database: Database) -> None:
    an_agency(database)


class Counted(ShipmentImporter):
    """Counts how often a set of rows is judged."""

    times = 0

    def settle(self, session: Session) -> Outcome:
        """As ever."""
        Counted.times += 1
        return super().settle(session)


def taken(database: Database, place: Path, rows: list[Row], meanwhile: Callable[[], object]) -> tuple[Answer, int]:
    """What comes of a workbook during whose writing something happens, and how often its rows were judged as a set."""
    Counted.times = 0
    book = a_workbook(place / "rows.xlsx", rows)
    desk = Desk(database, Store(place / "documents"), place, limits(load({})), {"shipments": Kind(SHIPMENTS, Counted)})

    def step(what: str, _rows: int) -> None:
        if what == "writing":
            meanwhile()

    return take_in(desk, Request("shipments", book, "XD-INS", WHO, TODAY, step=step)), Counted.times


def test_acts_that_touch_no_shipment_leave_the_judgement_as_it_is(database: Database, tmp_path: Path) -> None:
    ref = entered(database, tmp_path, **FIVE).ref

    def flagged() -> None:
        database.write(lambda session: raise_by_hand(session, WHO, ref, "looks odd"))

    answer, times = taken(database, tmp_path, [a_shipment(document="D-1"), a_shipment(document="D-2")], flagged)

    assert (answer.state, answer.outcome.accepted, times) == ("committed", 2, 1)
    assert whole(database)


def test_a_row_somebody_enters_meanwhile_is_known_already(database: Database, tmp_path: Path) -> None:
    rows = [a_shipment(document="D-1"), a_shipment(document="D-5", quantity=5)]

    answer, times = taken(database, tmp_path, rows, lambda: entered(database, tmp_path, **FIVE))

    assert (answer.outcome.accepted, answer.outcome.known, times) == (1, 1, 2)
    assert whole(database)


def test_a_row_whose_record_is_taken_back_meanwhile_is_recorded(database: Database, tmp_path: Path) -> None:
    ref = entered(database, tmp_path, **FIVE).ref
    rows = [a_shipment(document="D-1"), a_shipment(document="D-5", quantity=5)]

    def back() -> None:
        database.write(lambda session: reverse_record(session, WHO, ref, "never arrived"))

    answer, times = taken(database, tmp_path, rows, back)

    assert (answer.outcome.accepted, answer.outcome.known, times) == (2, 0, 2)
    assert whole(database)


def test_an_unresolved_row_whose_record_is_taken_back_meanwhile_is_rejected_for_what_it_lacks(
    database: Database, tmp_path: Path
) -> None:
    acid = a_shipment(document="D-5", substance="Hydrochloric acid", quantity=5, unit="L")
    desk = Desk(database, Store(tmp_path / "documents"), tmp_path, limits(load({})), KINDS)
    kept = a_workbook(tmp_path / "kept.xlsx", [acid])
    take_in(desk, Request("shipments", kept, "XD-INS", WHO, TODAY, keep_unresolved=True))
    with database.read() as session:
        ref = ref_of(session, Shipment, session.execute(select(Shipment.id)).scalar_one())

    def back() -> None:
        database.write(lambda session: reverse_record(session, WHO, ref, "never arrived"))

    answer, times = taken(database, tmp_path, [a_shipment(document="D-1"), acid], back)

    assert (answer.state, answer.act, times) == ("refused", None, 2)
    assert [(each.row, each.problem.code) for each in answer.outcome.rejected] == [(3, "strength.missing")]
    assert answer.outcome.known == 0
    assert whole(database)


def test_rows_that_draw_on_a_licence_are_judged_again_whatever_was_done(database: Database, tmp_path: Path) -> None:
    licence = a_workbook(tmp_path / "licence.xlsx", [a_licence(Quantity=10, Unit="kg")])
    desk = Desk(database, Store(tmp_path / "documents"), tmp_path, limits(load({})), KINDS)
    take_in(desk, Request("licences", licence, "XD-INS", WHO, TODAY))

    def drawn() -> None:
        entered(database, tmp_path, document="D-9", quantity="8")

    answer, times = taken(database, tmp_path, [a_shipment(document="D-1", quantity=8)], drawn)

    with database.read() as session:
        rules = list(session.execute(select(Flag.rule)).scalars())
    assert (answer.state, times, rules.count("over-licence")) == ("committed", 2, 1)
    assert whole(database)


def test_a_flag_meanwhile_is_reason_enough_where_rows_draw(database: Database, tmp_path: Path) -> None:
    ref = entered(database, tmp_path, **FIVE).ref
    licence = a_workbook(tmp_path / "licence.xlsx", [a_licence(Quantity=10, Unit="kg")])
    desk = Desk(database, Store(tmp_path / "documents"), tmp_path, limits(load({})), KINDS)
    take_in(desk, Request("licences", licence, "XD-INS", WHO, TODAY))

    def flagged() -> None:
        database.write(lambda session: raise_by_hand(session, WHO, ref, "looks odd"))

    _, times = taken(database, tmp_path, [a_shipment(document="D-1")], flagged)

    assert times == 2
