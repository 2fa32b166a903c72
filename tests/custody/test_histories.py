"""Histories of custody against a small model: nothing negative, nothing lost, nobody has what they were not given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from precursors.audit.acts import Actor
from precursors.audit.verify import verify
from precursors.custody.accounts import in_containers, of_lot
from precursors.custody.chain import held
from precursors.custody.models import Container, Lot
from precursors.custody.service import Done
from precursors.db.engine import Database
from precursors.scope.visible import Sight, visible
from tests.conftest import DEEP
from tests.counts import counted, many
from tests.custody.makers import AGENCY, OTHER, TODAY, a_balance, a_lot, a_place, accepted, done, home_of, offered

PEOPLE = ("ana", "boris", "paul")
"""Two of the agency whose lot it is, one of another."""
HOLDER = "whoever has it"
WHO = st.sampled_from((*PEOPLE, HOLDER, HOLDER))
"""Most of what is tried is tried by those who may, or few histories would come far."""
EXAMPLES, STEPS = many("CUSTODIES", 6, 200), 40 if DEEP else 15
MILLIGRAM = 1_000
GRAM = 1_000_000


class Custody(RuleBasedStateMachine):
    """One lot of two drums; people weigh, open, seal, sample, lose and hand over, rightly or not."""

    fresh: ClassVar[Callable[[], AbstractContextManager[Database]]]

    def __init__(self) -> None:
        super().__init__()
        self.kept = ExitStack()
        self.database = self.kept.enter_context(type(self).fresh())
        self.has: dict[int, str] = {}
        self.inside: dict[int, int] = {}
        self.gone: Counter[str] = Counter()
        self.sealed: dict[int, str] = {}
        self.lot: Lot
        self.drums: list[Container]

    @initialize()
    def seize(self) -> None:
        a_place(self.database)
        a_balance(self.database)
        self.lot, self.drums = a_lot(self.database, quantity="10", unit="kg", containers="2", seals="A0, A1")
        self.has, self.inside = dict.fromkeys((0, 1), "ana"), dict.fromkeys((0, 1), 5000 * GRAM)
        self.sealed = {0: "A0", 1: "A1"}

    def _do(self, verb: str, who: str, which: int, **texts: str) -> bool:
        who = self.has[which] if who == HOLDER else who
        made = done(self.database, verb, self.drums[which], actor=Actor(who, home_of(who)), **texts)
        assert not isinstance(made, Done) or who == self.has[which]
        return isinstance(made, Done)

    @rule(who=WHO, which=st.integers(0, 1), grams=st.integers(1, 6000))
    def weigh(self, who: str, which: int, grams: int) -> None:
        if self._do("reweigh", who, which, weight=str(grams), unit="g", instrument="B-1", reason="counted"):
            self.gone["difference"] += self.inside[which] - grams * GRAM
            self.inside[which] = grams * GRAM

    @rule(who=WHO, which=st.integers(0, 1), mg=st.integers(1, 4_000_000), reads=st.booleans())
    def sample(self, who: str, which: int, mg: int, reads: bool) -> None:
        seals = {"seal_before": self.sealed[which] if reads else "Z9"}
        if self._do("sample", who, which, taken=str(mg), unit="mg", **seals):
            self.gone["sample"] += mg * MILLIGRAM
            self.inside[which] -= mg * MILLIGRAM
            self.sealed[which] = "-"

    @rule(who=WHO, which=st.integers(0, 1), grams=st.integers(1, 3000))
    def lose(self, who: str, which: int, grams: int) -> None:
        if self._do("lose", who, which, taken=str(grams), unit="g", reason="spilt"):
            self.gone["loss"] += grams * GRAM
            self.inside[which] -= grams * GRAM

    @rule(who=WHO, which=st.integers(0, 1), number=st.integers(0, 99))
    def seal(self, who: str, which: int, number: int) -> None:
        if self._do("seal", who, which, seal_after=f"S{number}"):
            self.sealed[which] = f"S{number}"

    @rule(
        giver=WHO, which=st.integers(0, 1), receiver=st.sampled_from(PEOPLE),
        taker=st.sampled_from((*PEOPLE, "nobody", "the receiver", "the receiver")),
    )  # fmt: skip
    def hand_over(self, giver: str, which: int, receiver: str, taker: str) -> None:
        giver = self.has[which] if giver == HOLDER else giver
        taker = receiver if taker == "the receiver" else taker
        offer = offered(self.database, self.drums[which], giver, receiver)
        assert (offer is not None) == (self.has[which] == giver != receiver)
        if offer is None:
            return
        if accepted(self.database, offer, taker):
            assert taker == receiver
            self.has[which] = receiver
        else:
            assert taker != receiver
            assert accepted(self.database, offer, giver, "withdraw")

    @invariant()
    def every_gram_is_where_the_model_has_it(self) -> None:
        if not self.inside:
            return
        keys = {bytes(each.key): bytes(each.lot) for each in self.drums}
        with self.database.read() as session:
            inside = in_containers(session, keys)
            amounts = of_lot(session, bytes(self.lot.key))
            now = held(session, keys)
        assert [inside[bytes(each.key)] for each in self.drums] == list(self.inside.values())
        assert all(amount >= 0 for amount in inside.values())
        assert amounts.pop("found") == -10_000 * GRAM
        assert {role: amount for role, amount in amounts.items() if amount} == {r: a for r, a in self.gone.items() if a}
        assert [now[bytes(each.key)].custodian for each in self.drums] == list(self.has.values())
        assert [now[bytes(each.key)].seals for each in self.drums] == list(self.sealed.values())
        homes = [home_of(name) for name in self.has.values()]
        assert [now[bytes(each.key)].keeper or AGENCY for each in self.drums] == homes
        self.each_agency_sees_what_it_should(homes)

    def each_agency_sees_what_it_should(self, homes: list[str]) -> None:
        """The owner everything; the other agency the containers it has, and the lot while it has one."""
        for agency, expected in ((AGENCY, [0, 1]), (OTHER, [n for n, home in enumerate(homes) if home == OTHER])):
            with self.database.read() as session:
                seen = (
                    session.execute(visible(select(Container.id), Container, Sight((agency,), TODAY))).scalars().all()
                )
                lots = session.execute(visible(select(Lot.id), Lot, Sight((agency,), TODAY))).scalars().all()
            assert sorted(seen) == sorted(self.drums[n].id for n in expected)
            assert bool(lots) == bool(expected)

    def teardown(self) -> None:
        with self.database.read() as session:
            assert verify(session).broken is None
        self.kept.close()


def test_whatever_people_try_nothing_is_lost_and_nobody_has_what_they_were_not_given(
    registries: Callable[[], AbstractContextManager[Database]],
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    monkeypatch.setattr(Custody, "fresh", staticmethod(registries), raising=False)

    run_state_machine_as_test(
        Custody,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=STEPS, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck), derandomize=not DEEP,
        ),
    )  # fmt: skip

    counted("histories of custody", request.node.callspec.params["registries"], EXAMPLES)
