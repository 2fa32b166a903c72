"""What a number format says about a number: a date, a percentage, a unit in quotes, a scale.

Grammar after ECMA-376 part 1, 18.8.31: up to four sections split by semicolons, the first ones with an
optional condition. Only its effect on *meaning* is read here; how many decimals are shown is not ours.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

DATE, TIME, PLAIN, ELAPSED = "date", "time", "plain", "[h]"
BUILT_IN_DATES = frozenset({14, 15, 16, 17, 22, *range(27, 32), *range(36, 37), *range(50, 55), 57, 58})
BUILT_IN_TIMES = frozenset({18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56})
BUILT_IN_PERCENT = frozenset({9, 10})

_PIECE = re.compile(
    r'"([^"]*)"?|\\(.)|_.|\*.|\[\$([^\]\-]*)(?:-[^\]]*)?\]'
    r"|\[(?:<=|>=|<>|<|>|=)\s*-?[0-9.]+\]|\[(h+|m+|s+)\]|\[[^\]]*\]"
    r"|(?:AM/PM|A/P|上午/下午)|(General)|([dmyhsbgeaDMYHSBGEA])|(%)|([0#?][0#?,. ]*)|(.)",
    re.DOTALL | re.IGNORECASE,
)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?[0-9]+(?:\.[0-9]+)?)\]")
_SIGNS = " -+()/\t\u00a0\u202f:.,;'\""


class Section(NamedTuple):
    """One section of a format: its kind (date, time, plain, elapsed) and the hint it gives."""

    kind: str
    hint: str
    condition: tuple[str, Decimal] | None


class Format(NamedTuple):
    """A whole format. `kind` and `hint` hold for every number where `sections` is empty."""

    kind: str
    hint: str
    sections: tuple[Section, ...] = ()

    def hint_for(self, number: Decimal) -> str:
        """The hint of the section that shows this number."""
        return _chosen(self.sections, number).hint if self.sections else self.hint


GENERAL = Format(PLAIN, "")


def built_in(number: int) -> Format:
    """The format of a built-in number (ECMA-376 part 1, 18.8.30); unknown ones are general."""
    if number in BUILT_IN_DATES:
        return Format(DATE, "")
    if number in BUILT_IN_TIMES:
        return Format(TIME, "")
    if number == 46:
        return Format(ELAPSED, "[h]")
    return Format(PLAIN, "%") if number in BUILT_IN_PERCENT else GENERAL


def parse(code: str) -> Format:
    """The meaning of a format code such as `0.00" kg"`, `d.m.yyyy` or `[>=1000]0.0,"t";0"kg"`."""
    sections = tuple(_section(text) for text in _split(code[:1000])[:3])
    first = sections[0]
    if all(section.kind == first.kind and section.hint == first.hint for section in sections):
        return Format(first.kind, first.hint)
    dated = next((section for section in sections if section.kind != PLAIN), None)
    if dated is not None:
        return Format(dated.kind, dated.hint)
    return Format(PLAIN, first.hint, sections)


def _split(code: str) -> list[str]:
    """The sections, cut at semicolons that are neither quoted nor escaped."""
    sections = [""]
    for piece in re.findall(r'"[^"]*"?|\\.|\[[^\]]*\]|.', code, re.DOTALL):
        if piece == ";":
            sections.append("")
        else:
            sections[-1] += piece
    return sections


def _section(text: str) -> Section:
    kind, percent, scale, literal = PLAIN, "", "", ""
    letters = ""
    for match in _PIECE.finditer(text):
        quoted, escaped, currency, elapsed, _, letter, per_cent, digits, other = match.groups()
        if elapsed:
            kind = ELAPSED
        letters += (letter or "").lower()
        percent = percent or ("%" if per_cent else "")
        if digits and digits.rstrip(" ").endswith(","):
            scale = "," * (len(digits.rstrip(" ")) - len(digits.rstrip(" ").rstrip(",")))
        literal += quoted or escaped or currency or (other if other and other != "@" else "")
    if kind == PLAIN and letters.strip("e"):
        kind = DATE if set(letters) & set("dyg") or ("m" in letters and not set(letters) & set("hs")) else TIME
    condition = _CONDITION.search(text)
    tested = (condition[1], Decimal(condition[2])) if condition else None
    if kind != PLAIN:
        return Section(kind, "[h]" if kind == ELAPSED else "", tested)
    unit = _unit(literal)
    return Section(PLAIN, percent or scale + (f'"{unit}"' if "%" in unit else unit), tested)


def code_for(hint: str) -> str:
    """A format code that gives a number this hint again: `parse(code_for(hint)).hint == hint`."""
    if hint in ("", "%", ELAPSED):
        return {"": "General", "%": "0.##########%", ELAPSED: "[h]:mm:ss"}[hint]
    unit = hint.lstrip(",")
    scale = "," * (len(hint) - len(unit))
    return "0.##########" + scale + "".join("\\" + character for character in unit.strip('"'))


def _unit(literal: str) -> str:
    """The literal text of a section without signs, blanks and control characters at its ends."""
    kept = "".join(character for character in literal if character.isprintable() or character.isspace())
    return " ".join(kept.strip(_SIGNS).split())[:40]


def _chosen(sections: tuple[Section, ...], number: Decimal) -> Section:
    """The section that shows `number`: by conditions where there are any, else by sign."""
    if any(section.condition for section in sections):
        for section in sections:
            if section.condition is None or _holds(section.condition, number):
                return section
        return sections[-1]
    if number < 0 and len(sections) > 1:
        return sections[1]
    return sections[2] if number == 0 and len(sections) > 2 else sections[0]


def _holds(condition: tuple[str, Decimal], number: Decimal) -> bool:
    sign, bound = condition
    if sign in ("<=", ">=", "<>"):
        return {"<=": number <= bound, ">=": number >= bound, "<>": number != bound}[sign]
    return {"<": number < bound, ">": number > bound, "=": number == bound}[sign]
