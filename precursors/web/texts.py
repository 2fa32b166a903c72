"""What the interface says: `t("room.key")` looks a text up in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from babel import Locale
from markupsafe import Markup, escape

from precursors.i18n.catalogue import sentence, text, warning
from precursors.problems import Problem
from precursors.web.figures import day, moment, number
from precursors.web.language import language

SECTION = "pages"
_DAY = re.compile(r"(?<![\w-])\d{4}-\d{2}-\d{2}(?![\w-])")
"""A day of its own: the whole of a value, or a part of one that a room names; in any other text, as one that somebody
typed, it stands as it was."""
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?[+-]\d{2}:\d{2}")


def t(key: str, **values: object) -> str:
    """The text `key` of the section `pages` with its values filled in; the bare key if nobody wrote it.

    Numbers, days and times are written as the reader writes them, and `{days:one=day|other=days}` is the word that
    goes with a number, by the plural forms of CLDR. A value that is markup already (a link, a `<code>`) makes the whole
    text markup, everything else in it escaped.
    """
    shown = {name: _shown(value) for name, value in values.items()}
    if any(isinstance(each, Markup) for each in shown.values()):
        pattern = escape(text(SECTION, key, language(), {name: _Kept(name) for name in shown}))
        return pattern.format(**shown)
    return text(SECTION, key, language(), shown)


def told(problem: Problem) -> str:
    """The sentence of a problem in the reader's language, with the reader's days and names for what stands in it."""
    return sentence(_for_reader(problem), language())


def warned(problem: Problem) -> str:
    """The same of a problem that stops nothing."""
    return warning(_for_reader(problem), language())


def _for_reader(problem: Problem) -> Problem:
    shown = {name: _value_told(name, value) for name, value in problem.values.items()}
    return replace(problem, values=shown)


def name_values(of: str, name: Callable[[str, str], str]) -> None:
    """A room says how values called `of` are named to people, by value and language; `app` calls this at start."""
    _NAMES[of] = name


_NAMES: dict[str, Callable[[str, str], str]] = {}


def _value_told(name: str, value: str) -> str:
    """A value as people read it: a moment in their zone, a day as they write it. Kept ones may be numbers."""
    text = str(value)
    if _MOMENT.fullmatch(text):
        return moment(datetime.fromisoformat(text))
    if name in _NAMES:
        return _DAY.sub(_day_told, _NAMES[name](text, language()))
    whole = _DAY.fullmatch(text)
    return _day_told(whole) if whole else text


def _day_told(found: re.Match[str]) -> str:
    try:
        return day(date.fromisoformat(found[0]))
    except ValueError:
        return found[0]


def because(section: str, code: str, **values: str) -> str:
    """A sentence of another section, such as a rule's reason, in the reader's language."""
    return text(section, code, language(), values)


GLOBALS: dict[str, Callable[..., str]] = {"t": t, "told": told, "because": because}
"""The names under which templates know them."""


class _Kept(str):
    """A place in a sentence that is filled in later, as it stands there."""

    __slots__ = ()

    def __format__(self, forms: str) -> str:
        return "{" + self + (":" + forms if forms else "") + "}"


class _Number(str):
    """A number as its reader writes it, which knows the word that goes with it."""

    __slots__ = ("form",)
    form: str

    def __format__(self, forms: str) -> str:
        words = dict(each.split("=", 1) for each in forms.split("|")) if forms else {}
        return words.get(self.form, words["other"]) if words else str(self)


def _number(value: int | Decimal) -> _Number:
    written = _Number(number(value))
    whole = int(value) if value == int(value) else value  # CLDR tells 1.0 from 1; what is written here is 1
    written.form = Locale.parse(language()).plural_form(whole)
    return written


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return _number(value)
    return value if isinstance(value, str) else str(value)
