"""Protocols as documents: every one of the seed can be read, ends, and decides nothing while it is a draft."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as Dec
from typing import Any

import pytest

from precursors.disposal.library import documents
from precursors.disposal.rules.entries import Done, Logged, Standing
from precursors.disposal.rules.evidence import Instrument, Spec, Verdict, judged
from precursors.disposal.rules.protocol import (
    Goods,
    Protocol,
    Scope,
    canonical,
    content_hash,
    read,
    resolve,
    usable_against,
)
from precursors.disposal.rules.steps import Result, complete_against, log, open_steps
from precursors.problems import Problem
from tests.disposal.makers import Made

DAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
METER = Instrument("PH-1", Dec("0.1"), date(2027, 1, 1))
OLD = Instrument("PH-0", Dec("0.1"), date(2026, 1, 1))
GOOD = {"PH-1": METER, "PH-0": OLD}
PH = Spec(
    "ph", "ph", unit="pH", low=Dec(6), high=Dec(9), readings=2, interval_minutes=10, agree_within=Dec("0.3"), check="E1"
)


def the(name: str = "demo-incinerate-solvents") -> Protocol:
    made = read(documents()[name])
    assert isinstance(made, Protocol), made
    return made


def codes(found: object) -> set[str]:
    assert isinstance(found, list), found
    return {each.code for each in found}


@pytest.mark.parametrize("name", documents())
def test_a_protocol_of_the_seed_can_be_read_and_is_a_draft_or_demo(name: str) -> None:
    made = the(name)

    assert made.demo == name.startswith("demo-")
    assert made.demo == (made.country == "XD")
    assert content_hash(json.loads(canonical(made.document))) == made.digest


def _without(name: str) -> Callable[[dict[str, Any]], None]:
    return lambda document: document.pop(name)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_without("legal_basis"), "protocol.missing"),
        (_without("scope"), "protocol.missing"),
        (lambda d: d.update(steps=[]), "protocol.missing"),
        (lambda d: d["steps"].pop(), "protocol.no-end"),
        (lambda d: d["steps"][0].update(after=["witnessed"]), "protocol.step-unreachable"),
        (lambda d: d["steps"][1].update(key="identity"), "protocol.step-twice"),
        (lambda d: d["steps"][0]["evidence"][0].update(kind="hearsay"), "choice.unknown"),
        (lambda d: d["steps"][0].update(kind="explode"), "choice.unknown"),
        (lambda d: d.update(valid_from="soon"), "protocol.unread"),
        (lambda d: d.update(valid_to="2019-01-01"), "protocol.validity"),
    ],
)
def test_a_protocol_that_cannot_work_is_refused(change: Callable[[dict[str, Any]], None], code: str) -> None:
    document = deepcopy(dict(documents()["demo-incinerate-solvents"]))
    change(document)

    assert code in codes(read(document))


def test_the_narrowest_scope_wins_and_a_tie_is_an_error() -> None:
    narrow = the()
    wide = replace(narrow, code="W", scope=Scope(states=frozenset({"L"})))
    goods = Goods("acetone", state="L")

    assert resolve([wide, narrow], goods) is narrow
    assert resolve([wide, narrow], Goods("ether", state="L")) is wide
    tie = resolve([narrow, replace(narrow, code="T")], goods)
    assert isinstance(tie, Problem)
    assert tie.code == "protocol.tie"
    none = resolve([narrow], Goods("acetone", state="S"))
    assert isinstance(none, Problem)
    assert none.code == "protocol.none"


def test_a_bound_no_one_knows_the_goods_to_keep_is_not_kept() -> None:
    bounded = replace(the(), scope=Scope(concentration_max=Dec(51), max_kg=Dec(100)))

    assert isinstance(resolve([bounded], Goods("acetone")), Problem)
    assert resolve([bounded], Goods("acetone", concentration=Dec(51), kg=Dec(100))) is bounded


def test_nothing_but_an_approved_protocol_of_the_country_is_used() -> None:
    assert usable_against(the(), "approved", "XD", DAY, "XD") == []
    assert codes(usable_against(the(), "draft", "PE", date(2019, 1, 1), "XD")) == {
        "protocol.not-approved",
        "protocol.not-in-force",
        "protocol.demo",
    }
    assert codes(usable_against(the("draft-reduce-oxidisers"), "draft", "XD", DAY, "XD")) >= {"protocol.foreign"}


def readings(*values: str, minutes: int = 10, instrument: str = "PH-1", unit: str = "pH") -> dict[str, Any]:
    at = [NOON + timedelta(minutes=minutes * n) for n in range(len(values))]
    return {
        "readings": [
            {"value": value, "unit": unit, "at": when.isoformat(), "instrument": instrument}
            for value, when in zip(values, at, strict=True)
        ]
    }


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        (readings("7.0", "7.2"), "pass"),
        (readings("7.0"), "inconclusive"),
        (readings("7.0", "7.2", minutes=9), "inconclusive"),
        (readings("7.0", "7.4"), "inconclusive"),
        (readings("6.05", "6.1"), "inconclusive"),
        (readings("5.85", "6.1"), "fail"),
        (readings("7.0", "7.2", instrument="PH-0"), "disposal.calibration-expired"),
        (readings("7.0", "7.2", instrument="PH-9"), "disposal.instrument-unknown"),
        (readings("7.0", "7.2", unit="C"), "disposal.evidence-unit"),
        ({"value": "7.0"}, "disposal.instrument-missing"),
        ({"value": "about 7"}, "disposal.evidence-unread"),
        ({"readings": "7"}, "disposal.evidence-unread"),
        (None, "disposal.evidence-missing"),
    ],
)
def test_a_ph_reading_is_judged_or_refused(given: dict[str, Any] | None, answer: str) -> None:
    made = judged(PH, given, GOOD, DAY)

    assert (made.verdict if isinstance(made, Verdict) else made.code) == answer


@pytest.mark.parametrize(
    ("spec", "given", "answer"),
    [
        (Spec("e", "pass-fail", expected="negative"), {"result": "negative"}, "pass"),
        (Spec("e", "pass-fail", expected="negative"), {"result": "positive"}, "fail"),
        (Spec("e", "pass-fail"), {"result": "perhaps"}, "disposal.evidence-unread"),
        (Spec("e", "photo"), {"sha256": "a" * 64}, "pass"),
        (Spec("e", "photo"), {"sha256": "a" * 63}, "disposal.evidence-hash"),
        (Spec("e", "document"), {"number": "7", "verified": "yes"}, "pass"),
        (Spec("e", "document"), {"number": "7"}, "disposal.document-unverified"),
        (Spec("e", "count", low=Dec(1)), {"value": "2"}, "pass"),
        (Spec("e", "count", low=Dec(1)), {"value": "2.5"}, "disposal.evidence-unread"),
        (Spec("e", "choice", choices=("a", "b"), expected="a"), {"value": "b"}, "fail"),
        (Spec("e", "choice", choices=("a",)), {"value": "c"}, "choice.unknown"),
        (Spec("e", "geo-point"), {"latitude": "-12.1", "longitude": "-77"}, "pass"),
        (Spec("e", "geo-point"), {"latitude": "95", "longitude": "0"}, "disposal.evidence-unread"),
        (Spec("e", "sign"), {"person": "ana"}, "pass"),
        (Spec("e", "duration", unit="s", low=Dec(2)), {"value": "1.9", "unit": "s"}, "fail"),
        (Spec("e", "photo", required=False), None, "pass"),
    ],
)
def test_every_kind_of_evidence_is_typed(spec: Spec, given: dict[str, Any] | None, answer: str) -> None:
    made = judged(spec, given, GOOD, DAY)

    assert (made.verdict if isinstance(made, Verdict) else made.code) == answer


GAS = {"GAS": Instrument("GAS", Dec(0), date(2027, 1, 1))}
TEAM = {"performer": frozenset({"op"}), "custodian": frozenset({"keeper"})}


def standing(*done: Done, **changes: Made) -> Standing:
    bare = Standing("in-progress", done, TEAM, {}, GAS, {}, permit_good=True)
    return replace(bare, **changes)


def done(*steps: str, **changes: Made) -> tuple[Done, ...]:
    return tuple(Done(step, "pass", NOON - timedelta(hours=1), **changes) for step in steps)


def entry(step: str, evidence: dict[str, Any] | None = None, **changes: Made) -> Logged:
    return replace(Logged(step, "op", "eye", NOON, evidence or {}), **changes)


IDENTITY = {"seals": {"result": "yes"}, "containers": {"value": "3"}}


def test_a_step_is_logged_in_turn_by_two_people() -> None:
    made = log(the(), standing(), entry("identity", IDENTITY), NOON, DAY)

    assert isinstance(made, Result)
    assert made.verdict == "pass"


@pytest.mark.parametrize(
    ("now", "given", "code"),
    [
        (standing(), entry("ash", {"target": {"result": "negative"}}), "disposal.out-of-order"),
        (standing(*done("identity")), entry("identity", IDENTITY), "disposal.step-done"),
        (standing(), entry("identity", IDENTITY, witness="op"), "disposal.same-person"),
        (standing(), entry("identity", IDENTITY, witness="keeper"), "disposal.same-person"),
        (standing(), entry("identity", IDENTITY, witness=""), "disposal.witness-missing"),
        (standing(), entry("identity", IDENTITY, performer="x"), "disposal.not-in-team"),
        (standing(), entry("identity", IDENTITY, at=NOON + timedelta(days=1)), "disposal.in-the-future"),
        (standing(*done("identity")), entry("weigh-in", at=NOON - timedelta(hours=2)), "disposal.clock-back"),
        (standing(state="on-hold"), entry("identity", IDENTITY), "disposal.not-working"),
        (standing(), entry("no-such"), "disposal.step-unknown"),
        (standing(*done("atmosphere"), permit_good=False), entry("feed"), "disposal.permit-lacking"),
        (standing(*done("atmosphere")), entry("feed", offline=True), "disposal.hold-offline"),
        (standing(*done("atmosphere", confirmed=False)), entry("feed"), "disposal.claims-open"),
        (standing(*done("atmosphere"), paused=True), entry("feed"), "disposal.paused"),
    ],
)
def test_a_step_nobody_may_log_is_refused_with_its_reason(now: Standing, given: Logged, code: str) -> None:
    assert code in codes(log(the(), now, given, NOON, DAY))


@pytest.mark.parametrize(
    ("lel", "oxygen", "verdict", "stops"),
    [
        ("10.0", "20", "pass", False),
        ("10.1", "20", "fail", False),
        ("25.1", "20", "fail", True),
        ("0", "19.4", "fail", True),
        ("0", "19.5", "pass", False),
        ("0", "23.6", "fail", True),
    ],
)
def test_an_atmosphere_that_is_dangerous_stops_the_work(lel: str, oxygen: str, verdict: str, stops: bool) -> None:
    given = {name: {"value": value, "instrument": "GAS"} for name, value in (("lel", lel), ("oxygen", oxygen))}

    made = log(the(), standing(*done("protection")), entry("atmosphere", given), NOON, DAY)

    assert isinstance(made, Result)
    assert (made.verdict, made.stops) == (verdict, stops)


def test_a_distance_nobody_measured_is_too_near() -> None:
    protocol = the("draft-imminent-danger")
    before = done("segregation")

    assert "disposal.too-near" in codes(log(protocol, standing(*before), entry("site"), NOON, DAY))
    near = standing(*before, distances={"dwelling": 749, "well": 1000, "crop": 500, "river": 750})
    (found,) = [each for each in log(protocol, near, entry("site"), NOON, DAY) if each.code == "disposal.too-near"]  # type: ignore[union-attr] # problems
    assert found.values["what"] == "dwelling"


def test_work_is_over_when_every_step_counts_and_every_claim_is_confirmed() -> None:
    keys = [step.key for step in the().steps]

    assert complete_against(the(), done(*keys)) == []
    assert codes(complete_against(the(), done(*keys, confirmed=False))) == {"disposal.claims-open"}
    assert open_steps(the(), [*done(*keys[:-1]), Done(keys[-1], "fail", NOON)]) == (keys[-1],)
    assert open_steps(the(), [*done(*keys[:-1]), Done(keys[-1], "fail", NOON, accepted=True)]) == ()
    assert open_steps(the(), done(*keys, void=True)) == tuple(keys)


def test_readings_with_and_without_a_zone_or_a_time_stand_beside_each_other() -> None:
    told = [
        {"value": "7", "instrument": "PH-1", "at": at} for at in (None, "2026-11-20T10:00", "2026-11-20T10:10+00:00")
    ]

    made = judged(PH, {"readings": told}, GOOD, DAY)

    assert isinstance(made, Verdict)
    assert made.verdict == "pass"
