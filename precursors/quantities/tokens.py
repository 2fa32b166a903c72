"""Cuts a stated text into numbers, units and words. It decides nothing about what they mean together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from precursors.problems import Problem
from precursors.quantities.conventions import Convention
from precursors.quantities.digits import clean
from precursors.quantities.units import Unit, find_unit, vocabulary
from precursors.quantities.words import alternatives, words

TokenKind = Literal["number", "unit", "word", "code"]


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of a stated text."""

    kind: TokenKind
    text: str
    unit: Unit | None = None
    role: str = ""
    """For a word: its class in the seed, `sep`, `open`, `close` or `unknown`."""

    glued: bool = False
    """For a number: whether a plain space joins its groups, which running text may not have meant.

    For a code: whether it may be a word and an amount, in a script that puts no space between them.
    """


_DIGITS = r"(?:[0-9]{1,3}(?: [0-9]{3})+(?![0-9])|[0-9])[0-9]*(?:[.,'٬٫][0-9]+)*|[.,][0-9]+"
_CODE = re.compile(
    r"[0-9]{2,7}-[0-9]{2}-[0-9](?![0-9])|(?![xXхХ][0-9])[^\W\d_]+[-_]?[0-9][\w.\-/]*"
    r"|(?![0-9]{1,3}(?:\.[0-9]{3})+(?![0-9.]))[0-9]+(?:\.[0-9]+){2,}(?![0-9])"
)
"""CAS numbers, product codes, dotted numbers. `x25` is no code: it multiplies. Nor are dots that part thousands."""

_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff][A-Za-z]*[0-9][0-9.,]*[^\W\d_]")
"""Words of scripts without spaces that run into an amount, as in 丙酮200升: they are no code of a product."""

_GLUED = re.compile(r"[0-9] [0-9]{3}")
_RUN = re.compile(r"[^\W\d_]+|.", re.DOTALL)
_BREAKS = {
    ",": "sep",
    ";": "sep",
    "(": "open",
    ")": "close",
    "[": "open",
    "]": "close",
    "|": "sep",
    "\n": "sep",
}


@cache
def _number() -> re.Pattern[str]:
    known = words()
    near, bound = alternatives(known.approximate), alternatives(known.bounds)
    opening, middle = alternatives(known.range_open), alternatives(known.range_middle)
    power = r"(?: ?[eE][+-]?[0-9]{1,3}(?![0-9A-Za-z]))?"
    one = rf"(?:{_DIGITS}){power}(?:(?: [0-9]{{1,3}})?/[0-9]{{1,4}}(?![0-9]|[.,][0-9]))?"
    span = rf"(?:{opening}\s*)?{one}(?:\s+{middle}\s+|[至到]){one}"
    dashed = rf"{one}\s*(?:-|\.\.\.?|…)\s*{one}"
    width = rf"{one}\s*(?:±|\+/-|\+-)\s*{one}"
    times = rf"{one}\s*{alternatives(known.multipliers)}"
    limit = rf"(?:(?:{near}|{bound})\s*)*(?:-(?=[0-9.,]))?"
    return re.compile(rf"{limit}(?:{span}|{dashed}|{width}|{times}|{one})(?:\+(?=\s?%))?", re.IGNORECASE)


@lru_cache(maxsize=1_024)
def tokens(
    text: str, convention: Convention, *, solid: bool = False, slot: bool = False
) -> tuple[Token, ...] | Problem:
    """Return the tokens of `text`; with `slot` the text is a unit's and begins where a number would end.

    A problem only for characters that may not stand in an amount.
    """
    cleaned = clean(text)
    if isinstance(cleaned, Problem):
        return cleaned
    body, out, at = cleaned[0], list[Token](), 0
    while at < len(body):
        hyphen = body[at] == "-" and bool(out) and out[-1].kind == "number" and body[at + 1 : at + 2].isalpha()
        if body[at] == " " or hyphen:
            at += 1
            continue
        behind_number = bool(out and out[-1].kind == "number") or (slot and not out)
        token, length = _next(body, at, behind_number, convention, solid)
        out.append(token)
        at += length
    return tuple(out)


def _next(body: str, at: int, behind_number: bool, convention: Convention, solid: bool) -> tuple[Token, int]:
    """Return the token that begins at `at` and its length."""
    unit, length = _unit_at(body, at, convention, solid=solid, measures=behind_number)
    role, word = _word_at(body, at)
    if unit is not None and length >= len(word):
        return Token("unit", body[at : at + length], unit), length
    if body[at] == "-" and (body[at + 1 : at + 2] == " " or (at and body[at - 1].isalnum())):
        return Token("word", "-", role="mark"), 1
    end = at + len(word)
    if role in ("net", "gross", "tare") and word[-1] >= "\u3040" and body[end : end + 1].isdigit():
        return Token("word", word, role=role), len(word)  # 净重25千克: such scripts put no space before a figure
    opens = body[at] in "0123456789.,-" or _qualifies(body, at)
    if (not behind_number or not word) and (token := _code_or_number(body, at, opens, len(word))):
        return token, len(token.text)
    if word:
        return Token("word", word, role=role), len(word)
    if body[at] in _BREAKS:
        return Token("word", body[at], role=_BREAKS[body[at]]), 1
    run = _RUN.match(body, at)
    piece = run[0] if run else body[at]
    return Token("word", piece, role="mark" if piece in ".:+\"'-&#" else "unknown"), len(piece)


def _code_or_number(body: str, at: int, opens: bool, known: int) -> Token | None:
    """Return a product code or a number at `at`, if it is longer than the known word there."""
    if (at == 0 or not body[at - 1].isalnum()) and (code := _CODE.match(body, at)):
        return Token("code", code[0], glued=bool(_UNSPACED.search(code[0])))
    if opens and (number := _number().match(body, at)) and len(number[0]) >= known:
        return Token("number", number[0], glued=bool(_GLUED.search(number[0])))
    return None


@cache
def _unit_lengths() -> dict[str, tuple[int, ...]]:
    """First character in lower case -> lengths of the spellings that begin with it, longest first."""
    lengths: dict[str, set[int]] = {}
    for spelling in vocabulary().exact:
        sizes = lengths.setdefault(spelling[0].lower(), set())
        sizes.update((len(spelling), len(spelling) + 1))
    return {first: tuple(sorted(sizes, reverse=True)) for first, sizes in lengths.items()}


def _unit_at(body: str, at: int, convention: Convention, *, solid: bool, measures: bool) -> tuple[Unit | None, int]:
    """Return the longest unit spelling at `at`. Only behind a number may it be one that measures."""
    if at and body[at - 1].isalpha():
        return None, 0
    for length in _unit_lengths().get(body[at].lower(), ()):
        if at + length > len(body):
            continue
        piece = body[at : at + length]
        following = body[at + length : at + length + 1]
        if piece[-1] == " " or (piece[-1].isalnum() and following.isalnum()):
            continue
        unit = find_unit(piece, convention, solid=solid)
        if unit is not None and (measures or (unit.kind in ("packaging", "count") and unit.code != "gross-144")):
            return unit, length
    return None, 0


def _starts(body: str, at: int, spelling: str) -> bool:
    """Whether `spelling` stands at `at` as a whole word."""
    end = at + len(spelling)
    if body[at:end].lower() != spelling:
        return False
    whole_left = not spelling[0].isalpha() or at == 0 or not body[at - 1].isalpha()
    whole_right = not spelling[-1].isalpha() or not body[end : end + 1].isalpha()
    return whole_left and whole_right


def _word_at(body: str, at: int) -> tuple[str, str]:
    """Return the class and the text of the longest known word at `at`; two empty texts when there is none."""
    for spelling, role in words().starting.get(body[at].lower(), ()):
        if _starts(body, at, spelling):
            return role, body[at : at + len(spelling)]
    return "", ""


def _qualifies(body: str, at: int) -> bool:
    """Whether a word stands at `at` that may open a number: about, from, up to."""
    known = words()
    return any(
        _starts(body, at, spelling)
        for spelling, _ in known.starting.get(body[at].lower(), ())
        if spelling in known.approximate or spelling in known.bounds or spelling in known.range_open
    )
