"""Deeds from the request to the leave to begin: release, plan, committee, danger."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.disposal import instruments, keeping, leave, planning
from precursors.disposal.deeds import Ask, Deed, Form, day, names, plainly, reason_asks, texts, words
from precursors.disposal.dossier import Dossier
from precursors.disposal.fitting import narrowest
from precursors.disposal.rules.gates import BASES
from precursors.disposal.rules.life import ORDER
from precursors.disposal.service import Who, micrograms
from precursors.problems import Problem, Problems


def _release_asks(session: Session, dossier: Dossier) -> list[Ask]:  # noqa: ARG001 - one shape for all
    return [
        Ask("basis", "choice", options=words(*BASES)),
        Ask("authority"),
        Ask("reference"),
        Ask("expires", "date"),
        Ask("lots", "area", "\n".join(dossier.lots)),
        Ask("retained"),
        Ask("reason", "area"),
    ]


def _release(session: Session, who: Who, dossier: Dossier, form: Form, *, refused: bool = False) -> Any:  # noqa: ANN401 - see Deed
    basis, authority, reference, retained, reason = texts(form, "basis", "authority", "reference", "retained", "reason")
    lots = tuple(each.strip() for each in form.get("lots", "").splitlines() if each.strip())
    draft = leave.ReleaseDraft(basis, authority, reference, day(form, "expires"), lots, retained)
    return leave.release(session, who, dossier, draft, refused=refused, reason=reason)


def _plan_asks(session: Session, dossier: Dossier) -> list[Ask]:
    known = [(ref, row) for ref, row, state in keeping.listed(session) if state == "approved"]
    offered = tuple((ref, f"{row.code} · {row.version} · {row.title}") for ref, row in known)
    fits = narrowest(session, dossier, [row for _, row in known])
    chosen = next((ref for ref, row in known if fits is not None and row.id == fits.id), "")
    plain = [Ask(each) for each in ("performers", "witnesses", "committee", "issuer", "permit", "permit_operations")]
    return [
        Ask("protocol", "choice", chosen, offered),
        Ask("site"),
        Ask("day", "date", dossier.today.isoformat()),
        Ask("risk", "area"),
        *plain,
        Ask("permit_from", "date"),
        Ask("permit_to", "date"),
        Ask("permit_kg"),
        Ask("distances"),
        Ask("distance_km"),
        Ask("instruments", "area", instruments.offered(session, dossier.order.agency, dossier.today)),
    ]


def _plan(session: Session, who: Who, dossier: Dossier, form: Form) -> Any:  # noqa: ANN401 - see Deed
    most = micrograms(form["permit_kg"]) if form.get("permit_kg", "").strip() else None
    measured = instruments.read(form.get("instruments", ""))
    wrong = [most] if isinstance(most, Problem) else []
    wrong += [*(measured if isinstance(measured, Problems) else ()), *planning.distances_against(form)]
    if wrong or isinstance(most, Problem) or isinstance(measured, Problems):
        return Problems(wrong)
    site, risk, issuer, permit, operations, distances = texts(
        form, "site", "risk", "issuer", "permit", "permit_operations", "distances"
    )
    draft = planning.PlanDraft(
        keeping.find(session, form.get("protocol", "")),
        site,
        day(form, "day"),
        risk,
        names(form, "performers"),
        names(form, "witnesses"),
        names(form, "committee"),
        issuer,
        permit,
        operations,
        day(form, "permit_from"),
        day(form, "permit_to"),
        most,
        distances,
        measured,
        planning.kilometres(form.get("distance_km", "")),
    )
    return planning.plan(session, who, dossier, draft)


PLANNING = (
    Deed("release", Permission.RELEASE_DISPOSAL, _release, _release_asks),
    Deed(
        "refuse-release",
        Permission.RELEASE_DISPOSAL,
        lambda s, w, d, f: _release(s, w, d, f, refused=True),
        _release_asks,
    ),
    Deed("plan", Permission.RECORD_DISPOSAL, _plan, _plan_asks),
    plainly("approve", Permission.SIGN_DISPOSAL, planning.approve),
    Deed(
        "endanger",
        Permission.SIGN_DISPOSAL,
        lambda s, w, d, f: leave.endanger(s, w, d, f.get("reason", "")),
        reason_asks,
        lambda d: bool({"endanger", "permit-danger"} & set(ORDER.possible(d.state))),
    ),
    plainly("schedule", Permission.RECORD_DISPOSAL, partial(planning.go, verb="schedule")),
)
