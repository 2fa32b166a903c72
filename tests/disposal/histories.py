"""Orders of destruction as a machine for hypothesis: everybody, every verb, at a desk, on the road, from a tablet."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import ClassVar
from uuid import UUID, uuid4

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from precursors.audit.acts import Actor
from precursors.audit.refs import key_of
from precursors.audit.verify import verify
from precursors.custody.accounts import in_containers, of_lot
from precursors.custody.finding import containers_of
from precursors.custody.service import do
from precursors.db.engine import Database
from precursors.disposal import carrying, deviating, planning, residue, working
from precursors.disposal.closing_models import DisposalCertificate, Reconciliation
from precursors.disposal.dossier import Dossier, moment_of
from precursors.disposal.library import documents
from precursors.disposal.models import DisposalLine, DisposalOrder
from precursors.disposal.requesting import OrderDraft, request
from precursors.disposal.rules.life import BEFORE_WORK, ORDER
from precursors.disposal.service import step_of_life
from precursors.disposal.weighing import Weighed
from precursors.disposal.work_models import DisposalRefusal, DisposalStep
from precursors.intake.importing import Terms
from precursors.lives.service import states_of
from precursors.problems import Problems
from precursors.quantities.conventions import convention
from tests.disposal.makers import (
    EVIDENCE,
    KG,
    OWNER,
    PEOPLE,
    Made,
    Site,
    a_line,
    a_protocol,
    a_site,
    an_order,
    decided,
    going,
    logged,
    planned,
    put,
    received,
    released,
    simply,
)
from tests.disposal.test_custody_ties import a_lot

NAMES = st.sampled_from(sorted(PEOPLE))
ORDERS = st.integers(0, 5)
"""Which of the orders there are: the first, or one that came out of another."""
PARTS = ("disposed", "loss", "residue", "residue", "sample-kept", "returned")
GOING = ("schedule", "depart", "start-work")
ENDS = ("end-work", "verify-residue", "reconcile", "witness", "certify", "close")
VERBS = (*ENDS, *GOING, "plan", "approve", "release", "stop", "stop", "cancel")
LEAST, MOST, OFTEN = 5, 60, 15
"""Minutes: how short and how long the feed takes, how often the air is measured before it."""
TIMES = st.integers(4, 16)
GONE = frozenset({"reconciled", "certified", "closed"})
OVER = GONE | {"cancelled", "release-refused", "rejected"}
"""States in which an order has no goods any more."""


def timed() -> dict[str, Made]:
    """The seed's protocol of incineration, with times: air measured again and again, a feed that takes so long."""
    document = deepcopy(dict(documents()["demo-incinerate-solvents"]))
    for step in document["steps"]:
        if step["key"] == "atmosphere":
            step |= {"repeat": "every", "every_minutes": OFTEN}
        if step["key"] == "feed":
            step |= {"min_minutes": LEAST, "max_minutes": MOST}
    return document


class Histories(RuleBasedStateMachine):
    """A lot of 500 kg in custody and the orders about it; what is right is tried more often, what is wrong too."""

    fresh: ClassVar[Callable[[], AbstractContextManager[Database]]]
    reached: ClassVar[Counter[str]] = Counter()
    """How often something worth reaching was: histories that reach nothing prove nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.kept = ExitStack()
        self.site = Site(self.kept.enter_context(type(self).fresh()))
        self.refused = 0
        self.orders: list[str] = []
        self.sent: dict[str, dict[str, Made]] = {}
        self.seen: set[int] = set()
        self.asked = 1

    @initialize()
    def begin(self) -> None:
        """People, protocols, a lot in the store, an order of it."""
        a_site(self.site.database)
        self.protocols = {"L": a_protocol(self.site, **timed()), "S": a_protocol(self.site, "demo-landfill-residue")}
        self.lot, self.name = a_lot(self.site, Path(mkdtemp()))
        self.orders = [an_order(self.site, a_line(self.name))]

    def of(self, which: int) -> str:
        """One of the orders."""
        return self.orders[which % len(self.orders)]

    def tried(self, made: Made) -> Made:
        """What came of it; what is refused is counted."""
        self.refused += isinstance(made, Problems)
        return made

    @rule(which=ORDERS, times=TIMES)
    def goes_on_at_a_desk(self, which: int, times: int) -> None:
        self.goes_on(which, times, on_the_road=False, claims=False)

    @rule(which=ORDERS, times=TIMES)
    def goes_on_by_road(self, which: int, times: int) -> None:
        self.goes_on(which, times, on_the_road=True, claims=False)

    @rule(which=ORDERS, times=TIMES)
    def goes_on_with_a_tablet(self, which: int, times: int) -> None:
        self.goes_on(which, times, on_the_road=False, claims=True)

    def goes_on(self, which: int, times: int, *, on_the_road: bool, claims: bool) -> None:
        """What comes next for an order, as it should be done, several times."""
        ref = self.of(which)
        for _ in range(times):
            dossier = self.site.dossier(ref)
            state, before = dossier.state, self.refused
            if dossier.open_deviations:
                self.decides(which, "accept")
            elif state == "scheduled" and on_the_road and dossier.waybill is None:
                self.goes_by_road(which)
            elif state == "in-progress":
                self.works(which, claims=claims)
            elif state in self.next_ones:
                self.next_ones[state](ref)
            if self.refused > before:
                return

    @property
    def next_ones(self) -> dict[str, Callable[[str], None]]:
        """State of an order to what is right to do then."""
        return {
            "release-requested": lambda ref: self.tried(released(self.site, ref)),
            "released": lambda ref: self.tried(planned(self.site, ref, self.protocol_of(ref))),
            "planned": self.approved,
            "approved": lambda ref: self.tried(going(self.site, ref, "schedule")),
            "scheduled": lambda ref: self.tried(received(self.site, ref)),
            "in-transit": lambda ref: self.tried(received(self.site, ref)),
            "received": lambda ref: self.tried(going(self.site, ref, "start-work")),
            "steps-complete": self.residue_is_verified,
            "residue-verified": self.reconciled,
            "reconciled": self.certified,
            "certified": lambda ref: self.tried(simply(self.site, ref, "dora", "close")),
        }

    def approved(self, ref: str) -> None:
        for name in ("ann", "bob", "cleo"):
            self.tried(self.site.doing(ref, name, "approve", planning.approve))

    def goes_by_road(self, which: int) -> None:
        self.draws_up(which, "cleo")
        for name in ("carl", "cleo"):
            self.signs_over(which, name, 0)
        self.tried(going(self.site, self.of(which), "depart"))

    def works(self, which: int, *, claims: bool) -> None:
        """What is claimed is confirmed, what is left is done, what is not accounted for was destroyed."""
        ref = self.of(which)
        for name in ("pia", "wanda"):
            self.confirms(which, name)
        left = self.steps_of(ref)
        if left and claims and left[0] not in {"feed", "witnessed"}:
            self.comes_from_a_tablet(which, 0, "wanda", 0, cold=False, many=1)
        elif left:
            self.logs(which, 0, cold=False, took=12)
        else:
            self.weighs(which, "disposed", "all")
            self.tried(simply(self.site, ref, "dora", "end-work"))

    def residue_is_verified(self, ref: str) -> None:
        if any(made.part("residue") for _, made in self.site.dossier(ref).balances):
            self.comes_out_of(self.orders.index(ref), "residue")
        self.tried(simply(self.site, ref, "dora", "verify-residue"))

    def reconciled(self, ref: str) -> None:
        self.weighs(self.orders.index(ref), "disposed", "all")
        self.tried(simply(self.site, ref, "dora", "reconcile"))

    def certified(self, ref: str) -> None:
        for name in ("wanda", "wim"):
            if name not in {each.person for each in self.site.dossier(ref).witnesses}:
                self.tried(simply(self.site, ref, name, "witness"))
        self.tried(simply(self.site, ref, "iris", "certify"))

    def protocol_of(self, ref: str) -> str:
        return self.protocols[self.site.dossier(ref).lines[0].form]

    @rule(which=ORDERS, name=NAMES, verb=st.sampled_from(VERBS))
    def somebody_tries(self, which: int, name: str, verb: str) -> None:
        """Any verb of an order, whoever it is and whatever its state."""
        ref = self.of(which)
        if verb in ENDS:
            self.tried(simply(self.site, ref, name, verb))
        elif verb in GOING:
            self.tried(going(self.site, ref, verb))
        elif verb == "plan":
            self.tried(planned(self.site, ref, self.protocol_of(ref), performers=(name,)))
        elif verb == "approve":
            self.tried(self.site.doing(ref, name, "approve", planning.approve))
        elif verb == "release":
            self.tried(released(self.site, ref))
        elif verb == "stop":
            self.tried(self.site.doing(ref, name, "stop", lambda s, w, d: deviating.stop(s, w, d, "enough")))
        elif verb == "cancel" and len(self.orders) > 1:
            self.tried(self.site.doing(ref, name, "cancel", lambda s, w, d: step_of_life(s, w, d, "cancel", "no")))

    @rule(which=ORDERS, kilograms=st.sampled_from(["505", "440"]))
    def is_received_otherwise(self, which: int, kilograms: str) -> None:
        self.tried(received(self.site, self.of(which), **{self.name: kilograms}))

    @rule(which=ORDERS, carrier=st.sampled_from(["cleo", "bob", "carl", "nobody"]))
    def draws_up(self, which: int, carrier: str) -> None:
        """A document for the road."""
        draft = carrying.WaybillDraft(f"WM-{self._number()}", "+1 555", "Carrier Ltd", "XD 123", (carrier,))
        ref = self.of(which)
        self.tried(self.site.doing(ref, "dora", "waybill", lambda s, w, d: carrying.draw_up(s, w, d, draft)))

    @rule(which=ORDERS, name=st.sampled_from(["carl", "cleo", "bob", "pia"]), less=st.sampled_from([0, 1, 60]))
    def signs_over(self, which: int, name: str, less: int) -> None:
        """Somebody signs for the load, with what they weighed."""
        self.site.later(minutes=1)

        def signed(session: Session, who: Made, dossier: Dossier) -> Made:
            weighed = [Weighed(x.id, max(x.net_ug - less * KG, 0), KG // 10, x.pieces, "SCALE") for x in dossier.lines]
            return carrying.sign_over(session, who, dossier, weighed)

        self.tried(self.site.doing(self.of(which), name, "sign-over", signed))

    def steps_of(self, ref: str) -> list[str]:
        """Steps of an order's protocol that have not been passed, in order."""
        dossier = self.site.dossier(ref)
        passed = {each.step for each in dossier.done if each.passed}
        return [step.key for step in dossier.protocol.steps if step.key not in passed] if dossier.protocol else []

    def evidence_of(self, step: str, cold: bool) -> dict[str, Made]:
        if step == "feed" and cold:
            return dict(EVIDENCE[step]) | {"temperature": {"value": "849.9", "instrument": "THERMO"}}
        return dict(EVIDENCE.get(step, {}))

    @rule(which=ORDERS, skipped=st.integers(0, 3), cold=st.booleans(), took=st.sampled_from([10, 10, 1, 90]))
    def logs(self, which: int, skipped: int, cold: bool, took: int) -> None:
        """A step at a desk; the feed takes its minutes."""
        ref = self.of(which)
        left = self.steps_of(ref) or ["identity"]
        step = left[min(skipped // 3, len(left) - 1)]
        self.site.later(minutes=1)
        begun = {"begun": self.site.now} if step == "feed" else {}
        self.site.later(minutes=took - 10)
        self.tried(logged(self.site, ref, step, self.evidence_of(step, cold), **begun))

    @rule(
        which=ORDERS, skipped=st.integers(0, 3), witness=st.sampled_from(["wanda", "wanda", "", "carl", "pia"]),
        back=st.sampled_from([0, 0, 40]), cold=st.booleans(), many=st.integers(1, 4),
    )  # fmt: skip
    def comes_from_a_tablet(self, which: int, skipped: int, witness: str, back: int, cold: bool, many: int) -> None:
        """Steps logged without a connection, the next ones or others, with a clock that may be slow."""
        ref, entries = self.of(which), []
        if self.site.dossier(ref).state in BEFORE_WORK and many < 4:
            return
        left = self.steps_of(ref) or ["identity"]
        for step in left[skipped // 3 :][:many]:
            self.site.later(minutes=12)
            self.site.entries += 1
            at = self.site.now - timedelta(minutes=back)
            told: dict[str, Made] = {"uuid": str(UUID(int=self.site.entries)), "step": step, "performer": "pia"}
            told |= {"witness": witness, "at": at.isoformat(), "evidence": self.evidence_of(step, cold)}
            told |= {"begun": (at - timedelta(minutes=10)).isoformat()} if step == "feed" else {}
            entries.append(told)
        self._sends(ref, entries)

    @rule(which=ORDERS, number=st.integers(0, 20))
    def is_sent_again(self, which: int, number: int) -> None:
        """An entry the tablet did not know had arrived."""
        if self.sent:
            self._sends(self.of(which), [list(self.sent.values())[number % len(self.sent)]])

    def _sends(self, ref: str, entries: list[dict[str, Made]]) -> None:
        def unit(session: Session) -> Made:
            found = key_of(session, ref)
            assert found is not None
            return working.sync(session, self.site.who("pia"), session.get_one(DisposalOrder, found[1]), entries)

        for entry, answer in zip(entries, self.site.write(unit), strict=True):
            assert answer.uuid == entry["uuid"]
            assert (answer.state == "known") == (answer.uuid in self.sent)
            self.sent[answer.uuid] = entry
            self.reached[f"claim {answer.verdict or answer.state}"] += 1

    @rule(which=ORDERS, name=st.sampled_from(["pia", "wanda", "carl", "dora"]))
    def confirms(self, which: int, name: str) -> None:
        """Somebody confirms what names them, or tries to."""
        ref = self.of(which)
        for each in self.site.dossier(ref).steps:
            uuid = each.row.uuid
            if self.site.dossier(ref).unconfirmed(each.row):
                self.tried(self.site.doing(ref, name, "confirm", lambda s, w, d, u=uuid: working.confirm(s, w, d, u)))

    @rule(which=ORDERS, part=st.sampled_from(PARTS), kilograms=st.sampled_from(["all", "1", "250"]))
    def weighs(self, which: int, part: str, kilograms: str) -> None:
        """An amount is written down: what is left of a line, or one that may be too much."""
        ref = self.of(which)
        left = max((each.unexplained_ug for _, each in self.site.dossier(ref).balances), default=0)
        if kilograms != "all" or left > 0:
            self.tried(put(self.site, ref, part, str(left / KG) if kilograms == "all" else kilograms))

    @rule(which=ORDERS, decision=st.sampled_from(["accept", "repeat", "stop", "child-order"]))
    def decides(self, which: int, decision: str) -> None:
        """Every open deviation is decided; one that is critical stops the work."""
        for each in self.site.dossier(self.of(which)).open_deviations:
            verb = "stop" if each.row.grade == "critical" and decision == "accept" else decision
            self.tried(decided(self.site, self.of(which), verb))

    @rule(which=ORDERS, kind=st.sampled_from(["residue", "residue", "remainder", "rejected"]))
    def comes_out_of(self, which: int, kind: str) -> None:
        """Another order of what is left."""
        ref, number = self.of(which), f"D-{self._number()}"
        made = self.tried(
            self.site.doing(ref, "dora", f"open-{kind}", lambda s, w, d: residue.child(s, w, d, kind, number, "left"))
        )
        if isinstance(made, str):
            self.orders.append(made)
            self.reached[kind] += 1

    @rule()
    def is_asked_for_again(self) -> None:
        """The same lot in an order of its own."""
        draft = OrderDraft(f"D-{self._number()}", "once more", (a_line(self.name),))
        made = self.site.write(lambda s: request(s, self.site.who("dora"), draft, OWNER))
        if isinstance(made, str):
            self.orders.append(made)

    def _number(self) -> int:
        self.asked += 1
        return self.asked

    @rule(grams=st.integers(1, 2000))
    def is_taken_from_the_store(self, grams: int) -> None:
        """Custody loses some of it, by an event of its own."""

        def unit(session: Session) -> Made:
            own = containers_of(session, [self.lot])
            told = Terms(session, OWNER, "XD", (OWNER,), convention("en-GB"), self.site.now.date(), Path())
            said = {"verb": "lose", "day": self.site.now.date(), "taken": str(grams), "taken_ug": grams * 10**6}
            keys = [bytes(each.key) for each in own]
            return do(session, Actor("carl", OWNER), told, keys, said | {"unit": "g", "reason": "spilt"}, uuid4().hex)

        self.site.write(unit)

    @invariant()
    def whatever_was_asked_holds(self) -> None:
        if not self.orders:
            return
        self.nothing_is_lost()
        dossiers = [self.site.dossier(ref) for ref in self.orders]
        for dossier in dossiers:
            self.an_order_holds(dossier)
        open_lots = [line.lot for each in dossiers if each.state not in OVER for line in each.lines
                     if each.state != "stopped"]  # fmt: skip
        assert len(open_lots) == len(set(open_lots)), "a lot stands in two open orders"
        destroyed = [x for x in dossiers if x.state in GONE for line in x.lines if line.lot == self.name]
        handed = [each for each in dossiers if each.order.kind == "remainder"]
        assert len(destroyed) <= 1 + len(handed), "a lot was destroyed twice"

    def nothing_is_lost(self) -> None:
        """Every gram is in a container or on an account; what was refused is kept; an entry is written once."""
        with self.site.database.read() as session:
            inside = in_containers(session, {bytes(each.key): self.lot for each in containers_of(session, [self.lot])})
            accounts = of_lot(session, self.lot)
            query = select(func.count()).select_from(DisposalRefusal).where(DisposalRefusal.verb != "request")
            assert session.execute(query).scalar_one() == self.refused
            brought = select(DisposalStep.uuid).where(DisposalStep.way == "offline")
            assert sorted(session.execute(brought).scalars()) == sorted(self.sent)
            closed = list(session.execute(select(Reconciliation)).scalars())
        assert all(amount >= 0 for amount in inside.values())
        assert sum(inside.values()) + sum(accounts.values()) == 0
        assert all(abs(each.unexplained_ug) <= each.limit_ug for each in closed)

    def an_order_holds(self, dossier: Dossier) -> None:
        for line in dossier.lines:
            made = dossier.balance_of(line)
            assert made.unexplained_ug + sum(ug for _, ug in made.parts) == line.net_ug
        residue = sum(made.part("residue") for _, made in dossier.balances)
        over = sum(line.net_ug for line in self.lines_of(dossier, "residue"))
        assert over <= residue, "more residue was handed on than there is"
        if dossier.state in {"residue-verified", *GONE}:
            assert dossier.stopped or over == residue, "residue that no order takes over"
        signed = [each.part for each in dossier.journey]
        assert signed == sorted(signed, key=("generator", "transporter", "facility").index)
        for each in dossier.steps:
            own = [x for x in dossier.deviations if x.row.step == each.row.id]
            assert (each.row.verdict in {"fail", "conflict"}) <= bool(own)
            if each.row.step == "feed" and each.row.verdict == "pass":
                took = (moment_of(each.row.at) - moment_of(each.row.begun)).total_seconds() / 60
                assert LEAST <= took <= MOST
        for each in dossier.certificates:
            if each.row.id not in self.seen:
                self.seen.add(each.row.id)
                self.every_gate_was_open(dossier, each.row)

    def lines_of(self, dossier: Dossier, kind: str) -> list[DisposalLine]:
        """Lines of orders of a kind that came out of an order and were not called off."""
        with self.site.database.read() as session:
            states = states_of(session, ORDER, [bytes(each.key) for each in dossier.children])
            numbers = [x.id for x in dossier.children if x.kind == kind and states[bytes(x.key)].state != "cancelled"]
            return list(session.execute(select(DisposalLine).where(DisposalLine.order_id.in_(numbers))).scalars())

    def every_gate_was_open(self, dossier: Dossier, row: DisposalCertificate) -> None:
        self.reached["certificate"] += 1
        self.reached["certificate of what was stopped"] += dossier.stopped
        told = json.loads(row.content)
        assert len({one["agency"] for one in told["witnesses"]}) >= 2
        assert not {each.person for each in dossier.witnesses} & {"pia", "carl"}
        assert not dossier.open_deviations
        assert dossier.protocol is not None
        passed = {each.step for each in dossier.done if each.passed}
        assert dossier.stopped or passed == {step.key for step in dossier.protocol.steps}
        assert dossier.stopped or not dossier.critical
        assert not [x.row.step for x in dossier.steps if x.row.verdict == "pass" and dossier.unconfirmed(x.row)]
        assert {"ann", "bob", "cleo"} <= {each.person for each in dossier.committee}
        assert dossier.release is not None
        for _, made in dossier.balances:
            assert abs(made.unexplained_ug) <= made.limit_ug

    def teardown(self) -> None:
        """What was written holds."""
        if self.orders:
            with self.site.database.read() as session:
                assert verify(session).broken is None
        self.kept.close()
