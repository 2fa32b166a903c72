"""Destruction through the API: what a page can do a program can, but for what a second factor signs."""

from __future__ import annotations

from pathlib import Path

import pytest

from precursors.access.permissions import Permission, permitted
from precursors.audit.proof import check
from precursors.audit.verify import verify
from precursors.db.engine import Database
from precursors.disposal.doing import DEEDS
from precursors.disposal.library import documents
from precursors.web import pdf
from tests.api.caller import API, Caller, a_caller, an_api
from tests.disposal.makers import OWNER, PEOPLE, Site, a_protocol, a_site, at_work, certified
from tests.disposal.test_carrying import a_load
from tests.people import at

LOT = {"lot": "LOT-1", "substance": "acetone", "mass": "500", "form": "L", "pieces": "3", "custodian": "carl"}
NEW = {
    "number": "D-1",
    "why": "seized in May",
    "lots": [LOT | {"uncertainty": "0.1", "seals": "S1"}],
    "show": ["XD-CRT"],
}


@pytest.fixture
def site(database: Database) -> Site:
    return a_site(database)


def of(site: Site, home: Path, name: str) -> Caller:
    """A program of one of the people."""
    agency, roles = PEOPLE[name]
    app = an_api(site.database, home)
    at(app, site.now)
    return a_caller(app, site.database, roles, agency, username=name)


def test_an_order_is_asked_for_read_and_moved_by_a_program(site: Site, tmp_path: Path) -> None:
    dora = of(site, tmp_path, "dora")

    made = dora.post("/disposal-orders", NEW)
    twice = dora.post("/disposal-orders", NEW)
    bad = dora.post("/disposal-orders", NEW | {"number": "D-2", "lots": [LOT | {"mass": "a lot", "form": "X"}]})
    ref = made.json["ref"]
    read = dora.ask(f"/disposal-orders/{ref}")
    form = dora.ask(f"/disposal-orders/{ref}/deeds/plan")
    entered = dora.post(f"/disposal-orders/{ref}/deeds/schedule", {"fields": {}})
    cancelled = dora.post(f"/disposal-orders/{ref}/deeds/cancel", {"fields": {"reason": "asked by mistake"}})

    assert (made.status_code, made.headers["Location"]) == (201, f"{API}/disposal-orders/{ref}")
    assert {each["code"] for each in twice.json["errors"]} >= {"disposal.number-taken"}
    assert {each["code"] for each in bad.json["errors"]} >= {"choice.unknown"}
    assert read["balance"][0]["seized"] == {"value": "500.000000000", "unit": "kg"}
    assert {each["name"] for each in form["fields"]} >= {"protocol", "site", "performers", "issuer"}
    assert entered.status_code == 422
    assert cancelled.json["state"] == "cancelled"
    assert [each["verb"] for each in dora.ask(f"/disposal-orders/{ref}")["refusals"]] == ["request", "schedule"]
    with site.database.read() as session:
        assert verify(session).broken is None


def test_what_a_second_factor_signs_is_refused_to_a_program_and_kept_with_its_reason(
    site: Site, tmp_path: Path
) -> None:
    ref = of(site, tmp_path, "dora").post("/disposal-orders", NEW).json["ref"]
    judge = of(site, tmp_path, "judge")
    fields = {"basis": "court", "authority": "Court 1", "reference": "C-7", "lots": "LOT-1"}
    fields |= {"expires": site.now.date().isoformat()}

    refused = judge.post(f"/disposal-orders/{ref}/deeds/release", {"fields": fields})

    assert refused.status_code == 422
    assert {each["code"] for each in refused.json["errors"]} == {"approval.no-second-factor"}


def test_whoever_may_do_a_deed_on_its_page_may_ask_for_it_by_the_api(site: Site) -> None:
    for name, (_, roles) in PEOPLE.items():
        own = permitted(roles)
        reached = [each.verb for each in DEEDS if each.permission in own]
        assert not reached or Permission.READ_DISPOSAL in own, name


def test_amounts_of_an_order_at_work_are_written_down_by_a_program(site: Site, tmp_path: Path) -> None:
    protocol = a_protocol(site)
    pia = of(site, tmp_path, "pia")
    ref = of(site, tmp_path, "dora").post("/disposal-orders", NEW).json["ref"]
    at_work(site, ref, protocol)
    line = pia.ask(f"/disposal-orders/{ref}/deeds/enter")["fields"][0]["options"][0]

    done = pia.post(
        f"/disposal-orders/{ref}/deeds/enter", {"fields": {"line": line, "part": "disposed", "mass": "499 kg"}}
    )

    assert done.json == {"state": "in-progress", "warning": None}
    (balance,) = pia.ask(f"/disposal-orders/{ref}")["balance"]
    assert balance["unexplained"]["value"] == "1.000000000"
    assert pia.ask(f"/disposal-orders/{ref}")["plan"]["site"] == "Plant 7"


def test_the_movement_document_of_a_load_is_read_and_printed_by_a_program(site: Site, tmp_path: Path) -> None:
    ref, dora = a_load(site), of(site, tmp_path, "dora")
    place = f"/disposal-orders/{ref}"
    early = dora.get(f"{place}/movement").status_code
    fields = {"number": "WM-1", "phone": "+1 555", "carrier": "Carrier Ltd", "vehicle": "XD 123", "carriers": "cleo"}

    drawn = dora.post(f"{place}/deeds/waybill", {"fields": fields})
    told = dora.ask(f"{place}/movement")

    assert (early, drawn.status_code) == (404, 200), drawn.text
    assert (told["number"], told["agency"]) == ("WM-1", OWNER)
    assert {"name": "Vehicle", "said": "XD 123"} in told["facts"]
    assert "UN1090" in str(told["tables"])
    assert len(told["unsigned"]) == 3
    assert dora.get(f"{place}/movement.pdf").data.startswith(b"%PDF" if pdf.AVAILABLE else b"{")


def test_a_protocol_is_handed_in_by_a_program_and_signed_by_people(site: Site, tmp_path: Path) -> None:
    document = dict(documents()["demo-neutralise-acids"])
    dora, chem, envi = (of(site, tmp_path, name) for name in ("dora", "chem", "envi"))

    made = dora.post("/disposal-protocols", {"document": document})
    again = dora.post("/disposal-protocols", {"document": document})
    odd = dora.post("/disposal-protocols", {"document": document | {"version": 10**30}})
    ref = made.json["ref"]

    assert (made.status_code, made.json["state"], made.json["document"]["code"]) == (201, "draft", "XD-NEU-ACIDS")
    assert [each["code"] for each in again.json["errors"]] == ["protocol.version"]
    assert odd.status_code == 422
    assert [each["ref"] for each in dora.ask("/disposal-protocols")["items"]] == [ref]
    assert dora.ask(f"/disposal-protocols/{ref}") == made.json
    for caller, place, body in (
        (chem, "review", {"reason": "read"}),
        (envi, "decision", {"agrees": True}),
        (envi, "withdrawal", {"reason": "recalled"}),
    ):
        refused = caller.post(f"/disposal-protocols/{ref}/{place}", body)
        assert refused.status_code in {409, 422}, place
        assert {each["code"] for each in refused.json["errors"]} & {"approval.no-second-factor", "approval.unknown"}


def test_a_certificate_is_read_proved_printed_and_recorded_by_a_program(site: Site, tmp_path: Path) -> None:
    ref = certified(site, a_protocol(site))
    iris, dora = of(site, tmp_path, "iris"), of(site, tmp_path, "dora")
    place = f"/disposal-certificates/{ref}"

    told = dora.ask(place)
    printed = dora.get(f"{place}/certificate.pdf")
    recorded = iris.post(f"{place}/documents", {})
    proof = dora.ask(f"{place}/proof")["proof"]
    anybody = dora.app.test_client().get(f"{API}/disposal-verifications/{told['code']}").json

    assert told["content"]["lines"][0]["disposed"] == "499.9999996"
    assert printed.mimetype == "application/pdf"
    assert recorded.status_code == 201
    assert check(proof) is None
    assert [each["act"] for each in anybody["documents"]] == [recorded.json["act"]]
    assert len(proof["documents"]) == 1
    assert dora.post(f"{place}/documents", {}).status_code == 403
    (outcome,) = dora.ask(f"/disposal-figures?year={site.now.year}")["items"]
    assert outcome["disposed"]["value"] == "499.999999600"
    assert OWNER in anybody["agency"]


def test_a_token_needs_the_permission_of_the_deed_and_no_other(site: Site, tmp_path: Path) -> None:
    app = an_api(site.database, tmp_path)
    at(app, site.now)
    agency, roles = PEOPLE["dora"]
    may = [Permission.READ_DISPOSAL, Permission.RECORD_DISPOSAL]
    dora = a_caller(app, site.database, roles, agency, scopes=may, username="dora")
    ref = dora.post("/disposal-orders", NEW).json["ref"]

    signed = dora.post(f"/disposal-orders/{ref}/deeds/approve", {"fields": {}})
    cancelled = dora.post(f"/disposal-orders/{ref}/deeds/cancel", {"fields": {"reason": "asked by mistake"}})

    assert signed.status_code == 403
    assert cancelled.json["state"] == "cancelled", cancelled.text
