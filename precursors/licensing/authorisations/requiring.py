"""What grants of imports come to against the annual requirement of the country that needs the goods (R16)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.intake.importing import Terms
from precursors.law.limits import Sum, span
from precursors.licensing.authorisations.models import Authorisation
from precursors.licensing.authorisations.rules import Found, over_requirement
from precursors.licensing.remaining import keys_of, of_requirement


def beyond_requirement(session: Session, terms: Terms, rows: Sequence[Authorisation], day: date) -> Iterator[Found]:
    """For each substance of an import about to be granted: the year's grants, these among them, against the estimate.

    Only kilograms are held against it: an estimate is a mass, and litres are never turned into one here.
    """
    asked: dict[str, int] = {}
    for row in rows:
        if row.kind == "import" and row.measure == "base_ug":
            asked[row.substance] = asked.get(row.substance, 0) + row.authorised
    for substance, amount in sorted(asked.items()):
        granted = _granted(session, terms, substance, day) + amount
        for need in of_requirement(session, terms, terms.country, substance, day, Sum(granted)):
            found = over_requirement(
                substance, need.about, need.since, need.allowed.ug or 0, granted, old=not need.decides
            )
            if found:
                yield found


def _granted(session: Session, terms: Terms, substance: str, day: date) -> int:
    """Micrograms of standing import grants whose validity begins in the calendar year of `day`."""
    first, last = span("year", day)
    a = Authorisation
    query = (
        select(func.coalesce(func.sum(a.granted), 0))
        .join(Current, stands(a))
        .where(a.agency.in_(terms.neighbours), a.kind == "import", a.measure == "base_ug")
        .where(a.substance.in_(keys_of(substance)), a.valid_from.between(first, last))
    )
    return int(session.execute(query).scalar_one() or 0)
