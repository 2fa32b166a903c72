"""The register: operators and licence lines, as lists and one by one."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.api.answers import page, tagged
from precursors.api.blueprint import bp, not_found
from precursors.api.giving import cursor, going_on, insist_on_cursor
from precursors.api.operation import Operation, limit, operation, parameters
from precursors.api.operation import listing as lists
from precursors.api.shapes import (
    DAY,
    QUANTITY,
    TEXT,
    TRUTH,
    WHOLE,
    Document,
    Shape,
    kilograms,
    litres,
    many,
    maybe,
    shape,
    widened,
    words,
)
from precursors.audit.models import Reversal
from precursors.db.tables import Fact, act_of
from precursors.licensing import holding, listing
from precursors.licensing.cards import alike_to
from precursors.licensing.licences_life import states_now
from precursors.licensing.models import LicenceLine, Operator
from precursors.scope.masking import Masked, as_seen
from precursors.scope.reading import note
from precursors.web.access import reader, requires
from precursors.web.here import here


class _Told(NamedTuple):
    """One row of the register as its reader sees it."""

    ref: str
    row: Any
    standing: bool
    state: str | None = None
    """Where a licence line stands."""
    years: list[holding.Year] | None = None

    @property
    def number(self) -> int:
        """The act that recorded it."""
        return act_of(self.row.id)


def _columns(*names: str, schema: dict[str, Any] = TEXT) -> dict[str, Any]:
    """Members that are columns of the row; personal ones are withheld from some readers."""
    return {name: (maybe(schema), lambda told, name=name: getattr(told.row, name)) for name in names}


_WITHHELD = (many(TEXT), lambda told: sorted(getattr(told.row, "withheld", ())))

OPERATOR = shape(
    "Operator",
    "A natural or legal person that handles scheduled substances.",
    ref=TEXT,
    agency=(TEXT, lambda told: told.row.agency),
    **_columns(
        "identifier",
        "name",
        "country",
        "roles",
        "address",
        "officer",
        "phone",
        "email",
        "lei",
        "eori",
        "gln",
        "vehicles",
        "accounts",
        "taken_over",
        "notes",
    ),
    act=(WHOLE, lambda told: told.number),
    standing=TRUTH,
    withheld=_WITHHELD,
)
LICENCE = shape(
    "LicenceLine",
    "One line of a licence: a substance, activities, a quantity a year, a validity.",
    ref=TEXT,
    agency=(TEXT, lambda told: told.row.agency),
    **_columns(
        "number",
        "holder",
        "kind",
        "substance",
        "activities",
        "quantity",
        "unit",
        "site",
        "period",
        "max_stock",
        "strength_from",
        "strength_to",
        "end_use",
        "renews",
        "taken_over",
        "used",
        "basis",
        "conditions",
        "notes",
    ),
    valid_from=(DAY, lambda told: told.row.valid_from),
    valid_to=(DAY, lambda told: told.row.valid_to),
    issued=(maybe(DAY), lambda told: told.row.issued),
    grace_until=(maybe(DAY), lambda told: told.row.grace_until),
    used_until=(maybe(DAY), lambda told: told.row.used_until),
    state=(TEXT, lambda told: told.state or told.row.state),
    per_year=(maybe(QUANTITY.ref), lambda told: _amount(told.row.measure, told.row.per_year)),
    measure=(words("base_ug", "ul"), lambda told: told.row.measure),
    act=(WHOLE, lambda told: told.number),
    standing=TRUTH,
    withheld=_WITHHELD,
)
USED = shape(
    "LicenceYear",
    "What one licence year granted, what was drawn on it, what is left, what was declared beyond it.",
    first=(DAY, lambda pair: pair[1].first),
    granted=(QUANTITY.ref, lambda pair: _amount(pair[0], pair[1].granted)),
    drawn=(QUANTITY.ref, lambda pair: _amount(pair[0], pair[1].drawn)),
    remaining=(QUANTITY.ref, lambda pair: _amount(pair[0], pair[1].remaining)),
    excess=(QUANTITY.ref, lambda pair: _amount(pair[0], pair[1].excess)),
)
LICENCE_FULL = widened(
    LICENCE,
    "LicenceRecord",
    "One licence line with its use year by year; no years where it sets no ceiling.",
    years=(many(USED.ref), lambda told: USED.all((told.row.measure, year) for year in told.years or ())),
)


@bp.get("/operators")
@requires(Permission.READ_REGISTER)
@lists("List the operators that stand, by name", OPERATOR, text=TEXT)
def operators() -> Response:
    """Operators whose name or number holds a text."""
    sight = reader().sight
    with here().database.read() as session:
        insist_on_cursor(listing.find(session, sight, Operator, cursor() or ""))
        found = listing.operators(session, sight, parameters().get("text"), cursor(), limit())
    note(Operator, [each.row for each in found.rows])
    return page((OPERATOR.of(_Told(each.ref, each.row, True)) for each in found.rows), going_on(found.after))


@bp.get("/operators/<ref>")
@requires(Permission.READ_REGISTER)
@operation(Operation("Read one operator", OPERATOR))
def operator(ref: str) -> Response:
    """One operator."""
    with here().database.read() as session:
        told = _told(session, Operator, ref)
    return tagged(_noted(Operator, told, OPERATOR)) if told else not_found()


ALIKE = shape(
    "OperatorAlike",
    "An operator that may be the same as another one, and why; only a person can say so.",
    ref=TEXT,
    name=(TEXT, lambda found: found.row.name),
    identifier=(TEXT, lambda found: found.row.identifier),
    agency=(TEXT, lambda found: found.row.agency),
    likeness=(WHOLE, lambda found: found.why.likeness),
    shared=(
        many(words("script", "number", "phone", "email", "address", "officer")),
        lambda found: list(found.why.shared),
    ),
)


@bp.get("/operators/<ref>/alike")
@requires(Permission.READ_REGISTER)
@lists("List the operators that may be the same as one, likeliest first", ALIKE)
def alike(ref: str) -> Response:
    """Operators that may be the same."""
    with here().database.read() as session:
        row = listing.find(session, reader().sight, Operator, ref)
        if row is None:
            return not_found()
        (seen,) = as_seen(session, [row], reader().sight)
        found = [] if isinstance(seen, Masked) else alike_to(session, reader().sight, row)
    note(Operator, [row, *(each.row for each in found)])
    return page(ALIKE.all(found), None)


@bp.get("/licences")
@requires(Permission.READ_REGISTER)
@lists(
    "List the licence lines that stand, newest end first",
    LICENCE,
    text=TEXT,
    substance=TEXT,
    state=words(*listing.STATES),
)
def licences() -> Response:
    """Licence lines."""
    asked, sight = parameters(), reader().sight
    filters = listing.LicenceFilters(asked.get("text"), asked.get("substance"), asked.get("state"))
    with here().database.read() as session:
        insist_on_cursor(listing.find(session, sight, LicenceLine, cursor() or ""))
        found = listing.licences(session, sight, filters, here().today, cursor(), limit())
    note(LicenceLine, [each.row for each in found.rows])
    return page((LICENCE.of(_Told(each.ref, each.row, True, each.state)) for each in found.rows), going_on(found.after))


@bp.get("/licences/<ref>")
@requires(Permission.READ_REGISTER)
@operation(Operation("Read one licence line", LICENCE_FULL))
def licence(ref: str) -> Response:
    """One licence line with its use."""
    with here().database.read() as session:
        told = _told(session, LicenceLine, ref)
    return tagged(_noted(LicenceLine, told, LICENCE_FULL)) if told else not_found()


def _told(session: Session, model: type[Fact], ref: str) -> _Told | None:
    row = listing.find(session, reader().sight, model, ref)
    if row is None:
        return None
    (seen,) = as_seen(session, [row], reader().sight)
    ended = session.execute(select(Reversal.id).where(Reversal.target == row.id)).first()
    years = holding.used(session, row) if model is LicenceLine else None
    state = states_now(session, [row])[bytes(row.key)] if model is LicenceLine else None
    return _Told(ref, seen, ended is None, state, years)


def _noted(model: type[Fact], told: _Told, as_: Shape) -> Document:
    note(model, [told.row])
    return as_.of(told)


def _amount(measure: str, amount: int | None) -> Document | None:
    return litres(amount) if measure == "ul" else kilograms(amount)
