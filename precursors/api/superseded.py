"""Certificates issued under a version of a protocol that no longer stands, for programs."""

from __future__ import annotations

from flask import Response

from precursors.access.permissions import Permission
from precursors.api.answers import page
from precursors.api.blueprint import bp
from precursors.api.operation import listing
from precursors.api.shapes import DAY, TEXT, WHOLE, maybe, shape
from precursors.disposal.models import DisposalOrder
from precursors.disposal.superseded import issued_under
from precursors.scope.reading import note
from precursors.web.access import reader, requires
from precursors.web.here import here

ISSUED = shape(
    "IssuedUnderSuperseded",
    "A certificate issued under a version of a protocol that was superseded or withdrawn later, and what that means.",
    order_ref=TEXT,
    certificate_ref=TEXT,
    number=TEXT,
    protocol=TEXT,
    version=WHOLE,
    state=TEXT,
    since=maybe(DAY),
    later=maybe(WHOLE),
    effect=TEXT,
)


@bp.get("/disposal-superseded")
@requires(Permission.READ_DISPOSAL)
@listing("List certificates issued under a protocol that no longer stands, newest first", ISSUED)
def disposal_superseded() -> Response:
    """Certificates of the own agency's orders and those it has a part in."""
    with here().database.read() as session:
        found = issued_under(session, reader().sight)
    note(DisposalOrder, [])
    return page((ISSUED.of(each) for each in found), None)
