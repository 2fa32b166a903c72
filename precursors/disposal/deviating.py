"""What did not go as the protocol says: deviations raised and decided, the work stopped, or gone on with."""

from __future__ import annotations

from sqlalchemy.orm import Session

from precursors.access.permissions import Role
from precursors.agencies.people import roles_of
from precursors.audit.acts import OpenAct
from precursors.disposal.dossier import GO_ON, Dossier
from precursors.disposal.rules.deviations import CHILD, CRITICAL, STOP, Deviation, decision_against, grade_of
from precursors.disposal.rules.life import STOPPABLE
from precursors.disposal.service import Who, factor_against, moved, moves_against, opened, unsaid
from precursors.disposal.signing import sign
from precursors.disposal.work_models import DeviationDecision, DisposalDeviation
from precursors.problems import Problems, problem

DEVIATES_IN = ("received", "in-progress", "on-hold", "steps-complete", "residue-verified")


def raised(act: OpenAct, who: Who, dossier: Dossier, step: int | None, told: tuple[str, str, str, str]) -> int:
    """Write a deviation in an open act: (rule, observed, limits, grade)."""
    rule, observed, limits, grade = told
    values = {"order_id": dossier.order.id, "step": step, "rule": rule, "observed": observed, "limits": limits}
    return act.add(DisposalDeviation, values | {"grade": grade, "person": who.person})


def deviate(session: Session, who: Who, dossier: Dossier, rule: str, observed: str, grade: str) -> int | Problems:
    """Raise a deviation by hand; a critical one holds the work."""
    wrong = unsaid(rule=rule, observed=observed)
    if dossier.state not in DEVIATES_IN:
        wrong.append(problem("disposal.not-working", "state", state=dossier.state))
    if grade not in {"minor", "major", "critical"}:
        wrong.append(problem("choice.unknown", "grade", value=grade, expected="minor, major, critical"))
    if wrong:
        return Problems(wrong)
    act = opened(session, who, "deviate")
    grade = grade_of(rule.strip(), grade)
    number = raised(act, who, dossier, None, (rule.strip(), observed.strip(), "", grade))
    if grade == CRITICAL and dossier.state == "in-progress":
        moved(act, dossier.order, "hold-work", who.today, rule.strip())
    act.seal()
    return number


def decide(session: Session, who: Who, dossier: Dossier, number: int, told: tuple[str, str, str]) -> int | Problems:
    """Decide a deviation: (decision, remedy, reason). Work goes on when none is open; to stop stops it."""
    decision, remedy, reason = told
    found = next((each.row for each in dossier.deviations if each.row.id == number), None)
    if found is None:
        return Problems([problem("disposal.deviation-unknown", "deviation")])
    steps = [each.row for each in dossier.steps if each.row.id == found.step]
    involved = frozenset(name for row in steps for name in (row.performer, row.witness) if name)
    known_so = Deviation(found.rule, found.grade, found.person, dossier.decision(found), involved)
    wrong = [*decision_against(known_so, decision, who.person, reason), *factor_against(who)]
    stops = decision in {STOP, CHILD} and dossier.state in STOPPABLE
    if wrong:
        return Problems(wrong)
    act = opened(session, who, "decide-deviation", reason)
    act.add(DeviationDecision, {"deviation": found.id, "decision": decision, "remedy": remedy.strip()})
    if stops:
        moved(act, dossier.order, "stop", who.today, reason)
    elif dossier.state == "on-hold" and [each.row.id for each in dossier.open_deviations] == [found.id]:
        moved(act, dossier.order, "go-on", who.today, reason)
    act.seal()
    return act.id


def stop(session: Session, who: Who, dossier: Dossier, reason: str) -> int | Problems:
    """Stop the work at once; anybody of the order may."""
    wrong = moves_against(session, dossier, "stop", who)
    wrong += [] if reason.strip() else [problem("reason.missing", "reason")]
    if wrong:
        return Problems(wrong)
    act = opened(session, who, "stop", reason)
    moved(act, dossier.order, "stop", who.today, reason)
    act.seal()
    return act.id


def go_on_under(session: Session, who: Who, dossier: Dossier, reason: str) -> int | Problems:
    """A chemist says how to go on where a later version for safety has been approved meanwhile."""
    wrong = factor_against(who) if reason.strip() else [*factor_against(who), problem("reason.missing", "reason")]
    if not dossier.paused or dossier.newer is None:
        wrong.append(problem("disposal.not-paused", "step"))
    if Role.ANALYST not in roles_of(session, who.person, who.today):
        wrong.append(problem("disposal.role", "performer", person=who.person, roles=Role.ANALYST.value))
    if wrong or dossier.newer is None:
        return Problems(wrong)
    act = opened(session, who, "go-on-under", reason)
    sign(act, who, dossier, GO_ON, dossier.newer.sha256, dossier.newer.id)
    act.seal()
    return act.id
