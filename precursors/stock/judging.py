"""Every rule over one return, with the law of its country; and its findings in the words flags keep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

from sqlalchemy.orm import Session

from precursors.intake.importing import Terms
from precursors.quantities.normalise import kilograms
from precursors.stock.comparing import Moved
from precursors.stock.knowing import Knowledge, Told, shipments
from precursors.stock.periods import Period
from precursors.stock.process_rules import more_than_needed, unusual_loss, yield_mismatch
from precursors.stock.rules import (
    Finding,
    Inputs,
    Line,
    below_zero,
    broken_periods,
    by_substance,
    changed_since,
    copied_return,
    gap,
    measures_of,
    summed,
    throughput,
)

AMOUNTS = ("opening", "closing", "beyond", "gap", "bought", "need")
"""Inputs that are amounts."""


Moves: TypeAlias = Sequence[tuple[Moved, int | None]]
"""Shipments of one declarant, each with its microlitres."""


def moves_of(session: Session, terms: Terms, lines: Sequence[Told]) -> dict[Period, dict[str, list[Any]]]:
    """The shipments of everybody who declares, period by period; a few queries a period."""
    found: dict[Period, dict[str, list[Any]]] = {}
    for period in {each.period for each in lines}:
        own = [each for each in lines if each.period == period]
        who, substances = {each.place[0] for each in own}, {each.line.substance for each in own}
        found[period] = dict(shipments(session, terms.agency, terms.neighbours, who, substances, period))
    return found


def found_in(terms: Terms, own: Sequence[Told], known: Knowledge, moved: Moves) -> Iterator[Finding]:
    """What the rules find on one return; its lines are `own`, its shipments `moved`."""
    place, period = own[0].place, own[0].period
    lines = [each.line for each in own]
    past = known.past(place, period)
    grouped = by_substance(lines)
    for substance, each in grouped.items():
        yield from _balance(terms, known, substance, each, period.last)
        yield from broken_periods(substance, each, past)
        yield from changed_since(substance, each, past)
        litres = measures_of(each) == ["ul"]
        moves = [
            (one.day, amount if one.inward else -amount)
            for one, ul in moved
            if one.substance == substance and period.first <= one.day <= period.last
            for amount in (ul if litres else one.amount,)
            if amount is not None
        ]
        yield from below_zero(substance, each, moves)
        yield from copied_return(substance, each, past)
        yield from more_than_needed(substance, each, past, known.most_needed(period.last))
    yield from unusual_loss(lines, past)
    yield from yield_mismatch(lines, past, known.yields(period.last))


def _balance(terms: Terms, known: Knowledge, substance: str, lines: Sequence[Line], day: date) -> Iterator[Finding]:
    amounts, keys = summed(lines), tuple(line.key for line in lines)
    missing = gap(amounts)
    if len(measures_of(lines)) > 1:
        yield Finding(
            "mass-balance-gap", "error", substance, 900, (("substance", substance), ("why", "measures")), keys
        )
    if missing is None:
        return
    level = known.tolerances(terms, day).level(
        terms.country, "mass-balance-gap", "stock", missing, throughput(amounts), day
    )
    if level:
        why = "missing" if missing > 0 else "too-much"
        inputs: Inputs = (("substance", substance), ("why", why), ("gap", abs(missing)))
        yield Finding("mass-balance-gap", level, substance, 900 if level == "error" else 600, inputs, keys)


def in_words(found: Finding, row: Mapping[str, Any]) -> dict[str, str]:
    """The inputs of a finding as texts, amounts with their unit, with whose return it is."""
    unit = "L" if row["measure"] == "ul" else "kg"
    told = {name: _amount(value, unit) if name in AMOUNTS else str(value) for name, value in found.inputs}
    return told | {"operator": row["operator"], "period": row["period"], "level": found.level}


def _amount(value: str | int, unit: str) -> str:
    micro = int(value) * 1000 if unit == "L" else int(value)
    text = (kilograms(abs(micro)) or "").rstrip("0").rstrip(".")
    return f"{text} {unit}"
