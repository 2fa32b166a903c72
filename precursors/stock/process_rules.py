"""What a process takes, loses and yields: rates of loss, yields, needs; pure."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from fractions import Fraction
from statistics import median
from typing import NamedTuple

from precursors.stock.rules import Finding, Inputs, Line, Made, Past, _keys, summed

FEWEST_RATES = 5
"""Rates of other operators without which a sector has no 95th percentile."""


def loss_rate(line: Line) -> Fraction | None:
    """Loss of a process for what it used; None where either is not stated or nothing was used."""
    loss, used = line.amounts.get("loss"), line.amounts.get("used")
    return Fraction(loss, used) if loss is not None and used else None


class Loss(NamedTuple):
    """The loss of one process, and the most that is usual in it."""

    line: Line
    rate: Fraction
    most: Fraction | None
    """None where there is nothing to hold it against: that it is usual, nobody can say."""
    why: str
    """year-before, sector, or nothing."""

    @property
    def unusual(self) -> bool:
        """Whether more was lost than is usual."""
        return self.most is not None and self.rate > self.most


def losses(lines: Iterable[Line], past: Past) -> Iterator[Loss]:
    """Each loss that is stated, beside the worst of the calendar year before (*merma máxima*) of the same process.

    Without a year before it stands beside the 95th percentile of the sector; without enough of those, beside nothing.
    """
    for line in lines:
        rate = loss_rate(line)
        if rate is None:
            continue
        own = past.rates.get(line.process_key, ())
        others = None if own else percentile(past.sector.get(line.process_key, ()))
        most = max(own) if own else others
        yield Loss(line, rate, most, "year-before" if own else "sector" if others is not None else "nothing")


def unusual_loss(lines: Iterable[Line], past: Past) -> Iterator[Finding]:
    """R21, *merma inusual*: more was lost in a process than at the worst of the calendar year before."""
    for line, rate, most, why in filter(lambda each: each.unusual, losses(lines, past)):
        told = (("substance", line.substance), ("why", why), ("process", line.process or "-"))
        inputs: Inputs = (*told, ("rate", per_cent(rate)), ("most", per_cent(most or Fraction(0))))
        score = 800 if why == "year-before" else 500
        yield Finding("unusual-loss", "warning", line.substance, score, inputs, (line.key,))


def percentile(rates: Sequence[Fraction], of: int = 95) -> Fraction | None:
    """The nearest-rank percentile; None where too few are known."""
    if len(rates) < FEWEST_RATES:
        return None
    ordered = sorted(rates)
    return ordered[-(-of * len(ordered) // 100) - 1]


def per_cent(rate: Fraction) -> str:
    """A rate with two decimals, rounded half up."""
    hundredths = (rate * 20_000 + 1) // 2
    return f"{hundredths // 100}.{hundredths % 100:02d} %"


class Yields(NamedTuple):
    """Figures of R22: bounds of use against output times coefficient; a change of use, an output that is the same."""

    lowest: Fraction
    highest: Fraction
    changed: Fraction
    same: Fraction


def yield_mismatch(lines: Iterable[Line], past: Past, most: Yields) -> Iterator[Finding]:
    """R22: what was used does not fit what was made of it, or changed much while the product did not."""
    for line in lines:
        used = line.amounts.get("used")
        if used is None or not line.output:
            continue
        told = (("substance", line.substance), ("process", line.process or "-"))
        if line.coefficient:
            ratio = Fraction(used) / (line.output * line.coefficient)
            if not most.lowest <= ratio <= most.highest:
                inputs: Inputs = (*told, ("why", "coefficient"), ("ratio", per_cent(ratio)))
                yield Finding("yield-mismatch", "warning", line.substance, 700, inputs, (line.key,))
                continue
        was = past.use.get(line.process_key)
        if was and was[0] and was[1]:
            change, output = abs(Fraction(used - was[0], was[0])), abs((line.output - was[1]) / was[1])
            if change > most.changed and output < most.same:
                changed: Inputs = (*told, ("why", "change"), ("change", per_cent(change)), ("output", per_cent(output)))
                yield Finding("yield-mismatch", "warning", line.substance, 600, changed, (line.key,))


def needs_of(others: Iterable[tuple[Hashable, Line]]) -> dict[Made, Fraction]:
    """The median of what each operator of a sector used for one unit made; none where too few make the same.

    `others` are lines by who declared them.
    """
    sums: dict[Made, dict[Hashable, list[Fraction]]] = {}
    for who, each in others:
        used = each.amounts.get("used")
        if each.output and each.unit and used is not None:
            own = sums.setdefault(each.made, {}).setdefault(who, [Fraction(0), Fraction(0)])
            own[0] += used
            own[1] += each.output
    rates = {made: [used / output for used, output in own.values()] for made, own in sums.items()}
    return {made: median(own) for made, own in rates.items() if len(own) >= FEWEST_RATES}


def more_than_needed(substance: str, lines: Sequence[Line], past: Past, most: Fraction) -> Iterator[Finding]:
    """R29: more was bought in a year, and not sold on, than the sector needs for what was made of it.

    Told only where all that was made can be held against others: a use whose product or unit nobody states, or that
    few make, may be what the goods were bought for.
    """
    year = [*(each for each in past.lately if each.substance == substance), *lines]
    using = [each for each in year if each.output or each.amounts.get("used")]
    if not using or any(not each.output or each.made not in past.needs for each in using):
        return
    sums = summed(year)
    bought = (sums["received"] or 0) - (sums["sent"] or 0)
    need = sum((past.needs[each.made] * each.output for each in using if each.output), Fraction(0))
    if bought > most * need:
        told: Inputs = (("substance", substance), ("why", "need"), ("bought", bought), ("need", round(need)))
        yield Finding("use-mismatch", "warning", substance, 650, told, _keys(lines))
