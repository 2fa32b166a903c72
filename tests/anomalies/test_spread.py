"""Figures and how they spread, against another implementation."""

from __future__ import annotations

import statistics
from math import comb

from hypothesis import given
from hypothesis import strategies as st

from precursors.anomalies.spread import Levels, chance, counted_spread, level, spread, steadiness

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


POSITIVE = st.lists(st.integers(1, 10**12), min_size=1, max_size=60)


@given(POSITIVE, st.integers(1, 10**12))
def test_rank_is_the_share_not_above_to_a_level(figures: list[int], figure: int) -> None:
    at, levels = level(figure, 100), [level(each, 100) for each in figures]

    assert Levels.of(figures).rank(figure) == sum(each <= at for each in levels) / len(figures)


@given(POSITIVE, st.floats(0, 1))
def test_a_quantile_lies_within_a_hundredth_of_the_figure_it_stands_for(figures: list[int], share: float) -> None:
    exact = sorted(figures)[min(int(share * len(figures)), len(figures) - 1)]
    made = Levels.of(figures)

    assert abs(made.quantile(share) - exact) <= max(0.011 * exact, 1)
    assert not made.exceeds(exact, share) or exact < 100
    assert not Levels({}).exceeds(exact, share)


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=60))
def test_the_spread_of_counted_figures_is_the_spread_of_the_figures(figures: list[int]) -> None:
    counts = {each: figures.count(each) for each in figures}

    assert counted_spread(counts, 1) == spread(figures)


@given(st.integers(0, 30), st.integers(0, 40))
def test_so_many_orders_are_as_likely_as_the_negative_binomial_says(orders: int, a_year: int) -> None:
    window = 30 / 365
    stays = 1 / (1 + window)
    fewer = sum(comb(a_year + count, count) * stays ** (a_year + 1) * (1 - stays) ** count for count in range(orders))

    assert abs(chance(orders, a_year * window, window) - (1 - fewer)) < 1e-9
    assert chance(orders + 1, a_year * window, window) <= chance(orders, a_year * window, window)
