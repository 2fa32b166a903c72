"""CAS Registry Numbers: the check digit, loose spellings, and the damage a spreadsheet does to them.

A spreadsheet reads `75-09-2` as the second of September 1975 and shows a date. The three numbers of
that date still hold the CAS number, so they are put together again in every order, and the one that
passes the check digit and is known is taken. Two such numbers would be a guess, and are not taken.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import permutations
from typing import Literal

CasStatus = Literal["ok", "repaired", "wrong-digit", "unreadable"]

_PLAIN = re.compile(r"0*(\d{2,7})-(\d{2})-(\d)")
_COMPACT = re.compile(r"\d{5,10}")
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d", "-"))
_LABEL = re.compile(r"^\s*(?:cas)?\s*(?:rn|reg\.?|registry)?\s*(?:no|nr|number|n)?[\s.:#°º№-]*", re.IGNORECASE)
_PIECES = re.compile(r"\d+|[^\W\d_]{3,}")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan ene янв",
            "feb fev fév fevr фев",
            "mar mär мар",
            "apr abr avr апр",
            "may mai мая май",
            "jun jui июн",
            "jul июл juil",
            "aug ago aou aoû авг",
            "sep set сен",
            "oct out okt окт",
            "nov ноя",
            "dec dic dez déc дек",
        ),
        start=1,
    )
    for name in names.split()
}
_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class CasReading:
    """What a cell says about a CAS number; `cas` is None unless `status` is ok or repaired."""

    cas: str | None
    status: CasStatus


def check_digit_holds(cas: str) -> bool:
    """Whether the last digit of a number written `NNNNNNN-NN-N` is the weighted sum of the others."""
    digits = cas.replace("-", "")
    if not (digits.isascii() and digits.isdigit()):
        return False
    weighed = sum(weight * int(digit) for weight, digit in enumerate(reversed(digits[:-1]), start=1))
    return weighed % 10 == int(digits[-1])


def read_cas(cell: str | date | int, known: Container[str]) -> CasReading:
    """Read a cell that should hold a CAS number; `known` are the numbers a repair may arrive at.

    A well-formed number needs no list to be `ok`. A date, or the serial number of one, is `repaired`
    only when exactly one known number can have been turned into it.
    """
    if isinstance(cell, date):
        return _repaired(_from_date(cell), known)
    if isinstance(cell, int):
        return _read_number(str(cell), known)
    text = _LABEL.sub("", cell.translate(_DASHES)).strip().rstrip(".")
    text = re.sub(r"\s*-\s*", "-", text)
    plain = _PLAIN.fullmatch(text)
    if plain:
        return _judged("-".join(plain.groups()), known)
    if _COMPACT.fullmatch(text):
        return _read_number(text, known)
    return _repaired(_from_pieces(text), known)


def find_cas(text: str) -> tuple[str, ...]:
    """Every piece of `text` that has the form of a CAS number, right or wrong."""
    if "-" not in text:
        return ()
    found = re.findall(r"(?<![\d-])(\d{2,7}-\d{2}-\d)(?![\d-])", text)
    return tuple(found)


def _judged(cas: str, known: Container[str]) -> CasReading:
    if check_digit_holds(cas):
        return CasReading(cas, "ok")
    again = _repaired(_from_pieces(cas), known)
    return again if again.cas else CasReading(None, "wrong-digit")


def _read_number(digits: str, known: Container[str]) -> CasReading:
    bare = digits.lstrip("0")
    if len(bare) >= 5:
        cas = f"{bare[:-3]}-{bare[-3:-1]}-{bare[-1]}"
        if check_digit_holds(cas) and cas in known:
            return CasReading(cas, "ok")
    if len(bare) <= 6 and int(bare or "0") < 2_958_466:
        return _repaired(_from_date(_EPOCH + timedelta(days=int(bare or "0"))), known)
    return CasReading(None, "unreadable")


def _repaired(candidates: Iterator[str], known: Container[str]) -> CasReading:
    good = {cas for cas in candidates if cas in known and check_digit_holds(cas)}
    if len(good) == 1:
        return CasReading(good.pop(), "repaired")
    return CasReading(None, "unreadable")


def _from_date(day: date) -> Iterator[str]:
    if isinstance(day, datetime):
        day = day.date()
    yield from _arranged((day.year, day.month, day.day))


def _from_pieces(text: str) -> Iterator[str]:
    numbers: list[int] = []
    for piece in _PIECES.findall(text.split("T", maxsplit=1)[0].casefold())[:3]:
        month = _MONTHS.get(piece[:4]) or _MONTHS.get(piece[:3])
        if piece.isdigit() and len(piece) <= 4:
            numbers.append(int(piece))
        elif month:
            numbers.append(month)
    if len(numbers) == 3:
        yield from _arranged((numbers[0], numbers[1], numbers[2]))


def _arranged(numbers: tuple[int, int, int]) -> Iterator[str]:
    for first, second, third in permutations(numbers):
        if second > 99:
            continue
        last = third % 10 if third >= 1000 else third
        if last > 9:
            continue
        yield f"{first % 100:02d}-{second:02d}-{last}"
        if first > 99:
            yield f"{first}-{second:02d}-{last}"
