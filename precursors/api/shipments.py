"""Shipments to be read: the list, what has changed since, one record with its steps, ledger lines, history, proof."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.agencies.service import by_code
from precursors.api.answers import answer, page, tagged
from precursors.api.blueprint import bp, not_found
from precursors.api.giving import cursor, going_on, insist_on_cursor, number_cursor
from precursors.api.operation import Operation, limit, listing, operation, parameters
from precursors.api.shapes import (
    ANYTHING,
    DAY,
    MOMENT,
    QUANTITY,
    SHARE,
    TEXT,
    TRUTH,
    WHOLE,
    Document,
    kilograms,
    litres,
    many,
    maybe,
    shape,
    widened,
    words,
)
from precursors.audit.checkpoint import load_key
from precursors.audit.proof import prove
from precursors.db.tables import act_of
from precursors.intake.importing import Terms
from precursors.quantities.conventions import convention
from precursors.registers.terms import terms_of
from precursors.scope.masking import as_seen
from precursors.scope.reading import note
from precursors.trade import history
from precursors.trade import listing as listed
from precursors.trade.changes import Item, changes, items_of
from precursors.trade.filters import STATUSES, WAYS, read_filters
from precursors.trade.models import Shipment
from precursors.trade.onerow import stated_cells
from precursors.trade.record import SHIPMENTS
from precursors.web.access import reader, requires
from precursors.web.here import here
from precursors.web.texts import told as sentence

STATED = {
    "type": "object",
    "properties": {field.key: TEXT for field in SHIPMENTS.fields},
    "additionalProperties": False,
}

LINE = shape(
    "Shipment",
    "One line of a declared shipment: what was stated, and what it was judged to mean.",
    ref=TEXT,
    agency=(TEXT, lambda told: told.row.agency),
    day=(DAY, lambda told: told.row.day),
    direction=(words(*WAYS), lambda told: told.row.direction),
    substance=(TEXT, lambda told: told.row.substance),
    base=(maybe(QUANTITY.ref), lambda told: kilograms(told.row.base_ug)),
    net=(maybe(QUANTITY.ref), lambda told: kilograms(told.row.net_ug)),
    volume=(maybe(QUANTITY.ref), lambda told: litres(told.row.ul)),
    status=(words("ok", "ok_flag", "ask"), lambda told: told.row.status),
    code=(maybe(TEXT), lambda told: told.row.code),
    uncertainty_ppm=(maybe(WHOLE), lambda told: told.row.uncertainty),
    edition=(TEXT, lambda told: told.row.edition),
    convention=(TEXT, lambda told: told.row.convention),
    sheet=(TEXT, lambda told: told.row.sheet),
    row=(WHOLE, lambda told: told.row.row),
    stated=(STATED, lambda told: {key: text for key, (_, text) in stated_cells(told.row).items()}),
    act=(WHOLE, lambda told: act_of(told.row.id)),
    standing=TRUTH,
)

FLAG_OF = shape(
    "FlagOf",
    "A flag on a record.",
    ref=(TEXT, lambda told: told[0]),
    rule=(TEXT, lambda told: told[1].rule),
    score=(SHARE, lambda told: told[1].score / 1000),
    state=(TEXT, lambda told: told[2]),
)
DOCUMENT = shape(
    "Attached", "A document laid to a record.", sha256=TEXT, name=TEXT, size=WHOLE, act=WHOLE, by=TEXT, at=MOMENT
)

RECORD = widened(
    LINE,
    "ShipmentRecord",
    "One shipment with its flags and documents. Members that are withheld from the reader read null or are missing.",
    flags=(many(FLAG_OF.ref), lambda told: FLAG_OF.all(told.flags)),
    documents=(many(DOCUMENT.ref), lambda told: DOCUMENT.all(told.documents)),
    withheld=(many(TEXT), lambda told: sorted(getattr(told.row, "withheld", ()))),
)

DEED = shape(
    "Deed",
    "An act in the life of a record; `other` is the record it came from or was replaced by.",
    what=words("recorded", "replaced", "reversed"),
    act=WHOLE,
    kind=TEXT,
    actor=TEXT,
    at=MOMENT,
    reason=maybe(TEXT),
    other=maybe(TEXT),
)
END = shape("End", "One end of a movement.", role=TEXT, holder=TEXT)
MOVEMENT = shape(
    "Movement",
    "One ledger line of a record; in micrograms, litres counted in microlitres.",
    out=(END.ref, lambda moved: END.of(moved.out)),
    into=(END.ref, lambda moved: END.of(moved.into)),
    measure=words("base_ug", "net_ug", "ul"),
    amount=(QUANTITY.ref, lambda moved: (litres if moved.measure == "ul" else kilograms)(moved.amount)),
)
STEP = shape(
    "Step",
    "One step from the stated amount to kilograms of the controlled substance.",
    what=TEXT,
    **{"from": (TEXT, lambda step: step.from_)},
    to=TEXT,
    by=TEXT,
    source=TEXT,
)

CONTROL = shape(
    "Control",
    "What the law says of goods that hold more than one substance: exempt, counted as controlled, or to be asked.",
    answer=words("exempt", "counted", "ask"),
    law=TEXT,
    limit=TEXT,
    message=(TEXT, lambda control: sentence(control.told)),
)

FILTERS: dict[str, Any] = {
    "agency": TEXT, "first": DAY, "last": DAY, "substance": TEXT, "direction": words(*WAYS), "operator": TEXT,
    "licence": TEXT, "status": words(*STATUSES), "text": TEXT, "updated_since": MOMENT,
}  # fmt: skip


@bp.get("/shipments")
@requires(Permission.READ_SHIPMENTS)
@listing("List the shipments that stand, newest day first, or all that has changed since a moment", LINE, **FILTERS)
def shipments() -> Response:
    """A page of the list, or of what has changed."""
    with here().database.read() as session:
        items, following = _changed(session) if "updated_since" in parameters() else _listed(session)
    note(Shipment, [each.row for each in items])
    return page((LINE.of(each) for each in items), following)


def _listed(session: Session) -> tuple[list[Item], dict[str, Any] | None]:
    filters, _ = read_filters({name: str(value) for name, value in parameters().items()})
    sight = reader().sight
    insist_on_cursor(history.find(session, sight, cursor() or ""))
    found = listed.page(session, sight, filters, cursor(), None, limit())
    items = items_of(session, [each.row.id for each in found.rows], sight)
    if found.older is None and found.looked_back_to is not None:
        rest = {name: value for name, value in parameters().items() if name != "cursor"}
        return items, rest | {"last": listed.day_before(found.looked_back_to).isoformat()}
    return items, going_on(found.older)


def _changed(session: Session) -> tuple[list[Item], dict[str, Any] | None]:
    since = datetime.fromisoformat(parameters()["updated_since"])
    found = changes(session, reader().sight, since, number_cursor(), limit())
    return list(found.items), going_on(found.after)


@bp.get("/shipments/<ref>")
@requires(Permission.READ_SHIPMENTS)
@operation(Operation("Read one shipment", RECORD))
def shipment(ref: str) -> Response:
    """One record with its entity tag."""
    told = _told(ref)
    return tagged(RECORD.of(told)) if told else not_found()


@bp.get("/shipments/<ref>/history")
@requires(Permission.READ_SHIPMENTS)
@operation(Operation("Read the acts in the life of a shipment", many(DEED.ref)))
def shipment_history(ref: str) -> Response:
    """Recorded, replaced, reversed."""
    told = _told(ref)
    return answer(DEED.all(told.deeds)) if told else not_found()


@bp.get("/shipments/<ref>/ledger")
@requires(Permission.READ_SHIPMENTS)
@operation(Operation("Read the ledger lines of a shipment", many(MOVEMENT.ref)))
def shipment_ledger(ref: str) -> Response:
    """What moved from where to where; nothing where names are withheld."""
    told = _told(ref)
    return answer(MOVEMENT.all(told.movements)) if told else not_found()


def _read(session: Session, ref: str) -> tuple[Shipment | None, bool]:
    """A shipment the reader may see, and whether with its names."""
    row = history.find(session, reader().sight, ref)
    if row is None:
        return None, False
    (seen,) = as_seen(session, [row], reader().sight)
    return row, seen is row


@bp.get("/shipments/<ref>/steps")
@requires(Permission.READ_SHIPMENTS)
@operation(Operation("Read how the quantity of a shipment was normalised", many(STEP.ref)))
def shipment_steps(ref: str) -> Response:
    """Every step; none where names are withheld or the editions in use now come to something else."""
    with here().database.read() as session:
        row, whole = _read(session, ref)
        made = explained(session, row) if row and whole else None
    if row is None:
        return not_found()
    note(Shipment, [row])
    return answer(STEP.all(made.steps) if made else [])


@bp.get("/shipments/<ref>/mixture")
@requires(Permission.READ_SHIPMENTS)
@operation(Operation("Read what the law says of the goods of a shipment as a mixture", many(CONTROL.ref)))
def shipment_mixture(ref: str) -> Response:
    """One answer with its paragraph; none where no rule on mixtures speaks of the goods, or names are withheld."""
    with here().database.read() as session:
        row, whole = _read(session, ref)
        terms = _terms(session, row) if row and whole else None
        found = history.control(terms, row) if row and terms else None
    if row is None:
        return not_found()
    note(Shipment, [row])
    return answer(CONTROL.all([found]) if found else [])


@bp.get("/shipments/<ref>/proof")
@requires(Permission.READ_SHIPMENTS)
@operation(Operation("Take the proof of one shipment, which anybody can check", ANYTHING | {"type": "object"}))
def shipment_proof(ref: str) -> Response:
    """The proof, of the reader's own records only: it holds every byte of them."""
    with here().database.read() as session:
        row = history.find(session, reader().sight.own, ref)
        made = prove(session, row.id, load_key(here().settings.signing_key_file)) if row else None
    if row is None:
        return not_found()
    note(Shipment, [row], "proof")
    return answer(made)


def seen(session: Session, ref: str) -> Document | None:
    """The record as its owner reads it; None where it is not their own."""
    row = history.find(session, reader().sight.own, ref)
    return RECORD.of(history.told(session, reader().sight, row)) if row else None


def explained(session: Session, row: Shipment) -> Any:  # noqa: ANN401 - a Normalised or None
    """The quantity of a record step by step, under the terms of its own agency."""
    terms = _terms(session, row)
    return history.explained(terms, row) if terms else None


def _terms(session: Session, row: Shipment) -> Terms | None:
    """The terms of a record's own agency, as its own source wrote it."""
    agency = by_code(session, row.agency)
    if agency is None:
        return None
    return terms_of(session, agency, here().today, here().settings.home / "scratch", convention(row.convention))


def _told(ref: str) -> history.Told | None:
    """Everything about a record, noted as read; None where the reader may not see it."""
    with here().database.read() as session:
        row = history.find(session, reader().sight, ref)
        told = history.told(session, reader().sight, row) if row else None
    if row is not None:
        note(Shipment, [row])
    return told
