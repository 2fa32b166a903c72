"""What operators held when the registry went live: the opening of a first return, where none was declared before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple, TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.intake.parties import party
from precursors.intake.words import folded
from precursors.licensing.balances_models import OpeningBalance
from precursors.licensing.models import Operator
from precursors.stock.parties import registered

EVE = timedelta(days=1)
"""A balance of the last day of a period is the opening of the next one as well as one of its first day."""


class Held(NamedTuple):
    """What was taken over of a substance; no amount where nobody can say how much it was."""

    measure: str
    amount: int | None


Begun: TypeAlias = dict[str, Held]
"""By substance."""


class Beginnings:
    """Opening balances of some declarants, looked up once for each first day of a period."""

    def __init__(self, session: Session, agency: str, who: Iterable[str]) -> None:
        self._session, self._agency, self._who = session, agency, sorted(set(who))
        self._names: dict[str, str] | None = None
        self._kept: dict[date, dict[str, list[OpeningBalance]]] = {}

    def of(self, who: str, site: str, first: date) -> Begun:
        """What a declarant held on the first day of a period; for one site only what was taken over for it."""
        wanted = folded(site)
        rows = [row for row in self._on(first).get(who, ()) if not wanted or folded(row.site or "") == wanted]
        found: dict[str, list[OpeningBalance]] = {}
        for row in rows:
            found.setdefault(row.substance, []).append(row)
        return {substance: _sum(own) for substance, own in found.items()}

    def _on(self, first: date) -> dict[str, list[OpeningBalance]]:
        if first not in self._kept:
            query = select(OpeningBalance).join(Current, stands(OpeningBalance)).order_by(OpeningBalance.id)
            query = query.where(OpeningBalance.agency == self._agency, OpeningBalance.day.between(first - EVE, first))
            found: dict[str, list[OpeningBalance]] = {}
            for row in self._session.execute(query).scalars():
                found.setdefault(self._named(row), []).append(row)
            self._kept[first] = found
        return self._kept[first]

    def _named(self, row: OpeningBalance) -> str:
        """The declarant a balance names: by number or name of the register, else the name itself."""
        if self._names is None:
            query = select(Operator.identifier, Operator.name, Operator.key)
            query = query.where(Operator.key.in_(registered(self._who)))
            rows = self._session.execute(query).all()
            self._names = {folded(text): key.hex() for identifier, name, key in rows for text in (identifier, name)}
        return self._names.get(row.folded_operator) or f"party:{party(row.operator)}"


def _sum(rows: Sequence[OpeningBalance]) -> Held:
    """Several strengths and salts of a substance added up; in litres only where no weight is known of any."""
    weights = [row.base_ug for row in rows]
    if not any(weight is not None for weight in weights) and all(row.ul is not None for row in rows):
        return Held("ul", sum(row.ul or 0 for row in rows))
    return Held("base_ug", None if None in weights else sum(weight or 0 for weight in weights))
