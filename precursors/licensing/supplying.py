"""Both sides of a supply at home: seller and buyer each with their licences, limits and the customer's declaration."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.intake.importing import Terms
from precursors.intake.parties import party
from precursors.intake.words import folded
from precursors.law.limits import Sum
from precursors.licensing.declaration_models import CustomerDeclaration
from precursors.licensing.declarations import LIFE, longest
from precursors.licensing.groups import Group
from precursors.lives.service import states_of


def declarations_of(
    session: Session, terms: Terms, seller: Group, buyer: Group, keys: Collection[str], day: date
) -> list[CustomerDeclaration]:
    """The customer's declarations of use that stand for supplies on a day, newest first; two queries.

    One for several deals stands no longer than the law of the country lets it.
    """
    model = CustomerDeclaration
    query: Any = select(model).join(Current, stands(model)).where(model.agency.in_(terms.neighbours))
    query = query.where(model.substance.in_(keys), model.signed_on <= day, model.folded_customer.in_(_folded(buyer)))
    query = query.where(model.folded_supplier.in_(_folded(seller)))
    query = query.where(or_(model.valid_to.is_(None), model.valid_to >= day)).order_by(model.id.desc())
    found = [row for row in session.execute(query).scalars() if _lawful(terms, row, day)]
    states = states_of(session, LIFE, [row.key for row in found])
    return [row for row in found if states[bytes(row.key)].state == LIFE.first]


def _lawful(terms: Terms, row: CustomerDeclaration, day: date) -> bool:
    """Whether the law lets a declaration speak for a deal of a day; of one for a single deal it sets no time."""
    lawful = longest(terms.country, row.signed_on, demo=terms.demo) if row.valid_to else None
    return lawful is None or day <= lawful.day


def covering(declarations: Iterable[CustomerDeclaration], much: Sum) -> CustomerDeclaration | None:
    """The first declaration that speaks of so much; None where none does.

    One for several deals holds to its last day; one for a single deal covers no more than it says. A quantity that
    cannot be compared with what it says is not covered by it.
    """
    return next((row for row in declarations if covers(row, much)), None)


def covers(row: CustomerDeclaration, much: Sum) -> bool:
    """Whether a declaration speaks of so much; one that sets no limit does."""
    if row.amount is None:
        return True
    known = much.ul if row.measure == "ul" else much.ug
    return known is not None and known <= row.amount


def _folded(group: Group) -> frozenset[str]:
    """Only the operator itself declares for itself; how it is linked to others does not matter here."""
    return frozenset(fold(name) for name in group.own for fold in (party, folded))
