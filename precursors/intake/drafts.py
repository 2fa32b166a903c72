"""Rows of a block read cell by cell through their record description: what every kind's judgement begins with."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from precursors.intake.codes import at_codes
from precursors.intake.headings import AMOUNTS
from precursors.intake.record import ColumnLike, Reading, Record
from precursors.intake.types import Figure
from precursors.problems import Problem, problem
from precursors.quantities.amounts import read_scale
from precursors.quantities.conventions import Convention
from precursors.quantities.units import find_unit


class CodedColumn(ColumnLike, Protocol):
    """A column with one code a row."""

    @property
    def codes(self) -> array[int]:
        """Position of each row's cell among the distinct ones."""


class PlacedLike(Protocol):
    """Where a field stands on a sheet, and the unit its heading names."""

    @property
    def column(self) -> int:
        """Grid column, from 0."""

    @property
    def field(self) -> str:
        """Key of the field."""

    @property
    def heading(self) -> str:
        """The heading as written."""

    @property
    def unit(self) -> str | None:
        """Unit named by the heading."""

    @property
    def when(self) -> str | None:
        """The direction of the rows it speaks for; None for all."""


class Trouble(NamedTuple):
    """A problem or warning at one cell: what an answer lists."""

    sheet: str
    row: int
    """Row of the sheet, from 1; 0 where it speaks of many rows."""
    column: str | None
    problem: Problem
    value: str | None


@dataclass(slots=True)
class Cells:
    """One field of a block, read: its distinct cells and a code for each row. Code 0 is the empty cell."""

    heading: str | None
    reading: Reading
    codes: Sequence[int]

    def values(self) -> Sequence[Any]:
        """What the cell of each row means."""
        return at_codes(self.reading.values, self.codes)

    def texts(self) -> Sequence[str | None]:
        """What is kept of each row's cell."""
        return at_codes(self.reading.stated, self.codes)

    def typed(self, at: int) -> str | None:
        """What stands in the cell of the row at this position, as somebody typed it."""
        code = self.codes[at]
        value = self.reading.values[code]
        return value.text if value.__class__ is Figure else self.reading.stated[code]


class Fields:
    """Every field of one block. Where a sheet has several columns for one field, the first filled one counts."""

    def __init__(
        self,
        record: Record,
        placed: Sequence[PlacedLike],
        columns: Sequence[CodedColumn],
        convention: Convention,
        direction: str | None = None,
    ) -> None:
        self.rows = len(columns[0].codes) if columns else 0
        self.cells: dict[str, Cells] = {}
        self._empty = Cells(None, Reading([None], [None], {}, {}), bytes(self.rows))
        # The direction comes first: some columns speak for rows of one direction only.
        for place in sorted(placed, key=lambda each: each.field != "direction"):
            if place.column < len(columns):
                column = columns[place.column]
                reading = record[place.field].type.read(column, convention)
                codes: Sequence[int] = column.codes.tolist()  # a list is gone through twice as fast as an array
                if place.when is not None:
                    codes = self._only(place.when, codes, direction)
                read = Cells(place.heading, _in_unit(reading, place, column.shapes, convention), codes)
                known = self.cells.get(place.field)
                self.cells[place.field] = _either(known, read) if known else read
        if "quantity" in self.cells:
            self._unit_of_quantity(convention)

    def _unit_of_quantity(self, convention: Convention) -> None:
        """A unit in the heading or the number format of the quantity is the row's unit where it has none.

        Where the row has another one, of mass or of volume, nobody knows which of the two was meant.
        """
        cells = self["quantity"]
        told = [value.unit if value.__class__ is Figure else None for value in cells.reading.values]
        if not any(told):
            return
        units = self["unit"]
        new = {unit: len(units.reading.values) + n for n, unit in enumerate(dict.fromkeys(filter(None, told)))}
        values = [*units.reading.values, *new]
        stated = [*units.reading.stated, *new]
        codes = [own or new.get(told[at] or "", 0) for own, at in zip(units.codes, cells.codes, strict=True)]
        against = dict(units.reading.problems)
        for at, code in enumerate(codes):
            own, other = values[code], told[cells.codes[at]]
            if own != other and other is not None and _measures_otherwise(own, other, convention):
                pair = new.setdefault(f"{own}\n{other}", len(values))
                if pair == len(values):
                    values.append(own)
                    stated.append(own)
                    against[pair] = problem("unit.disagrees", "unit", amount=other, unit=own)
                codes[at] = pair
        reading = units.reading._replace(values=values, stated=stated, problems=against)
        self.cells["unit"] = Cells(units.heading or cells.heading, reading, codes)
        bare = [v._replace(unit=None) if v.__class__ is Figure else v for v in cells.reading.values]
        cells.reading = cells.reading._replace(values=bare)

    def directions(self, whole_sheet: str | None) -> list[str | None]:
        """The direction of each row: its own, else the sheet's."""
        if "direction" not in self.cells:
            return [whole_sheet] * self.rows
        return [way or whole_sheet for way in self["direction"].values()]

    def _only(self, when: str, codes: Sequence[int], whole_sheet: str | None) -> Sequence[int]:
        ways = self.directions(whole_sheet)
        return [code if way == when else 0 for code, way in zip(codes, ways, strict=True)]

    def __getitem__(self, key: str) -> Cells:
        """The field's cells; all empty where the sheet does not have it."""
        return self.cells.get(key, self._empty)

    def __contains__(self, key: str) -> bool:
        return key in self.cells

    def heading(self, key: str | None) -> str | None:
        """What the sheet calls a field."""
        return self[key].heading if key else None

    def troubles(self, sheet: str, rows: Sequence[int]) -> Iterator[tuple[int, Trouble]]:
        """(position, trouble) of every cell that could not be read."""
        for key, cells in self.cells.items():
            against = cells.reading.problems
            if against:
                for at, code in enumerate(cells.codes):
                    if code in against:
                        wrong = against[code].about(key)
                        yield at, Trouble(sheet, rows[at], cells.heading, wrong, cells.typed(at))

    def warnings(self, sheet: str, rows: Sequence[int], kept: Sequence[bool]) -> Iterator[Trouble]:
        """Every cell of a record that was read with a warning; rows that are not `kept` are no records."""
        for key, cells in self.cells.items():
            against = cells.reading.warnings
            if against:
                for at, code in enumerate(cells.codes):
                    if code in against and kept[at]:
                        warned = problem(against[code], key, value=cells.typed(at) or "")
                        yield Trouble(sheet, rows[at], cells.heading, warned, cells.typed(at))


def _measures_otherwise(own: str | None, told: str, convention: Convention) -> bool:
    """Whether two spellings are two units, each of mass or of volume."""
    one, other = (find_unit(text, convention) if text else None for text in (own, told))
    measures = {"mass", "volume"}
    return bool(one and other and one.code != other.code and {one.kind, other.kind} <= measures)


def _shown_otherwise(told: str, convention: Convention) -> bool:
    """Whether a number format shows beside a number what is no unit: another number, a limit, a currency."""
    return find_unit(told, convention) is None and isinstance(read_scale(told, convention=convention), Problem)


_USUAL = {"net_mass": "kg", "gross_mass": "kg", "volume": "L"}
"""Units these fields have unless something else is said."""


def _in_unit(
    reading: Reading, place: PlacedLike, shapes: Sequence[tuple[str, str, bool]], convention: Convention
) -> Reading:
    """Figures under a heading that names a unit are in that unit, unless the cell itself says one.

    Where the two are not the same nobody knows which was meant. What is kept as stated says the unit too, where the
    field does not have it anyway and no field holds it.
    """
    unit, field = place.unit, place.field
    if unit is None and not any(shape[1] for shape in shapes):
        return reading  # nothing says a unit: neither the heading nor any cell's number format
    values, stated, against = list(reading.values), list(reading.stated), dict(reading.problems)
    for at, value in enumerate(values):
        own = value.unit or unit if value.__class__ is Figure else None
        if own is None:
            continue
        if value.unit and field in AMOUNTS and _shown_otherwise(value.unit, convention):
            against[at] = problem("cell.shown-otherwise", format=value.unit)
        elif value.unit and unit and _measures_otherwise(unit, value.unit, convention):
            against[at] = problem("unit.disagrees", amount=value.unit, unit=unit)
        if at in against:
            values[at] = None
            continue
        usual = own == _USUAL.get(field)
        values[at] = value._replace(unit=None if usual else own)
        if not usual and field != "quantity" and value.number is not None:
            stated[at] = f"{value.text} {own}"
    return reading._replace(values=values, stated=stated, problems=against)


def _either(first: Cells, second: Cells) -> Cells:
    """Two columns of one field: a row has the first where it is filled, else the second."""
    shift = len(first.reading.values)
    one, two = first.reading, second.reading
    merged = Reading(
        one.values + two.values,
        list(one.stated) + list(two.stated),
        one.problems | {at + shift: wrong for at, wrong in two.problems.items()},
        one.warnings | {at + shift: code for at, code in two.warnings.items()},
    )
    codes = [a or (b + shift if b else 0) for a, b in zip(first.codes, second.codes, strict=True)]
    return Cells(first.heading, merged, codes)
