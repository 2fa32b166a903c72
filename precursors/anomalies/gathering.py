"""Gather what the rules look at: a handful of queries a run, streamed, never one for each record."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from precursors.agencies.service import all_agencies
from precursors.anomalies.knowing import known_of
from precursors.anomalies.rule import Declared, Known, Limit, Series
from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.db.tables import LEAF_BITS
from precursors.intake.parties import party
from precursors.intake.types import told
from precursors.intake.words import folded
from precursors.law.book import Listing, law_book
from precursors.licensing.models import LicenceLine, Operator
from precursors.licensing.places_models import OperatorLink
from precursors.registers.terms import DEMO
from precursors.trade.goods import Law
from precursors.trade.models import Shipment

TABLE_ONE = "UN:I"
UG_PER_KG = 10**9
_BATCH = 5_000
SAMPLED = 150_000
"""Shipments from which a run over what is new learns what is usual, where there are more; counts are never sampled."""
_S = Shipment
_COLUMNS = (
    _S.id, _S.agency, _S.party, _S.direction, _S.day, _S.substance, _S.operator, _S.counterparty, _S.base_ug,
    _S.net_ug, _S.ul, _S.origin, _S.destination, _S.transit, _S.value, _S.currency, _S.gross_mass, _S.package_size,
    _S.notification, _S.authorisation, _S.site, _S.licence, _S.use, _S.consignee, _S.carrier, _S.broker,
)  # fmt: skip


def _standing() -> Any:  # noqa: ANN401 - more columns than a type of the library can tell
    return select(*_COLUMNS).join(Current, stands(Shipment)).where(Shipment.base_ug.is_not(None))


def stream(session: Session, within: tuple[date, date] | None = None) -> Iterator[Declared]:
    """Every standing shipment whose quantity is known, by substance and day; of these days only, if any."""
    query = _standing()
    if within is not None:
        query = query.where(Shipment.agency.in_([each.code for each in all_agencies(session)]))
        query = query.where(Shipment.day.between(*within))
    query = query.order_by(Shipment.substance, Shipment.day, Shipment.id)
    for row in session.execute(query.execution_options(yield_per=_BATCH)):
        yield _declared(row)


def all_series(session: Session, parties: Collection[tuple[str, str]] | None = None) -> Iterator[Series]:
    """What each operator of each agency declared, by day; of all, or of these (agency, party) only."""
    wanted = [None] if parties is None else _batches(sorted(parties))
    for batch in wanted:
        query = _standing().where(Shipment.party.is_not(None))
        if batch is not None:
            agencies, names = {agency for agency, _ in batch}, {name for _, name in batch}
            query = query.where(Shipment.agency.in_(agencies), Shipment.party.in_(names))
        query = query.order_by(Shipment.agency, Shipment.party, Shipment.day, Shipment.id)
        rows = session.execute(query.execution_options(yield_per=_BATCH))
        for (agency, name), own in groupby(rows, key=lambda row: (row.agency, row.party)):
            if batch is None or (agency, name) in batch:
                yield Series(agency, name, [_declared(row) for row in own])


def _batches(parties: Sequence[tuple[str, str]], size: int = 400) -> Iterator[set[tuple[str, str]]]:
    for first in range(0, len(parties), size):
        yield set(parties[first : first + size])


def days_of(session: Session, first: int) -> tuple[date, date]:
    """The first and the last day of records with a key from `first` on, of which there is one at least."""
    found = session.execute(select(func.min(Shipment.day), func.max(Shipment.day)).where(Shipment.id >= first)).one()
    return found[0], found[1]


def touched(session: Session, first: int) -> tuple[set[tuple[str, str]], set[str]]:
    """Whose series, and which substances, have a record with a key from `first` on."""
    query = select(Shipment.agency, Shipment.party, Shipment.substance).where(Shipment.id >= first).distinct()
    rows = session.execute(query).all()
    return {(row.agency, row.party) for row in rows if row.party}, {row.substance for row in rows}


def known(session: Session, today: date, substances: Collection[str] | None = None) -> Known:
    """What the whole register shows of all substances; or of these, and then from a sample where they are many."""
    query, step = _standing(), 1
    if substances is not None:
        among = Shipment.substance.in_(sorted(substances))
        step = max(session.execute(select(func.count()).select_from(Shipment).where(among)).scalar_one() // SAMPLED, 1)
        query = query.where(among, (Shipment.id // (1 << LEAF_BITS) + Shipment.id % (1 << LEAF_BITS)) % step == 0)
    rows = session.execute(query.execution_options(yield_per=_BATCH))
    made = known_of(map(_declared, rows), today, limits(session), sensitive(today), linked(session), uses(session))
    return made if step == 1 else _counted(session, made)


def _counted(session: Session, made: Known) -> Known:
    """The same with package sizes, ways and forwarders counted over all shipments, where one more matters."""
    packagings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for substance, size, times in _times(session, Shipment.substance, Shipment.package_size):
        if size:
            packagings[substance][_word(size)] += times
    routes: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for origin, destination, transit, times in _times(session, Shipment.origin, Shipment.destination, Shipment.transit):
        if origin and destination and transit:
            routes[_word(origin), _word(destination)][_word(transit)] += times
    forwarders: Counter[str] = Counter()
    for carrier, broker, times in _times(session, Shipment.carrier, Shipment.broker):
        forwarders.update(dict.fromkeys(filter(None, (_party(carrier), _party(broker))), times))
    return replace(made, packagings=packagings, routes=routes, forwarders=forwarders)


def _times(session: Session, *columns: Any) -> Iterator[Any]:  # noqa: ANN401 - mapped columns
    """How often standing shipments say what they say in some columns."""
    query = select(*columns, func.count()).join(Current, stands(Shipment)).where(Shipment.base_ug.is_not(None))
    yield from session.execute(query.group_by(*columns))


def linked(session: Session) -> dict[tuple[str, str], str]:
    """Parties that links join, by agency and by every text that names them, each with the name of its group."""
    join: Any = select(OperatorLink.agency, OperatorLink.folded_one, OperatorLink.folded_other)
    next_: dict[tuple[str, str], str] = {}

    def root_of(agency: str, name: str) -> str:
        while (after := next_.setdefault((agency, name), name)) != name:
            name = after
        return name

    for agency, one, other in session.execute(join.join(Current, stands(OperatorLink))):
        next_[agency, root_of(agency, one)] = root_of(agency, other)
    named: Any = select(Operator.agency, Operator.folded_identifier, Operator.identifier, Operator.name)
    rows = session.execute(named.join(Current, stands(Operator))) if next_ else ()
    return {
        (agency, party(text)): root_of(agency, folded_one)
        for agency, folded_one, *texts in rows
        if (agency, folded_one) in next_
        for text in texts
    }


def sensitive(day: date) -> frozenset[str]:
    """Substances of Table I of the 1988 Convention on a day."""
    book = law_book()
    listed = (entry.value for entry in book.entries() if isinstance(entry.value, Listing))
    keys = {each.key for each in listed if each.list_id == TABLE_ONE}
    return frozenset(key for key in keys if any(each.value.list_id == TABLE_ONE for each in book.listings(key, day)))


def uses(session: Session) -> dict[tuple[str, str, str], str]:
    """What the standing lines of licences say their substances may be used for."""
    query = select(LicenceLine.agency, LicenceLine.folded, LicenceLine.substance, LicenceLine.end_use)
    query = query.join(Current, stands(LicenceLine)).where(LicenceLine.end_use.is_not(None))
    found: dict[tuple[str, str, str], str] = {}
    for agency, number, substance, use in session.execute(query.order_by(LicenceLine.id)):
        place = (agency, number, substance)
        found[place] = "; ".join(filter(None, (found.get(place), folded(use or ""))))
    return found


def limits(session: Session) -> Callable[[str, str, str, date], Sequence[Limit]]:
    """Thresholds that may decide, by agency, substance, direction and day; looked up once for each stretch of law."""
    countries = {agency.code: agency.country for agency in all_agencies(session)}
    laws: dict[str, Law] = {}
    found: dict[tuple[str, str, str, int], tuple[Limit, ...]] = {}

    def of(agency: str, substance: str, direction: str, day: date) -> Sequence[Limit]:
        country = countries.get(agency)
        if country is None:
            return ()
        law = laws.setdefault(country, Law(law_book(demo=country == DEMO), country))
        place = (country, substance, direction, law.era(day))
        if place not in found:
            status = law.status(substance, direction, day)
            found[place] = tuple(Limit(each.ug, each.ul, each.cited) for each in status.limits if each.decides)
        return found[place]

    return of


_FOLDED: dict[str, str] = {}


def _party(text: str | None) -> str:
    return party(text) if text else ""


def _word(text: str | None) -> str:
    if not text:
        return ""
    if text not in _FOLDED:
        if len(_FOLDED) > 100_000:
            _FOLDED.clear()
        _FOLDED[text] = folded(text)
    return _FOLDED[text]


def _number(stated: str | None) -> float | None:
    figure = told(stated)
    return float(figure.number) if figure is not None and figure.number is not None else None


def _declared(row: Any) -> Declared:  # noqa: ANN401 - a row of the columns above
    operator, other = _party(row.operator), _party(row.counterparty)
    value, gross = _number(row.value), _number(row.gross_mass)
    return Declared(
        row.id,
        row.agency,
        row.direction,
        row.day,
        row.substance,
        frozenset(filter(None, (operator, other))),
        row.base_ug,
        other,
        row.ul,
        _word(row.origin),
        _word(row.destination),
        _word(row.transit),
        value * UG_PER_KG / row.base_ug if value else None,
        _word(row.currency),
        gross * UG_PER_KG / row.net_ug if gross and row.net_ug else None,
        _word(row.package_size),
        bool(row.notification or row.authorisation),
        operator,
        _word(row.site),
        _word(row.licence),
        _word(row.use),
        _party(row.consignee),
        tuple(filter(None, {_party(row.carrier), _party(row.broker)})),
    )
