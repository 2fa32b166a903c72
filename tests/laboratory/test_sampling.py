"""How many units to sample: the exact tables."""

from __future__ import annotations

from fractions import Fraction

import pytest

from precursors.laboratory.rules import Plan, Question, bayes, binomial, hypergeometric, plan, twenty_and_a_tenth
from precursors.problems import Problem

HALF, SEVENTY, NINETY = SHARES = (Fraction(1, 2), Fraction(7, 10), Fraction(9, 10))
SURE, SURER = Fraction(95, 100), Fraction(99, 100)

TABLE = {
    5: (3, 4, 5),
    10: (3, 5, 8, 4, 6, 9),
    20: (4, 6, 12, 5, 9, 15),
    30: (4, 7, 15, 6, 10, 20),
    40: (4, 7, 18, 6, 10, 23),
    50: (4, 8, 19, 6, 11, 26),
    60: (4, 8, 20, 6, 11, 28),
    70: (5, 8, 21, 7, 12, 30),
    80: (5, 8, 22, 7, 12, 31),
    90: (5, 8, 23, 7, 12, 32),
    100: (5, 8, 23, 7, 12, 33),
    200: (5, 9, 26, 7, 13, 38),
    300: (5, 9, 27, 7, 13, 40),
    500: (5, 9, 28, 7, 13, 41),
    1000: (5, 9, 28, 7, 13, 43),
    5000: (5, 9, 29, 7, 13, 44),
    10000: (5, 9, 29, 7, 13, 44),
}
"""Units to the sample at 95 % for k of 50, 70 and 90 %, then the same at 99 %."""


@pytest.mark.parametrize(("units", "expected"), TABLE.items())
def test_a_finite_lot_needs_what_the_table_says(units: int, expected: tuple[int, ...]) -> None:
    questions = [Question(units, share, sure) for sure in (SURE, SURER) for share in SHARES]

    found = [hypergeometric(each) for each in questions]

    assert tuple(found[: len(expected)]) == expected


@pytest.mark.parametrize(("units", "expected"), [(10, (5, 7, 10)), (100, (7, 13, 36)), (1000, (8, 14, 45))])
def test_one_negative_among_the_sampled_needs_more(units: int, expected: tuple[int, ...]) -> None:
    found = [hypergeometric(Question(units, share, SURE, negatives=1)) for share in SHARES]

    assert tuple(found) == expected


def test_where_no_sample_could_answer_the_answer_is_that_it_is_impossible() -> None:
    found = plan("hypergeometric", Question(5, NINETY, SURE, negatives=1))

    assert isinstance(found, Problem)
    assert found.code == "sampling.impossible"


@pytest.mark.parametrize(
    ("method", "sure", "expected"),
    [
        (binomial, SURE, (5, 9, 29)),
        (binomial, SURER, (7, 13, 44)),
        (bayes, SURE, (4, 8, 28)),
        (bayes, SURER, (6, 12, 43)),
    ],
)
def test_a_large_lot_needs_what_the_formulas_say(method: object, sure: Fraction, expected: tuple[int, ...]) -> None:
    assert callable(method)
    assert tuple(method(Question(10**5, share, sure)) for share in SHARES) == expected


@pytest.mark.parametrize(("units", "expected"), [(1, 1), (20, 20), (21, 21), (30, 21), (31, 22), (100, 28)])
def test_twenty_and_a_tenth_of_the_rest(units: int, expected: int) -> None:
    assert twenty_and_a_tenth(Question(units)) == expected


def test_shares_are_exact_where_floats_would_round_up() -> None:
    """In floats 0.55 × 100 is a little over 55."""
    assert hypergeometric(Question(100, Fraction(55, 100))) == hypergeometric(Question(100, Fraction(5500, 10000)))
    assert -(-Fraction(55, 100) * 100 // 1) == 55


def test_the_square_root_is_kept_as_what_it_is() -> None:
    assert plan("square-root", Question(101)) == Plan("square-root", 11, statistical=False)


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (Question(0), "sampling.units"),
        (Question(10, Fraction(1)), "sampling.share"),
        (Question(10, HALF, Fraction(1)), "sampling.confidence"),
        (Question(10, negatives=-1), "sampling.negatives"),
    ],
)
def test_a_question_without_sense_is_told_so(question: Question, code: str) -> None:
    found = plan("hypergeometric", question)

    assert isinstance(found, Problem)
    assert found.code == code
