"""Rules that a register decides find every planted violation, and nothing of its lawful neighbours."""

from __future__ import annotations

from pathlib import Path

from bench.registered import SEEDS, a_history, tallies, told


def test_violations_are_found_and_their_lawful_neighbours_left_alone(tmp_path: Path) -> None:
    history = a_history(SEEDS[1], 3)

    made = tallies(history, told(history, tmp_path))

    assert {code: (each.recall, each.precision) for code, each in made.items()} == dict.fromkeys(made, (1.0, 1.0))
    assert min(each.planted for each in made.values()) == 3
