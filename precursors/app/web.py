"""The web application: every room's pages put together, who may enter, what stands in the navigation."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, Flask, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from precursors.audit.models import Act, Seal
from precursors.config.settings import Settings
from precursors.db.engine import Database
from precursors.db.revision import head, revision
from precursors.db.types import written
from precursors.flags.service import listed
from precursors.scope.visible import Sight
from precursors.trade.models import ShipmentMonth
from precursors.trade.rules import kg
from precursors.web.access import public
from precursors.web.here import here, stand
from precursors.web.kit import application

BLUEPRINTS: tuple[Blueprint, ...] = ()
"""Every room's pages."""

SHOWN = 100
"""Acts on one page."""


class Sum(NamedTuple):
    """One line of the start page."""

    substance: str
    direction: str
    rows: int
    unresolved: int
    kg: str


class ActRow(NamedTuple):
    """One line of the log."""

    number: int
    at: str
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
    @public
    def start() -> ResponseReturnValue:
        with here().database.read() as session:
            flags = len(listed(session, Sight(), state="open"))
            acts_sealed = session.execute(select(func.count()).select_from(Seal)).scalar_one()
            return render_template("app/start.html", sums=_sums(session), flags=flags, acts=acts_sealed)

    @bp.get("/acts")
    @public
    def acts() -> ResponseReturnValue:
        with here().database.read() as session:
            query = select(Act, Seal).join(Seal, Seal.act == Act.id).order_by(Act.id.desc()).limit(SHOWN)
            rows = [_act(act, seal) for act, seal in session.execute(query)]
        return render_template("app/acts.html", rows=rows)

    return bp


def _sums(session: Session) -> list[Sum]:
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
    found = session.execute(query)
    return [Sum(name, way, int(rows), int(open_), kg(int(base))) for name, way, rows, open_, base in found if rows]


def _act(act: Act, seal: Seal) -> ActRow:
    when = written(act.at)[:19].replace("T", " ")
    return ActRow(act.id, when, act.kind, act.actor, act.agency, act.reason, seal.leaves, seal.hash.hex()[:16])
