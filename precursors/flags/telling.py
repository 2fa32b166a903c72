"""What a flag says, in the reader's language: its sentence, and each value that its rule compared.

Rules keep plain texts, so that they can be replayed in five years: days as 2026-03-01, amounts to the microgram, codes
and keys. Here they become what people read; the exact text stays in the record.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from precursors.flags.models import Flag
from precursors.flags.naming import NAMERS, PARTIES
from precursors.flags.service import inputs
from precursors.i18n.catalogue import is_named, named, text
from precursors.web.figures import day, written
from precursors.web.language import direction

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_AMOUNT = re.compile(r"(-?\d+(?:\.\d+)?) (kg|L|km|h|min)")
_FIGURE = re.compile(r"(-?\d+\.\d+)( %| [A-Z]{3})?")
_UNITS = {"kg": "web.kg", "L": "web.litre", "km": "web.km", "h": "web.hours", "min": "web.minutes"}
_BARE = frozenset({"ratio", "usual", "declared", "found", "points", "unexplained", "limit"})
"""Values that are decimal figures without a unit; elsewhere such a text may be a number of goods or papers."""


def because(flag: Flag, language: str) -> str:
    """The sentence of a flag."""
    return because_of(flag.rule, inputs(flag), language)


def because_of(rule: str, inputs: Mapping[str, object], language: str) -> str:
    """The sentence of a finding, from the code of its rule and, where there is one, the reason among its inputs."""
    code = f"{rule}.{inputs['why']}" if "why" in inputs else rule
    return text("rules", code, language, {name: _apart(name, str(value), language) for name, value in inputs.items()})


def value_told(name: str, value: object, language: str) -> str:
    """One value as its sentence tells it."""
    return named(name, _told(name, str(value), language), language)


def _apart(name: str, value: str, language: str) -> str:
    """A value in a sentence: a text of others does not turn what stands beside it where lines run from the right."""
    said = _told(name, value, language)
    foreign = (said == value or name in PARTIES) and direction(language) == "rtl" and not is_named(name)
    return f"\u2068{said}\u2069" if foreign else said


def _told(name: str, value: str, language: str) -> str:
    if namer := NAMERS.get(name):
        value = namer(value, language)
    if _DAY.fullmatch(value):
        return _day(value, language)
    if amount := _AMOUNT.fullmatch(value):
        figure = written(Decimal(amount[1]), language)
        return text("pages", _UNITS[amount[2]], language, {"figure": figure})
    figure_ = _FIGURE.fullmatch(value)
    if figure_ and (figure_[2] or name in _BARE):
        return written(Decimal(figure_[1]), language, at_least=len(figure_[1].partition(".")[2])) + (figure_[2] or "")
    return value


def _day(value: str, language: str) -> str:
    try:
        return day(date.fromisoformat(value), language)
    except ValueError:  # it only looks like a day
        return value
