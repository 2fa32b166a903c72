"""What the page of a notification tells beside its fields: the clock and the law behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from precursors.agencies.service import by_code, neighbours
from precursors.audit.refs import refs_of
from precursors.law.book import law_book
from precursors.law.limits import Sum
from precursors.licensing.licences_panels import left_for, left_panel
from precursors.licensing.notifications.clock import PERIOD, STATED, WHAT, country
from precursors.licensing.notifications.life import NOTIFICATION, WAITING
from precursors.licensing.notifications.requests import ON_REQUEST, Request, Requests, requests_of
from precursors.licensing.notifications.requests_models import NotificationRequest
from precursors.licensing.remaining import keys_of, of_requirement
from precursors.lives.service import state_of
from precursors.registers.panels import Cell, Panel, deciding
from precursors.registers.reckoning import reckoned
from precursors.registers.terms import DEMO, terms_of
from precursors.scope.visible import Sight


def clock(session: Session, sight: Sight, row: Any, today: date) -> Panel | None:  # noqa: ANN401, ARG001 - see `Show`
    """From when an answer may be waited for, until when, by which law."""
    if row.clock_from is None and row.reply_by is None:
        return None
    waits = state_of(session, NOTIFICATION, row.key).state in WAITING
    late = waits and row.reply_by is not None and row.reply_by < today
    basis = Cell("permits.clock-stated", "page") if row.clock == STATED else Cell(row.clock)
    counted = Cell(_counted(session, row), guilty=row.reply_by is None)
    cells = (Cell(row.clock_from, "day"), Cell(row.reply_by, "day", guilty=late), basis, counted)
    columns = [
        ("permits.clock-from", ""), ("permits.reply-by", ""), ("permits.law", ""), ("registers.counted", ""),
    ]  # fmt: skip
    return Panel("permits.clock", columns, [cells], "permits.no-clock")


def _counted(session: Session, row: Any) -> str | None:  # noqa: ANN401 - see `Show`
    """How the law of the pair counts the day; where neither side's can, why; nothing where it was stated."""
    if row.clock == STATED or row.clock_from is None:
        return None
    home = by_code(session, row.agency)
    own = home.country if home else ""
    ends = (row.origin, own) if row.direction == "received" else (own, row.destination)
    found = [reckoned(place, WHAT, row.clock_from) for place in dict.fromkeys(map(country, ends)) if place]
    told = next((each.told for each in found if each.due and each.due.day == row.reply_by), None)
    return told if row.reply_by else " ".join(each.told for each in found)


def period(session: Session, sight: Sight, row: Any, today: date) -> Panel | None:  # noqa: ANN401, ARG001 - see `Show`
    """Of a notification of several operations: to which day it covers them, by the law of the exporting country."""
    if row.period_from is None or row.period_to is None:
        return None
    home = by_code(session, row.agency)
    origin = row.origin or (home.country if home and row.direction == "sent" else None)
    found = reckoned(country(origin), PERIOD, row.period_from)
    last = min(row.period_to, found.due.day) if found.due else row.period_to
    cells = (
        Cell(row.period_from, "day"), Cell(row.period_to, "day"), Cell(last, "day", guilty=last < row.period_to),
        Cell(found.due.entry.citation if found.due else None), Cell(found.told),
    )  # fmt: skip
    columns = [
        ("permits.clock-from", ""), ("permits.period-to", ""), ("permits.period-last", ""), ("permits.law", ""),
        ("registers.counted", ""),
    ]  # fmt: skip
    return Panel("permits.period", columns, [cells], "permits.period")


DEMAND = (
    ("permits.importing-state", ""), ("permits.law", ""), ("permits.asked", ""), ("permits.asked-since", ""),
    ("permits.asked-source", ""),
)  # fmt: skip
"""What is told of a demand of a notification that rests on a request of the importing state."""


def demanded_by(
    session: Session,
    sight: Sight,
    row: Any,  # noqa: ANN401 - an authorisation or a notification
    destination: str | None,
    day: date,
) -> list[tuple[bool, list[Cell]]]:
    """Such demands of an export of a record's substance: whether one is due, as far as is known, and its cells."""
    agency = by_code(session, row.agency) if sight.owns(row.agency) else None
    if agency is None or row.substance is None:
        return []
    laws = law_book(demo=agency.country == DEMO)
    known = requests_of(session, neighbours(session, agency))
    found = []
    for key in sorted(keys_of(row.substance)):
        request = known.by(laws, destination, key, day)
        own = [request.id] if request and sight.owns(request.agency) else []
        asked = _asked_by(known, request, refs_of(session, NotificationRequest, own))
        since, source = (request.since, request.source) if request else (None, None)
        due = request is not None or known.newest is None
        found += [
            (due, [Cell(destination, "country"), Cell(each.citation), asked, Cell(since, "day"), Cell(source)])
            for each in laws.demanded("pre-export-notification", agency.country, key, "export", day)
            if each.value.condition == ON_REQUEST
        ]
    return found


def _asked_by(known: Requests, request: Request | None, refs: Mapping[int, str]) -> Cell:
    """The request by its reference, or who keeps it; else that it is not loaded, or that none are loaded at all."""
    if request is not None:
        ref = refs.get(request.id)
        return Cell(ref, href=f"/notification-requests/{ref}") if ref else Cell(request.agency)
    return Cell("permits.asked-unknown" if known.newest is None else "permits.not-asked", "page", guilty=True)


def asked_abroad(session: Session, sight: Sight, row: Any, today: date) -> Panel | None:  # noqa: ANN401 - see `Show`
    """Whether the country a notification goes to has asked for it; of one that comes in its sender says so."""
    if row.direction != "sent":
        return None
    asked = demanded_by(session, sight, row, row.destination, row.dispatch or row.notified or today)
    rows = [cells for _, cells in asked]
    return Panel("permits.asked-abroad", DEMAND, rows, "permits.asked-abroad") if rows else None


@deciding
def needed_abroad(session: Session, sight: Sight, row: Any, today: date) -> Panel | None:  # noqa: ANN401 - see `Show`
    """While a notification is to be sent or waits: what the country it goes to needs of the substance in a year.

    What that country has imported this year is not known here: all of it may be left, or none.
    """
    undecided = state_of(session, NOTIFICATION, row.key).state in (NOTIFICATION.first, *WAITING)
    home = by_code(session, row.agency) if undecided and sight.owns(row.agency) and row.direction == "sent" else None
    if home is None or row.substance is None:
        return None
    terms, needing = terms_of(session, home, today, Path()), country(row.destination)
    day = row.dispatch or row.notified or today
    found = of_requirement(session, terms, needing, row.substance, day, Sum(open_ug=True))
    told = left_panel(found, row.measure)
    return replace(told, title="permits.needed-abroad", nothing="permits.no-requirement")


@deciding
def left(session: Session, sight: Sight, row: Any, today: date) -> Panel | None:  # noqa: ANN401 - see `Show`
    """While it is to be sent or answered: what the party here may still move of the substance, whatever bounds it."""
    if state_of(session, NOTIFICATION, row.key).state not in (NOTIFICATION.first, *WAITING):
        return None
    here, way = (row.importer, "import") if row.direction == "received" else (row.exporter, "export")
    return left_for(session, sight, row, here, way, today)


PANELS = (clock, period, asked_abroad, needed_abroad, left)
