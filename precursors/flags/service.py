"""Raise flags in the act that shows them, list them, take dispositions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from precursors.audit.acts import Actor, OpenAct, open_act
from precursors.audit.refs import key_of, ref_of
from precursors.flags.marks import About, keep_marks, ranges
from precursors.flags.models import Disposition, Flag
from precursors.problems import Problem, problem
from precursors.scope.visible import Sight, visible


@dataclass(frozen=True, slots=True)
class FlagDraft:
    """A finding about to become a flag."""

    agency: str
    rule: str
    version: int
    edition: str | None
    cause: str
    score: int
    kind: str
    subjects: Sequence[int]
    inputs: Mapping[str, str]


AT_ONCE = 500
"""Flags that are written together: some are about every row of a large file."""


def raise_flags(act: OpenAct, drafts: Iterable[FlagDraft]) -> int:
    """Write the flags of an open act; answer how many."""
    made: list[About] = []
    waiting = iter(drafts)
    while batch := list(islice(waiting, AT_ONCE)):
        first = act.add_many(Flag, [_row(draft) for draft in batch])
        made += (About(first + n, draft.kind, draft.subjects) for n, draft in enumerate(batch))
    if made:
        keep_marks(act.session, made)
    return len(made)


FEW = 20
"""A flag on more records than this is about all of them, not about one, and stands alone."""


def head_of(subjects: Sequence[int]) -> int | None:
    """The record by which a flag is grouped with others on the same matter."""
    return max(subjects) if 0 < len(set(subjects)) <= FEW else None


def _row(draft: FlagDraft) -> dict[str, Any]:
    return {
        "agency": draft.agency,
        "rule": draft.rule,
        "version": draft.version,
        "edition": draft.edition,
        "cause": draft.cause,
        "score": draft.score,
        "kind": draft.kind,
        "subjects": ranges(draft.subjects),
        "count": len(set(draft.subjects)),
        "head": head_of(draft.subjects),
        "inputs": json.dumps(dict(draft.inputs), ensure_ascii=False, sort_keys=True),
    }


def states(session: Session, flags: Iterable[int]) -> dict[int, str]:
    """The latest disposition of each flag; flags nobody has judged are open."""
    wanted = list(flags)
    found = dict.fromkeys(wanted, "open")
    for first in range(0, len(wanted), 500):
        batch = wanted[first : first + 500]
        last = select(func.max(Disposition.id)).where(Disposition.flag.in_(batch)).group_by(Disposition.flag)
        query = select(Disposition.flag, Disposition.state).where(Disposition.id.in_(last))
        found.update((flag, state) for flag, state in session.execute(query))
    return found


def listed(session: Session, sight: Sight, rule: str | None = None, state: str | None = None) -> list[tuple[Flag, str]]:
    """Flags a reader may see with their state, best first; of one rule, one state where asked."""
    query = visible(select(Flag), Flag, sight).order_by(Flag.score.desc(), Flag.count.desc(), Flag.id)
    if rule:
        query = query.where(Flag.rule == rule)
    found = list(session.execute(query).scalars())
    judged = states(session, [flag.id for flag in found])
    return [(flag, judged[flag.id]) for flag in found if state is None or judged[flag.id] == state]


def inputs(flag: Flag) -> dict[str, Any]:
    """What the rule compared."""
    told: dict[str, Any] = json.loads(flag.inputs)
    return told


BY_HAND = "raised-by-hand"
_SCORE_BY_HAND = 1000


def raise_by_hand(
    session: Session, actor: Actor, ref: str, because: str, request_key: str | None = None
) -> str | Problem:
    """A person's own flag on a record, with a sentence; answers the flag's reference."""
    if not because.strip():
        return problem("reason.missing")
    found = key_of(session, ref)
    if found is None:
        return problem("record.unknown", ref=ref)
    model, key = found
    if model.confined_by is not None:  # whoever sees flags would learn of it
        return problem("flag.confined", ref=ref)
    agency = str(getattr(session.get_one(model, key), "agency", ""))
    inputs = {"because": because.strip(), "by": actor.name}
    cause, kind = because.strip()[:200], model.__tablename__
    draft = FlagDraft(agency, BY_HAND, 1, None, cause, _SCORE_BY_HAND, kind, [key], inputs)
    act = open_act(session, "raise-flag", Actor(actor.name, agency or None), None, request_key)
    raise_flags(act, [draft])
    act.seal()
    flag = session.execute(select(func.max(Flag.id))).scalar_one()
    return ref_of(session, Flag, flag)
