"""R05 of both sides: whoever buys at home, and whoever moves goods without naming a licence, needs one by law.

Some law demands a licence of everybody, some only of those who deal in more than a limit in a month or a year; then
what stands in the register since the first day of it counts, with what the file says before. Everything is looked up
for a file at once, never for a row.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, func, literal_column, select
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.db.engine import seeing_all
from precursors.intake.parties import party
from precursors.law.book import Threshold
from precursors.law.dated import Entry
from precursors.law.limits import Sum, span, tripped
from precursors.trade.goods import Status
from precursors.trade.models import Shipment
from precursors.trade.register import Register
from precursors.trade.rules import Finding, above_limit, kg, litres, unlicensed_buyer

Side: TypeAlias = Literal["buyer", "operator"]
_Group: TypeAlias = "tuple[Side, str, str, str]"
"""Side, who counts as one, substance, direction."""
_MOST = 500
"""Replaced records that are left out of a sum; a file that corrects more is compared with all that stands."""


class Supply(NamedTuple):
    """What one good row shows of one side that law may demand a licence of."""

    row: int
    side: Side
    party: str
    substance: str
    way: str
    day: date
    amount: Sum
    status: Status


@dataclass(slots=True)
class Supplies:
    """What the good rows of a file show of sides that may need a licence."""

    register: Register
    rows: list[Supply] = field(default_factory=list)

    def findings(
        self, session: Session, skip: Collection[int], replaces: Iterable[int]
    ) -> Iterator[tuple[Finding, array[int]]]:
        """What they come to with what stands; each finding once, with its rows."""
        rows = [each for each in self.rows if each.row not in skip]
        if not rows:
            return
        with seeing_all(session):  # the law adds up over every agency of the country
            self.register.learn_parties({each.party for each in rows})
            open_ = [each for each in rows if not self.register.may(each.party, each.substance, each.way, each.day)]
            before = _Before(session, self.register, open_, tuple(replaces))
            found: dict[str, tuple[Finding, array[int]]] = {}
            for each in open_:
                shown = self._shown(each, before)
                if shown is not None:
                    found.setdefault(shown.cause, (shown, array("I")))[1].append(each.row)
        yield from found.values()

    def _shown(self, each: Supply, before: _Before) -> Finding | None:
        called = self.register.called(each.party)
        whole = next((demand for demand in each.status.demands if not demand.conditional), None)
        if whole is not None:
            return unlicensed_buyer(called, each.substance, whole.cited) if each.side == "buyer" else None
        for limit in each.status.begins:
            since, total = before.with_(each, limit)
            reached = tripped(limit.value, total)
            if reached is not False and total != Sum():
                law = f"{limit.citation}, {limit.value.stated}"
                return above_limit(each.side if reached else None, called, each.substance, _told(total), since, law)
        return None


def _told(total: Sum) -> str:
    """What is known of a sum, in each measure in which anything is."""
    known = [(kg(total.ug), "kg")] if total.ug else []
    known += [(litres(total.ul), "L")] if total.ul else []
    return " / ".join(f"{figure.rstrip('0').rstrip('.')} {unit}" for figure, unit in known)


class _Before:
    """What sides dealt in since the first day of a limit; what a file says is added as it is gone through."""

    def __init__(
        self, session: Session, register: Register, rows: Collection[Supply], replaces: tuple[int, ...]
    ) -> None:
        self.one = register.one_with()
        self._known: dict[tuple[_Group, str], Sum] = {}
        """By group and month."""
        self._added: dict[tuple[_Group, str], set[int]] = {}
        asked = [each for each in rows if each.status.begins]
        if asked:
            self._load(session, register, asked, replaces if len(replaces) <= _MOST else ())

    def with_(self, each: Supply, limit: Entry[Threshold]) -> tuple[date, Sum]:
        """First day of the limit's window, and what the side dealt in since, this row and those above it included."""
        group, month = self._group(each.side, each.party, each.substance, each.way), f"{each.day:%Y-%m}"
        first, last = span(limit.value.window, each.day)
        if limit.value.window == "transaction":
            return first, each.amount
        if each.row not in self._added.setdefault((group, month), set()):
            self._added[group, month].add(each.row)
            self._known[group, month] = self._known.get((group, month), Sum(0, 0)) + each.amount
        months = (f"{year}-{number:02d}" for year, number in _months(first, last))
        total = sum((self._known[group, each_] for each_ in months if (group, each_) in self._known), Sum(0, 0))
        return first, total

    def _group(self, side: Side, stated: str, substance: str, way: str) -> _Group:
        name = party(stated)
        return side, self.one.get(name, name), substance, way

    def _load(self, session: Session, register: Register, asked: Collection[Supply], replaces: tuple[int, ...]) -> None:
        """Standing sums of the substances in the years of the rows, by side and month; a query for each side."""
        s, years = Shipment, {each.day.year for each in asked}
        sqlite = session.get_bind().dialect.name == "sqlite"
        month: ColumnElement[str] = literal_column(
            "substr(shipment.day, 1, 7)" if sqlite else "to_char(shipment.day, 'YYYY-MM')"
        )
        counts = (func.count(), func.count(s.base_ug), func.count(s.ul))
        for side in sorted({each.side for each in asked}):
            own = [each for each in asked if each.side == side]
            named = s.counterparty if side == "buyer" else s.operator
            query: Any = (
                select(named, s.substance, s.direction, month, func.sum(s.base_ug), func.sum(s.ul), *counts)
                .join(Current, stands(s))
                .where(s.agency.in_(register.agencies), s.substance.in_({each.substance for each in own}))
                .where(s.direction.in_({each.way for each in own}), named.is_not(None))
                .where(s.day.between(date(min(years), 1, 1), date(max(years), 12, 31)))
                .group_by(named, s.substance, s.direction, month)
            )
            query = query.where(s.id.not_in(replaces)) if replaces else query
            for stated, substance, way, when, ug, ul, rows, massed, volumed in session.execute(query):
                group = self._group(side, stated, substance, way)
                told = Sum(int(ug or 0), int(ul or 0), massed < rows, volumed < rows)
                self._known[group, when] = self._known.get((group, when), Sum(0, 0)) + told


def _months(first: date, last: date) -> Iterator[tuple[int, int]]:
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield number // 12, number % 12 + 1


def sides(way: str, counterparty: str | None, operator: str | None, *, licensed: bool) -> Mapping[Side, str]:
    """Who of a row has to be looked at: the buyer at home, and an operator who names no licence."""
    found: dict[Side, str] = {"buyer": counterparty} if way == "domestic" and counterparty else {}
    return found | ({"operator": operator} if operator and not licensed else {})
