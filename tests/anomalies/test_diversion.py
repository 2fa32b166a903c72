"""The rules over made-up histories: the bars of the plan hold on the seed they were looked at with and on another."""

from __future__ import annotations

import pytest

from bench.diversion import PLANTS, TUNED, UNSEEN, best, tallies


@pytest.mark.parametrize("seed", [TUNED, UNSEEN])
def test_planted_diversions_are_found_and_decoys_mostly_left_alone(seed: int) -> None:
    made = tallies(seed)

    assert {code: made[code].recall for code in PLANTS if made[code].recall < 0.9} == {}
    assert made["all"].recall >= 0.9
    assert made["all"].precision >= 0.5
    assert best(seed) >= 0.65
