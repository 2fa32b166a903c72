"""Cleaning typed numbers: which characters may stand in one, and what each of them means.

Nothing is repaired here that could be read in two ways. Full-width forms are the same digits in another
width; digits of another script are taken and flagged; superscripts, zero-width characters and everything
that only looks like a number is refused.
"""

from __future__ import annotations

import re
import unicodedata

from precursors.problems import Problem, problem

SPACES = "\u00a0\u202f\u2009\u2007\u2008\u2006\u2005\u2004\u2003\u2002\u3000\t"
"""Spaces that papers use like the ordinary one."""

_MINUS = "\u2212\u2010\u2011\u2012\u2013\u2014\u2015\ufe63\uff0d"
_MARKS = {
    "\u060c": ",",
    "\u2019": "'",
    "\u02bc": "'",
    "\uff07": "'",
    "\u00b4": "'",
    "\u2215": "/",
    "\u2044": "/",
}
_TABLE = str.maketrans({**dict.fromkeys(SPACES, " "), **dict.fromkeys(_MINUS, "-"), **_MARKS})
_POWER = re.compile(r"\s*[x×·*]\s*10\s*(?:\^\s*([-+]?\d{1,3})|([⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}))(?!\d)", re.IGNORECASE)
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_PERSIAN_STROKE = re.compile(r"(?<=[۰-۹])/(?=[۰-۹])|(?<=[٠-٩]{2})/(?=[٠-٩])")
"""What Persian writes for the decimal mark is a fraction, or a pack, to everybody else."""
_CUBED = re.compile(r"(?<=[mMмМ])\u00b3")
"""The power of a unit (m³, дм³). Behind anything else a superscript is no part of an amount."""

_RUN = re.compile(r"\d(?:[.,'٬٫]?\d)+")
"""The digits of one number, whatever their script."""

_PLAIN = re.compile(r"[0-9A-Za-z .,+\-/%()'~]*")


def _exponent(match: re.Match[str]) -> str:
    return "e" + (match[1] or match[2].translate(_SUPERSCRIPT))


def _digit(char: str) -> tuple[str, bool] | None:
    """Return the ASCII digit behind `char` and whether it is of another script; None for no digit."""
    value = unicodedata.decimal(char, None)
    if value is None:
        return None
    return str(value), not (char.isascii() or "\uff10" <= char <= "\uff19")


def _fraction(char: str) -> str | None:
    """`½` as " 1/2": a space keeps `2½` from turning into 21/2."""
    spelled = unicodedata.normalize("NFKD", char)
    return " " + spelled.replace("\u2044", "/") if "\u2044" in spelled and len(spelled) > 2 else None


def _letter(char: str) -> str | None:
    """Tell what stays of a character that is no digit; None when it may not stand in an amount."""
    if unicodedata.category(char) in ("Cf", "Cc", "Co", "Cn", "Cs") or char in "²³¹⁰⁴⁵⁶⁷⁸⁹":
        return None
    wide = unicodedata.normalize("NFKC", char)
    if "\u3380" <= char <= "\u33df":  # units in one square, as East Asian papers print them: ㎏, ㎖, ㎥
        return wide
    if len(wide) == 1 and not wide.isdigit():
        return wide
    return char if unicodedata.category(char) not in ("No", "Nl") else None


def _stranger(text: str) -> str | None:
    """The first digit of another script than the one its number begins with: nobody writes 1٢, but a forger may."""
    for run in _RUN.findall(text):
        zeros = {ord(char) - unicodedata.decimal(char): char for char in reversed(run) if char.isdecimal()}
        zeros.pop(0xFF10, None)
        if len(zeros) > 1:
            return str(next(char for zero, char in zeros.items() if zero != ord("0")))
    return None


def clean(text: str) -> tuple[str, bool] | Problem:
    """`text` with one kind of digit, space, minus and mark, and whether digits of another script stood in it.

    A problem `number.forbidden-character` names the first character that may not stand there;
    `number.convention` is a stroke between Persian digits.
    """
    if _PLAIN.fullmatch(text):
        return text.strip(), False
    if _PERSIAN_STROKE.search(text):
        return problem("number.convention", None, text=text)
    text = _CUBED.sub("3", _POWER.sub(_exponent, text.translate(_TABLE)))
    if (stranger := _stranger(text)) is not None:
        return problem("number.forbidden-character", None, character=f"U+{ord(stranger):04X}")
    out: list[str] = []
    foreign = False
    for char in text:
        if char.isascii() and char.isprintable():
            out.append(char)
        elif (digit := _digit(char)) is not None:
            out.append(digit[0])
            foreign = foreign or digit[1]
        elif (piece := _fraction(char) or _letter(char)) is not None:
            out.append(piece)
        else:
            return problem("number.forbidden-character", None, character=f"U+{ord(char):04X}")
    return "".join(out).strip(), foreign
