"""Returns that wait for somebody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flask import url_for
from sqlalchemy import select

from precursors.access.permissions import Permission
from precursors.law.dated import NotInForce
from precursors.law.tolerances import tolerances
from precursors.registers.listing import count
from precursors.registers.picking import late
from precursors.stock.examining import terms_for
from precursors.stock.life import AWAITED
from precursors.stock.models import StockLine, StockReturn
from precursors.stock.periods import before, period_of
from precursors.stock.shelves import PAST_THEIR_DAY, RETURNS, WITHOUT_DAY
from precursors.web.here import here
from precursors.web.waiting import Asked, Waiting

TEXTS = {
    "submitted": "app.waits-returns-submitted",
    "validated": "app.waits-returns-validated",
    "amended": "app.waits-returns-amended",
}


def _unopened(asked: Asked) -> int:
    """Whether the last period that is over has been opened by none of the reader's agencies: 1, else 0."""
    for agency in asked.agencies:
        terms = terms_for(asked.facts, agency, here().today)
        try:
            law = tolerances(demo=terms.demo).cycle(terms.country, terms.today).value
        except NotInForce:
            continue
        period = before(period_of(terms.today, law.frequency))
        query = select(StockReturn.id).where(StockReturn.agency == agency, StockReturn.last == period.last).limit(1)
        held = select(StockLine.id).where(StockLine.agency == agency).limit(1)
        if asked.facts.execute(query).first() is None and asked.facts.execute(held).first() is not None:
            return 1
    return 0


def waiting(asked: Asked) -> Iterator[Waiting]:
    """Returns past their day that nobody has submitted, and those the agency has to look at."""
    if asked.reader.may(Permission.DECIDE_RETURN):
        yield late(asked, PAST_THEIR_DAY, "returns.index")
        yield replace(late(asked, WITHOUT_DAY, "returns.index"), late=False)
        yield Waiting("app.waits-cycle", _unopened(asked), url_for("stock_pages.cycle"))
        for state in AWAITED:
            number = count(asked.facts, RETURNS, asked.reader.sight, state)
            yield Waiting(TEXTS[state], number, url_for("returns.index", state=state))
