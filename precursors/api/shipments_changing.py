"""Enter a shipment, and what may be done with one: correct, reverse, resolve, flag, lay a document to it."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, url_for
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.api.answers import answer, created
from precursors.api.blueprint import bp, not_found
from precursors.api.once import request_key
from precursors.api.operation import MULTIPART, Operation, operation, parameters, sent
from precursors.api.refusals import refused_for
from precursors.api.shapes import TEXT, WHOLE, exactly, shape, words
from precursors.api.shipments import seen
from precursors.api.writing import RECORDED, WROTE, act_on, problems_in
from precursors.audit.asking import actor
from precursors.flags.models import Flag
from precursors.flags.service import raise_by_hand
from precursors.intake.importing import Terms
from precursors.intake.schema import schema_of, texts_of
from precursors.problems import Problem, problem
from precursors.quantities.conventions import convention, convention_names
from precursors.registers.doing import laid
from precursors.trade import history
from precursors.trade.corrections import reverse_record
from precursors.trade.entry import Entered, enter
from precursors.trade.models import Shipment
from precursors.trade.onerow import stated_cells
from precursors.trade.record import SHIPMENTS
from precursors.trade.resolving import CHOICES, correct, resolve
from precursors.trade.views import terms_for
from precursors.web.access import reader, requires
from precursors.web.here import here

REASON = TEXT | {"maxLength": 2_000}
FIELDS = {name: part for name, part in schema_of(SHIPMENTS).items() if name != "$schema"}
"""A shipment as it is handed in."""

CHANGED = {
    "type": "object",
    "properties": {name: {"anyOf": [part, {"type": "null"}]} for name, part in FIELDS["properties"].items()},
    "additionalProperties": False,
}
"""Some of its fields; null empties one."""


@bp.post("/shipments")
@requires(Permission.RECORD_SHIPMENTS)
@operation(
    Operation(
        "Record one shipment",
        RECORDED,
        {"unresolved": words("reject", "keep"), "convention": words(*convention_names())},
        FIELDS,
        201,
        known=True,
    )
)
def new_shipment() -> Response:
    """Judge and record one line, exactly as a sheet of one row would be."""
    made = here().whole.write(lambda session: enter(session, actor(), _terms(session), texts_of(sent()), request_key()))
    if not isinstance(made, Entered):
        return refused_for(problems_in(made))
    document = RECORDED.of(made)
    place = url_for("api.shipment", ref=made.ref)
    return answer(document, Location=place) if made.known else created(document, place)


def _terms(session: Session) -> Terms:
    """The terms of an entry: what can be read in two ways is asked about, unless a convention is named."""
    kept = parameters().get("unresolved") == "keep"
    terms = replace(terms_for(session), keep_unresolved=kept)
    return replace(terms, convention=convention(parameters().get("convention", "none")))


@bp.post("/shipments/<ref>/corrections")
@requires(Permission.CORRECT_RECORDS)
@operation(
    Operation(
        "Put a corrected record in the place of a shipment",
        WROTE,
        {},
        exactly(reason=REASON, fields=CHANGED),
        201,
        guarded=True,
    )
)
def shipment_correction(ref: str) -> Response:
    """Change some fields; everything else stays the cell it was."""

    def verb(session: Session) -> object:
        row = history.find(session, reader().sight.own, ref)
        if row is None:
            return problem("record.unknown", ref=ref)
        stated = {key: text for key, (_, text) in stated_cells(row).items()}
        texts = texts_of(stated | {key: value or "" for key, value in sent()["fields"].items()})
        return correct(session, actor(), terms_for(session, row), ref, texts, sent()["reason"], request_key())

    return act_on(lambda session: seen(session, ref), verb, Shipment, "/api/v1/shipments", "/fields")


@bp.post("/shipments/<ref>/reversals")
@requires(Permission.CORRECT_RECORDS)
@operation(Operation("Take a shipment back", WROTE, {}, exactly(reason=REASON), 201, guarded=True))
def shipment_reversal(ref: str) -> Response:
    """Reverse one record."""
    return act_on(
        lambda session: seen(session, ref),
        lambda session: reverse_record(session, actor(), ref, sent()["reason"], request_key()),
        Shipment,
        "/api/v1/shipments",
    )


@bp.post("/shipments/<ref>/resolutions")
@requires(Permission.CORRECT_RECORDS)
@operation(
    Operation(
        "Choose what the quantity of an unresolved shipment asks",
        WROTE,
        {},
        exactly(choices={"type": "object", "properties": dict.fromkeys(CHOICES, TEXT), "additionalProperties": False}),
        201,
        guarded=True,
    )
)
def shipment_resolution(ref: str) -> Response:
    """Resolve one record."""

    def verb(session: Session) -> object:
        row = history.find(session, reader().sight.own, ref)
        if row is None or not any(text.strip() for text in sent()["choices"].values()):
            return problem("choice.none")
        return resolve(session, actor(), terms_for(session, row), ref, sent()["choices"], None, request_key())

    return act_on(lambda session: seen(session, ref), verb, Shipment, "/api/v1/shipments", "/choices")


@bp.post("/shipments/<ref>/flags")
@requires(Permission.RAISE_FLAG)
@operation(Operation("Raise a flag on a shipment by hand", WROTE, {}, exactly(because=REASON), 201, guarded=True))
def shipment_flag(ref: str) -> Response:
    """Flag one record."""
    return act_on(
        lambda session: seen(session, ref),
        lambda session: raise_by_hand(session, actor(), ref, sent()["because"], request_key()),
        Flag,
        "/api/v1/flags",
    )


LAID = shape("Laid", "A document was laid to a record by this act.", act=(WHOLE, lambda act: act))


@bp.post("/shipments/<ref>/documents")
@requires(Permission.ATTACH_DOCUMENTS)
@operation(
    Operation("Lay a document to a shipment", LAID, {}, {"type": "object", "properties": {}}, 201, takes=MULTIPART)
)
def shipment_document(ref: str) -> Response:
    """Keep the file `file` of the form and lay it to the record."""
    with here().database.read() as session:
        row = history.find(session, reader().sight.own, ref)
    if row is None:
        return not_found()
    made = laid(actor(), row)
    if isinstance(made, Problem):
        return refused_for([made])
    return created(LAID.of(made), url_for("api.shipment", ref=ref))
