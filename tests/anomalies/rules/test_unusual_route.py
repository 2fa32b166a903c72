"""R28: ways."""

from __future__ import annotations

from precursors.anomalies.rules.unusual_route import lengths, unusual_route, usual
from tests.anomalies.makers import an_order, known, seen

WAYS = known(routes={("de", "xd"): {"nl": 60, "be": 38, "ye": 1}})


def test_a_way_that_hardly_anybody_took_is_told() -> None:
    (finding,) = seen(unusual_route, [an_order(origin="de", destination="xd", transit="ye")], WAYS)

    assert dict(finding.inputs)["times"] == "1"


def test_usual_direct_and_little_known_ways_are_not() -> None:
    for transit, pair in (("nl", "xd"), ("be", "xd"), ("", "xd"), ("ye", "zz")):
        assert seen(unusual_route, [an_order(origin="de", destination=pair, transit=transit)], WAYS) == []


def test_ways_taken_equally_often_are_usual_together() -> None:
    assert usual({"a": 10, "b": 1, "c": 1}, 0.9) == {"a", "b", "c"}


def test_between_countries_of_which_little_is_known_a_long_way_about_is_told() -> None:
    (finding,) = seen(unusual_route, [an_order(origin="de", destination="pe", transit="cn")])

    assert dict(finding.inputs)["why"] == "detour"
    assert finding.score < 750


def test_a_way_on_the_way_a_short_one_about_and_one_by_nobody_knows_where_are_not() -> None:
    for origin, destination, transit in (("de", "pe", "pa"), ("be", "de", "nl"), ("de", "pe", "xd")):
        assert seen(unusual_route, [an_order(origin=origin, destination=destination, transit=transit)]) == []


def test_the_usual_way_is_no_detour_however_long() -> None:
    ways = known(routes={("de", "pe"): {"cn": 40}})

    assert seen(unusual_route, [an_order(origin="de", destination="pe", transit="cn")], ways) == []


def test_a_port_of_the_country_stands_for_it() -> None:
    by_port = lengths("us", "pe", "pa", ("uslax", "pecll"))
    by_country = lengths("us", "pe", "pa", ("", "nlrtm"))

    assert by_port != by_country
    assert by_country == lengths("us", "pe", "pa", ("", ""))
