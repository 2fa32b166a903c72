"""Shipments ranked for inspection: the latest order, and the verb that asks for a new one."""

from __future__ import annotations

from flask import Response, url_for

from precursors.access.permissions import Permission
from precursors.api.answers import answer, created
from precursors.api.blueprint import bp, not_found
from precursors.api.operation import Operation, operation
from precursors.api.shapes import ANYTHING, DAY, SHARE, TEXT, WHOLE, many, shape
from precursors.ranking.service import latest
from precursors.ranking.views import ask
from precursors.scope.reading import note
from precursors.trade.models import Shipment
from precursors.web.access import reader, requires
from precursors.web.here import here

PLACE = shape(
    "RankedShipment",
    "A shipment of an order, with the rules' flags on it and what moved its score up.",
    ref=TEXT,
    day=(DAY, lambda told: told.row.day),
    score=(SHARE, lambda told: told.score / 1000),
    flags=(many(TEXT), lambda told: [flag.rule for flag in told.flags]),
    because=(many({"type": "object", "additionalProperties": ANYTHING}), lambda told: told.because),
)
ORDER = shape(
    "Order",
    "The latest order of the reader's agency: flagged shipments first, then by what was learnt. It decides nothing.",
    ref=TEXT,
    act=WHOLE,
    trained=({"type": "object", "additionalProperties": ANYTHING}, lambda told: told.trained),
    items=(many(PLACE.ref), lambda told: PLACE.all(told.places)),
)
ASKED = shape("OrderAsked", "The job that makes a new order.", job=(TEXT, lambda name: name))


@bp.get("/ranked")
@requires(Permission.READ_FLAGS)
@operation(Operation("Read the shipments ranked for inspection", ORDER))
def ranked() -> Response:
    """The latest order; 404 before the first."""
    with here().database.read() as session:
        found = latest(session, reader().sight)
    if found is None:
        return not_found()
    note(Shipment, [place.row for place in found.places])
    return answer(ORDER.of(found))


@bp.post("/ranked/runs")
@requires(Permission.DECIDE_FLAG)
@operation(Operation("Ask for a new order", ASKED, status=202))
def ranked_run() -> Response:
    """A job learns from dispositions and orders the latest shipments."""
    name = ask()
    made = created(ASKED.of(name), url_for("api.job", job_id=name))
    made.status_code = 202
    return made
