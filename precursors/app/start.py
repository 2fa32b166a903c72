"""The start page: what waits for whoever is signed in, what is late, what their agency did last, what it holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.agencies import waiting as agencies_waiting
from precursors.app import clearing, verification
from precursors.audit.reading import acts_of, own_acts
from precursors.cases import waiting as cases_waiting
from precursors.cases.forums import waiting as forums_waiting
from precursors.custody import waiting as custody_waiting
from precursors.disposal import waiting as disposal_waiting
from precursors.exchange import waiting as exchange_waiting
from precursors.exchange.blueprint import TAKES_SOME
from precursors.flags import waiting as flags_waiting
from precursors.holds import waiting as holds_waiting
from precursors.inspections import waiting as inspections_waiting
from precursors.jobs import waiting as jobs_waiting
from precursors.laboratory import waiting as laboratory_waiting
from precursors.licensing import permits_waiting
from precursors.licensing import waiting as licensing_waiting
from precursors.stock import waiting as stock_waiting
from precursors.trade import life_waiting
from precursors.trade import waiting as trade_waiting
from precursors.trade.models import ShipmentMonth
from precursors.web.access import reader, signed_in
from precursors.web.here import here
from precursors.web.waiting import Asked, Source, Waiting

SOURCES: tuple[Source, ...] = (
    flags_waiting.waiting,
    exchange_waiting.waiting,
    trade_waiting.waiting,
    life_waiting.waiting,
    stock_waiting.waiting,
    inspections_waiting.waiting,
    agencies_waiting.waiting,
    licensing_waiting.waiting,
    permits_waiting.waiting,
    custody_waiting.waiting,
    laboratory_waiting.waiting,
    disposal_waiting.waiting,
    holds_waiting.waiting,
    cases_waiting.waiting,
    forums_waiting.waiting,
    jobs_waiting.waiting,
    verification.waiting,
    clearing.waiting,
)
"""Each room that has something waiting, in the order of the page."""

LAST = 8
"""Acts shown."""


class Sum(NamedTuple):
    """Standing shipments of the reader's agency this year, of one substance in one direction."""

    substance: str
    direction: str
    rows: int
    unresolved: int
    ug: int | None
    """Of those that are resolved; None where none is."""


class Step(NamedTuple):
    """What to do first: key of its text and the page."""

    text: str
    href: str


STEPS = (
    (TAKES_SOME, "app.step-upload", "exchange.new_upload"),
    (Permission.RECORD_SHIPMENTS, "app.step-enter", "trade.new"),
    (Permission.READ_SHIPMENTS, "app.step-look", "trade.shipments"),
    (Permission.CHECK_DEALS, "app.step-deal", "deal_checks.new"),
    (Permission.RECORD_NOTIFICATIONS, "app.step-notify", "notifications.new"),
    (Permission.RECORD_INSPECTIONS, "app.step-inspect", "inspections.new"),
    (Permission.RECORD_SEIZURES, "app.step-seize", "seizures.new"),
    (Permission.RECORD_CUSTODY, "app.step-scan", "desk.scan"),
    (Permission.RECORD_LABORATORY, "app.step-result", "results.new"),
    (Permission.RECORD_DISPOSAL, "app.step-order", "disposal.new"),
    (Permission.READ_DISPOSAL, "app.step-orders", "disposal.orders"),
    (Permission.PLACE_HOLD, "app.step-hold", "holds.new"),
    (Permission.READ_REPORTS, "app.step-report", "reports.index"),
    (Permission.SHARE_RECORDS, "app.step-share", "sharing.index"),
    (Permission.ADMINISTER_PEOPLE, "app.step-people", "people.index"),
    (Permission.ADMINISTER_AGENCIES, "app.step-agencies", "agencies.index"),
    (Permission.READ_LOG, "app.step-log", "audit.acts"),
    (Permission.READ_LOG, "app.step-verify", "app.verification"),
)
"""What one must be allowed to do, key of what it is called, its page."""


def start_page(bp: Blueprint) -> None:
    """Give `bp` the start page."""
    bp.get("/")(start)


@signed_in
def start() -> ResponseReturnValue:
    """What waits, what is late, what was done."""
    asking = reader()
    agencies = asking.sight.agencies or ()
    with here().database.read() as facts, here().database.aside.read() as aside:
        found = _waiting(Asked(facts, aside, asking, here().now))
        mine = acts_of(facts, asking.person, LAST)
        acts = mine or own_acts(facts, agencies, LAST)
        sums = _sums(facts, agencies) if asking.may(Permission.READ_SHIPMENTS) else None
    known: dict[str, object] = {"waits": [each for each in found if not each.late]}
    known |= {"late": [each for each in found if each.late]}
    known |= {"acts": acts, "mine": bool(mine), "sums": sums, "steps": _steps(), "year": here().today.year}
    return render_template("app/start.html", **known)


def _waiting(asked: Asked) -> list[Waiting]:
    return [each for source in SOURCES for each in source(asked) if each.count]


def _sums(session: Session, agencies: Sequence[str]) -> list[Sum]:
    month, year = ShipmentMonth, str(here().today.year)
    sums = (func.sum(month.rows), func.sum(month.unresolved), func.sum(month.base_ug))
    query = (
        select(month.substance, month.direction, *sums)
        .where(month.agency.in_(agencies), month.month >= f"{year}-01", month.month <= f"{year}-12")
        .group_by(month.substance, month.direction)
        .order_by(month.substance, month.direction)
    )
    found = (
        (name, way, int(rows), int(open_), int(ug)) for name, way, rows, open_, ug in session.execute(query) if rows
    )
    return [Sum(name, way, rows, open_, ug if rows > open_ else None) for name, way, rows, open_, ug in found]


def _steps() -> list[Step]:
    """What somebody with this reader's roles does here."""
    return [Step(text, url_for(page)) for may, text, page in STEPS if reader().may(may)]
