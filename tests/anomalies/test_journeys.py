"""R28 on the way: how long goods stood, and where."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from precursors.anomalies.journeys import Stay, stood, strayed
from precursors.intake.places import Place, kilometres, off
from precursors.law.parameters import Parameters

DAY = date(2026, 3, 1)
FIGURE = Parameters(date(2026, 11, 20))
LIMA, CUSCO = (-77.04, -12.05), (-72.55, -13.16)
WAY = {"c 17": (LIMA, CUSCO)}


def a_stay(key: int = 1, hours: float = 10, place: str = "Yard", at: Place | None = None) -> Stay:
    return Stay("stop", key, "C-17", place, DAY, hours, at)


@pytest.mark.parametrize(
    ("own", "others", "told"),
    [
        (31, [10] * 5, True),
        (30, [10] * 5, False),
        (31, [10] * 4, False),
        (24, [1] * 5, False),
        (24.1, [1] * 5, True),
        (100, [90, 95, 100, 110, 120], False),
    ],
)
def test_goods_stood_too_long_beyond_three_times_the_median_of_the_others(
    own: float, others: list[float], told: bool
) -> None:
    stays = [a_stay(n, hours) for n, hours in enumerate(others, 2)]

    found = list(stood([a_stay(1, own), *stays], FIGURE))

    assert [each.stay.key for each in found] == [1] * told


def test_a_place_where_goods_always_stand_long_is_held_against_itself() -> None:
    port = [a_stay(n, 200, "Port") for n in range(6)]
    yard = [a_stay(n, 5, "Yard") for n in range(6, 30)]

    assert list(stood([*port, *yard], FIGURE)) == []


def test_where_few_stops_of_a_place_are_known_those_of_all_places_count() -> None:
    (found,) = stood([a_stay(1, 50, "Nowhere"), *(a_stay(n, 5) for n in range(2, 8))], FIGURE)

    assert found.inputs == {"hours": "50.0 h", "usual": "5.0 h", "stops": "6"}


@pytest.mark.parametrize(
    ("minutes", "at", "told"),
    [
        (31, (-77.0, -12.2), True),
        (30, (-77.0, -12.2), False),
        (31, LIMA, False),
        (31, (-77.04, -12.055), False),
        (31, None, False),
    ],
)
def test_a_stop_off_the_corridor_is_told_beyond_a_kilometre_and_half_an_hour(
    minutes: float, at: Place | None, told: bool
) -> None:
    found = list(strayed([a_stay(1, minutes / 60, at=at)], WAY, FIGURE))

    assert len(found) == told


def test_nothing_is_off_a_corridor_that_nobody_approved() -> None:
    assert list(strayed([a_stay(1, 9, at=(0.0, 0.0))], {}, FIGURE)) == []


def test_an_agency_may_set_how_near_is_near() -> None:
    wide = {("unusual-route", "off-km"): Decimal(100), ("unusual-route", "off-minutes"): Decimal(30)}

    assert list(strayed([a_stay(1, 9, at=(-77.0, -12.2))], WAY, lambda rule, name: wide[rule, name])) == []


def test_distances_are_those_of_the_globe() -> None:
    assert kilometres((0, 0), (90, 0)) == pytest.approx(10007.6, abs=0.1)  # a quarter of the equator
    assert off((10, 1), ((0, 0), (20, 0))) == pytest.approx(111.2, abs=0.1)  # a degree beside it
    assert off((21, 0), ((0, 0), (20, 0))) == pytest.approx(111.2, abs=0.1)  # and beyond its end
    assert off((181, 0), ((170, 0), (-170, 0))) == pytest.approx(0, abs=0.001)  # across the date line
