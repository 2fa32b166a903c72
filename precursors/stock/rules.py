"""What must hold for declarations of stock: pure functions over what one return says, and what came before.

Amounts are whole micrograms or microlitres. None is unknown and in no sum. A declaration swears to its movements, so
an empty movement says that there was none; an empty opening or closing is unknown, and no balance is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from precursors.intake.words import folded
from precursors.problems import Problem, problem

VERSION = 1

STATES = ("opening", "received", "sent", "produced", "used", "loss", "waste", "closing", "counted")
"""The amounts of a line, in the order of a declaration."""

SIGNS = {"opening": 1, "received": 1, "produced": 1, "used": -1, "sent": -1, "loss": -1, "waste": -1}
"""How each amount moves the balance that the closing must meet."""

THROUGHPUT = ("opening", "received", "produced")

FEWEST_FIGURES = 20
MOST_ROUND = Fraction(8, 10)
SAME_PERIODS = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a return: a substance, perhaps one process of it."""

    key: int
    substance: str
    process: str | None
    amounts: Mapping[str, int | None]
    output: Fraction | None = None
    """Product made, in the operator's own unit."""
    coefficient: Fraction | None = None
    """Micrograms or microlitres of the substance that one unit of the product takes."""
    measure: str = "base_ug"
    """base_ug or ul: what the amounts count."""
    unit: str = ""
    """Unit of the product, folded; without one nobody else's product compares."""

    @property
    def process_key(self) -> ProcessKey:
        """Of what, in which process it speaks, however either period writes the name of the process."""
        return self.substance, folded(self.process or "")

    @property
    def made(self) -> Made:
        """Of what, in which process and in which unit it made something."""
        return *self.process_key, self.measure, self.unit


Made: TypeAlias = tuple[str, str, str, str]
"""Substance, process, measure, unit of the product: what may be compared between operators."""

ProcessKey: TypeAlias = tuple[str, str]
"""Substance and folded process."""

Inputs: TypeAlias = tuple[tuple[str, str | int], ...]
"""What a rule compared, by name."""


class Finding(NamedTuple):
    """Something a rule found on one return."""

    rule: str
    level: str
    """error: the return is not validated with it; warning: somebody should look."""
    substance: str
    score: int
    """Per mille."""
    inputs: Inputs
    subjects: tuple[int, ...] = ()
    """Keys of the lines it is about."""


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of the same operator and site from before, oldest first; and of others in the same process."""

    closings: Mapping[str, int | None] = field(default_factory=dict)
    """By substance, the closing of the period before, or what was taken over; one that is missing was not declared."""
    declared_before: bool = False
    """Whether the period before was declared at all."""
    rates: Mapping[ProcessKey, Sequence[Fraction]] = field(default_factory=dict)
    """By substance and process, loss rates of the calendar year before."""
    sector: Mapping[ProcessKey, Sequence[Fraction]] = field(default_factory=dict)
    """The same of other operators."""
    periods: Sequence[Mapping[str, Mapping[str, int | None]]] = ()
    """Amounts by substance, one mapping a period."""
    use: Mapping[ProcessKey, tuple[int, Fraction]] = field(default_factory=dict)
    """By substance and process, what was used and made in the period before."""
    measures: Mapping[str, str] = field(default_factory=dict)
    """By substance, what the amounts of the period before count."""
    lately: Sequence[Line] = ()
    """Lines of the periods before that are added up with this one; none where not all of them were declared."""
    needs: Mapping[Made, Fraction] = field(default_factory=dict)
    """What the sector used for one unit of a product in the calendar year before; see `needs_of`."""
    following: Mapping[str, tuple[str, int | None]] = field(default_factory=dict)
    """By substance, measure and opening of the period after, where that was declared already."""


def against(values: Mapping[str, int | None], first: date, last: date, today: date) -> Iterator[Problem]:
    """What stops a line whatever else is known: a period not over, nothing stated."""
    if last >= today:
        yield problem("stock.period-not-over", "period", last=last, today=today)
    if all(values.get(name) is None for name in STATES):
        yield problem("stock.nothing-stated", "closing")
    if first.year < 1990:
        yield problem("stock.period-unreadable", "period", value=str(first.year))


def measures_of(lines: Iterable[Line]) -> list[str]:
    """What the lines of one substance count; more than one where nobody can add them up. Nothing counts as anything."""
    own = list(lines)
    return list(dict.fromkeys(line.measure for line in own if any(line.amounts.values()))) or [own[0].measure]


def summed(lines: Sequence[Line]) -> dict[str, int | None]:
    """The amounts of one substance over its lines; None where no line states one, or kilograms stand beside litres."""
    found: dict[str, int | None] = dict.fromkeys(STATES)
    if lines and len(measures_of(lines)) > 1:
        return found
    for line in lines:
        for name in STATES:
            amount = line.amounts.get(name)
            if amount is not None:
                found[name] = (found[name] or 0) + amount
    return found


def expected(amounts: Mapping[str, int | None]) -> int | None:
    """The closing that opening and movements come to; None while the opening is unknown."""
    if amounts.get("opening") is None:
        return None
    return sum(sign * (amounts.get(name) or 0) for name, sign in SIGNS.items())


def gap(amounts: Mapping[str, int | None]) -> int | None:
    """What is missing (above 0) or too much (below 0) against the declared closing."""
    come_to, closing = expected(amounts), amounts.get("closing")
    return None if come_to is None or closing is None else come_to - closing


def throughput(amounts: Mapping[str, int | None]) -> int:
    """What could have been there: the opening and all that came in or was made."""
    return sum(amounts.get(name) or 0 for name in THROUGHPUT)


def by_substance(lines: Iterable[Line]) -> dict[str, list[Line]]:
    """The lines of a return, substance by substance."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.substance, []).append(line)
    return found


def broken_periods(substance: str, lines: Sequence[Line], past: Past) -> Iterator[Finding]:
    """R23: the opening is not the closing of the period before, or that period did not declare the substance."""
    opening, closing = summed(lines)["opening"], past.closings.get(substance)
    if opening is None:
        return
    if substance not in past.closings:
        if past.declared_before and opening:
            told: Inputs = (("substance", substance), ("why", "undeclared"), ("opening", opening))
            yield Finding("broken-periods", "error", substance, 900, told, _keys(lines))
        return
    if closing is None:
        return  # declared, but its closing is unknown
    measure = measures_of(lines)[0]
    if past.measures.get(substance, measure) != measure:
        return  # litres then, kilograms now: nobody can say
    if opening != closing:
        inputs: Inputs = (("substance", substance), ("why", "opening"), ("opening", opening), ("closing", closing))
        yield Finding("broken-periods", "error", substance, 900, inputs, _keys(lines))


def changed_since(substance: str, lines: Sequence[Line], past: Past) -> Iterator[Finding]:
    """R23 from the other side: the period after, declared already, does not open with this closing.

    A warning, for nobody can say which of the two is wrong.
    """
    closing, (measure, opening) = summed(lines)["closing"], past.following.get(substance, ("", None))
    if closing is not None and opening is not None and measure in measures_of(lines) and opening != closing:
        inputs: Inputs = (("substance", substance), ("why", "closing"), ("opening", opening), ("closing", closing))
        yield Finding("broken-periods", "warning", substance, 700, inputs, _keys(lines))


def below_zero(substance: str, lines: Sequence[Line], moves: Iterable[tuple[date, int]]) -> Iterator[Finding]:
    """R23: on some day more had been sent than could ever have been there. `moves` are in (above 0) and out, by day.

    What was made in the period counts from its first day, so a finding is sure.
    """
    amounts = summed(lines)
    if amounts["opening"] is None:
        return
    held = amounts["opening"] + (amounts["produced"] or 0)
    per_day: dict[date, int] = {}
    for day, amount in moves:
        per_day[day] = per_day.get(day, 0) + amount
    for day in sorted(per_day):
        held += per_day[day]
        if held < 0:
            inputs: Inputs = (
                ("substance", substance),
                ("why", "below-zero"),
                ("day", day.isoformat()),
                ("beyond", -held),
            )
            yield Finding("broken-periods", "error", substance, 800, inputs, _keys(lines))
            return


def copied_return(substance: str, lines: Sequence[Line], past: Past) -> Iterator[Finding]:
    """R37: the same figures for three periods or more, or figures rounder than counting makes them."""
    series = [_flows(period[substance]) for period in past.periods if substance in period]
    own = _flows(summed(lines))
    same = 1
    for earlier in reversed(series):
        if earlier != own:
            break
        same += 1
    if any(own.values()) and same >= SAME_PERIODS:
        inputs: Inputs = (("substance", substance), ("why", "same"), ("periods", same))
        yield Finding("copied-return", "warning", substance, 600, inputs, _keys(lines))
        return
    figures = [amount for flows in (*series, own) for amount in flows.values() if amount]
    round_ones = sum(_is_round(amount) for amount in figures)
    if len(figures) >= FEWEST_FIGURES and Fraction(round_ones, len(figures)) >= MOST_ROUND:
        rounded: Inputs = (("substance", substance), ("why", "round"), ("round", round_ones), ("figures", len(figures)))
        yield Finding("copied-return", "warning", substance, 400, rounded, _keys(lines))


def _flows(amounts: Mapping[str, int | None]) -> dict[str, int]:
    return {name: amounts.get(name) or 0 for name in ("received", "sent", "produced", "used", "loss", "waste")}


def _is_round(amount: int) -> bool:
    """Whether the last of the three leading digits says nothing: 120 kg and 7 kg are round, 123 and 7.31 are not."""
    return str(amount)[2:].strip("0") == ""


def _keys(lines: Iterable[Line]) -> tuple[int, ...]:
    return tuple(line.key for line in lines)
