"""Moments and days in a sentence about what is wrong are told as their reader writes them; all else stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from precursors.db.engine import Database
from precursors.problems import Problem, problem
from precursors.web.texts import told
from tests.people import an_app


@pytest.mark.parametrize(
    ("tongue", "shown", "day"),
    [
        ("en", "20 Nov 2026, 10:30", "21 Nov 2026"),
        ("es", "20 nov 2026, 10:30", "21 nov 2026"),
        ("ru", "20 нояб. 2026\u202fг., 10:30", "21 нояб. 2026\u202fг."),
    ],
)
def test_a_moment_in_a_sentence_is_told_in_the_language_and_zone_of_its_reader(
    database: Database, tmp_path: Path, tongue: str, shown: str, day: str
) -> None:
    app = an_app(database, tmp_path)
    wrong = problem("disposal.clock-back", "at", at="2026-11-20T12:30+02:00", before="2026-11-21")

    with app.test_request_context(headers={"Accept-Language": tongue}):
        sentence = told(wrong)

    assert shown in sentence
    assert day in sentence


def test_a_day_inside_of_what_somebody_typed_stands_as_it_was(database: Database, tmp_path: Path) -> None:
    with an_app(database, tmp_path).test_request_context():
        assert "D-9 2026-11-21" in told(problem("disposal.clock-back", "at", at="D-9 2026-11-21", before="2026-11-20"))


def test_a_number_that_was_kept_in_place_of_a_text_stands_as_it_is(database: Database, tmp_path: Path) -> None:
    kept: Any = {"minutes": 15, "step": "dosing"}

    with an_app(database, tmp_path).test_request_context():
        assert "15 minutes" in told(Problem("disposal.too-soon", "at", kept))
