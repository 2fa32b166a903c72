"""Field types: how a cell of each sort is read, and what is kept of it as stated."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache, partial
from itertools import repeat
from typing import Any, NamedTuple, TypeAlias

from precursors.intake.days import read_day
from precursors.intake.record import CellLike, ColumnLike, Reading
from precursors.intake.words import Words, folded, spelled_out
from precursors.problems import Problem, problem
from precursors.quantities.conventions import Convention
from precursors.quantities.numbers import Number, read_number

LONGEST = 1000
"""Characters a text cell may have."""

_LIKE_A_NUMBER = re.compile(r"'.*|[\s\d.,٫٬'’+\-−%]+", re.DOTALL)
_LIKE_A_FORMULA = "=+-@"
"""A text that begins with one of these would be taken for a formula by a spreadsheet."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


_TIME = re.compile(r"([01]?\d|2[0-3])[:.h]([0-5]\d)(?::[0-5]\d)?")


def time_of(text: str | None) -> str | None:
    """A time of day as HH:MM; None where there is none or it is no time."""
    found = _TIME.fullmatch((text or "").strip())
    return f"{int(found[1]):02d}:{found[2]}" if found else None


def broken(cell: CellLike) -> Problem | None:
    """What is wrong with a cell whatever its field: an error value, a formula nobody computed."""
    if cell.kind == "e":
        return problem("cell.formula-without-value") if cell.formula and not cell.text else problem("cell.error")
    return None


Parse: TypeAlias = Callable[[CellLike], tuple[Any, str | None, Problem | None, str | None]]
"""A cell to its value, what is kept of it, a problem, the code of a warning."""


def one_by_one(column: ColumnLike, parse: Parse) -> Reading:
    """Read each distinct cell with `parse`."""
    cells = column.cells
    reading = Reading([None] * len(cells), [None] * len(cells), {}, {})
    for at in range(1, len(cells)):
        _note(reading, at, cells[at], parse)
    return reading


def _note(reading: Reading, at: int, cell: CellLike, parse: Parse) -> None:
    """Put what `parse` makes of a cell at its place in a reading."""
    against = broken(cell)
    value, stated, against, warning = (None, cell.text, against, None) if against else parse(cell)
    reading.values[at] = value
    reading.stated[at] = stated
    if against:
        reading.problems[at] = against
    if warning:
        reading.warnings[at] = warning


class _Cell(NamedTuple):
    """One cell, made where a column keeps only texts and shapes."""

    kind: str
    text: str
    format: str
    formula: bool


@dataclass(frozen=True, slots=True)
class Text:
    """A text as typed, without blanks around it. A number or date cell is taken by its exact text."""

    def read(self, column: ColumnLike, convention: Convention) -> Reading:
        """Values and stated texts are the same list."""
        stripped = [text.strip() for text in column.texts]
        texts: list[str | None] = [text or None for text in stripped]
        texts[0] = None
        reading = Reading(texts, texts, {}, {})
        if any(shape[0] == "e" for shape in column.shapes):
            self._errors(column, reading)
        joined = " ".join(stripped)  # the empty cell stands first, so every other one follows a blank
        if any(sign in joined and " " + sign in joined for sign in _LIKE_A_FORMULA):
            self._formula_like(reading)
        if not joined.isprintable() or (len(joined) > LONGEST and len(max(stripped, key=len)) > LONGEST):
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


_OWNER = re.compile(r"[A-Z]{3}[UJZ][0-9]{3}")
_REST = re.compile(r"[0-9]{4}")
_LETTERS = {letter: value for value, letter in enumerate("0123456789A?BCDEFGHIJK?LMNOPQRSTU?VWXYZ") if letter != "?"}
"""Values of ISO 6346: letters count from 10 and leave out multiples of 11."""


@lru_cache(maxsize=20_000)
def _owner(part: str) -> int | None:
    """What the first seven characters of a container number add to its check sum, of 11; None for another shape."""
    if not _OWNER.fullmatch(part):
        return None
    return sum(_LETTERS[character] << place for place, character in enumerate(part)) % 11


@lru_cache(maxsize=20_000)
def _fitting(part: str) -> frozenset[int] | None:
    """To which of `_owner` the last three digits and the check digit fit; None for another shape."""
    if not _REST.fullmatch(part):
        return None
    weight = sum(_LETTERS[character] << place for place, character in enumerate(part[:3], 7))
    return frozenset(owner for owner in range(11) if (owner + weight) % 11 % 10 == int(part[3]))


def container_digit_fits(text: str) -> bool:
    """Whether a container number's check digit fits (ISO 6346); a text of another shape is not judged."""
    if len(text) != 11 or not text.isupper():
        text = re.sub(r"[\s\-]", "", text.upper())
    owner, rest = _owner(text[:7]), _fitting(text[7:])
    return owner is None or rest is None or owner in rest


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


def as_typed(stated: str | None) -> str | None:
    """A kept figure's text as somebody typed it, without the apostrophe it may be kept behind."""
    figure = told(stated)
    return figure and figure.text


def as_written(kept: str) -> str:
    """A kept text of any field as somebody wrote it: without an apostrophe that `stated_figure` put before it."""
    return kept[1:] if stated_figure(kept[1:], numeric=False) == kept else kept


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, or a text that holds one; what it means is for `quantities` to say."""

    def read(self, column: ColumnLike, convention: Convention) -> Reading:
        """Values are Figures."""
        shapes, texts = column.shapes, column.texts
        if all(shape == _NUMBER for shape in shapes[_lead(column) :]):
            return Reading([None, *_figures(texts[1:])], [None, *texts[1:]], {}, {})
        plain = [shape == _NUMBER for shape in shapes]
        odd = [at for at, which in enumerate(column.shape_of) if at and not plain[which]]
        if 2 * len(odd) > len(texts):
            reading = one_by_one(column, partial(_figure, convention=convention))
        else:
            reading = _mostly_plain(column, odd, convention)
        typed = [at for at in odd if shapes[column.shape_of[at]][0] == "t"]
        for at in mixed_marks({at: texts[at] for at in typed}, convention):
            reading.problems.setdefault(at, problem("number.convention", text=texts[at].strip()))
        return reading


_TWO_READINGS = re.compile(r"\s*[1-9][0-9]{0,2}[.,][0-9]{3}(?![0-9.,]).*", re.DOTALL)
_DECIMAL = re.compile(
    r"\s*(?:[0-9][0-9.' ]*(?P<comma>,)(?:[0-9]{1,2}|[0-9]{4,})|[0-9][0-9,' ]*(?P<point>\.)(?:[0-9]{1,2}|[0-9]{4,}))"
    r"(?![0-9.,]).*",
    re.DOTALL,
)


def mixed_marks(texts: Mapping[int, str], convention: Convention) -> list[int]:
    """Which texts of a column have two readings, where another shows that it does not write as its source declares.

    "1.234" is 1.234 for a source with a decimal point; not beside "12,5", whose writer may have meant 1234.
    """
    other = {".": "comma", ",": "point"}.get(convention.decimal or "")
    unsure = [at for at, text in texts.items() if _TWO_READINGS.fullmatch(text)]
    if not unsure or other is None:
        return []
    found = (_DECIMAL.fullmatch(text) for text in texts.values())
    return unsure if any(match[other] for match in found if match) else []


def _mostly_plain(column: ColumnLike, odd: Sequence[int], convention: Convention) -> Reading:
    """A column of plain numbers in which a few cells, at the positions `odd`, are something else."""
    texts = list(column.texts)
    for at in odd:
        texts[at] = "0"
    reading = Reading([None, *_figures(texts[1:])], [None, *texts[1:]], {}, {})
    for at in odd:
        shape = column.shapes[column.shape_of[at]]
        _note(reading, at, _Cell(shape[0], column.texts[at], *shape[1:]), partial(_figure, convention=convention))
    return reading


def _figures(texts: list[str]) -> Iterator[Figure]:
    """Figures of plain numbers, made without a call into Python for each."""
    return map(tuple.__new__, repeat(Figure), zip(map(Decimal, texts), texts, repeat(None)))


_NUMBER = ("n", "", False)
"""The shape of a plain number."""


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


_day = lru_cache(maxsize=5_000)(read_day)
"""Days repeat from block to block."""


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day: a date cell, or a text read in the order its source writes dates."""

    def read(self, column: ColumnLike, convention: Convention) -> Reading:
        """Values are dates; what is kept is None for a date cell and the text as typed otherwise."""

        def parse(cell: CellLike) -> tuple[Any, str | None, Problem | None, str | None]:
            found = _day(cell.kind, cell.text.strip(), convention.dates)
            stated = None if cell.kind == "d" else cell.text.strip() or None
            warning = "cell.formula" if cell.formula else None
            return (None, cell.text, found, None) if isinstance(found, Problem) else (found, stated, None, warning)

        return one_by_one(column, parse)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a closed list of words, each with its spellings in the product's languages."""

    spellings: Words
    """Folded spelling to value."""
    several: bool = False
    """Whether a cell may name several, parted by comma, semicolon, slash, line break, or a blank as they are kept."""
    within: Callable[[str], str | None] | None = None
    """What a text means that is no spelling but may hold one; None where it has to be a spelling itself."""
    letters: str | None = None
    """The list of the single letters that may stand for the values."""

    @property
    def words(self) -> tuple[str, ...]:
        """The values, in the order of their list."""
        return tuple(self.spellings.labels)

    def label(self, word: str, language: str) -> str:
        """What a language calls a value; the value itself if it has no name there."""
        return self.spellings.labels.get(word, {}).get(language, word)

    def read(self, column: ColumnLike, convention: Convention) -> Reading:
        """Values are the words; several are joined by a blank, sorted."""
        reading = one_by_one(column, self._parse)
        if reading.problems and self.letters:
            meant = spelled_out(filter(None, map(reading.stated.__getitem__, reading.problems)), self.letters)
            for at in [at for at in reading.problems if reading.stated[at] in meant]:
                reading.values[at] = meant[reading.stated[at] or ""]
                del reading.problems[at]
        return reading

    def _parse(self, cell: CellLike) -> tuple[Any, str | None, Problem | None, str | None]:
        text = cell.text.strip()
        if not text:
            return None, None, None, None
        parts = [part for part in re.split(r"[,;/|\n]", text) if part.strip()] if self.several else [text]
        found = [word for part in parts for word in self._named(part)]
        if None in found:
            expected = ", ".join(sorted(set(self.spellings.values())))
            return None, text, problem("choice.unknown", value=text, expected=expected), None
        return " ".join(sorted({word for word in found if word})), text, None, None

    def _named(self, part: str) -> list[str | None]:
        """The values a part of a cell names: one spelling, or several parted by blanks, as the registry keeps them."""
        whole = self._one(part)
        if whole or not self.several:
            return [whole]
        each = [self._one(word) for word in part.split()]
        return each if None not in each else [None]

    def _one(self, text: str) -> str | None:
        """The value a spelling stands for; else the value itself, as forms, templates and exports write it."""
        known = self.spellings.get(folded(text)) or (self.within(text) if self.within else None)
        return text.strip() if known is None and text.strip() in self.spellings.labels else known
