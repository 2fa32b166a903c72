"""Turns the tokens of a stated text into pieces: how many of what, holding how much."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal

from precursors.problems import Problem, problem
from precursors.quantities.conventions import Convention
from precursors.quantities.numbers import Number, exact, read_number
from precursors.quantities.tokens import Token
from precursors.quantities.units import Unit
from precursors.quantities.words import words

_PACK_SLASH = re.compile(r"([1-9][0-9]{0,3})/([1-9][0-9]{0,4})")
_TIMES = frozenset("x×*х✕✖")
_MOST_IN_A_PACK = 100
"""More than these before a stroke are no pack of bottles: 200/300 kg is this or that."""
_SHARES = ("others_share", "solvents_share")
_GRAM = Decimal("0.001")
_SMALL_PILL = Decimal("0.005")
"""Kilograms: a dose is lighter than this, a tablet's gross weight in bulk is not stated so."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A number with its unit; `slot` marks the place of a number that will be given later."""

    number: Number
    unit: Unit | None
    slot: bool = False


@dataclass(slots=True)
class Piece:
    """One stretch of text without a break: packages or doses, and what each of them holds."""

    counts: list[Measured] = field(default_factory=list)
    implied: list[Unit] = field(default_factory=list)
    """Packages named without a number."""

    content: Measured | None = None
    each: bool = False
    total: bool = False
    net: bool = False
    gross: bool = False
    half: bool = False
    near: bool = False
    """Whether the content is said to be approximate behind it."""

    beside: bool = False
    """Whether the content follows a count without a word between: 20 drums 4000 L."""

    flags: list[str] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether nothing that counts or measures stands in the piece."""
        return not (self.counts or self.implied or self.content)


@dataclass(frozen=True, slots=True)
class Pieces:
    """All pieces of a text and the strengths that stood between them."""

    pieces: tuple[Piece, ...]
    strengths: tuple[tuple[str, str], ...]
    """(number, unit) of each strength as written."""


SLOT = Number(Decimal(1), Decimal(0))
"""Stands for the number of another cell."""


class _Reader:
    """Walks once over the tokens; the first problem ends the walk."""

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
        self.piece.counts.append(measured)
        self.joined = ""
        return None

    def pack(self, unit: Unit) -> Problem | None:
        """Take a word for packages: the unit of the count before it, an implied one, or "each" of a content."""
        content, counts = self.piece.content, self.piece.counts
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
        if content is None:
            self.piece.beside = bool(counts) and not self.joined
            self.piece.content, self.joined, self.behind_content = measured, "", True
            return None
        joined = _compound(content, measured) if self.joined in ("", "plus") and self.behind_content else None
        if joined is None:
            return problem("amount.several")
        self.piece.content, self.joined = joined, ""
        self.piece.flags.append("amount.compound")
        return None


def _compound(first: Measured, second: Measured) -> Measured | None:
    """5 kg 200 g as one number of kilograms, or None when the two do not belong together."""
    one, other = first.unit, second.unit
    if one is None or other is None or one.factor is None or other.factor is None or first.slot or second.slot:
        return None
    if one.kind != other.kind or other.factor >= one.factor or one.policy != "accept" or one.policy != other.policy:
        return None
    added = second.number.value * other.factor / one.factor
    if added >= 1 or first.number.value != first.number.value.to_integral_value():
        return None
    half = second.number.half * other.factor / one.factor
    flags = tuple(dict.fromkeys((*first.number.flags, *second.number.flags)))
    return Measured(Number(first.number.value + added, half, flags), one)


def split_pieces(found: tuple[Token, ...], convention: Convention, *, strict: bool, slot: bool) -> Pieces | Problem:
    """Return the pieces of `found`. `strict` refuses unknown words; `slot` puts an open number in front."""
    reader, at, opened = _Reader(convention, strict=strict), 0, slot
    while at < len(found):
        token = found[at]
        behind = found[at + 1] if at + 1 < len(found) else None
        if opened or token.kind == "number":
            taken = 0 if opened else 1
            unit_token = token if opened else behind
            stated = Measured(SLOT, None, slot=True) if opened else token
            wrong, more = _number(reader, stated, unit_token)
            at += taken + more
            opened = False
        elif token.kind == "unit" and token.unit is not None:
            wrong, at = _lone_unit(reader, token.unit), at + 1
        elif token.kind == "code":
            reader.end()
            reader.labelled = False
            wrong, at = (problem("amount.trailing-text", None, text=token.text) if strict else None), at + 1
        elif token.text.casefold() in words().range_open and token.role == "qualifier" and _measures(behind):
            wrong = problem("number.bound", None, text=token.text)  # from 40 kg, and nothing says up to what
        else:
            wrong, at = _word(reader, token), at + 1
        if wrong is not None:
            return wrong
    if strict and found and found[-1].text == "-":
        return problem("amount.trailing-text", None, text="-")  # 5 kg-: as some systems print what is negative
    return reader.finish()


def _measures(behind: Token | None) -> bool:
    return behind is not None and behind.kind == "number"


def _lone_unit(reader: _Reader, unit: Unit) -> Problem | None:
    if unit.kind in ("packaging", "count"):
        return reader.pack(unit)
    content = reader.piece.content
    if reader.joined == "per":
        return problem("unit.not-an-amount", None, unit=unit.spelling)
    if content is not None and content.unit is not None and content.unit.code == unit.code:
        return None
    return problem("amount.trailing-text", None, text=unit.spelling) if reader.strict else None


def _number(reader: _Reader, stated: Measured | Token, behind: Token | None) -> tuple[Problem | None, int]:
    """Take a number (or the open slot) with what follows it; return how many following tokens were used."""
    unit = behind.unit if behind and behind.kind == "unit" else None
    foreign = behind is not None and behind.role == "foreign_units"
    labelled, reader.labelled = reader.labelled, False
    if labelled and isinstance(stated, Token):
        if _counts_or_names(stated, unit, behind):
            return problem("amount.unlabelled-number", None, text=stated.text), 0
        if not (unit and unit.kind in ("mass", "volume")):
            return None, 1 if unit or foreign else 0
    if foreign or (unit and unit.kind == "concentration"):
        return _aside(reader, stated, behind if unit or foreign else None), 1 if unit or foreign else 0
    if isinstance(stated, Token):
        read = _read(reader, stated, unit)
        if isinstance(read, Problem):
            return (None if _only_a_code(reader, stated, behind) else read), 1 if unit else 0
        stated = read
    if unit is None:
        return _bare(reader, stated, behind), 0
    if unit.kind in ("mass", "volume"):
        return reader.amount(replace(stated, unit=unit)), 1
    if unit.kind in ("packaging", "count"):
        return reader.count(replace(stated, unit=unit)), 1
    return problem("unit.not-an-amount", None, unit=unit.spelling), 1


def _share(of: Token, stated: Token, unit: Unit) -> Problem | None:
    """The share of moisture or of a tax says nothing of the goods; that of water may be their strength in it."""
    if of.role == "others_share":
        return None
    return problem("strength.unreadable", "concentration", text=f"{of.text} {stated.text} {unit.spelling}")


def _counts_or_names(stated: Token, unit: Unit | None, behind: Token | None) -> bool:
    """Whether a number behind a label (lot, grade, ref.) may as well be part of the amount behind it.

    So it is where packages or a multiplication follow (grade 4 x 4 L), or where it runs into it (ref 25 500 mL).
    """
    multiplies = behind is not None and behind.role in ("holds", "per")
    return multiplies or (unit is not None and (unit.kind in ("packaging", "count") or stated.glued))


def _only_a_code(reader: _Reader, stated: Token, behind: Token | None) -> bool:
    """Whether digits of a product's text that are no number may be passed over: they measure and multiply nothing."""
    used = behind is not None and (behind.kind == "unit" or behind.role in ("holds", "per"))
    return not (used or reader.strict or stated.text.lstrip().startswith("-"))


def _aside(reader: _Reader, stated: Measured | Token, behind: Token | None) -> Problem | None:
    """Return A strength is kept for later; a labelled number, a molar mass or a temperature is no amount."""
    if isinstance(stated, Measured) and behind is not None:
        return problem("unit.not-an-amount", None, unit=behind.text)
    if reader.joined == "holds" and reader.times:
        return problem("amount.unlabelled-number", None, text=stated.text if isinstance(stated, Token) else "")
    if isinstance(stated, Token) and behind is not None and behind.unit is not None:
        if reader.beside is not None:
            return _share(reader.beside, stated, behind.unit)
        reader.strengths.append((stated.text, behind.text))
    reader.joined = ""
    return None


def _read(reader: _Reader, token: Token, unit: Unit | None) -> Measured | Problem:
    """Return the value of a number token; 12/1 is a pack of twelve and leaves 1 to be measured."""
    text = token.text.strip()
    if (match := _PACK_SLASH.fullmatch(text)) and unit is not None and unit.kind in ("mass", "volume"):
        many, size = int(match[1]), int(match[2])
        dose = unit.kind == "mass" and unit.factor is not None and unit.factor < _GRAM  # 120/5 mg: two substances
        if not dose and many <= _MOST_IN_A_PACK and (many >= size or size >= 10):
            reader.piece.counts.append(Measured(exact(many), None))
            reader.piece.flags.append("amount.pack-slash")
            reader.joined = "holds"
            return Measured(exact(size), None)
    if token.glued and not reader.strict and " " not in reader.convention.groups:
        return problem("number.convention", None, text=text)
    number = read_number(text, reader.convention)
    return number if isinstance(number, Problem) else Measured(number, None)


def _bare(reader: _Reader, stated: Measured, behind: Token | None) -> Problem | None:
    """Return A number without unit is a count when something multiplies it, and otherwise not understood."""
    packs_follow = behind is not None and (
        behind.role in ("holds", "half_full", "unknown_full", "harmless")
        or (behind.role == "mark" and behind.text not in ":.#")
    )
    if stated.slot or packs_follow or reader.joined == "holds":
        return reader.count(stated)
    if reader.strict:
        alone = behind is None and reader.piece.empty and not reader.done
        return reader.count(stated) if alone else problem("amount.unlabelled-number", None)
    reader.end()
    return problem("amount.unlabelled-number", None, text=stated.number.value)


def _word(reader: _Reader, token: Token) -> Problem | None:
    """Tell what a word changes in the piece at hand."""
    role, text = token.role, token.text
    if role in _SHARES:
        reader.beside = token
    elif role not in ("mark", "open", "close", "qualifier"):
        reader.beside = None
    if role in ("holds", "per", "plus"):
        if reader.joined and text == "*":
            return problem("number.not-a-number", None, text="**")
        reader.joined, reader.times = role, text.casefold() in _TIMES
        if reader.times and reader.piece.empty:
            return problem("amount.trailing-text", None, text=text)
        return None
    if role in ("each", "total", "net", "gross"):
        setattr(reader.piece, role, True)
        return None
    if role == "half_full":
        reader.piece.half = True
        return None
    return _odd_word(reader, role, text)


def _odd_word(reader: _Reader, role: str, text: str) -> Problem | None:
    """Take a word that ends a piece, is skipped, or makes the text mean something else."""
    if role == "unknown_full":
        return problem("amount.unknown-fill", None, text=text)
    if role == "danger":
        return problem("amount.article", None, text=text)
    if role == "part":
        return problem("number.words-only", None, text=text) if reader.strict or not reader.piece.empty else None
    if role == "written":
        return problem("number.words-only", None, text=text) if reader.strict or reader.joined else None
    if role == "qualifier" and reader.piece.content is not None:
        return _qualified_behind(reader, text)
    if role in ("unknown", "qualifier"):
        return _unknown(reader, text)
    return _break(reader, role, text)


def _qualified_behind(reader: _Reader, text: str) -> Problem | None:
    """Take `25 kg approx`, and refuse `25 kg max`."""
    if text.casefold() not in words().approximate:
        return problem("number.bound", None, text=text)
    reader.piece.near = True
    return None


def _unknown(reader: _Reader, text: str) -> Problem | None:
    """Skip a word of a product's text; a cell of an amount may hold none that nobody knows."""
    reader.labelled = False
    if reader.joined == "per" and reader.piece.content is not None:
        return problem("unit.not-an-amount", None, unit=text)
    if reader.strict:
        return problem("amount.trailing-text", None, text=text)
    reader.end()
    return None


def _break(reader: _Reader, role: str, text: str) -> Problem | None:
    """End the piece at a label, a mark or a bracket; other harmless words change nothing."""
    dash = role == "mark" and text == "-"
    if dash and reader.strict and reader.piece.empty and not reader.done:
        return problem("number.negative", None, text=text)
    if dash or role in ("labels", "sep", "open", "close", *_SHARES):
        reader.end()
        reader.labelled = role == "labels"
    return None
