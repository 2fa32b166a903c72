"""What a reader asks of the list of shipments, as it stands in the query of the page's address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import reduce

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from precursors.agencies.service import by_code, neighbours
from precursors.flags.marks import is_flagged
from precursors.intake.parties import party
from precursors.intake.words import folded
from precursors.licensing.models import Operator
from precursors.problems import Problem, problem
from precursors.trade.models import Shipment

STATUSES = ("unresolved", "flagged")
WAYS = ("import", "export", "transit", "domestic")
_LOOKED_AT = ("document", "container", "stated_substance", "cas", "operator", "counterparty", "licence", "seals")
"""Columns the search box looks into."""

_MOST_OPERATORS = 20


@dataclass(frozen=True, slots=True)
class Filters:
    """Each None where the reader leaves it open."""

    agency: str | None = None
    first: date | None = None
    last: date | None = None
    substance: str | None = None
    direction: str | None = None
    operator: str | None = None
    licence: str | None = None
    status: str | None = None
    text: str | None = None

    @property
    def query(self) -> dict[str, str]:
        """As it stands in an address: what is left open is left out."""
        stated = ((each.name, getattr(self, each.name)) for each in fields(self))
        return {name: str(value) for name, value in stated if value is not None}

    @property
    def by_sums(self) -> bool:
        """Whether the monthly sums can answer it: nothing but agency, substance, direction and whole months."""
        whole = self.first is None or self.first.day == 1
        return whole and self.last is None and not any((self.operator, self.licence, self.status, self.text))

    @property
    def looks(self) -> bool:
        """Whether rows must be looked at one by one, because no index knows the answer."""
        return bool(self.direction or self.licence or self.text or self.status == "flagged")


def read_filters(given: Mapping[str, str]) -> tuple[Filters, list[Problem]]:
    """The filters of an address, and what cannot be read in it, which is left open."""
    texts = {name: value.strip() for name, value in given.items() if value.strip()}
    wrong: list[Problem] = []
    days: dict[str, date | None] = {}
    for name in ("first", "last"):
        try:
            days[name] = date.fromisoformat(texts[name]) if name in texts else None
        except ValueError:
            days[name] = None
            wrong.append(problem("date.unreadable", name, value=texts[name]))
    plain = {name: texts.get(name) for name in ("agency", "substance", "operator", "licence", "text")}
    chosen = {"direction": _among(texts, "direction", WAYS), "status": _among(texts, "status", STATUSES)}
    return Filters(first=days["first"], last=days["last"], **plain, **chosen), wrong


def _among(texts: Mapping[str, str], name: str, known: tuple[str, ...]) -> str | None:
    return texts[name] if texts.get(name) in known else None


def conditions(filters: Filters) -> list[ColumnElement[bool]]:
    """What a shipment must satisfy; agency and operator are left to the caller, who asks each one by its index."""
    made: list[ColumnElement[bool]] = []
    if filters.first:
        made.append(Shipment.day >= filters.first)
    if filters.last:
        made.append(Shipment.day <= filters.last)
    for column, value in ((Shipment.substance, filters.substance), (Shipment.direction, filters.direction)):
        if value:
            made.append(column == value)
    if filters.licence:
        made.append(Shipment.licence == filters.licence)
    if filters.status == "unresolved":
        made.append(Shipment.base_ug.is_(None))
    if filters.status == "flagged":
        made.append(is_flagged(Shipment.__tablename__, Shipment.id))
    if filters.text:
        sought = filters.text.lower()
        columns: Iterator[ColumnElement[str]] = (func.coalesce(getattr(Shipment, name), "") for name in _LOOKED_AT)
        # Eight searches of short texts cost four times as much as one of a long one; no text holds a line end.
        whole = func.lower(reduce(lambda before, column: before + "\n" + column, columns))
        made.append(whole.contains(sought, autoescape=True))
    return made


def parties_named(session: Session, agency: str, text: str) -> list[str]:
    """Holders of accounts an operator's text may mean: registered ones whose name or number holds it, and the
    party known only by exactly this name.
    """
    sought = party(text)
    own = by_code(session, agency)
    near = neighbours(session, own) if own else [agency]
    named = or_(Operator.folded.contains(sought, autoescape=True), Operator.folded_identifier == folded(text))
    query = select(Operator.id).where(Operator.agency.in_(near), named).limit(_MOST_OPERATORS)
    found = [f"operator:{key}" for key in session.execute(query).scalars()] if sought else []
    return [*found, f"party:{agency}:{sought}"]
