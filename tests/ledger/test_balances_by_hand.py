"""No balance can be set, made, taken away or emptied by hand, whoever asks."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from precursors.audit.acts import Actor, open_act
from precursors.db.engine import Database
from precursors.ledger.accounts import Address, opened

BY_HAND = [
    "UPDATE balance SET amount = amount + 1",
    "UPDATE balance SET amount = amount + 1, act = act + 100",
    "UPDATE balance SET floor = -5",
    "INSERT INTO balance (account, amount, floor, act) VALUES (1, 5, NULL, -1)",
    "DELETE FROM balance",
]


def an_account(session: Session) -> None:
    act = open_act(session, "test", Actor("tester"))
    opened(act, [Address("store:1", "stock", "acetone", "base_ug")])
    act.seal()


@pytest.mark.parametrize("statement", BY_HAND)
def test_a_balance_follows_its_postings_alone(database: Database, statement: str) -> None:
    database.write(an_account)

    with pytest.raises(DBAPIError):
        database.write(lambda session: session.execute(text(statement)))


@pytest.mark.parametrize("url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_balances_cannot_be_emptied(database: Database) -> None:
    database.write(an_account)

    with pytest.raises(DBAPIError):
        database.write(lambda session: session.execute(text("TRUNCATE balance")))
