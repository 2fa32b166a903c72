"""Deeds of the end: orders for what is left, balance, witnesses, certificate."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from typing import Any

from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.disposal import closing, leave, residue
from precursors.disposal.content import Registrant, last_registrant
from precursors.disposal.deeds import Ask, Deed, Form, plainly, reason_asks, texts, words
from precursors.disposal.dossier import Dossier
from precursors.disposal.service import Who


def _child_asks(session: Session, dossier: Dossier) -> list[Ask]:  # noqa: ARG001 - one shape for all
    kinds = [kind for kind, states in residue.CHILDREN.items() if dossier.state in states]
    return [Ask("kind", "choice", options=words(*kinds)), Ask("number"), Ask("reason", "area")]


def _child(session: Session, who: Who, dossier: Dossier, form: Form) -> Any:  # noqa: ANN401 - see Deed
    kind, number, reason = texts(form, "kind", "number", "reason")
    return residue.child(session, who, dossier, kind, number, reason)


def _certify_asks(session: Session, dossier: Dossier) -> list[Ask]:
    """Who answers for the destruction, as the agency stated it last."""
    stated = last_registrant(session, dossier.order.agency)
    return [Ask(f"registrant_{name}", value=value) for name, value in asdict(stated).items()]


def _registrant(form: Form) -> Registrant:
    return Registrant(*(form.get(f"registrant_{each.name}", "") for each in fields(Registrant)))


ENDING = (
    Deed(
        "child",
        Permission.RECORD_DISPOSAL,
        _child,
        _child_asks,
        lambda d: any(d.state in states for states in residue.CHILDREN.values()),
    ),
    plainly("verify-residue", Permission.RECORD_DISPOSAL, residue.verify_residue),
    plainly("reconcile", Permission.RECORD_DISPOSAL, closing.reconcile),
    replace(
        plainly("witness", Permission.SIGN_DISPOSAL, closing.witness),
        offered=lambda d: d.state in closing.WITNESSED_IN,
    ),
    Deed(
        "inform-court",
        Permission.SIGN_DISPOSAL,
        lambda s, w, d, f: closing.inform_court(s, w, d, f.get("reference", "")),
        lambda s, d: [Ask("reference")],  # noqa: ARG005 - one shape for all
        lambda d: leave.emergency_of(d) is not None and d.state != "closed",
    ),
    Deed(
        "certify",
        Permission.DECIDE_DISPOSAL,
        lambda s, w, d, f: closing.certify(s, w, d, _registrant(f)),
        _certify_asks,
    ),
    Deed(
        "correct",
        Permission.DECIDE_DISPOSAL,
        lambda s, w, d, f: closing.certify(s, w, d, _registrant(f), reason=f.get("reason", ""), correcting=True),
        lambda s, d: [*_certify_asks(s, d), Ask("reason", "area")],
    ),
    plainly("close", Permission.RECORD_DISPOSAL, closing.close),
    Deed(
        "cancel",
        Permission.RECORD_DISPOSAL,
        lambda s, w, d, f: residue.cancel(s, w, d, f.get("reason", "")),
        reason_asks,
    ),
)
