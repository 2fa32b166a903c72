"""Deeds of the way to the place of destruction: movement document, signatures, receipt."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.disposal import carrying, planning, receiving
from precursors.disposal.deeds import Ask, Deed, Form, names, plainly, texts
from precursors.disposal.dossier import Dossier
from precursors.disposal.rules.evidence import whole
from precursors.disposal.service import Who, micrograms
from precursors.disposal.weighing import Weighed
from precursors.problems import Problem, Problems


def _receive_asks(session: Session, dossier: Dossier) -> list[Ask]:  # noqa: ARG001 - one shape for all
    asks = []
    for line in dossier.lines:
        asks += [Ask(f"mass-{line.id}", about=line.lot), Ask(f"uncertainty-{line.id}", value="0", about=line.lot)]
        asks.append(Ask(f"pieces-{line.id}", value=str(line.pieces), about=line.lot))
    return [*asks, Ask("instrument")]


def _receive(session: Session, who: Who, dossier: Dossier, form: Form) -> Any:  # noqa: ANN401 - see Deed
    weighed = _weighed(dossier, form)
    return weighed if isinstance(weighed, Problems) else receiving.receive(session, who, dossier, weighed)


def _waybill_asks(session: Session, dossier: Dossier) -> list[Ask]:  # noqa: ARG001 - one shape for all
    return [Ask(each) for each in WAYBILL]


def _waybill(session: Session, who: Who, dossier: Dossier, form: Form) -> Any:  # noqa: ANN401 - see Deed
    told = dict(zip(WAYBILL, texts(form, *WAYBILL), strict=True))
    draft = carrying.WaybillDraft(**(told | {"carriers": names(form, "carriers")}))  # type: ignore[arg-type] # all texts but the names
    return carrying.draw_up(session, who, dossier, draft)


def _sign_over(session: Session, who: Who, dossier: Dossier, form: Form) -> Any:  # noqa: ANN401 - see Deed
    weighed = _weighed(dossier, form)
    return weighed if isinstance(weighed, Problems) else carrying.sign_over(session, who, dossier, weighed)


WAYBILL = (
    "number", "phone", "carrier", "carrier_number", "vehicle", "carriers", "generator_number", "facility_number",
    "handling",
)  # fmt: skip
"""Fields of a movement document."""


def _weighed(dossier: Dossier, form: Form) -> list[Weighed] | Problems:
    """What a form says of the mass and pieces of each line; a line without a mass is left out."""
    weighed, wrong = [], []
    for line in dossier.lines:
        if not form.get(f"mass-{line.id}", "").strip():
            continue
        mass, spread = (micrograms(form.get(f"{name}-{line.id}", "0")) for name in ("mass", "uncertainty"))
        pieces = form.get(f"pieces-{line.id}", "").strip()
        if isinstance(mass, Problem) or isinstance(spread, Problem):
            wrong += [each for each in (mass, spread) if isinstance(each, Problem)]
            continue
        count = found if (found := whole(pieces)) is not None and found < 10**5 else 0
        weighed.append(Weighed(line.id, mass, spread, count, form.get("instrument", "")))
    return Problems(wrong) if wrong else weighed


MOVING = (
    Deed(
        "waybill",
        Permission.RECORD_DISPOSAL,
        _waybill,
        _waybill_asks,
        lambda d: d.state == "scheduled" and d.waybill is None,
    ),
    Deed(
        "sign-over",
        Permission.SIGN_DISPOSAL,
        _sign_over,
        _receive_asks,
        lambda d: d.state in {"scheduled", "in-transit"} and carrying.turn(d) is not None,
    ),
    plainly("depart", Permission.RECORD_DISPOSAL, partial(planning.go, verb="depart")),
    Deed("receive", Permission.RECORD_DISPOSAL, _receive, _receive_asks),
)
