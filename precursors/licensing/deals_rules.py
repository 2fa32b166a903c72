"""May this buyer buy? What the law, the licences of both sides, quotas, stocks and limits say to it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple, TypeAlias

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

PERHAPS = "deal.perhaps-unlicensed"
"""Only law that nobody has checked says whether a licence is demanded that a party does not hold."""

HELD = frozenset({"licence", "registration"})
"""What a party holds; any other demand is of the one deal."""

DECLARATION = "customer-declaration"
"""The demand for a customer's declaration of use."""

CONTROL = "control"
"""What begins at a limit that R06 looks at; where a registration or a licence begins, R05 does."""

CONDITIONAL = ("above-threshold", "at-or-above-threshold")
"""Conditions of a demand that a quantity decides."""

LISTED_DESTINATION = "listed-destination"
"""The condition that goods go where the law has listed; no such list is held here, so a person has to look."""


Limits: TypeAlias = "tuple[tuple[Entry[Threshold], Sum], ...]"
"""Limits at which something begins, each with what somebody, and whoever counts as one with them, had before."""


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
    limits: Limits | None = None
    """Limits with what this side dealt in before, where that is not what `Situation.limits` says."""


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything an answer rests on."""

    day: date
    amount: Sum
    listed: bool
    """Whether any list in force at home holds the substance."""
    demands: tuple[Entry[Requirement], ...]
    """What the law demands of the buyer's activity: licences and registrations."""
    limits: Limits
    """Of the buyer, or of whoever moves the goods."""
    parties: tuple[Party, ...]
    control: Control | None = None
    """What the law says of the goods as a mixture."""
    papers: tuple[Entry[Requirement], ...] = ()
    """Authorisations and notifications the law demands besides, before the goods move."""
    stated: Sum | None = None
    """What licences are held against, where that is less than `amount`: nothing is turned into another measure."""
    declared: str | None = None
    """Number of the customer's declaration of use that stands for this deal."""


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
    sides = [_side(case, party) for party in case.parties] or [_side(case, None)]
    if not any(side.demanded for side in sides):
        yield Reason("yes", problem("deal.below-limits") if case.demands else problem("deal.nothing-demanded"))
    for law in dict.fromkeys(entry.citation for side in sides if not side.deciding for entry in side.demanded):
        yield Reason("conditions", problem("deal.unchecked-law", law=law))
    yield from _papers(case)
    if case.amount == Sum():
        yield Reason("conditions", problem("deal.amount-unknown"))
    for side in sides:
        yield from _limits(case, side)
        if side.party is not None:
            yield from _of_party(case, side.party, side.deciding, side.demanded)


@dataclass(frozen=True, slots=True)
class _Side:
    """What the law demands of one party."""

    party: Party | None
    limits: Limits
    demanded: tuple[Entry[Requirement], ...]
    """All that it demands, or may demand."""
    deciding: tuple[Entry[Requirement], ...]
    """What it demands for sure."""


def _side(case: Situation, party: Party | None) -> _Side:
    limits = case.limits if party is None or party.limits is None else party.limits
    told = [(entry, bites(case.amount, limits, entry)) for entry in case.demands]
    demanded = tuple(entry for entry, applies in told if applies is not False)
    return _Side(party, limits, demanded, tuple(entry for entry, applies in told if entry.decides and applies))


def _papers(case: Situation) -> Iterator[Reason]:
    asked = [entry for entry in case.papers if bites(case.amount, case.limits, entry) is not False]
    declarations = [entry for entry in asked if entry.value.kind == DECLARATION]
    papers = [entry for entry in asked if entry.value.kind != DECLARATION]
    for code, law in dict.fromkeys((_paper(entry), entry.citation) for entry in papers):
        yield Reason("conditions", problem(code, law=law))
    for law in dict.fromkeys(entry.citation for entry in declarations):
        if case.declared is None:
            yield Reason("conditions", problem("deal.declaration-demanded", law=law))
        else:
            yield Reason("yes", problem("deal.declared", number=case.declared, law=law))


def _paper(demand: Entry[Requirement]) -> str:
    by_list = demand.value.condition == LISTED_DESTINATION
    return "deal.paper-by-destination" if by_list else "deal.paper-demanded"


def _limits(case: Situation, side: _Side) -> Iterator[Reason]:
    """Limits that are reached where no demand has been judged by them: what begins there a person has to see to."""
    role = side.party.role if side.party else "applicant"
    for entry, before in side.limits:
        if side.deciding and not _asks_more(case, side, entry.value):
            continue
        trips = tripped(entry.value, before + case.amount)
        if trips is not False and case.amount != Sum():
            code = "deal.limit-reached" if trips and entry.decides else "deal.limit-perhaps"
            told_by = f"{entry.citation}, {entry.value.stated}"
            yield Reason("conditions", problem(code, side=role, law=told_by))


def _asks_more(case: Situation, side: _Side, limit: Threshold) -> bool:
    """Whether a limit asks for more than the licence that is demanded of everybody, and no paper is asked for anyhow.

    It is the buyer's: what a distributor sells to all its customers says nothing of this deal.
    """
    conditional = any(entry.value.condition in CONDITIONAL for entry in side.deciding)
    buyer = side.party is not None and side.party.role == "buyer"
    return buyer and not conditional and not case.papers and limit.demands == CONTROL and bool(limit.kg or limit.litres)


def bites(amount: Sum, limits: Sequence[tuple[Entry[Threshold], Sum]], demand: Entry[Requirement]) -> bool | None:
    """Whether a demand applies to an amount after what went before; one that cannot be compared does not escape it.

    None where only a limit that nobody has checked says so: recalled law decides neither way. So where it depends on
    a list of destinations.
    """
    if demand.value.condition == LISTED_DESTINATION:
        return None
    if demand.value.condition not in CONDITIONAL or not limits:
        return True
    sure = [tripped(entry.value, before + amount) is not False for entry, before in limits if entry.decides]
    told = [tripped(entry.value, before + amount) is not False for entry, before in limits if not entry.decides]
    if any(sure):
        return True
    return None if any(told) or not sure else False


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
        yield Reason("conditions", problem(PERHAPS, side=party.role, law=demanded[0].citation))


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
