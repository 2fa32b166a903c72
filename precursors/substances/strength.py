"""The strength a product text states, found without judging what it is a strength of."""

from __future__ import annotations

import re
from functools import cache

from precursors.quantities.words import alternatives, words

_NUMBER = r"\d+(?:[.,]\d+)?"
_STRENGTH = re.compile(
    rf"(?P<bound>[<>≥≤⩾⩽]=?|=|~|(?<![^\W\d_])(?:min|max)\.?)?\s*(?P<low>{_NUMBER})"
    rf"(?:\s*(?:-|–|—|to|до|a|à)\s*(?P<high>{_NUMBER})|\s*(?:±|\+/-|\+-)\s*{_NUMBER})?\s*"
    r"(?:(?P<percent>%|٪|wt\.?\s*%|vol\.?\s*%|pct\b|percent\b|per cent\b|por ciento\b|por cento\b"
    r"|pour cent\b|процент\w*)"
    r"|(?P<molar>mol/l|mol/dm3|[MNН](?![\w.])|g/l|mg/ml|г/л))"
    r"(?:\s*\(?(?P<basis>w/w|w/v|v/v|m/m|m/v|p/p|p/v)\)?)?",
    re.IGNORECASE,
)
SHARE_OF_ANOTHER = 10
"""Per cent below which a figure beside a word nobody knows may be that one's share: "acetone, Fe 0.001 %"."""
_WORTH_A_LOOK = re.compile(r"\d\s*(?:[%٪MNНwgгvpпmC(–—-]|to\b|до\b|a\b|à\b|vol)", re.IGNORECASE)


def strength_in(text: str) -> tuple[str | None, bool, float | None]:
    """The first strength of `text`: how it reads, whether it is one of a solution, and its number.

    "98 %", "36-38 %", "2 M" are strengths; a number without per cent or molar unit is none, nor is the share of
    something beside the goods: "moisture 0.5 %", "IVA 18 %". Of "water 0.5 %" nobody can say; it is given with the
    word, and of two that disagree both, so that a person is asked. The number is the upper end of a range and is
    given for percentages only.
    """
    unsure: str | None = None
    first: tuple[str, bool, float | None] | None = None
    if not _WORTH_A_LOOK.search(text):
        return None, False, None
    for found in _STRENGTH.finditer(text):
        if found["molar"] in ("m", "n", "н"):
            continue
        if _said(_around("others_share"), text, found) or _said(_around("filled"), text, found):
            continue
        if solvent := _said(_around("solvents_share"), text, found):
            unsure = unsure or solvent
            continue
        one = _shown(found)
        if first is not None and _disagree(first[2], one[2]):
            return f"{first[0]}; {one[0]}", first[1], None
        first = first or one
    return first or (unsure, False, None)


def _shown(found: re.Match[str]) -> tuple[str, bool, float | None]:
    """One strength: how it reads, whether it is one of a solution, its number."""
    low, high, basis = found["low"], found["high"], found["basis"]
    span = f"{low}-{high}" if high else low
    unit = "%" if found["percent"] else found["molar"]
    bound = (found["bound"] or "").strip()
    shown = f"{bound + ' ' if bound else ''}{span} {unit}{' ' + basis if basis else ''}"
    return shown, found["molar"] is not None, float((high or low).replace(",", ".")) if found["percent"] else None


def _disagree(first: float | None, other: float | None) -> bool:
    """Whether two percentages may both be the strength of the goods: "lot 50 % - 99.5 %". Small ones are impurities."""
    return first is not None and other is not None and first != other and other >= SHARE_OF_ANOTHER


@cache
def _around(what: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands before or behind a number that is one of `what`; "in water" is said of the goods themselves.

    Behind it the word counts only if no figure of its own follows, as in "99 % moisture 0.5 %", and the goods are
    not free of it.
    """
    named = alternatives(words().of(what))
    goods = "".join(f"(?<!{re.escape(word)} )" for word in sorted(words().of("dissolved_in"))) if "solv" in what else ""
    before = re.compile(rf"{goods}{named}(?:\s*\([^()]*\))?[\s:=(,]*$", re.IGNORECASE)
    of, absent = alternatives(words().of("share_of")), alternatives(words().of("absent"))
    behind = re.compile(rf"\s*(?:{of}\s*)?{named}(?![\s:=(<>≤≥~]*\d|[\s-]*{absent})", re.IGNORECASE)
    return before, behind


def _said(around: tuple[re.Pattern[str], re.Pattern[str]], text: str, found: re.Match[str]) -> str:
    """The words that make the number found the share of something beside the goods, with it; "" where none do."""
    before, behind = around
    if first := before.search(text, 0, found.start()):
        return text[first.start() : found.end()].strip()
    last = behind.match(text, found.end())
    return text[found.start() : last.end()].strip() if last else ""
