"""Flows are laid out so that nothing is lost, nothing overlaps, and one kilogram is everywhere as wide."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precursors.reports.drawing.sankey import OTHERS, Flow, laid, largest, merged

NAMES = st.sampled_from("abcdefgh")
FLOWS = st.lists(st.builds(Flow, NAMES, NAMES, st.integers(1, 10**15)), min_size=1, max_size=40)


def unique(flows: list[Flow]) -> list[Flow]:
    """One flow for each pair of places."""
    return list({(flow.start, flow.end): flow for flow in flows}.values())


@given(FLOWS, FLOWS)
def test_places_of_a_column_stand_apart_and_within_the_height(first: list[Flow], second: list[Flow]) -> None:
    plan = laid([unique(first), unique(second)], 500, 6, 1)

    for column in range(3):
        own = sorted((place for place in plan.places if place.column == column), key=lambda each: each.top)
        assert own[0].top == 0
        assert own[-1].top + own[-1].height <= 500 + 1e-6
        for above, below in pairwise(own):
            assert below.top == pytest.approx(above.top + above.height + 6)


@given(FLOWS)
def test_ribbons_fill_their_places_side_by_side_and_are_as_wide_as_what_flows(flows: list[Flow]) -> None:
    plan = laid([unique(flows)], 500, 6, 0)
    places = {(place.column, place.name): place for place in plan.places}
    ends: dict[tuple[int, str], list[tuple[float, float]]] = defaultdict(list)
    for ribbon in plan.ribbons:
        ends[0, ribbon.flow.start].append((ribbon.from_top, ribbon.width))
        ends[1, ribbon.flow.end].append((ribbon.to_top, ribbon.width))

    for key, own in ends.items():
        at = places[key].top
        for top, width in sorted(own):
            assert top == pytest.approx(at, abs=1e-6)
            at += width
        assert at == pytest.approx(places[key].top + places[key].height, abs=1e-6)
    per_unit = {round(ribbon.width / ribbon.flow.amount, 20) for ribbon in plan.ribbons if ribbon.flow.amount > 10**9}
    assert len(per_unit) <= 1 or max(per_unit) == pytest.approx(min(per_unit), rel=1e-6)


def test_small_places_are_joined_and_what_is_joined_leads_nowhere() -> None:
    flows = [Flow("a", "x", 10, "/1"), Flow("b", "x", 2, "/2"), Flow("c", "x", 1, "/3")]

    found = merged(flows, largest([("a", 10), ("b", 2), ("c", 1)], 1), {"x"})

    assert found == [Flow("a", "x", 10, "/1"), Flow(OTHERS, "x", 3, None)]


def test_nothing_to_lay_out_is_laid_out() -> None:
    assert laid([[], []], 500, 6).places == []
