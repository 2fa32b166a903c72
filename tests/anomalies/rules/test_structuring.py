"""R07: deals under the threshold that together reach it."""

from __future__ import annotations

from datetime import timedelta

from precursors.anomalies.rules.structuring import SCORE_HABIT, SCORE_NEAR, SCORE_NEW, SCORE_SUM, structuring
from precursors.trade.rules import CAUTION
from tests.anomalies.makers import an_order, every, found, known, limit, unweighed

LIMITED = known(limits=limit(kg=100))


def test_three_deals_just_under_the_threshold_within_a_month_are_seen_as_one() -> None:
    deals = every(9, [90, 95, 85])

    (finding,) = found(structuring, deals, LIMITED)

    assert finding.score == SCORE_NEAR
    assert finding.subjects == tuple(deal.key for deal in deals[:2])
    assert ("sum", "185 kg") in finding.inputs


def test_many_small_deals_weigh_less_than_near_ones() -> None:
    small = every(3, [30, 30, 30, 30])
    (new,) = found(structuring, small, LIMITED)
    (known,) = found(structuring, [*every(60, [30], start=small[0].day - timedelta(days=90)), *small], LIMITED)

    assert (new.score, known.score) == (SCORE_NEW, SCORE_SUM)


def test_a_new_partner_is_held_against_the_pace_of_the_operator_and_a_year_of_silence_is_known() -> None:
    burst = every(3, [30] * 4, other="fresh")
    seldom = every(60, [30] * 5, start=burst[0].day - timedelta(days=800))
    often = every(5, [30] * 60, start=burst[0].day - timedelta(days=301))

    (after_silence,) = (each for each in found(structuring, [*seldom, *burst], LIMITED))
    of_the_busy = [each for each in found(structuring, [*often, *burst], LIMITED) if "fresh" in str(each.cause)]

    assert after_silence.score == SCORE_SUM
    assert [each.score for each in of_the_busy] in ([], [SCORE_HABIT])


def test_what_lies_apart_is_declared_or_reaches_the_threshold_alone_is_not_split() -> None:
    declared = [deal._replace(declared=True) for deal in every(9, [90, 95, 85])]

    assert found(structuring, every(31, [90, 95, 85]), LIMITED) == []
    assert found(structuring, declared, LIMITED) == []
    assert found(structuring, [an_order(kg=100), an_order(kg=20)], LIMITED) == []
    assert found(structuring, every(9, [90, 95]), known()) == []


def test_two_partners_are_not_added_up() -> None:
    one, two = every(9, [90, 95])

    assert found(structuring, [one, two._replace(other="another")], LIMITED) == []


def test_litres_are_held_against_litres_and_never_derived() -> None:
    by_litre = known(limits=limit(litres=100))
    without = every(9, [90, 95])

    (unjudged,) = found(structuring, without, by_litre)

    assert ("why", "unknown") in unjudged.inputs
    assert unjudged.score == CAUTION
    assert len(found(structuring, [deal._replace(ul=90 * 10**6) for deal in without], by_litre)) == 1


def test_a_limit_in_both_measures_tells_on_either() -> None:
    both = known(limits=limit(kg=1000, litres=100))
    deals = [deal._replace(ul=90 * 10**6) for deal in every(9, [90, 95])]

    (finding,) = found(structuring, deals, both)

    assert ("sum", "180 L") in finding.inputs
    assert found(structuring, every(9, [90, 95]), both) == []
    assert found(structuring, [deal._replace(ul=101 * 10**6) for deal in deals], both) == []


def test_a_limit_that_begins_above_its_figure_is_not_reached_at_it() -> None:
    deals = every(9, [90, 10, 1])

    assert found(structuring, deals[:2], known(limits=limit(kg=100, above=True))) == []
    assert found(structuring, every(9, [100, 100]), known(limits=limit(kg=100))) == []
    assert len(found(structuring, every(9, [100, 100]), known(limits=limit(kg=100, above=True)))) == 1
    assert found(structuring, every(9, [100, 100, 100]), known(limits=limit(kg=0, above=True))) == []


def test_two_ordinary_deals_that_happen_to_reach_it_are_not_told() -> None:
    assert found(structuring, every(9, [60, 45]), LIMITED) == []


def test_two_near_deals_of_a_pair_that_deals_every_month_are_put_down_to_chance() -> None:
    monthly = every(31, [90] * 12)
    soon = every(1, [90], start=monthly[-1].day + timedelta(days=10))

    assert found(structuring, [*monthly, *soon], LIMITED) == []
    assert (
        len(found(structuring, [*monthly, *soon, *every(1, [85], start=soon[0].day + timedelta(days=3))], LIMITED)) == 1
    )


def test_a_pair_that_deals_so_from_the_first_or_always_is_told_once_and_weighs_little() -> None:
    weekly = every(7, [30] * 104)
    grown = [*every(28, [30] * 12, start=weekly[0].day - timedelta(days=366)), *weekly]

    (at_once,) = found(structuring, weekly, LIMITED)
    *first, always = found(structuring, grown, LIMITED)

    assert at_once.score == SCORE_NEW
    assert [each.score for each in first] in ([], [SCORE_SUM])
    assert always.score == SCORE_HABIT
    assert str(always.cause).endswith("always")


def test_what_did_not_suffice_stays_in_the_window_until_it_does() -> None:
    (finding,) = found(structuring, every(5, [55, 50, 40]), LIMITED)

    assert len(finding.subjects) == 3


def test_what_nobody_knows_is_not_nought_a_sum_with_it_cannot_be_judged() -> None:
    near, other, small = every(9, [90, 95, 10])

    (finding,) = found(structuring, [near, unweighed(other)], LIMITED)
    (of_three,) = found(structuring, [*every(5, [20, 20]), unweighed(an_order(small.day))], LIMITED)

    assert finding.score == CAUTION
    assert {("why", "unjudged"), ("deals", "2"), ("unknown", "1"), ("sum", "90 kg")} <= set(finding.inputs)
    assert finding.subjects == (near.key, other.key)
    assert of_three.score < CAUTION


def test_an_unknown_amount_is_told_where_known_ones_would_be_and_not_where_the_known_ones_were() -> None:
    near, other, third = every(9, [90, 95, 85])
    small = an_order(near.day + timedelta(days=3), 10)

    assert found(structuring, [small, unweighed(third)], LIMITED) == []
    assert found(structuring, [near, unweighed(third, declared=True)], LIMITED) == []
    assert found(structuring, [near, unweighed(third, other="another")], LIMITED) == []
    assert found(structuring, [near, unweighed(other)], known(limits=limit(kg=0, above=True))) == []
    assert [each.score for each in found(structuring, [near, other, unweighed(third)], LIMITED)] == [SCORE_NEAR]


def test_litres_of_an_unknown_mass_are_held_against_the_limit_in_litres() -> None:
    deals = [unweighed(deal, ul=90 * 10**6) for deal in every(9, [90, 95])]

    (finding,) = found(structuring, deals, known(limits=limit(litres=100)))

    assert ("sum", "180 L") in finding.inputs
    assert len(found(structuring, deals, known(limits=limit(kg=1000, litres=100)))) == 1
    assert ("why", "unknown") in found(structuring, deals, known(limits=limit(kg=100)))[0].inputs


def test_kilograms_of_one_deal_and_litres_of_another_are_no_sum() -> None:
    one, other = every(9, [90, 90])
    by_litre = unweighed(other, ul=90 * 10**6)

    (finding,) = found(structuring, [one, by_litre], known(limits=limit(kg=100, litres=100)))

    assert ("why", "unjudged") in finding.inputs


def test_deals_all_of_an_unknown_amount_cannot_be_judged_and_no_figure_is_made_of_them() -> None:
    deals = [unweighed(each) for each in every(9, [90, 95, 85])]

    (finding,) = found(structuring, deals, LIMITED)

    assert finding.score == CAUTION
    assert {("why", "unknown"), ("deals", "2")} <= set(finding.inputs)
    assert "sum" not in dict(finding.inputs)
    assert found(structuring, deals[:1], LIMITED) == []
    assert found(structuring, deals, known(limits=limit(kg=0, above=True))) == []
