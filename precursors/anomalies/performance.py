"""How well each rule has done: what people said of its flags."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from precursors.audit.models import Act
from precursors.db.tables import LEAF_BITS
from precursors.flags.listing import standing_state
from precursors.flags.models import Disposition, Flag
from precursors.scope.visible import Sight, visible


class Performance(NamedTuple):
    """The flags of one rule by what people said of them."""

    rule: str
    open: int
    confirmed: int
    dismissed: int
    unclear: int

    @property
    def precision(self) -> float | None:
        """Share of the decided flags that were confirmed; None while none is decided."""
        decided = self.confirmed + self.dismissed
        return self.confirmed / decided if decided else None


def performance(session: Session, sight: Sight) -> list[Performance]:
    """Every rule that has flags the reader's agencies may see, the busiest first; one query."""
    inner = visible(select(Flag.rule, standing_state().label("state")), Flag, sight.own).subquery()
    query = select(inner.c.rule, inner.c.state, func.count()).group_by(inner.c.rule, inner.c.state)
    found: dict[str, dict[str, int]] = {}
    for rule, state, count in session.execute(query):
        found.setdefault(rule, {})[state] = count
    made = [
        Performance(rule, *(own.get(state, 0) for state in ("open", "confirmed", "dismissed", "unclear")))
        for rule, own in found.items()
    ]
    return sorted(made, key=lambda each: (-sum(each[1:]), each.rule))


class Judged(NamedTuple):
    """What one person said of the flags of one rule; of each flag the last word counts."""

    officer: str
    rule: str
    confirmed: int
    dismissed: int
    unclear: int


def by_officer(session: Session, sight: Sight) -> list[Judged]:
    """Everybody who decided flags the reader's agencies may see, by rule; one query."""
    later = aliased(Disposition)
    superseded = select(later.id).where(later.flag == Disposition.flag, later.id > Disposition.id).exists()
    query: Any = select(Act.actor, Flag.rule, Disposition.state, func.count()).join(Flag, Flag.id == Disposition.flag)
    query = query.join(Act, Act.id == Disposition.id // (1 << LEAF_BITS)).where(~superseded)
    found: dict[tuple[str, str], dict[str, int]] = {}
    for officer, rule, state, count in session.execute(
        visible(query, Flag, sight.own).group_by(Act.actor, Flag.rule, Disposition.state)
    ):
        if state != "open":
            found.setdefault((officer, rule), {})[state] = count
    return [
        Judged(*place, *(own.get(state, 0) for state in ("confirmed", "dismissed", "unclear")))
        for place, own in sorted(found.items())
    ]
