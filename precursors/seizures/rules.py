"""What must hold for seizures and incidents: pure functions over one frozen row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from precursors.intake.countries import country_code
from precursors.intake.places import point
from precursors.problems import Problem, missing, problem


def seizure_against(values: Mapping[str, Any], today: date) -> Iterator[Problem]:
    """Everything that stops a seizure."""
    yield from missing(values, "number", "kind", "day")
    day = values.get("day")
    if day and day > today:
        yield problem("seizure.day-ahead", "day", day=day)
    for key in ("country", "notify"):
        strange = [each for each in countries(values.get(key)) if country_code(each) is None]
        if strange:
            yield problem("seizure.country", key, countries=", ".join(strange))
    if values.get("coordinates") and point(values["coordinates"]) is None:
        yield problem("seizure.coordinates", "coordinates")


def countries(text: str | None) -> list[str]:
    """Codes of countries, each once: names parted by commas, codes by commas or blanks; what is neither, as it is."""
    found: list[str] = []
    for part in filter(str.strip, re.split(r"[,;/\n]", text or "")):
        code = country_code(part)
        found += [code] if code else part.upper().split()
    return list(dict.fromkeys(found))
