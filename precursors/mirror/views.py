"""The page on which a year's trade with a partner is told by both sides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import Blueprint, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.audit.refs import refs_of
from precursors.editions.figures import figures
from precursors.mirror.gathering import Found, Wanted, choices, comparisons, tolerances
from precursors.mirror.models import MirrorFigure
from precursors.mirror.rules import AGREES, Deal, Line
from precursors.registers.writing import FILTERS
from precursors.trade.models import Shipment
from precursors.web.access import reader, requires
from precursors.web.here import here
from precursors.web.numbers import whole

bp = Blueprint("mirror", __name__)
SHOWN = 100
"""Records of one side, or deals, that a page shows."""


@bp.record_once
def _furnish(state: BlueprintSetupState) -> None:
    state.app.jinja_env.filters.update(FILTERS)


class Named(NamedTuple):
    """A line with the address of its record."""

    line: Line
    ref: str
    href: str


class Told(NamedTuple):
    """A deal with its lines named."""

    deal: Deal
    here: Sequence[Named]
    there: Sequence[Named]


@bp.get("/mirror")
@requires(Permission.READ_SHIPMENTS)
def index() -> ResponseReturnValue:
    """Every substance of a year with the partners that told of it; one of them by month and deal where one is left."""
    with here().database.read() as session:
        known = figures(session, reader().agency or "", here().today)
        offered = choices(session, reader().sight)
        year = whole(request.args.get("year", "")) or (offered["years"][0] if offered["years"] else here().today.year)
        asked = wanted(year)
        found = list(comparisons(session, asked, here().today)) if offered["years"] else []
        one = found[0] if len(found) == 1 and asked.substance and asked.partner else None
        sides = _records(session, one) if one else {}
    may = reader().may
    return render_template(
        "mirror/mirror.html", offered=offered, asked=asked, found=found, one=one, sides=sides,
        tolerances=tolerances(known), may_report=may(Permission.READ_REPORTS),
        may_exchange=may(Permission.EXCHANGE_WITH_OTHERS),
    )  # fmt: skip


def wanted(year: int) -> Wanted:
    """What the address asks for."""
    given = {name: request.args.get(name, "").strip() or None for name in ("partner", "substance", "direction")}
    direction = given["direction"] if given["direction"] in {"import", "export"} else None
    return Wanted(reader().sight, given["partner"], given["substance"], direction, year)


def _records(session: Session, found: Found) -> dict[str, Any]:
    """The lines of both sides and the deals, each with the address of its record; two queries."""
    deals = sorted(found.comparison.deals, key=lambda deal: (deal.verdict == AGREES, deal.references))[:SHOWN]
    year = found.place.year
    sides = [[line for line in side if line.last.year == year][:SHOWN] for side in (found.here, found.there)]
    mine, theirs = (
        _named(session, model, page, {*side, *(line for deal in deals for line in getattr(deal, name))})
        for model, page, side, name in (
            (Shipment, "trade.shipment", sides[0], "here"),
            (MirrorFigure, "mirror_figures.show", sides[1], "there"),
        )
    )
    return {
        "here": [mine[line.key] for line in sides[0]],
        "there": [theirs[line.key] for line in sides[1]],
        "deals": [
            Told(deal, [mine[line.key] for line in deal.here], [theirs[line.key] for line in deal.there])
            for deal in deals
        ],
    }


def _named(session: Session, model: Any, page: str, lines: set[Line]) -> dict[int, Named]:  # noqa: ANN401 - either table
    refs = refs_of(session, model, [line.key for line in lines])
    return {line.key: Named(line, refs[line.key], url_for(page, ref=refs[line.key])) for line in lines}
