"""From the text of `<v>` to a Cell, without a binary fraction in between.

Numbers keep at most 15 significant digits (what Excel itself shows and compares), dates follow the epoch
of the workbook (ECMA-376 part 1, 18.17.4) including the day in 1900 that never was.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal

from precursors.workbooks.blocks import BOOLEAN, DATE, EMPTY, ERROR, NUMBER, TEXT, Cell, Refused
from precursors.workbooks.formats import DATE as DATE_FORMAT
from precursors.workbooks.formats import ELAPSED, GENERAL, TIME, Format

MAX_TEXT = 32_767
"""The most characters a cell can hold in any spreadsheet program."""

EXACT_DIGITS = 15
"""The most significant digits of a number that are told; a text no longer than that needs no rounding."""

PLAIN_NUMBER = re.compile(r"0|-?(?:0\.[0-9]*[1-9]|[1-9][0-9]*(?:\.[0-9]*[1-9])?)", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,400}(?:\.[0-9]{0,400})?|\.[0-9]{1,400})(?:[eE][+-]?[0-9]{1,4})?", re.ASCII)
_ISO = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(?:\.[0-9]{1,9})?Z?)?", re.ASCII
)
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_FIFTEEN = Context(prec=EXACT_DIGITS, rounding=ROUND_HALF_EVEN)
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))
_LAST_SERIAL = 2_958_466
_DAY_MS = 86_400_000


def text_of(raw: str) -> str:
    """A text as typed: `_x000D_` and the like decoded, save what text can never hold."""
    if "_x" not in raw:
        return raw
    return _ESCAPE.sub(_unescaped, raw)


def _unescaped(match: re.Match[str]) -> str:
    point = int(match[1], 16)
    return match[0] if point == 0 or 0xD800 <= point <= 0xDFFF or point >= 0xFFFE else chr(point)


def plain_texts(raw: list[str]) -> list[str]:
    """Texts cut out of XML: the five entities and the escapes decoded. Refused when one is too long."""
    whole = "\n".join(raw)
    if "&" in whole:
        raw = [_without_entities(text) for text in raw]
    if "_x" in whole:
        raw = [text_of(text) for text in raw]
    if raw and len(max(raw, key=len)) > MAX_TEXT:
        raise Refused("file.text-too-long", limit=MAX_TEXT)
    return raw


def _without_entities(text: str) -> str:
    if "&" not in text:
        return text
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    return text


def canonical(raw: str) -> str | None:
    """The plain decimal text of a stored number, or None when it is no number a sheet can hold."""
    stripped = raw.strip(" \t\r\n")
    if len(stripped) <= EXACT_DIGITS and PLAIN_NUMBER.fullmatch(stripped):
        return stripped
    if not _NUMBER.fullmatch(stripped):
        return None
    number = _FIFTEEN.create_decimal(stripped)
    if not number:
        return "0"
    exponent = number.adjusted()
    if exponent > 308 or exponent < -308:
        return None
    number = number.normalize(_FIFTEEN)
    if not -20 <= exponent <= 20:
        return f"{number:E}"
    return f"{number:f}"


def moment(serial: str, kind: str, epoch_1904: bool) -> Cell:
    """The date, moment or time of day at `serial` (canonical decimal text, days), or an error."""
    days = Decimal(serial)
    if days < 0 or days >= _LAST_SERIAL:
        return Cell(ERROR, serial)
    whole, milliseconds = divmod(int((days * _DAY_MS).to_integral_value(ROUND_HALF_EVEN)), _DAY_MS)
    clock = _clock(milliseconds)
    if whole == 0 and (kind == TIME or not epoch_1904):
        return Cell(DATE, clock or "00:00:00") if kind == TIME or clock else Cell(ERROR, serial)
    if not epoch_1904 and whole == 60:
        return Cell(ERROR, "1900-02-29" + ("T" + clock if clock else ""))
    origin = date(1904, 1, 1) if epoch_1904 else date(1899, 12, 31 if whole < 60 else 30)
    try:
        day = origin + timedelta(days=whole)
    except OverflowError:
        return Cell(ERROR, serial)
    return Cell(DATE, day.isoformat() + ("T" + clock if clock else ""))


def _clock(milliseconds: int) -> str:
    """A time of day; nothing at midnight; thousandths only where there are some."""
    if not milliseconds:
        return ""
    seconds, rest = divmod(milliseconds, 1000)
    text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{text}.{rest:03}" if rest else text


def iso_moment(raw: str) -> Cell:
    """A cell of type "d", whose value is a date in ISO 8601."""
    match = _ISO.fullmatch(raw.strip())
    if match is None:
        return Cell(ERROR, raw)
    try:
        day = date(int(match[1]), int(match[2]), int(match[3])).isoformat()
    except ValueError:
        return Cell(ERROR, raw)
    clock = (match[4] or "00:00") + (":00" if match[4] and len(match[4]) == 5 else "")
    return Cell(DATE, day if clock in ("00:00", "00:00:00") else f"{day}T{clock}")


class Values:
    """Turns what a cell element says into a Cell, with the styles, strings and epoch of one workbook."""

    def __init__(self, formats: Sequence[Format] | None, strings: Sequence[str], epoch_1904: bool) -> None:
        self._formats = formats
        self._strings = strings
        self._epoch_1904 = epoch_1904

    def format(self, style: int) -> Format:
        """The number format of a cell style; Refused when the workbook has no such style."""
        if self._formats is None:
            return GENERAL
        if style >= len(self._formats):
            raise Refused("file.index-out-of-range", index=style)
        return self._formats[style]

    def cell(self, style: int, sort: str, raw: str | None, formula: bool) -> Cell:
        """The Cell with style index `style`, type attribute `sort` ("n" for none) and value text `raw`."""
        form = self.format(style)
        if raw is None or (raw == "" and sort != "str"):
            return Cell(ERROR, "", "", True) if formula else EMPTY
        plain = self._typed(form, sort, raw)
        return plain._replace(formula=True) if formula and plain is not EMPTY else plain

    def _typed(self, form: Format, sort: str, raw: str) -> Cell:
        if sort == "n":
            return self.number(form, raw)
        if sort == "s":
            return as_text(self._shared(raw))
        if sort in ("str", "inlineStr"):
            return as_text(text_of(raw))
        if sort == "b":
            return Cell(BOOLEAN, {"0": "false", "1": "true"}[raw]) if raw in ("0", "1") else Cell(ERROR, raw)
        if sort == "d":
            return iso_moment(raw)
        return Cell(ERROR, raw)

    def number(self, form: Format, raw: str) -> Cell:
        """A numeric cell under its format."""
        number = canonical(raw)
        if number is None:
            return Cell(ERROR, raw[:MAX_TEXT])
        if form.kind in (DATE_FORMAT, TIME):
            return moment(number, form.kind, self._epoch_1904)
        if form.kind == ELAPSED:
            return Cell(NUMBER, number, "[h]")
        return Cell(NUMBER, number, form.hint_for(Decimal(number)) if form.sections else form.hint)

    def _shared(self, raw: str) -> str:
        if not (raw.isascii() and raw.isdigit() and len(raw) <= 9) or int(raw) >= len(self._strings):
            raise Refused("file.index-out-of-range", index=raw)
        return self._strings[int(raw)]


def as_text(text: str) -> Cell:
    """A text cell, or the empty one."""
    if len(text) > MAX_TEXT:
        raise Refused("file.text-too-long", limit=MAX_TEXT)
    return Cell(TEXT, text) if text else EMPTY
