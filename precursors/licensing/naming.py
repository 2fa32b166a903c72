"""Operators by what papers call them: an identifier or a name, as stated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.intake.parties import party
from precursors.intake.words import folded
from precursors.licensing.models import Operator

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


def holder_of(agency: str, text: str, known: int | None) -> str:
    """Whose account goods go to: a registered operator's, or that of a party known only as stated."""
    return f"operator:{known}" if known is not None else f"party:{agency}:{party(text)}"
