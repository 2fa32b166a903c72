"""Steps done with each container, and steps tried until they pass: by the rules, at a desk and from a tablet."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from precursors.db.engine import Database
from precursors.disposal import working
from precursors.disposal.library import documents
from precursors.disposal.rules.entries import Done, Logged, Standing
from precursors.disposal.rules.evidence import Instrument
from precursors.disposal.rules.protocol import Protocol, read
from precursors.disposal.rules.steps import Result, complete_against, log, open_steps, passed, to_log
from precursors.disposal.service import own_order
from precursors.scope.visible import Sight
from tests.asking import shown
from tests.disposal.makers import (
    EVIDENCE,
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
    put,
    simply,
)
from tests.disposal.test_pages import People
from tests.people import an_app, at

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
DRUMS = ("LOT-1 / 1", "LOT-1 / 2")
TEAM = {"performer": frozenset({"op"}), "witness": frozenset({"eye"})}
MOST = 3
SCALE = {"SCALE": Instrument("SCALE", Decimal(0), date(2027, 1, 1))}


def document(**steps: dict[str, Any]) -> dict[str, Any]:
    """The seed's protocol of incineration with changes of its steps."""
    made = deepcopy(dict(documents()["demo-incinerate-solvents"]))
    for step in made["steps"]:
        step |= steps.get(step["key"].replace("-", "_"), {})
    return made


REPEATED = {"weigh_in": {"repeat": "each-container"}, "ash": {"repeat": "until", "max_times": MOST}}


def the() -> Protocol:
    made = read(document(**REPEATED))
    assert isinstance(made, Protocol), made
    return made


def outcome(done: list[Done], **entry: Made) -> set[str] | str:
    """Codes of what refuses an entry, or else its verdict."""
    standing = Standing("in-progress", done, TEAM, {}, SCALE, {}, permit_good=True, containers=DRUMS)
    asked = Logged(entry["step"], "op", "eye", NOON, entry["evidence"], container=entry.get("container", ""))
    made = log(the(), standing, asked, NOON + timedelta(hours=1), date(2026, 11, 20))
    return made.verdict if isinstance(made, Result) else {each.code for each in made}


IDENTITY = Done("identity", "pass", NOON)
BEFORE_ASH = [Done(each, "pass", NOON) for each in ("identity", "protection", "atmosphere", "feed")] + [
    Done("weigh-in", "pass", NOON, container=each) for each in DRUMS
]


def weighed(container: str, verdict: str = "pass", **more: bool) -> Done:
    return Done("weigh-in", verdict, NOON, container=container, **more)


@pytest.mark.parametrize(
    ("done", "container", "found"),
    [
        ([], "", {"disposal.container-which"}),
        ([], "LOT-1 / 3", {"disposal.container-which"}),
        ([], DRUMS[0], "pass"),
        ([weighed(DRUMS[0])], DRUMS[0], {"disposal.container-done"}),
        ([weighed(DRUMS[0], "fail")], DRUMS[0], "pass"),
        ([weighed(DRUMS[0], void=True)], DRUMS[0], "pass"),
        ([weighed(DRUMS[0])], DRUMS[1], "pass"),
    ],
)
def test_a_step_with_each_container_says_with_which(done: list[Done], container: str, found: set[str] | str) -> None:
    evidence = {"mass": {"value": "500", "unit": "kg", "instrument": "SCALE"}}

    assert outcome([IDENTITY, *done], step="weigh-in", container=container, evidence=evidence) == found


def test_it_is_passed_once_it_is_for_every_container() -> None:
    one, both = [IDENTITY, weighed(DRUMS[0])], [IDENTITY, weighed(DRUMS[0]), weighed(DRUMS[1])]

    assert "weigh-in" not in passed(the(), one, DRUMS)
    assert "weigh-in" in open_steps(the(), one, DRUMS)
    assert "weigh-in" in to_log(the(), one, DRUMS)
    assert "weigh-in" in passed(the(), both, DRUMS)
    assert "weigh-in" not in to_log(the(), both, DRUMS)
    assert codes_of(complete_against(the(), one, DRUMS)) == {"disposal.steps-open"}
    assert outcome(one, step="protection", evidence=EVIDENCE["protection"]) == {"disposal.out-of-order"}
    assert outcome(both, step="protection", evidence=EVIDENCE["protection"]) == "pass"


def codes_of(found: list[Any]) -> set[str]:
    return {each.code for each in found}


BAD = {"target": {"result": "positive"}}


@pytest.mark.parametrize(
    ("tries", "evidence", "found"),
    [
        (0, EVIDENCE["ash"], "pass"),
        (0, BAD, "inconclusive"),
        (1, BAD, "inconclusive"),
        (2, BAD, "fail"),
        (2, EVIDENCE["ash"], "pass"),
        (3, BAD, "fail"),
    ],
)
def test_a_step_is_tried_until_it_passes_and_the_last_failure_is_one(tries: int, evidence: Made, found: str) -> None:
    done = BEFORE_ASH + [Done("ash", "inconclusive", NOON)] * tries

    assert outcome(done, step="ash", evidence=evidence) == found


def test_what_was_passed_is_not_tried_again_and_what_counts_for_nothing_was_no_try() -> None:
    over, void = Done("ash", "pass", NOON), Done("ash", "fail", NOON, void=True)

    assert outcome([*BEFORE_ASH, over], step="ash", evidence=EVIDENCE["ash"]) == {"disposal.step-done"}
    assert outcome([*BEFORE_ASH, *[void] * MOST], step="ash", evidence=BAD) == "inconclusive"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"repeat": "until"}, "protocol.until"),
        ({"repeat": "until", "max_times": 0}, "protocol.until"),
        ({"repeat": "once", "max_times": 2}, "protocol.until"),
    ],
)
def test_how_often_is_said_exactly_where_it_counts(change: dict[str, Any], code: str) -> None:
    made = read(document(ash=change))

    assert isinstance(made, list)
    assert codes_of(made) == {code}


def an_order_at_work(site: Site) -> str:
    ref = an_order(site, a_line(pieces="2"))
    at_work(site, ref, a_protocol(site, **document(**REPEATED)))
    good(logged(site, ref, "identity"))
    return ref


def test_an_order_goes_through_each_container_and_tries_again(database: Database, tmp_path: Path) -> None:
    site = a_site(database)
    ref = an_order_at_work(site)
    app = an_app(database, tmp_path)
    at(app, site.now)
    pia = People(app, site)["pia"]
    page, order = shown(pia.get(f"/disposal/{ref}/steps")), shown(pia.get(f"/disposal/{ref}"))

    nowhere = logged(site, ref, "weigh-in")
    good(logged(site, ref, "weigh-in", container=DRUMS[0]))
    (second,) = brought(site, ref, "weigh-in", container=DRUMS[1])
    early = simply(site, ref, "dora", "end-work")
    for name in ("pia", "wanda"):
        good(site.doing(ref, name, "confirm", lambda s, w, d: working.confirm(s, w, d, second.uuid)))
    for step in ("protection", "atmosphere", "feed"):
        good(logged(site, ref, step))
    tries = [good(logged(site, ref, "ash", BAD)).verdict for _ in range(MOST)]
    held = site.state(ref)
    rules = {each.row.rule for each in site.dossier(ref).open_deviations}
    for _ in site.dossier(ref).open_deviations:
        good(decided(site, ref, "repeat"))
    again = good(logged(site, ref, "ash")).verdict
    for step in ("weigh-out", "witnessed"):
        good(logged(site, ref, step))
    good(put(site, ref, "disposed", "500"))

    assert "2 of 2 containers are left" in page
    assert "At least 0.001" in page
    assert "Next: weighing in" in order
    assert "LOT-1 / 2" in page
    assert codes(nowhere) == {"disposal.container-which"}
    assert second.state == "recorded"
    assert "disposal.steps-open" in codes(early)
    assert tries == ["inconclusive", "inconclusive", "fail"]
    assert held == "on-hold"
    assert "tries-over" in rules
    assert again == "pass"
    good(simply(site, ref, "dora", "end-work"))


def brought(site: Site, ref: str, step: str, container: str) -> Made:
    """What a tablet brings of a step done with a container."""
    site.later(minutes=10)
    entry = an_entry(site, step)
    told = {"uuid": entry.uuid, "step": step, "performer": "pia", "witness": "wanda", "at": site.now.isoformat()}

    def unit(session: Session) -> Made:
        order = own_order(session, Sight(), ref)
        assert order is not None
        more = {"evidence": dict(entry.evidence), "container": container}
        return working.sync(session, site.who("pia"), order, [told | more])

    return site.write(unit)
