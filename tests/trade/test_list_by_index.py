"""Every page of the list is found by an index in its own order: nothing is sorted, however many rows there are."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from precursors.db.engine import Database
from precursors.scope.visible import Sight
from precursors.trade.filters import read_filters
from precursors.trade.listing import queries
from tests.people import an_agency


def plan(session: Session, filters: dict[str, str]) -> str:
    """How the engine would find the first page; told not to read whole tables, as it would not if they were large."""
    (query,) = queries(session, Sight(("XD-INS",)), read_filters(filters)[0])
    sqlite_engine = session.get_bind().dialect.name == "sqlite"
    dialect = sqlite.dialect() if sqlite_engine else postgresql.dialect()
    statement = str(query.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    if not sqlite_engine:
        session.execute(text("SET LOCAL enable_seqscan = off"))
    explained = session.execute(text(("EXPLAIN QUERY PLAN " if sqlite_engine else "EXPLAIN ") + statement))
    return "\n".join(str(row[-1]) for row in explained)


@pytest.mark.parametrize(
    ("filters", "index"),
    [
        ({}, "ix_shipment_day"),
        ({"first": "2024-01-01", "last": "2024-12-31"}, "ix_shipment_day"),
        ({"substance": "acetone"}, "ix_shipment_substance"),
        ({"substance": "acetone", "first": "2024-01-01"}, "ix_shipment_substance"),
        ({"operator": "Acme"}, "ix_shipment_party"),
        ({"status": "unresolved"}, "ix_shipment_unresolved"),
    ],
)
def test_a_page_is_found_in_the_order_of_an_index(database: Database, filters: dict[str, str], index: str) -> None:
    an_agency(database)

    with database.read() as session:
        found = plan(session, filters)

    assert index in found
    assert "Sort" not in found
    assert "TEMP B-TREE" not in found
