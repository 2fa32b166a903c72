"""A newcomer's first order."""

from __future__ import annotations

from precursors.anomalies.rules.new_importer_large_order import SCORE, SCORE_DECLARED, new_importer_large_order
from precursors.anomalies.spread import Levels
from tests.anomalies.makers import KG, an_order, every, found, known

OTHERS = known(amounts={"acetone": Levels.of([10 * KG] * 40)})


def test_a_first_order_beyond_nearly_all_others_is_told() -> None:
    (finding,) = found(new_importer_large_order, every(30, [500, 10]), OTHERS)

    assert dict(finding.inputs)["large"] == "10 kg"


def test_an_ordinary_first_order_a_later_one_and_a_rare_substance_are_not() -> None:
    assert found(new_importer_large_order, [an_order(kg=10)], OTHERS) == []
    assert found(new_importer_large_order, every(30, [10, 500]), OTHERS) == []
    assert found(new_importer_large_order, [an_order(kg=500)], known(amounts={"acetone": Levels.of([KG] * 29)})) == []


def test_it_must_be_several_times_the_large_ones_and_weighs_less_where_it_was_declared() -> None:
    assert found(new_importer_large_order, [an_order(kg=18)], OTHERS) == []
    told = [
        found(new_importer_large_order, [an_order(kg=25, declared=each)], OTHERS)[0].score for each in (False, True)
    ]
    assert told == [SCORE, SCORE_DECLARED]
