"""What grants of imports come to against the annual requirement of the country that needs the goods (R16)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.intake.importing import Terms
from precursors.law.limits import Sum, span
from precursors.licensing.authorisations.asked import amount_of
from precursors.licensing.authorisations.drawing import uses
from precursors.licensing.authorisations.life import AUTHORISATION, IN_FORCE
from precursors.licensing.authorisations.models import Authorisation
from precursors.licensing.authorisations.rules import Found, over_requirement
from precursors.licensing.remaining import keys_of, of_requirement
from precursors.lives.service import states_of


def beyond_requirement(session: Session, terms: Terms, rows: Sequence[Authorisation], day: date) -> Iterator[Found]:
    """For each substance of an import about to be granted: the year's grants, these among them, against the estimate.

    An estimate is a mass: of lines that count litres it is what their goods hold; untold, the sum is open.
    """
    moving = [row for row in rows if row.kind == "import"]
    for substance in sorted({row.substance for row in moving}):
        asked = [_mass(terms, row, row.authorised) for row in moving if row.substance == substance]
        granted = sum((*_granted(session, terms, substance, day), *asked[1:]), asked[0])
        for need in of_requirement(session, terms, terms.country, substance, day, granted):
            found = over_requirement(
                substance, need.about, need.since, need.allowed.ug or 0, granted, old=not need.decides
            )
            if found:
                yield found


def _granted(session: Session, terms: Terms, substance: str, day: date) -> list[Sum]:
    """Each standing import grant whose validity begins in the calendar year of `day`.

    One that was ended counts as far as it was drawn on: what is left of it nobody may import any more.
    """
    first, last = span("year", day)
    a = Authorisation
    query = (
        select(a)
        .join(Current, stands(a))
        .where(a.agency.in_(terms.neighbours), a.kind == "import", a.granted.is_not(None))
        .where(a.substance.in_(keys_of(substance)), a.valid_from.between(first, last))
    )
    rows = list(session.execute(query).scalars())
    states = states_of(session, AUTHORISATION, [row.key for row in rows])
    ended = [row for row in rows if states[row.key].state not in IN_FORCE]
    drawn = {key: use.drawn for key, use in uses(session, ended).items()}
    return [_mass(terms, row, drawn.get(row.key, row.granted or 0)) for row in rows]


def _mass(terms: Terms, row: Authorisation, much: int) -> Sum:
    """Micrograms of the substance in `much` of what a line counts; unknown where its litres tell no mass."""
    if row.measure == "base_ug":
        return Sum(much)
    whole = amount_of(terms, row, "base_ug")
    return Sum(None if whole is None else whole * much // row.authorised)
