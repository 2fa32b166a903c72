"""What pictures say, in the reader's language: rounded amounts, months, names that must be short."""

from __future__ import annotations

from decimal import Decimal

from babel.dates import get_month_names

from precursors.web.figures import number
from precursors.web.language import language
from precursors.web.texts import t

ROUND = 3
"""Digits of an amount in a picture; the table beside it has them all."""


def amount(kilograms: float) -> str:
    """A figure of an axis: 2,500."""
    return number(Decimal(str(kilograms)).normalize())


def short(ug: int | None) -> str:
    """Micrograms as kilograms of three digits, `1,230 kg`; the word for unknown where nobody knows."""
    if ug is None:
        return t("web.unknown")
    exact = Decimal(ug) / 10**9
    places = max(0, ROUND - 1 - exact.adjusted()) if exact else 0
    rounded = round(exact, places)
    return t("web.kg", figure=number(rounded.normalize() if places else rounded))


def month_name(month: int) -> str:
    """The short name of a month."""
    return str(get_month_names("abbreviated", context="stand-alone", locale=language())[month])


def apart(text: str) -> str:
    """A text of others in a sentence of ours: whichever way it runs, it does not turn what stands beside it."""
    return f"\u2068{text}\u2069" if text else ""


def cut(text: str, most: int) -> str:
    """A text that is no longer than so many characters."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
