"""A grammar of written numbers. Right, or a problem that says why: never a silent guess.

Its rules follow the marks that papers of six languages use. With both marks present the last is the
decimal one; one mark before exactly three digits has two readings and is decided by the convention of
the source alone; groups are of three, of two only where that is declared.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from math import gcd

from precursors.problems import Problem, problem
from precursors.quantities.conventions import Convention
from precursors.quantities.digits import clean
from precursors.quantities.words import alternatives, words

LONGEST = 30
"""Characters a written number may have."""

_HIGHEST_EXPONENT = 30
_TENTH = Decimal("0.1")
_HALF = Decimal("0.5")
_ZERO = Decimal(0)
_FAST = re.compile(r"[1-9][0-9]{0,14}")
_FAST_DECIMAL = re.compile(r"(?:0|[1-9][0-9]{0,14})[.,](?:[0-9]{1,2}|[0-9]{4,12})")
_MARKED = re.compile(r"[0-9.,٫٬ ']+")
_SCIENTIFIC = re.compile(r"([0-9][0-9.,]*)\s?[eE]\s?([+-]?[0-9]{1,4})")
_FRACTION = re.compile(r"(?:([0-9]{1,6}) +)?([0-9]{1,6}) ?/ ?([0-9]{1,6})")
_RANGE = re.compile(r"(.*[0-9])\s*(?:-|\.{2,3}|…)\s*([0-9.,].*)")
_PLUS_MINUS = re.compile(r"(.*[0-9])\s*(?:±|\+/-|\+-)\s*([0-9][0-9.,]*)\s*(%?)")
_SUFFIX = re.compile(r"[0-9][0-9., ]*\s?[kKmM]")
_DENOMINATORS = frozenset({2, 3, 4, 8, 16})


@dataclass(frozen=True, slots=True)
class Number:
    """One number as written: exact value, half the width of what it leaves open, and what was noticed."""

    value: Decimal
    half: Decimal
    """Half a unit of the last written digit, or what a range, a ± or "about" leaves open; 0 if exact."""

    flags: tuple[str, ...] = ()
    """Codes of quantities.codes, all of them flags."""


def exact(value: int | Decimal) -> Number:
    """Return the number of a numeric cell or a count, with half a unit of its last digit."""
    number = Decimal(value)
    return Number(number, _last_digit(number))


def _last_digit(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    return _HALF.scaleb(exponent) if isinstance(exponent, int) else _ZERO


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    known = words()
    near = alternatives(known.approximate)
    about = re.compile(rf"{near}\s*(?P<after>.*)|(?P<before>.*[0-9])\s*,?\s*{near}", re.IGNORECASE | re.DOTALL)
    bound = re.compile(alternatives(known.bounds) + r"\s*.*", re.IGNORECASE | re.DOTALL)
    opening, middle = alternatives(known.range_open), alternatives(known.range_middle)
    worded = re.compile(rf"(?:{opening}\s*)?(.*[0-9])(?:\s+{middle}\s+|[至到])([0-9].*)", re.IGNORECASE)
    times = re.compile(rf"(.*[0-9])\s*({alternatives(known.multipliers)})", re.IGNORECASE)
    return about, bound, worded, times


def read_plain(text: str) -> int | Decimal | None:
    """Return the number of a text that every source reads alike and without care; None for others."""
    if _FAST.fullmatch(text):
        return int(text)
    return Decimal(text.replace(",", ".")) if _FAST_DECIMAL.fullmatch(text) else None


def read_number(text: str, convention: Convention) -> Number | Problem:
    """Return the number that `text` writes under the source's convention, or the problem with it.

    Problems: every `number.*` code, and `amount.fraction-or-pack` for 12/1 and its like.
    """
    plain = read_plain(text)
    return exact(plain) if plain is not None else _read(text, convention)


@lru_cache(maxsize=1_024)
def _read(text: str, convention: Convention) -> Number | Problem:
    """The same for a text that takes care; one text is asked about several times on its way."""
    cleaned = clean(text)
    if isinstance(cleaned, Problem):
        return cleaned
    body, foreign = cleaned
    if len(body) > LONGEST:
        return problem("number.too-long", None, limit=LONGEST)
    found = _qualified(body, convention)
    if isinstance(found, Number) and foreign:
        return Number(found.value, found.half, (*found.flags, "number.other-digits"))
    return found


def _qualified(body: str, convention: Convention) -> Number | Problem:
    """Return a number with what stands around it: about, range, ±, limit."""
    if _MARKED.fullmatch(body) and ".." not in body:
        return _marked(body, convention)
    about, bound, worded, _ = _patterns()
    if _SCIENTIFIC.fullmatch(body):
        return _single(body, convention)
    if match := worded.fullmatch(body) or _RANGE.fullmatch(body):
        if body.startswith("-"):
            return problem("number.negative", None, text=body)
        return _range(match[1], match[2], convention)
    if match := _PLUS_MINUS.fullmatch(body):
        return _plus_minus(match, convention)
    if bound.fullmatch(body):
        return problem("number.bound", None, text=body)
    if match := about.fullmatch(body):
        inner = _single((match["after"] or match["before"] or "").strip(), convention)
        if isinstance(inner, Problem):
            return inner
        return Number(inner.value, inner.value * _TENTH, (*inner.flags, "number.approximate"))
    return _single(body, convention)


def _range(low_text: str, high_text: str, convention: Convention) -> Number | Problem:
    low, high = _single(low_text.strip(), convention), _single(high_text.strip(), convention)
    if isinstance(low, Problem):
        return low
    if isinstance(high, Problem):
        return high
    if low.value >= high.value:
        return problem("number.range-reversed", None, low=low.value, high=high.value)
    flags = dict.fromkeys((*low.flags, *high.flags, "number.range"))
    return Number((low.value + high.value) / 2, (high.value - low.value) / 2, tuple(flags))


def _plus_minus(match: re.Match[str], convention: Convention) -> Number | Problem:
    value, width = _single(match[1].strip(), convention), _single(match[2], convention)
    if isinstance(value, Problem):
        return value
    if isinstance(width, Problem):
        return width
    half = value.value * width.value / 100 if match[3] else width.value
    return Number(value.value, half, (*value.flags, "number.plus-minus"))


def _single(body: str, convention: Convention) -> Number | Problem:
    """One number without qualification: marks and groups, a fraction, an exponent, a number word."""
    if _MARKED.fullmatch(body):
        return _marked(body, convention)
    if match := _FRACTION.fullmatch(body):
        return _fraction(match)
    if match := _SCIENTIFIC.fullmatch(body):
        return _scientific(match, convention)
    if match := _patterns()[3].fullmatch(body):
        inner = _single(match[1].strip(), convention)
        if isinstance(inner, Problem):
            return inner
        times = words().multipliers[match[2].casefold()]
        return Number(inner.value * times, inner.half * times, (*inner.flags, "number.word"))
    return _not_a_number(body)


def _not_a_number(body: str) -> Problem:
    if not any(char.isdigit() for char in body):
        if any(word in words().of("written") for word in re.split(r"[\s-]+", body.casefold())):
            return problem("number.words-only", None, text=body)
        return problem("number.missing", None, text=body)
    if re.match(r"\(?-\s*[0-9.,]", body):
        return problem("number.negative", None, text=body)
    if _SUFFIX.fullmatch(body):
        return problem("number.suffix", None, text=body)
    return problem("number.not-a-number", None, text=body)


def _scientific(match: re.Match[str], convention: Convention) -> Number | Problem:
    mantissa, power = _marked(match[1], convention), int(match[2])
    if isinstance(mantissa, Problem):
        return mantissa
    if abs(power) > _HIGHEST_EXPONENT:
        return problem("number.out-of-range", None, text=match[0])
    return Number(mantissa.value.scaleb(power), mantissa.half.scaleb(power), (*mantissa.flags, "number.exponent"))


def _fraction(match: re.Match[str]) -> Number | Problem:
    """½, 3/4 or 2 1/2. What is no customary fraction may be a pack (12/1 L is twelve of one litre)."""
    whole, top, bottom = int(match[1] or 0), int(match[2]), int(match[3])
    if bottom not in _DENOMINATORS or not 0 < top < bottom or gcd(top, bottom) != 1:
        return problem("amount.fraction-or-pack", None, text=match[0].strip())
    return Number(whole + Decimal(top) / Decimal(bottom), _ZERO)


def _marked(body: str, convention: Convention) -> Number | Problem:
    """Digits with decimal and group marks."""
    split = _split(body, convention)
    if isinstance(split, Problem):
        return split
    head, tail = split
    whole = _ungrouped(head, convention)
    if whole is None or (tail and not tail.isdigit()) or not (whole or tail):
        return problem("number.bad-grouping" if " " in body else "number.not-a-number", None, text=body)
    value = Decimal(f"{whole or '0'}.{tail}" if tail else whole)
    return Number(value, _last_digit(value))


def _split(body: str, convention: Convention) -> tuple[str, str] | Problem:
    """Whole and decimal part; the whole part may still hold group marks."""
    if "٫" in body:
        head, _, tail = body.partition("٫")
        return head, tail or "?"
    dots, commas = body.count("."), body.count(",")
    if not dots and not commas:
        return body, ""
    if dots and commas:
        mark = "." if body.rfind(".") > body.rfind(",") else ","
        if body.count(mark) > 1:
            return problem("number.bad-grouping", None, text=body)
    elif dots + commas > 1:
        return body, ""
    else:
        mark = "." if dots else ","
        if _two_readings(body, mark):
            if mark in convention.groups and mark != convention.decimal:
                return body, ""
            if mark != convention.decimal:
                return problem("number.convention", None, text=body)
    head, _, tail = body.rpartition(mark)
    return head, tail or "?"


def _two_readings(body: str, mark: str) -> bool:
    head, _, tail = body.partition(mark)
    return len(tail) == 3 and head.isdigit() and len(head) <= 3 and not head.startswith("0")


def _ungrouped(head: str, convention: Convention) -> str | None:
    """Return the digits of a whole part, or None when its groups are wrong."""
    if not head or head.isdigit():
        return head
    marks = {char for char in head if not char.isdigit()}
    if len(marks) != 1 or head[0] == "0":
        return None
    groups = head.split(marks.pop())
    sizes = [len(group) for group in groups]
    of_three = 1 <= sizes[0] <= 3 and all(size == 3 for size in sizes[1:])
    indian = 1 <= sizes[0] <= 2 and sizes[-1] == 3 and all(size == 2 for size in sizes[1:-1])
    return "".join(groups) if of_three or (convention.indian and indian) else None
