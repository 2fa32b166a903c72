"""How values of records are written on pages: days, amounts, substances, countries, words of closed lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, cast

from babel import Locale
from markupsafe import Markup

from precursors.i18n.catalogue import text
from precursors.intake.record import Record, headings
from precursors.intake.types import Choice, as_typed
from precursors.intake.words import folded, words
from precursors.registers.parties import party
from precursors.substances.titles import title
from precursors.web.figures import day, kilograms, litres, moment, number
from precursors.web.language import language
from precursors.web.tables import stated
from precursors.web.texts import t

LIST = "words:"
"""Begins the name of how a word of a closed list is written."""
STATED = "stated:"
"""Begins the name of how a text is written that states words of a closed list, or others, parted by commas."""
SAID = "said:"
"""Begins the name of how the texts of a record of some kind are written, that came from elsewhere."""


def word(name: str, value: str, tongue: str | None = None) -> str:
    """A word, or several joined by blanks, of a closed list; in the reader's language unless another is named."""
    labels, tongue = words(name).labels, tongue or language()
    return ", ".join(
        labels.get(each, {}).get(tongue) or labels.get(each, {}).get("en") or each for each in value.split()
    )


def in_words(name: str, stated: str) -> str:
    """What a text states, part by part: words of a closed list in the reader's language, any other as it stands."""
    parts = [part.strip() for part in _PARTS.split(stated) if part.strip()]
    known = ((part, words(name).get(folded(part))) for part in parts)
    return ", ".join(word(name, value) if value else part for part, value in known)


_PARTS = re.compile(r"[,;/|\n]")


def country(code: str, tongue: str | None = None) -> str:
    """A country in the reader's language unless another is named; its code where no language knows it."""
    return str(Locale.parse(tongue or language()).territories.get(code, code))


def state_name(state: str) -> str:
    """A state in the reader's language."""
    return text("states", state, language())


def begun(said: str) -> str:
    """The same words at the beginning of a line: what follows the first letter stays, names and short forms too."""
    return said[:1].upper() + said[1:]


def verb_name(verb: str) -> str:
    """A verb in the reader's language."""
    return text("verbs", verb, language())


def field_label(record: Record, column: str) -> str:
    """What the reader's language calls a field of a record; a column that is none is named among the pages."""
    known = headings(record.kind).get(column)
    if known is None:
        return t(f"registers.{column.replace('_', '-')}")
    return known.get(language()) or known["en"]


_SAID: dict[str, Record] = {}


def said_as(record: Record) -> str:
    """How texts of the fields of a record that came from elsewhere are written: one after the other, each named."""
    _SAID[record.kind] = record
    return SAID + record.kind


def _said(record: Record, texts: Mapping[str, str]) -> Markup:
    known = {each.key: each.type for each in record.fields}
    lines = []
    for column, value in texts.items():
        kind = known.get(column)
        named = ", ".join(kind.label(each, language()) for each in value.split()) if isinstance(kind, Choice) else value
        lines.append(Markup("{}: {}").format(field_label(record, column), stated(named)))
    return Markup("<br>").join(lines)


def _amount(key: str, figure: str) -> Markup:
    return Markup('<span class="pcr-figure">{}</span>').format(t(key, figure=figure))


def _amounts(value: str) -> Markup:
    """Amounts in several measures, which may stand one under the other but never break within."""
    parts = value.split(" · ")
    return Markup(" · ").join(Markup('<span class="pcr-nowrap">{}</span>').format(part) for part in parts)


_WAYS: dict[str, Callable[[Any], object]] = {
    "text": stated,
    "given": lambda value: Markup('<span class="pcr-nowrap" dir="ltr">{}</span>').format(value),
    "party": party,
    "amounts": _amounts,
    "figure": lambda value: stated(as_typed(value)),
    "hash": lambda value: Markup('<code class="pcr-hash pcr-hash--whole" dir="ltr">{}</code>').format(value),
    "day": lambda value: day(date.fromisoformat(value) if isinstance(value, str) else value),
    "moment": moment,
    "substance": lambda value: title(value, language()),
    "kg": lambda value: _amount("web.kg", kilograms(value)),
    "litres": lambda value: _amount("web.litre", litres(value)),
    "count": number,
    "country": country,
    "state": state_name,
    "verb": verb_name,
    "page": t,
}


def written(value: object, as_: str = "text") -> object:
    """A value as a page shows it; an amount nobody knows says so, anything else that is missing is left empty."""
    if value is None:
        return t("web.unknown") if as_ in {"kg", "litres"} else ""
    if as_.startswith(LIST):
        return word(as_.removeprefix(LIST), str(value))
    if as_.startswith(STATED):
        return in_words(as_.removeprefix(STATED), str(value))
    if as_.startswith(SAID):
        return _said(_SAID[as_.removeprefix(SAID)], cast(Mapping[str, str], value))
    return _WAYS[as_](value)


def plainly(value: object, as_: str = "text") -> str:
    """The same as a bare text."""
    made = written(value, as_)
    return made.striptags() if isinstance(made, Markup) else str(made)


FILTERS: dict[str, Callable[..., Any]] = {
    "written": written, "life": state_name, "verb_name": verb_name, "begun": begun, "field_label": field_label,
}  # fmt: skip
"""The names under which templates know them; `field_label` takes the column as its argument."""
