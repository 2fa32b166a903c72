"""Packages for machines: make one for another registry, hand one in."""

from __future__ import annotations

from io import BytesIO

from flask import Response, send_file

from precursors.access.permissions import Permission
from precursors.api.answers import answer
from precursors.api.blueprint import bp
from precursors.api.operation import MULTIPART, Operation, operation, sent
from precursors.api.refusals import refused_for
from precursors.api.shapes import ANYTHING, TEXT, TRUTH, WHOLE, words
from precursors.exchange.packages.doing import own_identity
from precursors.exchange.packages.rules import NAMELESS, NOMINAL
from precursors.exchange.packages.views import handed_in, packaged
from precursors.problems import Problem, Problems
from precursors.web.access import requires
from precursors.web.here import here

_KEY = {"type": "object", "properties": {"public_key": TEXT, "fingerprint": TEXT}, "additionalProperties": False}
_ASKED = {
    "type": "object",
    "properties": {
        "receiver": TEXT, "kinds": TEXT, "first": TEXT, "last": TEXT, "visibility": words(NOMINAL, NAMELESS)
    },
    "required": ["receiver"],
    "additionalProperties": False,
}  # fmt: skip
_SENT = {
    "type": "object",
    "properties": {"file": {"type": "string", "format": "binary"}},
    "additionalProperties": False,
}
_TAKEN = {
    "type": "object",
    "properties": {"ref": TEXT, "act": WHOLE, "records": ANYTHING, "already_known": TRUTH},
    "required": ["ref", "act", "records", "already_known"],
    "additionalProperties": False,
}


@bp.get("/packages/key")
@requires(Permission.EXCHANGE_WITH_OTHERS)
@operation(Operation("Read this registry's public key", _KEY))
def package_key() -> Response:
    """What to give to another registry."""
    return answer(dict(own_identity(here().settings)))


@bp.post("/packages/made")
@requires(Permission.EXCHANGE_WITH_OTHERS)
@operation(
    Operation("Make a signed package for another registry", None, {}, _ASKED, media="application/zip", secret=True)
)
def package_made() -> Response:
    """The package itself."""
    given = packaged({name: str(value) for name, value in sent().items()})
    if isinstance(given, Problem):
        return refused_for([given])
    octets, called = given
    return send_file(BytesIO(octets), "application/zip", as_attachment=True, download_name=called, max_age=0)


@bp.post("/packages/taken")
@requires(Permission.EXCHANGE_WITH_OTHERS)
@operation(Operation("Hand a package of another registry in", _TAKEN, {}, _SENT, takes=MULTIPART))
def package_taken() -> Response:
    """All of it or nothing."""
    done = handed_in()
    if isinstance(done, Problems):
        return refused_for(list(done))
    return answer({"ref": done.ref, "act": done.act, "records": done.records, "already_known": done.known})
