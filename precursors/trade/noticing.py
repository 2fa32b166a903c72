"""What good rows show by themselves or against the register: findings, which stop nothing and become flags.

Rows are gone through text by text, not one by one: each distinct operator or licence is asked about once.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from itertools import compress
from typing import TypeAlias

from precursors.intake.codes import at_codes
from precursors.intake.drafts import Trouble
from precursors.intake.words import folded
from precursors.law.dated import NotInForce
from precursors.law.deadlines import Due, deadlines
from precursors.law.limits import Sum
from precursors.problems import Problem, problem
from precursors.quantities.recipe import Amount
from precursors.registers.terms import DEMO
from precursors.trade import rules
from precursors.trade.goods import Status
from precursors.trade.measuring import microlitres
from precursors.trade.permitting import Permits, not_drawn
from precursors.trade.reading import Page
from precursors.trade.rules import Finding, Line, Told
from precursors.trade.supplying import Supplies, Supply, sides
from precursors.trade.tally import Context, Tally

ENTRY = "movement-entry"
"""The deadline by which a movement is to be entered."""

_Shown: TypeAlias = "dict[str, array[int] | None]"
"""Text to the numbers of the rows that show what is to be said of it; None where nothing is."""


class Noticing:
    """Finds what the good rows of one file show, and tells its tally."""

    def __init__(self, context: Context, tally: Tally) -> None:
        self.register, self.tally = context.register, tally
        self._operators: _Shown = {}
        self._licences: _Shown = {}
        self.permits = Permits(context, tally)
        self.country, self.today = context.country, context.today
        self._due = lru_cache(maxsize=5_000)(self._to_enter)
        self.supplies = tally.supplies = Supplies(context.register)

    def notice(self, page: Page, good: Sequence[int]) -> None:
        """Everything the good rows of one block show, at the positions `good`."""
        numbers = range(self.tally.good, self.tally.good + len(good))
        self._unsure(page, good, numbers)
        self.register.learn_licences(page.fields["licence"].reading.stated)
        self.register.learn_operators(page.fields["operator"].reading.stated)
        self._mixed(page, good)
        self._covered(page, good, numbers)
        self._by_text(page, "licence", *_asked(page, good, numbers), self._licences, self._of_licence)
        self._by_text(page, "operator", good, numbers, self._operators, self._of_operator)
        self._lawful(page, good, numbers)
        self._supplied(page, good, numbers)
        self._entered(page, good, numbers)
        self.permits.notice(page, good, numbers)

    def _entered(self, page: Page, good: Sequence[int], numbers: Sequence[int]) -> None:
        """R36: movements that the law wants entered sooner; that a correction comes later is nobody's fault."""
        law = deadlines(demo=self.country == DEMO)
        if not law.known(self.country, ENTRY, self.today):
            return
        for number, at in zip(numbers, good, strict=True):
            day = page.days[at]
            due = self._due(day) if day is not None else None
            if due is not None and self.today > due.day:
                told = rules.entered_late(
                    page.text("operator", at) or "-", due.day, due.entry.citation, decides=due.decides
                )
                self.tally.find(told, number)

    def _to_enter(self, day: date) -> Due | None:
        try:
            return deadlines(demo=self.country == DEMO).due(self.country, ENTRY, day)
        except NotInForce:
            return None

    def _supplied(self, page: Page, good: Sequence[int], numbers: Sequence[int]) -> None:
        """R05 of both sides: noted here, looked up when the file is settled."""
        licences = page.fields["licence"].codes
        named = [bool(text) for text in page.fields["licence"].reading.stated]
        for number, at in zip(numbers, good, strict=True):
            licensed = named[licences[at]]
            if licensed and page.ways[at] != "domestic":  # most rows; what their licence covers is looked at elsewhere
                continue
            status, way, day = page.statuses[at], str(page.ways[at]), page.days[at]
            if status is None or not status.demands or day is None:
                continue
            amount = _amount(page, at)
            much = Sum() if amount.status == "ask" else Sum(amount.base_ug, microlitres(amount.ul))
            goods = str(page.goods[at].substance)
            asked = sides(way, page.text("counterparty", at), page.text("operator", at), licensed=licensed)
            for side, who in asked.items():
                self.supplies.rows.append(Supply(number, side, who, goods, way, day, much, status))

    def _unsure(self, page: Page, good: Sequence[int], numbers: Sequence[int]) -> None:
        """R01, and amounts that are right but to be looked at."""
        for number, at in zip(numbers, good, strict=True):
            amount = page.amounts[at]
            if amount.__class__ is not Amount or amount.status == "ok":  # a good row's is one
                continue
            if amount.status == "ok_flag":
                self.tally.look_at(page.sheet, page.rows[at], str(amount.code))
            elif amount.status == "ask":
                self.tally.find(rules.unresolved(str(page.goods[at].substance), amount.code), number)

    def _by_text(
        self,
        page: Page,
        field: str,
        good: Sequence[int],
        numbers: Sequence[int],
        known: _Shown,
        find: Callable[[str], Finding | None],
    ) -> None:
        """Count every good row to what its text in `field` shows; `find` is asked once for each text."""
        if field not in page.fields:
            return
        cells = page.fields[field]
        shown: list[array[int] | None] = []
        for text in cells.reading.stated:
            if text and text not in known:
                found = find(text)
                known[text] = self.tally.showing(found) if found else None
            shown.append(known[text] if text else None)
        for number, rows in zip(numbers, at_codes(shown, at_codes(cells.codes, good)), strict=True):
            if rows is not None:
                rows.append(number)

    def _of_operator(self, text: str) -> Finding | None:
        """R05: an operator the register does not know."""
        return rules.unknown_operator(text) if self.register.operator(text) is None else None

    def _of_licence(self, text: str) -> Finding | None:
        """R05: a licence the register does not know."""
        return None if self.register.lines(text) else rules.unknown_licence(text)

    def _mixed(self, page: Page, good: Sequence[int]) -> None:
        """What the law says of goods that are mixtures; that one counts as controlled goes without saying."""
        if not any(status and status.control for status in page.statuses):
            return
        for at in good:
            status = page.statuses[at]
            if status is not None and status.control and status.control.answer != "counted":
                self.tally.warn(Trouble(page.sheet, page.rows[at], None, status.control.told, None))

    def _covered(self, page: Page, good: Sequence[int], numbers: Sequence[int]) -> None:
        """R04 and R05 for known licences, and what each row draws from its licence line."""
        cells = page.fields["licence"]
        lines = [self.register.lines(text) if text else () for text in cells.reading.stated]
        if not any(lines):
            return
        for number, at in zip(numbers, good, strict=True):
            code, status = cells.codes[at], page.statuses[at]
            if lines[code] and not (status and status.exempt):
                self._licensed(page, at, number, str(cells.reading.stated[code]), lines[code])

    def _licensed(self, page: Page, at: int, number: int, licence: str, lines: Sequence[Line]) -> None:
        amount, day, way = _amount(page, at), page.days[at], page.ways[at]
        assert day is not None  # noqa: S101 - a good row has a day
        goods = page.goods[at]
        site = page.text("site", at)
        said = Told(folded(site) if site else None, goods.share)
        line, found, unsaid = rules.coverage(licence, lines, str(goods.substance), str(way), day, said)
        if found:
            self.tally.find(found, number)
        for each in unsaid:
            self.tally.warn(Trouble(page.sheet, page.rows[at], None, _unsaid(each, licence, line), None))
        if line and line.per_year is not None and not line.counted(day):
            drawn = amount.base_ug if line.measure == "base_ug" else microlitres(amount.ul)
            if drawn:
                self.tally.draws.append((number, line, day, drawn))
            elif drawn is None and amount.status != "ask":
                self.tally.warn(not_drawn(page, at, licence, line.measure))

    def _lawful(self, page: Page, good: Sequence[int], numbers: Sequence[int]) -> None:
        """R06 and R25."""
        statuses = at_codes(page.statuses, good)
        telling = {key for key, each in zip(map(id, statuses), statuses, strict=True) if each and _may_tell(each)}
        if not telling:
            return
        rows = compress(zip(numbers, good, statuses, strict=True), [id(each) in telling for each in statuses])
        notified, authorised = page.fields["notification"].codes, page.fields["authorisation"].codes
        for number, at, status in rows:
            if status is not None and status.mismatch:
                self.tally.find(status.mismatch, number)
            if status is not None and status.limits and not (notified[at] or authorised[at]):
                self._undeclared(page, at, number, status)

    def _undeclared(self, page: Page, at: int, number: int, status: Status) -> None:
        amount, operators = _amount(page, at), page.fields["operator"]
        known = (None, None) if amount.status == "ask" else (amount.base_ug, microlitres(amount.ul))
        operator = operators.reading.stated[operators.codes[at]] or ""
        substance = str(page.goods[at].substance)
        above = rules.undeclared(status.limits, *known, substance, operator)
        if above:
            self.tally.find(above, number)


def _asked(page: Page, good: Sequence[int], numbers: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
    """The good rows, and their numbers, of which the law may ask a licence: all but those it sets free."""
    if not any(status and status.exempt for status in page.statuses):
        return good, numbers
    free = [bool(status and status.exempt) for status in at_codes(page.statuses, good)]
    return [at for at, none in zip(good, free, strict=True) if not none], [
        number for number, none in zip(numbers, free, strict=True) if not none
    ]


def _unsaid(what: str, licence: str, line: Line | None) -> Problem:
    """What a licence line bounds and the row does not say."""
    if line is None or what == "site":
        return problem("licence.site-unsaid", "site", licence=licence, held=(line.site if line else None) or "-")
    return problem("licence.strength-unsaid", "concentration", licence=licence, held=rules.percents(line.strengths))


def _may_tell(status: Status) -> bool:
    return bool(status.mismatch or status.limits)


def _amount(page: Page, at: int) -> Amount:
    """The amount of a good row, which always has one."""
    amount = page.amounts[at]
    assert amount is not None and not isinstance(amount, Problem)  # noqa: PT018, S101 - see above
    return amount
