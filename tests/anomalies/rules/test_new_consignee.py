"""R12: the first deal of a pair."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from precursors.anomalies.rules.new_consignee import SCORE_BOTH, SCORE_ONE, new_consignee
from precursors.anomalies.spread import Levels
from tests.anomalies.makers import KG, START, an_order, every, found, known

BEFORE = every(30, [10] * 6)
NEW = an_order(START + timedelta(days=200), 50, other="stranger")
LARGE = known(amounts={"acetone": Levels.of([10 * KG] * 9 + [50 * KG])})


def test_a_large_first_deal_is_told_and_weighs_more_for_a_sensitive_substance() -> None:
    (plain,) = found(new_consignee, [*BEFORE, NEW], replace(LARGE, amounts={"acetone": Levels.of([10 * KG] * 10)}))
    (finding,) = found(
        new_consignee,
        [*BEFORE, NEW],
        known(amounts={"acetone": Levels.of([10 * KG] * 10)}, sensitive=frozenset({"acetone"})),
    )

    assert plain.score == SCORE_ONE
    assert finding.score == SCORE_BOTH


def test_ordinary_quantities_second_deals_and_young_operators_are_daily_business() -> None:
    again = NEW._replace(day=NEW.day + timedelta(days=20), key=NEW.key + 20)

    assert found(new_consignee, [*BEFORE, NEW._replace(base_ug=5 * KG)], LARGE) == []
    assert len(found(new_consignee, [*BEFORE, NEW, again], known(amounts={"acetone": Levels.of([10 * KG] * 10)}))) == 1
    assert found(new_consignee, [*BEFORE[:5], NEW], known(amounts={"acetone": Levels.of([10 * KG] * 10)})) == []


def test_a_partner_not_seen_for_two_years_is_new_again() -> None:
    late = NEW._replace(other="usual", day=BEFORE[-1].day + timedelta(days=800))

    assert len(found(new_consignee, [*BEFORE, late], known(amounts={"acetone": Levels.of([10 * KG] * 10)}))) == 1


def test_one_more_partner_of_somebody_who_takes_new_ones_now_and_then_is_news_only_where_it_is_both() -> None:
    two_known = [*BEFORE[:3], *(each._replace(other="second") for each in BEFORE[3:])]
    both = replace(LARGE, sensitive=frozenset({"acetone"}))

    assert found(new_consignee, [*two_known, NEW._replace(base_ug=60 * KG)], LARGE) == []
    assert [each.score for each in found(new_consignee, [*two_known, NEW._replace(base_ug=60 * KG)], both)] == [
        SCORE_BOTH
    ]


def test_as_much_as_was_dealt_in_before_is_no_news_and_weighs_less_where_it_is_both() -> None:
    used = [*BEFORE[:5], BEFORE[5]._replace(base_ug=50 * KG)]
    large = known(amounts={"acetone": Levels.of([10 * KG] * 10)})

    assert found(new_consignee, [*used, NEW], large) == []
    assert [
        each.score for each in found(new_consignee, [*used, NEW], replace(large, sensitive=frozenset({"acetone"})))
    ] == [SCORE_ONE]
