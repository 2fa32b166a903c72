"""Ledger lines as a reader may see them: those of the records that are theirs, or shown to them with names."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from precursors.db.tables import Fact
from precursors.ledger.models import Account, Transfer
from precursors.scope.visible import Sight, visible


class Line(NamedTuple):
    """One movement of a record."""

    amount: int
    out: Account
    into: Account


def lines(session: Session, sight: Sight, model: type[Fact], key: int) -> list[Line]:
    """Every movement of one record, in their order.

    A line names whose goods moved: a record that is shared without names has none to show.
    """
    out, into = aliased(Account), aliased(Account)
    seen = visible(select(model.id).where(model.id == key), model, sight, names=True)
    query = (
        select(Transfer.amount, out, into)
        .join(out, out.id == Transfer.debit)
        .join(into, into.id == Transfer.credit)
        .where(Transfer.fact.in_(seen))
        .order_by(Transfer.k)
    )
    return [Line(*row) for row in session.execute(query)]
