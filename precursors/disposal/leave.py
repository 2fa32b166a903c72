"""Leave to destroy: a legal release, or imminent danger that two authorities found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy.orm import Session

from precursors.disposal import library
from precursors.disposal.custody_ties import holds_against
from precursors.disposal.dossier import DANGER, Dossier
from precursors.disposal.models import LegalRelease
from precursors.disposal.rules.duties import COMMITTEE, PERFORMER
from precursors.disposal.rules.gates import BASES, Emergency, emergency_against, release_against
from precursors.disposal.rules.life import FREE, GONE
from precursors.disposal.service import Who, factor_against, moved, moves_against, opened, unsaid
from precursors.disposal.signing import sign
from precursors.problems import Problem, Problems, problem


@dataclass(frozen=True, slots=True)
class ReleaseDraft:
    """A decision of a court, a prosecutor or a regulator, as typed."""

    basis: str
    authority: str
    reference: str
    expires: date | None
    lots: tuple[str, ...]
    retained: str = ""


def release(
    session: Session, who: Who, dossier: Dossier, draft: ReleaseDraft, *, refused: bool, reason: str
) -> int | Problems:
    """Write down the legal leave, or that it was refused."""
    verb = "refuse-release" if refused else "release"
    wrong = [*moves_against(session, dossier, verb, who), *factor_against(who)]
    wrong += [] if refused else holds_against(session, dossier)
    if draft.basis not in BASES:
        wrong.append(problem("choice.unknown", "basis", value=draft.basis, expected=", ".join(BASES)))
    wrong += unsaid(authority=draft.authority, reference=draft.reference)
    if draft.expires is None or draft.expires < who.today:
        wrong.append(problem("disposal.release-expired", "expires", day=draft.expires or "?"))
    strange = sorted(set(draft.lots) - set(dossier.lots))
    if strange or not draft.lots:
        wrong.append(problem("disposal.release-scope", "lots", lots=", ".join(strange) or "-"))
    if who.person in {line.custodian for line in dossier.lines}:
        wrong.append(problem("disposal.same-person", "authority", person=who.person, one="custodian", other="court"))
    if wrong:
        return Problems(wrong)
    act = opened(session, who, verb, reason)
    values = {"order_id": dossier.order.id, "basis": draft.basis, "authority": draft.authority.strip()}
    values |= {"reference": draft.reference.strip(), "lots": "\n".join(draft.lots), "retained": draft.retained.strip()}
    act.add(LegalRelease, values | {"expires": draft.expires})
    moved(act, dossier.order, verb, who.today, reason)
    act.seal()
    return act.id


def endanger(session: Session, who: Who, dossier: Dossier, reason: str) -> str | Problems:
    """An authority finds imminent danger; the second, of another agency, opens the way for some hours."""
    second = dossier.state == DANGER
    wrong = factor_against(who) if reason.strip() else [*factor_against(who), problem("reason.missing", "reason")]
    wrong += moves_against(session, dossier, "permit-danger" if second else "endanger", who)
    signed = dossier.signed(DANGER)
    if second:
        if who.home in {each.agency for each in signed}:
            wrong.append(problem("disposal.emergency-two", "emergency"))
        if dossier.plan is None:
            wrong.append(problem("disposal.no-plan", "plan"))
        if who.person in {each.person for each in dossier.holding(PERFORMER)}:
            wrong.append(
                problem("disposal.same-person", "emergency", person=who.person, one=PERFORMER, other=COMMITTEE)
            )
    if wrong:
        return Problems(wrong)
    act = opened(session, who, "endanger", reason)
    sign(act, who, dossier, DANGER, reason.strip())
    state = moved(act, dossier.order, "permit-danger" if second else "endanger", who.today, reason)
    act.seal()
    return state


def emergency_of(dossier: Dossier) -> Emergency | None:
    """The danger two authorities found, from the moment of the second."""
    rows = [each for each in dossier.signatures if each.row.purpose == DANGER]
    if not rows:
        return None
    return Emergency(frozenset(each.row.home for each in rows), max(each.at for each in rows))


class Danger(NamedTuple):
    """An emergency as its order's page tells it."""

    agencies: tuple[str, ...]
    until: datetime | None
    """When its leave ends; None while only one authority has found it."""
    court_told: bool


def danger_told(dossier: Dossier) -> Danger | None:
    """The emergency of an order nothing has ended: who found it, until when it gives leave, whether the court knows."""
    found = emergency_of(dossier)
    if found is None or dossier.state in {*FREE, *GONE}:
        return None
    hours = library.limits(dossier.today).emergency_hours
    both = len(found.authorities) > 1
    informed = any(each.row.purpose == "court-informed" for each in dossier.signatures)
    return Danger(tuple(sorted(found.authorities)), found.declared + timedelta(hours=hours) if both else None, informed)


def leave_against(dossier: Dossier, who: Who) -> list[Problem]:
    """Why there is no leave to go on today: a release that holds, or an emergency that is not over."""
    emergency = emergency_of(dossier)
    if emergency is not None:
        return emergency_against(emergency, who.now, library.limits(who.today).emergency_hours)
    return release_against(dossier.release, dossier.lots, who.today)
