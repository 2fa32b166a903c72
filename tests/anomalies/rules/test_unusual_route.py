"""R28: ways."""

from __future__ import annotations

from precursors.anomalies.rules.unusual_route import unusual_route, usual
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
