"""Orders of destruction for programs: lists, one order with all that hangs on it, what may be done, steps."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from flask import Response, abort, url_for
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.api.answers import answer, created, page
from precursors.api.blueprint import bp, not_found
from precursors.api.disposal_shapes import (
    DEED,
    DONE,
    ENTRIES,
    ENTRY,
    FIELD,
    FORM,
    FULL,
    LINE,
    MADE,
    MOVEMENT,
    NEW,
    ORDER,
    STEPS,
)
from precursors.api.giving import cursor, going_on
from precursors.api.operation import Operation, listing, operation, parameters, sent
from precursors.api.refusals import refused_for
from precursors.api.shapes import kilograms, plain, words
from precursors.disposal import working
from precursors.disposal.arrivals import WEIGHED, tell_of_differences
from precursors.disposal.deeds import Ask
from precursors.disposal.doing import DEEDS
from precursors.disposal.dossier import Dossier
from precursors.disposal.listing import beside, orders
from precursors.disposal.loading import load
from precursors.disposal.models import DisposalOrder
from precursors.disposal.pending import TURNS
from precursors.disposal.requesting import LineDraft, OrderDraft
from precursors.disposal.requesting import request as request_release
from precursors.disposal.service import attempt, own_order
from precursors.disposal.views import holds_told, waiting_for_me, who
from precursors.disposal.views_certificate import PDF
from precursors.disposal.views_movement import drawn_up, movement_file
from precursors.problems import Problem, Problems
from precursors.registers.panels import panels
from precursors.scope.reading import note
from precursors.web import pdf
from precursors.web.access import reader, requires
from precursors.web.here import here
from precursors.web.texts import told


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
        known = beside(session, reader().sight, dossier)
        known["panels"] = list(panels(session, "disposal-orders", reader().sight, order, here().today))
    note(DisposalOrder, [order])
    return answer(FULL.of(_whole(ref, dossier, known)))


@bp.get("/disposal-orders/<ref>/movement")
@requires(Permission.READ_DISPOSAL)
@operation(Operation("Read the movement document of a load", MOVEMENT))
def disposal_movement(ref: str) -> Response:
    """As it is printed, in the language that is asked for; not there until one is drawn up."""
    made = drawn_up(ref)
    return not_found() if made is None else answer(MOVEMENT.of(made))


@bp.get("/disposal-orders/<ref>/movement.pdf")
@requires(Permission.READ_DISPOSAL)
@operation(Operation("Take the movement document of a load as PDF", media=PDF))
def disposal_movement_pdf(ref: str) -> Response:
    """Not there where the extra `pdf` is not installed."""
    made = drawn_up(ref) if pdf.AVAILABLE else None
    return not_found() if made is None else movement_file(ref, made)


@bp.post("/disposal-orders")
@requires(Permission.RECORD_DISPOSAL)
@operation(Operation("Ask for the release of lots to be destroyed", MADE, {}, NEW, 201))
def new_disposal_order() -> Response:
    """Masses are texts, in kilograms unless a unit stands in them."""
    told_so, agency = sent(), reader().agency or abort(403)
    lines = tuple(LineDraft(**each) for each in told_so["lots"])
    show = tuple(told_so.get("show", ()))
    draft = OrderDraft(told_so["number"], told_so["why"], lines, notes=told_so.get("notes") or None, show=show)
    made = here().whole.write(lambda session: request_release(session, who(session), draft, agency))
    if isinstance(made, Problems):
        return refused_for(made)
    return created(MADE.of(SimpleNamespace(ref=made)), url_for("api.disposal_order", ref=made))


@bp.get("/disposal-orders/<ref>/deeds/<verb>")
@requires(Permission.READ_DISPOSAL)
@operation(Operation("Say what a deed asks for", FORM))
def disposal_form(ref: str, verb: str) -> Response:
    """The fields of the page of this deed, filled as it fills them."""
    deed = next((each for each in DEEDS if each.verb == verb), None)
    with here().database.read() as session:
        order = own_order(session, reader().sight, ref)
        if order is None or deed is None:
            return not_found()
        asks = [each.of(reader().person) for each in deed.asks(session, load(session, order, here().today))]
    note(DisposalOrder, [order])
    fields = [FIELD.of(SimpleNamespace(**_asked(each))) for each in asks]
    return answer(FORM.of(SimpleNamespace(verb=verb, fields=fields)))


def _asked(ask: Ask) -> dict[str, Any]:
    named = {name: getattr(ask, name) for name in ("name", "kind", "value", "about")}
    return named | {"options": [value for value, _ in ask.options]}


def _beside(dossier: Dossier, known: Mapping[str, Any]) -> dict[str, Any]:
    """What stands on the order's page besides its balance."""
    plan, release = dossier.plan, dossier.releases[-1].row if dossier.releases else None
    return {
        "plan": _row(plan, "site", "distances", "permit", "permit_operations", "risk", "day", "distance_km"),
        "release": _row(release, "basis", "authority", "reference", "lots", "retained", "expires"),
        "people": [_row(each, "part", "person", "agency") for each in dossier.people],
        "steps": [
            _row(each.row, "uuid", "step", "performer", "witness", "container", "begun", "at", "way", "verdict")
            for each in dossier.steps
        ],
        "deviations": [
            _row(each.row, "rule", "observed", "limits", "grade") | {"decision": dossier.decision(each.row)}
            for each in dossier.deviations
        ],
        "signatures": [
            _row(each.row, "purpose", "person", "home") | {"at": plain(each.at)} for each in dossier.signatures
        ],
        "refusals": [
            {"verb": each.row.verb, "codes": each.row.codes.split(), "by": each.by, "at": plain(each.at)}
            for each in known["refusals"]
        ],
        "parent": known["parent"],
        "children": [each for each, _ in known["children"]],
        "certificates": [each for each, _ in known["certificates"]],
        "flags": [each for each, _, _ in known["flags"]],
        "superseded": next((each.effect for each in known["superseded"]), None),
        "holds": [told(each) for each in holds_told(dossier)],
        "panels": known["panels"],
    }


def _row(thing: Any, *names: str) -> Any:  # noqa: ANN401 - a fact
    return None if thing is None else {name: plain(getattr(thing, name)) for name in names}


def _whole(ref: str, dossier: Dossier, known: Mapping[str, Any]) -> SimpleNamespace:
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
        **_beside(dossier, known),
    )


def _line(lot: str, own: Any) -> SimpleNamespace:  # noqa: ANN401 - a balance
    weights = {"seized": own.seized_ug, "unexplained": own.unexplained_ug, "limit": own.limit_ug, "added": own.added_ug}
    parts = {name: kilograms(amount) for name, amount in own.parts}
    return SimpleNamespace(lot=lot, parts=parts, **{name: kilograms(amount) for name, amount in weights.items()})


@bp.post("/disposal-orders/<ref>/deeds/<verb>")
@requires(Permission.READ_DISPOSAL)
@operation(Operation("Do something with a disposal order", DONE, {}, DEED))
def disposal_deed(ref: str, verb: str) -> Response:
    """One of `possible`, for whoever may do it, with the fields its page asks; a token has no second factor."""
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
    if verb in WEIGHED:
        tell_of_differences(here().database, ref, here().now, here().today)
    return answer(DONE.of(SimpleNamespace(state=state, warning=told(made) if isinstance(made, Problem) else None)))


@bp.post("/disposal-orders/<ref>/steps")
@requires(Permission.RECORD_DISPOSAL)
@operation(Operation("Hand in steps of a disposal order, each entry once", ENTRIES, {}, STEPS))
def disposal_steps(ref: str) -> Response:
    """Entries with `uuid`, `step`, `performer`, `witness`, `at` and `evidence`: claimed until confirmed."""

    def unit(session: Session) -> list[working.Answer] | None:
        order = own_order(session, reader().sight, ref)
        return None if order is None else working.sync(session, who(session), order, sent()["entries"])

    made = here().whole.write(unit)
    if made is None:
        return not_found()
    return answer(ENTRIES.of(SimpleNamespace(entries=[ENTRY.of(each) for each in made])))
