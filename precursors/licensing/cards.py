"""Operators, as they are compared with each other, and what belongs to one: sites, people, links."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.audit.refs import refs_of
from precursors.db.tables import Fact
from precursors.intake.parties import party
from precursors.intake.words import folded
from precursors.licensing.listing import Listed
from precursors.licensing.lookalikes import Alike, Card, alike, digits, near, number
from precursors.licensing.models import Operator
from precursors.licensing.places_models import Officer, OperatorLink, Site
from precursors.scope.visible import Sight, visible


class Found(NamedTuple):
    """An operator that may be the same, by its reference, and why."""

    ref: str
    row: Operator
    why: Alike


def alike_to(session: Session, sight: Sight, operator: Operator) -> list[Found]:
    """Standing operators the reader may see by name that may be the same as one; three queries."""
    rows = list(session.execute(_standing(Operator, sight)).scalars())
    people = _officers(session, sight)
    cards = [_card(each, people) for each in rows]
    found = alike(_card(operator, people), [card for card in cards if card.key != operator.id])
    by_id = {row.id: row for row in rows}
    refs = refs_of(session, Operator, [each.key for each in found])
    return [Found(refs[each.key], by_id[each.key], each) for each in found]


def alike_to_name(session: Session, sight: Sight, name: str) -> list[Found]:
    """Those whose names look like what somebody typed; two queries."""
    rows = list(session.execute(_standing(Operator, sight)).scalars())
    found = near(party(name), [_card(each, {}) for each in rows])
    by_id = {row.id: row for row in rows}
    refs = refs_of(session, Operator, [each.key for each in found])
    return [Found(refs[each.key], by_id[each.key], each) for each in found]


def _standing(model: type[Fact], sight: Sight) -> Select[Any]:
    return visible(select(model).join(Current, stands(model)), model, sight, names=True)


def _officers(session: Session, sight: Sight) -> dict[str, set[str]]:
    """Folded operator to the folded names of everybody who answers for it."""
    found: dict[str, set[str]] = {}
    for officer in session.execute(_standing(Officer, sight)).scalars():
        found.setdefault(officer.folded_operator, set()).add(officer.folded)
    return found


def _card(row: Operator, people: dict[str, set[str]]) -> Card:
    named = people.get(row.folded_identifier, set()) | people.get(folded(row.name), set())
    officers = {name for name in (folded(row.officer or ""), *named) if name}
    numbers = {told for each in (row.identifier, row.lei, row.eori, row.gln) if (told := number(each))}
    return Card(
        row.id, row.folded, frozenset(numbers), digits(row.phone), (row.email or "").strip().casefold(),
        folded(row.address or ""), frozenset(officers),
    )  # fmt: skip


class Belongings(NamedTuple):
    """What belongs to an operator."""

    sites: list[Listed]
    officers: list[Listed]
    links: list[Listed]


def belongings(session: Session, sight: Sight, row: Operator) -> Belongings:
    """Sites, responsible officers and links of an operator, as papers name it; three queries."""
    names = {row.folded_identifier, folded(row.name)}
    sites = _standing(Site, sight).where(Site.folded_operator.in_(names)).order_by(Site.code)
    officers = _standing(Officer, sight).where(Officer.folded_operator.in_(names)).order_by(Officer.since.desc())
    one, other = OperatorLink.folded_one.in_(names), OperatorLink.folded_other.in_(names)
    links = _standing(OperatorLink, sight).where(or_(one, other)).order_by(OperatorLink.id)
    return Belongings(
        _listed(session, Site, sites), _listed(session, Officer, officers), _listed(session, OperatorLink, links)
    )


def _listed(session: Session, model: type[Fact], query: Select[Any]) -> list[Listed]:
    rows = list(session.execute(query).scalars())
    refs = refs_of(session, model, [row.id for row in rows])
    return [Listed(refs[row.id], row) for row in rows]
