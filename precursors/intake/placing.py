"""Give each column of a sheet its field, with the help of all other columns, and say what stays unsure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from precursors.intake.goods_headings import are_named, goods_in
from precursors.intake.heading_rows import HeadingCell
from precursors.intake.headings import AMOUNTS, Ambiguous, Candidate, Reading, nearest, unit_kind
from precursors.intake.record import CellLike, Record

SURE_ENOUGH_TO_ASK = 88.0
"""A heading this near to one of a missing field is a slip of the pen, so a person is asked."""

OPEN = 90.0
"""How likely one of several known meanings of a heading is."""

LIKELY = 87.0
"""A meaning below this is named to the person as possible, but not proposed."""

SHIPMENT_NEEDS: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = (
    ("date", (("date",),)),
    ("substance", (("substance",), ("cas",), ("hs",))),
    ("quantity", (("quantity",), ("net_mass",), ("volume",), ("packages", "package_size"))),
)
"""What a shipment cannot do without: a name, and the sets of fields of which one whole set will do."""

_ROLES: Mapping[str, str] = {
    "importer": "in",
    "receiver": "in",
    "customer": "in",
    "exporter": "out",
    "sender": "out",
    "supplier": "out",
}
_HOME: Mapping[str, str] = {"import": "in", "export": "out", "domestic": "out", "transit": "out"}
"""On which side the operator stands, by direction: who sends goods through a country answers for them there."""


class Placed(NamedTuple):
    """One column that holds a field.

    `unit` is the unit its heading states, as written. `when` limits it to rows of that direction
    (an "Importer" is the operator of imports and the counterparty of all else); None is always.
    """

    column: int
    field: str
    heading: str
    unit: str | None = None
    when: str | None = None


class Unsure(NamedTuple):
    """A heading whose meaning a person must choose, with what it may be, likeliest first."""

    column: int
    heading: str
    candidates: tuple[Candidate, ...]


@dataclass(slots=True)
class Placing:
    """Columns placed, columns nobody knows, columns to ask about, needs that nothing fills."""

    placed: list[Placed] = field(default_factory=list)
    unknown: list[tuple[int, str]] = field(default_factory=list)
    unsure: list[Unsure] = field(default_factory=list)
    missing: tuple[str, ...] = ()
    told: tuple[Placed, ...] = ()
    """Fields that titles give to every row; they count where no column holds them."""

    def has(self, key: str) -> bool:
        """Whether a column already holds this field."""
        return any(each.field == key for each in self.placed)

    def put(self, cell: HeadingCell, key: str, unit: str | None = None, when: str | None = None) -> None:
        """Give a column a field."""
        self.placed.append(Placed(cell.column, key, cell.text, unit, when))

    def leave(self, cell: HeadingCell) -> None:
        """Keep a column as a note."""
        self.unknown.append((cell.column, cell.text))

    def ask(self, cell: HeadingCell, candidates: Iterable[Candidate]) -> None:
        """Leave a column to a person."""
        self.unsure.append(Unsure(cell.column, cell.text, tuple(candidates)))


class Samples(NamedTuple):
    """The cells of the first rows under the headings, by column."""

    columns: Mapping[int, Sequence[CellLike]]

    def have_units(self, column: int) -> bool:
        """Whether amounts of this column carry their unit themselves, as text or number format."""
        return any(_has_unit(cell) for cell in self.columns.get(column, ()) if cell.kind)

    def texts(self, column: int) -> list[str]:
        """What stands in a column as text."""
        return [cell.text for cell in self.columns.get(column, ()) if cell.kind == "t"]

    def count_up(self, column: int) -> bool:
        """Whether the column numbers its rows."""
        texts = [cell.text for cell in self.columns.get(column, ()) if cell.kind]
        return bool(texts) and texts[:5] == [str(number + 1) for number in range(len(texts[:5]))]


def place(
    cells: Sequence[HeadingCell],
    record: Record,
    direction: str | None,
    samples: Samples,
    told: Sequence[Placed] = (),
) -> Placing:
    """Every column's field as far as the headings together tell.

    `direction` is the sheet's, if known; `told` are fields that titles give to every row.
    """
    placing = Placing(told=tuple(told))
    _exact(placing, cells, {each.key for each in record.fields})
    _split_amounts(placing)
    read = _goods(placing, cells, record.kind)
    read |= _by_cells(placing, cells, record.kind, samples)
    open_cells = [(cell, cell.meaning) for cell in cells if isinstance(cell.meaning, Ambiguous)]
    by_row = placing.has("direction")
    _free(placing, [pair for pair in open_cells if pair[1].rule == "free"])
    _number(placing, [pair for pair in open_cells if pair[1].rule == "number"], samples)
    _parties(
        placing,
        [pair for pair in open_cells if pair[1].rule == "party"],
        None if by_row else direction,
        by_row,
    )
    _sides(
        placing,
        [pair for pair in open_cells if pair[1].rule == "side"],
        None if by_row else direction,
        by_row,
    )
    _next(placing, [pair for pair in open_cells if pair[1].rule == "next"])
    for cell, meaning in open_cells:
        if meaning.rule == "note":
            placing.leave(cell)
    _asked(placing, [pair for pair in open_cells if pair[1].rule == "ask"])
    placing.missing = missing([*placing.placed, *placing.told], record, samples)
    rest = [cell for cell in cells if cell.meaning is None and cell.column not in read]
    _unread(placing, rest, record.kind)
    return placing


def missing(placed: Sequence[Placed], record: Record, samples: Samples) -> tuple[str, ...]:
    """The needs of a record that no column can fill."""
    have = {each.field for each in placed}
    if record.kind != "shipments":
        return tuple(each.key for each in record.fields if each.needed and each.key not in have)
    lacking = [name for name, ways in SHIPMENT_NEEDS if not any(have.issuperset(way) for way in ways)]
    if not lacking and not have & {"unit", "net_mass", "volume"} and not have.issuperset({"packages", "package_size"}):
        stated = [each for each in placed if each.field == "quantity"]
        if not stated or not all(each.unit or samples.have_units(each.column) for each in stated):
            lacking.append("unit")
    return tuple(lacking)


Open = list[tuple[HeadingCell, Ambiguous]]


def _exact(placing: Placing, cells: Sequence[HeadingCell], known: set[str]) -> None:
    by_field: dict[str, list[tuple[HeadingCell, Reading]]] = defaultdict(list)
    for cell in cells:
        if isinstance(cell.meaning, Reading):
            if cell.meaning.field in known:
                by_field[cell.meaning.field].append((cell, cell.meaning))
            else:
                placing.leave(cell)
    for key, rivals in by_field.items():
        _rivals(placing, key, rivals)


def _goods(placing: Placing, cells: Sequence[HeadingCell], kind: str) -> set[int]:
    """Columns headed by goods, where nothing else names the substance, or by ways state how much each row moves."""
    if any(map(placing.has, AMOUNTS)):
        return set()
    told = [(cell, goods) for cell in cells if cell.meaning is None and (goods := goods_in(cell.text, kind))]
    if any(map(placing.has, ("substance", "cas", "hs"))):
        found = [(cell, goods) for cell, goods in told if not goods.name]
        found = found if len({goods.direction for _, goods in found}) > 1 and not placing.has("direction") else []
    else:
        found = [(cell, goods) for cell, goods in told if goods.name]
        placing.told += tuple(Placed(-1, "substance", cell.text) for cell, _ in found[:1])
    for cell, goods in found:
        placing.put(cell, "quantity", goods.unit)
    return {cell.column for cell, _ in found}


def _by_cells(placing: Placing, cells: Sequence[HeadingCell], kind: str, samples: Samples) -> set[int]:
    """Where no heading names the goods, the one unknown column whose cells do."""
    if any(each.field in {"substance", "cas"} for each in (*placing.placed, *placing.told)):
        return set()
    open_cells = [cell for cell in cells if cell.meaning is None]
    found = [cell for cell in open_cells if are_named(samples.texts(cell.column), kind)]
    if len(found) != 1:
        return set()
    placing.put(found[0], "substance")
    return {found[0].column}


def _rivals(placing: Placing, key: str, rivals: list[tuple[HeadingCell, Reading]]) -> None:
    """Columns that all say they hold `key`: the one with the field's own name wins, except for amounts."""
    kinds = {unit_kind(meaning.unit) if meaning.unit else None for _, meaning in rivals}
    own = [pair for pair in rivals if pair[1].primary]
    if len(rivals) == 1 or (key == "quantity" and len(rivals) == 2 and kinds == {"mass", "volume"}):
        chosen = rivals
    elif key == "notes":
        chosen = rivals[:1]
    elif len(own) == 1 and key not in AMOUNTS | {"unit"}:
        chosen = own
    else:
        for cell, meaning in rivals:
            placing.ask(cell, [Candidate(key, meaning.unit, 100.0)])
        return
    for cell, meaning in rivals:
        if (cell, meaning) in chosen:
            placing.put(cell, key, meaning.unit)
        else:
            placing.leave(cell)


def _split_amounts(placing: Placing) -> None:
    """A quantity in kilograms beside one in litres states the net mass and the volume of the goods."""
    twice = [each for each in placing.placed if each.field == "quantity"]
    if len(twice) < 2:
        return
    names = {each: "net_mass" if unit_kind(each.unit or "") == "mass" else "volume" for each in twice}
    if any(placing.has(name) for name in names.values()):
        placing.unsure += [Unsure(e.column, e.heading, (Candidate("quantity", e.unit, 100.0),)) for e in twice]
        placing.placed = [each for each in placing.placed if each not in names]
    else:
        placing.placed = [each._replace(field=names.get(each, each.field)) for each in placing.placed]


def _free(placing: Placing, cells: Open) -> None:
    """Second-best headings: they count where nothing better holds their field."""
    by_field: dict[str, list[tuple[HeadingCell, Ambiguous]]] = defaultdict(list)
    for cell, meaning in cells:
        by_field[meaning.fields[0]].append((cell, meaning))
    for key, rivals in by_field.items():
        taken = placing.has(key) or any(key in {c.field for c in each.candidates} for each in placing.unsure)
        if not taken and len(rivals) > 1 and key in {"date", "substance", "document"}:
            for cell, meaning in rivals:
                placing.ask(cell, [Candidate(key, meaning.unit, 90.0)])
            continue
        for cell, meaning in rivals:
            if placing.has(key) or taken:
                placing.leave(cell)
            else:
                placing.put(cell, key, meaning.unit)


def _next(placing: Placing, cells: Open) -> None:
    """A heading that may stand for several fields holds the first of them that no other heading holds or may hold."""
    asked = {each.field for unsure in placing.unsure for each in unsure.candidates}
    for cell, meaning in cells:
        free = next((key for key in meaning.fields if not placing.has(key) and key not in asked), None)
        if free is None:
            placing.leave(cell)
        else:
            placing.put(cell, free)


def _number(placing: Placing, cells: Open, samples: Samples) -> None:
    """A bare "No." numbers the lines where the document has its own column or the cells count up."""
    for cell, meaning in cells:
        if placing.has("line"):
            placing.leave(cell)
        elif placing.has("document") or samples.count_up(cell.column):
            placing.put(cell, "line")
        else:
            _ask_open(placing, cell, meaning)


def _parties(placing: Placing, cells: Open, direction: str | None, by_row: bool) -> None:
    strong = [pair for pair in cells if pair[1].fields[0] in {"importer", "exporter"}]
    ordered = strong + [pair for pair in cells if pair not in strong]
    first: dict[str, HeadingCell] = {}
    for cell, meaning in ordered:
        side = _ROLES[meaning.fields[0]]
        if side not in first:
            first[side] = cell
        elif meaning.fields[0] in {"receiver", "customer"} and not placing.has("consignee"):
            placing.put(cell, "consignee")
        else:
            placing.leave(cell)
    roles = {meaning.fields[0] for _, meaning in cells}
    if len(roles) == 1 and roles <= {"customer", "supplier"} and not placing.has("counterparty"):
        for cell in first.values():
            placing.put(cell, "counterparty")
    else:
        _seat(placing, first, direction, by_row)


def _seat(placing: Placing, first: Mapping[str, HeadingCell], direction: str | None, by_row: bool) -> None:
    """Seat the sender's and the receiver's column as operator and counterparty."""
    home, known = _HOME.get(direction or ""), placing.has("operator")
    if known and len(first) == 1:
        home = "out" if "in" in first else "in"
    for side, cell in first.items():
        if home is not None:
            _take(placing, cell, "operator" if side == home else "counterparty")
        elif by_row and not known:
            for way, own in _HOME.items():
                placing.put(cell, "operator" if side == own else "counterparty", when=way)
        elif known and placing.has("counterparty"):
            placing.leave(cell)
        else:
            placing.ask(cell, [Candidate("operator", None, OPEN), Candidate("counterparty", None, OPEN)])


def _take(placing: Placing, cell: HeadingCell, key: str) -> None:
    if any(each.field == key for each in placing.placed):
        placing.leave(cell)
    else:
        placing.put(cell, key)


def _sides(placing: Placing, cells: Open, direction: str | None, by_row: bool) -> None:
    """A bare country or port belongs to the foreign end: where an import comes from, where an export goes."""
    for cell, meaning in cells:
        ways = dict(zip(("import", "export"), meaning.fields, strict=True))
        free = [key for key in meaning.fields if not placing.has(key)]
        if not free:
            placing.leave(cell)
        elif direction in ways and ways[direction] in free:
            placing.put(cell, ways[direction])
        elif by_row and len(free) == len(ways):
            for way, key in ways.items():
                placing.put(cell, key, when=way)
        else:
            _ask_open(placing, cell, meaning)


def _asked(placing: Placing, cells: Open) -> None:
    for cell, meaning in cells:
        if any(placing.has(key) for key in meaning.fields):
            placing.leave(cell)
        else:
            _ask_open(placing, cell, meaning)


def _ask_open(placing: Placing, cell: HeadingCell, meaning: Ambiguous) -> None:
    placing.ask(cell, [Candidate(key, meaning.unit, OPEN) for key in meaning.fields])


def _unread(placing: Placing, cells: Sequence[HeadingCell], kind: str) -> None:
    """Columns no heading explains: notes, unless they look like a field that is not there."""
    bar = 70.0 if placing.missing else SURE_ENOUGH_TO_ASK
    for cell in cells:
        likely = tuple(each for each in nearest(cell.text, kind) if each.score >= bar and not placing.has(each.field))
        if likely:
            placing.ask(cell, likely)
        else:
            placing.leave(cell)


def _has_unit(cell: CellLike) -> bool:
    if cell.kind == "n":
        return bool(cell.format.strip("%,"))
    return cell.kind == "t" and any(char.isalpha() for char in cell.text) and any(char.isdigit() for char in cell.text)
