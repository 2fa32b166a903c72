"""Times of steps: too early is refused, too late is written down and holds the work; at a desk and from a tablet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from precursors.db.engine import Database
from precursors.disposal import working
from precursors.disposal.library import documents
from precursors.disposal.reading import evidence_of
from precursors.disposal.rules.entries import Done, Logged, Standing
from precursors.disposal.rules.evidence import Instrument
from precursors.disposal.rules.protocol import Protocol, read
from precursors.disposal.rules.steps import Result, log, to_log
from precursors.disposal.service import own_order
from precursors.problems import Problem
from precursors.scope.visible import Sight
from tests.disposal.makers import (
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
    good,
    logged,
)

DAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
METERS = {name: Instrument(name, Decimal(0), date(2027, 1, 1)) for name in ("WIND", "SCALE", "THERMO", "PH")}
TEAM = {"performer": frozenset({"op"}), "witness": frozenset({"eye"})}
CALM = {"wind": {"value": "4", "unit": "m/s", "instrument": "WIND"}}
DOSE = {"reagent": {"value": "80", "instrument": "SCALE"}}
WARM = {"vessel": {"value": "30", "unit": "C", "instrument": "THERMO"}}


def minutes(number: int) -> datetime:
    return NOON + timedelta(minutes=number)


def acids() -> Protocol:
    made = read(documents()["demo-neutralise-acids"])
    assert isinstance(made, Protocol), made
    return made


def outcome(*done: Done, resumed: datetime | None = None, **entry: Made) -> set[str]:
    """Codes of what refuses an entry, or rules of what failed in it."""
    before = [Done(key, "pass", minutes(n - 10)) for n, key in enumerate(("identity", "weigh-in", "protection"))]
    standing = Standing("in-progress", [*before, *done], TEAM, {}, METERS, {}, permit_good=True, resumed=resumed)
    asked = Logged(entry.pop("step"), "op", "eye", NOON, {})
    made = log(acids(), standing, replace(asked, **entry), minutes(600), DAY)
    return {each.rule for each in made.failed} if isinstance(made, Result) else {each.code for each in made}


DOSING: Mapping[str, Any] = {"step": "dosing", "begun": minutes(0), "at": minutes(30), "evidence": CALM | DOSE}


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, set()),
        ({"begun": None}, {"disposal.begun-missing"}),
        ({"begun": minutes(31)}, {"disposal.begun-when"}),
        ({"begun": minutes(-9)}, {"disposal.begun-when"}),
        ({"at": minutes(20)}, set()),
        ({"at": minutes(19)}, {"disposal.too-soon"}),
        ({"at": minutes(120)}, set()),
        ({"at": minutes(121)}, {"too-long"}),
        ({"evidence": DOSE}, {"disposal.evidence-missing"}),
        ({"evidence": DOSE | {"wind": {"value": "10", "unit": "m/s", "instrument": "WIND"}}}, set()),
        ({"evidence": DOSE | {"wind": {"value": "10.1", "unit": "m/s", "instrument": "WIND"}}}, {"disposal.weather"}),
        (
            {"evidence": DOSE | {"wind": {"value": "9", "uncertainty": "2", "unit": "m/s", "instrument": "WIND"}}},
            {"disposal.weather"},
        ),
        ({"witness": ""}, {"disposal.witness-uncalled"}),
        ({"witness": "", "called": minutes(-14)}, {"disposal.witness-wait"}),
        ({"witness": "", "called": minutes(-15)}, set()),
    ],
)
def test_a_step_takes_its_time_in_its_weather_before_its_witness(changes: dict[str, Any], found: set[str]) -> None:
    assert outcome(**{**DOSING, **changes}) == found


@pytest.mark.parametrize(
    ("step", "readings", "at", "resumed", "found"),
    [
        ("temperature", (), 40, None, set()),
        ("temperature", (30,), 45, None, set()),
        ("temperature", (30,), 46, None, {"missed-reading"}),
        ("temperature", (30,), 60, 50, set()),
        ("effluent", (30, 45), 60, None, {"disposal.too-soon"}),
        ("effluent", (30, 45, 60), 75, None, set()),
        ("effluent", (30, 45, 60), 76, None, {"missed-reading"}),
        ("effluent", tuple(range(30, 285, 15)), 271, None, set()),
        ("effluent", tuple(range(30, 300, 15)), 290, None, {"too-long"}),
    ],
)
def test_readings_are_taken_every_so_often_until_the_next_step(
    step: str, readings: tuple[int, ...], at: int, resumed: int | None, found: set[str]
) -> None:
    done = [Done("dosing", "pass", minutes(29)), *(Done("temperature", "pass", minutes(n)) for n in readings)]
    ph = [{"value": "7", "unit": "pH", "instrument": "PH", "at": minutes(n).isoformat()} for n in (at - 10, at)]
    evidence = WARM if step == "temperature" else {"ph": {"readings": ph}}
    went_on = None if resumed is None else minutes(resumed)

    assert outcome(*done, resumed=went_on, step=step, at=minutes(at), evidence=evidence) == found


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"repeat": "every"}, "protocol.every"),
        ({"every_minutes": 5}, "protocol.every"),
        ({"min_minutes": 9, "max_minutes": 8}, "protocol.times"),
        ({"max_gap_minutes": -1}, "protocol.times"),
    ],
)
def test_a_protocol_whose_times_cannot_be_kept_is_refused(changes: dict[str, Any], code: str) -> None:
    document = dict(documents()["demo-neutralise-acids"])
    steps = [dict(each) for each in document["steps"]]
    steps[0] |= changes

    made = read(document | {"steps": steps})

    assert isinstance(made, list)
    assert {each.code for each in made if isinstance(each, Problem)} == {code}


def test_a_repeated_step_can_be_logged_until_the_step_behind_it_has_passed() -> None:
    keys = ("identity", "weigh-in", "protection", "dosing", "temperature")
    done = [Done(key, "pass", minutes(n)) for n, key in enumerate(keys)]

    assert to_log(acids(), done)[0] == "temperature"
    assert "temperature" not in to_log(acids(), [*done, Done("effluent", "pass", minutes(60))])


@pytest.fixture
def site(database: Database) -> Site:
    return a_site(database)


EVIDENCE: Mapping[str, Mapping[str, Any]] = {
    "identity": {"seals": {"result": "yes"}},
    "weigh-in": {"mass": {"value": "100", "instrument": "SCALE"}},
    "protection": {"worn": {"value": "C"}},
}


def begun_work(site: Site) -> str:
    """An order of acid, ready for its dosing."""
    ref = an_order(site, a_line("ACID", "sulphuric-acid", "100"))
    at_work(site, ref, a_protocol(site, "demo-neutralise-acids"))
    for step, evidence in EVIDENCE.items():
        good(logged(site, ref, step, evidence))
    return ref


def dosed(site: Site, took: int, **changes: Made) -> Made:
    """What dosing comes to that took so many minutes."""
    site.later(minutes=took)
    begun = site.now - timedelta(minutes=took)
    calm = {"wind": {"value": "4", "unit": "m/s", "instrument": "GAS"}}
    return replace(an_entry(site, "dosing", calm | DOSE, begun=begun), **changes)


def test_a_step_that_took_too_long_holds_the_work_and_its_absent_witness_is_told(site: Site) -> None:
    ref = begun_work(site)
    site.later(minutes=30)
    called = site.now - timedelta(minutes=20)

    def recorded(entry: Made) -> Made:
        return site.doing(ref, "pia", "log-step", lambda s, w, d: working.record(s, w, d, entry))

    early = recorded(dosed(site, 5))
    late = good(recorded(dosed(site, 130, witness="", called=called)))
    kept = site.dossier(ref)

    assert codes(early) == {"disposal.too-soon"}
    assert (late.verdict, kept.state) == ("fail", "on-hold")
    assert [(each.row.rule, each.row.grade) for each in kept.deviations] == [
        ("witness-absent", "minor"),
        ("too-long", "major"),
    ]
    assert kept.steps[-1].row.begun is not None
    good(decided(site, ref, "accept"))
    good(decided(site, ref, "accept"))
    assert site.state(ref) == "in-progress"


def test_times_of_a_tablet_are_judged_after_it_was_brought_in(site: Site) -> None:
    ref = begun_work(site)
    site.later(minutes=10)

    def sent(*entries: Made) -> list[tuple[str, str]]:
        told = [
            {name: getattr(each, name) for name in ("uuid", "step", "performer", "witness", "evidence")}
            | {name: at.isoformat() for name in ("at", "begun", "called") if (at := getattr(each, name)) is not None}
            for each in entries
        ]

        def unit(session: Session) -> Made:
            order = own_order(session, Sight(), ref)
            assert order is not None
            return working.sync(session, site.who("pia"), order, told)

        return [(each.state, each.verdict) for each in site.write(unit)]

    dosing = dosed(site, 30)
    warm = []
    for minute in (10, 15, 20):
        site.later(minutes=minute)
        warm.append(an_entry(site, "temperature", WARM))
    hasty = dosed(site, 5, step="dosing")

    assert sent(dosing, *warm) == [("recorded", "pass")] * 3 + [("recorded", "fail")]
    assert [each.row.rule for each in site.dossier(ref).open_deviations] == ["missed-reading"]
    assert sent(hasty) == [("conflict", "conflict")]


def test_moments_of_readings_are_read_in_the_zone_that_stands_beside_their_fields() -> None:
    lima = ZoneInfo("America/Lima")
    fields = {"e.ph.0.value": "7", "e.ph.0.at": "2026-11-20T09:00", "e.ph.1.value": "7.1", "e.ph.1.at": ""}

    told = evidence_of(
        acids(), "effluent", fields, lambda text: datetime.fromisoformat(text).replace(tzinfo=lima).isoformat()
    )

    assert [each.get("at") for each in told["ph"]["readings"]] == ["2026-11-20T09:00:00-05:00", None]
