"""Tables put before those a query has of its own, whatever way it begins, on both engines."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from precursors.agencies.models import Agency
from precursors.audit.acts import last_act
from precursors.db.engine import Database
from precursors.db.rewound import in_front, rewound
from tests.people import an_agency


@pytest.mark.parametrize(
    ("asked", "then"),
    [
        ("SELECT 1", "WITH t AS (x) SELECT 1"),
        ("\n  select 1", "WITH t AS (x) select 1"),
        ("(SELECT 1) UNION (SELECT 2)", "WITH t AS (x) (SELECT 1) UNION (SELECT 2)"),
        ("WITH own AS (y) SELECT 1", "WITH t AS (x), own AS (y) SELECT 1"),
        ("WITH RECURSIVE own AS (y) SELECT 1", "WITH RECURSIVE t AS (x), own AS (y) SELECT 1"),
        ("with\n recursive own AS (y) SELECT 1", "WITH RECURSIVE t AS (x), own AS (y) SELECT 1"),
        ("WITH recursively AS (y) SELECT 1", "WITH t AS (x), recursively AS (y) SELECT 1"),
        ("SET LOCAL a = 1", "SET LOCAL a = 1"),
        ("SAVEPOINT one", "SAVEPOINT one"),
        ("selected", "selected"),
    ],
)
def test_tables_stand_before_those_of_the_query(asked: str, then: str) -> None:
    assert in_front("t AS (x)", asked) == then


def test_a_query_with_tables_of_its_own_sees_what_there_was(database: Database) -> None:
    an_agency(database, "XD-INS")
    with database.read() as session:
        until = last_act(session)
    an_agency(database, "XD-CUS")
    steps = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3), "
    query = text(steps + "own AS (SELECT code FROM agency) SELECT i, code FROM n, own WHERE code LIKE 'XD-%'")

    with database.read() as session:
        with rewound(session, until, [Agency]):
            then = session.execute(query).all()
        now = session.execute(query).all()

    assert sorted(map(tuple, then)) == [(i, "XD-INS") for i in (1, 2, 3)]
    assert len(now) == 6
