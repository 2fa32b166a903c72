"""From the legal release to the beginning of the work: release, plan, committee, emergency, schedule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from precursors.agencies.people import person
from precursors.audit.acts import OpenAct
from precursors.custody.storage import natures
from precursors.disposal import library
from precursors.disposal.carrying import depart_against
from precursors.disposal.custody_ties import holds_against, lots_of
from precursors.disposal.loading import DANGER, Dossier, read_kept
from precursors.disposal.models import (
    DisposalDuty,
    DisposalInstrument,
    DisposalPlan,
    DisposalSignature,
    LegalRelease,
    Protocol,
)
from precursors.disposal.rules.duties import (
    COMMITTEE,
    ISSUER,
    PERFORMER,
    WITNESS,
    Someone,
    separated,
    witnesses_against,
)
from precursors.disposal.rules.evidence import number, whole
from precursors.disposal.rules.gates import (
    BASES,
    Emergency,
    Permit,
    committee_against,
    emergency_against,
    permit_against,
    release_against,
)
from precursors.disposal.rules.life import FREE, GONE, PROTOCOL
from precursors.disposal.rules.methods import method_against, operation_against
from precursors.disposal.rules.protocol import Goods, covers, usable_against
from precursors.disposal.rules.protocol import Protocol as ReadProtocol
from precursors.disposal.service import Who, factor_against, moved, moves_against, opened, show_to
from precursors.lives.service import state_of
from precursors.problems import Problem, Problems, problem
from precursors.substances.confirming import confirmed
from precursors.substances.hazards import hazards

DEMO = "XD"
"""The demo country: only there a protocol of its authority is good."""
FARTHEST_KM = 40_000
"""No site is farther away than the earth is round."""


@dataclass(frozen=True, slots=True)
class ReleaseDraft:
    """A decision of a court, a prosecutor or a regulator, as typed."""

    basis: str
    authority: str
    reference: str
    expires: date | None
    lots: tuple[str, ...]
    retained: str = ""


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """A plan, as typed: people by the names they sign in with."""

    protocol: Protocol | None
    site: str
    day: date | None
    risk: str
    performers: tuple[str, ...]
    witnesses: tuple[str, ...]
    committee: tuple[str, ...]
    issuer: str
    permit: str = ""
    permit_operations: str = ""
    permit_from: date | None = None
    permit_to: date | None = None
    permit_ug: int | None = None
    distances: str = ""
    instruments: tuple[tuple[str, str, date], ...] = ()
    distance_km: int | None = None


def release(
    session: Session, who: Who, dossier: Dossier, draft: ReleaseDraft, *, refused: bool, reason: str
) -> int | Problems:
    """Write down the legal leave, or that it was refused."""
    verb = "refuse-release" if refused else "release"
    wrong = [*moves_against(session, dossier, verb, who), *factor_against(who)]
    wrong += [] if refused else holds_against(session, dossier)
    if draft.basis not in BASES:
        wrong.append(problem("choice.unknown", "basis", value=draft.basis, expected=", ".join(BASES)))
    wrong += [
        problem("disposal.missing", name, name=name)
        for name in ("authority", "reference")
        if not getattr(draft, name).strip()
    ]
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


def goods_of(session: Session, dossier: Dossier) -> list[Goods]:
    """The lines as a scope sees them: hazards at the strength a laboratory found, where a chemist confirmed them."""
    lots = {line.lot: bytes(lot.key) for line, lot in lots_of(session, dossier.order.agency, dossier.lines)}
    kinds = natures(session, lots.values())
    sure, made = confirmed(session, dossier.order.agency), []
    for line in dossier.lines:
        percent = kinds[lots[line.lot]].percent if line.lot in lots else None
        known = hazards().profile(line.substance, percent)
        known = known if known and known.key in sure else None
        groups = frozenset(map(str, known.groups)) if known else frozenset()
        classes = frozenset(known.classes) if known else frozenset()
        made.append(Goods(line.substance, groups, classes, line.form, percent, Decimal(line.net_ug) / 10**9))
    return made


def fit_against(session: Session, dossier: Dossier, protocol: ReadProtocol) -> list[Problem]:
    """Why a protocol is not one for these goods: scope, permitted and prohibited methods of the whole load."""
    outside = [goods.substance for goods in goods_of(session, dossier) if not covers(protocol.scope, goods)]
    wrong = [problem("protocol.scope", "protocol", protocol=protocol.code, substance=each) for each in outside]
    known = library.allowed()
    load = [known[line.substance] for line in dossier.lines if line.substance in known]
    unknown = [
        line.substance for line in dossier.lines if line.substance not in known and line.substance != library.RESIDUE
    ]
    wrong += [problem("disposal.substance-unlisted", "protocol", substance=each) for each in unknown]
    return [
        *wrong,
        *method_against(protocol.method, load),
        *operation_against(protocol.operation, library.operations()),
    ]


def plan_against(session: Session, who: Who, dossier: Dossier, draft: PlanDraft) -> tuple[list[Problem], list[Someone]]:
    """Everything wrong with a plan, and its people."""
    wrong = [
        problem("disposal.missing", name, name=name) for name in ("site", "risk") if not getattr(draft, name).strip()
    ]
    wrong += [
        problem("disposal.missing", name, name=name) for name in ("performers", "issuer") if not getattr(draft, name)
    ]
    if draft.day is None or draft.day < who.today:
        wrong.append(problem("disposal.day-past", "day"))
    people, strange = _people(session, draft)
    wrong += strange
    read = read_kept(draft.protocol) if draft.protocol else None
    if draft.protocol is None or read is None:
        return [*wrong, problem("protocol.none", "protocol", substance="")], people
    state = state_of(session, PROTOCOL, bytes(draft.protocol.key)).state
    wrong += usable_against(read, state, who.country, who.today, DEMO)
    wrong += fit_against(session, dossier, read)
    keepers = [
        Someone(each.person, each.agency, each.part) for each in dossier.people if each.part in {"custodian", "court"}
    ]
    wrong += separated([*people, *keepers, Someone(who.person, who.home, "author")], read.apart)
    wrong += witnesses_against([x for x in people if x.part == WITNESS], read.witnesses, read.witness_agencies)
    committee = [each for each in people if each.part == COMMITTEE]
    wrong += committee_against(committee, read.committee, [each for each in people if each.part == PERFORMER])
    if any(step.needs_permit for step in read.steps):
        wrong += permit_against(permit_of(draft), read.operation, draft.day or who.today, _total(dossier))
    return wrong, people


def _total(dossier: Dossier) -> int:
    return sum(line.net_ug for line in dossier.lines)


def permit_of(draft: PlanDraft) -> Permit | None:
    """The permit a plan names."""
    if not draft.permit.strip() or draft.permit_from is None or draft.permit_to is None:
        return None
    operations = frozenset(draft.permit_operations.replace(",", " ").split())
    return Permit(draft.permit.strip(), operations, draft.permit_from, draft.permit_to, draft.permit_ug)


def _people(session: Session, draft: PlanDraft) -> tuple[list[Someone], list[Problem]]:
    parts = [(PERFORMER, draft.performers), (WITNESS, draft.witnesses), (COMMITTEE, draft.committee)]
    found, wrong = [], []
    for part, names in [*parts, (ISSUER, (draft.issuer,))]:
        for name in filter(None, names):
            member = person(session, name)
            if member is None:
                wrong.append(problem("person.unknown", part, value=name))
            else:
                found.append(Someone(member.username, member.agency, part))
    return found, wrong


def plan(session: Session, who: Who, dossier: Dossier, draft: PlanDraft) -> int | Problems:
    """Pin a protocol, name site, permit, day and people; those of other agencies see the order from now on."""
    wrong = moves_against(session, dossier, "plan", who)
    if dossier.state != DANGER:
        wrong += release_against(dossier.release, dossier.lots, who.today)
    more, people = plan_against(session, who, dossier, draft)
    if wrong or more or draft.protocol is None:
        return Problems([*wrong, *more])
    act = opened(session, who, "plan")
    _write_plan(act, who, dossier, draft, people)
    show_to(act, dossier.order, {each.agency for each in people if each.agency}, who.today)
    moved(act, dossier.order, "plan", who.today)
    act.seal()
    return act.id


def _write_plan(act: OpenAct, who: Who, dossier: Dossier, draft: PlanDraft, people: Sequence[Someone]) -> None:
    kept = draft.protocol
    permit = permit_of(draft)
    values = {
        "order_id": dossier.order.id,
        "protocol": kept.id if kept else None,
        "sha256": kept.sha256 if kept else None,
        "site": draft.site.strip(),
        "distances": " ".join(draft.distances.split()),
        "permit": permit.number if permit else None,
        "permit_operations": " ".join(sorted(permit.operations)) if permit else "",
        "permit_from": permit.valid_from if permit else None,
        "permit_to": permit.valid_to if permit else None,
        "permit_ug": draft.permit_ug,
        "risk": draft.risk.strip(),
        "day": draft.day,
        "distance_km": draft.distance_km,
    }
    number_of = act.add(DisposalPlan, values)
    team = [*people, Someone(who.person, who.home, "author")]
    act.add_many(DisposalDuty, [_duty(number_of, each) for each in team])
    if draft.instruments:
        rows = [
            {"plan": number_of, "name": n, "uncertainty": u, "calibrated_until": d} for n, u, d in draft.instruments
        ]
        act.add_many(DisposalInstrument, rows)


def _duty(plan_id: int, each: Someone) -> dict[str, Any]:
    return {"plan": plan_id, "part": each.part, "person": each.person, "home": each.agency or ""}


def approve(session: Session, who: Who, dossier: Dossier) -> str | Problems:
    """One member of the committee approves the plan in force; the last one needed moves the order on."""
    read, on = dossier.protocol, dossier.plan
    wrong = [*moves_against(session, dossier, "approve", who), *factor_against(who)]
    if read is None or on is None:
        return Problems([*wrong, problem("disposal.no-plan", "plan")])
    if who.person not in {each.person for each in dossier.holding(COMMITTEE)}:
        wrong.append(problem("disposal.not-in-committee", "committee", person=who.person))
    if who.person in {each.person for each in dossier.committee}:
        wrong.append(problem("disposal.signed-already", "committee", person=who.person))
    wrong += usable_against(read, dossier.protocol_state, who.country, who.today, DEMO)
    wrong += [*release_against(dossier.release, dossier.lots, who.today), *holds_against(session, dossier)]
    members = [*dossier.committee, Someone(who.person, who.home, COMMITTEE)]
    busy = [each for each in dossier.people if each.part != COMMITTEE]
    wrong += committee_against(members, 0, busy)
    if wrong:
        return Problems(wrong)
    act = opened(session, who, "approve")
    sign(act, who, dossier, COMMITTEE, on.sha256, on.id)
    whole = len({each.person for each in members}) >= read.committee
    state = moved(act, dossier.order, "approve", who.today) if whole else dossier.state
    act.seal()
    return state


def sign(act: OpenAct, who: Who, dossier: Dossier, purpose: str, statement: str, subject: int | None = None) -> None:
    """Write one signature in an open act."""
    values: dict[str, Any] = {
        "order_id": dossier.order.id,
        "subject": subject,
        "purpose": purpose,
        "person": who.person,
    }
    act.add(DisposalSignature, values | {"home": who.home, "statement": statement})


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


def go(session: Session, who: Who, dossier: Dossier, verb: str) -> int | Problems:
    """Schedule, send off, or begin the work: leave, protocol and permit must hold on that very day."""
    wrong = [*moves_against(session, dossier, verb, who), *leave_against(dossier, who)]
    wrong += holds_against(session, dossier)
    read = dossier.protocol
    if read is None:
        return Problems([*wrong, problem("disposal.no-plan", "plan")])
    wrong += usable_against(read, dossier.protocol_state, who.country, who.today, DEMO)
    if any(step.needs_permit for step in read.steps):
        wrong += permit_against(dossier.permit, read.operation, who.today, _total(dossier))
    if verb == "depart":
        wrong += depart_against(dossier)
    if verb == "start-work" and dossier.open_deviations:
        wrong.append(problem("disposal.deviations-open", "deviations", count=len(dossier.open_deviations)))
    if wrong:
        return Problems(wrong)
    act = opened(session, who, verb)
    moved(act, dossier.order, verb, who.today)
    act.seal()
    return act.id


def kilometres(text: str) -> int | None:
    """A whole number of kilometres as typed; None for anything else."""
    read = number(text)
    return int(read) if read is not None and 0 <= read <= FARTHEST_KM else None


def distances_against(told: Mapping[str, str]) -> list[Problem]:
    """Distances that are stated and cannot be read: they are never taken as not measured."""
    km = told.get("distance_km", "").strip()
    unread = [each for each in told.get("distances", "").split() if whole(each.partition("=")[2]) is None]
    unread += [km] if km and kilometres(km) is None else []
    return [problem("disposal.distance-unread", "distances", text=each) for each in unread]
