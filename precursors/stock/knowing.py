"""What the registry knows beside a return: earlier returns, other operators, shipments. A fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Current, Reversal
from precursors.editions.figures import by_day
from precursors.intake.importing import Terms
from precursors.intake.words import folded
from precursors.law.tolerances import Tolerances, tolerances
from precursors.stock.beginnings import Beginnings, Begun
from precursors.stock.comparing import Moved
from precursors.stock.models import StockLine
from precursors.stock.parties import Parties, holders
from precursors.stock.periods import Period, after, before
from precursors.stock.process_rules import Yields, loss_rate, needs_of
from precursors.stock.rules import STATES, Line, Made, Past, ProcessKey, by_substance, measures_of, summed
from precursors.trade.models import Shipment

BACK = timedelta(days=5 * 366)
"""How far earlier returns are looked at."""

BESIDE = timedelta(days=1)
"""The period after begins on the day after."""

EDGE = timedelta(days=7)
"""Shipments so near to a period may have been counted in the wrong one."""

BATCH = 400
Place: TypeAlias = tuple[str, str]
"""Who declares, and for which site, folded: one site is one however its name is written in a period."""


def place_of(who: str, site: str | None) -> Place:
    """The place a return or a line of one speaks of."""
    return who, folded(site or "")


class Told(NamedTuple):
    """One line of a return that stands, or is about to."""

    place: Place
    period: Period
    measure: str
    line: Line


def told(row: StockLine) -> Told:
    """A kept line as the rules see it."""
    return told_of({column.key: getattr(row, column.key) for column in StockLine.__table__.columns})


def told_of(row: Mapping[str, Any]) -> Told:
    """The values of a line as the rules see it; its key is 0 before it is written."""
    amounts = {name: row.get(f"{name}_amount") for name in STATES}
    output = Fraction(row["output"]) if row.get("output") else None
    coefficient = Fraction(row["coefficient_amount"]) if row.get("coefficient_amount") else None
    unit = folded(row.get("output_unit") or "")
    line = Line(
        row.get("id") or 0, row["substance"], row["process_name"], amounts, output, coefficient, row["measure"], unit
    )
    return Told(place_of(row["who"], row["site"]), Period(row["first"], row["last"]), row["measure"], line)


class Knowledge:
    """Earlier lines of some declarants, and lines of all in the same processes."""

    def __init__(
        self,
        session: Session,
        agency: str,
        places: Iterable[Place],
        first: date,
        last: date,
        without: Collection[int] = (),
    ) -> None:
        """What stands of some declarants; `without` are lines that are about to be replaced by others."""
        self._session, self._agency, self._without = session, agency, frozenset(without)
        self._own: dict[Place, dict[Period, list[Line]]] = {}
        who = sorted({place[0] for place in places})
        for at in range(0, len(who), BATCH):
            self._learn(who[at : at + BATCH], first - BACK, last)
        self._beginnings = Beginnings(session, agency, who)
        self._sector: dict[int, list[Told]] = {}
        self._figures = by_day(session, agency)

    def tolerances(self, terms: Terms, day: date) -> Tolerances:
        """How much may differ on a day: by the law of the country, and by what the agency set itself."""
        return tolerances(demo=terms.demo).set_by(self._figures(day).own)

    def _learn(self, who: Sequence[str], first: date, last: date) -> None:
        query = select(StockLine).join(Current, stands(StockLine))
        query = query.where(StockLine.agency == self._agency, StockLine.who.in_(who))
        query = query.where(StockLine.last >= first, StockLine.first <= last + BESIDE)
        for row in self._session.execute(query.order_by(StockLine.last, StockLine.id)).scalars():
            if row.id not in self._without:
                self.add(told(row))

    def yields(self, day: date) -> Yields:
        """What use may differ by, as the agency set it or as supplied."""
        told = self._figures(day)
        names = ("lowest-yield", "highest-yield", "use-changed", "output-same")
        return Yields(*(Fraction(told("yield-mismatch", name)) for name in names))

    def add(self, each: Told) -> None:
        """A line that is about to stand counts for those beside and after it."""
        self._own.setdefault(each.place, {}).setdefault(each.period, []).append(each.line)

    def told(self, place: Place, period: Period) -> list[Told]:
        """The same, each with whose it is."""
        return [Told(place, period, line.measure, line) for line in self.lines(place, period)]

    def lines(self, place: Place, period: Period) -> list[Line]:
        """The lines known for a period."""
        return self._own.get(place, {}).get(period, [])

    def begun(self, place: Place, period: Period) -> Begun:
        """What was taken over when the registry went live, if no period before was declared; else nothing."""
        return {} if self.lines(place, before(period)) else self._beginnings.of(*place, period.first)

    def past(self, place: Place, period: Period) -> Past:
        """What a return is held against."""
        earlier = {each: lines for each, lines in self._own.get(place, {}).items() if each.last < period.first}
        last = earlier.get(before(period), [])
        sums = {name: summed(lines) for name, lines in by_substance(last).items()}
        year = period.first.year - 1
        own = [line for each, lines in earlier.items() if each.first.year == year for line in lines]
        begun = self.begun(place, period)
        return Past(
            {name: amounts["closing"] for name, amounts in sums.items()}
            | {name: each.amount for name, each in begun.items()},
            bool(last),
            _rates(own),
            _rates(each.line for each in self._others(year) if each.place != place),
            [
                {name: summed(lines) for name, lines in by_substance(earlier[each]).items()}
                for each in sorted(earlier)
                if each.months == period.months
            ],
            {line.process_key: (line.amounts.get("used") or 0, line.output or Fraction(0)) for line in last},
            {name: measures_of(lines)[0] for name, lines in by_substance(last).items()}
            | {name: each.measure for name, each in begun.items()},
            *self._year(place, period, earlier),
            {
                name: (measures_of(lines)[0], summed(lines)["opening"])
                for name, lines in by_substance(self.lines(place, after(period))).items()
            },
        )

    def _year(
        self, place: Place, period: Period, earlier: Mapping[Period, Sequence[Line]]
    ) -> tuple[Sequence[Line], Mapping[Made, Fraction]]:
        """The lines that are added up with those of a period, and what the sector needs; nothing of a broken year."""
        most = int(self._figures(period.last)("use-mismatch", "need-months"))
        lately = {each: lines for each, lines in earlier.items() if Period(each.first, period.last).months <= most}
        if sum(each.months for each in (*lately, period)) < most:
            return (), {}
        others = ((each.place, each.line) for each in self._others(period.first.year - 1) if each.place != place)
        return [line for lines in lately.values() for line in lines], needs_of(others)

    def most_needed(self, day: date) -> Fraction:
        """Times the need of the sector that may be bought, as the agency set it or as supplied."""
        return Fraction(self._figures(day)("use-mismatch", "need-factor"))

    def _others(self, year: int) -> list[Told]:
        """Lines of all operators with a loss or a product in a calendar year; one query a year."""
        if year not in self._sector:
            query = select(StockLine).join(Current, stands(StockLine)).where(StockLine.agency == self._agency)
            query = query.where(StockLine.first >= date(year, 1, 1), StockLine.last <= date(year, 12, 31))
            shows = or_(StockLine.loss_amount.is_not(None), StockLine.output.is_not(None))
            rows = self._session.execute(query.where(shows)).scalars()
            self._sector[year] = [told(row) for row in rows]
        return self._sector[year]


def _rates(lines: Iterable[Line]) -> dict[ProcessKey, list[Fraction]]:
    found: dict[ProcessKey, list[Fraction]] = {}
    for line in lines:
        rate = loss_rate(line)
        if rate is not None:
            found.setdefault(line.process_key, []).append(rate)
    return found


def shipments(
    session: Session,
    agency: str,
    agencies: Iterable[str],
    who: Iterable[str],
    substances: Iterable[str],
    period: Period,
) -> dict[str, list[tuple[Moved, int | None]]]:
    """Standing shipments of these declarants in a period and the days around it, by declarant, each with microlitres.

    A domestic shipment is outward to its operator and inward to its counterparty. Four queries however many there are.
    """
    owners = holders(session, agency, who)
    sides = or_(Shipment.party.in_(owners), Shipment.direction == "domestic")
    between = Shipment.day.between(period.first - EDGE, period.last + EDGE)
    stand = ~select(Reversal.id).where(Reversal.target == Shipment.id).exists()
    query: Any = select(
        Shipment.id, Shipment.day, Shipment.substance, Shipment.direction, Shipment.party, Shipment.counterparty,
        Shipment.base_ug, Shipment.ul,
    )  # fmt: skip
    query = query.where(Shipment.agency == agency, Shipment.substance.in_(list(substances)), between, sides, stand)
    rows = session.execute(query.order_by(Shipment.day, Shipment.id)).all()
    parties = Parties(session, agencies)
    parties.learn({row.counterparty for row in rows if row.direction == "domestic"})
    found: dict[str, list[tuple[Moved, int | None]]] = {}
    wanted = set(owners.values())
    for row in rows:
        for owner, inward in _sides(row, owners, parties):
            if owner in wanted:
                moved = Moved(row.id, row.day, row.substance, inward, row.base_ug)
                found.setdefault(owner, []).append((moved, None if row.base_ug is None else row.ul))
    return found


def _sides(row: Any, owners: Mapping[str, str], parties: Parties) -> Iterable[tuple[str, bool]]:  # noqa: ANN401 - a row
    """Whose stock a shipment enters or leaves."""
    own = owners.get(row.party or "")
    if row.direction in {"import", "export", "domestic"} and own is not None:
        yield own, row.direction == "import"
    if row.direction == "domestic" and row.counterparty:
        yield parties.who(row.counterparty).who, True
