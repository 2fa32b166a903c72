"""What pages of cases can do beyond their shelf: the timeline."""

from __future__ import annotations

from flask import Response, send_file

from precursors.access.permissions import Permission
from precursors.api.answers import page
from precursors.api.blueprint import bp, not_found
from precursors.api.operation import Operation, operation, parameters
from precursors.api.shapes import DAY, MOMENT, TEXT, WHOLE, many, maybe, shape, words
from precursors.cases.disclosing import package_of
from precursors.cases.evidence_models import Disclosure
from precursors.cases.models import CaseFile
from precursors.cases.timeline import SORTS, read_filters, timeline
from precursors.cases.views import ZIP
from precursors.registers.listing import find
from precursors.scope.reading import note
from precursors.web.access import reader, requires
from precursors.web.here import here

ENTRY = shape(
    "CaseEntry",
    "Something dated in a case: the act that wrote it, what sort of thing, about what, in which words, for which day.",
    at=MOMENT,
    sort=words(*SORTS),
    kind=TEXT,
    about=TEXT,
    words=TEXT,
    day=maybe(DAY),
    actor=TEXT,
    act=WHOLE,
)


@bp.get("/cases/<ref>/timeline")
@requires(Permission.READ_CASES)
@operation(
    Operation(
        "Everything dated in a case, oldest first", many(ENTRY.ref), {"sort": words(*SORTS), "first": DAY, "last": DAY},
        lines=True,
    )
)  # fmt: skip
def case_timeline(ref: str) -> Response:
    """The whole of it."""
    filters = read_filters({name: str(value) for name, value in parameters().items()})
    with here().database.read() as session:
        case = find(session, CaseFile, reader().sight.own, ref)
        entries = timeline(session, reader().sight, case, filters) if case is not None else []
    if case is None:
        return not_found()
    note(CaseFile, [case])
    return page((ENTRY.of(each) for each in entries), None)


@bp.get("/disclosures/<ref>/package")
@requires(Permission.DISCLOSE_CASES)
@operation(Operation("The package of evidence that a disclosure gave", media=ZIP))
def disclosure_package(ref: str) -> Response:
    """The bytes as they were given."""
    with here().database.read() as session:
        found = package_of(session, reader().sight, ref)
    if found is None:
        return not_found()
    note(Disclosure, [found[0]], "download")
    return send_file(found[1], ZIP, as_attachment=True, download_name=f"{ref.replace('*', '_')}.zip", etag=False)
