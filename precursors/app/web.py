"""The web application: every room's pages put together, who may enter, what stands in the navigation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from flask import Blueprint, Flask, Response, request, url_for
from flask.typing import ResponseReturnValue

import precursors.app.faces
import precursors.app.machines  # noqa: F401 - pages show what other rooms give them; programs ask for the same
from precursors.access.permissions import Permission
from precursors.agencies import (
    account_views,
    agency_views,
    confirming,
    factor_views,
    inbox_views,
    people_views,
    sharing_views,
    sign_in_views,
    token_views,
)
from precursors.agencies.doors import doors, log_door
from precursors.api import metrics
from precursors.api import pages as api_pages
from precursors.app.clearing import clearing_pages
from precursors.app.help import help_pages
from precursors.app.records import records_page
from precursors.app.ruling import ruling_pages
from precursors.app.search import search_page
from precursors.app.start import start_page
from precursors.app.unsigned import unsigned
from precursors.app.verification import verification_pages
from precursors.audit import views as audit_views
from precursors.audit.checkpoint import NoKey
from precursors.cases import views as cases_views
from precursors.config.settings import Settings
from precursors.custody import views as custody_views
from precursors.db.engine import Database
from precursors.db.revision import head, revision
from precursors.disposal import pages as disposal_pages
from precursors.documents import views as documents_views
from precursors.editions import views as editions_views
from precursors.exchange import pages as exchange_pages
from precursors.exchange.blueprint import TAKES_SOME
from precursors.exchange.shelves import SHELVES
from precursors.flags import views as flags_views
from precursors.holds import views as holds_views
from precursors.jobs import views as jobs_views
from precursors.licensing import deals_views, papers
from precursors.licensing import views as licensing_views
from precursors.mirror import views as mirror_views
from precursors.ranking import views as ranking_views
from precursors.registers import views as registers_views
from precursors.reports import pages as reports_pages
from precursors.seizures import views as seizures_views
from precursors.stock import views as stock_views
from precursors.substances import hazard_views as substances_views
from precursors.trade import pages as trade_pages
from precursors.web.access import guard, perhaps_reader, public
from precursors.web.here import here, stand
from precursors.web.kit import application
from precursors.web.pages import Link, furnish
from precursors.web.reading import log_readings
from precursors.web.texts import t

BLUEPRINTS: tuple[Blueprint, ...] = (
    sign_in_views.bp,
    account_views.bp,
    confirming.bp,
    factor_views.bp,
    token_views.bp,
    people_views.bp,
    agency_views.bp,
    inbox_views.bp,
    sharing_views.bp,
    exchange_pages.bp,
    jobs_views.bp,
    trade_pages.bp,
    flags_views.bp,
    editions_views.bp,
    ranking_views.bp,
    licensing_views.bp,
    deals_views.bp,
    stock_views.bp,
    papers.bp,
    substances_views.bp,
    disposal_pages.bp,
    documents_views.bp,
    audit_views.bp,
    api_pages.bp,
    metrics.bp,
    reports_pages.bp,
    *map(registers_views.pages, SHELVES),
    mirror_views.bp,
    seizures_views.bp,
    custody_views.bp,
    holds_views.bp,
    cases_views.bp,
)
"""Every room's pages."""


class Entry(NamedTuple):
    """One entry of the navigation: its page, key of its text, and what one must be allowed to see it."""

    page: str
    text: str
    demand: Permission | frozenset[Permission] | None = None


NAVIGATION = (
    Entry("app.start", "app.start"),
    Entry("app.search", "app.search", Permission.READ_SUBSTANCES),
    Entry("trade.shipments", "app.to-shipments", Permission.READ_SHIPMENTS),
    Entry("exchange.uploads", "app.to-uploads", TAKES_SOME),
    Entry("flags.index", "app.to-flags", Permission.READ_FLAGS),
    Entry("app.records", "app.to-register"),
    Entry("reports.index", "app.to-reports", Permission.READ_REPORTS),
    Entry("disposal.orders", "disposal.orders", Permission.READ_DISPOSAL),
    Entry("desk.scan", "custody.scan", Permission.RECORD_CUSTODY),
    Entry("mirror.index", "mirror.title", Permission.READ_SHIPMENTS),
    Entry("substances.index", "app.to-substances", Permission.READ_SUBSTANCES),
    Entry("audit.acts", "app.acts", Permission.READ_LOG),
    Entry("sharing.index", "app.to-shares", Permission.SHARE_RECORDS),
    Entry("people.index", "app.to-people", Permission.ADMINISTER_PEOPLE),
    Entry("agencies.index", "app.to-agencies", Permission.ADMINISTER_AGENCIES),
)
"""Above every page, for whoever is signed in: what is needed most first, since the last are folded into a menu."""

RECORDS = {"licensing", *(shelf.endpoint for shelf in SHELVES)}
"""Rooms whose pages stand under the entry of records."""

FOOTER = (Entry("app.index", "app.help"), Entry("app.glossary", "app.glossary"))
"""Below every page, for everybody."""


def create_app(settings: Settings, database: Database) -> Flask:
    """The application over an opened registry."""
    app = application(settings.secret(), settings.trusted_proxies)
    stand(app, settings, database)
    furnish(app)
    guard(app, doors())
    app.jinja_env.globals["frame"] = _frame
    log_readings(app)
    app.register_error_handler(NoKey, unsigned)
    app.after_request(_log_refusal)
    for each in (*BLUEPRINTS, _pages()):
        app.register_blueprint(each)
    return app


def _log_refusal(answer: Response) -> Response:
    """Somebody who is known asked for what is not theirs: that stands in the log of the door."""
    if answer.status_code == 403 and perhaps_reader() is not None:
        log_door("refused", f"{request.method} {request.path}")
    return answer


def _pages() -> Blueprint:
    bp = Blueprint("app", __name__)

    @bp.get("/healthz")
    @public
    def healthz() -> ResponseReturnValue:
        return "ok\n", {"Content-Type": "text/plain; charset=utf-8"}

    @bp.get("/readyz")
    @public
    def readyz() -> ResponseReturnValue:
        ready = revision(here().database) == head()
        return ("ready\n" if ready else "the schema is not the newest\n"), 200 if ready else 503

    start_page(bp)
    records_page(bp)
    ruling_pages(bp)
    search_page(bp)
    help_pages(bp)
    verification_pages(bp)
    clearing_pages(bp)
    return bp


def _frame() -> dict[str, object]:
    """What the frame of every page shows."""
    asking = perhaps_reader()
    open_to = [each for each in NAVIGATION if asking and (each.demand is None or asking.may(each.demand))]
    return {"navigation": _links(open_to), "footer_links": _links(FOOTER)} | inbox_views.person_frame()


def _links(entries: Iterable[Entry]) -> list[Link]:
    """The entries as they stand on this page; a room's entry is the current one on all its pages, ours on its own."""
    room = request.blueprint

    def current(page: str) -> bool:
        within = page.partition(".")[0] == room and room != "app"
        return request.endpoint == page or within or (page == "app.records" and room in RECORDS)

    return [Link(url_for(each.page), t(each.text), current(each.page)) for each in entries]
