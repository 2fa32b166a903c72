"""What can be done with a record of any shelf beside its own verbs: take its proof, flag it, lay a document to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, url_for

from precursors.access.permissions import Permission
from precursors.api.answers import answer, created
from precursors.api.blueprint import bp, not_found
from precursors.api.operation import MULTIPART, Operation, operation, sent
from precursors.api.refusals import refused_for
from precursors.api.shapes import ANYTHING, TEXT, WHOLE, shape
from precursors.audit.asking import actor
from precursors.audit.checkpoint import load_key
from precursors.audit.proof import prove
from precursors.exchange.shelves import SHELVES
from precursors.problems import Problem
from precursors.registers import doing
from precursors.registers.listing import find
from precursors.registers.shelf import Shelf
from precursors.scope.reading import note
from precursors.web.access import reader, requires
from precursors.web.here import here

RAISED = shape("FlagRaised", "A flag was raised on a record by hand.", flag=(TEXT, lambda ref: ref))
LAID = shape("LaidToARecord", "A document was laid to a record by this act.", act=(WHOLE, lambda act: act))
BECAUSE = {
    "type": "object",
    "properties": {"because": TEXT | {"maxLength": 2_000}},
    "required": ["because"],
    "additionalProperties": False,
}


def _put(shelf: Shelf, method: str, end: str, permission: Permission, view: Callable[..., Any]) -> None:
    name = f"{shelf.endpoint}_{end.rstrip('s')}"
    bp.add_url_rule(f"/{shelf.kind}/<ref>/{end}", name, requires(permission)(view), methods=[method])


def _own(shelf: Shelf, ref: str) -> Any:  # noqa: ANN401 - a fact of the shelf, or None
    with here().database.read() as session:
        return find(session, shelf.model, reader().sight.own, ref)


def _proof(shelf: Shelf) -> Callable[..., Response]:
    @operation(Operation(f"Take the proof of a record of the shelf {shelf.kind}", ANYTHING | {"type": "object"}))
    def view(ref: str) -> Response:
        row = _own(shelf, ref)
        if row is None:
            return not_found()
        with here().database.read() as session:
            made = prove(session, row.id, load_key(here().settings.signing_key_file))
        note(shelf.model, [row], "proof")
        return answer(made)

    return view


def _flag(shelf: Shelf) -> Callable[..., Response]:
    @operation(Operation(f"Raise a flag on a record of the shelf {shelf.kind}", RAISED, {}, BECAUSE, 201))
    def view(ref: str) -> Response:
        because, sight = sent()["because"], reader().sight
        made = here().whole.write(lambda session: doing.flagged(session, shelf, actor(), sight, ref, because))
        if made is None:
            return not_found()
        if isinstance(made, Problem):
            return refused_for([made])
        return created(RAISED.of(made), url_for("api.flag", ref=made))

    return view


def _document(shelf: Shelf) -> Callable[..., Response]:
    form = {"type": "object", "properties": {}}

    @operation(Operation(f"Lay a document to a record of the shelf {shelf.kind}", LAID, {}, form, 201, takes=MULTIPART))
    def view(ref: str) -> Response:
        row = _own(shelf, ref)
        if row is None:
            return not_found()
        made = doing.laid(actor(), row)
        return refused_for([made]) if isinstance(made, Problem) else created(LAID.of(made), url_for("api.acts"))

    return view


for _each in SHELVES:
    _put(_each, "GET", "proof", _each.read, _proof(_each))
    _put(_each, "POST", "flags", Permission.RAISE_FLAG, _flag(_each))
    _put(_each, "POST", "documents", Permission.ATTACH_DOCUMENTS, _document(_each))
