"""Whatever bad people try through their browsers is refused or held with its reason, which is itself written down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from precursors.agencies.private_models import Notice
from precursors.audit.verify import verify
from precursors.db.engine import Database
from precursors.disposal.pending import Person, pending
from precursors.disposal.work_models import DisposalRefusal
from precursors.flags.models import Flag
from precursors.scope.visible import Sight
from tests.asking import shown
from tests.disposal.makers import (
    OWNER,
    PEOPLE,
    Site,
    a_line,
    a_protocol,
    a_site,
    an_order,
    approved,
    at_work,
    decided,
    going,
    good,
    logged,
    planned,
    put,
    released,
    simply,
)
from tests.disposal.test_times import CALM, DOSE, EVIDENCE, WARM
from tests.journeys.test_disposal import STEPS
from tests.people import an_app, at, signed_in_client

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


class Try(NamedTuple):
    """What somebody sends: who, to where, which fields."""

    who: str
    to: str
    fields: dict[str, str]


STEP = {"performer": "pia", "witness": "wanda"}


@pytest.fixture
def site(database: Database) -> Site:
    return a_site(database)


@pytest.fixture
def send(site: Site, tmp_path: Path) -> Callable[[Try], TestResponse]:
    app = an_app(site.database, tmp_path)
    clients: dict[str, FlaskClient] = {}

    def sent(tried: Try) -> TestResponse:
        at(app, site.now)
        if tried.who not in clients:
            agency, roles = PEOPLE[tried.who]
            clients[tried.who] = signed_in_client(app, site.database, roles, agency, tried.who)
        return clients[tried.who].post(tried.to, data={"uuid": str(uuid4())} | tried.fields)

    return sent


def kept(site: Site) -> list[str]:
    """Codes of what was refused, in order."""
    with site.database.read() as session:
        return list(session.execute(select(DisposalRefusal.codes).order_by(DisposalRefusal.id)).scalars())


def test_what_is_tried_at_work_is_refused_with_its_reason_and_kept(
    site: Site, send: Callable[[Try], TestResponse]
) -> None:
    ref = an_order(site)
    protocol = a_protocol(site)
    at_work(site, ref, protocol)
    good(logged(site, ref, "identity"))
    site.later(minutes=10)
    place, early = f"/disposal/{ref}/steps", (site.now - timedelta(hours=9)).isoformat()
    weigh = STEP | {"step": "weigh-in", "e.mass.0.value": "500", "e.mass.0.instrument": "SCALE"}
    lot = {"number": "D-9", "why": "again", "lot-0": "LOT-1", "substance-0": "acetone", "mass-0": "500", "form-0": "L"}
    table = [
        (Try("pia", place, STEP | {"step": "ash", "e.target.0.result": "negative"}), "disposal.out-of-order"),
        (Try("pia", place, weigh | {"witness": "carl"}), "disposal.same-person"),
        (Try("pia", place, weigh | {"at": early}), "disposal.clock-back"),
        (Try("dora", "/disposal/new", lot | {"pieces-0": "3", "custodian-0": "carl"}), "disposal.lot-busy"),
        (Try("dora", f"/disposal/{ref}/end-work", {}), "disposal.steps-open"),
    ]

    for tried, _ in table:
        assert send(tried).status_code == 422, tried
    stopped = send(Try("envi", f"/protocols/{protocol}/withdraw", {"reason": "a burner failed"}))
    late = send(Try("pia", place, weigh))

    assert stopped.status_code == 303
    assert site.state(ref) == "stopped"
    assert "disposal.not-working" in kept(site)[-1]
    assert late.status_code == 422
    assert [codes.split()[0] for codes in kept(site)[:-1]] == [code for _, code in table]
    with site.database.read() as session:
        assert verify(session).broken is None


def test_a_weight_gained_overnight_holds_the_order(site: Site, send: Callable[[Try], TestResponse]) -> None:
    ref = an_order(site)
    good(released(site, ref))
    good(planned(site, ref, a_protocol(site)))
    approved(site, ref)
    good(going(site, ref, "schedule"))
    (line,) = site.dossier(ref).lines
    scale = {f"mass-{line.id}": "505", f"uncertainty-{line.id}": "0", f"pieces-{line.id}": "3", "instrument": "SCALE"}

    weighed = send(Try("pia", f"/disposal/{ref}/receive", scale))
    started = send(Try("dora", f"/disposal/{ref}/start-work", {}))

    assert weighed.status_code == 303
    assert "Deviations that wait for a decision: 1." in shown(started, 422)
    assert [each.row.rule for each in site.dossier(ref).open_deviations] == ["receipt-difference"]
    assert kept(site) == ["disposal.deviations-open"]


def test_a_drum_that_did_not_arrive_starts_a_clock_and_tells_those_concerned(
    site: Site, send: Callable[[Try], TestResponse]
) -> None:
    ref = an_order(site)
    good(released(site, ref))
    good(planned(site, ref, a_protocol(site)))
    approved(site, ref)
    good(going(site, ref, "schedule"))
    (line,) = site.dossier(ref).lines
    scale = {f"mass-{line.id}": "500", f"uncertainty-{line.id}": "0", f"pieces-{line.id}": "2", "instrument": "SCALE"}

    send(Try("pia", f"/disposal/{ref}/receive", scale))
    with site.database.aside.read() as aside:
        told = {each.username: each.text for each in aside.execute(select(Notice)).scalars()}
    due, found = site.now.date() + timedelta(days=15), []
    for days in (0, 16):
        who = Person("dora", Sight((OWNER,)), lambda _: True)
        with site.database.read() as session:
            found.append(set(pending(session, who, site.now.date() + timedelta(days=days)).orders))
    good(decided(site, ref, "accept"))
    with site.database.read() as session:
        after = set(pending(session, who, site.now.date()).orders)

    assert told == dict.fromkeys(("carl", "dora", "iris", "pia"), "disposal.notice-difference")
    assert site.dossier(ref).receipts[0].settle_by == due
    assert ["settle" in each for each in found] == [True, False]
    assert ["unsettled" in each for each in found] == [False, True]
    assert not after & {"settle", "unsettled"}


@pytest.mark.parametrize(
    ("ph", "verdict", "state"), [("5.5", "fail", "on-hold"), ("6.05", "inconclusive", "in-progress")]
)
def test_a_reading_outside_its_guard_band_lets_nothing_go(
    site: Site, send: Callable[[Try], TestResponse], ph: str, verdict: str, state: str
) -> None:
    ref = an_order(site, a_line("ACID", "sulphuric-acid", "100"))
    at_work(site, ref, a_protocol(site, "demo-neutralise-acids"))
    for step, evidence in EVIDENCE.items():
        good(logged(site, ref, step, evidence))
    calm = {"wind": CALM["wind"] | {"instrument": "GAS"}}
    site.later(minutes=15)
    good(logged(site, ref, "dosing", calm | DOSE, begun=site.now - timedelta(minutes=14)))
    site.later(minutes=20)
    for _ in range(4):
        good(logged(site, ref, "temperature", WARM))
    site.later(minutes=12)
    times = [(site.now - timedelta(minutes=n)).isoformat() for n in (11, 0)]
    reading = STEP | {"step": "effluent"}
    for n, moment in enumerate(times):
        reading |= {f"e.ph.{n}.value": ph, f"e.ph.{n}.instrument": "PH", f"e.ph.{n}.at": moment}

    taken = send(Try("pia", f"/disposal/{ref}/steps", reading))
    over = send(Try("dora", f"/disposal/{ref}/end-work", {}))

    assert taken.status_code == 303, shown(taken, taken.status_code)
    assert (site.dossier(ref).steps[-1].row.verdict, site.state(ref)) == (verdict, state)
    assert over.status_code == 422
    assert kept(site)


def test_what_is_missing_is_flagged_and_a_certificate_is_issued_once(
    site: Site, send: Callable[[Try], TestResponse]
) -> None:
    ref = an_order(site)
    at_work(site, ref, a_protocol(site))
    for step in STEPS:
        good(logged(site, ref, step))
    good(put(site, ref, "disposed", "490"))
    for verb in ("end-work", "verify-residue"):
        good(simply(site, ref, "dora", verb))

    short = send(Try("dora", f"/disposal/{ref}/reconcile", {}))
    again = send(Try("dora", f"/disposal/{ref}/reconcile", {}))
    good(put(site, ref, "loss", "9.9"))
    good(decided(site, ref, "accept"))
    good(simply(site, ref, "dora", "reconcile"))
    for name in ("wanda", "wim"):
        good(simply(site, ref, name, "witness"))
    first = send(Try("iris", f"/disposal/{ref}/certify", {}))
    second = send(Try("iris", f"/disposal/{ref}/certify", {}))

    assert short.status_code == again.status_code == 422
    assert first.status_code == 303
    assert second.status_code == 422
    assert kept(site)[-1].split()[0] == "disposal.certificate-exists"
    with site.database.read() as session:
        flags = [(each.rule, each.cause) for each in session.execute(select(Flag)).scalars()]
    assert flags == [("disposal-shortfall", "LOT-1: 10.000")]
