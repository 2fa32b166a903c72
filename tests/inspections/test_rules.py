"""Clocks of reports, measures of findings."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from precursors.inspections.rules import CAUTION, CLOCKS, days_against, finding_against, late
from precursors.law.dated import NotInForce
from precursors.law.deadlines import deadlines

TODAY = date(2024, 6, 1)


@pytest.mark.parametrize(
    ("country", "event", "noticed", "due"),
    [
        ("US", "theft", date(2024, 5, 10), date(2024, 5, 13)),
        ("US", "suspicious", date(2024, 5, 10), date(2024, 5, 25)),
        ("XD", "loss", date(2024, 5, 7), date(2024, 5, 8)),
        ("PE", "spill", date(2026, 2, 7), date(2026, 2, 8)),
        ("PE", "theft", date(2026, 2, 7), date(2026, 2, 8)),
        ("CL", "loss", date(2026, 2, 7), date(2026, 2, 7)),
    ],
)
def test_a_report_is_due_by_the_law_of_its_country(country: str, event: str, noticed: date, due: date) -> None:
    law = deadlines(demo=True)
    known = []
    for what in CLOCKS[event]:
        try:
            known.append(law.due(country, what, noticed).day)
        except NotInForce:
            continue

    assert known[0] == due


@pytest.mark.parametrize(
    ("filed", "days"), [(date(2024, 5, 13), None), (date(2024, 5, 14), "1"), (date(2024, 6, 1), "19")]
)
def test_a_report_after_its_day_is_late(filed: date, days: str | None) -> None:
    found = list(late("theft", filed, date(2024, 5, 13), "the law"))

    assert [dict(each.inputs)["days"] for each in found] == ([days] if days else [])
    assert not list(late("theft", filed, None, "-"))
    recalled = list(late("theft", filed, date(2024, 5, 13), "the law", decides=False))
    assert [each.score for each in recalled] == ([CAUTION] if days else [])


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({"occurred": date(2024, 5, 1), "noticed": date(2024, 5, 2), "filed": date(2024, 5, 2)}, []),
        ({"noticed": date(2024, 6, 2), "filed": date(2024, 6, 2)}, ["date.future", "date.future"]),
        ({"occurred": date(2024, 5, 3), "noticed": date(2024, 5, 2)}, ["incident.noticed-before"]),
        ({"noticed": date(2024, 5, 3), "filed": date(2024, 5, 2)}, ["incident.filed-before"]),
    ],
)
def test_the_days_of_a_report_stand_in_order(values: dict[str, Any], codes: list[str]) -> None:
    assert [each.code for each in days_against(values, TODAY)] == codes


def test_a_measure_needs_a_day() -> None:
    assert [each.code for each in finding_against({"measure": "lock the store"})] == ["inspection.measure-without-day"]
    assert not list(finding_against({"measure": "lock the store", "due": TODAY}))
