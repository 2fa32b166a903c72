"""The pages of disposal, through signed-in browsers: a whole order, what is foreign, a certificate for everybody."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from precursors.access.permissions import Role
from precursors.audit.checkpoint import make_key
from precursors.audit.proof import check
from precursors.config.settings import LANGUAGES
from precursors.db.engine import Database
from precursors.disposal import leave
from precursors.disposal.library import documents
from precursors.disposal.panels import times
from precursors.disposal.pending import Person, pending
from precursors.disposal.reading import READING, WHATS
from precursors.disposal.service import own_order
from precursors.scope.visible import Sight
from precursors.web.figures import day as written
from tests.asking import shown
from tests.disposal.makers import (
    EVIDENCE,
    OWNER,
    PEOPLE,
    Site,
    a_line,
    a_protocol,
    a_site,
    an_order,
    at_work,
    good,
    logged,
    released,
)
from tests.disposal.makers import planned as planned_at
from tests.journeys.test_disposal import STEPS
from tests.people import an_app, at, signed_in_client


@pytest.fixture
def site(database: Database) -> Site:
    return a_site(database)


@pytest.fixture
def app(site: Site, tmp_path: Path) -> Flask:
    made = an_app(site.database, tmp_path)
    at(made, site.now)
    make_key(made.extensions["here"].settings.signing_key_file)
    return made


class People:
    """Browsers of everybody."""

    def __init__(self, app: Flask, site: Site) -> None:
        self.app, self.site, self.known = app, site, dict[str, FlaskClient]()

    def __getitem__(self, name: str) -> FlaskClient:
        if name not in self.known:
            agency, roles = PEOPLE[name]
            self.known[name] = signed_in_client(self.app, self.site.database, roles, agency, name)
        return self.known[name]

    def does(self, name: str, ref: str, verb: str, **fields: str) -> None:
        """One verb by its form; it must be taken."""
        client = self[name]
        assert client.get(f"/disposal/{ref}/{verb}").status_code == 200, verb
        answer = client.post(f"/disposal/{ref}/{verb}", data=fields)
        assert answer.status_code == 303, (verb, answer.text[-3000:])


@pytest.fixture
def people(app: Flask, site: Site) -> People:
    return People(app, site)


def step_fields(step: str) -> dict[str, str]:
    """The fields of a step's form, filled in."""
    fields = {"step": step, "performer": "pia", "witness": "wanda"}
    for key, piece in EVIDENCE[step].items():
        for what in {each for own in (*WHATS.values(), READING) for each in own}:
            if what in piece:
                fields[f"e.{key}.0.{what}"] = piece[what]
    return fields


def ref_in(answer: object) -> str:
    return str(answer.headers["Location"]).rsplit("/", 1)[-1]  # type: ignore[attr-defined] # a test response


def asked(people: People) -> str:
    """An order asked for by its form."""
    lot = {
        "lot-0": "LOT-1",
        "substance-0": "acetone",
        "mass-0": "500",
        "form-0": "L",
        "pieces-0": "3",
        "custodian-0": "carl",
    }
    odd = people["dora"].post("/disposal/new", data={"number": "", "why": "seized", **lot})
    assert '<option value="L" selected>liquid' in odd.text
    answer = people["dora"].post("/disposal/new", data={"number": "D-1", "why": "seized", "show": "XD-CRT", **lot})
    assert answer.status_code == 303, answer.text
    return ref_in(answer)


def planned(people: People, ref: str, protocol: str) -> None:
    """Release, plan, approval, start."""
    today, soon = people.site.now.date(), (people.site.now + timedelta(days=100)).date()
    people.does(
        "judge", ref, "release", basis="court", authority="Court 1", reference="C-7", expires=soon, lots="LOT-1"
    )
    plan = {
        "protocol": protocol,
        "site": "Plant 7",
        "day": today,
        "risk": "fire",
        "performers": "pia",
    }
    plan |= {"witnesses": "wanda, wim", "committee": "ann bob cleo", "issuer": "iris", "permit": "P-1"}
    plan |= {"permit_operations": "D10", "permit_from": "2020-01-01", "permit_to": soon, "distance_km": "40"}
    plan |= {"instruments": f"SCALE 0.05 {soon}\nGAS 0 {soon}\nTHERMO 0 {soon}"}
    people.does("dora", ref, "plan", **plan)
    for name in ("ann", "bob", "cleo"):
        people.does(name, ref, "approve")
    people.does("dora", ref, "schedule")


def test_an_order_goes_through_its_pages_to_a_certificate_anybody_can_check(
    people: People, site: Site, app: Flask
) -> None:
    protocol = a_protocol(site)
    ref = asked(people)
    planned(people, ref, protocol)
    line = site.dossier(ref).lines[0].id
    weights = {f"mass-{line}": "500", f"uncertainty-{line}": "0.1", f"pieces-{line}": "3", "instrument": "SCALE"}
    people.does("pia", ref, "receive", **weights)
    people.does("dora", ref, "start-work")
    refused = people["pia"].post(f"/disposal/{ref}/steps", data=step_fields("ash") | {"uuid": str(_uuid(99))})
    assert refused.status_code == 422
    assert "must come" in shown(refused, 422)
    for n, step in enumerate(STEPS):
        at(app, site.now + timedelta(minutes=n))
        page = people["pia"].get(f"/disposal/{ref}/steps")
        assert f"step-{step}" in page.text
        answer = people["pia"].post(f"/disposal/{ref}/steps", data=step_fields(step) | {"uuid": str(_uuid(n))})
        assert answer.status_code == 303, (step, answer.text[-3000:])
        people.does("wanda", ref, "confirm", step=str(_uuid(n)))
    assert "Explanation" in people["pia"].get(f"/disposal/{ref}/enter").text
    people.does("pia", ref, "enter", line=str(line), part="disposed", mass="500", uncertainty="0.1", instrument="SCALE")
    for verb in ("end-work", "verify-residue", "reconcile"):
        people.does("dora", ref, verb)
    for name in ("wanda", "wim"):
        people.does(name, ref, "witness")
    people.does("iris", ref, "certify")
    people.does("dora", ref, "close")

    order = shown(people["dora"].get(f"/disposal/{ref}"))
    assert "Asked and refused" in order
    assert order.index(", version 1") < order.index("Mass balance")
    (certificate,) = set(
        re.findall(r"/disposal/certificates/(CRT-[\w-]+)", people["dora"].get(f"/disposal/{ref}").text)
    )
    printed = people["dora"].get(f"/disposal/certificates/{certificate}")
    proof = json.loads(people["dora"].get(f"/disposal/certificates/{certificate}/proof").data)
    (code,) = set(re.findall(r"/verify/([A-Z2-7-]{29})", printed.text))
    public = app.test_client().get(f"/verify/{code}")

    assert "DEMO" in printed.text
    assert "<svg" in printed.text
    assert check(proof) is None
    assert public.status_code == 200
    assert "wanda" not in public.text
    assert app.test_client().get("/verify/NO-SUCH").status_code == 404
    assert people["iris"].post(f"/disposal/certificates/{certificate}/document").status_code == 303
    assert "500.000" in shown(people["dora"].get("/disposal/figures"))
    assert people["ann"].get("/disposal/figures.xlsx").data[:2] == b"PK"
    for language in LANGUAGES:
        told = people["dora"].get(f"/disposal/certificates/{certificate}?language={language}", follow_redirects=True)
        assert told.status_code == 200
        assert ("The witnesses declare" in told.text) is True, language


def test_the_page_of_a_held_order_says_who_goes_on(people: People, site: Site) -> None:
    ref = an_order(site)
    at_work(site, ref, a_protocol(site))
    for step in STEPS[:3]:
        good(logged(site, ref, step))
    thin = EVIDENCE["atmosphere"] | {"oxygen": {"value": "19.4", "instrument": "GAS"}}
    good(logged(site, ref, "atmosphere", thin))

    page = shown(people["dora"].get(f"/disposal/{ref}"))

    assert "1 deviation to decide" in page
    assert "Next: a person other than pia" in page


def test_an_order_of_imminent_danger_says_how_long_its_leave_lasts_and_that_the_court_is_to_be_told(
    people: People, site: Site
) -> None:
    ref = an_order(site)
    good(site.doing(ref, "ann", "endanger", lambda s, w, d: leave.endanger(s, w, d, "drums swell")))
    alone = shown(people["dora"].get(f"/disposal/{ref}"))
    good(planned_at(site, ref, a_protocol(site)))
    good(site.doing(ref, "wanda", "endanger", lambda s, w, d: leave.endanger(s, w, d, "drums swell")))

    page = shown(people["dora"].get(f"/disposal/{ref}"))

    assert "A second authority of another agency has still to find it." in alone
    assert "Imminent danger, found by XD-DIS, XD-POL." in page
    assert "Its leave ends" in page
    assert "The court has not been told yet." in page


def test_an_order_says_by_when_it_is_to_be_decided_and_destroyed_where_no_court_decides(
    people: People, site: Site
) -> None:
    asked_for, of_court = an_order(site), an_order(site, a_line(lot="LOT-9"), number="D-2")
    first = site.now.date()
    good(released(site, of_court))
    before, by_court = (shown(people["dora"].get(f"/disposal/{ref}")) for ref in (asked_for, of_court))

    good(released(site, asked_for, basis="regulator"))
    after = shown(people["dora"].get(f"/disposal/{asked_for}"))
    with site.database.read() as session:
        order = own_order(session, Sight((OWNER,)), asked_for)
        assert order is not None
        late = times(session, Sight((OWNER,)), order, first + timedelta(days=31))

    begun, due = (written(first + timedelta(days=days), "en") for days in (0, 30))
    assert f"Decision on the destruction {begun} {due}" in before
    assert "Destruction after the decision" not in before
    assert "Decision on the destruction" not in by_court
    assert f"Destruction after the decision {begun} {due}" in after
    assert "Demoland Precursors Order 2015 30 calendar days after" in after
    assert late is not None
    assert [row[2].guilty for row in late.rows] == [False, True]


def test_an_order_past_its_lawful_day_waits_for_whoever_decides_and_then_for_whoever_destroys(site: Site) -> None:
    asked_for, of_court = an_order(site), an_order(site, a_line(lot="LOT-9"), number="D-2")
    good(released(site, of_court))
    last = site.now.date() + timedelta(days=30)

    def waits(day: date) -> dict[str, int]:
        with site.database.read() as session:
            found = pending(session, Person("dora", Sight((OWNER,)), lambda _: True), day)
        return {turn: len(found.of(turn)) for turn in ("undecided", "late")}

    undecided = [waits(last), waits(last + timedelta(days=1))]
    good(released(site, asked_for, basis="regulator", expires=last + timedelta(days=90)))
    good(released(site, an_order(site, a_line(lot="LOT-8"), number="D-3"), expires=last + timedelta(days=90)))
    released_ = [waits(last), waits(last + timedelta(days=1))]

    assert undecided == [{"undecided": 0, "late": 1}, {"undecided": 1, "late": 1}]
    assert released_ == [{"undecided": 0, "late": 1}, {"undecided": 0, "late": 2}]


def _uuid(n: int) -> str:
    return f"00000000-0000-4000-8000-{n:012x}"


def test_a_protocol_goes_through_its_pages_under_three_people(people: People, site: Site) -> None:
    assert "Document" in shown(people["dora"].get("/protocols/new"))
    bad = people["dora"].post("/protocols/new", data={"document": "code = "})
    assert bad.status_code == 422
    text = json.dumps(dict(documents()["demo-neutralise-acids"]))
    ref = ref_in(people["dora"].post("/protocols/new", data={"document": text}))

    assert people["envi"].post(f"/protocols/{ref}/decide", data={"verdict": "approved"}).status_code == 422
    assert people["chem"].post(f"/protocols/{ref}/review", data={"reason": "read"}).status_code == 303
    assert people["envi"].post(f"/protocols/{ref}/decide", data={"verdict": "approved"}).status_code == 303
    page = shown(people["dora"].get(f"/protocols/{ref}"))

    assert "approved" in page
    assert people["dora"].get(f"/protocols/{ref}/document").is_json
    assert "Between" in page
    assert " … " not in page
    begun = people["dora"].post("/protocols/drafts", data={"from": ref}).location
    assert "XD-NEU-ACIDS · 2" in shown(people["dora"].get(begun))
    assert people["envi"].post(f"/protocols/{ref}/withdraw", data={"reason": ""}).status_code == 422
    assert people["envi"].post(f"/protocols/{ref}/withdraw", data={"reason": "recalled"}).status_code == 303
    assert "XD-NEU-ACIDS" in shown(people["ann"].get("/protocols"))


def test_what_is_foreign_is_not_there_and_an_administrator_sees_no_order(
    people: People, site: Site, app: Flask
) -> None:
    ref = asked(people)
    stranger = signed_in_client(app, site.database, (Role.DISPOSAL_OFFICER,), "XD-OTH", "otto")
    admin = signed_in_client(app, site.database, (Role.ADMINISTRATOR,), OWNER, "adam")

    assert stranger.get(f"/disposal/{ref}").status_code == 404
    assert stranger.post(f"/disposal/{ref}/plan").status_code == 404
    assert stranger.post(f"/disposal/{ref}/sync", json={"entries": []}).status_code == 404
    assert admin.get(f"/disposal/{ref}").status_code == 403
    assert people["judge"].get(f"/disposal/{ref}").status_code == 200
    assert ref not in stranger.get("/disposal").text


def test_a_tablet_sends_its_entries_once(people: People, site: Site) -> None:
    protocol, ref = a_protocol(site), asked(people)
    planned(people, ref, protocol)
    line = site.dossier(ref).lines[0].id
    people.does("pia", ref, "receive", **{f"mass-{line}": "500", f"pieces-{line}": "3", "instrument": "SCALE"})
    people.does("dora", ref, "start-work")
    fields = step_fields("identity") | {"uuid": str(_uuid(1)), "at": site.now.isoformat()}

    first, second = (people["pia"].post(f"/disposal/{ref}/sync", json={"entries": [{"fields": fields}]}) for _ in "12")

    assert first.json == {"entries": [{"uuid": _uuid(1), "state": "recorded", "verdict": "pass"}]}
    assert second.json["entries"][0]["state"] == "known"
    assert people["pia"].post(f"/disposal/{ref}/sync", json=["x"]).status_code == 400
    for name in ("pia", "wanda"):
        people.does(name, ref, "confirm", step=_uuid(1))
    assert site.dossier(ref).done[0].confirmed
