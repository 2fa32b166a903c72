"""Pages on which shipments are looked at: the list, one record, its proof. Other files add those that change."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.agencies.service import by_code
from precursors.audit.checkpoint import load_key
from precursors.audit.proof import prove
from precursors.audit.refs import parsed
from precursors.flags.naming import learn_parties
from precursors.intake.importing import Terms
from precursors.quantities.conventions import convention
from precursors.quantities.normalise import Normalised
from precursors.registers.parties import learn
from precursors.registers.terms import terms_of
from precursors.scope.reading import note
from precursors.scope.visible import Sight
from precursors.substances.control import Control
from precursors.substances.titles import title
from precursors.trade import history, listing, shown
from precursors.trade.filters import STATUSES, WAYS, Filters, read_filters
from precursors.trade.furnishing import furnish
from precursors.trade.models import Shipment
from precursors.web.access import reader, requires
from precursors.web.here import here
from precursors.web.language import language
from precursors.web.texts import t
from precursors.web.texts import told as sentence

bp = Blueprint("trade", __name__)
bp.record_once(furnish)


@bp.get("/shipments")
@requires(Permission.READ_SHIPMENTS)
def shipments() -> ResponseReturnValue:
    """The list, newest day first, narrowed by the address's filters."""
    filters, wrong = read_filters(request.args)
    wanted = (filters.text or "").upper()
    named = parsed(wanted)
    if named and named[0] == Shipment.prefix:
        return redirect(url_for("trade.shipment", ref=wanted))
    sight = reader().sight
    with here().database.read() as session:
        place = request.args.get("after"), request.args.get("before")
        page = listing.page(session, sight, filters, *place, listing.SIZE)
        learn(session, sight, (text for each in page.rows for text in (each.row.operator, each.row.counterparty)))
        told: dict[str, Any] = {"totals": listing.totals(session, sight, filters), "choices": _choices(session, sight)}
    note(Shipment, [each.row for each in page.rows])
    told |= {"problems": [(sentence(each), f"#filter-{each.field}") for each in wrong], "on": _more(filters, page)}
    return render_template("trade/list.html", page=page, filters=filters, **_ways_on(filters), **told)


def _ways_on(filters: Filters) -> dict[str, Any]:
    """What an empty list says, and what this reader may do from here."""
    may = reader().may
    record, empty = may(Permission.RECORD_SHIPMENTS), not filters.query
    on = (url_for("trade.new"), t("trade.new")) if empty and record else None
    clear = None if empty else (url_for("trade.shipments"), t("web.filters-clear"))
    query = urlencode(filters.query)
    return {
        "nothing": t("trade.none-yet" if empty else "trade.none-found"),
        "next_step": on or clear,
        "may_record": record,
        "may_export": may(Permission.EXPORT_RECORDS),
        "export": lambda ending: f"{request.script_root}/exports/shipments.{ending}?{query}",
    }


def _choices(session: Session, sight: Sight) -> dict[str, list[tuple[str, str]]]:
    """What the filters offer, each with nothing chosen first."""
    found = ((key, title(key, language())) for key in listing.substances_held(session, sight))
    offered = {
        "substance": sorted(found, key=lambda each: each[1].casefold()),
        "direction": [(way, shown.word("direction", way)) for way in WAYS],
        "status": [(status, t(f"trade.status-{status}")) for status in STATUSES],
        "agency": [(code, code) for code in (*(sight.agencies or ()), *listing.agencies_giving(session, sight))],
    }
    return {name: [("", t("trade.all")), *own] for name, own in offered.items()}


def _more(filters: Filters, page: listing.Page) -> dict[str, str] | None:
    """The query that looks further back, where the page has not looked at everything."""
    if page.looked_back_to is None:
        return None
    return filters.query | {"last": listing.day_before(page.looked_back_to).isoformat()}


@bp.get("/shipments/<ref>")
@requires(Permission.READ_SHIPMENTS)
def shipment(ref: str) -> ResponseReturnValue:
    """One record with all that is known of it."""
    with here().database.read() as session:
        told = history.told(session, reader().sight, found(session, ref))
        learn_parties(session, reader().sight, [flag for _, flag, _ in told.flags])
        steps, control = _explained(session, told.row)
    note(Shipment, [told.row])
    cells = shown.cells_told(told.row)
    return render_template(
        "trade/record.html", told=told, row=told.row, steps=steps, control=control, ref=told.ref, cells=cells,
        actions=_actions(told),
    )  # fmt: skip


def _actions(told: history.Told) -> list[tuple[str, str]]:
    """(address, text) of what this reader may do with the record; only their own agency's can be acted on."""
    asking, open_ = reader(), told.row.base_ug is None
    if not asking.sight.owns(told.row.agency):
        return []
    offered = [
        ("resolving", "resolve", Permission.CORRECT_RECORDS, told.standing and open_),
        ("to_correct", "correct", Permission.CORRECT_RECORDS, told.standing),
        ("reversing", "reverse", Permission.CORRECT_RECORDS, told.standing),
        ("flagging", "flag", Permission.RAISE_FLAG, True),
        ("documents", "attach", Permission.ATTACH_DOCUMENTS, True),
    ]
    may = (each for each in offered if each[3] and asking.may(each[2]))
    return [(url_for(f"trade.{view}", ref=told.ref), t(f"trade.{what}")) for view, what, _, _ in may]


def _explained(session: Session, row: Any) -> tuple[Normalised | None, Control | None]:  # noqa: ANN401 - a shipment or what is left of it
    """How its quantity came about, and what the law says of its goods as a mixture."""
    if not isinstance(row, Shipment):
        return None, None
    terms = terms_for(session, row)
    return history.explained(terms, row), history.control(terms, row)


@bp.get("/shipments/<ref>/proof")
@requires(Permission.READ_SHIPMENTS)
def proof(ref: str) -> ResponseReturnValue:
    """The proof of one record as a file that can be checked without this registry."""
    with here().database.read() as session:
        row = own(session, ref)
        made = prove(session, row.id, load_key(here().settings.signing_key_file))
    note(Shipment, [row], "proof")
    answer = Response(json.dumps(made, indent=1), mimetype="application/json")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{ref.replace('*', '_')}.proof.json")
    return answer


def found(session: Session, ref: str) -> Shipment:
    """The record of the address, if the reader may see it; else 404, whether it exists or not."""
    row = history.find(session, reader().sight, ref)
    if row is None:
        abort(404)
    return row


def own(session: Session, ref: str) -> Shipment:
    """The same, if it is of the reader's own agency; what is only shared is changed by nobody."""
    row = history.find(session, reader().sight.own, ref)
    if row is None:
        abort(404)
    return row


def terms_for(session: Session, row: Shipment | None = None) -> Terms:
    """The terms for a new record of the reader's agency, or for `row` again as its own source wrote it."""
    code = row.agency if row is not None else reader().agency
    agency = by_code(session, code) if code else None
    if agency is None:
        abort(403)
    source = convention(row.convention) if row is not None else None
    return terms_of(session, agency, here().today, here().settings.home / "scratch", source)
