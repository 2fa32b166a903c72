"""What the register knows of the operators and licences a file names: a few queries a block, never one a row."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.intake.words import folded
from precursors.licensing.licences_life import turns_of
from precursors.licensing.models import LicenceLine
from precursors.licensing.naming import operators_named
from precursors.licensing.rules import Turns
from precursors.trade.rules import Line

_BATCH = 400


class Register:
    """Operators and licence lines of the agencies a file may refer to, looked up once for each distinct text."""

    def __init__(self, session: Session, agencies: Iterable[str]) -> None:
        self.session = session
        self.agencies = tuple(agencies)
        self._lines: dict[str, tuple[Line, ...]] = {}
        self._operators: dict[str, int | None] = {}

    def lines(self, number: str) -> tuple[Line, ...]:
        """Standing lines of the licence with this number; empty when it is unknown here."""
        return self._lines.get(number, ())

    def operator(self, text: str) -> int | None:
        """The standing operator with this identifier or name; None when unknown here."""
        return self._operators.get(text)

    def learn_licences(self, numbers: Iterable[str | None]) -> None:
        """Look up licence numbers not seen before."""
        new = [number for number in set(numbers) if number and number not in self._lines]
        asked = {number: folded(number) for number in new}
        found = self._lines_of(set(asked.values()))
        for number in new:
            self._lines[number] = tuple(found.get(asked[number], ()))

    def _lines_of(self, numbers: set[str]) -> dict[str, list[Line]]:
        found: dict[str, list[Line]] = {}
        for batch in _batches(numbers):
            query = (
                select(LicenceLine)
                .join(Current, stands(LicenceLine))
                .where(LicenceLine.folded.in_(batch), LicenceLine.agency.in_(self.agencies))
                .order_by(LicenceLine.id)
            )
            rows = list(self.session.execute(query).scalars())
            turns = turns_of(self.session, [row.key for row in rows])
            for row in rows:
                found.setdefault(row.folded, []).append(_line(row, turns.get(bytes(row.key), ())))
        return found

    def learn_operators(self, texts: Iterable[str | None]) -> None:
        """Look up operators not seen before, by identifier or by name."""
        new = [text for text in set(texts) if text and text not in self._operators]
        found = operators_named(self.session, self.agencies, new)
        self._operators.update({text: found.get(text) for text in new})


def _batches(texts: set[str]) -> Iterable[list[str]]:
    ordered = sorted(texts)
    return (ordered[at : at + _BATCH] for at in range(0, len(ordered), _BATCH))


def _line(row: LicenceLine, turns: Turns) -> Line:
    return Line(
        row.key,
        row.number,
        row.substance,
        frozenset(row.activities.split()),
        row.valid_from,
        row.valid_to,
        row.state,
        row.per_year,
        row.measure,
        row.period,
        row.grace_until,
        turns,
        folded(row.site) if row.site else None,
        _strengths(row.strength_from, row.strength_to),
        row.used_until,
    )


def _strengths(low: str | None, high: str | None) -> tuple[Decimal, Decimal] | None:
    return None if low is None and high is None else (Decimal(low or 0), Decimal(high or 100))
