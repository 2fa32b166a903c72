"""Turns the tokens of a stated text into pieces: how many of what, holding how much."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from precursors.problems import Problem, problem
from precursors.quantities.boundaries import begins_other_weight, begins_summand, is_label_behind
from precursors.quantities.conventions import Convention
from precursors.quantities.gathering import Gathering
from precursors.quantities.numbers import exact, read_number
from precursors.quantities.parts import SLOT, Measured, Pieces
from precursors.quantities.tokens import Token
from precursors.quantities.units import Unit
from precursors.quantities.words import words

_PACK_SLASH = re.compile(r"([1-9][0-9]{0,3})/([1-9][0-9]{0,4})")
_TIMES = frozenset("x×*х✕✖")
_MOST_IN_A_PACK = 100
"""More than these before a stroke are no pack of bottles: 200/300 kg is this or that."""
_SMALL_SIZE = 10
"""From here on figures as near as twice each other are two figures: 24/25 kg; 4/4 L is four bottles."""
_SHARES = ("others_share", "solvents_share")
_GRAM = Decimal("0.001")


def split_pieces(found: tuple[Token, ...], convention: Convention, *, strict: bool, slot: bool) -> Pieces | Problem:
    """Return the pieces of `found`. `strict` refuses unknown words; `slot` puts an open number in front."""
    reader, at, opened = Gathering(convention, strict=strict), 0, slot
    while at < len(found):
        token = found[at]
        reader.previous = found[at - 1] if at else None
        behind = found[at + 1] if at + 1 < len(found) else None
        if _boundary(reader, token, found[at + 1 :]):
            at += token.role in ("per", "plus", "mark")
            continue
        if opened or token.kind == "number":
            taken = 0 if opened else 1
            unit_token = token if opened else behind
            stated = Measured(SLOT, None, slot=True) if opened else token
            wrong, more = _number(reader, stated, unit_token, found[at + taken + 1 :])
            at += taken + more
            opened = reader.filled = False
        elif token.kind == "unit" and token.unit is not None:
            wrong, at = _lone_unit(reader, token.unit), at + 1
        elif token.kind == "code":
            reader.end()
            reader.labelled = False
            wrong, at = (
                (problem("amount.trailing-text", None, text=token.text) if strict or token.glued else None),
                at + 1,
            )
        elif token.text.casefold() in words().range_open and token.role == "qualifier" and _measures(behind):
            wrong = problem("number.bound", None, text=token.text)  # from 40 kg, and nothing says up to what
        elif is_label_behind(token, found[at + 1 :]):
            wrong, at = _word(reader, found[at + 1]), at + 3
        else:
            wrong, at = _word(reader, token), at + 1
        if wrong is not None:
            return wrong
    if strict and found and found[-1].text == "-":
        return problem("amount.trailing-text", None, text="-")  # 5 kg-: as some systems print what is negative
    return reader.finish()


def _boundary(reader: Gathering, token: Token, rest: tuple[Token, ...]) -> bool:
    """Whether a piece ended before `token`: the other weight follows, or what a plus sign adds."""
    added = begins_summand(reader.piece, token, rest)
    if not added and not begins_other_weight(reader.piece, token, rest):
        return False
    reader.end()
    reader.piece.added = added
    return True


def _measures(behind: Token | None) -> bool:
    return behind is not None and behind.kind == "number"


def _lone_unit(reader: Gathering, unit: Unit) -> Problem | None:
    if unit.kind in ("packaging", "count"):
        return reader.pack(unit)
    content = reader.piece.content
    if reader.joined == "per":
        return problem("unit.not-an-amount", None, unit=unit.spelling)
    if content is not None and content.unit is not None and content.unit.code == unit.code:
        return None
    return problem("amount.trailing-text", None, text=unit.spelling) if reader.strict else None


def _number(
    reader: Gathering, stated: Measured | Token, behind: Token | None, rest: tuple[Token, ...]
) -> tuple[Problem | None, int]:
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
        return _aside(reader, stated, behind if unit or foreign else None, rest), 1 if unit or foreign else 0
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


def _shared_behind(rest: tuple[Token, ...]) -> Token | None:
    """The word behind a percentage whose share it is (0.5 % of moisture); None where that has a figure of its own."""
    rest = rest[1:] if rest and rest[0].role == "holds" else rest
    if not rest or rest[0].role not in _SHARES:
        return None
    own = next((token for token in rest[1:] if token.role not in ("mark", "open")), None)
    another = own is not None and (own.kind == "number" or own.text.casefold() in words().of("absent"))
    return None if another else rest[0]


def _share(reader: Gathering, of: Token, stated: Token, unit: Unit) -> Problem | None:
    """The share of moisture or of a tax says nothing of the goods; that of water may be their strength in it.

    Water beside a strength already told is what is left of the goods.
    """
    if of.role == "others_share" or reader.strengths:
        return None
    return problem("strength.unreadable", "concentration", text=f"{of.text} {stated.text} {unit.spelling}")


def _counts_or_names(stated: Token, unit: Unit | None, behind: Token | None) -> bool:
    """Whether a number behind a label (lot, grade, ref.) may as well be part of the amount behind it.

    So it is where packages or a multiplication follow (grade 4 x 4 L), or where it runs into it (ref 25 500 mL).
    """
    multiplies = behind is not None and behind.role in ("holds", "per")
    return multiplies or (unit is not None and (unit.kind in ("packaging", "count") or stated.glued))


def _only_a_code(reader: Gathering, stated: Token, behind: Token | None) -> bool:
    """Whether digits of a product's text that are no number may be passed over: they measure and multiply nothing."""
    used = behind is not None and (behind.kind == "unit" or behind.role in ("holds", "per"))
    return not (used or reader.strict or stated.text.lstrip().startswith("-"))


def _aside(
    reader: Gathering, stated: Measured | Token, behind: Token | None, rest: tuple[Token, ...]
) -> Problem | None:
    """Return a strength is kept for later; a labelled number, a molar mass or a temperature is no amount."""
    if isinstance(stated, Measured) and behind is not None:
        return problem("unit.not-an-amount", None, unit=behind.text)
    if reader.joined == "holds" and reader.times:
        return problem("amount.unlabelled-number", None, text=stated.text if isinstance(stated, Token) else "")
    if isinstance(stated, Token) and behind is not None and behind.unit is not None:
        beside = reader.beside or _shared_behind(rest)
        if beside is not None:
            return _share(reader, beside, stated, behind.unit)
        if reader.filled:
            return problem("amount.unknown-fill", None, text=f"{stated.text} {behind.text}")
        of_it = len(rest) > 1 and rest[0].role == "holds" and rest[1].kind == "number"
        added = reader.joined == "plus" and reader.said == "+" and reader.piece.content is not None
        if added or (of_it and rest[0].text.casefold() not in _TIMES):
            return problem("amount.several")  # 25 kg + 5 %; 50 % of 25 kg
        reader.strengths.append((stated.text, behind.text))
    reader.joined = ""
    return None


def _read(reader: Gathering, token: Token, unit: Unit | None) -> Measured | Problem:
    """Return the value of a number token; 12/1 is a pack of twelve and leaves 1 to be measured."""
    text = token.text.strip()
    if (match := _PACK_SLASH.fullmatch(text)) and unit is not None and unit.kind in ("mass", "volume"):
        many, size = int(match[1]), int(match[2])
        dose = unit.kind == "mass" and unit.factor is not None and unit.factor < _GRAM  # 120/5 mg: two substances
        two = size >= _SMALL_SIZE and size <= 2 * many and many <= 2 * size  # 24/25 kg
        if reader.piece.gross or two:
            return problem("amount.several")
        if not dose and many <= _MOST_IN_A_PACK and (many >= size or size >= _SMALL_SIZE):
            reader.piece.counts.append(Measured(exact(many), None))
            reader.piece.flags.append("amount.pack-slash")
            reader.joined = "holds"
            return Measured(exact(size), None)
    if token.glued and not reader.strict and " " not in reader.convention.groups:
        return problem("number.convention", None, text=text)
    number = read_number(text, reader.convention)
    return number if isinstance(number, Problem) else Measured(number, None)


def _bare(reader: Gathering, stated: Measured, behind: Token | None) -> Problem | None:
    """Return a number without unit is a count when something multiplies it, and otherwise not understood."""
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


def _word(reader: Gathering, token: Token) -> Problem | None:
    """Tell what a word changes in the piece at hand."""
    role, text = token.role, token.text
    if reader.fills(token):
        return problem("amount.unknown-fill", None, text=text)  # 75 % full
    if role in _SHARES:
        reader.beside = token
    elif role not in ("mark", "open", "close", "qualifier"):
        reader.beside = None
    if role in ("holds", "per", "plus"):
        if reader.joined and text == "*":
            return problem("number.not-a-number", None, text="**")
        reader.joined, reader.times, reader.said = role, text.casefold() in _TIMES, text.casefold()
        if reader.times and reader.piece.empty:
            return problem("amount.trailing-text", None, text=text)
        return None
    if role in ("each", "total", "net", "gross", "tare"):
        setattr(reader.piece, role, True)
        reader.piece.gross = reader.piece.gross or role == "tare"
        return None
    if role == "half_full":
        reader.piece.half = True
        return None
    return _odd_word(reader, role, text)


def _odd_word(reader: Gathering, role: str, text: str) -> Problem | None:
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


def _qualified_behind(reader: Gathering, text: str) -> Problem | None:
    """Take `25 kg approx`, and refuse `25 kg max`."""
    if text.casefold() not in words().approximate:
        return problem("number.bound", None, text=text)
    reader.piece.near = True
    return None


def _unknown(reader: Gathering, text: str) -> Problem | None:
    """Skip a word of a product's text; a cell of an amount may hold none that nobody knows."""
    reader.labelled = False
    if reader.joined == "per" and reader.piece.content is not None:
        return problem("unit.not-an-amount", None, unit=text)
    if reader.times and reader.joined:
        return problem("amount.unlabelled-number", None, text=f"x {text}")  # 25 kg x n
    if reader.strict:
        return problem("amount.trailing-text", None, text=text)
    reader.end()
    return None


def _break(reader: Gathering, role: str, text: str) -> Problem | None:
    """End the piece at a label, a mark or a bracket; other harmless words change nothing."""
    dash = role == "mark" and text == "-"
    if dash and reader.strict and reader.piece.empty and not reader.done:
        return problem("number.negative", None, text=text)
    if dash or role in ("labels", "sep", "open", "close", *_SHARES):
        reader.end()
        reader.labelled = role == "labels"
    return None
