"""What the page of a consignment shows beside it: counts, legs, the lawful clocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.agencies.service import by_code, neighbours
from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.audit.refs import refs_of
from precursors.editions.figures import figures
from precursors.law.deadlines import deadlines
from precursors.law.tolerances import tolerances
from precursors.licensing.authorisations.panels import use_of
from precursors.licensing.licences_panels import left_for
from precursors.lives.service import Step, history, state_of
from precursors.registers.panels import Cell, Panel, deciding
from precursors.registers.reckoning import reckoned
from precursors.registers.terms import DEMO
from precursors.registers.tolerated import Held, tolerated
from precursors.scope.visible import Sight, visible
from precursors.trade.life import CONSIGNMENTS
from precursors.trade.life_clocks import CLOCKS, RECEIPT, Clock, journeys, lawful_receipt, way_of
from precursors.trade.life_models import Consignment, Count, Leg, Stop
from precursors.trade.life_notice import announced, leaving, notice
from precursors.trade.life_rules import broken_in, last_day
from precursors.web.access import reader
from precursors.web.texts import t


def counts(session: Session, _sight: Sight, row: Consignment, _today: date) -> Panel:
    """What was counted of a consignment, point by point, and how far what was received is from what was sent.

    What nobody counted when it left is held against the plan, which then stands above.
    """
    found = list(session.execute(select(Count).where(Count.subject == row.key).order_by(Count.id)).scalars())
    left = next((each for each in reversed(found) if each.point == "released"), None)
    sent = row.amount if left is None or left.amount is None else left.amount
    columns = [
        ("consignments.point", ""), ("consignments.on", ""), ("consignments.amount", "number"),
        ("consignments.apart", "number"), ("consignments.pieces", "number"), ("consignments.seals", ""),
        ("consignments.broken", ""), ("consignments.condition", ""),
    ]  # fmt: skip
    measure = "litres" if row.measure == "ul" else "kg"
    rows = [
        [
            Cell(_POINTS[each.point], "page"), Cell(each.day, "day"), Cell(each.amount, measure),
            _apart(each, sent, measure), Cell(each.pieces, "count"), Cell(each.seals),
            Cell(each.broken, "text", None, broken_in(each.broken) is not None), Cell(each.condition),
        ]
        for each in found
    ]  # fmt: skip
    if found and (left is None or None in (left.amount, left.pieces, left.seals)):
        planned = [
            Cell("consignments.point-planned", "page"), Cell(row.planned, "day"), Cell(row.amount, measure), Cell(None),
            Cell(row.pieces, "count"), Cell(row.seals), Cell(None), Cell(None),
        ]  # fmt: skip
        rows = [planned, *rows]
    return Panel("consignments.counts", columns, rows, "consignments.no-counts")


def _apart(count: Count, sent: int, measure: str) -> Cell:
    """Blank where nothing is to be compared, unknown where nobody weighed what came."""
    if count.point != "received":
        return Cell(None)
    return Cell(None if count.amount is None else count.amount - sent, measure)


_POINTS = {
    "released": "consignments.point-released",
    "received": "consignments.point-received",
    "declared": "consignments.point-declared",
}


def legs(session: Session, sight: Sight, row: Consignment, _today: date) -> Panel:
    """The legs under the number of a consignment."""
    query = select(Leg).join(Current, stands(Leg)).where(Leg.agency == row.agency, Leg.folded == row.folded)
    found = list(session.execute(visible(query, Leg, sight, names=True).order_by(Leg.departed, Leg.id)).scalars())
    refs = refs_of(session, Leg, [each.id for each in found])
    columns = [
        ("consignments.leg", ""), ("consignments.from", ""), ("consignments.to", ""), ("consignments.departed", ""),
        ("consignments.arrived", ""), ("consignments.vehicle", ""), ("consignments.seals", ""),
    ]  # fmt: skip
    rows = [
        [
            Cell(each.leg, "text", url_for("legs.show", ref=refs[each.id])), Cell(each.place_from or each.sender_name),
            Cell(each.place_to or each.receiver_name), Cell(each.departed, "day"), Cell(each.arrived, "day"),
            Cell(each.vehicle), Cell(each.seals),
        ]
        for each in found
    ]  # fmt: skip
    may = sight.owns(row.agency) and reader().may(Permission.RECORD_SHIPMENTS)
    begin = (url_for("legs.new", document=row.number, leg=len(found) + 1), "consignments.new-leg") if may else None
    return Panel("consignments.legs", columns, rows, "consignments.no-legs", begin)


def clocks(session: Session, sight: Sight, row: Consignment, today: date) -> Panel:
    """The clocks that run, or ran, for a consignment: those of the law, and the time that is usual on its way."""
    steps = history(session, sight, Consignment.__tablename__, row.key)
    declared = session.execute(
        select(Count.day).where(Count.subject == row.key, Count.point == "declared").order_by(Count.id).limit(1)
    ).scalar_one_or_none()
    home = by_code(session, row.agency)
    rows = list(_noticed(session, row, home.country if home else "", steps))
    for clock in CLOCKS:
        ran = clock.ran(steps, declared)
        told = _told(session, clock, row, home.country if home else "", ran, today) if ran else None
        if ran is None or told is None:
            continue
        (since, end), (due, law, counted) = ran, told
        late = due is not None and (end or today) > due
        rows.append(
            [
                Cell(clock.name, "page"), Cell(since, "day"), Cell(due, "day", None, late),
                Cell(end, "day"), Cell(law), Cell(counted, guilty=due is None),
            ]
        )  # fmt: skip
    columns = [
        ("consignments.clock", ""), ("consignments.runs-from", ""), ("consignments.due", ""), ("consignments.done", ""),
        ("consignments.law", ""), ("registers.counted", ""),
    ]  # fmt: skip
    return Panel("consignments.clocks", columns, rows, "consignments.no-clocks")


def _noticed(session: Session, row: Consignment, country: str, steps: Sequence[Step]) -> Iterator[list[Cell]]:
    """The notice before the shipment, where the law wants one: by when, and when the consignment was recorded."""
    wanted = notice(country, row.direction, leaving(row, steps))
    if wanted is not None:
        told = announced(session, row)
        yield [
            Cell("consignments.clock-advance-notice", "page"), Cell(None),
            Cell(wanted.last, "day", None, told > wanted.last), Cell(told, "day"), Cell(wanted.entry.citation),
            Cell(t("consignments.counted-notice", day=wanted.leaves)),
        ]  # fmt: skip


def _told(
    session: Session, clock: Clock, row: Consignment, country: str, ran: tuple[date, date | None], today: date
) -> tuple[date | None, str | None, str] | None:
    """Until when a clock runs, by which law, and how that was counted; None where nothing says it."""
    since, end = ran
    due = lawful_receipt(country, since) if clock is RECEIPT else None
    lawful = due.day if due else None
    usual = journeys(session, row.agency, today).get(way_of(row), ()) if clock is RECEIPT and end is None else ()
    last = last_day(since, lawful, usual)
    if last is not None and (lawful is None or last < lawful):
        days = (last - since).days
        return last, None, t("consignments.counted-usual", days=days, start=since, count=len(usual))
    law = deadlines(demo=country == DEMO).known(country, clock.what, since)
    if not any(entry.value.asks_of(row.direction) for entry in law):
        return None
    due, counted = reckoned(country, clock.what, since)
    return (due.day, due.entry.citation, counted) if due else (None, None, counted)


@deciding
def left(session: Session, sight: Sight, row: Consignment, today: date) -> Panel | None:
    """While its release is to be decided: what the operator may still move of the substance, whatever bounds it."""
    undecided = state_of(session, CONSIGNMENTS, row.key).state in ("planned", "release-requested", "held", "stopped")
    if not undecided:
        return None
    buyer = ("buyer", row.counterparty) if row.direction == "domestic" and row.counterparty else None
    return left_for(session, sight, row, row.operator, row.direction, today, buyer)


@deciding
def authorised(session: Session, sight: Sight, row: Consignment, today: date) -> Panel | None:
    """What is left of the authorisation that the consignment names, by line; nothing where none of it stands here."""
    home = by_code(session, row.agency) if sight.owns(row.agency) else None
    if home is None or not row.authorisation:
        return None
    return use_of(session, sight, neighbours(session, home), row.authorisation, today)


def tolerance(session: Session, sight: Sight, row: Consignment, today: date) -> Panel | None:
    """How far what is received may be from what was released, by the consignment's profile."""
    home = by_code(session, row.agency) if sight.owns(row.agency) else None
    if home is None:
        return None
    law = tolerances(demo=home.country == DEMO).set_by(figures(session, row.agency, today).own)
    held = Held(Cell(row.profile, "words:tolerance_profiles"), "arrival-discrepancy", row.profile)
    return tolerated(law, home.country, [held], today)


def goods(session: Session, sight: Sight, row: Leg | Stop, _today: date) -> Panel:
    """The consignment a leg or a stop names; that there is none is told, for a number may be mistyped."""
    query = select(Consignment).join(Current, stands(Consignment))
    query = query.where(Consignment.agency == row.agency, Consignment.folded == row.folded)
    found = list(session.execute(visible(query, Consignment, sight, names=True).order_by(Consignment.id)).scalars())
    refs = refs_of(session, Consignment, [each.id for each in found])
    columns = [("registers.ref", ""), ("consignments.title", ""), ("stock.substance", "")]
    rows = [
        [
            Cell(refs[each.id], "text", url_for("consignments.show", ref=refs[each.id])), Cell(each.number),
            Cell(each.substance, "substance"),
        ]
        for each in found
    ]  # fmt: skip
    return Panel("consignments.of-leg", columns, rows, "consignments.no-such-number")


PANELS = (left, authorised, counts, tolerance, legs, clocks)
"""In the order of the page."""
