"""Hazard data: what is confirmed for the reader's country, one part with all it says, and the verbs that confirm it."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

from flask import Response, abort, url_for

from precursors.access.permissions import Permission
from precursors.agencies.service import country_of
from precursors.api.answers import answer, created, page
from precursors.api.blueprint import bp, not_found
from precursors.api.operation import Operation, operation, sent
from precursors.api.refusals import refused, refused_for
from precursors.api.shapes import ANYTHING, DAY, TEXT, Schema, many, maybe, shape, widened, words
from precursors.audit.asking import actor
from precursors.problems import Problems
from precursors.substances.confirming import Draft, Standing, ask_to_confirm, history, standing, withdraw
from precursors.substances.hazard_parts import changes, digest, parts, rows_of
from precursors.web.access import reader, requires
from precursors.web.here import here

LISTED = shape(
    "HazardPart",
    "A part of the hazard data, and where it stands for the reader's country: only what is confirmed decides.",
    part=(TEXT, lambda each: each.part),
    state=(words("confirmed", "changed", "draft"), lambda each: each.state),
    sha256=(TEXT, lambda each: digest(parts()[each.part])),
    source=(maybe(TEXT), lambda each: each.last.source if each.last else None),
    checked=(maybe(DAY), lambda each: each.last.checked if each.last else None),
)
WHOLE_ONE = widened(
    LISTED,
    "HazardPartRecord",
    "The same with its rows, with what they say otherwise than what was confirmed, and every word on it.",
    rows=(ANYTHING, lambda each: rows_of(parts()[each.part])),
    changes=(ANYTHING, lambda each: [x._asdict() for x in each.changes]),
    words=(ANYTHING, lambda each: each.words),
)
ASKED = shape(
    "HazardRequest", "The reference of the request that another person must agree to.", ref=(TEXT, lambda told: told)
)
_SOURCE: Schema = {
    "type": "object",
    "properties": {"sha256": TEXT, "source": TEXT, "checked": DAY},
    "required": ["sha256", "source", "checked"],
    "additionalProperties": False,
}
_REASON: Schema = {"type": "object", "properties": {"reason": TEXT}, "required": ["reason"]}


@bp.get("/hazards")
@requires(Permission.READ_SUBSTANCES)
@operation(Operation("List the parts of the hazard data and where they stand", many(LISTED.ref), lines=True))
def hazards() -> Response:
    """Tables first, then the substances."""
    with here().database.read() as session:
        found = standing(session, country_of(session, _agency()))
    return page((LISTED.of(each) for each in found), None)


@bp.get("/hazards/<part>")
@requires(Permission.READ_SUBSTANCES)
@operation(Operation("Read one part of the hazard data", WHOLE_ONE))
def hazard(part: str) -> Response:
    """All it says."""
    if part not in parts():
        return not_found()
    return answer(_told(part))


def _told(part: str) -> dict[str, object]:
    with here().whole.read() as session:
        country = country_of(session, _agency())
        on: Standing = next(each for each in standing(session, country) if each.part == part)
        said = history(session, country, part)
    before = on.last.content if on.last else None
    each = SimpleNamespace(**on._asdict(), changes=changes(part, before, parts()[part]))
    each.words = [
        {"ref": word.ref, "word": word.row.word, "source": word.row.source, "sha256": word.row.sha256}
        | {"checked": word.row.checked.isoformat(), "agency": word.row.agency, "actor": word.actor}
        for word in said
    ]
    return WHOLE_ONE.of(each)


@bp.post("/hazards/<part>/confirmation")
@requires(Permission.REVIEW_PROTOCOLS)
@operation(Operation("Ask another person to agree that a part is right", ASKED, {}, _SOURCE, 201))
def hazard_confirmation(part: str) -> Response:
    """The hash says which content was seen."""
    if part not in parts():
        return not_found()
    body, agency, today = sent(), _agency(), here().today
    draft = Draft(part, body["sha256"], body["source"], date.fromisoformat(body["checked"]))
    made = here().whole.write(lambda session: ask_to_confirm(session, actor(), agency, draft, today))
    if isinstance(made, Problems):
        return refused_for(made)
    return created(ASKED.of(made), url_for("api.hazard", part=part))


@bp.post("/hazards/<part>/withdrawal")
@requires(Permission.REVIEW_PROTOCOLS)
@operation(Operation("Take the confirmation of a part back", WHOLE_ONE, {}, _REASON))
def hazard_withdrawal(part: str) -> Response:
    """It is a draft again."""
    if part not in parts():
        return not_found()
    agency, reason = _agency(), sent()["reason"]
    made = here().whole.write(lambda session: withdraw(session, actor(), agency, part, reason))
    return refused_for(made) if isinstance(made, Problems) else answer(_told(part))


def _agency() -> str:
    return reader().agency or abort(refused(403))
