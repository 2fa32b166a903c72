"""The protocol library for programs: read by all; handed in, reviewed, decided and withdrawn by whom it is for.

Review, decision and withdrawal are signed with a second factor, which no token has: they are refused to a program with
the reason, as they are to anybody else without one.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from flask import Response, abort, url_for
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.api.answers import answer, created, page
from precursors.api.blueprint import bp, not_found
from precursors.api.operation import Operation, operation, sent
from precursors.api.refusals import refused_for
from precursors.api.shapes import ANYTHING, TEXT, TRUTH, WHOLE, Schema, many, shape, widened
from precursors.disposal import keeping
from precursors.disposal.models import Protocol
from precursors.disposal.rules.life import PROTOCOL
from precursors.disposal.service import Who
from precursors.disposal.views import who
from precursors.lives.service import state_of
from precursors.problems import Problem, Problems
from precursors.web.access import reader, requires
from precursors.web.here import here

LISTED = shape(
    "Protocol",
    "One version of a protocol of destruction, and where it stands.",
    ref=TEXT,
    code=(TEXT, lambda each: each.row.code),
    version=(WHOLE, lambda each: each.row.version),
    title=(TEXT, lambda each: each.row.title),
    agency=(TEXT, lambda each: each.row.agency),
    country=(TEXT, lambda each: each.row.country),
    author=(TEXT, lambda each: each.row.author),
    sha256=(TEXT, lambda each: each.row.sha256),
    state=TEXT,
)
WHOLE_ONE = widened(
    LISTED,
    "ProtocolRecord",
    "The same with the document whose canonical form has this hash.",
    document=(ANYTHING, lambda each: json.loads(each.row.document)),
)
_DOCUMENT: Schema = {"type": "object", "properties": {"document": {"type": "object"}}, "required": ["document"]}
_REASON: Schema = {"type": "object", "properties": {"reason": TEXT}}
_DECISION: Schema = {"type": "object", "properties": {"agrees": TRUTH, "reason": TEXT}, "required": ["agrees"]}


@bp.get("/disposal-protocols")
@requires(Permission.READ_DISPOSAL)
@operation(Operation("List every version of every protocol", many(LISTED.ref), lines=True))
def disposal_protocols() -> Response:
    """By code, the newest version first."""
    with here().database.read() as session:
        rows = keeping.listed(session)
    return page((LISTED.of(SimpleNamespace(ref=ref, row=row, state=state)) for ref, row, state in rows), None)


@bp.get("/disposal-protocols/<ref>")
@requires(Permission.READ_DISPOSAL)
@operation(Operation("Read one version of a protocol", WHOLE_ONE))
def disposal_protocol(ref: str) -> Response:
    """One version with its document."""
    with here().database.read() as session:
        row = keeping.find(session, ref)
        return answer(_told(session, ref, row)) if row else not_found()


def _told(session: Session, ref: str, row: Protocol) -> dict[str, Any]:
    state = state_of(session, PROTOCOL, bytes(row.key)).state
    return WHOLE_ONE.of(SimpleNamespace(ref=ref, row=row, state=state))


@bp.post("/disposal-protocols")
@requires(Permission.WRITE_PROTOCOLS)
@operation(Operation("Hand in a version of a protocol as a draft", WHOLE_ONE, {}, _DOCUMENT, 201))
def new_disposal_protocol() -> Response:
    """A draft; it never changes again."""
    agency = reader().agency or abort(403)
    document = keeping.parsed(json.dumps(sent()["document"]))
    if isinstance(document, Problem):
        return refused_for([document], "/document")

    def unit(session: Session) -> Problems | tuple[str, dict[str, Any]]:
        ref = keeping.submit(session, who(session), agency, document)
        if isinstance(ref, Problems):
            return ref
        row = keeping.find(session, ref)
        return ref, _told(session, ref, row) if row else {}

    made = here().whole.write(unit)
    if isinstance(made, Problems):
        return refused_for(made, "/document")
    return created(made[1], url_for("api.disposal_protocol", ref=made[0]))


def _doing(ref: str, do: Callable[[Session, Who, Protocol], Any]) -> Response:
    """Do something with a protocol of the reader's own agency; answers it as it stands then."""

    def unit(session: Session) -> Problems | dict[str, Any] | None:
        row = keeping.find(session, ref)
        if row is None or not reader().sight.owns(row.agency):
            return None
        made = do(session, who(session), row)
        return made if isinstance(made, Problems) else _told(session, ref, row)

    made = here().whole.write(unit)
    if made is None:
        return not_found()
    return refused_for(made) if isinstance(made, Problems) else answer(made)


@bp.post("/disposal-protocols/<ref>/review")
@requires(Permission.REVIEW_PROTOCOLS)
@operation(Operation("Say that a chemist has reviewed a protocol", WHOLE_ONE, {}, _REASON))
def disposal_protocol_review(ref: str) -> Response:
    """It then waits for the authority."""
    return _doing(ref, lambda session, me, row: keeping.review(session, me, row, sent().get("reason", "")))


@bp.post("/disposal-protocols/<ref>/decision")
@requires(Permission.APPROVE_PROTOCOLS)
@operation(Operation("Approve a reviewed protocol, or refuse it", WHOLE_ONE, {}, _DECISION))
def disposal_protocol_decision(ref: str) -> Response:
    """By a third person."""
    asked, sight = sent(), reader().sight.own
    verdict = keeping.Verdict(bool(asked["agrees"]), asked.get("reason", ""))
    return _doing(ref, lambda session, me, row: keeping.decided(session, me, row, sight, verdict))


@bp.post("/disposal-protocols/<ref>/withdrawal")
@requires(Permission.APPROVE_PROTOCOLS)
@operation(Operation("Withdraw a protocol; orders under it are blocked or stop", WHOLE_ONE, {}, _REASON))
def disposal_protocol_withdrawal(ref: str) -> Response:
    """At once."""
    return _doing(ref, lambda session, me, row: keeping.withdraw(session, me, row, sent().get("reason", "")))
