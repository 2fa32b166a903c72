"""The web application: every room's pages put together, who may enter, what stands in the navigation."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from flask import Blueprint, Flask, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.agencies import (
    account_views,
    agency_views,
    factor_views,
    inbox_views,
    people_views,
    sharing_views,
    sign_in_views,
    token_views,
)
from precursors.agencies.doors import doors
from precursors.audit.models import Act, Seal
from precursors.config.settings import Settings
from precursors.db.engine import Database
from precursors.db.revision import head, revision
from precursors.exchange import pages as exchange_pages
from precursors.flags.service import listed
from precursors.jobs import views as jobs_views
from precursors.scope.visible import Sight, visible
from precursors.trade import pages as trade_pages
from precursors.trade.models import ShipmentMonth
from precursors.web.access import guard, public, reader, requires, signed_in
from precursors.web.here import here, stand
from precursors.web.kit import application
from precursors.web.pages import Link, furnish
from precursors.web.reading import log_readings
from precursors.web.texts import t

BLUEPRINTS: tuple[Blueprint, ...] = (
    sign_in_views.bp,
    account_views.bp,
    factor_views.bp,
    token_views.bp,
    people_views.bp,
    agency_views.bp,
    inbox_views.bp,
    sharing_views.bp,
    exchange_pages.bp,
    jobs_views.bp,
    trade_pages.bp,
)
"""Every room's pages."""

SHOWN = 100
"""Acts on one page."""


class Sum(NamedTuple):
    """One line of the start page."""

    substance: str
    direction: str
    rows: int
    unresolved: int
    ug: int


class ActRow(NamedTuple):
    """One line of the log."""

    number: int
    at: datetime
    kind: str
    actor: str
    agency: str | None
    reason: str | None
    leaves: int
    hash: str


def create_app(settings: Settings, database: Database) -> Flask:
    """The application over an opened registry."""
    app = application(settings.secret())
    stand(app, settings, database)
    furnish(app)
    guard(app, doors())
    app.context_processor(_frame)
    log_readings(app)
    for each in (*BLUEPRINTS, _pages()):
        app.register_blueprint(each)
    return app


def _pages() -> Blueprint:
    bp = Blueprint("app", __name__)

    @bp.get("/healthz")
    @public
    def healthz() -> ResponseReturnValue:
        return "ok\n", {"Content-Type": "text/plain"}

    @bp.get("/readyz")
    @public
    def readyz() -> ResponseReturnValue:
        ready = revision(here().database) == head()
        return ("ready\n" if ready else "the schema is not the newest\n"), 200 if ready else 503

    @bp.get("/")
    @signed_in
    def start() -> ResponseReturnValue:
        with here().database.read() as session:
            flags = len(listed(session, reader().sight.own, state="open"))
            acts_sealed = session.execute(select(func.count()).select_from(Seal)).scalar_one()
            return render_template("app/start.html", sums=_sums(session, reader().sight), flags=flags, acts=acts_sealed)

    @bp.get("/acts")
    @requires(Permission.READ_LOG)
    def acts() -> ResponseReturnValue:
        with here().database.read() as session:
            query = select(Act, Seal).join(Seal, Seal.act == Act.id).order_by(Act.id.desc()).limit(SHOWN)
            rows = [_act(act, seal) for act, seal in session.execute(query)]
        return render_template("app/acts.html", rows=rows)

    return bp


def _frame() -> dict[str, object]:
    """What the frame of every page shows."""
    pages = (("app.start", t("app.start")), ("app.acts", t("app.acts")))
    navigation = [Link(url_for(name), text, request.endpoint == name) for name, text in pages]
    return {"navigation": navigation} | inbox_views.person_frame()


def _sums(session: Session, sight: Sight) -> list[Sum]:
    month = ShipmentMonth
    query = (
        select(
            month.substance,
            month.direction,
            func.sum(month.rows),
            func.sum(month.unresolved),
            func.sum(month.base_ug),
        )
        .group_by(month.substance, month.direction)
        .order_by(month.substance, month.direction)
    )
    found = session.execute(visible(query, month, sight))
    return [Sum(name, way, int(rows), int(open_), int(base)) for name, way, rows, open_, base in found if rows]


def _act(act: Act, seal: Seal) -> ActRow:
    reason = act.reason if reader().sight.owns(act.agency) else None  # a reason may tell what a header must not
    return ActRow(act.id, act.at, act.kind, act.actor, act.agency, reason, seal.leaves, seal.hash.hex())
