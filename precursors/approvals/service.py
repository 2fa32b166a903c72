"""Ask for a second person, list what waits, decide it once.

The rooms above register what may be asked for: how it is judged and how it is done. A request that was agreed to has
no life of its own afterwards: decision and effect are rows of one act, so it can be used neither twice nor later.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.approvals.models import Approval, ApprovalDecision
from precursors.audit.acts import Actor, OpenAct, open_act
from precursors.audit.models import Act
from precursors.audit.refs import ref_of, refs_of
from precursors.db.engine import lock_writer
from precursors.db.tables import act_of
from precursors.problems import Problem, Problems, problem
from precursors.scope.visible import Sight, visible

OPEN_DAYS = 14
"""Days within which somebody must decide."""

Content = Mapping[str, str | None]
"""What an effect needs, by name."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One kind of thing that needs two people."""

    judge: Callable[[Session, Content, date], Problems]
    """What is wrong with it today."""
    apply: Callable[[OpenAct, Content], object]
    """Do it, in the open act of the decision."""
    decider: Callable[[Session, Content, Actor, date], Problems] | None = None
    """What forbids that this person agrees, where not everybody who may decide may decide this."""
    permission: Permission = Permission.ADMINISTER_PEOPLE
    """What one must be allowed to do to decide it."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request nobody has decided yet."""

    id: int
    ref: str
    kind: str
    agency: str
    content: Content
    asked_by: str
    reason: str | None
    at: datetime
    until: date


_EFFECTS: dict[str, Effect] = {}


def register(kind: str, effect: Effect) -> None:
    """Let requests of `kind` be made."""
    _EFFECTS[kind] = effect


def ask(
    session: Session, actor: Actor, agency: str, kind: str, content: Content, reason: str, today: date
) -> str | Problems:
    """Ask for something in an act of its own; answer its reference. The same request twice is a problem."""
    lock_writer(session)
    wrong = [*_EFFECTS[kind].judge(session, content, today), *_without_reason(reason)]
    written = json.dumps(dict(content), sort_keys=True, ensure_ascii=False)
    if not wrong and any(dict(each.content) == dict(content) for each in _open(session, agency, kind, today)):
        wrong = [problem("approval.waiting")]
    if wrong:
        return Problems(wrong)
    act = open_act(session, f"ask-{kind}", actor, reason.strip())
    until = today + timedelta(days=OPEN_DAYS)
    number = act.add(Approval, {"agency": agency, "kind": kind, "content": written, "until": until})
    act.seal()
    return ref_of(session, Approval, number)


May = Callable[[Permission], bool]
"""Whether somebody may do a thing."""


def waiting(session: Session, sight: Sight, today: date, may: May | None = None) -> list[Waiting]:
    """Requests of these agencies that can still be decided, oldest first; with `may`, those this person may decide."""
    decided = select(ApprovalDecision.id).where(ApprovalDecision.approval == Approval.id).exists()
    query = select(Approval).where(~decided, Approval.until >= today).order_by(Approval.id)
    found = [
        each
        for each in session.execute(visible(query, Approval, sight)).scalars()
        if may is None or (each.kind in _EFFECTS and may(_EFFECTS[each.kind].permission))
    ]
    acts = {
        act.id: act for act in session.execute(select(Act).where(Act.id.in_([act_of(r.id) for r in found]))).scalars()
    }
    refs = refs_of(session, Approval, [each.id for each in found])
    return [_shown(each, refs[each.id], acts[act_of(each.id)]) for each in found]


def decide(
    session: Session,
    actor: Actor,
    sight: Sight,
    ref: str,
    *,
    agrees: bool,
    reason: str,
    factor: bool,
    today: date,
    may: May | None = None,
) -> int | Problems:
    """Say yes or no to a request, once; answer the act's number. With a yes the effect is part of the act.

    `factor` says whether the person signed in with a second factor of their own. Who asked may say no, never yes.
    """
    lock_writer(session)
    asked = next((each for each in waiting(session, sight, today, may) if each.ref == ref), None)
    if asked is None:
        return Problems([problem("approval.unknown")])
    effect = _EFFECTS[asked.kind]
    wrong = [] if factor else [problem("approval.no-second-factor")]
    if agrees:
        wrong += [problem("approval.same-person")] if asked.asked_by == actor.name else []
        wrong += effect.judge(session, asked.content, today)
        wrong += effect.decider(session, asked.content, actor, today) if effect.decider else ()
    else:
        wrong += _without_reason(reason)
    if wrong:
        return Problems(wrong)
    act = open_act(session, f"{'approve' if agrees else 'refuse'}-{asked.kind}", actor, reason.strip() or None)
    act.add(ApprovalDecision, {"approval": asked.id, "verdict": "approved" if agrees else "refused"})
    if agrees:
        effect.apply(act, asked.content)
    act.seal()
    return act.id


def _open(session: Session, agency: str, kind: str, today: date) -> list[Waiting]:
    return [each for each in waiting(session, Sight((agency,)), today) if each.kind == kind]


def _shown(asked: Approval, ref: str, act: Act) -> Waiting:
    content: Content = json.loads(asked.content)
    return Waiting(asked.id, ref, asked.kind, asked.agency, content, act.actor, act.reason, act.at, asked.until)


def _without_reason(reason: str) -> list[Problem]:
    return [] if reason.strip() else [problem("reason.missing", "reason")]
