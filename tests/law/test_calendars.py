"""Days that count: working days by dated calendars of countries, deadlines by dated law, and no default anywhere."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precursors.law.calendars import Calendar, calendars, days_after, days_between
from precursors.law.calendars import working_days_after as after
from precursors.law.calendars import working_days_between as between
from precursors.law.dated import Entry, NotInForce
from precursors.law.deadlines import Deadline, deadlines
from precursors.law.tolerances import Cycle, tolerances

COUNTRIES = [each.name for each in calendars(demo=True)]
DAYS = st.dates(date(2016, 1, 1), date(2025, 6, 1))


def of(country: str) -> Calendar:
    calendar = calendars(demo=True).of(country)
    assert calendar is not None
    return calendar


@pytest.mark.parametrize(
    ("country", "day", "n", "expected"),
    [
        ("DE", date(2026, 3, 2), 15, date(2026, 3, 23)),
        ("DE", date(2026, 3, 20), 15, date(2026, 4, 14)),  # over Good Friday and Easter Monday
        ("DE", date(2026, 3, 21), 1, date(2026, 3, 23)),  # a Saturday is no day, nor is the day itself
        ("HU", date(2026, 1, 9), 1, date(2026, 1, 10)),  # a Saturday made a working day
        ("US", date(2026, 7, 2), 1, date(2026, 7, 6)),  # 4 July on a Saturday is kept on Friday
        ("AU", date(2026, 12, 24), 5, date(2027, 1, 4)),
        ("IN", date(2026, 3, 2), 0, date(2026, 3, 2)),
        ("XD", date(2026, 9, 14), 1, date(2026, 9, 16)),
        ("XD", date(2026, 9, 16), -1, date(2026, 9, 14)),
    ],
)
def test_working_days_are_counted_by_the_calendar_of_the_country(
    country: str, day: date, n: int, expected: date
) -> None:
    assert after(day, n, of(country)) == expected


@given(st.sampled_from(COUNTRIES), DAYS, st.integers(0, 80))
def test_the_nth_working_day_has_n_working_days_between(country: str, day: date, n: int) -> None:
    calendar = of(country)

    end = after(day, n, calendar)

    assert between(day, end, calendar) == n
    assert between(end, day, calendar) == -n
    assert n == 0 or calendar.works(end)
    assert between(day, end - timedelta(days=1), calendar) == n - 1 or n == 0


def test_a_silent_calendar_stops_the_count() -> None:
    with pytest.raises(NotInForce):
        after(date(2014, 12, 30), 3, of("DE"))
    with pytest.raises(NotInForce):
        after(date(2026, 12, 20), 15, of("RU"))
    with pytest.raises(NotInForce) as silent:
        days_after(date(2026, 3, 2), 15, "working", calendars().of("ZZ"))

    assert silent.value.problem().code == "law.not-in-force"


@pytest.mark.parametrize(
    ("n", "kind", "expected"),
    [
        (15, "calendar", date(2024, 2, 15)),
        (1, "months", date(2024, 2, 29)),
        (13, "months", date(2025, 2, 28)),
        (1, "years", date(2025, 1, 31)),
    ],
)
def test_calendar_days_months_and_years_need_no_calendar(n: int, kind: str, expected: date) -> None:
    start = date(2024, 1, 31)

    assert days_after(start, n, kind, None) == expected  # type: ignore[arg-type] - a text of the table
    assert days_between(start, expected, kind, None) == n  # type: ignore[arg-type] - a text of the table


MONDAY = date(2026, 6, 1)

DEADLINES = [
    # European Union: 111/2005, 273/2004, 1277/2005
    ("DE", "import-decision", 15, "working", date(2026, 6, 22), True),
    ("DE", "export-decision", 15, "working", date(2026, 6, 22), True),
    ("DE", "licence-decision", 60, "working", date(2026, 8, 24), True),
    ("FR", "licence-renewal-decision", 30, "working", date(2026, 7, 13), True),
    ("DE", "pre-export-notification", 15, "working", date(2026, 6, 22), False),
    ("DE", "simplified-notification-period", 12, "months", date(2027, 6, 1), True),
    ("DE", "export-validity", 6, "months", date(2026, 12, 1), False),
    ("DE", "re-export-exemption", 10, "calendar", date(2026, 6, 11), True),
    ("DE", "customer-declaration-validity", 1, "years", date(2027, 6, 1), False),
    ("DE", "records-retention", 3, "years", date(2029, 6, 1), True),
    # United Kingdom, Australia
    ("GB", "pre-export-notification", 15, "calendar", date(2026, 6, 16), False),
    ("AU", "pre-export-notification", 5, "business", date(2026, 6, 8), True),
    # United States: 21 CFR 1310.04, 1310.05, 1313.12, 1313.21, 1313.27; 40 CFR 264.72
    ("US", "pre-export-notification", 15, "calendar", date(2026, 6, 16), True),
    ("US", "import-declaration", 15, "calendar", date(2026, 6, 16), True),
    ("US", "return-declaration", 30, "calendar", date(2026, 7, 1), True),
    ("US", "denied-release-report", 5, "business", date(2026, 6, 8), True),
    ("US", "suspicious-report", 15, "calendar", date(2026, 6, 16), True),
    ("US", "theft-loss-report", 1, "business", date(2026, 6, 2), True),
    ("US", "discrepancy-report", 15, "calendar", date(2026, 6, 16), True),
    ("US", "records-retention", 2, "years", date(2028, 6, 1), True),
    # Latin America
    ("AR", "quarterly-report", 10, "business", date(2026, 6, 16), True),
    ("AR", "certificate-validity", 1, "years", date(2027, 6, 1), True),
    ("BO", "local-purchase-validity", 120, "calendar", date(2026, 9, 29), True),
    ("BO", "route-sheet-validity", 30, "calendar", date(2026, 7, 1), True),
    ("BR", "monthly-report", 15, "calendar", date(2026, 6, 16), True),
    ("CL", "incident-report", 0, "calendar", MONDAY, False),
    ("CL", "advance-notice", 0, "calendar", MONDAY, True),
    ("MX", "movement-entry", 1, "calendar", date(2026, 6, 2), True),
    ("MX", "yearly-report", 60, "calendar", date(2026, 7, 31), True),
    ("PE", "incident-report", 1, "calendar", date(2026, 6, 2), True),
    # India: Order of 2013, forms G, I and J
    ("IN", "export-decision", 21, "working", date(2026, 7, 1), True),
    ("IN", "not-received", 45, "calendar", date(2026, 7, 16), True),
    ("IN", "destruction-decision", 30, "calendar", date(2026, 7, 1), True),
    ("IN", "destruction", 30, "calendar", date(2026, 7, 1), True),
    ("IN", "records-retention", 5, "years", date(2031, 6, 1), True),
]


@pytest.mark.parametrize(("country", "what", "days", "kind", "due", "decides"), DEADLINES)
def test_the_deadlines_of_the_sources_are_law_of_the_book(
    country: str, what: str, days: int, kind: str, due: date, decides: bool
) -> None:
    found = deadlines().due(country, what, MONDAY)

    assert (found.entry.value.days, found.entry.value.kind, found.day) == (days, kind, due)
    assert found.decides is decides


def test_no_deadline_stands_in_the_book_that_no_figure_of_a_source_was_held_against() -> None:
    held = {(entry.value.jurisdiction, what) for country, what, *_ in DEADLINES for entry in [on(country, what)]}

    assert held == {(entry.value.jurisdiction, entry.value.what) for entry in deadlines().entries()}


def on(country: str, what: str) -> Entry[Deadline]:
    return deadlines().on(country, what, MONDAY)


@pytest.mark.parametrize(
    ("country", "what", "before"),
    [
        ("PE", "incident-report", date(2025, 12, 31)),
        ("MX", "yearly-report", date(2023, 12, 30)),
        ("BR", "monthly-report", date(2019, 8, 31)),
        ("BO", "route-sheet-validity", date(2020, 12, 31)),
        ("IN", "not-received", date(2013, 3, 25)),
        ("CL", "advance-notice", date(2017, 12, 31)),
        ("US", "discrepancy-report", date(2006, 9, 4)),
    ],
)
def test_a_deadline_holds_from_its_day_and_not_before(country: str, what: str, before: date) -> None:
    with pytest.raises(NotInForce):
        deadlines().due(country, what, before)

    assert deadlines().on(country, what, before + timedelta(days=1))


def test_where_the_law_is_silent_there_is_no_deadline() -> None:
    for country, what, day in (
        ("DE", "import-decision", date(2000, 1, 1)),
        ("ZZ", "import-decision", MONDAY),
        ("DE", "something-else", MONDAY),
        ("XD", "import-decision", MONDAY),
        ("GB", "import-decision", MONDAY),
    ):
        with pytest.raises(NotInForce):
            deadlines().due(country, what, day)


@pytest.mark.parametrize(
    ("country", "frequency", "end", "due"),
    [
        ("AR", "quarterly", date(2026, 3, 31), date(2026, 4, 16)),  # 10 business days, over 2 and 3 April
        ("BR", "monthly", date(2026, 3, 31), date(2026, 4, 15)),
        ("MX", "yearly", date(2025, 12, 31), date(2026, 3, 1)),
        ("CL", "monthly", date(2026, 3, 31), None),  # how often is known, the day it is due is not
        ("PE", "monthly", date(2026, 3, 31), None),
        ("IN", "quarterly", date(2026, 3, 31), None),
    ],
)
def test_stock_is_declared_as_often_as_the_law_says_and_by_its_day_where_it_names_one(
    country: str, frequency: str, end: date, due: date | None
) -> None:
    cycle = tolerances().cycle(country, end)
    what = f"{cycle.value.frequency}-report"

    assert (cycle.value.frequency, cycle.decides) == (frequency, True)
    assert (deadlines().due(country, what, end).day if deadlines().known(country, what, end) else None) == due


def test_every_cycle_of_the_book_was_held_against_its_source() -> None:
    asked = {"AR", "BR", "MX", "CL", "PE", "IN"}

    assert {each.value.jurisdiction for each in tolerances().entries() if isinstance(each.value, Cycle)} == asked


def test_every_deadline_and_calendar_says_where_it_comes_from() -> None:
    silent = [entry for entry in deadlines(demo=True).entries() if not (entry.citation and entry.source)]
    weeks = [entry for each in calendars(demo=True) for entry in each.days_off.entries]

    assert silent == []
    assert all(entry.citation and entry.source and entry.last_checked for entry in weeks)
    assert {entry.value.jurisdiction for entry in deadlines(demo=True).entries() if entry.status == "DEMO"} == {"XD"}
