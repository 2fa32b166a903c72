"""Gather what the rules look at: a handful of queries a run, streamed, never one for each record."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, exists, select, type_coerce
from sqlalchemy.orm import Session

from precursors.agencies.service import all_agencies
from precursors.anomalies.rule import Declared, Series
from precursors.audit.models import Reversal
from precursors.db.tables import fact_id
from precursors.intake.parties import party
from precursors.intake.types import told
from precursors.intake.words import folded
from precursors.trade.models import Shipment

UG_PER_KG = 10**9
_BATCH = 5_000
_PARTIES_AT_ONCE = 500
_S = Shipment
_ORDER: tuple[Any, ...] = (
    _S.id, _S.agency, _S.direction, type_coerce(_S.day, Text).label("day"), _S.substance, _S.party, _S.base_ug,
    _S.counterparty, _S.ul, _S.origin, _S.destination, _S.notification, _S.authorisation, _S.operator, _S.site,
)  # fmt: skip
"""What a series shows of each shipment. Days come as the driver gives them: few are distinct."""
_WHOLE: tuple[Any, ...] = (
    *_ORDER, _S.net_ug, _S.transit, _S.value, _S.currency, _S.gross_mass, _S.package_size, _S.licence, _S.use,
    _S.consignee, _S.carrier, _S.broker,
)  # fmt: skip
_TAKEN_BACK = exists(select(Reversal.id).where(Reversal.target == Shipment.id))


def _standing(columns: Sequence[Any], *those: ColumnElement[bool]) -> Select[Any]:
    """Shipments that stand and whose quantity is known. Few are ever reversed, so their keys are at hand."""
    return select(*columns).where(Shipment.base_ug.is_not(None), ~_TAKEN_BACK, *those)


def _rows(session: Session, query: Select[Any]) -> Iterator[Any]:
    yield from session.execute(query.execution_options(yield_per=_BATCH))


def stream(
    session: Session, directions: Sequence[str] = (), within: tuple[date, date] | None = None,
    substances: Collection[str] | None = None,
) -> Iterator[Declared]:  # fmt: skip
    """Standing shipments whose quantity is known, by substance and day; of what is named only, if anything is."""
    those = []
    if directions:
        those.append(Shipment.direction.in_(directions))
    if substances is not None and within is not None:
        agencies = [each.code for each in all_agencies(session)]  # an index leads from agency and substance to days
        those += [Shipment.agency.in_(agencies), Shipment.substance.in_(sorted(substances))]
        those.append(Shipment.day.between(*within))
    query = _standing(_ORDER, *those).order_by(Shipment.substance, Shipment.day, Shipment.id)
    return map(_outlined, _rows(session, query))


def entered(session: Session, first: int) -> list[Declared]:
    """Standing shipments with a key from `first` on."""
    return list(map(_declared, _rows(session, _standing(_WHOLE, Shipment.id >= first).order_by(Shipment.id))))


def all_series(session: Session) -> Iterator[Series]:
    """What each operator of each agency declared, by day; what nobody was named for comes as series without a party."""
    query = _standing(_WHOLE).order_by(Shipment.agency, Shipment.party, Shipment.day, Shipment.id)
    for (agency, name), own in groupby(_rows(session, query), key=lambda row: (row.agency, row.party)):
        yield Series(agency, name or "", [_declared(row) for row in own])


def series_of(session: Session, new: Sequence[Declared], first: int) -> Iterator[Series]:
    """The series that shipments with a key from `first` on take part in, with all that was declared before them."""
    for agency, own in groupby(sorted(new, key=lambda each: (each.agency, each.party)), key=lambda each: each.agency):
        joining = {party: list(orders) for party, orders in groupby(own, key=lambda each: each.party)}
        yield Series(agency, "", sorted(joining.pop("", []), key=_by_day), first)
        parties = sorted(joining)
        for at in range(0, len(parties), _PARTIES_AT_ONCE):
            yield from _with_before(session, agency, parties[at : at + _PARTIES_AT_ONCE], joining, first)


def _with_before(
    session: Session, agency: str, parties: Sequence[str], joining: Mapping[str, list[Declared]], first: int
) -> Iterator[Series]:
    theirs = (Shipment.agency == agency, Shipment.party.in_(parties), Shipment.id < first)
    before: dict[str, list[Declared]] = {}
    for row in _rows(session, _standing(_ORDER, *theirs)):
        before.setdefault(row.party, []).append(_outlined(row))
    for name in parties:
        yield Series(agency, name, sorted(before.pop(name, []) + joining[name], key=_by_day), first)


def _by_day(order: Declared) -> tuple[date, int]:
    return order.day, order.key


def known_shipments(session: Session, first: int, last: int, until: int | None = None) -> Iterator[Declared]:
    """Shipments of acts from `first` to `last` that stand; with `until`, that stood when that act was sealed."""
    those = (Shipment.id >= fact_id(first, 0), Shipment.id < fact_id(last + 1, 0))
    query = _standing(_WHOLE, *those)
    if until is not None:
        back = exists(select(Reversal.id).where(Reversal.target == Shipment.id, Reversal.id < fact_id(until + 1, 0)))
        query = select(*_WHOLE).where(Shipment.base_ug.is_not(None), ~back, *those)
    return map(_declared, _rows(session, query))


def gone(session: Session, before: int, until: int) -> Iterator[Declared]:
    """Shipments of acts up to `before` that acts after it, up to `until`, took back."""
    query = select(*_WHOLE).join(Reversal, Reversal.target == Shipment.id).where(
        Shipment.base_ug.is_not(None), Shipment.id < fact_id(before + 1, 0),
        Reversal.id >= fact_id(before + 1, 0), Reversal.id < fact_id(until + 1, 0),
    )  # fmt: skip
    return map(_declared, _rows(session, query))


_FOLDED: dict[str, str] = {}
_PARTIES: dict[str, str] = {}
_DAYS: dict[str | date, date] = {}
_MOST = 1_000_000
"""Texts that are kept folded."""


def _party(text: str | None) -> str:
    return _told(text, _PARTIES, party) if text else ""


def _word(text: str | None) -> str:
    return _told(text, _FOLDED, folded) if text else ""


def _told(text: str, known: dict[str, str], fold: Callable[[str], str]) -> str:
    found = known.get(text)
    if found is None:
        if len(known) >= _MOST:
            known.clear()
        found = known[text] = fold(text)
    return found


def _day(stored: str | date) -> date:
    """A day as SQLite keeps it, or as PostgreSQL tells it."""
    found = _DAYS.get(stored)
    if found is None:
        found = _DAYS[stored] = date.fromisoformat(stored) if isinstance(stored, str) else stored
    return found


def _number(stated: str | None) -> float | None:
    figure = told(stated)
    return float(figure.number) if figure is not None and figure.number is not None else None


def _outlined(row: Any) -> Declared:  # noqa: ANN401 - a row that begins with the columns of `_ORDER`
    key, agency, direction, day, substance, holder, base, counterparty, ul, origin, destination, *rest = row
    notification, authorisation, stated, site = rest[:4]
    operator, other = _party(stated), _party(counterparty)
    return Declared(
        key,
        agency,
        direction,
        _day(day),
        substance,
        frozenset((operator, other)) - _NOBODY,
        base,
        other,
        ul,
        _word(origin),
        _word(destination),
        bool(notification or authorisation),
        operator,
        _word(site),
        holder or "",
    )


_NOBODY = frozenset(("",))


def _declared(row: Any) -> Declared:  # noqa: ANN401 - a row of the columns of `_WHOLE`
    value, gross = _number(row.value), _number(row.gross_mass)
    rest = (
        _word(row.transit),
        value * UG_PER_KG / row.base_ug if value else None,
        _word(row.currency),
        gross * UG_PER_KG / row.net_ug if gross and row.net_ug else None,
        _word(row.package_size),
        _word(row.licence),
        _word(row.use),
        _party(row.consignee),
        tuple(filter(None, {_party(row.carrier), _party(row.broker)})),
    )
    return Declared._make((*_outlined(row)[:_OUTLINE], *rest))


_OUTLINE = Declared._fields.index("party") + 1
