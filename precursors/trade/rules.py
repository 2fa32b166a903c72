"""What must hold for a shipment row, and what follows when it does not: pure functions over frozen facts.

A problem stops the row. A finding does not: the row is recorded, and the finding becomes a flag in the same act
(rules R01, R02, R04, R05, R06, R25 of the field; their codes are permanent).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from precursors.licensing.rules import Turns, period_of, state_on
from precursors.problems import Problem, problem

UG_PER_KG = 10**9
UL_PER_L = 10**6
DISAGREE = Decimal("0.05")
"""Mass and volume that differ by more than this, beyond their uncertainty, contradict each other (contract 4)."""

TWICE = 2
"""Quantity and net mass may mean content and goods; beyond this factor they cannot mean the same row."""

VERSION = 2
"""Version of the rules in this file; a flag pins it."""

SCORES = {
    "unresolved-quantity": 500,
    "not-covered-by-licence": 800,
    "party-not-licensed": 850,
    "undeclared-above-threshold": 800,
    "hs-mismatch": 600,
    "late-report": 500,
}
"""Per mille, before any disposition has taught us better: how often such a finding is worth a person's time."""

LATE = "late-report"
"""What was told after its lawful day."""

OF_ANOTHER = 700
"""Score of goods declared under the code of another listed substance."""

NO_CODES: Mapping[str, Sequence[str]] = MappingProxyType({})

CAUTION = 300
"""Score of a finding that rests on law nobody has checked: it may raise caution and nothing else."""


class Told(NamedTuple):
    """What a row says of where its goods are, folded, and of their strength in per cent; None where it does not say."""

    site: str | None = None
    share: tuple[Decimal, Decimal] | None = None


class Suits(NamedTuple):
    """How a line takes goods: what of them it is not for, and what nobody has said; both of `site` and `strength`."""

    against: str | None
    unsaid: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One standing licence line, as far as a shipment needs it."""

    key: bytes
    """Natural key of the line; names its quota accounts."""
    number: str
    substance: str
    activities: frozenset[str]
    valid_from: date
    valid_to: date
    state: str
    """State in which it was stated."""
    per_year: int | None
    measure: str
    period: str | None = None
    grace_until: date | None = None
    turns: Turns = ()
    """States it went through, each with its first day."""
    site: str | None = None
    """The holder's site it is bound to, folded; None for all of them."""
    strengths: tuple[Decimal, Decimal] | None = None
    """Least and greatest strength in per cent that it covers; None for any."""
    used_until: date | None = None
    """Last day that what was used before the registry went live counts; None where nobody said."""

    def covers(self, substance: str, direction: str) -> bool:
        """Whether it is for this substance and this activity, whatever the day."""
        return self.substance == substance and bool({"any", direction} & self.activities)

    def holds(self, day: date) -> bool:
        """Whether it is in force that day, in grace while its renewal is decided."""
        return self.on(day) == "active" and self.valid_from <= day <= self.last

    def suits(self, goods: Told) -> Suits:
        """Whether it is for goods at this site and of this strength, as far as the row says."""
        unsaid = []
        if self.site is not None:
            if goods.site is None:
                unsaid.append("site")
            elif goods.site != self.site:
                return Suits("site")
        if self.strengths is not None:
            least, most = self.strengths
            if goods.share is None:
                unsaid.append("strength")
            elif goods.share[1] < least or goods.share[0] > most:
                return Suits("strength")
            elif goods.share[0] < least or goods.share[1] > most:
                unsaid.append("strength")
        return Suits(None, tuple(unsaid))

    def on(self, day: date) -> str:
        """Where it stood that day."""
        return state_on(self.turns, day, self.state)

    @property
    def last(self) -> date:
        """Its last day, grace counted in."""
        return max(self.valid_to, self.grace_until or self.valid_to)

    def period_of(self, day: date) -> date:
        """First day of the period on whose quota a movement of that day draws."""
        return period_of(self.period, self.valid_from, day, self.valid_to)

    def counted(self, day: date) -> bool:
        """Whether a movement of that day is in what was used before the registry went live."""
        until = self.used_until
        return until is not None and day <= until and self.period_of(day) == self.period_of(until)


class Finding(NamedTuple):
    """A rule's finding on one row: rule, what it is about, and the texts it compared."""

    rule: str
    cause: str
    inputs: tuple[tuple[str, str], ...]
    score: int


def finding(rule: str, cause: str, score: int | None = None, **inputs: object) -> Finding:
    """A finding with its usual score unless another is given."""
    texts = tuple((name, str(value)) for name, value in sorted(inputs.items()))
    return Finding(rule, cause, texts, SCORES[rule] if score is None else score)


def unknown_licence(number: str) -> Finding:
    """R05: nobody here has granted a licence of this number."""
    return finding("party-not-licensed", f"licence {number}", why="licence-unknown", licence=number)


def unknown_operator(text: str) -> Finding:
    """R05: the register knows no such operator."""
    return finding("party-not-licensed", f"operator {text}", why="operator-unknown", operator=text)


def unlicensed_buyer(buyer: str, substance: str, law: str) -> Finding:
    """R05: who bought at home holds no licence that was in force, and the law demands one of everybody."""
    cause = f"buyer {buyer}: {substance}"
    return finding("party-not-licensed", cause, why="buyer-unlicensed", party=buyer, substance=substance, law=law)


def above_limit(side: str | None, called: str, substance: str, total: str, since: date, law: str) -> Finding:
    """R05: from a limit on the law demands a licence of a side that holds none; no side where nothing compares.

    `total` is empty where nothing is known in any measure.
    """
    told = {"party": called, "substance": substance, "sum": total, "law": law, "since": since.isoformat()}
    told["why"] = f"{side}-above-limit" if side else "limit-uncompared" if total else "limit-unknown"
    cause = f"{side or 'perhaps'} {called}: {substance} from {told['since']}"
    score = SCORES["party-not-licensed"] if side else CAUTION
    return Finding("party-not-licensed", cause, tuple(sorted(told.items())), score)


class Covered(NamedTuple):
    """The licence line a shipment draws on, what is wrong with its licence, what of it nobody has said."""

    line: Line | None
    found: Finding | None = None
    unsaid: tuple[str, ...] = ()


def coverage(
    number: str,
    lines: Sequence[Line],
    substance: str,
    direction: str,
    day: date,
    goods: Told = Told(),  # noqa: B008 - frozen
) -> Covered:
    """R04 and R05. A site or a strength the row does not state neither passes nor fails: it is told as unsaid."""
    if not lines:
        return Covered(None, unknown_licence(number))
    fitting = [line for line in lines if line.covers(substance, direction)]
    if not fitting:
        held = ", ".join(sorted({line.substance for line in lines}))
        cause = f"licence {number}: {substance}, {direction}"
        return Covered(
            None,
            finding(
                "not-covered-by-licence", cause, licence=number, substance=substance, direction=direction, held=held
            ),
        )
    holding = [line for line in fitting if line.holds(day)]
    if not holding:
        return Covered(None, _not_in_force(number, fitting, day))
    suited = [(line.suits(goods), line) for line in holding]
    taking = [(len(how.unsaid), how, line) for how, line in suited if how.against is None]
    if not taking:
        return Covered(None, _not_suited(number, suited, substance, goods))
    _, how, line = min(taking, key=lambda each: each[0])
    return Covered(line, None, how.unsaid)


def _not_in_force(number: str, fitting: Sequence[Line], day: date) -> Finding:
    line = max(fitting, key=lambda each: each.last)
    state = line.on(day)
    why = state if state != "active" else "expired" if day > line.last else "not-yet-valid"
    since, until = line.valid_from.isoformat(), line.last.isoformat()
    cause = f"licence {number}: {why}"
    return finding("party-not-licensed", cause, why=why, licence=number, valid_from=since, valid_to=until)


def _not_suited(number: str, suited: Sequence[tuple[Suits, Line]], substance: str, goods: Told) -> Finding:
    """R04: lines in force for the goods, but none at their site or of their strength."""
    why = suited[0][0].against
    lines = [line for how, line in suited if how.against == why]
    if why == "site":
        said, held = goods.site or "", ", ".join(sorted({line.site or "" for line in lines}))
    else:
        said, held = percents(goods.share), ", ".join(sorted({percents(line.strengths) for line in lines}))
    cause = f"licence {number}: {substance}, {why} {said}"
    return finding("not-covered-by-licence", cause, why=why, licence=number, substance=substance, said=said, held=held)


def percents(span: tuple[Decimal, Decimal] | None) -> str:
    """A strength, or a range of them, as people read it."""
    if span is None:
        return ""
    low, high = (f"{each.normalize():f}" for each in span)
    return f"{low} %" if low == high else f"{low}–{high} %"


def likely_direction(home: str, origin: str | None, destination: str | None) -> str:
    """What a row that does not say its direction most likely is: an export if it only leaves, else an import.

    `home` is the case-folded code of the agency's country.
    """
    leaves = (origin or "").strip().casefold() == home
    arrives = (destination or "").strip().casefold() == home
    if leaves and arrives:
        return "domestic"
    return "export" if leaves else "import"


@dataclass(frozen=True, slots=True)
class Limit:
    """A quantity limit as published; either figure trips it, none is derived from the other."""

    ug: int | None
    ul: int | None
    decides: bool
    cited: str
    above: bool = False
    """Whether only more than a figure trips it; else the figure itself does."""

    @property
    def by_any(self) -> bool:
        """Whether any quantity trips it, even one that nobody can say."""
        return 0 in (self.ug, self.ul)

    def reached(self, base_ug: int | None, ul: int | None) -> bool:
        """Whether the goods trip it in mass or in volume."""
        return self.tripped(self.ug, base_ug) or self.tripped(self.ul, ul)

    def trips(self, base_ug: int | None, ul: int | None) -> bool:
        """The same; a mass nobody knows is some mass, which trips a limit of nought and no other."""
        return self.reached(base_ug, ul) or (self.by_any and base_ug is None)

    def silent(self, base_ug: int | None, ul: int | None) -> bool:
        """Whether the goods are known, but in no measure it was published in: nobody can say that they stay below."""
        known = (self.ug, base_ug), (self.ul, ul)
        compared = any(figure is not None and amount is not None for figure, amount in known)
        return not compared and base_ug is not None

    def tripped(self, figure: int | None, amount: int | None) -> bool:
        """Whether an amount trips one of its figures; what nobody published or stated trips nothing."""
        if figure is None or amount is None:
            return False
        return amount > figure if self.above else amount >= figure


def undeclared(
    limits: Iterable[Limit], base_ug: int | None, ul: int | None, substance: str, party: str
) -> Finding | None:
    """R06: the threshold is reached and the row names neither a notification nor an authorisation.

    Kilograms alone cannot be held against a threshold in litres: that is told where no other one is reached. A row of
    which neither is known has been told by R01.
    """
    known, cause = list(limits), f"{substance}: {party}"
    for limit in known:
        if limit.trips(base_ug, ul):
            score = None if limit.decides else CAUTION
            checked = "yes" if limit.decides else "no: a person has to check this threshold"
            return finding(
                "undeclared-above-threshold", cause, score, substance=substance, law=limit.cited, checked=checked
            )
    silent = next((limit for limit in known if limit.silent(base_ug, ul)), None)
    if silent is None:
        return None
    told = {"why": "unjudged", "substance": substance, "law": silent.cited, "sum": f"{_said(base_ug or 0)} kg"}
    return finding("undeclared-above-threshold", f"perhaps {cause}", CAUTION, **told)


def entered_late(operator: str, due: date, law: str, *, decides: bool) -> Finding:
    """R36: a movement was entered after the day by which the law wants it entered."""
    told = {"why": "movement", "operator": operator, "due": due.isoformat(), "law": law}
    score = None if decides else CAUTION
    return finding(LATE, f"movement {operator}", score, **told)


def hs_finding(
    stated: str, expected: frozenset[str], substance: str, others: Mapping[str, Sequence[str]] = NO_CODES
) -> Finding | None:
    """R25: the declared HS code is none of the substance's on that day, or is that of another one.

    `others` are substances by code. Codes compare on their first six digits.
    """
    digits = "".join(c for c in stated if c.isdigit())
    if len(digits) == 5 or len(digits) in {7, 9}:
        digits = "0" + digits  # a spreadsheet has eaten the leading zero
    if not digits or any(digits[:6] == code[: len(digits)][:6] for code in expected):
        return None
    cause = f"{substance}: {stated}"
    owners = others.get(digits[:6], ())
    if owners and substance not in owners:
        told = {"why": "of-another", "coded": owners[0]}
        return finding("hs-mismatch", cause, OF_ANOTHER, substance=substance, hs=stated, **told)
    if not expected:
        return None
    return finding("hs-mismatch", cause, substance=substance, hs=stated, expected=", ".join(sorted(expected)))


def unresolved(substance: str, code: str | None) -> Finding:
    """R01: the quantity was kept unresolved."""
    return finding("unresolved-quantity", f"{substance}: {code}", substance=substance, code=code or "")


def net_above_gross(net_ug: int, gross_ug: int) -> Problem:
    """Net cannot be above gross."""
    return problem("amount.net-above-gross", "net_mass", net=_said(net_ug), gross=_said(gross_ug))


def disagreement(by_mass: int | None, by_volume: int | None, uncertainty: Decimal | None) -> Problem | None:
    """Two statements of the same goods, both as micrograms, one of them through a volume."""
    if by_mass is None or by_volume is None:
        return None
    apart = Decimal(abs(by_mass - by_volume)) / max(by_mass, by_volume, 1)
    if apart > DISAGREE + (uncertainty or 0):
        ratio = f"{Decimal(by_mass) / max(by_volume, 1):.3g}"
        return problem("amount.mass-volume-disagree", "net_mass", ratio=ratio)
    return None


def masses_disagree(stated: int, net: int) -> Problem | None:
    """Two masses of the same goods of which one is more than twice the other: one of them was misread."""
    if max(stated, net) <= TWICE * min(stated, net):
        return None
    return problem("amount.masses-disagree", "quantity", quantity=_said(stated), net=_said(net))


def places(direction: str, ends: Iterable[tuple[str, str | None, str | None]]) -> Problem | None:
    """Goods that cross a border do not end where they began. `ends` are (field, from, to), made comparable."""
    if direction == "domestic":
        return None
    for field, start, end in ends:
        if start is not None and start == end:
            return problem("place.same-both-ends", field, place=start)
    return None


def kg(ug: int) -> str:
    """Micrograms as kilograms with nine decimals."""
    whole, part = divmod(abs(ug), UG_PER_KG)
    return f"{'-' if ug < 0 else ''}{whole}.{part:09d}"


def _said(ug: int) -> str:
    """Kilograms as a sentence tells them: exact, without the noughts they end with."""
    return kg(ug).rstrip("0").rstrip(".")


def litres(ul: int) -> str:
    """Microlitres as litres with six decimals."""
    whole, part = divmod(abs(ul), UL_PER_L)
    return f"{'-' if ul < 0 else ''}{whole}.{part:06d}"
