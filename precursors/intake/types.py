"""Field types: how a cell of each sort is read, and what is kept of it as stated."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import repeat
from typing import Any, NamedTuple

from precursors.intake.days import read_day
from precursors.intake.record import CellLike, ColumnLike, Reading
from precursors.intake.words import folded
from precursors.problems import Problem, problem
from precursors.quantities.conventions import Convention
from precursors.quantities.numbers import Number, read_number

LONGEST = 1000
"""Characters a text cell may have."""

_LIKE_A_NUMBER = re.compile(r"'.*|[\s\d.,٫٬'’+\-−%]+", re.DOTALL)
_LIKE_A_FORMULA = frozenset("=+-@")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def broken(cell: CellLike) -> Problem | None:
    """What is wrong with a cell whatever its field: an error value, a formula nobody computed."""
    if cell.kind == "e":
        return problem("cell.formula-without-value") if cell.formula and not cell.text else problem("cell.error")
    return None


def one_by_one(
    column: ColumnLike, parse: Callable[[CellLike], tuple[Any, str | None, Problem | None, str | None]]
) -> Reading:
    """Read each distinct cell with `parse`, which answers (value, stated, problem, warning)."""
    reading = Reading([None], [None], {}, {})
    for at, cell in enumerate(column.cells[1:], 1):
        against = broken(cell)
        value, stated, against, warning = (None, cell.text, against, None) if against else parse(cell)
        reading.values.append(value)
        reading.stated.append(stated)
        if against:
            reading.problems[at] = against
        if warning:
            reading.warnings[at] = warning
    return reading


@dataclass(frozen=True, slots=True)
class Text:
    """A text as typed, without blanks around it. A number or date cell is taken by its exact text."""

    def read(self, column: ColumnLike, convention: Convention) -> Reading:
        """Values and stated texts are the same list."""
        texts: list[str | None] = [text.strip() or None for text in column.texts]
        texts[0] = None
        reading = Reading(texts, texts, {}, {})
        if any(shape[0] == "e" for shape in column.shapes):
            self._errors(column, reading)
        joined = "".join(column.texts)
        if not _LIKE_A_FORMULA.isdisjoint(joined):
            self._formula_like(reading)
        if _CONTROL.search(joined) or (len(joined) > LONGEST and max(map(len, column.texts)) > LONGEST):
            self._unfit(reading)
        return reading

    @staticmethod
    def _errors(column: ColumnLike, reading: Reading) -> None:
        for at, cell in enumerate(column.cells):
            if against := broken(cell):
                reading.problems[at] = against

    @staticmethod
    def _formula_like(reading: Reading) -> None:
        for at, text in enumerate(reading.stated):
            if text and text[0] in _LIKE_A_FORMULA and len(text) > 1:
                reading.warnings[at] = "cell.like-a-formula"

    @staticmethod
    def _unfit(reading: Reading) -> None:
        for at, text in enumerate(reading.stated):
            if text and len(text) > LONGEST:
                reading.problems[at] = problem("text.too-long", longest=LONGEST)
            elif text and _CONTROL.search(text):
                reading.problems[at] = problem("text.control-character")


_CONTAINER = re.compile(r"([A-Z]{3}[UJZ])([0-9]{6})([0-9])")
_LETTERS = {letter: value for value, letter in enumerate("0123456789A?BCDEFGHIJK?LMNOPQRSTU?VWXYZ") if letter != "?"}
"""Values of ISO 6346: letters count from 10 and leave out multiples of 11."""


def container_digit_fits(text: str) -> bool:
    """Whether a container number's check digit fits (ISO 6346); a text of another shape is not judged."""
    shape = _CONTAINER.fullmatch(re.sub(r"[\s\-]", "", text.upper()))
    if not shape:
        return True
    total = sum(_LETTERS[character] << place for place, character in enumerate(shape[1] + shape[2]))
    return total % 11 % 10 == int(shape[3])


@dataclass(frozen=True, slots=True)
class Container(Text):
    """A container number; one whose check digit does not fit is kept, with a warning."""

    def read(self, column: ColumnLike, convention: Convention) -> Reading:
        """As a text, with the check digit looked at."""
        reading = Text.read(self, column, convention)
        for at, text in enumerate(reading.stated):
            if text and not container_digit_fits(text):
                reading.warnings[at] = "container.check-digit"
        return reading


class Figure(NamedTuple):
    """A number field's cell: exact if the cell was numeric, otherwise the text as typed; unit from the format."""

    number: Decimal | None
    text: str
    unit: str | None = None


def stated_figure(text: str, *, numeric: bool) -> str:
    """What is kept of a number field: numbers bare, typed text that could pass for one behind an apostrophe."""
    return text if numeric or not _LIKE_A_NUMBER.fullmatch(text) else "'" + text


def told(stated: str | None) -> Figure | None:
    """A kept figure back as it was read."""
    if stated is None:
        return None
    if stated.startswith("'"):
        return Figure(None, stated[1:])
    if _LIKE_A_NUMBER.fullmatch(stated):
        return Figure(Decimal(stated), stated)
    return Figure(None, stated)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, or a text that holds one; what it means is for `quantities` to say."""

    def read(self, column: ColumnLike, convention: Convention) -> Reading:
        """Values are Figures."""
        if column.shapes and all(shape == ("n", "", False) for shape in column.shapes[_lead(column) :]):
            texts = column.texts
            return Reading([None, *_figures(texts[1:])], [None, *texts[1:]], {}, {})
        return one_by_one(column, partial(_figure, convention=convention))


def _figures(texts: list[str]) -> Iterator[Figure]:
    """Figures of plain numbers, made without a call into Python for each."""
    return map(tuple.__new__, repeat(Figure), zip(map(Decimal, texts), texts, repeat(None)))


def _lead(column: ColumnLike) -> int:
    """How many shapes stand for the empty cell at the head of the list."""
    return 1 if column.shapes[0][0] == "" else 0


_PLAIN = re.compile(r"(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,12})?")


def _is_plain(text: str, convention: Convention) -> bool:
    """Whether a typed text is a number that this source spells as a numeric cell would: then it is the same cell."""
    if not _PLAIN.fullmatch(text):
        return False
    number = read_number(text, convention)
    return isinstance(number, Number) and not number.flags and number.value == Decimal(text)


def _figure(cell: CellLike, convention: Convention) -> tuple[Figure | None, str | None, Problem | None, str | None]:
    if cell.kind == "n" and not cell.format and not cell.formula:
        return Figure(Decimal(cell.text), cell.text), cell.text, None, None
    text = cell.text.strip()
    warning = "cell.formula" if cell.formula else None
    if cell.kind == "n" and cell.format == "%":
        percent = f"{(Decimal(text) * 100).normalize():f}%"
        return Figure(None, percent), stated_figure(percent, numeric=False), None, warning
    if cell.kind == "n" and cell.format == '"%"':
        return Figure(None, f"{text}%"), stated_figure(f"{text}%", numeric=False), None, warning
    if cell.kind == "n" and cell.format.startswith((",", "[")):
        return None, text, problem("cell.scaled-format", format=cell.format), None
    if cell.kind == "n":
        return Figure(Decimal(text), text, cell.format or None), text, None, warning
    if cell.kind in {"d", "b"}:
        return None, text, problem("cell.not-a-number", value=text), None
    if not text:
        return None, None, None, None
    if _is_plain(text, convention):
        return Figure(Decimal(text), text), text, None, warning
    if len(text) > LONGEST or _CONTROL.search(text):
        return (
            None,
            text[:LONGEST],
            problem("text.control-character" if len(text) <= LONGEST else "text.too-long", longest=LONGEST),
            None,
        )
    return Figure(None, text), stated_figure(text, numeric=False), None, warning


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day: a date cell, or a text read in the order its source writes dates."""

    def read(self, column: ColumnLike, convention: Convention) -> Reading:
        """Values are dates; what is kept is None for a date cell and the text as typed otherwise."""

        def parse(cell: CellLike) -> tuple[Any, str | None, Problem | None, str | None]:
            found = read_day(cell.kind, cell.text.strip(), convention.dates)
            stated = None if cell.kind == "d" else cell.text.strip() or None
            warning = "cell.formula" if cell.formula else None
            return (None, cell.text, found, None) if isinstance(found, Problem) else (found, stated, None, warning)

        return one_by_one(column, parse)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a closed list of words, each with its spellings in the product's languages."""

    spellings: Mapping[str, str]
    """Folded spelling to value."""
    several: bool = False
    """Whether a cell may name several, parted by comma, semicolon, slash or line break."""

    def read(self, column: ColumnLike, convention: Convention) -> Reading:
        """Values are the words; several are joined by a blank, sorted."""
        return one_by_one(column, self._parse)

    def _parse(self, cell: CellLike) -> tuple[Any, str | None, Problem | None, str | None]:
        text = cell.text.strip()
        if not text:
            return None, None, None, None
        parts = [part for part in re.split(r"[,;/|\n]", text) if part.strip()] if self.several else [text]
        found = [self.spellings.get(folded(part)) for part in parts]
        if None in found:
            expected = ", ".join(sorted(set(self.spellings.values())))
            return None, text, problem("choice.unknown", value=text, expected=expected), None
        return " ".join(sorted({word for word in found if word})), text, None, None
