"""Gather what the rules look at: a handful of queries a run, streamed, never one for each record."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, exists, select, type_coerce
from sqlalchemy.orm import Session

from precursors.agencies.service import all_agencies
from precursors.anomalies.rule import Deal, Declared, Series, Unweighed
from precursors.anomalies.usual import Seen
from precursors.audit.models import Reversal
from precursors.db.tables import fact_id
from precursors.intake.packages import package
from precursors.intake.parties import party
from precursors.intake.types import told
from precursors.intake.words import folded, words
from precursors.licensing.lookalikes import number
from precursors.trade.models import Shipment

UG_PER_KG = 10**9
_BATCH = 5_000
_PARTIES_AT_ONCE = 500
_S = Shipment.__table__.columns
_BACK = Reversal.__table__.columns
_ORDER: tuple[Any, ...] = (
    _S.id, _S.agency, _S.direction, type_coerce(_S.day, Text).label("day"), _S.substance, _S.party, _S.base_ug,
    _S.counterparty, _S.ul, _S.origin, _S.destination, _S.notification, _S.authorisation, _S.operator, _S.site,
)  # fmt: skip
"""What a series shows of each shipment. Days come as the driver gives them: few are distinct."""
_WHOLE: tuple[Any, ...] = (
    *_ORDER, _S.net_ug, _S.transit, _S.value, _S.currency, _S.gross_mass, _S.package_size, _S.licence, _S.use,
    _S.consignee, _S.carrier, _S.broker, _S.payment, _S.payer, _S.vehicle,
    _S.port_loading, _S.port_discharge, _S.packages, _S.package_type, _S.labels,
)  # fmt: skip
_SEEN: tuple[Any, ...] = (
    _S.substance, type_coerce(_S.day, Text).label("day"), _S.base_ug, _S.net_ug, _S.value, _S.currency, _S.gross_mass,
    _S.package_size, _S.packages, _S.package_type, _S.origin, _S.destination, _S.transit, _S.carrier, _S.broker,
)  # fmt: skip
"""What is counted of each."""
_TAKEN_BACK = exists(select(_BACK.id).where(_BACK.target == _S.id))


_WEIGHED = _S.base_ug.is_not(None)


def _standing(columns: Sequence[Any], *those: ColumnElement[bool], until: int | None = None) -> Select[Any]:
    """Shipments that stand; with `until`, that stood when that act was sealed. Few are ever reversed."""
    query = select(*columns).where(*those)
    if until is None:
        return query.where(~_TAKEN_BACK)
    back = exists(select(_BACK.id).where(_BACK.target == _S.id, _BACK.id < fact_id(until + 1, 0)))
    return query.where(~back, _S.id < fact_id(until + 1, 0))


def _rows(session: Session, query: Select[Any]) -> Iterator[Any]:
    yield from session.execute(query.execution_options(yield_per=_BATCH))


def stream(
    session: Session, directions: Sequence[str] = (), within: tuple[date, date] | None = None,
    substances: Collection[str] | None = None, until: int | None = None, *, unweighed: bool = False,
) -> Iterator[Deal]:  # fmt: skip
    """Standing shipments by substance and day; of what is named only, if anything is.

    With `until`, those that stood when that act was sealed. Those whose mass nobody knows come only where asked for.
    """
    those = [] if unweighed else [_WEIGHED]
    if directions:
        those.append(_S.direction.in_(directions))
    if substances is not None and within is not None:
        agencies = [each.code for each in all_agencies(session)]  # an index leads from agency and substance to days
        those += [_S.agency.in_(agencies), _S.substance.in_(sorted(substances))]
        those.append(_S.day.between(*within))
    query = _standing(_ORDER, *those, until=until).order_by(_S.substance, _S.day, _S.id)
    return map(_outlined, _rows(session, query))


def entered(session: Session, first: int) -> list[Deal]:
    """Standing shipments with a key from `first` on."""
    return list(map(_declared, _rows(session, _standing(_WHOLE, _S.id >= first).order_by(_S.id))))


def single(session: Session, key: int, until: int) -> Deal | None:
    """One shipment, if it stood when an act was sealed."""
    return next(map(_declared, _rows(session, _standing(_WHOLE, _S.id == key, until=until))), None)


def series_then(session: Session, agency: str, party: str, until: int) -> Series:
    """What one operator of an agency had declared when an act was sealed."""
    theirs = (_S.agency == agency, _S.party == party)
    query = _standing(_WHOLE, *theirs, until=until).order_by(_S.day, _S.id)
    return _series(agency, party, map(_declared, _rows(session, query)))


def all_series(session: Session) -> Iterator[Series]:
    """What each operator of each agency declared, by day; what nobody was named for comes as series without a party."""
    query = _standing(_WHOLE).order_by(_S.agency, _S.party, _S.day, _S.id)
    for (agency, name), own in groupby(_rows(session, query), key=lambda row: (row.agency, row.party)):
        yield _series(agency, name or "", map(_declared, own))


def _series(agency: str, name: str, deals: Iterable[Deal], first: int = 0) -> Series:
    """Deals in the order of days as a series; what has no known mass stands apart in it."""
    orders: list[Declared] = []
    unweighed: list[Unweighed] = []
    for deal in deals:
        if isinstance(deal, Declared):
            orders.append(deal)
        else:
            unweighed.append(deal)
    return Series(agency, name, orders, first, unweighed)


def series_of(session: Session, new: Sequence[Deal], first: int) -> Iterator[Series]:
    """The series that shipments with a key from `first` on take part in, with all that was declared before them."""
    for agency, own in groupby(sorted(new, key=lambda each: (each.agency, each.party)), key=lambda each: each.agency):
        joining = {party: list(orders) for party, orders in groupby(own, key=lambda each: each.party)}
        yield _series(agency, "", sorted(joining.pop("", []), key=_by_day), first)
        parties = sorted(joining)
        for at in range(0, len(parties), _PARTIES_AT_ONCE):
            yield from _with_before(session, agency, parties[at : at + _PARTIES_AT_ONCE], joining, first)


def _with_before(
    session: Session, agency: str, parties: Sequence[str], joining: Mapping[str, list[Deal]], first: int
) -> Iterator[Series]:
    older = _S.id + 0 < first  # a sum, lest SQLite goes by that and reads the whole agency
    theirs = (_S.agency == agency, _S.party.in_(parties), older)
    before: dict[str, list[Deal]] = {}
    for row in _rows(session, _standing(_ORDER, *theirs)):
        before.setdefault(row.party, []).append(_outlined(row))
    for name in parties:
        yield _series(agency, name, sorted(before.pop(name, []) + joining[name], key=_by_day), first)


def _by_day(order: Deal) -> tuple[date, int]:
    return order.day, order.key


def known_shipments(
    session: Session, first: int, last: int, until: int | None = None, substance: str | None = None
) -> Iterator[Seen]:
    """Shipments of acts from `first` to `last` that stand, of one substance where one is named.

    With `until`, those that stood when that act was sealed.
    """
    those = [_WEIGHED, _S.id >= fact_id(first, 0), _S.id < fact_id(last + 1, 0)]
    if substance is not None:
        those.append(_S.substance == substance)
    return map(_seen, _rows(session, _standing(_SEEN, *those, until=until)))


def gone(session: Session, before: int, until: int) -> Iterator[Seen]:
    """Shipments of acts up to `before` that acts after it, up to `until`, took back."""
    query = select(*_SEEN).join(Reversal.__table__, _BACK.target == _S.id).where(
        _WEIGHED, _S.id < fact_id(before + 1, 0),
        _BACK.id >= fact_id(before + 1, 0), _BACK.id < fact_id(until + 1, 0),
    )  # fmt: skip
    return map(_seen, _rows(session, query))


class _Once(dict[Any, Any]):
    """Stored value to what it is read as, made once for each; few are distinct. Nothing is an empty text."""

    def __init__(self, read: Callable[[str], Any]) -> None:
        super().__init__({None: ""})
        self._read = read

    def __missing__(self, stored: Any) -> Any:  # noqa: ANN401 - as the driver tells it
        if len(self) > _MOST:
            self.clear()
            self[None] = ""
        found = self[stored] = self._read(stored)
        return found


_MOST = 1_000_000
"""Texts that are kept."""
_WORD, _PARTY = _Once(folded), _Once(party)
_MEANS = _Once(lambda stated: words("payment_means").get(folded(stated), ""))
_PLATE = _Once(number)
_PACKAGE = _Once(package)
_NO_LABEL = _Once(lambda stated: words("labels").get(folded(stated), ""))
_DAY = _Once(lambda stored: date.fromisoformat(stored) if isinstance(stored, str) else stored)
"""A day as SQLite keeps it, or as PostgreSQL tells it."""


def _number(stated: str | None) -> float | None:
    if stated is None:
        return None
    if _PLAIN(stated):
        return float(stated)
    figure = told(stated)
    return float(figure.number) if figure is not None and figure.number is not None else None


_PLAIN = re.compile(r"\d+(?:\.\d+)?", re.ASCII).fullmatch
"""Most numbers are, and need no reader."""


def _seen(row: Any) -> Seen:  # noqa: ANN401 - a row of the columns of `_SEEN`
    substance, day, base, net, stated, currency, weighed, size, count, kind, *rest = row
    origin, destination, transit, carrier, broker = rest
    value, gross = _number(stated), _number(weighed)
    return Seen(
        substance,
        _DAY[day].year,
        base,
        value * UG_PER_KG / base if value else None,
        _WORD[currency],
        gross * UG_PER_KG / net if gross and net else None,
        _WORD[size],
        _PACKAGE[kind or count],
        _WORD[origin],
        _WORD[destination],
        _WORD[transit],
        tuple({_PARTY[carrier], _PARTY[broker]} - _NOBODY) if carrier or broker else (),
    )


def _outlined(row: Any) -> Deal:  # noqa: ANN401 - a row that begins with the columns of `_ORDER`
    key, agency, direction, day, substance, holder, base, counterparty, ul, origin, destination, *rest = row
    notification, authorisation, stated, site = rest[:4]
    operator, other = _PARTY[stated], _PARTY[counterparty]
    if base is None:
        declared = bool(notification or authorisation)
        return Unweighed(
            key, agency, direction, _DAY[day], substance, other, ul, declared, operator, _WORD[site], holder or ""
        )
    return Declared(
        key,
        agency,
        direction,
        _DAY[day],
        substance,
        frozenset((operator, other)) - _NOBODY,
        base,
        other,
        ul,
        _WORD[origin],
        _WORD[destination],
        bool(notification or authorisation),
        operator,
        _WORD[site],
        holder or "",
    )


_NOBODY = frozenset(("",))


def _declared(row: Any) -> Deal:  # noqa: ANN401 - a row of the columns of `_WHOLE`
    outline = _outlined(row)
    if isinstance(outline, Unweighed):
        return outline
    value, gross = _number(row.value), _number(row.gross_mass)
    rest = (
        _WORD[row.transit],
        value * UG_PER_KG / row.base_ug if value else None,
        _WORD[row.currency],
        gross * UG_PER_KG / row.net_ug if gross and row.net_ug else None,
        _WORD[row.package_size],
        _WORD[row.licence],
        _WORD[row.use],
        _PARTY[row.consignee],
        tuple(filter(None, {_PARTY[row.carrier], _PARTY[row.broker]})),
        _MEANS[row.payment],
        _PARTY[row.payer],
        _PLATE[row.vehicle],
        (_WORD[row.port_loading], _WORD[row.port_discharge]),
        _PACKAGE[row.package_type or row.packages],
        bool(_NO_LABEL[row.labels]),
    )
    return Declared._make((*outline[:_OUTLINE], *rest))


_OUTLINE = Declared._fields.index("party") + 1
