"""A lawful time is told so that whoever reads the day can count it again; where nobody can, that."""

from __future__ import annotations

from datetime import date

import pytest

from precursors.registers.reckoning import reckoned


@pytest.mark.parametrize(
    ("country", "what", "start", "due", "told"),
    [
        ("XD", "import-decision", date(2026, 4, 24), date(2026, 5, 11), "Holidays left out: 1 May 2026 (Labour Day)."),
        ("XD", "import-decision", date(2026, 3, 2), date(2026, 3, 16), "10 working days after 2 Mar 2026"),
        ("XD", "import-decision", date(2026, 3, 2), date(2026, 3, 16), "No holiday falls in between."),
        ("XD", "import-decision", date(2026, 3, 2), date(2026, 3, 16), "fictitious authority; known to 31 Dec 2035"),
        ("US", "return-declaration", date(2026, 3, 2), date(2026, 4, 1), "30 calendar days after 2 Mar 2026"),
        ("DE", "export-validity", date(2026, 3, 31), date(2026, 9, 30), "6 months after 31 Mar 2026."),
        ("GB", "pre-export-notification", date(2026, 3, 2), date(2026, 3, 17), "decides nothing"),
        ("XD", "import-decision", date(2036, 3, 3), None, "no calendar of XD known here reaches so far"),
        ("CL", "import-decision", date(2026, 3, 2), None, "The law of Chile known here sets no time for it"),
    ],
)
def test_a_time_is_told_as_it_is_counted(country: str, what: str, start: date, due: date | None, told: str) -> None:
    found = reckoned(country, what, start)

    assert (found.due and found.due.day) == due
    assert told in found.told
