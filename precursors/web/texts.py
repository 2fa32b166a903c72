"""What the interface says: `t("room.key")` looks a text up in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from markupsafe import Markup, escape

from precursors.i18n.catalogue import sentence, text
from precursors.problems import Problem
from precursors.web.figures import day, moment, number
from precursors.web.language import language

SECTION = "pages"


def t(key: str, **values: object) -> str:
    """The text `key` of the section `pages` with its values filled in; the bare key if nobody wrote it.

    Numbers, days and times are written as the reader writes them. A value that is markup already (a link, a `<code>`)
    makes the whole text markup, everything else in it escaped.
    """
    shown = {name: _shown(value) for name, value in values.items()}
    if any(isinstance(each, Markup) for each in shown.values()):
        pattern = escape(text(SECTION, key, language(), {name: "{" + name + "}" for name in shown}))
        return pattern.format(**shown)
    return text(SECTION, key, language(), shown)


def told(problem: Problem) -> str:
    """The sentence of a problem in the reader's language."""
    return sentence(problem, language())


def because(section: str, code: str, **values: str) -> str:
    """A sentence of another section, such as a rule's reason, in the reader's language."""
    return text(section, code, language(), values)


GLOBALS: dict[str, Callable[..., str]] = {"t": t, "told": told, "because": because}
"""The names under which templates know them."""


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return number(value)
    return value if isinstance(value, str) else str(value)
