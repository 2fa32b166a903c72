"""Days, times, numbers and amounts as a reader of each language writes them. Figures are exact: nothing is rounded."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal, localcontext
from functools import lru_cache

from babel.dates import format_date, format_skeleton, format_time, get_datetime_format
from babel.numbers import format_decimal, format_percent

from precursors.web.language import language, timezone

_MICRO = Decimal(1_000_000)
_ANY = "#,##0.############"
_KILOGRAMS = "#,##0.000######"
_LITRES = "#,##0.000###"
_DIGITS = 28


def number(value: int | str | Decimal | None) -> str:
    """A count or a decimal number, which may be kept as text, such as 1,234.5; nothing for None."""
    return _figure(None if value is None else Decimal(value), _ANY)


def kilograms(ug: int | None) -> str:
    """Micrograms as kilograms without their unit: three decimals, more where they are needed; nothing for None."""
    return _figure(None if ug is None else Decimal(ug) / (_MICRO * 1000), _KILOGRAMS)


def litres(ul: int | None) -> str:
    """Microlitres as litres without their unit: three decimals, more where they are needed; nothing for None."""
    return _figure(None if ul is None else Decimal(ul) / _MICRO, _LITRES)


def written(value: Decimal, tongue: str, at_least: int = 0) -> str:
    """A figure in a language that may not be the reader's: at least so many decimals, more where they are needed."""
    return _figure(value, f"#,##0.{'0' * at_least}".ljust(len(_ANY), "#"), _locale(tongue))


def per_cent(share: float | Decimal) -> str:
    """A share of one as per cent, one decimal at most."""
    return format_percent(round(Decimal(share), 3), format="#,##0.#%", locale=_locale(), decimal_quantization=False)


def day(value: date | None, tongue: str | None = None) -> str:
    """A day, such as 1 Mar 2026; nothing for None. In the reader's language unless another is named."""
    return "" if value is None else _day(value, _locale(tongue))


@lru_cache(maxsize=1024)
def _day(value: date, locale: str) -> str:
    return format_date(value, format="medium", locale=locale)


def month(value: date) -> str:
    """The month of a day, such as Mar 2026."""
    return format_skeleton("yMMM", value, locale=_locale())


def moment(value: datetime | None) -> str:
    """A day and a time in the time zone of the installation; a time without a zone is UTC. Nothing for None."""
    if value is None:
        return ""
    told = (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(timezone())
    order = str(get_datetime_format("medium", locale=_locale())).replace("'", "")
    return order.replace("{0}", format_time(told, format="short", locale=_locale())).replace("{1}", day(told.date()))


FILTERS = {"number": number, "kilograms": kilograms, "litres": litres, "day": day, "moment": moment}
"""The names under which templates know them."""


def _figure(value: Decimal | None, pattern: str, locale: str | None = None) -> str:
    if value is None:
        return ""
    with localcontext(prec=max(_DIGITS, value.adjusted() + _DIGITS)):  # somebody may have typed twenty nines
        return format_decimal(value, format=pattern, locale=locale or _locale(), decimal_quantization=False)


def _locale(tongue: str | None = None) -> str:
    """English without a country would put the month before the day, which readers elsewhere misread."""
    tongue = tongue or language()
    return "en_GB" if tongue == "en" else tongue
