"""What a careless hand or a corrupt insider may try while goods are destroyed: none of it goes through unseen."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from precursors.audit.acts import Actor, open_act
from precursors.custody.models import Statement
from precursors.db.engine import Database
from precursors.disposal import deviating, keeping, leave, planning, residue, working
from precursors.disposal.library import documents
from precursors.disposal.rules.deviations import Deviation, decision_against
from precursors.disposal.service import own_order
from precursors.disposal.superseded import issued_under
from precursors.scope.visible import Sight
from tests.disposal.makers import (
    EVIDENCE,
    OWNER,
    Made,
    Site,
    a_line,
    a_protocol,
    a_site,
    an_entry,
    an_order,
    at_work,
    codes,
    decided,
    going,
    good,
    logged,
    planned,
    put,
    received,
    released,
    simply,
)
from tests.disposal.test_custody_ties import a_lot
from tests.journeys.test_disposal import STEPS

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
"""Rules are the same on both engines; the journey goes over both."""


@pytest.fixture
def site(database: Database) -> Site:
    return a_site(database)


@pytest.fixture
def order(site: Site) -> str:
    ref = an_order(site)
    at_work(site, ref, a_protocol(site))
    return ref


def worked(site: Site, ref: str, *steps: str) -> None:
    for step in steps or STEPS:
        good(logged(site, ref, step))


@pytest.mark.parametrize(("mass", "uncertainty"), [("10", "5"), ("0.02", "0")])
def test_no_uncertainty_and_no_small_lot_lets_an_order_close_with_nothing_destroyed(
    site: Site, mass: str, uncertainty: str
) -> None:
    ref = an_order(site, a_line(mass=mass, uncertainty=uncertainty))
    at_work(site, ref, a_protocol(site))
    worked(site, ref)
    for verb in ("end-work", "verify-residue"):
        good(simply(site, ref, "dora", verb))

    assert codes(simply(site, ref, "dora", "reconcile")) == {"disposal.unexplained"}


@pytest.mark.parametrize("part", ["loss", "returned"])
def test_what_is_only_said_to_be_lost_or_given_back_counts_once_another_accepts_it(
    site: Site, order: str, part: str
) -> None:
    worked(site, order)
    good(put(site, order, "disposed", "100"))
    good(put(site, order, part, "2"))
    assert not site.dossier(order).open_deviations

    good(put(site, order, part, "398"))
    assert codes(simply(site, order, "dora", "end-work")) == {"disposal.deviations-open"}
    assert codes(decided(site, order, "accept", "pia")) == {"disposal.deviation-own"}
    good(decided(site, order, "repeat"))
    for verb in ("end-work", "verify-residue"):
        good(simply(site, order, "dora", verb))
    refused = simply(site, order, "dora", "reconcile")
    good(put(site, order, part, "0.000000001"))
    good(decided(site, order, "accept"))

    assert codes(refused) == {"disposal.only-said"}
    good(simply(site, order, "dora", "reconcile"))


def test_a_critical_deviation_holds_the_work_and_an_undecided_one_no_hold_point_lets_pass(
    site: Site, order: str
) -> None:
    def raised(grade: str) -> Made:
        told = ("spill", "seen at the gate", grade)
        return site.doing(order, "wanda", "deviate", lambda s, w, d: deviating.deviate(s, w, d, *told))

    worked(site, order, *STEPS[:4])
    good(raised("minor"))
    good(raised("major"))
    assert codes(logged(site, order, "feed")) == {"disposal.deviations-open"}
    good(decided(site, order, "accept"))
    good(decided(site, order, "accept"))
    good(logged(site, order, "feed"))

    good(raised("critical"))

    assert site.state(order) == "on-hold"


def test_whoever_did_or_watched_a_step_does_not_decide_on_its_deviation(site: Site, order: str) -> None:
    worked(site, order, *STEPS[:4])
    site.later(minutes=10)
    cold = {"temperature": {"value": "700", "instrument": "THERMO"}, "dwell": {"value": "3", "unit": "s"}}
    entry = an_entry(site, "feed", cold)
    good(site.doing(order, "dora", "log-step", lambda s, w, d: working.record(s, w, d, entry)))

    for name in ("pia", "wanda"):
        assert codes(decided(site, order, "accept", name)) == {"disposal.deviation-involved"}
    assert decision_against(Deviation("E7", "major", "dora", None, frozenset({"pia"})), "repeat", "sven", "seen") == []
    good(decided(site, order, "repeat"))


def test_a_tablet_whose_clock_is_ahead_holds_up_nobody(site: Site, order: str) -> None:
    worked(site, order, "identity")
    at = (site.now + timedelta(days=400)).isoformat()
    told: dict[str, Any] = {"uuid": "0000aaaa-0000-0000-0000-00000000ffff", "step": "weigh-in", "at": at}
    told |= {"performer": "pia", "witness": "wanda", "evidence": EVIDENCE["weigh-in"]}

    def brought(session: Session) -> Made:
        found = own_order(session, Sight(), order)
        assert found is not None
        return working.sync(session, site.who("pia"), found, [told])

    (answer,) = site.write(brought)
    good(decided(site, order, "repeat"))

    assert answer.state == "conflict"
    good(logged(site, order, "weigh-in"))


@pytest.mark.parametrize(("name", "part"), [("ann", "committee"), ("iris", "issuer"), ("judge", "court")])
def test_whom_a_protocol_keeps_from_watching_watches_no_step(site: Site, name: str, part: str) -> None:
    ref = an_order(site)
    apart = [[part, "witness"]]
    at_work(site, ref, a_protocol(site, people={"apart": apart}))

    made = logged(site, ref, "identity", witness=name)

    assert codes(made) == {"disposal.same-person"}


def measured(site: Site, **minutes: int) -> Mapping[str, Any]:
    at = {name: (site.now + timedelta(minutes=after)).isoformat() for name, after in minutes.items()}
    return {
        "temperature": {"value": "900", "instrument": "THERMO", **({"at": at["heat"]} if at else {})},
        "dwell": {"value": "3", "unit": "s"},
    }


@pytest.mark.parametrize(("minutes", "good_so"), [(-30, False), (0, True), (10, True), (30, False)])
def test_a_reading_is_of_the_time_of_its_step(site: Site, order: str, minutes: int, good_so: bool) -> None:
    worked(site, order, *STEPS[:4])

    made = logged(site, order, "feed", measured(site, heat=minutes))

    assert good_so or codes(made) == {"disposal.reading-when"}
    assert not good_so or good(made).verdict == "pass"


def test_a_protocol_of_imminent_danger_serves_no_other_order(site: Site) -> None:
    protocol = a_protocol(site, code="XD-EMR", emergency=True, method={"code": "EMR", "operation": "D10"})
    ref, other = an_order(site), an_order(site, a_line("LOT-2"), number="D-2")
    good(released(site, ref))

    refused = planned(site, ref, protocol)
    for name in ("ann", "wanda"):
        good(site.doing(other, name, "endanger", lambda s, w, d: leave.endanger(s, w, d, "drums swell")))
        if name == "ann":
            good(planned(site, other, protocol))

    assert codes(refused) == {"protocol.emergency-only"}
    assert site.state(other) == "approved"


@pytest.mark.parametrize(
    ("substances", "apart", "against"),
    [
        (("acetone", "toluene"), False, set()),
        (("acetone", "acetic-anhydride"), False, {"disposal.meeting", "disposal.protection-low"}),
        (("acetone", "acetic-anhydride"), True, {"disposal.protection-low"}),
        (("dichloromethane",), False, {"disposal.flame-cold"}),
    ],
)
def test_a_protocol_asks_what_the_goods_ask(
    site: Site, substances: tuple[str, ...], apart: bool, against: set[str]
) -> None:
    document = deepcopy(dict(documents()["demo-incinerate-solvents"]))
    if apart:
        check = {"key": "apart", "kind": "pass-fail", "expected": "yes"}
        document["steps"].insert(4, {"key": "apart", "kind": "segregation-check", "evidence": [check]})
    protocol = a_protocol(site, steps=document["steps"], scope={"substances": list(substances)})
    ref = an_order(site, *(a_line(f"LOT-{n}", each) for n, each in enumerate(substances)))
    good(released(site, ref))

    made = planned(site, ref, protocol)

    assert good(made) if not against else codes(made) == against


def found_to_be(site: Site, lot: bytes, substance: str, ppm: int) -> None:
    """What a laboratory reports of a lot, the latest time."""

    def reported(session: Session) -> Made:
        act = open_act(session, "import-results", Actor("chem", OWNER))
        told = {"agency": OWNER, "lot": lot, "substance": substance, "identity": substance, "purity_ppm": ppm}
        act.add(Statement, told | {"purity": None, "uncertainty": None, "uncertainty_ppm": None, "density": None}
                | {"day": site.now.date(), "report": f"R-{ppm}"})  # fmt: skip
        act.seal()

    site.write(reported)


def test_goods_a_laboratory_found_to_be_others_since_the_plan_are_not_destroyed_under_it(
    site: Site, tmp_path: Path
) -> None:
    key, lot = a_lot(site, tmp_path)
    found_to_be(site, key, "toluene", 990_000)
    draft = a_line(lot)
    with pytest.raises(AssertionError, match="lot-differs"):
        an_order(site, draft)
    ref = an_order(site, a_line(lot, "toluene"))
    scope = {"substances": ["toluene", "acetone"], "concentration_min": "98"}
    good(released(site, ref))
    good(planned(site, ref, a_protocol(site, scope=scope)))

    found_to_be(site, key, "toluene", 600_000)
    weak = site.doing(ref, "ann", "approve", planning.approve)
    found_to_be(site, key, "toluene", 985_000)
    for name in ("ann", "bob", "cleo"):
        good(site.doing(ref, name, "approve", planning.approve))
    good(going(site, ref, "schedule"))
    good(received(site, ref))
    found_to_be(site, key, "acetone", 990_000)

    assert codes(weak) == {"protocol.scope"}
    assert codes(going(site, ref, "start-work")) == {"disposal.lot-differs"}


def child(site: Site, ref: str, kind: str, number: str) -> str:
    made = site.doing(ref, "dora", "child", lambda s, w, d: residue.child(s, w, d, kind, number, "left"))
    return str(good(made))


def test_an_order_that_took_over_what_a_closed_one_left_is_not_called_off(site: Site, order: str) -> None:
    def called_off(ref: str) -> Made:
        return site.doing(ref, "dora", "cancel", lambda s, w, d: residue.cancel(s, w, d, "not needed"))

    worked(site, order)
    good(put(site, order, "disposed", "480"))
    good(put(site, order, "residue", "20"))
    good(called_off(child(site, order, "residue", "D-R1")))
    ash = child(site, order, "residue", "D-R2")
    for verb in ("end-work", "verify-residue", "reconcile"):
        good(simply(site, order, "dora", verb))

    assert codes(called_off(ash)) == {"disposal.rests-on-it"}
    assert site.state(ash) == "release-requested"


def test_work_that_a_withdrawal_stopped_has_a_certificate_of_what_was_destroyed(site: Site) -> None:
    protocol, ref = a_protocol(site), an_order(site)
    at_work(site, ref, protocol)
    worked(site, ref, *STEPS[:5])
    good(put(site, ref, "disposed", "200"))

    def withdrawn(session: Session) -> Made:
        row = keeping.find(session, protocol)
        assert row is not None
        return keeping.withdraw(session, site.who("envi"), row, "an explosion elsewhere")

    good(site.write(withdrawn))
    child(site, ref, "remainder", "D-REST")
    good(simply(site, ref, "dora", "reconcile"))
    for name in ("wanda", "wim"):
        good(simply(site, ref, name, "witness"))
    good(simply(site, ref, "iris", "certify"))

    with site.database.read() as session:
        (issued,) = issued_under(session, Sight((OWNER,)))
    assert (issued.state, issued.effect) == ("withdrawn", "review")
