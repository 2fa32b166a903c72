"""Makes one amount of the pieces of a text: packages times their content, a total beside its parts, mass beside volume.

Whatever comes to two amounts, or may be the content of one package or of all, is a problem.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from precursors.problems import Problem, problem
from precursors.quantities.boundaries import GROSS_UNIT, summed
from precursors.quantities.parts import SLOT, Measured, Piece, Pieces
from precursors.quantities.scales import Factor, Reading, Scale, measuring
from precursors.quantities.units import Unit, vocabulary

_HALF_FILL = 0.2
"""Relative uncertainty of an estimated fill."""

_AGREE = Fraction(2, 100)
"""How near two statements of the same amount must be to be the same."""


def combined(pieces: Pieces, size: Measured | Problem | None, *, slot: bool) -> Reading | Problem:
    """One reading out of all pieces, or the reason why there is none or more than one."""
    listed = summed([piece for piece in pieces.pieces if not piece.empty])
    if isinstance(listed, Problem):
        return listed
    holding = [piece for piece in listed if piece.content]
    if any(piece.gross for piece in pieces.pieces):
        weighed = _net(holding)
        if isinstance(weighed, Problem):
            return weighed
        holding = weighed
    counting = [piece for piece in listed if not piece.content]
    totals = [piece for piece in holding if piece.total]
    if totals:
        parts = [piece for piece in holding if not piece.total]
        if len(totals) == len(parts) == 1 and _contradicts(totals[0], parts[0], counting, size):
            return problem("amount.several")
        holding, counting = totals, []
    if not (holding or counting) and (code := next((unit for _, unit in pieces.strengths if unit.isalpha()), None)):
        return problem("unit.not-an-amount", None, unit=code)  # GL is grams per litre, and may be meant for gallons
    if not holding:
        chosen = _sized(counting, size)
    elif len(holding) == 1:
        chosen = _per_package(holding[0], counting, size)
    else:
        return _twice(holding, counting, pieces)
    if isinstance(chosen, Problem):
        return chosen
    return _evaluated(chosen, pieces.strengths, slot=slot)


def _net(holding: list[Piece]) -> list[Piece] | Problem:
    """The pieces that state the net weight, where a gross one is told beside it."""
    net = [piece for piece in holding if piece.net and not piece.gross]
    if not net:
        return problem("unit.gross", None, unit="gross")
    gross = [piece for piece in holding if piece.gross and not piece.tare]
    return problem("amount.several") if any(_heavier(net[0], piece) for piece in gross) else net


def _heavier(net: Piece, gross: Piece) -> bool:
    """Whether the net weight is above the gross one, so that one of the two is wrong."""
    one, other = net.content, gross.content
    if one is None or other is None or one.unit is None or other.unit is None or net.counts or gross.counts:
        return False
    factors = one.unit.factor, other.unit.factor or (Decimal(1) if other.unit.code == GROSS_UNIT else None)
    if factors[0] is None or factors[1] is None or one.unit.kind != other.unit.kind:
        return False
    return one.number.value * factors[0] > other.number.value * factors[1]


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
    if holding.outer is not None:
        return _outer(holding, holding.outer, counting)
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
    if holding.beside and not holding.each and not _same(holding.content, size):
        plain = all(measured.number.value == 1 for measured in holding.counts)
        return holding if plain else problem("amount.each-or-total")
    return holding


def _outer(holding: Piece, unit: Unit, counting: list[Piece]) -> Piece | Problem:
    """Return 40 bags x 25 kg per pallet, multiplied by how many pallets there are; nobody need say so of one."""
    counted = [each for piece in counting for each in piece.counts] or holding.counts[-1:]
    if any(each.unit is None or each.unit.code != unit.code for each in counted):
        return problem("packages.count-missing", None, unit=unit.spelling)
    if counting:
        holding.counts.extend(counted)
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
    scale = measuring(content.unit)
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
        listed = holding[0] == holding[1]  # 25 kg; 25 kg: the same once more, or twice as much
        return problem("amount.several") if listed or _apart(first, second) else first
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
