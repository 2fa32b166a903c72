"""Reads a whole stated amount: "20 drums x 200 L", "98%, 250mg, 272.4 g/mol", "5 kg 200 g".

The answer is a `Reading`: a number and the `Scale` that turns it into kilograms or litres as stated.
Whatever can be read in two ways is a problem; nothing is left over silently.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction

from precursors.problems import Problem, problem
from precursors.quantities.conventions import Convention
from precursors.quantities.numbers import Number, read_number
from precursors.quantities.pieces import SLOT, Measured, Piece, Pieces, split_pieces
from precursors.quantities.tokens import tokens
from precursors.quantities.units import Unit, find_unit, unit_edition, vocabulary

_HALF_FILL = 0.2
"""Relative uncertainty of an estimated fill."""

_WORD_BEHIND = re.compile(r"(?<=[\d\s])[^\W\d_]+\.?$")
_SPREAD = re.compile(r"([0-9])\s?([^\W\d_]+)\s*([-–±]|\+/-)\s*([0-9][0-9.,]*)\s?\2(?![^\W\d_])")
"""`20 kg - 25 kg`, whose unit stands twice."""

_AGREE = Fraction(2, 100)
"""How near two statements of the same amount must be to be the same."""


@dataclass(frozen=True, slots=True)
class Factor:
    """One multiplication on the way, for the steps that a person reads."""

    what: str
    by: Fraction
    source: str


@dataclass(frozen=True, slots=True)
class Scale:
    """What one of the stated number is."""

    kg: Fraction | None
    """Kilograms in one, where a mass was stated."""

    litres: Fraction | None
    """Litres in one, where a volume was stated."""

    variance: float = 0.0
    """Square of the relative uncertainty that the text itself leaves open, without the number's."""

    counted: bool = False
    """Whether the number counts packages or doses and is therefore exact."""

    doses: bool = False
    """Whether the content is per tablet or dose, so that base or salt must be said."""

    flags: tuple[str, ...] = ()
    factors: tuple[Factor, ...] = ()
    beside: bool = False
    """Whether what one package holds follows the package without a word between."""

    unit: str = ""
    """Code of the unit that measures."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A stated amount, understood."""

    number: Number
    scale: Scale
    strengths: tuple[tuple[str, str], ...] = ()
    """(number, unit) of strengths that stood in the same text."""


def read_amount(
    text: str,
    unit: str = "",
    *,
    convention: Convention,
    solid: bool = False,
    package_size: str = "",
    strict: bool = True,
) -> Reading | Problem:
    """Return the amount that `text` and `unit` state together, or the problem with them.

    `package_size` gives what one package holds where the text does not. `strict` (cells of an amount)
    lets no unknown word pass; otherwise (a product's text) words that measure nothing are skipped.
    """
    text = _SPREAD.sub(r"\1\3\4 \2", text)
    number = read_number(text, convention) if strict or unit else problem("number.missing")
    if not isinstance(number, Problem):
        scale = read_scale(unit, convention=convention, solid=solid, package_size=package_size)
        return scale if isinstance(scale, Problem) else Reading(number, scale)
    problem_with_number = _not_structured(text, number, convention, solid=solid, strict=strict)
    if problem_with_number is not None:
        return problem_with_number
    found = tokens(f"{text} {unit}".strip(), convention, solid=solid)
    if isinstance(found, Problem):
        return found
    pieces = split_pieces(found, convention, strict=strict, slot=False)
    if isinstance(pieces, Problem):
        twice = _said_twice(text, unit, convention, solid=solid, package_size=package_size) if unit.strip() else None
        return twice or pieces
    return _combined(pieces, _size(package_size, convention, solid=solid), slot=False)


def _said_twice(
    text: str, unit: str, convention: Convention, *, solid: bool, package_size: str
) -> Reading | Problem | None:
    """What a text states that has a unit of its own ("1.5 kg", "20 x 200 L"), where the unit's cell names one too."""
    beside = find_unit(unit, convention, solid=solid)
    found = tokens(text, convention, solid=solid)
    if beside is None or beside.kind not in ("mass", "volume") or isinstance(found, Problem):
        return None
    own = {token.unit.code for token in found if token.unit is not None and token.unit.kind in ("mass", "volume")}
    whole = read_amount(text, convention=convention, solid=solid, package_size=package_size) if own else None
    if own == {beside.code} or not isinstance(whole, Reading):
        return whole if own else None
    return problem("unit.disagrees", None, amount=text, unit=unit)


def _not_structured(text: str, number: Problem, convention: Convention, *, solid: bool, strict: bool) -> Problem | None:
    """Return the problem with a text that is only a number gone wrong; None where it holds more."""
    if re.fullmatch(r"\s*0[xX][0-9a-fA-F]+\s*", text):
        return problem("number.not-a-number", None, text=text)
    alone = tokens(text, convention, solid=solid)
    if isinstance(alone, Problem):
        return alone
    more = any(token.kind == "unit" or token.role == "holds" for token in alone)
    if more or not strict or number.code == "amount.fraction-or-pack":
        return None
    word = _WORD_BEHIND.search(text)
    if word is None or isinstance(read_number(text[: word.start()], convention), Problem):
        return number
    scale = read_scale(word[0], convention=convention, solid=solid)  # "5 Gr": another unit would make it right
    return scale if isinstance(scale, Problem) else number


def read_scale(unit: str, *, convention: Convention, solid: bool = False, package_size: str = "") -> Scale | Problem:
    """Tell what one of a number is whose unit's cell says `unit`, which may hold numbers of its own."""
    size = _size(package_size, convention, solid=solid)
    known = find_unit(unit, convention, solid=solid)
    if known is not None and known.kind in ("mass", "volume"):
        return _measuring(known)
    if not unit.strip():
        return problem("unit.missing")
    found = tokens(unit, convention, solid=solid, slot=True)
    if isinstance(found, Problem):
        return found
    if known is None and found and found[0].kind != "unit" and found[0].role in ("unknown", ""):
        return problem("unit.unknown", None, unit=unit)
    pieces = split_pieces(found, convention, strict=True, slot=True)
    if isinstance(pieces, Problem):
        return pieces
    if pieces.strengths:
        return problem("amount.trailing-text", None, text=" ".join(pieces.strengths[0]))
    reading = _combined(pieces, size, slot=True)
    return reading if isinstance(reading, Problem) else reading.scale


def _size(text: str, convention: Convention, *, solid: bool) -> Measured | Problem | None:
    """Tell what one package holds, as its own cell says; None where it says nothing that measures."""
    if not text.strip():
        return None
    reading = read_amount(text, convention=convention, solid=solid)
    if isinstance(reading, Problem):
        return None if reading.code in ("packages.size-missing", "amount.content-missing") else reading
    unit = vocabulary().by_code.get(reading.scale.unit)
    plain = (reading.scale.kg or reading.scale.litres) == (Fraction(unit.factor) if unit and unit.factor else None)
    if unit is None or not plain:
        return problem("packages.size-unreadable", None, text=text)
    return Measured(reading.number, unit)


def _measuring(unit: Unit) -> Scale | Problem:
    """One of a unit of mass or volume."""
    if unit.policy == "refuse" or (unit.factor is None and unit.policy == "accept"):
        return problem("unit.gross" if unit.code == "gross-kilogram" else "unit.refused", None, unit=unit.spelling)
    if unit.policy != "accept" or unit.factor is None:
        return problem("unit.ambiguous", None, unit=unit.spelling, candidates=", ".join(unit.candidates))
    by = Fraction(unit.factor)
    step = Factor(f"unit {unit.spelling}", by, f"units {unit_edition()[:12]}")
    mass = unit.kind == "mass"
    return Scale(kg=by if mass else None, litres=None if mass else by, factors=(step,), unit=unit.code)


def _combined(pieces: Pieces, size: Measured | Problem | None, *, slot: bool) -> Reading | Problem:
    """One reading out of all pieces, or the reason why there is none or more than one."""
    listed = [piece for piece in pieces.pieces if not piece.empty]
    holding = [piece for piece in listed if piece.content]
    if any(piece.gross for piece in pieces.pieces):
        holding = [piece for piece in holding if piece.net]
        if not holding:
            return problem("unit.gross", None, unit="gross")
    counting = [piece for piece in listed if not piece.content]
    totals = [piece for piece in holding if piece.total]
    if totals:
        parts = [piece for piece in holding if not piece.total]
        if len(totals) == len(parts) == 1 and _contradicts(totals[0], parts[0], counting, size):
            return problem("amount.several")
        holding, counting = totals, []
    if not holding:
        chosen = _sized(counting, size)
    elif len(holding) == 1:
        chosen = _per_package(holding[0], counting, size)
    else:
        return _twice(holding, counting, pieces)
    if isinstance(chosen, Problem):
        return chosen
    return _evaluated(chosen, pieces.strengths, slot=slot)


def _contradicts(total: Piece, part: Piece, counting: list[Piece], size: Measured | Problem | None) -> bool:
    """Whether packages and what each holds come to another amount than the total stated beside them."""
    counted = _per_package(part, counting, size) if part.counts or counting else None
    if not isinstance(counted, Piece):
        return False
    one, other = (_evaluated(piece, (), slot=False) for piece in (total, counted))
    return isinstance(one, Reading) and isinstance(other, Reading) and _apart(one, other)


def _apart(one: Reading, other: Reading) -> bool:
    """Whether two masses, or two volumes, differ by more than roundings do. A mass and a volume are not compared."""
    (kind, a), (other_kind, b) = _total(one), _total(other)
    return kind == other_kind and abs(a - b) > _AGREE * max(a, b)


def _sized(counting: list[Piece], size: Measured | Problem | None) -> Piece | Problem:
    """Return packages whose content stands in another cell, or nowhere."""
    if not counting:
        return problem("number.missing")
    if len(counting) > 1:
        return problem("amount.several")
    piece = counting[0]
    units = [measured.unit for measured in piece.counts if measured.unit] + piece.implied
    if not units:
        return problem("unit.missing")
    if any(unit.policy == "refuse" for unit in units):
        return problem("unit.refused", None, unit=units[0].spelling)
    if any(unit.policy == "ask" for unit in units):
        return problem("unit.ambiguous", None, unit=units[0].spelling, candidates=", ".join(units[0].candidates))
    if isinstance(size, Problem):
        return size
    if size is None or any(unit.kind == "count" for unit in units):
        counted = any(unit.kind == "count" for unit in units)
        return problem("amount.content-missing" if counted else "packages.size-missing", None, unit=units[-1].spelling)
    piece.content = size
    return piece


def _per_package(holding: Piece, counting: list[Piece], size: Measured | Problem | None) -> Piece | Problem:
    """Return the piece that measures, multiplied by a count that stands apart from it."""
    if len(counting) > 1:
        return problem("amount.several")
    if counting:
        counts, confirmed = counting[0].counts, _same(holding.content, size)
        one = all(measured.number.value == 1 and not measured.slot for measured in counts)
        if not ((holding.each and not holding.counts) or one or confirmed):
            return problem("amount.each-or-total")
        holding.counts.extend(counts)
        holding.implied.extend(counting[0].implied)
        holding.half = holding.half or counting[0].half
    elif holding.each and not holding.counts:
        return problem("packages.count-missing")
    if holding.beside and not _same(holding.content, size):
        plain = all(measured.number.value == 1 for measured in holding.counts)
        return holding if plain else problem("amount.each-or-total")
    return holding


def _same(content: Measured | None, size: Measured | Problem | None) -> bool:
    if content is None or not isinstance(size, Measured) or content.unit is None or size.unit is None:
        return False
    return (content.number.value, content.unit.code) == (size.number.value, size.unit.code)


def _evaluated(piece: Piece, strengths: tuple[tuple[str, str], ...], *, slot: bool) -> Reading | Problem:
    """Return number and scale of one piece."""
    content = piece.content
    if content is None or content.unit is None:
        return problem("unit.missing")
    if slot and not (content.slot or any(measured.slot for measured in piece.counts)):
        return problem("amount.each-or-total")
    units = [measured.unit for measured in piece.counts if measured.unit] + piece.implied
    if any(unit.policy == "refuse" for unit in units):
        return problem("unit.refused", None, unit=units[0].spelling)
    if any(unit.policy == "ask" for unit in units):
        return problem("unit.ambiguous", None, unit=units[0].spelling, candidates=", ".join(units[0].candidates))
    open_counts = any(measured.unit is None or measured.unit.code == "dozen" for measured in piece.counts)
    if any(unit.plural for unit in piece.implied) and not open_counts:
        return problem("packages.count-missing", None, unit=piece.implied[0].spelling)
    scale = _measuring(content.unit)
    if isinstance(scale, Problem):
        return scale
    return _multiplied(piece, content, scale, strengths, slot=slot)


@dataclass(slots=True)
class _Product:
    """What the counts of a piece come to."""

    times: Fraction = Fraction(1)
    factors: list[Factor] = field(default_factory=list)
    variance: float = 0.0
    flags: list[str] = field(default_factory=list)

    def by(self, what: str, factor: Fraction, source: str = "stated") -> None:
        """Multiply by `factor` and remember the step."""
        self.times *= factor
        self.factors.append(Factor(what, factor, source))


def _counted(piece: Piece) -> _Product:
    """Multiply the counts of `piece`, with dozens and an estimated fill."""
    product = _Product(flags=list(piece.flags))
    for measured in piece.counts:
        dozen = measured.unit is not None and measured.unit.code == "dozen"
        if not measured.slot:
            name = measured.unit.spelling if measured.unit else ""
            product.by(f"count {name}".strip(), Fraction(measured.number.value))
        if dozen:
            product.by("dozen", Fraction(12), "definition")
    if piece.implied and not piece.counts:
        product.flags.append("amount.one-package-assumed")
    if piece.half:
        product.by("half-full packages", Fraction(1, 2), "estimate")
        product.variance += _HALF_FILL**2
        product.flags.append("amount.estimated-fill")
    return product


def _multiplied(
    piece: Piece, content: Measured, scale: Scale, strengths: tuple[tuple[str, str], ...], *, slot: bool
) -> Reading | Problem:
    """Apply counts, fill and, with an open number, the content to the scale of the unit."""
    product, number = _counted(piece), content.number
    counted = slot and not content.slot
    if counted:
        if number.value <= 0:
            return problem("amount.zero")
        product.by("content of one", Fraction(number.value))
        product.variance += float(number.half / number.value) ** 2
        product.flags.extend(number.flags)
        number = SLOT
    doses = any(unit.kind == "count" and unit.code != "dozen" for unit in _units(piece))
    built = Scale(
        kg=None if scale.kg is None else scale.kg * product.times,
        litres=None if scale.litres is None else scale.litres * product.times,
        variance=product.variance,
        counted=counted,
        beside=piece.beside,
        doses=doses and scale.kg is not None,
        flags=tuple(dict.fromkeys(product.flags)),
        factors=(*product.factors, *scale.factors),
        unit=scale.unit,
    )
    return Reading(number, built, strengths)


def _units(piece: Piece) -> list[Unit]:
    return [measured.unit for measured in piece.counts if measured.unit] + piece.implied


def _twice(holding: list[Piece], counting: list[Piece], pieces: Pieces) -> Reading | Problem:
    """Two statements of one amount: mass beside volume, or the same in two units."""
    if len(holding) != 2 or counting or any(piece.each for piece in holding):
        return problem("amount.several")
    first, second = (_evaluated(piece, pieces.strengths, slot=False) for piece in holding)
    if isinstance(first, Problem) and first.code == "unit.ambiguous" and isinstance(second, Reading):
        return second if _may_equal(holding[0], second) else problem("amount.several")
    if isinstance(second, Problem) and second.code == "unit.ambiguous" and isinstance(first, Reading):
        return first if _may_equal(holding[1], first) else problem("amount.several")
    if isinstance(first, Problem) or isinstance(second, Problem):
        return first if isinstance(first, Problem) else problem("amount.several")
    kind = _total(first)[0]
    if kind == _total(second)[0]:
        return problem("amount.several") if _apart(first, second) else first
    mass, volume = (first, second) if kind == "mass" else (second, first)
    litres_per = _total(volume)[1] / Fraction(mass.number.value) if mass.number.value else None
    if litres_per is None:
        return problem("amount.zero")
    flags = tuple(dict.fromkeys((*mass.scale.flags, *volume.scale.flags, "amount.mass-and-volume")))
    both = Scale(
        mass.scale.kg,
        litres_per,
        mass.scale.variance,
        flags=flags,
        factors=mass.scale.factors,
        unit=mass.scale.unit,
    )
    return Reading(mass.number, both, pieces.strengths)


def _total(reading: Reading) -> tuple[str, Fraction]:
    value = Fraction(reading.number.value)
    if reading.scale.kg is not None:
        return "mass", reading.scale.kg * value
    return "volume", (reading.scale.litres or Fraction(0)) * value


def _may_equal(asked: Piece, known: Reading) -> bool:
    """Whether one meaning of an ambiguous unit gives the amount that is stated beside it."""
    content = asked.content
    if content is None or content.unit is None or asked.counts:
        return False
    kind, value = _total(known)
    for code in content.unit.candidates:
        unit = vocabulary().by_code.get(code)
        if unit is None or unit.factor is None or unit.kind != kind:
            continue
        if abs(Fraction(unit.factor) * Fraction(content.number.value) - value) <= _AGREE * value:
            return True
    return False
