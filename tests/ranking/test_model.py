"""A model learns what was wrong, says why, is data that can be checked, and is the same for the same rows."""

from __future__ import annotations

import json
import math

import pytest

from precursors.problems import Problem
from precursors.ranking.fitting import AVAILABLE, SETTINGS, fitted
from precursors.ranking.history import History, walked
from precursors.ranking.model import Model, evaluated, loaded, train
from precursors.ranking.trees import as_data, from_data
from tests.ranking.makers import cases, customs, declarations

pytestmark = pytest.mark.skipif(not AVAILABLE, reason="the extra `ranking` is not installed")
ROWS = cases(declarations(2_000))


@pytest.fixture(scope="module")
def model() -> Model:
    """Trained once."""
    made = train(ROWS, customs(), "made up", "00")
    assert isinstance(made, Model)
    return made


def copied(model: Model) -> Model:
    """The same, by way of its document, since ranking goes on with the past."""
    made = loaded(json.dumps(model.document()))
    assert isinstance(made, Model)
    return made


def test_our_sum_over_the_trees_is_the_librarys_own() -> None:
    from sklearn.ensemble import HistGradientBoostingClassifier

    told = zip(*(row for _, row in walked(ROWS[:600], customs(), History())), strict=True)
    rows = list(zip(*(column for column in told if not all(map(math.isnan, column))), strict=True))
    found = [bool(case.found) for case in ROWS[:600]]
    own = fitted(rows, found)
    theirs = HistGradientBoostingClassifier(**SETTINGS | {"min_samples_leaf": 30}).fit(rows, found)

    assert [own.score(row) for row in rows] == pytest.approx(theirs.predict_proba(rows)[:, 1].tolist(), abs=1e-9)


def test_what_moved_a_row_adds_up_to_its_score(model: Model) -> None:
    forest = from_data(json.loads(json.dumps(as_data(model.forest))))
    roots = forest.base + sum(tree.value[0] for tree in forest.trees)
    row = [math.nan] * len(next(walked(ROWS, customs(), History()))[1])

    odds = roots + sum(forest.weights(row))

    assert forest.score(row) == pytest.approx(1 / (1 + math.exp(-odds)))


def test_later_rows_of_the_same_sort_stand_first_and_the_reason_is_their_price(model: Model) -> None:
    later = declarations(500, seed=2)

    measures, _ = evaluated(copied(model), cases(later))
    first = copied(model).ranked(cases(later, labelled=False))[0]

    assert measures["auc"] is not None
    assert measures["auc"] > 0.7
    assert measures["at"]["1"]["precision"] == 1
    assert {(why.sort, why.word) for why in first.because} >= {("unit", "code")}


def test_what_was_found_in_a_row_never_helps_to_rank_it(model: Model) -> None:
    later = declarations(200, seed=3)

    blind, seeing = (copied(model).ranked(cases(later, labelled=labelled)) for labelled in (False, True))

    assert [(each.case.row, each.score) for each in blind] == [(each.case.row, each.score) for each in seeing]


def test_it_is_measured_on_the_last_days_only(model: Model) -> None:
    held_back = model.trained["held_back"]

    assert held_back["rows"] == 400
    assert held_back["first"] > str(ROWS[1599].day)


def test_the_same_rows_give_the_same_model(model: Model) -> None:
    again = train(ROWS, customs(), "made up", "00")

    assert isinstance(again, Model)
    assert len({each.document()["sha256"] for each in (model, again, copied(model))}) == 1


def test_a_changed_model_is_refused(model: Model) -> None:
    document = model.document()
    document["content"]["forest"]["base"] += 1

    answers = [loaded(text) for text in (json.dumps(document), "{}", "no", json.dumps({"content": [], "sha256": ""}))]

    codes = [answer.code for answer in answers if isinstance(answer, Problem)]
    assert codes == ["ranking.model-changed", *["ranking.not-a-model"] * 2, "ranking.model-changed"]


def test_too_few_finds_teach_nothing() -> None:
    made = train([case for case in ROWS if not case.found], customs(), "made up", "00")

    assert isinstance(made, Problem)
    assert made.code == "ranking.too-few"
