"""Where one statement of an amount ends although no mark says so: net beside gross, and the parts of a sum."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from precursors.problems import Problem, problem
from precursors.quantities.numbers import Number
from precursors.quantities.parts import Measured, Piece
from precursors.quantities.tokens import Token

GROSS_UNIT = "gross-kilogram"

_SUM = frozenset({"+", "plus"})
_BETWEEN = frozenset({"per", "plus", "mark"})
_LEAST_PART = 10
"""A part below a tenth of the largest may as well be what the goods are packed in: 25 kg + 1 kg."""


def is_label_behind(token: Token, rest: tuple[Token, ...]) -> bool:
    """Whether a bracket says only which weight was stated before it: 26 kg (gross)."""
    return token.role == "open" and len(rest) > 1 and rest[0].role in ("net", "gross") and rest[1].role == "close"


def begins_other_weight(piece: Piece, token: Token, rest: tuple[Token, ...]) -> bool:
    """Whether the gross weight begins behind the net one, or the net one behind the gross: 25 kg net / 26 kg gross."""
    if piece.content is None or piece.net == piece.gross:
        return False
    other = "gross" if piece.net else "net"
    told = [
        each for each in (rest if token.role in _BETWEEN else (token, *rest)) if each.role not in ("harmless", "open")
    ]
    if told and told[0].kind == "number":
        unit = told[1].unit if len(told) > 1 else None
        weighs_gross = unit is not None and unit.code == GROSS_UNIT and piece.net
        return weighs_gross or (unit is not None and len(told) > 2 and told[2].role == other)
    return bool(told) and told[0].role == other


def begins_summand(piece: Piece, token: Token, rest: tuple[Token, ...]) -> bool:
    """Whether a plus sign adds another amount, and not one in a smaller unit of the same: 20 kg + 5 kg."""
    if piece.content is None or token.role != "plus" or token.text.casefold() not in _SUM:
        return False
    if len(rest) < 2 or rest[0].kind != "number":
        return False
    one, other = piece.content.unit, rest[1].unit
    if rest[1].role != "holds" and (other is None or other.kind not in ("mass", "volume", "packaging")):
        return False  # 25 kg + 5 %
    return not (one and other and one.factor and other.factor and other.factor < one.factor)


def summed(pieces: list[Piece]) -> list[Piece] | Problem:
    """The pieces with those that a plus sign joins made one; a problem where they may not be the goods alone."""
    done: list[Piece] = []
    for piece in pieces:
        if not piece.added or not done:
            done.append(piece)
            continue
        joined = _joined(done[-1], piece)
        if joined is None:
            return problem("amount.several")
        done[-1] = joined
    return done


def _joined(one: Piece, other: Piece) -> Piece | None:
    """Two amounts in one unit, both of so many packages or both of none."""
    first, second = one.content, other.content
    odd = any(each.each or each.total or each.half or each.near or each.implied or each.outer for each in (one, other))
    if first is None or second is None or odd or one.gross or other.gross or bool(one.counts) != bool(other.counts):
        return None
    if first.slot or second.slot or first.unit is None or second.unit is None or first.unit.code != second.unit.code:
        return None
    a, b = _product(one, first), _product(other, second)
    if a is None or b is None or min(a, b) * _LEAST_PART < max(a, b):
        return None
    flags = tuple(dict.fromkeys((*first.number.flags, *second.number.flags)))
    total = Measured(Number(a + b, first.number.half + second.number.half, flags), first.unit)
    return replace(one, counts=[], content=total, flags=[*one.flags, "amount.compound"])


def _product(piece: Piece, content: Measured) -> Decimal | None:
    """How much a piece holds in its unit; None where its packages are counted in dozens or in another cell."""
    value = content.number.value
    for count in piece.counts:
        if count.slot or (count.unit is not None and count.unit.kind == "count"):
            return None
        value *= count.number.value
    return value
