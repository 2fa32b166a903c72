"""R08: a buyer who takes from several sites of one seller, or of a group, what none may sell without a paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from precursors.anomalies.rule import RULES, Deal, Declared, Dossier, Finding, Known
from precursors.anomalies.rules.split_across_sites import split_across_sites
from precursors.trade.rules import CAUTION
from tests.anomalies.makers import an_order, known, limit, unweighed

LIMITED = known(limits=limit(kg=100))
MARCH = date(2024, 3, 4)


def a_sale(day: int, kg: float, site: str = "", **changes: Any) -> Declared:  # noqa: ANN401 - any field
    """A sale at home by Acme to a usual buyer on a day of March."""
    plain = {"direction": "domestic", "operator": "acme", "site": site}
    return an_order(MARCH.replace(day=day), kg, **(plain | changes))


def seen(sales: Sequence[Deal], about: Known = LIMITED) -> list[Finding]:
    looked_at = filter(RULES["split-across-sites"].looks_at, sales)
    return list(split_across_sites(Dossier(sorted(looked_at, key=lambda each: (each.day, each.key)), about)))


def test_three_sites_each_under_the_threshold_are_seen_as_one_seller() -> None:
    sales = [a_sale(4, 40, "north"), a_sale(11, 40, "south"), a_sale(18, 30, "east")]

    (finding,) = seen(sales)

    assert finding.subjects == tuple(each.key for each in sales)
    assert {("sites", "3"), ("sum", "110 kg"), ("law", "a law")} <= set(finding.inputs)


def test_linked_sellers_are_one_group_and_linked_buyers_one_buyer() -> None:
    sales = [a_sale(4, 60), a_sale(11, 60, operator="acme two", other="twin")]
    groups = {("XD-INS", each): "root" for each in ("acme", "acme two")}
    buyers = {("XD-INS", each): "one" for each in ("usual", "twin")}

    assert seen(sales) == []
    assert seen(sales, known(limits=limit(kg=100), groups=groups)) == []
    assert len(seen(sales, known(limits=limit(kg=100), groups=groups | buyers))) == 1


def test_the_nearest_neighbours_are_not_found() -> None:
    one_site = [a_sale(4, 60, "north"), a_sale(11, 60, "north")]
    two_months = [a_sale(4, 60, "north"), a_sale(11, 60, "south")]
    two_months[1] = an_order(date(2024, 4, 1), 60, direction="domestic", operator="acme", site="south")
    declared = [a_sale(4, 60, "north"), a_sale(11, 60, "south", declared=True)]
    below = [a_sale(4, 60, "north"), a_sale(11, 39.9, "south")]
    alone = [a_sale(4, 100, "north"), a_sale(11, 20, "south")]
    bought = [an_order(MARCH, 60, operator="acme", site=site) for site in ("north", "south")]

    assert [seen(each) for each in (one_site, two_months, declared, below, alone, bought)] == [[]] * 6


def test_where_the_law_is_silent_nothing_is_split() -> None:
    assert seen([a_sale(4, 60, "north"), a_sale(11, 60, "south")], known()) == []


def test_litres_are_held_against_litres() -> None:
    by_litre = known(limits=limit(litres=100))
    sales = [a_sale(4, 60, "north"), a_sale(11, 60, "south")]

    (unjudged,) = seen(sales, by_litre)
    assert (unjudged.score, dict(unjudged.inputs)["why"]) == (CAUTION, "unknown")
    assert len(seen([a_sale(4, 60, "north", ul=60 * 10**6), a_sale(11, 60, "south", ul=40 * 10**6)], by_litre)) == 1


def test_a_limit_in_both_measures_tells_on_either() -> None:
    both = known(limits=limit(kg=1000, litres=100))
    sales = [a_sale(4, 60, "north", ul=60 * 10**6), a_sale(11, 60, "south", ul=40 * 10**6)]

    (finding,) = seen(sales, both)

    assert ("sum", "100 L") in finding.inputs
    assert seen(sales, known(limits=limit(kg=1000, litres=100, above=True))) == []
    assert len(seen(sales, known(limits=limit(kg=110, litres=1000)))) == 1


def test_what_nobody_knows_is_not_nought_a_sum_with_it_cannot_be_judged() -> None:
    north, south = a_sale(4, 60, "north"), unweighed(a_sale(11, 60, "south"))

    (finding,) = seen([north, south])

    assert (finding.score, finding.subjects) == (CAUTION, (north.key, south.key))
    assert {("why", "unjudged"), ("sites", "2"), ("unknown", "1"), ("sum", "60 kg")} <= set(finding.inputs)
    for quiet in ([north, south._replace(site="north")], [north, south._replace(declared=True)], [south]):
        assert seen(quiet) == []
    assert [each.score for each in seen([north, a_sale(12, 60, "east"), south])] == [800]


def test_litres_of_an_unknown_mass_are_held_against_the_limit_in_litres() -> None:
    sales = [unweighed(a_sale(day, 60, site), ul=60 * 10**6) for day, site in ((4, "north"), (11, "south"))]

    (finding,) = seen(sales, known(limits=limit(kg=1000, litres=100)))

    assert ("sum", "120 L") in finding.inputs


def test_sales_all_of_an_unknown_amount_cannot_be_judged_and_no_figure_is_made_of_them() -> None:
    sales = [unweighed(a_sale(day, 60, site)) for day, site in ((4, "north"), (11, "south"))]

    (finding,) = seen(sales)

    assert (finding.score, dict(finding.inputs)["why"]) == (CAUTION, "unknown")
    assert "sum" not in dict(finding.inputs)
    assert seen(sales, known(limits=limit(kg=0, above=True))) == []
