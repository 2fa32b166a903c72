"""What people say of a flag: its history, and one more word, if nobody else has spoken since the page was opened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from precursors.audit.acts import Actor, open_act
from precursors.audit.models import Act
from precursors.db.engine import lock_writer
from precursors.db.tables import LEAF_BITS
from precursors.flags.listing import find, same_matter
from precursors.flags.models import STATES, Disposition, Flag
from precursors.flags.service import states
from precursors.problems import Problem, problem
from precursors.scope.visible import Sight

ACT = "decide-flag"


class Word(NamedTuple):
    """What one person said of a flag."""

    state: str
    reason: str | None
    actor: str
    at: datetime
    act: int


class Decision(NamedTuple):
    """What a person wants to say. `seen` names the last word they saw on their page, as `last_word` gives it."""

    state: str
    reason: str
    seen: int
    group: bool = False
    """Whether the same is said of the other flags on the matter that stand where this one stands."""


def words(session: Session, flag: int) -> Sequence[Word]:
    """Everything said of a flag, newest first."""
    query = (
        select(Disposition.state, Disposition.reason, Act.actor, Act.at, Act.id)
        .join(Act, Act.id == Disposition.id // (1 << LEAF_BITS))
        .where(Disposition.flag == flag)
        .order_by(Disposition.id.desc())
    )
    return [Word(*row) for row in session.execute(query)]


def last_word(session: Session, flag: int) -> int:
    """Number that changes with every word said of a flag; 0 before the first."""
    return int(session.execute(select(func.max(Disposition.id)).where(Disposition.flag == flag)).scalar_one() or 0)


def decide(
    session: Session, actor: Actor, sight: Sight, ref: str, decision: Decision, request_key: str | None = None
) -> int | Problem:
    """Say one more word of a flag, in an act of its own; answers the act.

    Problems: the flag is not theirs, the state is none, a dismissal has no reason, somebody has spoken meanwhile.
    """
    reason = decision.reason.strip() or None
    if decision.state not in STATES:
        return problem("choice.unknown", "state", value=decision.state, expected=", ".join(STATES))
    if decision.state == "dismissed" and reason is None:
        return problem("reason.missing", "reason")
    lock_writer(session)
    flag = find(session, sight.own, ref)
    if flag is None:
        return problem("record.unknown", ref=ref)
    if last_word(session, flag.id) != decision.seen:
        return problem("flag.changed", ref=ref)
    meant = [flag.id, *(_alike(session, sight, flag) if decision.group else ())]
    act = open_act(session, ACT, actor, reason, request_key)
    act.add_many(Disposition, [{"flag": each, "state": decision.state, "reason": reason} for each in meant])
    act.seal()
    return act.id


def _alike(session: Session, sight: Sight, flag: Flag) -> list[int]:
    """The other flags on the matter of this one that are in its state."""
    others = [each.id for each in same_matter(session, sight.own, flag)]
    now = states(session, [flag.id, *others])
    return [each for each in others if now[each] == now[flag.id]]
