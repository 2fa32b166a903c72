"""One block of a sheet, read, named, measured and held against the law: what the judgement of its rows looks at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import repeat
from typing import TypeAlias

from precursors.intake.codes import at_codes
from precursors.intake.drafts import Cells, Fields, Trouble
from precursors.intake.words import folded
from precursors.problems import Problem, problem
from precursors.quantities.recipe import Amount
from precursors.trade import rules
from precursors.trade.goods import Goods, Said, Shelf, Status
from precursors.trade.measuring import Measurer
from precursors.trade.tally import Context, Tally
from precursors.workbooks.blocks import Block

_DESCRIBING = ("substance", "cas", "hs", "unit", "concentration", "basis", "salt", "package_size", "contains")
"""Fields that describe goods, in the order of `Said`."""

_JOURNEYS = (("destination", "origin", "destination"), ("port_discharge", "port_loading", "port_discharge"))
"""Field that is blamed, where goods leave, where they arrive."""

Unknown: TypeAlias = Sequence[tuple[int, str]]
"""Columns no field was found for: grid column and heading."""


@dataclass(slots=True)
class Page:
    """The rows of one block: parallel lists, one entry a row."""

    sheet: str
    rows: list[int]
    fields: Fields
    block: Block
    unknown: Unknown
    goods: list[Goods]
    ways: list[str | None]
    days: Sequence[date | None]
    amounts: list[Amount | Problem | None]
    statuses: list[Status | None]
    """What the law says of the row that day; None where its goods, its day or its way are not known."""

    def text(self, field: str, at: int) -> str | None:
        """What a row states in a field."""
        cells = self.fields[field]
        stated: str | None = cells.reading.stated[cells.codes[at]]
        return stated

    def contradictions(self, measurer: Measurer) -> dict[int, list[Problem]]:
        """Rows whose statements contradict each other: net and gross, mass and volume, both ends of the journey."""
        found: dict[int, list[Problem]] = {}
        for at, against in measurer.contradictions(self.fields, self.goods, self.amounts):
            found.setdefault(at, []).append(against)
        for field, start, end in _JOURNEYS:
            if start in self.fields and end in self.fields:
                for at, place in _same(self.fields[start], self.fields[end]):
                    if nowhere := rules.places(self.ways[at] or "", [(field, place, place)]):
                        found.setdefault(at, []).append(nowhere)
        return found


class Pages:
    """Makes the pages of one file; what repeats from block to block is remembered."""

    def __init__(self, context: Context, tally: Tally) -> None:
        self.context, self.tally = context, tally
        self.measurer = Measurer(context.shelf)
        self._days: dict[int, date] = {}
        """A day of each era met so far: all its days have the same law."""

    def page(
        self,
        sheet: str,
        rows: list[int],
        fields: Fields,
        block: Block,
        unknown: Unknown,
        direction: str | None,
        kept: Sequence[bool],
    ) -> Page:
        """One block; `kept` are its records. `direction` is the whole sheet's, where its name or title says one."""
        goods = _goods(fields, self.context.shelf)
        days = fields["date"].values()
        ways = self._ways(sheet, rows, fields, direction, kept)
        amounts = self.measurer.amounts(fields, goods)
        statuses = self._statuses(goods, ways, fields["date"])
        return Page(sheet, rows, fields, block, unknown, goods, ways, days, amounts, statuses)

    def _ways(
        self, sheet: str, rows: list[int], fields: Fields, direction: str | None, kept: Sequence[bool]
    ) -> list[str | None]:
        """The direction of each row; where nothing says it, what its countries say, else import, with a warning."""
        ways = fields.directions(direction)
        if None not in ways:
            return ways
        home = self.context.country.casefold()
        origins, goals = fields["origin"].texts(), fields["destination"].texts()
        unread, codes = fields["direction"].reading.problems, fields["direction"].codes
        for at, way in enumerate(ways):
            if way is None and codes[at] not in unread:
                ways[at] = rules.likely_direction(home, origins[at], goals[at])
                if kept[at]:
                    assumed = problem("direction.assumed", "direction", direction=ways[at])
                    self.tally.warn(Trouble(sheet, rows[at], None, assumed, None))
        return ways

    def _statuses(self, goods: list[Goods], ways: list[str | None], days: Cells) -> list[Status | None]:
        eras = [self._era(day) for day in days.reading.values]
        shown = list(zip(map(id, goods), ways, at_codes(eras, days.codes), strict=True))
        named = dict(zip(map(id, goods), goods, strict=True))
        made = {key: self._status(named[key[0]], key[1], key[2]) for key in set(shown)}
        return list(map(made.__getitem__, shown))

    def _status(self, goods: Goods, way: str | None, era: int | None) -> Status | None:
        if goods.substance is None or way is None or era is None:
            return None
        return self.context.shelf.status(goods, way, era, self._days[era])

    def _era(self, day: date | None) -> int | None:
        """The era of the law a day falls in; None for no day, and for one that has not come yet."""
        if day is None or day > self.context.today:
            return None
        era = self.context.shelf.law.era(day)
        self._days.setdefault(era, day)
        return era


def _goods(fields: Fields, shelf: Shelf) -> list[Goods]:
    """What the describing cells of each row mean together."""
    parts = [fields[key] for key in _DESCRIBING]
    codes = [part.codes if key in fields else repeat(0) for key, part in zip(_DESCRIBING, parts, strict=True)]
    combos = list(zip(repeat(0, fields.rows), *codes, strict=False))
    values = [part.reading.values for part in parts]
    made = {
        combo: shelf.goods(Said(*(own[code] for own, code in zip(values, combo[1:], strict=True))))
        for combo in set(combos)
    }
    return list(map(made.__getitem__, combos))


def _same(start: Cells, end: Cells) -> Iterable[tuple[int, str]]:
    """Rows whose two places read the same once case, accents and punctuation are put away."""
    arrivals = {folded(text): code for code, text in enumerate(end.reading.stated) if text}
    if not any(text and folded(text) in arrivals for text in start.reading.stated):
        return
    first = [folded(text) if text else None for text in start.reading.stated]
    second = [folded(text) if text else None for text in end.reading.stated]
    for at, (a, b) in enumerate(zip(start.codes, end.codes, strict=True)):
        if a and b and first[a] == second[b]:
            yield at, str(start.reading.stated[a])
