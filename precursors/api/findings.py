"""Flags: the list by score, one with everything its rule saw, and what a person says of it."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.anomalies.replay import replay
from precursors.api.answers import page, tagged
from precursors.api.blueprint import bp, not_found
from precursors.api.giving import cursor, going_on, insist_on_cursor
from precursors.api.once import request_key
from precursors.api.operation import Operation, limit, listing, operation, parameters, sent
from precursors.api.refusals import tongue
from precursors.api.shapes import (
    ANYTHING,
    MOMENT,
    SHARE,
    TEXT,
    TRUTH,
    WHOLE,
    Document,
    many,
    maybe,
    shape,
    widened,
    words,
)
from precursors.api.writing import WROTE, act_on
from precursors.audit.asking import actor
from precursors.audit.refs import refs_of
from precursors.db.tables import Fact, act_of
from precursors.flags import listing as listed
from precursors.flags.deciding import Decision, decide, last_word
from precursors.flags.deciding import words as said
from precursors.flags.marks import keys_in
from precursors.flags.models import STATES, Disposition, Flag
from precursors.flags.service import inputs
from precursors.flags.telling import because
from precursors.scope.reading import note
from precursors.web.access import reader, requires
from precursors.web.here import here

MOST_SUBJECTS = 1_000
"""Records that one flag names; `count` tells how many there are."""

FLAG = shape(
    "Flag",
    "A rule's finding, or a person's, on records.",
    ref=(TEXT, lambda told: told["ref"]),
    agency=(TEXT, lambda told: told["flag"].agency),
    rule=(TEXT, lambda told: told["flag"].rule),
    version=(WHOLE, lambda told: told["flag"].version),
    edition=(maybe(TEXT), lambda told: told["flag"].edition),
    cause=(TEXT, lambda told: told["flag"].cause),
    score=(SHARE, lambda told: told["flag"].score / 1000),
    kind=(TEXT, lambda told: told["flag"].kind),
    count=(WHOLE, lambda told: told["flag"].count),
    because=(TEXT, lambda told: because(told["flag"], tongue())),
    state=(words(*STATES), lambda told: told["state"]),
    act=(WHOLE, lambda told: act_of(told["flag"].id)),
    others=(many(TEXT), lambda told: [because(other, tongue()) for other in told["others"]]),
)
WORD = shape(
    "Word", "What one person said of a flag.", state=TEXT, reason=maybe(TEXT), actor=TEXT, at=MOMENT, act=WHOLE
)
FULL = widened(
    FLAG,
    "FlagRecord",
    "One flag with what it compared, the records it is about, and all that was said of it, newest first.",
    inputs=({"type": "object", "additionalProperties": ANYTHING}, lambda told: inputs(told["flag"])),
    subjects=(many(TEXT), lambda told: told["subjects"]),
    words=(many(WORD.ref), lambda told: WORD.all(told["words"])),
)

DIFFERENCE = shape(
    "Difference", "One value as a flag keeps it and as its rule finds it again.", name=TEXT, kept=maybe(TEXT),
    again=maybe(TEXT),
)  # fmt: skip
REPLAYED = shape(
    "Replayed",
    "What the rule of a flag finds when it is run again over what the registry held when the flag was raised.",
    verdict=(words("same", "different", "not-found", "entered", "by-hand"), lambda told: told["again"].verdict),
    version=(WHOLE, lambda told: told["flag"].version),
    version_in_use=(maybe(WHOLE), lambda told: told["again"].version),
    edition=(maybe(TEXT), lambda told: told["flag"].edition),
    edition_in_use=(TEXT, lambda told: told["again"].edition),
    differences=(many(DIFFERENCE.ref), lambda told: DIFFERENCE.all(told["again"].differences)),
)

SAID = {
    "type": "object",
    "properties": {"state": words(*STATES), "reason": TEXT | {"maxLength": 2_000}, "group": TRUTH},
    "required": ["state"],
    "additionalProperties": False,
}


@bp.get("/flags")
@requires(Permission.READ_FLAGS)
@listing(
    "List flags, highest score first", FLAG, rule=TEXT, state=words(*STATES, listed.ANY), agency=TEXT, grouped=TRUTH
)
def flags() -> Response:
    """Flags in every state unless one is named; `grouped`, one a matter, with what the others on it say."""
    asked = parameters()
    filters = listed.Filters(asked.get("rule"), asked.get("state", listed.ANY), None, asked.get("agency"))
    with here().database.read() as session:
        insist_on_cursor(listed.find(session, reader().sight, cursor() or ""))
        found = listed.page(session, reader().sight, filters, cursor(), limit(), grouped=bool(asked.get("grouped")))
    note(Flag, [flag for each in found.rows for flag in (each.flag, *each.others)])
    return page((FLAG.of(each._asdict()) for each in found.rows), going_on(found.after))


@bp.get("/flags/<ref>")
@requires(Permission.READ_FLAGS)
@operation(Operation("Read one flag", FULL))
def flag(ref: str) -> Response:
    """One flag with its entity tag."""
    with here().database.read() as session:
        found = listed.find(session, reader().sight, ref)
        told = _told(session, found, ref) if found else None
    if found is None or told is None:
        return not_found()
    note(Flag, [found])
    return tagged(told)


@bp.get("/flags/<ref>/replay")
@requires(Permission.DECIDE_FLAG)
@operation(Operation("Run the rule of a flag again over what the registry held when it was raised", REPLAYED))
def flag_replay(ref: str) -> Response:
    """Same, different, not found, asked as it was entered, or raised by a person; with what differs."""
    with here().database.read() as session:
        found = listed.find(session, reader().sight.own, ref)
        if found is None:
            return not_found()
        again = replay(session, found, here().settings.timezone)
    note(Flag, [found])
    return jsonify(REPLAYED.of({"again": again, "flag": found}))


@bp.post("/flags/<ref>/dispositions")
@requires(Permission.DECIDE_FLAG)
@operation(Operation("Confirm or dismiss a flag, or leave it unclear", WROTE, {}, SAID, 201, guarded=True))
def flag_disposition(ref: str) -> Response:
    """One more word on a flag."""

    def verb(session: Session) -> object:
        known = listed.find(session, reader().sight.own, ref)
        seen = last_word(session, known.id) if known else -1
        decision = Decision(sent()["state"], sent().get("reason", ""), seen, sent().get("group", False))
        return decide(session, actor(), reader().sight, ref, decision, request_key())

    return act_on(lambda session: _seen(session, ref), verb, Disposition, f"/api/v1/flags/{ref}")


def _seen(session: Session, ref: str) -> Document | None:
    found = listed.find(session, reader().sight.own, ref)
    return _told(session, found, ref) if found else None


def _told(session: Session, found: Flag, ref: str) -> Document:
    keys = keys_in(found.subjects)[:MOST_SUBJECTS]
    names = refs_of(session, Fact.kinds[found.kind], keys)
    spoken, others = said(session, found.id), listed.same_matter(session, reader().sight, found)
    known: dict[str, Any] = {"subjects": [names[key] for key in keys if key in names], "words": spoken}
    known |= {"flag": found, "ref": ref, "others": others}
    return FULL.of(known | {"state": spoken[0].state if spoken else "open"})
