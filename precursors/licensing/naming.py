"""Operators by what papers call them: an identifier or a name, as stated."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.db.tables import Fact
from precursors.intake.parties import party
from precursors.intake.words import folded
from precursors.licensing.models import LicenceLine, Operator
from precursors.scope.visible import Sight, visible

_BATCH = 400


def operators_named(session: Session, agencies: Sequence[str], texts: Iterable[str]) -> dict[str, int]:
    """The standing operator that each text names by identifier, else by name; a query for every few hundred texts."""
    wanted = set(texts)
    names, numbers = ({text: fold(text) for text in wanted} for fold in (party, folded))
    sought, found = sorted(set(names.values()) | set(numbers.values())), dict[str, int]()
    for at in range(0, len(sought), _BATCH):
        batch = sought[at : at + _BATCH]
        query = (
            select(Operator.id, Operator.folded_identifier, Operator.folded)
            .join(Current, stands(Operator))
            .where(
                or_(Operator.folded.in_(batch), Operator.folded_identifier.in_(batch)), Operator.agency.in_(agencies)
            )
            .order_by(Operator.id)
        )
        for key, number, name in session.execute(query):
            found.setdefault(f"name {name}", key)
            found.setdefault(f"number {number}", key)
    known = {text: found.get(f"number {numbers[text]}", found.get(f"name {names[text]}")) for text in wanted}
    return {text: key for text, key in known.items() if key is not None}


def names_of(session: Session, sight: Sight, texts: Collection[str]) -> dict[str, str]:
    """The names of those operators whose identifiers these texts are, as far as the reader may see them; one query."""
    numbers = {text: folded(text) for text in texts}
    query: Select[Any] = select(Operator).join(Current, stands(Operator))
    query = query.where(Operator.folded_identifier.in_(set(numbers.values())))
    rows = session.execute(visible(query, Operator, sight, names=True)).scalars()
    known = {row.folded_identifier: row.name for row in rows}
    return {text: known[number] for text, number in numbers.items() if number in known}


class Holders:
    """Whom standing licence lines name as their holders, however each is spelt; one query."""

    def __init__(self, session: Session, agencies: Sequence[str]) -> None:
        query = select(LicenceLine.holder).join(Current, stands(LicenceLine)).distinct()
        self._spelt: dict[str, set[str]] = {}
        for text in session.execute(query.where(LicenceLine.agency.in_(agencies))).scalars():
            self._spelt.setdefault(party(text), set()).add(text)

    def spelt(self, names: Iterable[str]) -> set[str]:
        """Every spelling of these names and identifiers."""
        return {text for name in names for text in self._spelt.get(party(name), ())}


def spelt_in(
    session: Session, model: type[Fact], column: str, agencies: Sequence[str], names: Iterable[str]
) -> set[str]:
    """Every spelling of these names and identifiers in a column of standing records; one query."""
    table, wanted = model.__table__.columns, {party(name) for name in names}
    query = select(table[column]).join(Current, stands(model)).where(table["agency"].in_(agencies)).distinct()
    return {text for text in session.execute(query).scalars() if party(text) in wanted}


def holder_of(agency: str, text: str, known: int | None) -> str:
    """Whose account goods go to: a registered operator's, or that of a party known only as stated."""
    return f"operator:{known}" if known is not None else f"party:{agency}:{party(text)}"
