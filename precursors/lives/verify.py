"""For `verify`: where every record is said to stand is where its last step led."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from precursors.lives.models import State, Transition
from precursors.problems import Problem, problem


def states_hold(session: Session) -> Iterator[Problem]:
    """The kept states are exactly those of the last steps."""
    last = select(func.max(Transition.id).label("id")).group_by(Transition.kind, Transition.subject).subquery()
    query = select(Transition).join(last, last.c.id == Transition.id)
    expected = {
        (each.kind, bytes(each.subject)): (each.state, each.day, each.id) for each in session.execute(query).scalars()
    }
    found = {
        (each.kind, bytes(each.subject)): (each.state, each.since, each.step)
        for each in session.execute(select(State)).scalars()
    }
    for key in sorted(found.keys() | expected.keys()):
        if found.get(key) != expected.get(key):
            what = f"state of {key[0]} {key[1].hex()}"
            yield problem("verify.aggregate", what=what, found=found.get(key), expected=expected.get(key))
            return
