"""What an operator with a link for its stock still owes: its returns, each with the workbook made for it."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any, NamedTuple

from sqlalchemy import select

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.audit.refs import refs_of
from precursors.db.engine import Database
from precursors.exchange.upload_models import HandIn
from precursors.lives.service import states_of
from precursors.scope.visible import Sight
from precursors.stock.examining import terms_for
from precursors.stock.life import OPEN, RETURNS
from precursors.stock.models import StockLine, StockReturn
from precursors.stock.parties import Parties
from precursors.stock.workbook import write_return

MOST = 12
"""Returns that one link shows, the newest."""


class Owed(NamedTuple):
    """One return that an operator has to hand in, or to hand in again."""

    ref: str
    row: StockReturn
    state: str


def owed(database: Database, link: HandIn, today: date) -> list[Owed]:
    """The returns that the operator of a link still owes the agency that made it; none by a link for other records.

    Nothing else of the registry is looked at: on PostgreSQL the wall stands around that one agency.
    """
    if link.kind != StockLine.__tablename__.removesuffix("_line"):
        return []
    with _walled(database, link).read() as session:
        parties = Parties(session, terms_for(session, link.agency, today).neighbours)
        parties.learn([link.operator])
        query: Any = select(StockReturn).join(Current, stands(StockReturn)).order_by(StockReturn.last.desc())
        query = query.where(StockReturn.agency == link.agency, StockReturn.who == parties.who(link.operator).who)
        rows = list(session.execute(query.limit(MOST)).scalars())
        where = states_of(session, RETURNS, [row.key for row in rows])
        refs = refs_of(session, StockReturn, [row.id for row in rows])
    return [Owed(refs[row.id], row, where[row.key].state) for row in rows if where[row.key].state in OPEN]


def workbook_of(database: Database, link: HandIn, each: Owed, language: str, today: date) -> BytesIO:
    """The workbook of a return that is owed."""
    octets = BytesIO()
    with _walled(database, link).read() as session:
        write_return(session, each.row, octets, language, today, each.ref)
    octets.seek(0)
    return octets


def _walled(database: Database, link: HandIn) -> Database:
    sight = Sight((link.agency,))
    return database.seen_by(lambda: sight)
