"""What may be done with an authorisation on its page: its decision step by step, releases, endorsements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.audit.acts import Actor
from precursors.audit.keys import natural_key
from precursors.intake.record import Field, Record
from precursors.intake.types import Amount, Day, Text
from precursors.intake.words import folded
from precursors.licensing.authorisations.deciding import Step, step
from precursors.licensing.authorisations.importer import AuthorisationImporter
from precursors.licensing.authorisations.life import DRAWABLE, ENDED, IN_FORCE, WITH_REASON
from precursors.licensing.authorisations.record import AUTHORISATIONS
from precursors.licensing.authorisations.releasing import Ask, endorse, release, released_on, take_back
from precursors.problems import Problem, Problems, problem
from precursors.registers.correcting import asked_of, corrected
from precursors.registers.shelf import Asked, Run, Verb
from precursors.scope.visible import Sight

KIND = "authorisation-steps"
"""Names the headings of what these forms ask."""

RELEASE = Record(
    KIND,
    (Field("reference", Text(), needed=True), Field("quantity", Amount(), needed=True), Field("unit", Text())),
)
"""What a release asks: the document number of the shipment, and how much of it."""

ENDORSEMENT = Record(KIND, (*RELEASE.fields, Field("office", Text())))
"""What an endorsement asks beside that."""

REFERENCE = Record(KIND, (Field("reference", Text(), needed=True),))

GRANT = Record(KIND, (Field("valid_from", Day()), Field("valid_to", Day())))


def deciding(verb: str) -> Run:
    """A step of the decision, for all lines of the authorisation."""

    def run(session: Session, actor: Actor, row: Any, asked: Asked) -> int | Problems:  # noqa: ANN401 - a line
        first, last = (asked.values.get(name) for name in ("valid_from", "valid_to"))
        wanted = Step(row.key, verb, asked.day, asked.reason, first, last)
        made = step(session, actor, asked.terms, wanted, asked.request_key)
        return made if isinstance(made, Problems) else made.act

    return run


def _amended(session: Session, actor: Actor, row: Any, asked: Asked) -> int | Sequence[Problem]:  # noqa: ANN401 - a line
    """Put an application right."""
    named = {key: getattr(row, key) or "" for key in ("number", "line")} | {"kind": row.kind, "state": ""}
    made = corrected(session, actor, row, asked, AuthorisationImporter, named, "amend-authorisation")
    if isinstance(made, int) or made[0].code != "correction.other-record":
        return made
    return [problem("authorisation.other-substance", "substance")]


def _released(session: Session, actor: Actor, row: Any, asked: Asked) -> int | Problems:  # noqa: ANN401 - a line
    made = release(session, actor, asked.terms, _ask(row, asked), asked.request_key)
    return made if isinstance(made, Problems) else made.act


def _endorsed(session: Session, actor: Actor, row: Any, asked: Asked) -> int | Problems:  # noqa: ANN401 - a line
    made = endorse(session, actor, asked.terms, _ask(row, asked), asked.request_key)
    return made if isinstance(made, Problems) else made.act


def _taken_back(session: Session, actor: Actor, row: Any, asked: Asked) -> int | Problems:  # noqa: ANN401 - a line
    reference = folded(asked.stated.get("reference") or "")
    key = natural_key("release", asked.terms.agency, row.key.hex(), reference)
    made = take_back(session, actor, asked.terms, key, asked.reason or "", asked.request_key)
    return made if isinstance(made, Problems) else made.act


def _ask(row: Any, asked: Asked) -> Ask:  # noqa: ANN401 - a line
    stated = asked.stated
    return Ask(
        bytes(row.key), stated.get("reference") or "", asked.values["quantity"], stated.get("unit"), asked.day,
        stated.get("office"),
    )  # fmt: skip


def _is_over(session: Session, sight: Sight, row: Any, today: date) -> bool:  # noqa: ANN401, ARG001 - see `Fits`
    """Whether its last day has passed; one without a last day ends when somebody says so."""
    return row.valid_to is None or today > row.valid_to


def _has_shipments(session: Session, sight: Sight, row: Any, today: date) -> bool:  # noqa: ANN401, ARG001 - see `Fits`
    """Whether one more shipment may share it; no number says that any may."""
    return row.shipments is None or released_on(session, row) < row.shipments


def _has_releases(session: Session, sight: Sight, row: Any, today: date) -> bool:  # noqa: ANN401, ARG001 - see `Fits`
    """Whether anything stands released under it."""
    return released_on(session, row) > 0


def _decision(name: str, permission: Permission, fields: Record | None = None) -> Verb:
    return Verb(name, permission, deciding(name), fields, needs_reason=name in WITH_REASON)


_P = Permission

AMENDMENT = asked_of(AUTHORISATIONS, ("number", "kind", "line", "state"))
"""Everything of an application but what names it."""

VERBS = (
    _decision("submit", _P.RECORD_REGISTER),
    Verb("amend", _P.RECORD_REGISTER, _amended, AMENDMENT, asks_day=False, states=("draft", "submitted")),
    _decision("return", _P.DECIDE_AUTHORISATIONS),
    _decision("complete", _P.DECIDE_AUTHORISATIONS),
    _decision("review", _P.DECIDE_AUTHORISATIONS),
    _decision("await-notification", _P.DECIDE_AUTHORISATIONS),
    _decision("grant", _P.DECIDE_AUTHORISATIONS, GRANT),
    _decision("refuse", _P.DECIDE_AUTHORISATIONS),
    Verb("release", _P.RELEASE_GOODS, _released, RELEASE, needs_reason=False, states=DRAWABLE, fits=_has_shipments),
    Verb(
        "endorse",
        _P.RELEASE_GOODS,
        _endorsed,
        ENDORSEMENT,
        needs_reason=False,
        states=(*IN_FORCE, *ENDED),
        shared=True,
    ),
    Verb("take-back", _P.RELEASE_GOODS, _taken_back, REFERENCE, states=(*IN_FORCE, *ENDED), fits=_has_releases),
    replace(_decision("expire", _P.DECIDE_AUTHORISATIONS), fits=_is_over),
    _decision("revoke", _P.DECIDE_AUTHORISATIONS),
    _decision("cancel", _P.DECIDE_AUTHORISATIONS),
)
"""In the order of the page."""
