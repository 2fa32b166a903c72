"""Whatever people try in whatever order: nothing is lost, nothing negative, no certificate without every gate."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select

from precursors.audit.verify import verify
from precursors.db.engine import ASIDE, Database
from precursors.disposal import planning, working
from precursors.disposal.models import DisposalOrder
from precursors.disposal.work_models import DisposalCertificate, DisposalRefusal, Reconciliation
from precursors.problems import Problems
from tests.conftest import DEEP
from tests.disposal.makers import (
    EVIDENCE,
    KG,
    PEOPLE,
    Site,
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
from tests.journeys.test_disposal import STEPS

TEMPLATE: list[Path] = []
NAMES = st.sampled_from(sorted(PEOPLE))
ENDS = ("end-work", "verify-residue", "reconcile", "witness", "certify", "close")


class Histories(RuleBasedStateMachine):
    """One order, everybody, every verb; what is right is tried more often than not, what is wrong too."""

    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp())
        for name in ("registry.sqlite3", ASIDE):
            shutil.copy(TEMPLATE[0].with_name("template.sqlite3" if name != ASIDE else ASIDE), self.home / name)
        self.site = Site(Database(f"sqlite:///{self.home / 'registry.sqlite3'}"))
        self.refused = 0

    @initialize()
    def begin(self) -> None:
        """People, a protocol, an order."""
        a_site(self.site.database)
        self.protocol = a_protocol(self.site)
        self.ref = an_order(self.site)

    def tried(self, made: object) -> None:
        """Count what is refused."""
        self.refused += isinstance(made, Problems)

    @rule()
    def release(self) -> None:
        self.tried(released(self.site, self.ref))

    @rule(performer=st.sampled_from(["pia", "pia", "carl", "wanda"]))
    def plan(self, performer: str) -> None:
        self.tried(planned(self.site, self.ref, self.protocol, performers=(performer,)))

    @rule()
    def approve(self) -> None:
        for name in ("ann", "bob", "cleo"):
            self.tried(self.site.doing(self.ref, name, "approve", planning.approve))

    @rule(verb=st.sampled_from(["schedule", "depart", "start-work", "start-work"]))
    def go(self, verb: str) -> None:
        self.tried(going(self.site, self.ref, verb))

    @rule(kilograms=st.sampled_from(["500", "500", "505", "440"]))
    def receive(self, kilograms: str) -> None:
        self.tried(received(self.site, self.ref, **{"LOT-1": kilograms}))

    @rule(skipped=st.integers(0, 3), cold=st.booleans())
    def log(self, skipped: int, cold: bool) -> None:
        open_now = [
            each for each in STEPS if each not in {d.step for d in self.site.dossier(self.ref).done if d.passed}
        ]
        step = open_now[min(skipped // 3, len(open_now) - 1)] if open_now else "identity"
        evidence = dict(EVIDENCE[step])
        if cold and step == "feed":
            evidence["temperature"] = {"value": "849.9", "instrument": "THERMO"}
        self.tried(logged(self.site, self.ref, step, evidence))

    @rule(
        part=st.sampled_from(["disposed", "disposed", "loss", "residue", "sample-kept"]),
        kilograms=st.sampled_from(["500", "1", "250"]),
    )
    def weigh(self, part: str, kilograms: str) -> None:
        self.tried(put(self.site, self.ref, part, kilograms))

    @rule(decision=st.sampled_from(["accept", "repeat", "stop"]))
    def decide(self, decision: str) -> None:
        if self.site.dossier(self.ref).open_deviations:
            self.tried(decided(self.site, self.ref, decision))

    @rule(name=NAMES, verb=st.sampled_from(ENDS))
    def end(self, name: str, verb: str) -> None:
        self.tried(simply(self.site, self.ref, name, verb))

    @rule()
    def all_ends(self) -> None:
        """The end as it should be."""
        for name, verb in (("dora", "end-work"), ("dora", "verify-residue"), ("dora", "reconcile")):
            self.tried(simply(self.site, self.ref, name, verb))
        for name in ("wanda", "wim"):
            self.tried(simply(self.site, self.ref, name, "witness"))
        self.tried(simply(self.site, self.ref, "iris", "certify"))

    @rule(name=NAMES)
    def stop(self, name: str) -> None:
        if self.site.dossier(self.ref).state == "on-hold":
            self.tried(self.site.doing(self.ref, name, "stop", lambda s, w, d: working.stop(s, w, d, "enough")))

    @invariant()
    def a_certificate_has_every_gate(self) -> None:
        if not hasattr(self, "ref"):
            return
        with self.site.database.read() as session:
            certificates = list(session.execute(select(DisposalCertificate)).scalars())
            closed = list(session.execute(select(Reconciliation)).scalars())
            refusals = len(list(session.execute(select(DisposalRefusal.id))))
            assert len(list(session.execute(select(DisposalOrder.id)))) == 1
        assert refusals == self.refused
        assert all(abs(each.unexplained_ug) <= each.limit_ug for each in closed)
        dossier = self.site.dossier(self.ref)
        assert len(certificates) <= 1
        for each in certificates:
            told = json.loads(each.content)
            agencies = {one["agency"] for one in told["witnesses"]}
            assert len(agencies) >= 2
            assert closed
            assert not dossier.open_deviations
            assert dossier.stopped or {d.step for d in dossier.done if d.passed} == set(STEPS)
            gone = sum(entry.ug for entry in dossier.entries if entry.part != "added")
            assert abs(gone - 500 * KG) <= closed[0].limit_ug

    def teardown(self) -> None:
        """What was written holds."""
        if hasattr(self, "ref"):
            with self.site.database.read() as session:
                assert verify(session).broken is None
        self.site.database.close()
        shutil.rmtree(self.home)


def test_no_history_ends_in_a_certificate_without_every_gate(sqlite_template: Path) -> None:
    TEMPLATE[:] = [sqlite_template]
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    kept = settings(max_examples=60 if DEEP else 4, stateful_step_count=25, deadline=None, suppress_health_check=checks)

    run = Histories.TestCase
    run.settings = kept
    run("runTest").runTest()
