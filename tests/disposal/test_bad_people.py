"""What must never pass: each is refused or held with its reason, and the refusal itself is kept."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from precursors.approvals.service import decide
from precursors.audit.verify import verify
from precursors.db.engine import Database
from precursors.disposal import closing, deviating, entering, keeping, library, planning, residue, working
from precursors.disposal.closing_models import Reconciliation
from precursors.disposal.requesting import OrderDraft, request
from precursors.disposal.service import own_order
from precursors.disposal.work_models import DisposalRefusal, DisposalStep
from precursors.problems import Problem
from precursors.scope.visible import Sight
from tests.disposal.makers import (
    KG,
    OWNER,
    Made,
    Site,
    a_line,
    a_protocol,
    a_site,
    an_entry,
    an_order,
    approve_protocol,
    approved,
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
from tests.journeys.test_disposal import STEPS

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
"""Rules are the same on both engines; the journey goes over both."""


@pytest.fixture
def site(database: Database) -> Site:
    return a_site(database)


@pytest.fixture
def working_order(site: Site) -> str:
    ref = an_order(site)
    at_work(site, ref, a_protocol(site))
    return ref


def refusals(site: Site) -> list[str]:
    with site.database.read() as session:
        return list(session.execute(select(DisposalRefusal.codes).order_by(DisposalRefusal.id)).scalars())


def test_a_step_out_of_order_a_custodian_who_witnesses_and_a_clock_set_back_are_refused_and_kept(
    site: Site, working_order: str
) -> None:
    assert codes(logged(site, working_order, "ash")) == {"disposal.out-of-order"}
    assert codes(logged(site, working_order, "identity", witness="carl")) == {"disposal.same-person"}
    assert codes(logged(site, working_order, "identity", witness="pia")) == {"disposal.same-person"}
    good(logged(site, working_order, "identity"))
    early = site.now - timedelta(hours=9)
    assert codes(logged(site, working_order, "weigh-in", at=early)) == {"disposal.clock-back"}
    late = site.now + timedelta(days=1)
    assert codes(logged(site, working_order, "weigh-in", at=late)) == {"disposal.in-the-future"}

    assert refusals(site) == [
        "disposal.out-of-order",
        "disposal.same-person",
        "disposal.same-person",
        "disposal.clock-back",
        "disposal.in-the-future",
    ]
    assert [each.row.step for each in site.dossier(working_order).steps] == ["identity"]


def test_a_lot_is_in_one_open_order(site: Site) -> None:
    an_order(site)
    again = OrderDraft("D-9", "again", (a_line(),))
    twice = OrderDraft("D-8", "twice", (a_line("L"), a_line("L")))

    assert codes(site.write(lambda s: request(s, site.who("dora"), again, OWNER))) == {"disposal.lot-busy"}
    assert codes(site.write(lambda s: request(s, site.who("dora"), twice, OWNER))) == {"disposal.lot-twice"}


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (a_line(mass="200 L", substance="ethyl-ether"), "disposal.density-needed"),
        (a_line(mass="about a drum"), "disposal.mass-unread"),
        (a_line(mass="0"), "disposal.mass-nothing"),
        (a_line(form="gas"), "choice.unknown"),
        (a_line(pieces="0"), "disposal.pieces"),
        (a_line(substance="stardust"), "substance.unknown"),
        (a_line(custodian=" "), "disposal.missing"),
    ],
)
def test_a_line_that_says_nothing_is_refused(site: Site, line: Made, code: str) -> None:
    draft = OrderDraft("D-7", "why", (line,))

    assert code in codes(site.write(lambda s: request(s, site.who("dora"), draft, OWNER)))


def test_a_release_that_ends_before_the_day_blocks(site: Site) -> None:
    protocol, ref = a_protocol(site), an_order(site)
    good(released(site, ref, expires=site.now.date()))
    good(planned(site, ref, protocol))
    approved(site, ref)
    site.later(days=1)

    assert codes(going(site, ref, "schedule")) == {"disposal.release-expired"}


def test_a_plan_with_people_in_two_places_or_a_wrong_method_is_refused(site: Site) -> None:
    protocol, landfill, ref = a_protocol(site), a_protocol(site, "demo-landfill-residue"), an_order(site)
    good(released(site, ref))

    assert codes(planned(site, ref, protocol, witnesses=("wanda", "carl"))) == {"disposal.same-person"}
    assert codes(planned(site, ref, protocol, witnesses=("ann", "bob"), committee=("envi", "sven", "chem"))) == {
        "disposal.witnesses-one-agency"
    }
    assert codes(planned(site, ref, protocol, committee=("ann", "bob", "pia"))) == {
        "disposal.committee-busy",
        "disposal.same-person",
    }
    assert codes(planned(site, ref, protocol, permit_operations="D9")) == {"disposal.permit-operation"}
    assert codes(planned(site, ref, protocol, witnesses=("wanda", "nobody"))) >= {"person.unknown"}
    assert codes(planned(site, ref, landfill)) >= {"protocol.scope", "disposal.method-prohibited"}


def test_a_weight_gained_overnight_holds_until_another_decides(site: Site) -> None:
    protocol, ref = a_protocol(site), an_order(site)
    good(released(site, ref))
    good(planned(site, ref, protocol))
    approved(site, ref)
    good(going(site, ref, "schedule"))
    good(received(site, ref, **{"LOT-1": "505"}))

    assert codes(going(site, ref, "start-work")) == {"disposal.deviations-open"}
    good(decided(site, ref, "accept"))
    good(going(site, ref, "start-work"))


def test_nobody_closes_over_the_limit_not_even_by_hand(site: Site, working_order: str) -> None:
    for step in STEPS:
        good(logged(site, working_order, step))
    good(put(site, working_order, "disposed", "490"))
    for verb in ("end-work", "verify-residue"):
        good(simply(site, working_order, "dora", verb))

    for name in ("dora", "sven", "iris"):
        assert codes(simply(site, working_order, name, "reconcile")) == {"disposal.unexplained"}
    line = site.dossier(working_order).lines[0]
    values = dict.fromkeys(Reconciliation.facts[1], 0) | {"order_id": line.order_id, "line": line.id}
    values |= {"seized_ug": 500 * KG, "disposed_ug": 490 * KG, "unexplained_ug": 10 * KG, "limit_ug": 5 * KG // 2}

    def by_hand(session: Session) -> None:
        order = own_order(session, Sight(), working_order)
        assert order is not None
        act = closing.opened(session, site.who("iris"), "reconcile")
        act.add(Reconciliation, values)
        act.seal()

    with pytest.raises((DBAPIError, sqlite3.IntegrityError), match="within_its_limit"):
        site.database.write(by_hand)


def struck(site: Site, ref: str, name: str, amount: int, reason: str = "a nought too much", **known: bool) -> Made:
    strike = lambda s, w, d: entering.strike(s, w, d, amount, reason)  # noqa: E731 - once
    return site.doing(ref, name, "strike", strike, **known)


def test_an_amount_written_down_wrongly_is_struck_out_by_another_and_counts_no_more(
    site: Site, working_order: str
) -> None:
    for step in STEPS:
        good(logged(site, working_order, step))
    good(put(site, working_order, "disposed", "5000"))
    good(put(site, working_order, "disposed", "500"))
    for verb in ("end-work", "verify-residue"):
        good(simply(site, working_order, "dora", verb))
    wrong, right = (each.row.id for each in site.dossier(working_order).amounts)
    writer = site.dossier(working_order).amounts[0].by

    assert codes(simply(site, working_order, "dora", "reconcile")) == {"disposal.unexplained"}
    assert codes(struck(site, working_order, writer, wrong)) == {"disposal.struck-by-another"}
    assert codes(struck(site, working_order, "iris", wrong, factor=False)) == {"approval.no-second-factor"}
    assert codes(struck(site, working_order, "iris", wrong, " ")) == {"reason.missing"}
    good(struck(site, working_order, "iris", wrong))
    assert codes(struck(site, working_order, "iris", wrong)) == {"disposal.amount-not-to-strike"}

    kept = site.dossier(working_order)
    assert [each.row.id for each in kept.amounts] == [wrong, right]
    assert [each.id for each in kept.entries] == [right]
    good(simply(site, working_order, "dora", "reconcile"))
    assert codes(struck(site, working_order, "iris", right)) == {"disposal.not-now"}
    with site.database.read() as session:
        assert verify(session).broken is None


def test_what_another_order_rests_on_is_not_struck_out(site: Site, working_order: str) -> None:
    good(put(site, working_order, "residue", "20"))
    put_down = site.dossier(working_order).amounts[0].row.id
    child = lambda s, w, d: residue.child(s, w, d, "residue", "D-1/R", "ash")  # noqa: E731 - once
    good(site.doing(working_order, "dora", "open-residue", child))

    assert codes(struck(site, working_order, "iris", put_down)) == {"disposal.amount-not-to-strike"}


def test_a_protocol_withdrawn_in_the_middle_stops_the_work(site: Site) -> None:
    protocol, ref, waiting = a_protocol(site), an_order(site), an_order(site, a_line("LOT-9"), number="D-2")
    at_work(site, ref, protocol)
    good(released(site, waiting))
    good(planned(site, waiting, protocol))
    good(logged(site, ref, "identity"))

    def withdrawn(session: Session) -> Made:
        row = keeping.find(session, protocol)
        assert row is not None
        return keeping.withdraw(session, site.who("envi"), row, "a burner failed")

    good(site.write(withdrawn))

    assert site.state(ref) == "stopped"
    assert "disposal.not-working" in codes(logged(site, ref, "weigh-in"))
    assert codes(site.doing(waiting, "ann", "approve", planning.approve)) == {"protocol.not-approved"}


@pytest.mark.parametrize(("change", "state", "paused"), [("editorial", "approved", False), ("safety", "planned", True)])
def test_a_new_version_reaches_orders_by_its_class(site: Site, change: str, state: str, paused: bool) -> None:
    protocol, ready, running = a_protocol(site), an_order(site, a_line("A")), an_order(site, number="D-2")
    at_work(site, running, protocol)
    good(released(site, ready))
    good(planned(site, ready, protocol))
    approved(site, ready)

    a_protocol(site, version=2, change_class=change)

    assert site.state(ready) == state
    assert site.dossier(running).paused is paused
    if paused:
        for step in STEPS[:4]:
            good(logged(site, running, step))
        assert codes(logged(site, running, "feed")) == {"disposal.paused"}
        go_on = lambda s, w, d: deviating.go_on_under(s, w, d, "same steps")  # noqa: E731 - said twice
        assert codes(site.doing(running, "dora", "go-on", go_on)) == {"disposal.role"}
        good(site.doing(running, "chem", "go-on", go_on))
        good(logged(site, running, "feed"))


def test_a_version_that_withdraws_the_one_before_stops_the_work_and_blocks_what_is_planned(site: Site) -> None:
    protocol, ready, running = a_protocol(site), an_order(site, a_line("A")), an_order(site, number="D-2")
    at_work(site, running, protocol)
    good(released(site, ready))
    good(planned(site, ready, protocol))

    a_protocol(site, version=2, change_class="emergency-withdrawal")

    assert site.state(running) == "stopped"
    assert codes(site.doing(ready, "ann", "approve", planning.approve)) == {"protocol.not-approved"}


def test_work_that_goes_on_under_a_newer_version_stops_when_that_one_is_withdrawn(site: Site) -> None:
    running = an_order(site)
    at_work(site, running, a_protocol(site))
    newer = a_protocol(site, version=2, change_class="safety")
    good(site.doing(running, "chem", "go-on", lambda s, w, d: deviating.go_on_under(s, w, d, "same steps")))

    def withdrawn(session: Session) -> Made:
        row = keeping.find(session, newer)
        assert row is not None
        return keeping.withdraw(session, site.who("envi"), row, "a burner failed")

    good(site.write(withdrawn))

    assert site.state(running) == "stopped"


def test_a_protocol_is_approved_by_three_people_and_an_administrator_is_none(site: Site) -> None:
    assert codes(_submitted(site, country="PE")) == {"protocol.foreign", "protocol.demo"}
    ref = good(_submitted(site))
    with pytest.raises(AssertionError, match=r"protocol\.same-person"):
        approve_protocol(site, ref, reviewer="dora")

    def reviewed(session: Session) -> Made:
        row = keeping.find(session, ref)
        assert row is not None
        return keeping.review(session, site.who("chem"), row, "read")

    asked = good(site.write(reviewed))
    told = {"agrees": True, "reason": "", "factor": True, "today": site.now.date()}
    for name in ("dora", "ann"):
        actor = site.who(name).actor
        made = site.write(lambda s, a=actor: decide(s, a, Sight((OWNER,)), asked, **told))
        assert "protocol.not-approver" in codes(made)
    order = an_order(site)
    good(released(site, order))
    assert codes(planned(site, order, ref)) == {"protocol.not-approved"}


def _submitted(site: Site, **changes: Made) -> Made:
    document = dict(library.documents()["demo-incinerate-solvents"]) | changes
    return site.write(lambda s: keeping.submit(s, site.who("dora"), OWNER, document))


def a_sending(site: Site, *steps: str, **changes: Made) -> list[dict[str, Any]]:
    """What a tablet sends after a day without a connection."""
    made = []
    for step in steps:
        site.later(minutes=5)
        entry = replace(an_entry(site, step), offline=True)
        names = ("uuid", "step", "performer", "witness")
        told = {name: getattr(entry, name) for name in names} | {"at": entry.at.isoformat(), "evidence": entry.evidence}
        made.append(told | changes)
    return made


def sent(site: Site, ref: str, entries: list[dict[str, Any]]) -> list[str]:
    def unit(session: Session) -> Made:
        order = own_order(session, Sight(), ref)
        assert order is not None
        return working.sync(session, site.who("pia"), order, entries)

    return [each.state for each in site.write(unit)]


def test_a_witness_who_was_only_named_holds_the_work_until_they_say_so_themselves(
    site: Site, working_order: str
) -> None:
    for step in ("identity", "weigh-in", "protection"):
        good(logged(site, working_order, step))
    site.later(minutes=10)
    entry = an_entry(site, "atmosphere")
    good(site.doing(working_order, "pia", "log-step", lambda s, w, d: working.record(s, w, d, entry)))

    held = logged(site, working_order, "feed")
    own = site.doing(working_order, "pia", "confirm", lambda s, w, d: working.confirm(s, w, d, entry.uuid))
    good(site.doing(working_order, "wanda", "confirm", lambda s, w, d: working.confirm(s, w, d, entry.uuid)))

    assert codes(held) == {"disposal.claims-open"}
    assert codes(own) == {"disposal.nothing-to-confirm"}
    good(logged(site, working_order, "feed"))


def test_what_a_tablet_brings_is_written_once_claimed_and_confirmed_by_each_person(
    site: Site, working_order: str
) -> None:
    entries = a_sending(site, *STEPS[:4])

    assert sent(site, working_order, entries) == ["recorded"] * 4
    assert sent(site, working_order, entries) == ["known"] * 4
    assert codes(logged(site, working_order, "feed")) == {"disposal.claims-open"}
    for each in entries:
        for name in ("pia", "wanda"):
            good(
                site.doing(working_order, name, "confirm", lambda s, w, d, u=each["uuid"]: working.confirm(s, w, d, u))
            )
    again = lambda s, w, d: working.confirm(s, w, d, entries[0]["uuid"])  # noqa: E731 - said twice
    assert codes(site.doing(working_order, "pia", "confirm", again)) == {"disposal.nothing-to-confirm"}
    assert codes(site.doing(working_order, "wim", "confirm", again, factor=False)) >= {"approval.no-second-factor"}
    good(logged(site, working_order, "feed"))


def test_a_hold_point_passed_without_a_connection_is_a_conflict_that_nobody_accepts(
    site: Site, working_order: str
) -> None:
    for step in STEPS[:4]:
        good(logged(site, working_order, step))

    assert sent(site, working_order, a_sending(site, "feed")) == ["conflict"]
    (conflict,) = site.dossier(working_order).critical
    assert (conflict.row.rule, conflict.row.grade) == ("hold-point", "critical")
    assert codes(decided(site, working_order, "accept")) == {"disposal.critical"}


def test_an_entry_nobody_can_read_is_kept_as_a_refusal(site: Site, working_order: str) -> None:
    entries = [
        {"uuid": "x"},
        *a_sending(site, "identity", at="yesterday"),
        *a_sending(site, "identity", evidence="none"),
    ]

    assert sent(site, working_order, entries) == ["unread"] * 3
    assert len(refusals(site)) == 3
    with site.database.read() as session:
        assert session.execute(select(DisposalStep)).first() is None


def test_no_signature_without_a_second_factor(site: Site) -> None:
    protocol, ref = a_protocol(site), an_order(site)
    good(released(site, ref))
    good(planned(site, ref, protocol))

    made = site.doing(ref, "ann", "approve", planning.approve, factor=False)

    assert codes(made) == {"approval.no-second-factor"}


def test_a_dose_nobody_can_believe_is_warned_of_and_kept(site: Site) -> None:
    ref = an_order(site, a_line("ACID", "sulphuric-acid", "100"))
    protocol = a_protocol(site, "demo-neutralise-acids")
    at_work(site, ref, protocol)

    warned = put(site, ref, "added", "5", reagent="calcium-hydroxide")
    fine = put(site, ref, "added", "80", reagent="calcium-hydroxide")

    assert isinstance(warned, Problem)
    assert warned.code == "disposal.dose-implausible"
    assert fine is None
    assert site.dossier(ref).balances[0][1].added_ug == 85 * KG


def test_a_corrected_certificate_is_the_next_version(site: Site, working_order: str) -> None:
    for step in STEPS:
        good(logged(site, working_order, step))
    good(put(site, working_order, "disposed", "500", instrument="SCALE"))
    for verb in ("end-work", "verify-residue", "reconcile"):
        good(simply(site, working_order, "dora", verb))
    for name in ("wanda", "wim"):
        good(simply(site, working_order, name, "witness"))
    assert codes(simply(site, working_order, "sven", "certify")) == {"disposal.not-issuer"}
    first = good(simply(site, working_order, "iris", "certify"))
    correct = lambda s, w, d: closing.certify(s, w, d, reason="name of the site", correcting=True)  # noqa: E731 - once

    second = good(site.doing(working_order, "iris", "correct", correct))

    assert first != second
    assert [each.row.version for each in site.dossier(working_order).certificates] == [1, 2]
