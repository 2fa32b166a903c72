"""What must hold for an authorisation, and what drawing on it shows: pure functions over frozen facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from precursors.law.limits import Sum
from precursors.problems import Problem, missing, problem
from precursors.registers.amounts import in_measure

VERSION = 1
"""Version of the rules in this file; a flag pins it."""

OVER = "over-authorisation"
REQUIREMENT = "requirement-exceeded"
SCORE = 900
"""Per mille, before any disposition has taught us better."""
SCORE_OLD = 200
"""The same for an estimate that is only old."""

ACTIVITY = {"import": "import", "export": "export", "transit": "transit", "domestic": "local-purchase"}
"""Direction of a shipment to the kind of authorisation that is for it."""

DRAWN_ON = frozenset({"granted", "partially-used", "exhausted"})


@dataclass(frozen=True, slots=True)
class Line:
    """One standing authorisation line, as far as drawing on it needs."""

    key: bytes
    number: str
    kind: str
    substance: str
    measure: str
    granted: int | None
    valid_from: date | None
    valid_to: date | None
    state: str
    shipments: int | None = None

    def covers(self, substance: str, direction: str) -> bool:
        """Whether it is for this substance and this way, whatever the day."""
        return self.substance == substance and self.kind == ACTIVITY.get(direction)

    def holds(self, day: date) -> bool:
        """Whether its days include `day`; an end nobody set is open."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class Found(NamedTuple):
    """A finding: rule, what it is about, the texts it compared, how much it is worth per mille."""

    rule: str
    cause: str
    inputs: Mapping[str, str]
    score: int = SCORE


def over(line: Line, beyond: str) -> Found:
    """R03: more went than was authorised."""
    cause = f"authorisation {line.number}: {line.substance}"
    return Found(OVER, cause, {"authorisation": line.number, "substance": line.substance, "beyond": beyond})


def over_requirement(
    substance: str, country: str, since: date, most_ug: int, granted: Sum, *, old: bool
) -> Found | None:
    """R16: import grants of a calendar year exceed the annual requirement, or the estimate is over two years old.

    Where some of them tell no mass and the others stay below, whether they exceed it is a person's to say.
    """
    least = granted.ug or 0
    beyond, unknown = least > most_ug, granted.ug is None or granted.open_ug
    if not (beyond or unknown or old):
        return None
    told = {"substance": substance, "country": country, "since": since.isoformat()}
    told |= {"most": _kilograms(most_ug), "granted": _kilograms(least)}
    if beyond:
        return Found(REQUIREMENT, f"requirement of {country}: {substance}", told, SCORE)
    why = "open" if unknown else "old"
    return Found(REQUIREMENT, f"requirement of {country}: {substance}, {why}", told | {"why": why}, SCORE_OLD)


def _kilograms(ug: int) -> str:
    return f"{Decimal(ug) / 10**9:f} kg"


def uncovered(number: str, lines: Sequence[Line], substance: str, direction: str, day: date) -> Found | None:
    """R03 in its plainest form: the authorisation named covers nothing of these goods that day."""
    fitting = [line for line in lines if line.covers(substance, direction)]
    told = {"authorisation": number, "substance": substance, "direction": direction, "day": day.isoformat()}
    if not fitting:
        held = ", ".join(sorted({f"{line.kind} {line.substance}" for line in lines}))
        return Found(OVER, f"authorisation {number}: {substance}, {direction}", told | {"why": "other", "held": held})
    if any(line.state in DRAWN_ON and line.holds(day) for line in fitting):
        return None
    line = fitting[0]
    why = "expired" if line.state in DRAWN_ON else "not-granted"
    until = line.valid_to.isoformat() if line.valid_to else "?"
    return Found(OVER, f"authorisation {number}: {why}", told | {"why": why, "state": line.state, "valid_to": until})


def fitting(lines: Sequence[Line], substance: str, direction: str, day: date) -> Line | None:
    """The line goods draw on."""
    for line in lines:
        if line.covers(substance, direction) and line.state in DRAWN_ON and line.holds(day):
            return line
    return None


def authorisation_against(values: Mapping[str, Any]) -> Iterable[Problem]:
    """Everything that stops a line, its substance and quantity apart."""
    yield from missing(values, "number", "kind", "quantity")
    start, end = values.get("valid_from"), values.get("valid_to")
    if isinstance(start, date) and isinstance(end, date) and end < start:
        yield problem("licence.validity-reversed", "valid_to", valid_from=start, valid_to=end)
    if values.get("state") in DRAWN_ON and end is None:
        yield problem("authorisation.granted-without-end", "valid_to")


def entered_in(state: str | None, start: date | None, end: date | None) -> str:
    """The state a line begins in: as stated; a line with its days but no state has been granted elsewhere."""
    return state or ("granted" if start and end else "draft")


def count(number: object) -> int | Problem | None:
    """A number of shipments; None where nothing is said."""
    if number is None:
        return None
    text = str(number).strip()
    if not text.isdigit() or not 0 < int(text) <= 1_000_000:
        return problem("authorisation.shipments-unreadable", "shipments", value=text)
    return int(text)


def release_against(line: Line, day: date, left: int, amount: int, made: int) -> Iterable[Problem]:
    """Everything that forbids to release `amount` on a line with `left` left and `made` releases behind it.

    The ledger's floor says the last word on the quantity; this says it first, and in a sentence.
    """
    if line.state not in DRAWN_ON:
        yield problem("release.not-granted", None, authorisation=line.number, state=line.state)
    elif not line.holds(day):
        yield problem("release.out-of-time", "day", day=day, valid_from=line.valid_from, valid_to=line.valid_to)
    if line.shipments is not None and made >= line.shipments:
        yield problem("release.no-shipment-left", None, shipments=line.shipments)
    if amount > left:
        asked, rest = in_measure(amount, line.measure), in_measure(left, line.measure)
        yield problem("release.over-quota", "quantity", asked=asked, left=rest)


def told(amount: int, measure: str) -> str:
    """An amount of a measure as people read it."""
    places, unit = (6, "L") if measure == "ul" else (9, "kg")
    whole, part = divmod(abs(amount), 10**places)
    return f"{'-' if amount < 0 else ''}{whole}.{part:0{places}d} {unit}"
