"""Orders of destruction for programs: lists, one order with its balance, what may be done, steps, certificates."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

from flask import Response, abort
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.api.answers import answer, page
from precursors.api.blueprint import bp, not_found
from precursors.api.giving import cursor, going_on
from precursors.api.operation import Operation, listing, operation, parameters, sent
from precursors.api.refusals import refused_for
from precursors.api.shapes import ANYTHING, QUANTITY, TEXT, WHOLE, kilograms, many, maybe, shape, texts_by_name, words
from precursors.disposal import working
from precursors.disposal.doing import DEEDS
from precursors.disposal.listing import orders
from precursors.disposal.loading import Dossier, load
from precursors.disposal.models import DisposalOrder
from precursors.disposal.pending import TURNS
from precursors.disposal.service import attempt, own_order
from precursors.disposal.views import waiting_for_me, who
from precursors.disposal.views_certificate import certificate_seen
from precursors.disposal.work_models import DisposalCertificate
from precursors.problems import Problem, Problems
from precursors.scope.reading import note
from precursors.web.access import reader, requires
from precursors.web.here import here
from precursors.web.texts import told

ORDER = shape(
    "DisposalOrder",
    "An order of destruction and where it stands.",
    ref=TEXT,
    number=(TEXT, lambda each: each.row.number),
    kind=(TEXT, lambda each: each.row.kind),
    agency=(TEXT, lambda each: each.row.agency),
    why=(TEXT, lambda each: each.row.why),
    state=TEXT,
    lots=(many(TEXT), lambda each: [line.lot for line in each.lots]),
)
LINE = shape(
    "DisposalBalance",
    "The mass balance of one lot; no figure is ever a float.",
    lot=TEXT,
    seized=maybe(QUANTITY.ref),
    unexplained=maybe(QUANTITY.ref),
    limit=maybe(QUANTITY.ref),
    added=maybe(QUANTITY.ref),
    parts=ANYTHING,
)
FULL = shape(
    "DisposalOrderRecord",
    "One order with its balance, its plan's protocol, what is open, and what may be done now.",
    ref=TEXT,
    number=TEXT,
    kind=TEXT,
    agency=TEXT,
    why=TEXT,
    state=TEXT,
    protocol=maybe(TEXT),
    open_deviations=WHOLE,
    unconfirmed=many(TEXT),
    possible=many(TEXT),
    balance=many(LINE.ref),
)
DONE = shape(
    "DisposalDone",
    "What came of it: where the order stands, and a warning if there is one.",
    state=TEXT,
    warning=maybe(TEXT),
)
ENTRY = shape("DisposalEntryAnswer", "What became of one entry of a step.", uuid=TEXT, state=TEXT, verdict=TEXT)
ENTRIES = shape("DisposalEntries", "What became of each entry.", entries=many(ENTRY.ref))
CERTIFICATE = shape(
    "DisposalCertificate",
    "The sealed data of a certificate.",
    ref=TEXT,
    version=WHOLE,
    code=TEXT,
    sha256=TEXT,
    content=ANYTHING,
)
_FIELDS = {"type": "object", "properties": {"fields": texts_by_name()}}
_STEPS = {
    "type": "object",
    "required": ["entries"],
    "properties": {"entries": {"type": "array", "maxItems": working.MOST, "items": {"type": "object"}}},
}


@bp.get("/disposal-orders")
@requires(Permission.READ_DISPOSAL)
@listing("List disposal orders, newest first", ORDER, waits=words(*TURNS))
def disposal_orders() -> Response:
    """Orders of the own agency and those it has a part in; with `waits`, those that wait for whoever asks."""
    with here().database.read() as session:
        found = orders(session, reader().sight, cursor(), waiting_for_me(session, parameters().get("waits")))
    note(DisposalOrder, [each.row for each in found.rows])
    return page((ORDER.of(each) for each in found.rows), going_on(found.after))


@bp.get("/disposal-orders/<ref>")
@requires(Permission.READ_DISPOSAL)
@operation(Operation("Read one disposal order", FULL))
def disposal_order(ref: str) -> Response:
    """One order."""
    with here().database.read() as session:
        order = own_order(session, reader().sight, ref)
        if order is None:
            return not_found()
        dossier = load(session, order, here().today)
    note(DisposalOrder, [order])
    return answer(FULL.of(_whole(ref, dossier)))


def _whole(ref: str, dossier: Dossier) -> SimpleNamespace:
    order = dossier.order
    possible = [each.verb for each in DEEDS if reader().may(each.permission) and each.open_to(dossier)]
    open_now = [each.row.uuid for each in dossier.steps if dossier.unconfirmed(each.row)]
    named = {name: getattr(order, name) for name in ("number", "kind", "agency", "why")}
    return SimpleNamespace(
        ref=ref,
        state=dossier.state,
        protocol=dossier.plan.sha256 if dossier.plan else None,
        open_deviations=len(dossier.open_deviations),
        unconfirmed=open_now,
        possible=possible,
        balance=[LINE.of(_line(lot, own)) for lot, own in dossier.balances],
        **named,
    )


def _line(lot: str, own: Any) -> SimpleNamespace:  # noqa: ANN401 - a balance
    weights = {"seized": own.seized_ug, "unexplained": own.unexplained_ug, "limit": own.limit_ug, "added": own.added_ug}
    parts = {name: kilograms(amount) for name, amount in own.parts}
    return SimpleNamespace(lot=lot, parts=parts, **{name: kilograms(amount) for name, amount in weights.items()})


@bp.post("/disposal-orders/<ref>/deeds/<verb>")
@requires(Permission.SIGN_DISPOSAL)
@operation(Operation("Do something with a disposal order", DONE, {}, _FIELDS))
def disposal_deed(ref: str, verb: str) -> Response:
    """One of `possible`, with the fields its page asks; what needs a second factor is refused to a token."""
    deed = next((each for each in DEEDS if each.verb == verb), None)
    if deed is None:
        return not_found()
    if not reader().may(deed.permission):
        abort(403)
    fields = {name: str(value or "") for name, value in sent().get("fields", {}).items()}

    def unit(session: Session) -> tuple[Any, str] | None:
        me, order = who(session), own_order(session, reader().sight, ref)
        if order is None:
            return None
        made = attempt(session, me, order, verb, lambda dossier: deed.run(session, me, dossier, fields))
        return made, load(session, order, me.today).state

    found = here().whole.write(unit)
    if found is None:
        return not_found()
    made, state = found
    if isinstance(made, Problems):
        return refused_for(made)
    return answer(DONE.of(SimpleNamespace(state=state, warning=told(made) if isinstance(made, Problem) else None)))


@bp.post("/disposal-orders/<ref>/steps")
@requires(Permission.RECORD_DISPOSAL)
@operation(Operation("Hand in steps of a disposal order, each entry once", ENTRIES, {}, _STEPS))
def disposal_steps(ref: str) -> Response:
    """Entries with `uuid`, `step`, `performer`, `witness`, `at` and `evidence`: claimed until confirmed."""

    def unit(session: Session) -> list[working.Answer] | None:
        order = own_order(session, reader().sight, ref)
        return None if order is None else working.sync(session, who(session), order, sent()["entries"])

    made = here().whole.write(unit)
    if made is None:
        return not_found()
    return answer(ENTRIES.of(SimpleNamespace(entries=[ENTRY.of(each) for each in made])))


@bp.get("/disposal-certificates/<ref>")
@requires(Permission.READ_DISPOSAL)
@operation(Operation("Read one certificate of destruction", CERTIFICATE))
def disposal_certificate(ref: str) -> Response:
    """The sealed data."""
    with here().database.read() as session:
        row = certificate_seen(session, ref)
    if row is None:
        return not_found()
    note(DisposalCertificate, [row])
    named = {name: getattr(row, name) for name in ("version", "code", "sha256")}
    return answer(CERTIFICATE.of(SimpleNamespace(ref=ref, content=json.loads(row.content), **named)))
