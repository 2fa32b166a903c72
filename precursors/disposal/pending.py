"""What of the orders of destruction waits for one person: a leave to give, a plan to approve, a step to confirm.

Asked of all open orders at once, in a fixed number of queries; the start page counts it, the list shows it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.db.tables import act_of
from precursors.disposal.arrivals import unsettled
from precursors.disposal.closing import WITNESSED_IN
from precursors.disposal.dossier import STEP
from precursors.disposal.lawful import DECISION, DESTRUCTION, running
from precursors.disposal.loading import acts_of
from precursors.disposal.models import DisposalDuty, DisposalOrder, DisposalPlan, DisposalSignature, LegalRelease
from precursors.disposal.rules.deviations import ACCEPT, REPEAT
from precursors.disposal.rules.duties import COMMITTEE, ISSUER, PERFORMER, WITNESS
from precursors.disposal.rules.life import BEFORE_WORK, ORDER
from precursors.disposal.work_models import DeviationDecision, DisposalDeviation, DisposalStep
from precursors.lives.models import State
from precursors.lives.service import stands_at
from precursors.scope.visible import Sight, visible

SOON = timedelta(days=14)
"""How long before its last day a leave is brought to mind."""
UNDER_WAY = ("approved", "scheduled", "in-transit", "received", "in-progress")
ENDED = (*ORDER.ends(), "closed", "certified", "stopped")
OPEN = tuple(state for state in ORDER.states if state not in ENDED)


class Person(NamedTuple):
    """Whoever asks."""

    name: str
    sight: Sight
    may: Callable[[Permission], bool]


@dataclass(frozen=True, slots=True)
class Case:
    """One open order, as far as it matters whose turn it is."""

    id: int
    state: str
    own: bool
    day: date | None = None
    """Day of the plan in force."""
    expires: date | None = None
    """Last day of the last leave."""
    parts: frozenset[str] = frozenset()
    """Parts the person holds in the plan in force."""
    signed: frozenset[str] = frozenset()
    """Purposes they have signed for; the committee's for the plan in force only."""
    unconfirmed: int = 0
    """Steps that name them and that they have not confirmed."""
    undecided: int = 0
    """Deviations nobody has decided."""
    settle: date | None = None
    """Last day to settle a significant difference on arrival, where one waits."""
    decide_by: date | None = None
    """Last lawful day to decide on it, while no court does."""
    destroy_by: date | None = None
    """Last lawful day to destroy what was released, while no court decides."""


def _late(case: Case, today: date) -> bool:
    not_begun = case.state in BEFORE_WORK and case.day is not None and case.day < today
    passed = case.destroy_by is not None and case.destroy_by < today
    return not_begun or passed or (case.expires is not None and case.expires < today + SOON)


Turn: TypeAlias = tuple[Permission, Callable[[Case, date], bool]]
TURNS: Mapping[str, Turn] = {
    "late": (Permission.RECORD_DISPOSAL, lambda case, today: case.own and _late(case, today)),
    "settle": (
        Permission.RECORD_DISPOSAL,
        lambda case, today: case.own and case.settle is not None and case.settle >= today,
    ),
    "unsettled": (
        Permission.RECORD_DISPOSAL,
        lambda case, today: case.own and case.settle is not None and case.settle < today,
    ),
    "undecided": (
        Permission.RELEASE_DISPOSAL,
        lambda case, today: case.state == "release-requested" and case.decide_by is not None and case.decide_by < today,
    ),
    "release": (Permission.RELEASE_DISPOSAL, lambda case, _: case.state == "release-requested"),
    "plan": (Permission.RECORD_DISPOSAL, lambda case, _: case.own and case.state == "released"),
    "approve": (
        Permission.SIGN_DISPOSAL,
        lambda case, _: case.state == "planned" and COMMITTEE in case.parts and COMMITTEE not in case.signed,
    ),
    "work": (Permission.RECORD_DISPOSAL, lambda case, _: case.state in UNDER_WAY and PERFORMER in case.parts),
    "confirm": (Permission.SIGN_DISPOSAL, lambda case, _: case.unconfirmed > 0),
    "witness": (
        Permission.SIGN_DISPOSAL,
        lambda case, _: case.state in WITNESSED_IN and WITNESS in case.parts and WITNESS not in case.signed,
    ),
    "decide": (Permission.DECIDE_DISPOSAL, lambda case, _: case.undecided > 0),
    "certify": (Permission.DECIDE_DISPOSAL, lambda case, _: case.state == "reconciled" and ISSUER in case.parts),
}
"""What can wait, by its name in an address: who may do it, and when it is their turn."""


@dataclass(frozen=True, slots=True)
class Pending:
    """Keys of the orders of each turn; a turn without any is left out."""

    orders: Mapping[str, frozenset[int]] = field(default_factory=dict)

    def of(self, turn: str) -> frozenset[int]:
        """The orders of one turn."""
        return self.orders.get(turn, frozenset())


def pending(session: Session, person: Person, today: date) -> Pending:
    """What waits for a person."""
    turns = {name: mine for name, (permission, mine) in TURNS.items() if person.may(permission)}
    cases = _cases(session, person) if turns else []
    found = {name: frozenset(case.id for case in cases if mine(case, today)) for name, mine in turns.items()}
    return Pending({name: keys for name, keys in found.items() if keys})


def _cases(session: Session, person: Person) -> list[Case]:
    query: Any = select(DisposalOrder, State.state).outerjoin(State, stands_at(DisposalOrder))
    query = query.where(func.coalesce(State.state, ORDER.first).in_(OPEN))
    rows = list(session.execute(visible(query, DisposalOrder, person.sight, names=True)))
    numbers = [order.id for order, _ in rows]
    plans = _last(session, DisposalPlan, numbers)
    leaves = _last(session, LegalRelease, numbers)
    parts = _parts(session, person.name, plans.values())
    signed = _signed(session, person.name, numbers, {plan.id for plan in plans.values()})
    claims, doubts = _claims(session, person.name, numbers), _doubts(session, numbers)
    differing, lawful = unsettled(session, numbers), running(session, [order for order, _ in rows])
    return [
        Case(
            order.id,
            state or ORDER.first,
            person.sight.owns(order.agency),
            plans[order.id].day if order.id in plans else None,
            leaves[order.id].expires if order.id in leaves else None,
            frozenset(parts.get(order.id, ())),
            frozenset(signed.get(order.id, ())),
            claims.get(order.id, 0),
            doubts.get(order.id, 0),
            differing.get(order.id),
            lawful.get(order.id, {}).get(DECISION.what),
            lawful.get(order.id, {}).get(DESTRUCTION.what),
        )
        for order, state in rows
    ]


def _last(session: Session, model: Any, numbers: list[int]) -> dict[int, Any]:  # noqa: ANN401 - facts of an order
    """The last row of each order."""
    rows = session.execute(select(model).where(model.order_id.in_(numbers)).order_by(model.id)).scalars()
    return {row.order_id: row for row in rows}


def _grouped(pairs: Iterable[tuple[int, str]]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for number, word in pairs:
        found.setdefault(number, set()).add(word)
    return found


def _parts(session: Session, name: str, plans: Iterable[DisposalPlan]) -> dict[int, set[str]]:
    order_of = {plan.id: plan.order_id for plan in plans}
    query = select(DisposalDuty.plan, DisposalDuty.part)
    query = query.where(DisposalDuty.plan.in_(order_of), DisposalDuty.person == name)
    return _grouped((order_of[plan], part) for plan, part in session.execute(query))


def _signed(session: Session, name: str, numbers: list[int], plans: set[int]) -> dict[int, set[str]]:
    row = DisposalSignature
    query = select(row.order_id, row.purpose, row.subject).where(row.order_id.in_(numbers), row.person == name)
    return _grouped((order, what) for order, what, on in session.execute(query) if what != COMMITTEE or on in plans)


def _claims(session: Session, name: str, numbers: list[int]) -> dict[int, int]:
    """Steps of each order that name the person, who has neither logged them with a connection nor confirmed them."""
    step, signature = DisposalStep, DisposalSignature
    done = select(signature.id).where(signature.subject == step.id, signature.purpose == STEP, signature.person == name)
    named = (step.performer == name) | (step.witness == name)
    decided = select(DeviationDecision.id).join(DisposalDeviation, DisposalDeviation.id == DeviationDecision.deviation)
    decided = decided.where(DisposalDeviation.step == step.id)
    accepted = decided.where(DeviationDecision.decision == ACCEPT)
    void = decided.where(DeviationDecision.decision == REPEAT)
    counts = ((step.verdict != "conflict") | accepted.exists()) & ~void.exists()
    query = select(step).where(step.order_id.in_(numbers), counts, named, ~done.exists())
    rows = list(session.execute(query).scalars())
    acts = acts_of(session, [row for row in rows if row.way == "online"])
    return Counter(row.order_id for row in rows if row.way == "offline" or acts[act_of(row.id)].actor != name)


def _doubts(session: Session, numbers: list[int]) -> dict[int, int]:
    deviation = DisposalDeviation
    decided = select(DeviationDecision.id).where(DeviationDecision.deviation == deviation.id)
    query = select(deviation.order_id, func.count()).where(deviation.order_id.in_(numbers), ~decided.exists())
    return {number: int(count) for number, count in session.execute(query.group_by(deviation.order_id))}
