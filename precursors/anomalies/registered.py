"""What the registers and the law say beside the shipments: links, uses of licences, thresholds, Table I.

With `until`, what the registers said when that act was sealed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from precursors.agencies.service import all_agencies
from precursors.audit.keys import stands
from precursors.audit.models import Current, Reversal
from precursors.db.tables import Fact, fact_id
from precursors.intake.parties import party
from precursors.intake.words import folded
from precursors.law.book import Listing, law_book
from precursors.licensing.lookalikes import number
from precursors.licensing.models import LicenceLine, Operator
from precursors.licensing.places_models import OperatorLink
from precursors.registers.terms import DEMO
from precursors.trade.goods import Law
from precursors.trade.rules import Limit

TABLE_ONE = "UN:I"


def standing(query: Any, model: type[Fact], until: int | None) -> Any:  # noqa: ANN401 - a selection of any columns
    """Records that stand; with `until`, that stood when that act was sealed."""
    if until is None:
        return query.join(Current, stands(model))
    edge = fact_id(until + 1, 0)
    back = exists(select(Reversal.id).where(Reversal.target == model.id, Reversal.id < edge))
    return query.where(model.id < edge, ~back)


def linked(session: Session, until: int | None = None) -> dict[tuple[str, str], str]:
    """Parties that links join, by agency and by every text that names them, each with the name of its group."""
    join: Any = select(OperatorLink.agency, OperatorLink.folded_one, OperatorLink.folded_other)
    next_: dict[tuple[str, str], str] = {}

    def root_of(agency: str, name: str) -> str:
        while (after := next_.setdefault((agency, name), name)) != name:
            name = after
        return name

    for agency, one, other in session.execute(standing(join, OperatorLink, until)):
        next_[agency, root_of(agency, one)] = root_of(agency, other)
    named: Any = select(Operator.agency, Operator.folded_identifier, Operator.identifier, Operator.name)
    rows = session.execute(standing(named, Operator, until)) if next_ else ()
    return {
        (agency, party(text)): root_of(agency, folded_one)
        for agency, folded_one, *texts in rows
        if (agency, folded_one) in next_
        for text in texts
    }


class Operators(NamedTuple):
    """What the registers of operators say of who is who, and of whose vehicle is whose; as `Known` has them."""

    owners: dict[tuple[str, str], str]
    vehicles: dict[tuple[str, str], frozenset[str]]


def operators(session: Session, until: int | None = None) -> Operators:
    """The standing operators by everything that names them; one query."""
    query = select(Operator.agency, Operator.folded_identifier, Operator.folded, Operator.vehicles)
    found = Operators({}, {})
    for agency, identifier, name, vehicles in session.execute(standing(query, Operator, until)):
        found.owners.update({(agency, text): identifier for text in (identifier, party(identifier), name)})
        if plates := several(vehicles):
            found.vehicles[agency, identifier] = plates
    return found


def several(stated: str | None) -> frozenset[str]:
    """Numbers that one cell states, without case and blanks: registrations of vehicles, bank accounts."""
    return frozenset(filter(None, map(number, re.split(r"[,;/\n]", stated or ""))))


def sensitive(day: date) -> frozenset[str]:
    """Substances of Table I of the 1988 Convention on a day."""
    book = law_book()
    listed = (entry.value for entry in book.entries() if isinstance(entry.value, Listing))
    keys = {each.key for each in listed if each.list_id == TABLE_ONE}
    return frozenset(key for key in keys if any(each.value.list_id == TABLE_ONE for each in book.listings(key, day)))


def uses(session: Session, until: int | None = None) -> dict[tuple[str, str, str], str]:
    """What the standing lines of licences say their substances may be used for."""
    query = select(LicenceLine.agency, LicenceLine.folded, LicenceLine.substance, LicenceLine.end_use)
    query = standing(query, LicenceLine, until).where(LicenceLine.end_use.is_not(None))
    found: dict[tuple[str, str, str], str] = {}
    for agency, licence, substance, use in session.execute(query.order_by(LicenceLine.id)):
        place = (agency, licence, substance)
        found[place] = "; ".join(filter(None, (found.get(place), folded(use or ""))))
    return found


def limits(session: Session) -> Callable[[str, str, str, date], Sequence[Limit]]:
    """Thresholds that may decide, by agency, substance, direction and day; looked up once for each stretch of law."""
    countries = {agency.code: agency.country for agency in all_agencies(session)}
    laws: dict[str, Law] = {}
    found: dict[tuple[str, str, str, int], tuple[Limit, ...]] = {}

    def of(agency: str, substance: str, direction: str, day: date) -> Sequence[Limit]:
        country = countries.get(agency)
        if country is None:
            return ()
        law = laws.get(country)
        if law is None:
            law = laws[country] = Law(law_book(demo=country == DEMO), country)
        place = (country, substance, direction, law.era(day))
        if place not in found:
            status = law.status(substance, direction, day)
            found[place] = tuple(each for each in status.limits if each.decides)
        return found[place]

    return of
