"""What sheets of one agency name: its places and balances, lots and containers, found in a few queries for a file."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.agencies.service import by_code
from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.custody.models import Container, Instrument, Lot, Place
from precursors.intake.words import folded
from precursors.ledger.reversing import batches


class Named:
    """Look-ups for the rows of one file; `learn` the lots first."""

    def __init__(self, session: Session, agency: str) -> None:
        """Nothing is asked yet."""
        self.session, self.agency = session, agency
        self.lots: dict[bytes, Lot] = {}
        self.containers: dict[bytes, Container] = {}
        self._known: set[bytes] = set()
        self._agencies: dict[str, bool] = {}

    def learn(self, lots: Iterable[bytes]) -> None:
        """Load these lots, and all their containers, by natural key; those loaded already are not asked for again."""
        fresh = sorted(set(lots) - self._known)
        self._known.update(fresh)
        for batch in batches(fresh):
            self.lots.update((bytes(row.key), row) for row in self._standing(Lot, Lot.key.in_(batch)))
            self.containers.update((bytes(row.key), row) for row in self._standing(Container, Container.lot.in_(batch)))

    def place(self, name: str | None) -> Place | None:
        """The standing place of this name."""
        return self._places.get(folded(name)) if name else None

    def instrument(self, serial: str | None) -> Instrument | None:
        """The standing instrument with this serial number."""
        return self._instruments.get(folded(serial)) if serial else None

    @cached_property
    def _places(self) -> dict[str, Place]:
        return {row.folded: row for row in self._standing(Place, Place.agency == self.agency)}

    @cached_property
    def _instruments(self) -> dict[str, Instrument]:
        return {row.folded: row for row in self._standing(Instrument, Instrument.agency == self.agency)}

    def agency_known(self, code: str) -> bool:
        """Whether an agency of this code is registered; each code is asked for once."""
        if code not in self._agencies:
            self._agencies[code] = by_code(self.session, code) is not None
        return self._agencies[code]

    def _standing(self, model: Any, condition: Any) -> list[Any]:  # noqa: ANN401 - rows of the model
        return list(self.session.execute(select(model).join(Current, stands(model)).where(condition)).scalars())
