"""May this buyer buy? What the law, the licences of both sides, quotas, stocks and limits say to it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from precursors.i18n.catalogue import text
from precursors.law.book import Requirement, Threshold
from precursors.law.dated import Entry
from precursors.law.limits import Sum, tripped
from precursors.problems import Problem, problem
from precursors.substances.control import Control

Answer = Literal["yes", "conditions", "no"]
_WORST: dict[Answer, int] = {"yes": 0, "conditions": 1, "no": 2}

OTHER_MEASURE = "deal.other-measure"
"""A licence counts in kilograms what is known in litres alone, or the other way: a person has to look."""

CONDITIONAL = ("above-threshold", "at-or-above-threshold")
"""Conditions of a demand that a quantity decides."""


class Reason(NamedTuple):
    """One thing that speaks for an answer, as a code of the catalogue with its values."""

    answer: Answer
    told: Problem


@dataclass(frozen=True, slots=True)
class HeldLine:
    """One licence line of a party, as far as a deal needs it, as of the day of the deal."""

    number: str
    state: str
    valid_from: date
    last: date
    measure: str
    remaining: int | None
    """What its quota still allows in `measure`; None where it has no ceiling."""
    stock_left: int | None
    """What its greatest stock still allows in `stock_measure`; None where it names none."""
    stock_measure: str
    fits: bool
    """Whether it is for this substance, activity, site and strength."""
    conditions: str | None

    def holds(self, day: date) -> bool:
        """Whether it is in force that day."""
        return self.state == "active" and self.valid_from <= day <= self.last


@dataclass(frozen=True, slots=True)
class Party:
    """One side of a deal, or who applies for an authorisation."""

    role: Literal["buyer", "seller", "applicant"]
    registered: bool
    lines: tuple[HeldLine, ...]


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything an answer rests on."""

    day: date
    amount: Sum
    listed: bool
    """Whether any list in force at home holds the substance."""
    demands: tuple[Entry[Requirement], ...]
    """What the law demands of the buyer's activity: licences and registrations."""
    limits: tuple[tuple[Entry[Threshold], Sum], ...]
    """Limits at which something begins, each with what the buyer, and whoever counts as one with it, had before."""
    parties: tuple[Party, ...]
    control: Control | None = None
    """What the law says of the goods as a mixture."""
    papers: tuple[Entry[Requirement], ...] = ()
    """Authorisations and notifications the law demands besides, before the goods move."""
    stated: Sum | None = None
    """What licences are held against, where that is less than `amount`: nothing is turned into another measure."""


def answered(case: Situation) -> tuple[Answer, tuple[Reason, ...]]:
    """The answer and its reasons, gravest first."""
    reasons = sorted(_reasons(case), key=lambda each: -_WORST[each.answer])
    return (reasons[0].answer if reasons else "yes"), tuple(reasons)


def _reasons(case: Situation) -> Iterator[Reason]:
    if not case.listed:
        yield Reason("yes", problem("deal.not-controlled"))
        return
    if case.control is not None:
        yield Reason("conditions" if case.control.answer == "ask" else "yes", case.control.told)
        if case.control.answer == "exempt":
            return
    demanded = [entry for entry in case.demands if bites(case.amount, case.limits, entry)]
    deciding = [entry for entry in demanded if entry.decides]
    if not demanded:
        yield Reason("yes", problem("deal.below-limits") if case.demands else problem("deal.nothing-demanded"))
    for entry in () if deciding else demanded:
        yield Reason("conditions", problem("deal.unchecked-law", law=entry.citation))
    for law in dict.fromkeys(entry.citation for entry in case.papers if bites(case.amount, case.limits, entry)):
        yield Reason("conditions", problem("deal.paper-demanded", law=law))
    if case.amount == Sum():
        yield Reason("conditions", problem("deal.amount-unknown"))
    for party in case.parties:
        yield from _of_party(case, party, deciding, demanded)


def bites(amount: Sum, limits: Sequence[tuple[Entry[Threshold], Sum]], demand: Entry[Requirement]) -> bool:
    """Whether a demand applies to an amount after what went before; one that cannot be compared does not escape it."""
    if demand.value.condition not in CONDITIONAL or not limits:
        return True
    return any(tripped(entry.value, before + amount) is not False for entry, before in limits)


def _of_party(
    case: Situation, party: Party, deciding: Sequence[Entry[Requirement]], demanded: Sequence[Entry[Requirement]]
) -> Iterator[Reason]:
    if not party.registered and not deciding:
        yield Reason("conditions", problem("deal.not-registered", side=party.role))
    fitting = [line for line in party.lines if line.fits]
    line = max((each for each in fitting if each.holds(case.day)), key=_room, default=None)
    if line is not None:
        yield from _under(case, party, line, demanded[0].citation if demanded else "-")
    elif deciding:
        yield Reason("no", _missing(case, party, fitting, deciding[0].citation))
    elif demanded:
        yield Reason("conditions", problem("deal.perhaps-unlicensed", side=party.role, law=demanded[0].citation))


def _room(line: HeldLine) -> Decimal:
    return Decimal("Infinity") if line.remaining is None else Decimal(line.remaining)


def _missing(case: Situation, party: Party, fitting: Sequence[HeldLine], law: str) -> Problem:
    """Why no line of a party is in force, the nearest one told."""
    if not fitting:
        code = "deal.not-covered" if party.lines else "deal.unlicensed"
        return problem(code, side=party.role, law=law)
    line = max(fitting, key=lambda each: each.last)
    if line.state != "active":
        return problem("deal.not-active", side=party.role, licence=line.number, state=line.state, law=law)
    code = "deal.over" if case.day > line.last else "deal.not-begun"
    return problem(code, side=party.role, licence=line.number, since=line.valid_from, last=line.last, law=law)


def _under(case: Situation, party: Party, line: HeldLine, law: str) -> Iterator[Reason]:
    """What a line in force says of the quantity; the seller's own quota is not drawn by a sale."""
    known = case.stated or case.amount
    amounts = {"base_ug": known.ug, "ul": known.ul}
    if party.role != "seller":
        for left, measure, code in (
            (line.remaining, line.measure, "deal.over-quota"),
            (line.stock_left, line.stock_measure, "deal.over-stock"),
        ):
            amount = amounts[measure]
            if left is None:
                continue
            if amount is None:
                yield Reason("conditions", problem(OTHER_MEASURE, licence=line.number))
            elif amount > left:
                yield Reason("no", problem(code, licence=line.number, left=told(left, measure), law=law))
    if line.conditions:
        yield Reason("conditions", problem("deal.conditions", licence=line.number, conditions=line.conditions))
    else:
        yield Reason("yes", problem("deal.licensed", side=party.role, licence=line.number))


def name_side(side: str, language: str) -> str:
    """Buyer or seller, as a language says it."""
    return text("words", f"side-{side}", language)


def told(amount: int, measure: str) -> str:
    """An amount as people read it: kilograms, or litres."""
    whole, part = divmod(max(amount, 0), 10**6 if measure == "ul" else 10**9)
    digits = f"{part:0{6 if measure == 'ul' else 9}d}".rstrip("0")
    return f"{whole}{'.' + digits if digits else ''} {'L' if measure == 'ul' else 'kg'}"
