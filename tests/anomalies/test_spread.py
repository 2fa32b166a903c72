"""Figures and how they spread, against another implementation."""

from __future__ import annotations

import statistics

from hypothesis import given
from hypothesis import strategies as st

from precursors.anomalies.spread import quantile, rank, spread, steadiness

FIGURES = st.lists(st.integers(0, 10**6), min_size=1, max_size=60)


@given(FIGURES)
def test_median_and_deviation_are_those_of_the_standard_library(figures: list[int]) -> None:
    made = spread(figures)
    middle = statistics.median(figures)

    assert made == (middle, statistics.median(abs(each - middle) for each in figures), len(figures))


@given(st.lists(st.integers(0, 50), min_size=3, max_size=40).filter(lambda own: len(set(own)) > 1))
def test_steadiness_is_spearmans_rank_correlation(figures: list[int]) -> None:
    ranks = [sum(o < each for o in figures) + sum(o == each for o in figures) / 2 for each in figures]
    places = statistics.correlation(range(len(figures)), ranks)

    assert abs(steadiness(figures) - places) < 1e-9


@given(FIGURES, st.integers(0, 10**6))
def test_rank_is_the_share_not_above(figures: list[int], figure: int) -> None:
    ordered = sorted(figures)

    assert rank(ordered, figure) == sum(each <= figure for each in figures) / len(figures)
    assert quantile(ordered, 0.0) == ordered[0]
    assert quantile(ordered, 1.0) == ordered[-1]
