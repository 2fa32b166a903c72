"""Legal holds: those that stand, one with its end, placing and lifting."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from flask import Response, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.api.answers import answer, created, page
from precursors.api.blueprint import bp, not_found
from precursors.api.once import request_key
from precursors.api.operation import Operation, operation, sent
from precursors.api.refusals import refused_for
from precursors.api.shapes import DAY, TEXT, TRUTH, WHOLE, Document, many, maybe, shape
from precursors.audit.asking import actor
from precursors.audit.reasons import withheld
from precursors.audit.refs import key_of, refs_of
from precursors.db.tables import act_of
from precursors.holds.models import Hold
from precursors.holds.service import HoldDraft, is_secret, lift, lift_of, place, standing_holds, stands
from precursors.problems import Problems
from precursors.scope.reading import note
from precursors.scope.visible import Sight, visible
from precursors.web.access import reader, requires
from precursors.web.here import here

SHORT, LONG = TEXT | {"maxLength": 200}, TEXT | {"maxLength": 2_000}
HOLD = shape(
    "Hold",
    "A legal hold: while it stands, nothing is released or destroyed.",
    ref=TEXT,
    agency=TEXT,
    record=TEXT,
    authority=TEXT,
    number=maybe(TEXT),
    ground=maybe(TEXT),
    until=maybe(DAY),
    standing=TRUTH,
    lifted_because=maybe(TEXT),
)
PLACED = shape("HoldPlaced", "The hold that was placed.", ref=(TEXT, lambda ref: ref))
LIFTED = shape("HoldLifted", "The act that lifted a hold.", act=(WHOLE, lambda act: act))
DRAFT = {
    "type": "object",
    "properties": {
        "record": SHORT,
        "agency": SHORT,
        "seizure": SHORT,
        "lot": SHORT,
        "authority": SHORT,
        "ground": LONG,
        "number": SHORT,
        "until": DAY,
    },
    "required": ["authority", "ground"],
    "additionalProperties": False,
}
REASON = {
    "type": "object",
    "properties": {"reason": LONG},
    "required": ["reason"],
    "additionalProperties": False,
}


def _told(ref: str, hold: Hold, *, standing: bool, secret: bool, because: str | None = None) -> Document:
    plain = {name: getattr(hold, name) for name in ("agency", "record", "authority", "number", "ground", "until")}
    plain |= {"lifted_because": because} | (dict.fromkeys(("number", "ground", "lifted_because")) if secret else {})
    return HOLD.of(SimpleNamespace(ref=ref, standing=standing, **plain))


@bp.get("/holds")
@requires(Permission.READ_CUSTODY)
@operation(Operation("List the holds that stand, newest first", many(HOLD.ref), lines=True))
def holds() -> Response:
    """Those the reader may see."""
    with here().database.read() as session:
        found = standing_holds(session, reader().sight, here().today)
        refs = refs_of(session, Hold, [each.id for each in found])
        closed = withheld(session, reader().sight)
    note(Hold, found)
    told = (_told(refs[each.id], each, standing=True, secret=act_of(each.id) in closed) for each in found)
    return page(told, None)


@bp.get("/holds/<ref>")
@requires(Permission.READ_CUSTODY)
@operation(Operation("Read one hold", HOLD))
def hold(ref: str) -> Response:
    """One hold, standing or not."""
    with here().database.read() as session:
        row = _found(session, ref, reader().sight)
        if row is None:
            return not_found()
        standing, end = stands(session, row, here().today), lift_of(session, row)
        secret = is_secret(session, reader().sight, row)
    note(Hold, [row])
    return answer(_told(ref, row, standing=standing, secret=secret, because=end.reason if end else None))


@bp.post("/holds")
@requires(Permission.PLACE_HOLD)
@operation(Operation("Place a hold on a record, or on an exhibit by its numbers", PLACED, {}, DRAFT, 201))
def hold_placed() -> Response:
    """The agency that places a hold is the only one that can lift it."""
    body, asking, key = sent(), reader(), request_key()
    until = here().today.fromisoformat(body["until"]) if "until" in body else None
    exhibit = [body.get(name, "") for name in ("agency", "seizure", "lot")]
    draft = HoldDraft(body.get("record", ""), body["authority"], body["ground"], body.get("number"), until, *exhibit)
    agency, today = asking.agency or "", here().today
    made = here().whole.write(lambda session: place(session, actor(), agency, draft, asking.sight, today, key))
    if isinstance(made, Problems):
        return refused_for(made)
    return created(PLACED.of(made), url_for("api.hold", ref=made))


@bp.post("/holds/<ref>/lift")
@requires(Permission.PLACE_HOLD)
@operation(Operation("Lift a hold of the own agency", LIFTED, {}, REASON, 201))
def hold_lifted(ref: str) -> Response:
    """Always with a reason."""
    asking, key, reason = reader(), request_key(), sent()["reason"]
    with here().database.read() as session:
        row = _found(session, ref, asking.sight.own)
    if row is None:
        return not_found()
    made = here().whole.write(lambda session: lift(session, actor(), row, asking.sight, reason, here().today, key))
    return refused_for(made) if isinstance(made, Problems) else created(LIFTED.of(made), url_for("api.hold", ref=ref))


def _found(session: Session, ref: str, sight: Sight) -> Hold | None:
    named = key_of(session, ref)
    if named is None or named[0] is not Hold:
        return None
    query: Any = select(Hold).where(Hold.id == named[1])
    found: Hold | None = session.execute(visible(query, Hold, sight, names=True)).scalar_one_or_none()
    return found
