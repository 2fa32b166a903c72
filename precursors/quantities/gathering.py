"""What a text has told so far: its finished pieces, and the one that its next words still belong to."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from precursors.problems import Problem, problem
from precursors.quantities.boundaries import GROSS_UNIT
from precursors.quantities.conventions import Convention
from precursors.quantities.numbers import Number
from precursors.quantities.parts import Measured, Piece, Pieces, compound
from precursors.quantities.tokens import Token
from precursors.quantities.units import Unit
from precursors.quantities.words import words

_SMALL_PILL = Decimal("0.005")
"""Kilograms: a dose is lighter than this, a tablet's gross weight in bulk is not stated so."""


class Gathering:
    """Takes numbers, packages and amounts in the order of the text; the first problem ends the walk."""

    def __init__(self, convention: Convention, *, strict: bool) -> None:
        self.convention, self.strict = convention, strict
        self.done: list[Piece] = []
        self.piece = Piece()
        self.strengths: list[tuple[str, str]] = []
        self.joined = ""
        self.behind_content = False
        self.labelled = False
        self.beside: Token | None = None
        """What was named last, where a percentage behind it is its share and not the strength of the goods."""
        self.times = False
        self.said = ""
        """The word that joined last."""
        self.previous: Token | None = None
        self.filled = False
        """Whether a word before says that a package is filled: to 75 %."""

    def finish(self) -> Pieces | Problem:
        """Return the pieces; a multiplication sign that multiplies nothing is a problem."""
        dangling = self.joined == "holds" and self.times
        self.end()
        if dangling:
            return problem("amount.trailing-text", None, text="x")
        return Pieces(tuple(self.done), tuple(self.strengths))

    def end(self) -> None:
        """Close the piece at hand and begin the next; "about" before it widens its number to a tenth."""
        content = self.piece.content
        if self.piece.near and content is not None:
            number = content.number
            flags = tuple(dict.fromkeys((*number.flags, "number.approximate")))
            self.piece.content = replace(content, number=Number(number.value, number.value / 10, flags))
        if not self.piece.empty or self.piece.total or self.piece.each or self.piece.gross:
            self.done.append(self.piece)
        self.piece, self.joined, self.behind_content = Piece(), "", False

    def fills(self, word: Token) -> bool:
        """Whether `word` says of the percentage before it how full a package is; else note that it may of the next."""
        if word.text.casefold() in words().of("filled"):
            before = self.previous.unit if self.previous else None
            self.filled = True
            return before is not None and before.code == "percent"
        self.filled = self.filled and word.role not in ("sep", "open", "close")
        return False

    def count(self, measured: Measured) -> Problem | None:
        """Take a number of packages; one that is nought, broken or stands apart is a problem."""
        value = measured.number.value
        if measured.slot:
            pass
        elif value == 0:
            return problem("amount.zero")
        elif value != value.to_integral_value() or measured.number.flags:
            return problem("packages.not-whole", None, text=value)
        apart = self.joined not in ("holds", "per")
        counts, content = self.piece.counts, self.piece.content
        one_of_many = counts and counts[-1].unit is None and not self.times  # 2 of 5 drums
        if (content or counts) and (apart or one_of_many):
            return problem("amount.several")
        if content and measured.unit is None and not self.times:
            return problem("amount.unlabelled-number", None, text=value)  # at 25 C: nothing says that it counts
        if content and self.joined == "per" and value != 1:
            return problem("amount.each-or-total")  # 200 kg / 4 drums: of each, or of all
        self.piece.counts.append(measured)
        self.joined = ""
        return None

    def pack(self, unit: Unit) -> Problem | None:
        """Take a word for packages: the unit of the count before it, an implied one, or "each" of a content."""
        content, counts = self.piece.content, self.piece.counts
        if unit.code == "dozen" and (content is not None or not counts):
            return problem("number.words-only", None, text=unit.spelling)
        if content is not None and self.joined and self.said in words().of("weighed_with"):
            return problem("unit.gross", None, unit=unit.spelling)
        if counts and counts[-1].unit is None and not counts[-1].slot and not self.joined and content is None:
            counts[-1] = replace(counts[-1], unit=unit)
        elif content is None:
            self.piece.implied.append(unit)
        elif unit.code == "piece" and not self.joined:
            self.piece.each = True
        elif unit.kind == "count" and not self._holds_volume(content) and (self.joined or not self._dose(content)):
            return problem("unit.tablet-content", None, unit=unit.spelling)
        elif self.joined == "per":
            self.piece.each = True
            if counts and all(each.unit is not None and each.unit.code != unit.code for each in counts):
                self.piece.outer = unit
        elif not self.piece.counts and unit.plural:
            self.piece.implied.append(unit)
        self.joined = ""
        return None

    @staticmethod
    def _holds_volume(content: Measured) -> bool:
        return content.unit is not None and content.unit.kind == "volume"

    @staticmethod
    def _dose(content: Measured) -> bool:
        unit = content.unit
        if unit is None or unit.kind != "mass" or unit.factor is None:
            return False
        return content.number.value * unit.factor < _SMALL_PILL

    def amount(self, measured: Measured) -> Problem | None:
        """Take a mass or volume as the piece's content; a second one only joins it as in 5 kg 200 g."""
        content, counts = self.piece.content, self.piece.counts
        self.piece.gross = self.piece.gross or (measured.unit is not None and measured.unit.code == GROSS_UNIT)
        if content is None:
            if self.said == "/" and self.joined == "per" and counts and counts[-1].unit is not None:
                return problem("amount.each-or-total")  # 4 drums/200 kg: of each, or of all
            self.piece.beside = bool(counts) and not self.joined
            self.piece.content, self.joined, self.behind_content = measured, "", True
            return None
        joined = compound(content, measured) if self.joined in ("", "plus") and self.behind_content else None
        if joined is None:
            return problem("amount.several")
        self.piece.content, self.joined = joined, ""
        self.piece.flags.append("amount.compound")
        return None
