"""R28, on the way: goods that stood longer than others do there, or stood off the corridor approved for them.

A consignment, its corridor, its legs and its stops are told one by one and in any order, so no act of one record can
raise it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.agencies.models import Agency
from precursors.anomalies.rules.unusual_route import CODE
from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.editions.figures import figures
from precursors.flags.service import FlagDraft
from precursors.intake.places import Place, line, off, point
from precursors.intake.words import folded
from precursors.paths import edition_in_use
from precursors.trade.life_models import Consignment, Leg, Stop

VERSION = 1
SCORE_STOOD, SCORE_OFF = 600, 800

Figure: TypeAlias = Callable[[str, str], Decimal]
"""Rule and name to a figure of the agency."""


class Stay(NamedTuple):
    """Goods that stood somewhere: a stop that is told, or the time between two legs."""

    kind: str
    """Table of its record."""
    key: int
    document: str
    """As stated."""
    place: str
    """As stated; empty where nobody says."""
    since: date
    hours: float
    """At least so many; of days without times, what surely lies between them."""
    at: Place | None = None


class Told(NamedTuple):
    """A stay, why it is told, and what was compared."""

    stay: Stay
    why: str
    score: int
    inputs: dict[str, str]


def stood(stays: Sequence[Stay], figure: Figure) -> Iterator[Told]:
    """Stays some times as long as the median of the others at the place, or anywhere where few are known. Pure."""
    times, few, least = (float(figure(CODE, name)) for name in ("dwell-factor", "least-stops", "least-hours"))
    anywhere = sorted(stay.hours for stay in stays)
    by_place: defaultdict[str, list[float]] = defaultdict(list)
    for stay in sorted(stays, key=lambda each: each.hours):
        by_place[folded(stay.place)].append(stay.hours)
    for stay in stays:
        here = by_place[folded(stay.place)] if stay.place else []
        ordered = here if len(here) > few else anywhere
        if stay.hours <= least or len(ordered) <= few:
            continue
        usual = _of_others(ordered, stay.hours)
        if stay.hours > times * usual:
            inputs = {"hours": f"{stay.hours:.1f} h", "usual": f"{usual:.1f} h", "stops": str(len(ordered) - 1)}
            yield Told(stay, "stood", SCORE_STOOD, inputs)


def _of_others(ordered: Sequence[float], own: float) -> float:
    """The median of ordered figures without one of them, none copied."""
    at, middle = bisect_left(ordered, own), (len(ordered) - 1) // 2
    upper = ordered[middle + (middle >= at)]
    if len(ordered) % 2 == 0:
        return upper
    return (ordered[middle - 1 + (middle - 1 >= at)] + upper) / 2


def strayed(stays: Iterable[Stay], ways: dict[str, tuple[Place, ...]], figure: Figure) -> Iterator[Told]:
    """Stays off the corridor of their document, by more than what is near it and longer than a rest. Pure."""
    near, rest = float(figure(CODE, "off-km")), float(figure(CODE, "off-minutes"))
    for stay in stays:
        way = ways.get(folded(stay.document))
        if way is None or stay.at is None or stay.hours * 60 <= rest:
            continue
        away = off(stay.at, way)
        if away > near:
            yield Told(stay, "off", SCORE_OFF, {"away": f"{away:.1f} km", "minutes": f"{stay.hours * 60:.0f} min"})


def unusual_journeys(session: Session, agency: Agency, today: date) -> Iterator[FlagDraft]:
    """Flags for the journeys an agency follows; a fixed number of queries."""
    told = figures(session, agency.code, today)
    stops = _stops(session, agency.code)
    known = {folded(each.document) for each in stops}
    stays = [*stops, *(each for each in _between(session, agency.code) if folded(each.document) not in known)]
    if not stays:
        return
    query = select(Consignment.folded, Consignment.corridor).join(Current, stands(Consignment))
    rows = session.execute(query.where(Consignment.agency == agency.code, Consignment.corridor.is_not(None)))
    ways = {document: way for document, corridor in rows if (way := line(corridor or "")) is not None}
    for each in (*strayed(stays, ways, told), *stood(stays, told)):
        stay = each.stay
        inputs = {"why": each.why, "document": stay.document, "place": stay.place or "-", "day": stay.since.isoformat()}
        yield FlagDraft(
            agency.code, CODE, VERSION, told.pinned(edition_in_use()), f"{stay.kind} {stay.key} {each.why}",
            each.score, stay.kind, [stay.key], inputs | each.inputs,
        )  # fmt: skip


def _stops(session: Session, agency: str) -> list[Stay]:
    query = select(Stop).join(Current, stands(Stop)).where(Stop.agency == agency, Stop.departed.is_not(None))
    rows = session.execute(query.order_by(Stop.id)).scalars()
    return [
        Stay("stop", row.id, row.document, row.place or "", row.arrived, hours, point(row.coordinates or ""))
        for row in rows
        if (hours := _hours(row))
    ]


def _hours(row: Stop) -> float:
    """How long a stop lasted at least: a day without a time may have been any moment of it."""
    since = datetime.combine(row.arrived, _moment(row.arrived_at, time.max))
    until = datetime.combine(row.departed or row.arrived, _moment(row.departed_at, time.min))
    return max((until - since).total_seconds() / 3600, 0.0)


def _moment(told: str | None, unknown: time) -> time:
    return time.fromisoformat(told) if told else unknown


def _between(session: Session, agency: str) -> Iterator[Stay]:
    """The days between legs of one document: from the arrival of one to the departure of the next."""
    query: Any = select(Leg).join(Current, stands(Leg)).where(Leg.agency == agency, Leg.departed.is_not(None))
    before: dict[str, Leg] = {}
    for row in session.execute(query.order_by(Leg.folded, Leg.departed, Leg.id)).scalars():
        last = before.get(row.folded)
        if last is not None and last.arrived is not None and row.departed >= last.arrived:
            hours = max((row.departed - last.arrived).days - 1, 0) * 24.0
            place = row.place_from or last.place_to or ""
            yield Stay("leg", row.id, row.document, place, last.arrived, hours)
        before[row.folded] = row
