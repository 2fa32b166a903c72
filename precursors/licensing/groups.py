"""Operators that count as one buyer: whoever is joined to another by links that stand, at any remove."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.intake.parties import party
from precursors.intake.words import folded
from precursors.licensing.models import Operator
from precursors.licensing.naming import holder_of, operators_named
from precursors.licensing.places_models import OperatorLink

REMOVES = 6
"""How far links are followed; a chain that is longer is a finding by itself."""


@dataclass(frozen=True, slots=True)
class Group:
    """An operator as a paper names it, with all that count as one with it."""

    operators: tuple[Operator, ...]
    names: frozenset[str]
    """Identifiers and names, as stated."""
    holders: frozenset[str]
    """Holders of their accounts."""
    own: frozenset[str] = frozenset()
    """Identifier and name of the operator itself, and what the paper calls it."""

    @property
    def registered(self) -> bool:
        """Whether the register knows the operator itself."""
        return bool(self.operators)


def group_of(session: Session, agencies: Sequence[str], text: str) -> Group:
    """The operator that a text names, first, and its links; a few queries."""
    known = operators_named(session, agencies, [text]).get(text)
    own = session.get_one(Operator, known) if known is not None else None
    start = own.folded_identifier if own else folded(text)
    linked = _linked(session, agencies, start) - {start}
    query = select(Operator).join(Current, stands(Operator)).where(Operator.agency.in_(agencies))
    others = list(session.execute(query.where(Operator.folded_identifier.in_(linked))).scalars()) if linked else []
    found = ([own] if own else []) + others
    called = frozenset({text} | ({own.identifier, own.name} if own else set()))
    names = called | {name for each in found for name in (each.identifier, each.name)}
    keys = _keys(session, found)
    holders = {holder_of(each.agency, each.identifier, key) for each in found for key in keys[bytes(each.key)]}
    parties = {holder_of(agency, name, None) for agency in agencies for name in names}
    return Group(tuple(found), names, frozenset(holders | parties), called)


def _keys(session: Session, operators: Sequence[Operator]) -> dict[bytes, list[int]]:
    """The rows of operators by natural key, replaced ones too: their accounts keep what was moved under them."""
    found: dict[bytes, list[int]] = {bytes(each.key): [] for each in operators}
    names = {each.folded_identifier for each in operators}
    query = select(Operator.id, Operator.key).where(Operator.folded_identifier.in_(names)).order_by(Operator.id)
    for number, key in session.execute(query):
        if bytes(key) in found:
            found[bytes(key)].append(number)
    return found


def _linked(session: Session, agencies: Sequence[str], start: str) -> set[str]:
    """Folded identifiers of everybody joined to one, at any remove up to `REMOVES`."""
    found, edge = {start}, {start}
    for _ in range(REMOVES):
        query = (
            select(OperatorLink.folded_one, OperatorLink.folded_other)
            .join(Current, stands(OperatorLink))
            .where(
                or_(OperatorLink.folded_one.in_(edge), OperatorLink.folded_other.in_(edge)),
                OperatorLink.agency.in_(agencies),
            )
        )
        edge = {name for pair in session.execute(query) for name in pair} - found
        if not edge:
            break
        found |= edge
    return found


def one_with(session: Session, agencies: Sequence[str]) -> dict[str, str]:
    """Everybody whom links join, by every text that names them, folded, with the name of their group; two queries."""
    query = select(OperatorLink.folded_one, OperatorLink.folded_other).join(Current, stands(OperatorLink))
    next_: dict[str, str] = {}

    def root_of(name: str) -> str:
        while (after := next_.setdefault(name, name)) != name:
            name = after
        return name

    for one, other in session.execute(query.where(OperatorLink.agency.in_(agencies))):
        next_[root_of(one)] = root_of(other)
    named = select(Operator.folded_identifier, Operator.identifier, Operator.name).join(Current, stands(Operator))
    rows = session.execute(named.where(Operator.agency.in_(agencies), Operator.folded_identifier.in_(set(next_))))
    return {party(text): root_of(number) for number, *texts in (rows if next_ else ()) for text in texts}
