"""From the plan to the beginning of the work: protocol, people, committee, schedule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from precursors.agencies.people import person
from precursors.audit.acts import OpenAct
from precursors.disposal.carrying import depart_against
from precursors.disposal.custody_ties import holds_against
from precursors.disposal.dossier import DANGER, Dossier, read_kept
from precursors.disposal.fitting import fit_against
from precursors.disposal.leave import leave_against
from precursors.disposal.models import DisposalDuty, DisposalInstrument, DisposalPlan, Protocol
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
from precursors.disposal.rules.gates import Permit, committee_against, permit_against, release_against
from precursors.disposal.rules.life import PROTOCOL
from precursors.disposal.rules.protocol import usable_against
from precursors.disposal.service import Who, factor_against, moved, moves_against, opened, show_to, unsaid
from precursors.disposal.signing import sign
from precursors.lives.service import state_of
from precursors.problems import Problem, Problems, problem

DEMO = "XD"
"""The demo country: only there a protocol of its authority is good."""
FARTHEST_KM = 40_000
"""No site is farther away than the earth is round."""


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


def plan_against(session: Session, who: Who, dossier: Dossier, draft: PlanDraft) -> tuple[list[Problem], list[Someone]]:
    """Everything wrong with a plan, and its people."""
    wrong = unsaid(site=draft.site, risk=draft.risk, performers=draft.performers, issuer=draft.issuer)
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
    wrong += fit_against(session, dossier, read)
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


def go(session: Session, who: Who, dossier: Dossier, verb: str) -> int | Problems:
    """Schedule, send off, or begin the work: leave, protocol and permit must hold on that very day.

    So must what the protocol is for: a laboratory may have found another strength since it was planned.
    """
    wrong = [*moves_against(session, dossier, verb, who), *leave_against(dossier, who)]
    wrong += holds_against(session, dossier)
    read = dossier.protocol
    if read is None:
        return Problems([*wrong, problem("disposal.no-plan", "plan")])
    wrong += usable_against(read, dossier.protocol_state, who.country, who.today, DEMO)
    wrong += fit_against(session, dossier, read)
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
