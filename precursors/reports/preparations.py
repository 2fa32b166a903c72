"""Preparations and mixtures apart from the substance as such, as the Board asks for both."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Label, case, func, or_, select

from precursors.reports.report import Asked
from precursors.reports.standing import standing
from precursors.substances.identification import MIXED
from precursors.substances.identify import identify
from precursors.trade.models import Shipment

PLAIN, PREPARED = "reports.goods-substance", "reports.goods-preparation"
"""The two forms of goods, as keys among the pages."""
_MEDICAMENTS = ("3003", "3004")
"""Headings of the Harmonized System for medicaments, in which preparations of ephedrines stand."""


@lru_cache(maxsize=20_000)
def form_of(stated: str | None) -> str:
    """PREPARED where goods are named as a preparation or mixture, else PLAIN."""
    return PREPARED if stated and identify(stated).form in MIXED else PLAIN


def in_form(asked: Asked) -> Label[str]:
    """The form of a shipment: prepared by its name, its HS heading, or because it says what else it holds. One query
    for the names of the year, which are far fewer than its lines.
    """
    s = Shipment
    query: Any = select(s.stated_substance).where(s.day.between(asked.first, asked.last)).distinct()
    names = [each for each in asked.session.execute(standing(asked, query, s)).scalars() if form_of(each) == PREPARED]
    plain_code = func.replace(func.replace(s.hs, "'", ""), ".", "")
    medicaments: list[ColumnElement[bool]] = [plain_code.startswith(each) for each in _MEDICAMENTS]
    prepared = or_(s.contains.is_not(None), s.stated_substance.in_(names), *medicaments)
    return case((func.coalesce(prepared, False), PREPARED), else_=PLAIN).label("form")
