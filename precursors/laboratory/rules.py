"""How many units of a lot to sample, so that the sample speaks for the whole. Integers and fractions only; pure.

The question is always: if none (or at most `negatives`) of the sampled units is negative, may one say with the wanted
confidence that at least a share `k` of the whole is positive?
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import count
from math import ceil, comb

from precursors.problems import Problem, problem

MOST = 100_000
"""Units of one population; more are several populations."""

MOST_SHARE = Fraction(99, 100)
MOST_SURE = Fraction(9999, 10000)
"""Beyond these one samples everything."""

_LARGEST_SAMPLE = 10_000


@dataclass(frozen=True, slots=True)
class Question:
    """What a sampling plan is made for."""

    units: int
    """Units that look alike, from which the sample is drawn."""
    share: Fraction = Fraction(1, 2)
    """Share of the units of which one wants to be sure, `k`."""
    confidence: Fraction = Fraction(95, 100)
    """How sure."""
    negatives: int = 0
    """How many sampled units may turn out negative."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How many units to take, by which method, and whether the number rests on statistics."""

    method: str
    size: int
    statistical: bool


def against(question: Question) -> Problem | None:
    """What is wrong with a question."""
    if not 0 < question.units <= MOST:
        return problem("sampling.units", "units", most=MOST)
    if not 0 < question.share <= MOST_SHARE:
        return problem("sampling.share", "share")
    if not 0 < question.confidence <= MOST_SURE:
        return problem("sampling.confidence", "confidence")
    return problem("sampling.negatives", "negatives") if question.negatives < 0 else None


def hypergeometric(question: Question) -> int | None:
    """The least sample of a finite lot; None where no sample could answer the question.

    Were one unit too few positive, so `K - 1` of `units` with `K` the share rounded up, more than `negatives` negatives
    must be drawn with at least the wanted confidence.
    """
    units = question.units
    positive = ceil(question.share * units) - 1
    negative = units - positive
    for size in range(1, units + 1):
        unseen = sum(comb(negative, x) * comb(positive, size - x) for x in range(min(question.negatives, size) + 1))
        if Fraction(unseen, comb(units, size)) <= 1 - question.confidence:
            return size
    return None


def binomial(question: Question) -> int | None:
    """The least sample of a lot so large that drawing does not change it."""
    return _least(question, question.share, 0)


def bayes(question: Question) -> int | None:
    """The same with a uniform prior on the share, which is worth one unit already drawn."""
    return _least(question, question.share, 1)


def _least(question: Question, share: Fraction, known: int) -> int | None:
    for size in range(1, _LARGEST_SAMPLE):
        drawn = size + known
        unseen = sum(comb(drawn, x) * (1 - share) ** x * share ** (drawn - x) for x in range(question.negatives + 1))
        if unseen <= 1 - question.confidence:
            return size
    return None


def twenty_and_a_tenth(question: Question) -> int:
    """All units up to twenty, then a tenth of what is beyond."""
    return min(question.units, 20 + ceil(Fraction(max(question.units - 20, 0), 10)))


def square_root(question: Question) -> int:
    """The square root of the units, rounded up: a habit, not statistics."""
    return next(n for n in count(1) if n * n >= question.units)


def everything(question: Question) -> int:
    """Every unit."""
    return question.units


METHODS: Mapping[str, Callable[[Question], int | None]] = {
    "hypergeometric": hypergeometric,
    "binomial": binomial,
    "bayes": bayes,
    "20-plus-10-percent": twenty_and_a_tenth,
    "square-root": square_root,
    "all": everything,
}
"""Ways to decide how many; the first three answer a question about confidence."""

STATISTICAL = frozenset({"hypergeometric", "binomial", "bayes", "all"})


def plan(method: str, question: Question) -> Plan | Problem:
    """How many units to sample. That no number could do is a problem, never a number."""
    wrong = against(question)
    if wrong:
        return wrong
    if method not in METHODS:
        return problem("sampling.method", "method", methods=", ".join(METHODS))
    size = METHODS[method](question)
    if size is None or size > question.units:
        told = {"units": question.units, "negatives": question.negatives}
        return problem("sampling.impossible", "units", **told)
    return Plan(method, size, method in STATISTICAL)
