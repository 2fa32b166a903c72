"""A reader is shown the rows of their agency and those in a share in force, and no other."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from precursors.agencies.sharing import withdraw
from precursors.audit.verify import verify
from precursors.db.engine import Database
from precursors.db.tables import Fact, Table
from precursors.scope.masking import Masked, as_seen
from precursors.scope.models import WITHOUT_NAMES
from precursors.scope.visible import Sight, visible
from precursors.trade.corrections import reverse_act
from precursors.trade.models import Shipment, ShipmentMonth
from tests.scope.makers import (
    GIVER,
    RECEIVER,
    STRANGER,
    TESTER,
    TODAY,
    TOMORROW,
    YESTERDAY,
    a_shipment,
    given,
    reference,
)


def seen(database: Database, sight: Sight, *, names: bool = False) -> set[str | None]:
    """Documents of the shipments a reader sees."""
    with database.read() as session:
        query = visible(select(Shipment.document), Shipment, sight, names=names)
        return set(session.execute(query).scalars())


def a_shared_shipment(database: Database, until: date = TOMORROW, **changes: str) -> str:
    key = database.write(lambda session: a_shipment(session, GIVER, document="D-9"))
    database.write(lambda session: a_shipment(session, GIVER, document="D-8"))
    return given(database, reference(database, Shipment, key), until, today=YESTERDAY, **changes)


def test_everybody_sees_their_own_and_the_local_operator_all(registry: Database) -> None:
    for agency in (GIVER, RECEIVER):
        registry.write(lambda session, agency=agency: a_shipment(session, agency, document=agency))

    assert seen(registry, Sight((GIVER,), TODAY)) == {GIVER}
    assert seen(registry, Sight((RECEIVER,), TODAY)) == {RECEIVER}
    assert seen(registry, Sight((GIVER, RECEIVER))) == {GIVER, RECEIVER}
    assert seen(registry, Sight(())) == set()
    assert seen(registry, Sight()) == {GIVER, RECEIVER}


def test_a_share_shows_one_record_to_one_agency(registry: Database) -> None:
    a_shared_shipment(registry)

    assert seen(registry, Sight((RECEIVER,), TODAY)) == {"D-9"}
    assert seen(registry, Sight((STRANGER,), TODAY)) == set()
    assert seen(registry, Sight((RECEIVER,))) == set()


@pytest.mark.parametrize(("day", "shown"), [(YESTERDAY, {"D-9"}), (TODAY, {"D-9"}), (TOMORROW, set())])
def test_a_share_ends_after_its_last_day(registry: Database, day: date, shown: set[str]) -> None:
    a_shared_shipment(registry, TODAY)

    assert seen(registry, Sight((RECEIVER,), day)) == shown


def test_a_share_that_was_withdrawn_shows_nothing(registry: Database) -> None:
    ref = a_shared_shipment(registry)

    act = registry.write(lambda session: withdraw(session, TESTER, ref, "over", Sight((GIVER,))))

    assert isinstance(act, int)
    assert seen(registry, Sight((RECEIVER,), TODAY)) == set()
    with registry.read() as session:
        assert verify(session).broken is None


def test_an_act_of_sharing_that_is_reversed_shows_nothing(registry: Database) -> None:
    a_shared_shipment(registry)
    with registry.read() as session:
        act = verify(session).acts - 1

    registry.write(lambda session: reverse_act(session, TESTER, act, "a mistake"))

    assert seen(registry, Sight((RECEIVER,), TODAY)) == set()


def test_what_is_shared_without_names_does_not_answer_a_question_about_names(registry: Database) -> None:
    a_shared_shipment(registry, tier=WITHOUT_NAMES)

    assert seen(registry, Sight((RECEIVER,), TODAY)) == {"D-9"}
    assert seen(registry, Sight((RECEIVER,), TODAY), names=True) == set()


def as_read(database: Database, sight: Sight) -> list[Shipment | Masked]:
    with database.read() as session:
        return as_seen(session, list(session.execute(visible(select(Shipment), Shipment, sight)).scalars()), sight)


def test_a_record_shared_with_names_is_the_record(registry: Database) -> None:
    a_shared_shipment(registry)

    (row,) = as_read(registry, Sight((RECEIVER,), TODAY))

    assert isinstance(row, Shipment)
    assert row.operator == "Acme SA"


def test_a_record_shared_without_names_is_a_copy_without_them(registry: Database) -> None:
    a_shared_shipment(registry, tier=WITHOUT_NAMES)

    (row,) = as_read(registry, Sight((RECEIVER,), TODAY))

    assert isinstance(row, Masked)
    assert (row.quantity, row.container, row.agency) == ("10", "MSCU1234566", GIVER)
    assert {name: getattr(row, name) for name in Shipment.personal} == dict.fromkeys(Shipment.personal)
    assert row.withheld == set(Shipment.personal)
    assert not [value for value in row._values.values() if isinstance(value, Table) or "Acme" in str(value)]


def test_the_giver_reads_their_own_record_whole(registry: Database) -> None:
    a_shared_shipment(registry, tier=WITHOUT_NAMES)

    rows = as_read(registry, Sight((GIVER,), TODAY))

    assert {type(row) for row in rows} == {Shipment}


def test_a_second_share_with_names_shows_the_names(registry: Database) -> None:
    key = registry.write(lambda session: a_shipment(session, GIVER))
    ref = reference(registry, Shipment, key)
    given(registry, ref, tier=WITHOUT_NAMES)
    given(registry, ref)

    (row,) = as_read(registry, Sight((RECEIVER,), TODAY))

    assert isinstance(row, Shipment)


def test_monthly_sums_are_of_the_own_agency_alone(registry: Database) -> None:
    a_shared_shipment(registry)

    with registry.read() as session:
        query = visible(select(ShipmentMonth.rows), ShipmentMonth, Sight((RECEIVER,), TODAY))
        assert session.execute(query).all() == []


@pytest.mark.parametrize("model", Fact.kinds.values(), ids=Fact.kinds)
def test_what_is_withheld_is_a_column_that_may_be_empty_of_meaning(model: type[Fact]) -> None:
    kept = {"id", "agency", "key"}

    assert set(model.personal) <= {column.key for column in model.__table__.columns} - kept
