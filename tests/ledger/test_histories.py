"""Histories of acts against a small model in Python: sums, floors, balances, what stood after each act, proof."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass, field

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, insert, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from precursors.audit.acts import Actor, OpenAct, open_act
from precursors.audit.checkpoint import log_head
from precursors.audit.models import Reversal
from precursors.audit.verify import verify
from precursors.db.engine import Database
from precursors.ledger.accounts import Address, balances, opened, tail
from precursors.ledger.models import Account, Balance, Posting
from precursors.ledger.reversing import mirrored, post
from tests.conftest import DEEP
from tests.counts import counted, many

HISTORIES = many("HISTORIES", 12, 5_000)
BATCH = 50
"""Histories in one registry; then a fresh one, since every history verifies all that came before it."""

BATCHES = [(done // BATCH, min(BATCH, HISTORIES - done)) for done in range(0, HISTORIES, BATCH)]
STEPS = 50 if DEEP else 30

ACTOR = Actor("tester", "XD-INS")
REFUSED = (DBAPIError, sqlite3.Error, psycopg.Error)
"""What the database's refusal comes as: rows written in bulk go past SQLAlchemy."""

SUBSTANCES = ("acetone", "toluene")
MEASURES = ("base_ug", "ul")
ROLES = ("world", "stock", "store", "quota", "used", "excess")
FLOORED = {"store", "quota"}

Place = tuple[str, str, str, str]
"""Registry of the example, role, substance, measure."""

Move = tuple[Place, Place, int]
"""Debit, credit, amount."""


@dataclass
class Model:
    """What a careful clerk with a notebook would know."""

    held: Counter[Place] = field(default_factory=Counter)
    facts: dict[int, list[Move]] = field(default_factory=dict)
    reversed: set[int] = field(default_factory=set)
    after: dict[int, dict[Place, int]] = field(default_factory=dict)
    """Act to everything held when it was sealed."""

    def allows(self, moves: list[Move]) -> bool:
        """Whether no floor breaks once all the moves of one act are made."""
        return all(amount >= 0 for place, amount in self.moved(moves).items() if place[1] in FLOORED)

    def moved(self, moves: list[Move]) -> Counter[Place]:
        """Everything held after the moves."""
        held = Counter(self.held)
        for debit, credit, amount in moves:
            held[debit] -= amount
            held[credit] += amount
        return held

    def take(self, act: int, written: list[tuple[int, list[Move]]]) -> None:
        """Note a sealed act."""
        for key, moves in written:
            self.held = self.moved(moves)
            self.facts[key] = moves
        self.after[act] = dict(self.held)


amounts = st.integers(1, 100) | st.integers(1, 10**15)
places = st.tuples(st.sampled_from(ROLES), st.sampled_from(ROLES)).filter(lambda pair: pair[0] != pair[1])
moves = st.lists(
    st.tuples(places, st.sampled_from(SUBSTANCES), st.sampled_from(MEASURES), amounts), min_size=1, max_size=4
)
lines = st.lists(moves, min_size=1, max_size=4)


def address(place: Place) -> Address:
    """The ledger's name of a place of the model."""
    example, role, substance, measure = place
    return Address(f"{role}:{example}", role, substance, measure)


class Histories(RuleBasedStateMachine):
    """Acts in any order, against one registry; every example has accounts of its own."""

    database: Database
    examples = 0

    @initialize()
    def begin(self) -> None:
        type(self).examples += 1
        self.name = f"x{self.examples}"
        self.model = Model()
        with self.database.read() as session:
            self.signed, _ = log_head(session)

    def _made(self, drafted: list[list[tuple[tuple[str, str], str, str, int]]]) -> list[list[Move]]:
        return [
            [((self.name, out, *what), (self.name, into, *what), amount) for (out, into), *what, amount in own]  # type: ignore[misc]
            for own in drafted
        ]

    def _write(self, facts: list[list[Move]], targets: list[int]) -> tuple[int, int]:
        def unit(session: Session) -> tuple[int, int]:
            act = open_act(session, "history", ACTOR, "because")
            return act.id, _written(act, facts, targets)

        return self.database.write(unit)

    def _try(self, facts: list[list[Move]], targets: list[int]) -> None:
        every = [move for own in facts for move in own]
        if not self.model.allows(every):
            with pytest.raises(REFUSED, match="floor"):
                self._write(facts, targets)
            return
        act, first = self._write(facts, targets)
        self.model.take(act, [(first + n, own) for n, own in enumerate(facts)])
        self.model.reversed |= set(targets)

    @rule(drafted=lines)
    def record(self, drafted: list[list[tuple[tuple[str, str], str, str, int]]]) -> None:
        self._try(self._made(drafted), [])

    @rule(substance=st.sampled_from(SUBSTANCES), amount=amounts)
    def grant(self, substance: str, amount: int) -> None:
        self._try(self._made([[(("world", "quota"), substance, "base_ug", amount)]]), [])

    @rule(substance=st.sampled_from(SUBSTANCES), amount=amounts)
    def draw_what_is_left_and_the_rest_as_excess(self, substance: str, amount: int) -> None:
        left = self.model.held[self.name, "quota", substance, "base_ug"]
        within = min(left, amount)
        own = [(("quota", "used"), substance, "base_ug", within)] if within else []
        own += [(("excess", "used"), substance, "base_ug", amount - within)] if amount > within else []
        self._try(self._made([own]), [])

    @precondition(lambda self: set(self.model.facts) - self.model.reversed)
    @rule(data=st.data())
    def reverse(self, data: st.DataObject) -> None:
        target = data.draw(st.sampled_from(sorted(set(self.model.facts) - self.model.reversed)))
        self._try([self._mirror(target)], [target])

    @precondition(lambda self: set(self.model.facts) - self.model.reversed)
    @rule(data=st.data(), drafted=moves)
    def correct(self, data: st.DataObject, drafted: list[tuple[tuple[str, str], str, str, int]]) -> None:
        target = data.draw(st.sampled_from(sorted(set(self.model.facts) - self.model.reversed)))
        self._try([self._mirror(target), *self._made([drafted])], [target])

    @precondition(lambda self: self.model.reversed)
    @rule(data=st.data())
    def reverse_again(self, data: st.DataObject) -> None:
        target = data.draw(st.sampled_from(sorted(self.model.reversed)))

        with pytest.raises(REFUSED, match=r"reversed already|uq_reversal_target"):
            self._write([self._mirror(target)], [target])

    def _mirror(self, target: int) -> list[Move]:
        return [(credit, debit, amount) for debit, credit, amount in self.model.facts[target]]

    @invariant()
    def balances_are_what_the_model_holds(self) -> None:
        with self.database.read() as session:
            held = self._held(session)
        assert held == {place: amount for place, amount in self.model.held.items() if place in held or amount}

    def _held(self, session: Session) -> dict[Place, int]:
        query = select(Account.role, Account.substance, Account.measure, Balance.amount).join(
            Balance, Balance.account == Account.id
        )
        found = session.execute(query.where(Account.holder.like(f"%:{self.name}")))
        return {(self.name, role, substance, measure): amount for role, substance, measure, amount in found}

    def teardown(self) -> None:
        with self.database.read() as session:
            verdict = verify(session, checkpoint=(self.signed.size, self.signed.root))
            assert verdict.broken is None
            self._sums_and_floors(session)
            for act, held in self.model.after.items():
                assert self._as_of(session, act) == {place: amount for place, amount in held.items() if amount}

    def _sums_and_floors(self, session: Session) -> None:
        query = select(Account.substance, Account.measure, func.sum(Balance.amount)).join(
            Balance, Balance.account == Account.id
        )
        assert all(int(total) == 0 for *_, total in session.execute(query.group_by(Account.substance, Account.measure)))
        low = (
            select(func.count()).select_from(Balance).where(Balance.floor.is_not(None), Balance.amount < Balance.floor)
        )
        assert session.execute(low).scalar_one() == 0

    def _as_of(self, session: Session, act: int) -> dict[Place, int]:
        """What was known when an act had been sealed: the sum of postings up to it."""
        query = select(Account.role, Account.substance, Account.measure, func.sum(Posting.delta)).join(
            Posting, Posting.account == Account.id
        )
        query = query.where(Account.holder.like(f"%:{self.name}"), Posting.act <= act)
        found = session.execute(query.group_by(Account.role, Account.substance, Account.measure))
        return {(self.name, *place): int(total) for *place, total in found if total}  # type: ignore[misc]


def _written(act: OpenAct, facts: list[list[Move]], targets: list[int]) -> int:
    """Facts with their movements: reversals of `targets` first, the others as reversals of nothing that stands."""
    places = {place for own in facts for move in own for place in move[:2]}
    ids = opened(act, map(address, places), {address(place): 0 for place in places if place[1] in FLOORED})
    moved = [[(ids[address(debit)], ids[address(credit)], amount) for debit, credit, amount in own] for own in facts]
    for target, mirror in zip(targets, moved, strict=False):
        assert sorted(mirrored(act.session, [target]).get(target, [])) == sorted(mirror)
    start = act.count
    rows = [{"target": targets[n] if n < len(targets) else -(act.id << 24) - start - n} for n in range(len(facts))]
    first = act.add_many(Reversal, rows, [tail(own) for own in moved])
    post(act.session, first, moved)
    act.seal()
    return first


@pytest.mark.parametrize(("batch", "histories"), BATCHES)
def test_any_history_of_acts_is_what_a_notebook_would_say(database: Database, batch: int, histories: int) -> None:
    machine = seed(batch)(type("HistoriesHere", (Histories,), {"database": database}))
    deep = settings(
        max_examples=histories,
        stateful_step_count=STEPS,
        database=None,
        phases=[Phase.explicit, Phase.generate, *([Phase.shrink] if DEEP else [])],
        suppress_health_check=list(HealthCheck),
    )

    run_state_machine_as_test(machine, settings=deep)
    counted(f"histories of {STEPS} acts", database.engine.dialect.name, histories)


def test_a_fact_is_reversed_once_whoever_is_faster(database: Database) -> None:
    out, into = ("a", "world", "acetone", "ul"), ("a", "stock", "acetone", "ul")

    def recorded(session: Session) -> int:
        return _written(open_act(session, "history", ACTOR), [[(out, into, 5)]], [])

    def back(session: Session) -> int:
        return _written(open_act(session, "history", ACTOR), [[(into, out, 5)]], [first])

    first = database.write(recorded)
    database.write(back)

    with pytest.raises(REFUSED):
        database.write(back)
    with database.read() as session:
        assert set(balances(session, session.execute(select(Account.id)).scalars()).values()) == {0}
        assert verify(session).broken is None


def test_a_sum_beyond_what_a_whole_number_holds_is_refused_whole(database: Database) -> None:
    most = 2**63 - 1
    out, into = ("big", "world", "acetone", "base_ug"), ("big", "stock", "acetone", "base_ug")
    database.write(lambda session: _written(open_act(session, "history", ACTOR), [[(out, into, most)]], []))

    with pytest.raises(Exception, match=r"overflow|out of range|STRICT|cannot store"):
        database.write(lambda session: _written(open_act(session, "history", ACTOR), [[(out, into, most)]], []))

    with database.read() as session:
        assert verify(session).acts == 2
        assert verify(session).broken is None


def test_accounts_have_one_address(database: Database) -> None:
    store = Address("store:1", "stock", "acetone", "base_ug")

    def twice(session: Session) -> None:
        act = open_act(session, "accounts", ACTOR)
        opened(act, [store])
        act.add_many(Account, [store._asdict() | {"address": store.text, "floor": None}])
        act.seal()

    with pytest.raises(REFUSED):
        database.write(twice)


def test_a_balance_cannot_be_born_with_something_in_it(database: Database) -> None:
    def unit(session: Session) -> None:
        act = open_act(session, "accounts", ACTOR)
        (account,) = opened(act, [Address("store:1", "stock", "acetone", "base_ug")]).values()
        session.execute(insert(Balance), {"account": account + 1, "amount": 5, "floor": None, "act": act.id})
        act.seal()

    with pytest.raises(REFUSED):
        database.write(unit)
