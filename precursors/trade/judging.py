"""Judge a workbook's rows block by block: readable, complete, identified, measured, lawful, or why not.

Everything that repeats is worked out for its distinct texts; the loop over rows touches ready values. What a row
shows by itself or against the register is found here; what rows show together is `settling`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import compress
from typing import Any

from precursors.intake.drafts import Cells, Fields, PlacedLike, Trouble
from precursors.intake.types import Figure
from precursors.intake.words import folded
from precursors.problems import Problem, problem
from precursors.quantities.numbers import Number
from precursors.quantities.recipe import Amount
from precursors.trade import rules
from precursors.trade.goods import Goods, Said
from precursors.trade.measuring import UNMEASURED, Measurer, microlitres
from precursors.trade.models import STATED
from precursors.trade.naming import natural_keys
from precursors.trade.record import SHIPMENTS
from precursors.trade.rules import Finding
from precursors.trade.tally import Context, Judged, Tally
from precursors.workbooks.blocks import Block

PLAIN = tuple(
    (column, {"stated_substance": "substance", "stated_date": "date"}.get(column, column)) for column in STATED
)
"""Column of the table, field of the sheet it is kept from."""

NEVER_KEPT = {"amount.zero", "number.range", "number.bound", "number.negative"}
"""Quantities no later choice could make a record of what happened; a problem even when unresolved rows are kept."""


MOST_HOLDERS = 200_000
"""Operators of one file that are remembered."""


NEAREST = {
    "packages": ("package_size", "quantity", "unit"),
    "package_size": ("unit", "quantity"),
    "unit": ("quantity",),
    "quantity": ("net_mass", "volume", "package_size"),
    "net_mass": ("quantity",),
    "concentration": ("substance",),
    "basis": ("concentration", "substance"),
    "salt": ("substance",),
    "cas": ("substance",),
    "substance": ("cas", "hs"),
}
"""Where a person mends what is wrong with a field that the sheet does not have."""


class _Remembered(dict[str, Finding]):
    """Findings about one text, each made once a file."""

    def __init__(self, make: Callable[[str], Finding]) -> None:
        super().__init__()
        self.make = make

    def __missing__(self, text: str) -> Finding:
        made = self[text] = self.make(text)
        return made


class ShipmentJudge:
    """Judges blocks of shipments under one context."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.tally = Tally()
        self.measurer = Measurer(context.shelf)
        self._days: dict[date, tuple[int, str]] = {}
        self.holders: dict[str, str] = {}
        """Operator as stated to the holder of its account, for the operators met first."""
        self.strangers = _Remembered(rules.unknown_operator)
        self.unknown_licences = _Remembered(rules.unknown_licence)

    def block(
        self,
        sheet: str,
        block: Block,
        placed: Sequence[PlacedLike],
        unknown: Sequence[tuple[int, str]],
        direction: str | None,
        keep: Sequence[bool] | None,
    ) -> Judged | None:
        """Judge the records of one block; answer its good rows, or None when it has none."""
        fields = Fields(SHIPMENTS, placed, block.columns, self.context.convention, direction)
        rows = list(block.rows)
        kept = list(keep) if keep is not None else [True] * len(rows)
        self.tally.rows += sum(kept)
        stopped: dict[int, list[Trouble]] = {}
        for at, trouble in fields.troubles(sheet, rows):
            if kept[at]:
                stopped.setdefault(at, []).append(trouble)
        for warning in fields.warnings(sheet, rows):
            self.tally.warn(warning)
        return _Pass(self, sheet, rows, fields, unknown, block).run(direction, kept, stopped)


class _Pass:
    """One walk over one block."""

    def __init__(
        self,
        judge: ShipmentJudge,
        sheet: str,
        rows: list[int],
        fields: Fields,
        unknown: Sequence[tuple[int, str]],
        block: Block,
    ) -> None:
        self.judge, self.context, self.tally = judge, judge.context, judge.tally
        self.sheet, self.rows, self.fields = sheet, rows, fields
        self.unknown, self.block = unknown, block

    def run(self, sheet_direction: str | None, kept: list[bool], stopped: dict[int, list[Trouble]]) -> Judged | None:
        """Judge every kept row; gather good ones."""
        fields = self.fields
        goods = self._goods()
        amounts = self.judge.measurer.amounts(fields, goods)
        days = fields["date"].values()
        ways = self._ways(sheet_direction)
        licences, operators = fields["licence"].texts(), fields["operator"].texts()
        self.context.register.learn_licences(fields["licence"].reading.stated)
        self.context.register.learn_operators(fields["operator"].reading.stated)
        declared = [a or b for a, b in zip(fields["notification"].codes, fields["authorisation"].codes, strict=True)]
        second_look = self._second_look(goods, amounts, ways)
        good: list[int] = []
        number = self.tally.good
        for at, (things, day, way, amount) in enumerate(zip(goods, days, ways, amounts, strict=True)):
            if not kept[at]:
                continue
            wrong = stopped.get(at)
            against = self._against(things, day, way, amount, licences[at])
            if at in second_look and not wrong:
                against = [*against, *second_look[at]]
            if wrong or against:
                for trouble in wrong or ():
                    self.tally.stop(trouble)
                self._stop(at, against, {t.problem.field for t in wrong or ()})
                continue
            assert day is not None and way is not None and amount.__class__ is Amount  # noqa: PT018, S101 - nothing stops the row
            good.append(at)
            if amount.status == "ok_flag":
                self.tally.look_at(self.sheet, self.rows[at], str(amount.code))
            self._findings(number, things, day, way, amount, licences[at], operators[at], bool(declared[at]))
            number += 1
        self.tally.good = number
        return self._judged(good, goods, days, ways, amounts) if good else None

    def _ways(self, sheet_direction: str | None) -> list[str | None]:
        """The direction of each row; where nothing says it, what its countries say, else import, with a warning."""
        ways = self.fields.directions(sheet_direction)
        if None not in ways:
            return ways
        home = self.context.country.casefold()
        origins, goals = self.fields["origin"].texts(), self.fields["destination"].texts()
        unread = self.fields["direction"].reading.problems
        codes = self.fields["direction"].codes
        for at, way in enumerate(ways):
            if way is None and codes[at] not in unread:
                ways[at] = rules.likely_direction(home, origins[at], goals[at])
                assumed = problem("direction.assumed", "direction", direction=ways[at])
                self.tally.warn(Trouble(self.sheet, self.rows[at], None, assumed, None))
        return ways

    def _goods(self) -> list[Goods]:
        fields = self.fields
        parts = [
            fields[key] for key in ("substance", "cas", "hs", "unit", "concentration", "basis", "salt", "package_size")
        ]
        combos = list(zip(*(part.codes for part in parts), strict=True))
        values = [part.reading.values for part in parts]
        shelf = self.context.shelf
        made = {
            combo: shelf.goods(Said(*(own[code] for own, code in zip(values, combo, strict=True))))
            for combo in set(combos)
        }
        return list(map(made.__getitem__, combos))

    def _against(
        self, goods: Goods, day: date | None, way: str | None, amount: Amount | Problem | None, licence: str | None
    ) -> Sequence[Problem]:
        """What stops a row, all of it at once; an empty tuple, made nowhere, when nothing does."""
        if goods.substance and day and way and amount.__class__ is Amount and day <= self.context.today:
            status = self._status(goods, way, day)
            lawful = status.controlled and (licence or not status.licence_demanded)
            if lawful and amount.status in {"ok", "ok_flag"} and not _bounded(amount):
                return ()
        return list(self._all_against(goods, day, way, amount, licence))

    def _all_against(
        self, goods: Goods, day: date | None, way: str | None, amount: Amount | Problem | None, licence: str | None
    ) -> Iterable[Problem]:
        yield from goods.problems
        if day is None:
            yield problem("field.missing", "date")
        elif day > self.context.today:
            yield problem("date.future", "date", value=day, today=self.context.today)
        if amount is None:
            yield problem("quantity.missing", "quantity")
        elif isinstance(amount, Problem):
            if amount is not UNMEASURED:
                yield amount
        else:
            yield from self._amount_against(amount)
        if goods.substance and day and way and day <= self.context.today:
            status = self._status(goods, way, day)
            if not status.controlled:
                yield problem("substance.not-controlled", "substance", substance=goods.substance)
            elif status.licence_demanded and not licence:
                yield problem("licence.missing", "licence", substance=goods.substance)

    def _amount_against(self, amount: Amount) -> Iterable[Problem]:
        code = _bounded(amount) or amount.code
        resolvable = amount.status == "ask" and self.context.keep_unresolved and code not in NEVER_KEPT
        if code and (amount.status == "refuse" or code in NEVER_KEPT or (amount.status == "ask" and not resolvable)):
            yield self.judge.measurer.told(amount, code)

    def _status(self, goods: Goods, way: str, day: date) -> Any:  # noqa: ANN401 - goods.Status
        era = self.judge._days.get(day)
        if era is None:
            era = self.judge._days[day] = (self.context.shelf.law.era(day), day.isoformat())
        return self.context.shelf.status(goods, way, era[0], day)

    def _second_look(
        self, goods: list[Goods], amounts: list[Amount | Problem | None], ways: list[str | None]
    ) -> dict[int, list[Problem]]:
        """Rows whose statements contradict each other: net and gross, mass and volume, both ends of the journey."""
        found: dict[int, list[Problem]] = {}
        for at, against in self.judge.measurer.contradictions(self.fields, goods, amounts):
            found.setdefault(at, []).append(against)
        for field_, start, end in (
            ("destination", "origin", "destination"),
            ("port_discharge", "port_loading", "port_discharge"),
        ):
            if start in self.fields and end in self.fields:
                for at, place in _same(self.fields[start], self.fields[end]):
                    if nowhere := rules.places(ways[at] or "", [(field_, place, place)]):
                        found.setdefault(at, []).append(nowhere)
        return found

    def _stop(self, at: int, against: Sequence[Problem], told: set[str | None]) -> None:
        for each in against:
            if each.code in {"field.missing", "quantity.missing"} and each.field in told:
                continue  # the cell is there, and what is wrong with it has been said
            each = self._at_home(each)
            cells = self.fields[each.field] if each.field else None
            value = cells.reading.stated[cells.codes[at]] if cells else None
            heading = cells.heading if cells else None
            self.tally.stop(Trouble(self.sheet, self.rows[at], heading, each, value))

    def _at_home(self, against: Problem) -> Problem:
        """The problem at a field this sheet has: at its own, else at the one a person would mend."""
        field = against.field
        if field is None or field in self.fields:
            return against
        return against.about(next((near for near in NEAREST.get(field, ()) if near in self.fields), field))

    def _findings(
        self,
        number: int,
        goods: Goods,
        day: date,
        way: str,
        amount: Amount,
        licence: str | None,
        operator: str | None,
        declared: bool,
    ) -> None:
        tally, substance = self.tally, str(goods.substance)
        status = self._status(goods, way, day)
        if amount.status == "ask":
            tally.find(rules.unresolved(substance, amount.code), number)
        if licence:
            self._licence(number, licence, substance, way, day, amount)
        if operator and self.context.register.operator(operator) is None:
            tally.find(self.judge.strangers[operator], number)
        if goods.said.hs and status.hs:
            found = goods.hs_finding(status.hs)
            if found:
                tally.find(found, number)
        if status.limits and not declared and amount.status != "ask":
            above = rules.undeclared(status.limits, amount.base_ug, microlitres(amount.ul), substance, operator or "")
            if above:
                tally.find(above, number)

    def _licence(self, number: int, licence: str, substance: str, way: str, day: date, amount: Amount) -> None:
        lines = self.context.register.lines(licence)
        if not lines:
            self.tally.find(self.judge.unknown_licences[licence], number)
            return
        line, found = rules.coverage(licence, lines, substance, way, day)
        if found:
            self.tally.find(found, number)
        if line and line.per_year is not None:
            drawn = amount.base_ug if line.measure == "base_ug" else microlitres(amount.ul)
            if drawn:
                self.tally.draws.append((number, line, day, drawn))

    def _judged(
        self,
        good: list[int],
        goods: list[Goods],
        days: list[date],
        ways: list[str | None],
        amounts: list[Any],
    ) -> Judged:
        whole = len(good) == len(self.rows)
        mask = None if whole else _mask(good, len(self.rows))

        def chosen(items: Sequence[Any]) -> list[Any]:
            return list(items) if mask is None else list(compress(items, mask))

        columns = {}
        for column, key in PLAIN:
            cells = self.fields.cells.get(key)
            if cells is not None and any(cells.reading.stated):
                columns[column] = (cells.reading.stated, chosen(cells.codes) if mask else cells.codes)
        self._noted(columns, chosen)
        others: list[str | None] = [None] * len(good)
        if "domestic" in ways:
            named = zip(chosen(ways), chosen(self.fields["counterparty"].texts()), strict=True)
            others = [self._holder(text) if way == "domestic" else None for way, text in named]
        party = {text: self._holder(text) for text in self.fields["operator"].reading.stated}
        goods, ways = chosen(goods), chosen(ways)
        isodays = [self.judge._days[day][1] for day in chosen(days)]
        return Judged(
            self.sheet,
            chosen(self.rows),
            columns,
            ways,  # type: ignore[arg-type] # a good row has a direction
            isodays,
            [str(each.substance) for each in goods],
            [party[text] for text in chosen(self.fields["operator"].texts())],
            others,
            [self.judge.measurer.figures(amount, each) for amount, each in zip(chosen(amounts), goods, strict=True)],
            natural_keys(self.context.agency, columns, goods, ways, isodays),
        )

    def _holder(self, text: str | None) -> str | None:
        """Whose account goods go to: a registered operator's, or that of a party known only as stated."""
        if not text:
            return None
        holders = self.judge.holders
        found = holders.get(text)
        if found is None:
            known = self.context.register.operator(text)
            found = f"operator:{known}" if known is not None else f"party:{self.context.agency}:{folded(text)}"
            if len(holders) < MOST_HOLDERS:
                holders[text] = found
        return found

    def _noted(self, columns: dict[str, tuple[list[str | None], Sequence[int]]], chosen: Any) -> None:  # noqa: ANN401 - a local function
        """Unknown columns are kept as notes, one `heading: text` line each, behind the remarks of the row."""
        extra = [
            (heading, self.block.columns[column])
            for column, heading in self.unknown
            if column < len(self.block.columns) and not self.block.columns[column].is_empty()
        ]
        if not extra:
            return
        own = self.fields["notes"].texts()
        rows = []
        for at, remark in enumerate(own):
            lines = [remark] if remark else []
            lines += [f"{heading}: {column.texts[column.codes[at]]}" for heading, column in extra if column.codes[at]]
            rows.append("\n".join(lines) or None)
        distinct = {text: code for code, text in enumerate(dict.fromkeys([None, *rows]))}
        columns["notes"] = (list(distinct), chosen([distinct[text] for text in rows]))


def _bounded(amount: Amount) -> str | None:
    """A range or a bound is no record of what happened, whatever its midpoint. Only typed numbers can be one."""
    if amount.number.__class__ is not Number:
        return None
    return next((code for code in ("number.range", "number.bound") if code in amount.codes), None)


def _mask(positions: list[int], size: int) -> bytearray:
    mask = bytearray(size)
    for at in positions:
        mask[at] = 1
    return mask


def _same(start: Cells, end: Cells) -> Iterable[tuple[int, str]]:
    """Rows whose two places read the same once case, accents and punctuation are put away."""
    first = [folded(text) if text else None for text in start.reading.stated]
    second = [folded(text) if text else None for text in end.reading.stated]
    for at, (a, b) in enumerate(zip(start.codes, end.codes, strict=True)):
        if a and b and first[a] == second[b]:
            yield at, str(start.reading.stated[a])


__all__ = ["Context", "Figure", "Judged", "ShipmentJudge", "Tally"]
