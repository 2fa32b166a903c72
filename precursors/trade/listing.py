"""The list of shipments that stand: newest day first, a page at a time, each page found by an index.

What others share stands among the own, found by the shares; without its names where they are withheld.

What no index knows (a direction, a licence, a text, a flag) is looked for within a stretch of days that holds about
`LOOK` rows; a page says how far back it has looked, and the next one goes on from there.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from math import ceil
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, case, func, literal, select, tuple_, union_all
from sqlalchemy.orm import Session

from precursors.audit.models import Reversal
from precursors.audit.refs import key_of, refs_of
from precursors.db.types import Big, Day
from precursors.flags.marks import flag_counts
from precursors.scope.masking import as_seen
from precursors.scope.visible import Sight, givers, shown_ids, visible
from precursors.trade.filters import Filters, conditions, parties_named
from precursors.trade.models import Shipment, ShipmentMonth

SIZE = 50
"""Rows of a page."""

LOOK = 3_000
"""Rows that are looked at, about, where no index helps."""

_COLUMNS = (
    "id", "agency", "key", "day", "direction", "substance", "stated_substance", "base_ug", "status", "code", "quantity",
    "unit", "packages", "package_size", "net_mass", "volume", "concentration", "operator", "counterparty", "licence",
    "document",
)  # fmt: skip


class Listed(NamedTuple):
    """One shipment of the list: `row` has the columns shown, by name; `flags` is how many it has."""

    ref: str
    row: Any
    flags: int


class Page(NamedTuple):
    """One page of the list, and where it goes on: references of the rows at its ends."""

    rows: Sequence[Listed]
    newer: str | None
    older: str | None
    looked_back_to: date | None
    """Day before which nothing was looked at; None when everything was."""


class Total(NamedTuple):
    """Standing shipments of one substance."""

    substance: str
    rows: int
    unresolved: int
    base_ug: int | None
    """Of those that are resolved; None where none is."""


def page(
    session: Session, sight: Sight, filters: Filters, after: str | None, before: str | None, size: int = SIZE
) -> Page:
    """The page behind the row `after`, or the one in front of the row `before`, each by its reference."""
    edge = _edge(session, sight, after or before)
    backwards = bool(before and edge and not after)
    agencies = _agencies(session, sight, filters)
    from_day = edge[0] if edge and not backwards else filters.last
    start = reach = None
    if filters.looks and not backwards:
        start, reach = _looked_at(_months(session, filters, agencies, from_day), from_day)
    stretch = _Stretch(edge, backwards, start, reach, size)
    asked = _queries(session, sight, filters, agencies, stretch) + _of_others(session, sight, filters, stretch)
    found = _found(session, asked, stretch)
    more, rows = len(found) > size, as_seen(session, found[:size], sight, Shipment)
    if backwards:
        rows.reverse()
    keys = [row.id for row in rows]
    refs = refs_of(session, Shipment, keys)
    flags = flag_counts(session, sight.own, Shipment.__tablename__, keys)
    listed = [Listed(refs[row.id], row, flags.get(row.id, 0)) for row in rows]
    newer = listed[0].ref if listed and (more if backwards else edge) else None
    older = listed[-1].ref if listed and (more or backwards) else None
    return Page(listed, newer, older, None if more else reach)


def _agencies(session: Session, sight: Sight, filters: Filters) -> list[str]:
    """Codes of the agencies asked, each by its own index."""
    known = sight.agencies
    if known is None:
        known = tuple(session.execute(select(ShipmentMonth.agency).distinct()).scalars())
    return sorted(code for code in known if filters.agency in {None, code})


def _edge(session: Session, sight: Sight, ref: str | None) -> tuple[date, int] | None:
    """Day and key of the row a page begins behind; None where the reference names none the reader may see."""
    found = key_of(session, ref) if ref else None
    if found is None or found[0] is not Shipment:
        return None
    query = visible(select(Shipment.day).where(Shipment.id == found[1]), Shipment, sight)
    day = session.execute(query).scalar_one_or_none()
    return None if day is None else (day, found[1])


class _Stretch(NamedTuple):
    """Where a page begins, which way it goes, the days between which rows are looked at, how many rows it holds."""

    edge: tuple[date, int] | None
    backwards: bool
    start: date | None
    reach: date | None
    size: int


def queries(session: Session, sight: Sight, filters: Filters) -> list[Select[Any]]:
    """What the first page asks, each query in the order of an index; nobody but a test has a use for them."""
    return _queries(
        session, sight, filters, _agencies(session, sight, filters), _Stretch(None, False, None, None, SIZE)
    )


def _queries(
    session: Session, sight: Sight, filters: Filters, agencies: Iterable[str], stretch: _Stretch
) -> list[Select[Any]]:
    return [query for code in agencies for query in _of_agency(session, sight, filters, code, stretch)]


def _of_agency(
    session: Session, sight: Sight, filters: Filters, agency: str, stretch: _Stretch
) -> Iterator[Select[Any]]:
    """One agency's rows of the page in order, one more than it holds; a query for each operator that may be meant.

    An index gives rows of one agency, or of one operator of it, in the order of their days; of several it cannot.
    """
    own = [Shipment.agency == agency, *conditions(filters)]
    if not filters.operator:
        yield _rows(sight.own, own, stretch)
        return
    for party in parties_named(session, agency, filters.operator):
        yield _rows(sight.own, [*own, Shipment.party == party], stretch)


def _of_others(session: Session, sight: Sight, filters: Filters, stretch: _Stretch) -> list[Select[Any]]:
    """The rows that others share with the reader, found by the shares. Whose flags stand on them they do not tell."""
    giving = agencies_giving(session, sight)
    if not giving or filters.status == "flagged" or filters.agency not in {None, *giving}:
        return []
    named = bool(filters.operator or filters.licence or filters.text)  # a question about names
    narrowed = [Shipment.id.in_(shown_ids(Shipment, sight, names=named)), *conditions(filters)]
    narrowed.append(Shipment.agency.in_([filters.agency] if filters.agency else giving))
    if filters.operator:
        narrowed.append(func.lower(Shipment.operator).contains(filters.operator.lower(), autoescape=True))
    return [_rows(sight, narrowed, stretch._replace(start=None), names=named)]


def agencies_giving(session: Session, sight: Sight) -> list[str]:
    """Codes of the other agencies that share shipments with the reader today."""
    if sight.agencies is None or sight.day is None:
        return []
    found = session.execute(givers(Shipment, sight)).scalars()
    return sorted(code for code in found if not sight.owns(code))


def _rows(
    sight: Sight, narrowed: Sequence[ColumnElement[bool]], stretch: _Stretch, *, names: bool = False
) -> Select[Any]:
    columns: list[Any] = [getattr(Shipment, name) for name in _COLUMNS]
    place = tuple_(Shipment.day, Shipment.id)
    taken_back = select(Reversal.id).where(Reversal.target == Shipment.id).exists()
    query: Select[Any] = select(*columns).where(*narrowed, ~taken_back)
    if stretch.edge is not None:
        there = tuple_(literal(stretch.edge[0], Day()), literal(stretch.edge[1], Big))
        query = query.where(place > there if stretch.backwards else place < there)
    if stretch.start is not None:
        query = query.where(Shipment.day <= stretch.start)
    if stretch.reach is not None:
        query = query.where(Shipment.day >= stretch.reach)
    order = (Shipment.day, Shipment.id) if stretch.backwards else (Shipment.day.desc(), Shipment.id.desc())
    return visible(query, Shipment, sight, names=names).order_by(*order).limit(stretch.size + 1)


def _found(session: Session, each: Sequence[Select[Any]], stretch: _Stretch) -> list[Any]:
    """The rows of all agencies in one order."""
    if len(each) == 1:
        return list(session.execute(each[0]))
    if not each:
        return []
    joined = union_all(*(select(query.subquery()) for query in each)).subquery()
    order = (joined.c.day, joined.c.id) if stretch.backwards else (joined.c.day.desc(), joined.c.id.desc())
    return list(session.execute(select(joined).order_by(*order).limit(stretch.size + 1)))


class _Month(NamedTuple):
    """A month, its rows that must be looked at, and those of them in the direction that was asked for."""

    first: date
    rows: int
    asked: int

    @property
    def days(self) -> int:
        """How many days it has."""
        return monthrange(self.first.year, self.first.month)[1]


def _months(session: Session, filters: Filters, agencies: Iterable[str], from_day: date | None) -> list[_Month]:
    """Months with shipments, newest first, from the one of `from_day`."""
    month = ShipmentMonth
    asked = func.sum(case((month.direction == filters.direction, month.rows), else_=0))
    query = select(month.month, func.sum(month.rows), asked if filters.direction else func.sum(month.rows))
    query = query.where(month.agency.in_(list(agencies)))
    if filters.substance:
        query = query.where(month.substance == filters.substance)
    if from_day is not None:
        query = query.where(month.month <= from_day.isoformat()[:7])
    found = session.execute(query.group_by(month.month).order_by(month.month.desc()))
    return [_Month(date.fromisoformat(f"{name}-01"), int(rows), int(some)) for name, rows, some in found if rows]


def _looked_at(months: Sequence[_Month], from_day: date | None) -> tuple[date | None, date | None]:
    """Last and first day of a stretch that holds about `LOOK` rows; None where nothing lies beyond.

    It begins in the newest month that has a row in the direction asked for. Rows are taken to be spread over the
    days of their month.
    """
    asked = [place for place, month in enumerate(months) if month.asked]
    if not asked:
        return date.min, None
    begins, ends = asked[0], asked[-1]
    start, left = None if begins == 0 else months[begins].first + timedelta(months[begins].days - 1), float(LOOK)
    for month in months[begins : ends + 1]:
        days = from_day.day if from_day is not None and start is None and month is months[0] else month.days
        rows = month.rows * days / month.days
        if rows > left:
            reach = month.first + timedelta(days - max(1, ceil(days * left / rows)))
            return start, None if reach == months[ends].first else reach
        left -= rows
    return start, None


def totals(session: Session, sight: Sight, filters: Filters) -> list[Total]:
    """Sums by substance where the monthly sums know them; nothing for a filter they cannot answer."""
    if not filters.by_sums:
        return []
    month = ShipmentMonth
    sums = (func.sum(month.rows), func.sum(month.unresolved), func.sum(month.base_ug))
    query: Any = select(month.substance, *sums).where(month.agency.in_(_agencies(session, sight, filters)))
    query = _summed(query, filters).group_by(month.substance).order_by(month.substance)
    found = ((name, int(rows), int(open_), int(base)) for name, rows, open_, base in session.execute(query) if rows)
    return [Total(name, rows, open_, base if rows > open_ else None) for name, rows, open_, base in found]


def _summed(query: Any, filters: Filters) -> Any:  # noqa: ANN401 - a query of any columns
    """`query` over the monthly sums, narrowed as far as they go."""
    month = ShipmentMonth
    if filters.first:
        query = query.where(month.month >= filters.first.isoformat()[:7])
    for column, value in ((month.substance, filters.substance), (month.direction, filters.direction)):
        if value:
            query = query.where(column == value)
    return query


def substances_held(session: Session, sight: Sight) -> list[str]:
    """Keys of the substances the reader's list may hold."""
    query = select(ShipmentMonth.substance).distinct()
    if sight.agencies is not None:
        query = query.where(ShipmentMonth.agency.in_(sight.agencies))
    return sorted(session.execute(query).scalars())


def day_before(day: date) -> date:
    """The day to go on from, where a page has looked back to `day`."""
    return day - timedelta(days=1)
