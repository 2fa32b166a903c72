"""On PostgreSQL a query that forgot to ask who is reading is still answered with what they may see."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from precursors.app.registry import guards
from precursors.app.setup import found
from precursors.audit.verify import verify
from precursors.db.engine import Database
from precursors.db.migrate import move, move_aside
from precursors.db.rows import rows_hold, walled
from precursors.db.tables import Table
from precursors.ledger.lines import lines
from precursors.ledger.models import Account, Balance, Posting, Transfer
from precursors.licensing.models import Operator
from precursors.scope.models import Share
from precursors.scope.visible import Sight, visible
from precursors.trade.models import Shipment, ShipmentMonth
from tests.postgres import Server
from tests.scope.makers import GIVER, RECEIVER, STRANGER, TODAY, a_shipment, agencies, an_operator, given, reference
from tests.trade.cells import entered

pytestmark = pytest.mark.postgres

READERS = [
    Sight((GIVER,), TODAY), Sight((RECEIVER,), TODAY), Sight((RECEIVER,)), Sight((STRANGER,), TODAY), Sight(()),
    Sight((GIVER, RECEIVER), TODAY), Sight(),
]  # fmt: skip


def filled(database: Database) -> None:
    """Two shipments and an operator of the giver, one shipment shared; one shipment of the receiver."""
    keys = [database.write(lambda session, d=d: a_shipment(session, GIVER, document=d)) for d in ("D-1", "D-2")]
    database.write(lambda session: a_shipment(session, RECEIVER))
    database.write(lambda session: an_operator(session, GIVER))
    given(database, reference(database, Shipment, keys[0]))


@pytest.mark.parametrize("sight", READERS, ids=str)
def test_the_wall_and_the_filter_show_the_same(ordinary: Database, sight: Sight) -> None:
    filled(ordinary)

    for model in (Shipment, Operator, ShipmentMonth):
        column = list(model.__table__.primary_key)
        with ordinary.read() as session:
            by_filter = set(session.execute(visible(select(*column), model, sight)).all())
        with ordinary.seen_by(lambda: sight).read() as session:
            by_wall = set(session.execute(select(*column)).all())
        assert by_wall == by_filter


def test_whoever_says_nothing_sees_nothing(ordinary: Database, server: Server) -> None:
    filled(ordinary)

    with ordinary.engine.connect() as connection, connection.begin():
        connection.execute(text("RESET precursors.agencies"))
        assert [connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in walled()] == [
            0 for _ in walled()
        ]


def test_what_was_shown_to_one_reader_is_not_shown_to_the_next(ordinary: Database) -> None:
    filled(ordinary)

    with ordinary.seen_by(lambda: Sight((GIVER,))).read() as session:
        first = session.execute(select(Shipment.id)).all()
    with ordinary.seen_by(lambda: Sight(())).read() as session:
        second = session.execute(select(Shipment.id)).all()

    assert (len(first), second) == (2, [])


def test_the_receiver_sees_the_share_and_a_stranger_does_not(ordinary: Database) -> None:
    filled(ordinary)

    with ordinary.seen_by(lambda: Sight((RECEIVER,), TODAY)).read() as session:
        assert len(session.execute(select(Share.id)).all()) == 1
    with ordinary.seen_by(lambda: Sight((STRANGER,), TODAY)).read() as session:
        assert session.execute(select(Share.id)).all() == []


def test_a_registry_that_an_ordinary_role_filled_verifies(ordinary: Database) -> None:
    filled(ordinary)

    with ordinary.read() as session:
        assert verify(session).broken is None


def test_the_owner_of_the_tables_is_bound_as_well(server: Server) -> None:
    name, role = "o_" + uuid.uuid4().hex[:12], "owner_" + uuid.uuid4().hex[:12]
    server.run(f'CREATE ROLE "{role}" LOGIN')
    server.run(f'CREATE DATABASE "{name}" OWNER "{role}"')
    owner = Database(server.url(name).replace("tester@", f"{role}@"), guarded=False)
    try:
        for _ in range(2):  # the second time guards stand already
            move(owner, guards)
        move_aside(owner)
        found(owner)
        agencies(owner)
        filled(owner)

        with owner.seen_by(lambda: Sight((STRANGER,), TODAY)).read() as session:
            assert session.execute(select(Shipment.id)).all() == []
        move(owner, guards, "base")
    finally:
        owner.close()
        server.drop(name)
        server.run(f'DROP ROLE "{role}"')


BREACHES = {
    "ALTER TABLE shipment DISABLE ROW LEVEL SECURITY": "changed",
    "ALTER TABLE shipment NO FORCE ROW LEVEL SECURITY": "changed",
    "DROP POLICY guard_rows ON shipment": "missing",
    "ALTER POLICY guard_rows ON shipment USING (true)": "changed",
    "ALTER POLICY guard_rows ON shipment TO postgres_reader": "changed",
    "CREATE POLICY open_door ON shipment USING (true)": "changed",
    "CREATE POLICY guard_rows ON seal USING (true)": "foreign",
}


@pytest.mark.parametrize("breach", BREACHES)
def test_a_breach_of_the_wall_is_found(ordinary: Database, server: Server, breach: str) -> None:
    owner = Database(server.url(str(ordinary.url.database)), guarded=False)
    with owner.engine.connect() as connection, connection.begin():
        connection.execute(text("CREATE ROLE postgres_reader"))
        connection.execute(text(breach))
        found_here = list(rows_hold(Session(connection)))
        connection.rollback()
    owner.close()

    assert [(each.code, each.values["state"]) for each in found_here] == [("verify.guard", BREACHES[breach])]


def test_every_table_that_names_an_agency_is_behind_the_wall_or_says_that_it_is_for_all() -> None:
    for_all = {"act", "approval", "hazard_word", "person", "protocol", "role_grant"}
    naming = {name for name, table in Table.metadata.tables.items() if "agency" in table.columns}

    assert naming - set(walled()) == for_all


def test_ledger_lines_and_the_accounts_of_unknown_parties_go_with_their_record(
    ordinary: Database, tmp_path: Path
) -> None:
    ref = entered(ordinary, tmp_path, operator="Nobody Knows Ltd").ref

    def seen(agency: str) -> tuple[int, list[str], list[str]]:
        with ordinary.seen_by(lambda: Sight((agency,), TODAY)).read() as session:
            (key,) = session.execute(select(Shipment.id)).scalars().all() or (0,)
            found = [into.holder for _, _, into in lines(session, Sight((agency,), TODAY), Shipment, key)]
            holders = session.execute(select(Account.holder).order_by(Account.id)).scalars().all()
            return len(session.execute(select(Transfer.fact)).all()), found, [each[:5] for each in holders]

    before, own = seen(RECEIVER), seen(GIVER)
    given(ordinary, ref)

    assert before == (0, [], [holder for holder in own[2] if holder != "party"])
    assert own[0] > 0
    assert all(holder.startswith(f"party:{GIVER}:nobody") for holder in own[1])
    assert seen(RECEIVER) == own
    assert seen(STRANGER) == before


def test_what_a_registered_operator_holds_is_told_to_those_alone_who_may_read_its_record(
    ordinary: Database, tmp_path: Path
) -> None:
    key = ordinary.write(lambda session: an_operator(session, GIVER))
    entered(ordinary, tmp_path, operator="Acme SA")

    def seen(agency: str) -> list[int]:
        with ordinary.seen_by(lambda: Sight((agency,), TODAY)).read() as session:
            query = select(Balance.amount).join(Account, Account.id == Balance.account)
            posted = select(Posting.delta).join(Account, Account.id == Posting.account)
            theirs = Account.holder == f"operator:{key}"
            return [*session.execute(query.where(theirs)).scalars(), *session.execute(posted.where(theirs)).scalars()]

    before = seen(RECEIVER)
    given(ordinary, reference(ordinary, Operator, key))

    assert before == []
    assert seen(GIVER) != []
    assert seen(RECEIVER) == seen(GIVER)
    assert seen(STRANGER) == []
