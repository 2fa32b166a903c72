"""What the register knows of the operators and licences a file names: a few queries a block, never one a row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.db.bulk import rows_with
from precursors.intake.words import folded
from precursors.licensing.groups import one_with
from precursors.licensing.licences_life import turns_of
from precursors.licensing.models import LicenceLine, Operator
from precursors.licensing.naming import Holders, operators_named
from precursors.licensing.rules import Turns
from precursors.trade.models import Shipment
from precursors.trade.rules import Line

_BATCH = 400


class Register:
    """Operators and licence lines of the agencies a file may refer to, looked up once for each distinct text."""

    def __init__(self, session: Session, agencies: Iterable[str]) -> None:
        self.session = session
        self.agencies = tuple(agencies)
        self._lines: dict[str, tuple[Line, ...]] = {}
        self._operators: dict[str, int | None] = {}
        self._held: dict[str, tuple[Line, ...]] = {}
        self._called: dict[str, str] = {}
        self._unresolved: dict[str, frozenset[bytes]] = {}

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
        found = self._lines_where(LicenceLine.folded, set(asked.values()))
        for number in new:
            self._lines[number] = tuple(found.get(asked[number], ()))

    def _lines_where(self, column: Any, texts: set[str]) -> dict[str, list[Line]]:  # noqa: ANN401 - number or holder
        found: dict[str, list[Line]] = {}
        for batch in _batches(texts):
            query = (
                select(LicenceLine)
                .join(Current, stands(LicenceLine))
                .where(column.in_(batch), LicenceLine.agency.in_(self.agencies))
                .order_by(LicenceLine.id)
            )
            rows = list(self.session.execute(query).scalars())
            turns = turns_of(self.session, [row.key for row in rows])
            for row in rows:
                found.setdefault(getattr(row, column.key), []).append(_line(row, turns.get(bytes(row.key), ())))
        return found

    @cached_property
    def _holders(self) -> Holders:
        return Holders(self.session, self.agencies)

    def may(self, text: str, substance: str, way: str, day: date) -> bool:
        """Whether the party of this name holds a line for a substance and activity that was in force that day."""
        return any(line.covers(substance, way) and line.holds(day) for line in self._held.get(text, ()))

    def called(self, text: str) -> str:
        """A party by its registered name with what a paper calls it."""
        name = self._called.get(text, text)
        return name if folded(name) == folded(text) else f"{name} ({text})"

    def learn_parties(self, texts: Iterable[str]) -> None:
        """Look up the licence lines of parties not seen before, by identifier or by name; a few queries a batch."""
        new = {text for text in texts if text not in self._held}
        known = operators_named(self.session, self.agencies, new)
        rows = rows_with(
            self.session, Operator.__tablename__, ("id", "identifier", "name"), "id", sorted(set(known.values()))
        )
        names = {key: (identifier, name) for key, identifier, name in rows}
        self._called |= {text: names[key][1] for text, key in known.items()}
        called = {text: {text, *names.get(known.get(text, 0), ())} for text in new}
        spelt = {text: self._holders.spelt(own) for text, own in called.items()}
        held = self._lines_where(LicenceLine.holder, {name for own in spelt.values() for name in own})
        for text, own in spelt.items():
            self._held[text] = tuple(line for name in sorted(own) for line in held.get(name, ()))

    def unresolved(self, agency: str) -> frozenset[bytes]:
        """Natural keys of an agency's standing shipments whose quantity nobody has chosen yet; one query."""
        if agency not in self._unresolved:
            query = select(Shipment.key).join(Current, stands(Shipment))
            found = self.session.execute(query.where(Shipment.agency == agency, Shipment.base_ug.is_(None))).scalars()
            self._unresolved[agency] = frozenset(map(bytes, found))
        return self._unresolved[agency]

    def one_with(self) -> Mapping[str, str]:
        """Parties that links join, folded, each with the name of its group; two queries."""
        return one_with(self.session, self.agencies)

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
