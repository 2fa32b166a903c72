"""What is to be expected, round steps, places on a sheet."""

from __future__ import annotations

import csv
from itertools import pairwise
from math import hypot
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precursors.intake.places import Place, countries, country_place, land, port
from precursors.reports.drawing.band import Band, Width, band
from precursors.reports.drawing.projection import Sheet, shorter
from precursors.reports.drawing.scales import steps
from precursors.reports.drawing.world import SHEET

WIDTH = Width(deviations=3, least_share=0.1, least_years=3)


@pytest.mark.parametrize(
    ("past", "expected"),
    [
        ([100, 100], None),
        ([], None),
        ([100, 110, 120], Band(80, 140)),
        ([100, 100, 100], Band(90, 110)),
        ([10, 100, 1000], Band(0, 370)),
        ([0, 0, 0], Band(0, 0)),
    ],
)
def test_a_month_is_expected_around_the_median_of_the_same_months(past: list[int], expected: Band | None) -> None:
    assert band(past, WIDTH) == expected


@given(st.lists(st.integers(0, 10**15), min_size=3, max_size=9))
def test_the_median_itself_is_always_expected(past: list[int]) -> None:
    found = band(past, WIDTH)

    assert found is not None
    assert found.holds(sorted(past)[len(past) // 2])
    assert found.low >= 0


@pytest.mark.parametrize(
    ("most", "expected"),
    [(0, [0, 1]), (7, [0, 2, 4, 6, 8]), (100, [0, 20, 40, 60, 80, 100]), (0.03, [0, 0.01, 0.02, 0.03])],
)
def test_an_axis_has_round_steps(most: float, expected: list[float]) -> None:
    assert steps(most) == expected


@given(st.floats(1e-6, 1e12))
def test_an_axis_reaches_what_it_shows_and_not_much_further(most: float) -> None:
    found = steps(most)

    assert found[-1] >= most * (1 - 1e-9)
    assert found[-2] < most
    assert len(found) <= 6


def test_the_world_lies_as_its_projection_says() -> None:
    sheet = Sheet(1000)

    assert sheet.at(0, 0)[0] == 500
    assert sheet.at(180, 0)[0] == pytest.approx(1000)
    assert sheet.at(-180, 0)[0] == pytest.approx(0)
    assert sheet.at(0, 84)[1] == 0
    assert sheet.at(0, -58)[1] == pytest.approx(sheet.height)
    # The published pole line is 0.59247 of the equator, the map 0.48671 as high as wide.
    whole = Sheet(1000, -90, 90)
    assert (whole.at(180, 90)[0] - whole.at(-180, 90)[0]) / 1000 == pytest.approx(0.59247, abs=2e-4)
    assert whole.height / 1000 == pytest.approx(0.48671, abs=2e-4)
    with pytest.raises(ValueError, match="degrees"):
        sheet.at(200, 0)


JAPAN, STATES, CHILE, AUSTRALIA, FRANCE = (138.0, 36.0), (-98.0, 39.0), (-71.0, -30.0), (134.0, -26.0), (2.0, 46.0)


@pytest.mark.parametrize(
    ("start", "end", "parts"),
    [
        (FRANCE, STATES, [(FRANCE, STATES)]),
        (JAPAN, FRANCE, [(JAPAN, FRANCE)]),
        (JAPAN, STATES, [(JAPAN, (180, 37.016)), ((-180, 37.016), STATES)]),
        (STATES, JAPAN, [(STATES, (-180, 37.016)), ((180, 37.016), JAPAN)]),
        (CHILE, AUSTRALIA, [(CHILE, (-180, -27.187)), ((180, -27.187), AUSTRALIA)]),
        ((180.0, 5.0), (-180.0, 5.0), [((180, 5), (180, 5)), ((-180, 5), (-180, 5))]),
    ],
)
def test_a_way_goes_the_shorter_way_round(start: Place, end: Place, parts: list[tuple[Place, Place]]) -> None:
    found = shorter(start, end)

    assert [place for part in found for place in part] == [
        pytest.approx(place, abs=0.001) for part in parts for place in part
    ]


PLACES = st.tuples(st.floats(-180, 180), st.floats(-58, 84))


@given(PLACES, PLACES)
def test_no_way_is_longer_than_half_the_earth_and_it_begins_and_ends_where_it_should(start: Place, end: Place) -> None:
    parts = shorter(start, end)

    assert (parts[0][0], parts[-1][1]) == (start, end)
    assert sum(abs(there[0] - here[0]) for here, there in parts) <= 180
    assert all(min(start[1], end[1]) - 1e-9 <= place[1] <= max(start[1], end[1]) + 1e-9 for p in parts for place in p)
    assert all(before[1][1] == after[0][1] for before, after in pairwise(parts))


def test_no_outline_of_the_land_leaps_across_the_sheet() -> None:
    assert all(abs(a[0] - b[0]) < 90 for ring in land() for a, b in pairwise(ring))
    assert all(-180 <= x <= 180 and -90 <= y <= 90 for ring in land() for x, y in ring)


FAR_FROM_HOME = {"CLIPC", "RUGDX", "RUPTP", "USFRP", "USHNL"}
"""Ports that do lie far from every other one of their country."""


def test_every_country_and_port_lies_where_its_country_lies() -> None:
    seed = Path(__file__).parents[3] / "seed" / "maps"
    with (seed / "ports.csv").open(encoding="utf-8", newline="") as file:
        ports = {row["code"]: (float(row["longitude"]), float(row["latitude"])) for row in csv.DictReader(file)}

    for code, place in countries().items():
        assert 0 <= SHEET.at(*place)[0] <= SHEET.width, code
    for code, place in ports.items():
        near = [each for other, each in ports.items() if other[:2] == code[:2] and other != code]
        near += [countries()[code[:2]]] if code[:2] in countries() else []
        apart = [hypot((x - place[0] + 180) % 360 - 180, y - place[1]) for x, y in near]
        assert code in FAR_FROM_HOME or min(apart, default=0) < 12, code


def test_places_are_found_by_code_by_name_and_in_any_language() -> None:
    assert country_place("DE") == country_place("Alemania") == country_place("de") == countries()["DE"]
    assert country_place("ألمانيا") == countries()["DE"]
    assert country_place("Atlantis") is None
    assert country_place(None) is None
    assert port("Callao") == port("PECLL")
    assert port("nowhere at all") is None


def test_what_the_maps_come_from_is_told() -> None:
    root = Path(__file__).parents[3]

    assert "seed/maps" in (root / "NOTICE").read_text(encoding="utf-8")
