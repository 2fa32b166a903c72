"""A record description as a form on a page: a field each, labelled and explained in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import singledispatch
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovSelect, GovTextArea, GovTextInput
from wtforms import Field as FormField
from wtforms import Form, StringField

from precursors.i18n.catalogue import SOURCE
from precursors.intake.facing import Face, face
from precursors.intake.record import Record
from precursors.intake.types import Amount, Choice, Day, Text

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
LONG_TEXTS = frozenset({"notes", "conditions", "address", "summary", "text", "note", "records"})
"""Fields in which people write more than a line."""


class RecordForm(Form):  # type: ignore[misc] # the form kit has no types
    """What every form of a record can do; its fields are made by `form_for`."""

    def cells(self) -> dict[str, str]:
        """The texts typed, without blanks around them, by field; what is empty is left out."""
        typed = {name: str(field.data or "").replace("\r\n", "\n").strip() for name, field in self._fields.items()}
        return {name: text for name, text in typed.items() if text}

    def blame(self, told: Iterable[tuple[str | None, str]]) -> list[str]:
        """Lay sentences at their fields; answer those that have no field here."""
        rest = []
        for name, sentence in told:
            field = self._fields.get(name or "")
            if field is None:
                rest.append(sentence)
            else:
                field.errors = [*field.errors, sentence]
        return rest


class DayInput(GovTextInput):  # type: ignore[misc] # the widget kit has no types
    """A date input; a text that is no day yet is shown as typed, which a date input would drop."""

    def __call__(self, field: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - the widget's own interface
        """Render the input."""
        typed = field.data or ""
        kwargs.setdefault("type", "date" if not typed or ISO_DAY.fullmatch(typed) else "text")
        return super().__call__(field, **kwargs)


_made: dict[tuple[str, str, tuple[str, ...]], type[RecordForm]] = {}


def form_for(record: Record, language: str = SOURCE, only: tuple[str, ...] = ()) -> type[RecordForm]:
    """The form of a record in a language: its fields in order, or those of `only`, under the description's names."""
    fields = [field for field in record.fields if not only or field.key in only]
    place = (record.kind, language, tuple(field.key for field in fields))
    if place not in _made:
        own = {field.key: form_field(field.type, field.key, face(record, field, language)) for field in fields}
        _made[place] = type(f"{record.kind.capitalize()}Form", (RecordForm,), own)
    return _made[place]


@singledispatch
def form_field(kind: object, key: str, shown: Face) -> FormField:
    """The form field of one field type. Raises TypeError for a type nobody has given one."""
    message = f"{type(kind).__name__}, the type of {key}, has no form field for {shown.label}"
    raise TypeError(message)


@form_field.register
def _(_kind: Text, key: str, shown: Face) -> FormField:
    widget = GovTextArea() if key in LONG_TEXTS else GovTextInput()
    # What somebody typed runs its own way, whatever the way of the page.
    return StringField(shown.label, widget=widget, description=shown.hint, render_kw={"dir": "auto"})


@form_field.register
def _(_kind: Amount, _key: str, shown: Face) -> FormField:
    # A number may carry its unit, so it is no number input; it is written from left to right in every language.
    return StringField(shown.label, widget=GovTextInput(), description=shown.hint, render_kw={"dir": "ltr"})


@form_field.register
def _(_kind: Day, _key: str, shown: Face) -> FormField:
    return StringField(shown.label, widget=DayInput(), description=shown.hint)


@form_field.register
def _(kind: Choice, _key: str, shown: Face) -> FormField:
    if kind.several:
        return StringField(shown.label, widget=GovTextInput(), description=shown.hint)
    offered = [(word, kind.label(word, shown.language)) for word in kind.words]
    return WordField(shown.label, offered=offered, description=shown.hint)


class WordField(StringField):  # type: ignore[misc] # the form kit has no types
    """One of a closed list of words. A word outside it stays to be seen; the record's own judgement refuses it."""

    widget = GovSelect()

    def __init__(self, label: str, *, offered: Sequence[tuple[str, str]], **kwargs: Any) -> None:  # noqa: ANN401 - passed on untouched
        super().__init__(label, **kwargs)
        self.offered = offered
        """Words and what the reader's language calls them."""

    def iter_choices(self) -> Iterator[tuple[str, str, bool, dict[str, str]]]:
        """(word, label, whether it is chosen, attributes): nothing first, then a strange word that was sent."""
        own = self.data or ""
        strange = [] if own in dict(self.offered) or not own else [(own, own)]
        for word, label in [("", ""), *strange, *self.offered]:
            yield word, label, word == own, {}
