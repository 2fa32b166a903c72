"""Lines of fixed width: fields by position, read and written by one description.

What does not fit its field is a problem, never cut; what a field cannot say is never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from precursors.problems import Problem, problem


class Part(NamedTuple):
    """One field of a line: its name, first and last position from 1, and what it holds."""

    name: str
    first: int
    last: int
    holds: str = "text"
    """text, digits (zeros before), day (dd/mm/yyyy), percent (whole, zeros before), density (00,00), amount (0,000)."""

    @property
    def size(self) -> int:
        """Characters."""
        return self.last - self.first + 1


Layout = tuple[Part, ...]


def layout(*parts: tuple[str, int] | tuple[str, int, str]) -> Layout:
    """Parts one after the other, each a name, a size and what it holds."""
    found: list[Part] = []
    for name, size, *holds in parts:
        start = found[-1].last + 1 if found else 1
        found.append(Part(name, start, start + size - 1, *holds))
    return tuple(found)


def parsed(line: str, parts: Layout) -> dict[str, str] | Problem:
    """The fields of a line that say something: days as year-month-day, numbers with a decimal point."""
    if len(line) != parts[-1].last:
        return problem("format.line-length", section=line[:2], length=len(line), expected=parts[-1].last)
    found: dict[str, str] = {}
    for part in parts:
        text = line[part.first - 1 : part.last].strip()
        told = _READ[part.holds](part, text) if text else ""
        if isinstance(told, Problem):
            return told
        if told:
            found[part.name] = told
    return found


def line_of(values: Mapping[str, str], parts: Layout) -> str | Problem:
    """One line of a layout."""
    pieces = []
    for part in parts:
        text = values.get(part.name, "")
        told = _WRITTEN[part.holds](part, text) if text else ""
        if isinstance(told, Problem):
            return told
        if len(told) > part.size:
            return problem("format.too-long", part=part.name, value=told, longest=part.size)
        pieces.append(_filled(part, told))
    return "".join(pieces)


def said(part: Part, text: str) -> str | Problem:
    """What a field says after it was written and read again."""
    told = _WRITTEN[part.holds](part, text) if text.strip() else ""
    return told if isinstance(told, Problem) or not told else _READ[part.holds](part, told)


def plain(text: str) -> str:
    """Upper case, accents and everything beyond ASCII away."""
    taken_apart = unicodedata.normalize("NFKD", text.upper())
    return "".join(sign for sign in taken_apart if sign.isascii() and sign.isprintable()).strip()


def _filled(part: Part, text: str) -> str:
    if part.holds == "amount":
        return text.rjust(part.size)
    zeros = part.holds == "digits" or (text and part.holds in {"percent", "density"})
    return text.zfill(part.size) if zeros else text.ljust(part.size)


def _read_digits(part: Part, text: str) -> str | Problem:
    if not text.isdigit():
        return problem("format.not-digits", part=part.name, value=text)
    return text if text.strip("0") else ""


def _read_day(part: Part, text: str) -> str | Problem:
    shape = re.fullmatch(r"(\d{2})/(\d{2})/(\d{4})", text)
    try:
        return date(int(shape[3]), int(shape[2]), int(shape[1])).isoformat() if shape else _no_day(part, text)
    except ValueError:
        return _no_day(part, text)


def _no_day(part: Part, text: str) -> Problem:
    return problem("format.no-day", part=part.name, value=text)


def _read_percent(part: Part, text: str) -> str | Problem:
    return f"{int(text)} %" if text.isdigit() else problem("format.not-digits", part=part.name, value=text)


def _read_density(part: Part, text: str) -> str | Problem:
    if not re.fullmatch(r"\d{1,2},\d{2}", text):
        return problem("format.not-a-number", part=part.name, value=text)
    told = Decimal(text.replace(",", "."))
    return f"{told:.2f}" if told else ""


def _read_amount(part: Part, text: str) -> str | Problem:
    """Without group marks; four decimals where there are any, which no reader can take for a group of three."""
    if not re.fullmatch(r"(\d{1,3}(\.\d{3})+|\d+),\d{3}", text):
        return problem("format.not-a-number", part=part.name, value=text)
    told = Decimal(text.replace(".", "").replace(",", "."))
    return f"{told:.0f}" if told == told.to_integral_value() else f"{told:.4f}"


def _write_digits(part: Part, text: str) -> str | Problem:
    bare = re.sub(r"[.\-/\s]", "", text)
    return bare if bare.isdigit() or not bare else problem("format.not-digits", part=part.name, value=text)


def _write_day(part: Part, text: str) -> str | Problem:
    try:
        return date.fromisoformat(text).strftime("%d/%m/%Y")
    except ValueError:
        return _no_day(part, text)


def _number(part: Part, text: str, places: int) -> Decimal | Problem:
    """A number with a decimal point, exact to so many places."""
    try:
        told = Decimal(text)
    except InvalidOperation:
        return problem("format.not-a-number", part=part.name, value=text)
    if not told.is_finite() or told < 0 or told != round(told, places):
        return problem("format.too-exact", part=part.name, value=text, places=places)
    return told


def _write_percent(part: Part, text: str) -> str | Problem:
    told = _number(part, text.removesuffix("%").strip(), 0)
    return told if isinstance(told, Problem) else f"{told:.0f}"


def _write_density(part: Part, text: str) -> str | Problem:
    told = _number(part, text, 2)
    return told if isinstance(told, Problem) else f"{told:.2f}".replace(".", ",")


def _write_amount(part: Part, text: str) -> str | Problem:
    told = _number(part, text, 3)
    return told if isinstance(told, Problem) else f"{told:,.3f}".translate(str.maketrans(",.", ".,"))


_Way = Callable[[Part, str], "str | Problem"]

_READ: Mapping[str, _Way] = {
    "text": lambda _, text: text,
    "digits": _read_digits,
    "day": _read_day,
    "percent": _read_percent,
    "density": _read_density,
    "amount": _read_amount,
}
_WRITTEN: Mapping[str, _Way] = {
    "text": lambda _, text: plain(text),
    "digits": _write_digits,
    "day": _write_day,
    "percent": _write_percent,
    "density": _write_density,
    "amount": _write_amount,
}


def numbered(lines: Sequence[str]) -> list[tuple[int, str]]:
    """Lines that say something, with their numbers from 1."""
    return [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
