"""The rules over made-up histories: the bars of the plan hold on the seeds they were looked at with and on another."""

from __future__ import annotations

import pytest

from bench.diversion import banded, best, tallies
from bench.histories import FRESH, LATEST, PLANTS, SECOND, TUNED, UNSEEN


@pytest.mark.parametrize("seed", [TUNED, SECOND, UNSEEN, FRESH, LATEST])
def test_planted_diversions_are_found_and_decoys_mostly_left_alone(seed: int) -> None:
    made = tallies(seed)

    assert {code: made[code].recall for code in PLANTS if made[code].recall < 0.9} == {}
    assert made["all"].recall >= 0.9
    assert made["all"].precision >= 0.78
    assert best(seed) >= 0.9


@pytest.mark.parametrize("seed", [TUNED, SECOND, UNSEEN, LATEST])
@pytest.mark.parametrize("code", ["structuring", "frequency-spike", "new-importer-large-order"])
def test_habit_and_chance_are_told_apart_from_splitting_bursts_and_newcomers(seed: int, code: str) -> None:
    assert tallies(seed)[code].precision >= 0.6


@pytest.mark.parametrize("seed", [TUNED, SECOND, UNSEEN, FRESH])
def test_the_higher_the_score_the_more_often_it_is_right(seed: int) -> None:
    best_ones, *_, least = banded(seed)

    assert best_ones.precision >= 0.8
    assert best_ones.precision > least.precision
