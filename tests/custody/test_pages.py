"""Custody over HTTP: from the seizure to the laboratory, through the browser of two people, and the API."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from precursors.access.permissions import Role
from precursors.audit.verify import verify
from precursors.db.engine import Database
from tests.asking import counted, links, shown
from tests.people import NOON, an_agency, an_app, at, signed_in_client

SEIZURE = {
    "number": "S-7", "kind": "seizure", "day": "2026-11-10", "country": "XD", "place": "Pier 4, warehouse of Acme",
    "place_type": "port", "ground": "Act 12", "origin": "DE", "destination": "XD", "diverted_from": "LIC-404",
    "persons": "John Brown", "notify": "DE, FR",
}  # fmt: skip
LOT = {
    "seizure": "S-7", "number": "1", "day": "2026-11-10", "substance": "Acetone", "quantity": "300", "unit": "kg",
    "containers": "3", "container": "drum", "seals": "A1, A2, A3", "place": "Store 1", "label": "Brown's best",
}  # fmt: skip


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    an_agency(database)
    made = an_app(database, tmp_path)
    at(made, NOON)
    return made


@pytest.fixture
def client(app: Flask, database: Database) -> FlaskClient:
    return signed_in_client(app, database)


def put(client: FlaskClient, shelf: str, /, **texts: str) -> str:
    answer = client.post(f"/{shelf}/new", data=texts)
    assert answer.status_code == 303, shown(answer, answer.status_code)
    return str(answer.headers["Location"])


def booked(client: FlaskClient) -> tuple[str, str, list[str]]:
    """A seizure, its lot, the lot's containers."""
    put(client, "places", name="Store 1", classes="3")
    put(client, "places", name="Store 2")
    put(client, "instruments", serial="B-1", kind="balance", uncertainty="10", unit="g", due="2027-01-01")
    seizure = put(client, "seizures", **SEIZURE)
    lot = put(client, "lots", **LOT)
    return seizure, lot, links(client.get(lot), "/containers/")


def test_a_lot_is_followed_from_its_seizure_to_the_laboratory(
    app: Flask, client: FlaskClient, database: Database
) -> None:
    seizure, lot, drums = booked(client)
    boris = signed_in_client(app, database, username="boris")
    analyst = signed_in_client(app, database, [Role.ANALYST])

    page = shown(client.get(lot))
    weighed = client.post(f"{drums[0]}/reweigh", data={"weight": "100", "unit": "kg", "instrument": "B-1"})
    lost = client.post(f"{drums[1]}/reweigh", data={"weight": "95", "unit": "kg", "instrument": "B-1"})
    client.post(f"{drums[1]}/reweigh", data={"weight": "95", "unit": "kg", "instrument": "B-1", "reason": "lid loose"})
    client.post(f"{drums[2]}/offer", data={"receiver": "boris", "place": "Store 2"})
    (offer,) = links(boris.get("/offers?state=open"), "/offers/OFR")
    mine = client.post(f"{offer}/accept", data={})
    theirs = boris.post(f"{offer}/accept", data={})
    sample = {"seizure": "S-7", "exhibit": "1", "number": "M1", "purpose": "analysis", "day": "2026-11-20"}
    sample |= {"taken": "20", "unit": "g", "duplicate": "M2", "box": "1"}
    unread = client.post("/samples/new", data=sample)
    put(client, "samples", **sample, seal_before="A1", seal_after="B1")
    report = {"seizure": "S-7", "exhibit": "1", "report": "R-1", "day": "2026-11-20", "identity": "Toluene"}
    put(analyst, "results", **report, purity="97.5", uncertainty="0.8", consumed="5", unit="g")
    after, drum = shown(client.get(lot)), shown(client.get(drums[2]))

    assert len(drums) == 3
    assert "In the containers 300.000 kg" in page
    assert weighed.status_code == 303
    assert "5000 g less than the chain has" in shown(lost, 422)
    assert "Only boris can answer here" in shown(mine, 422)
    assert theirs.status_code == 303
    assert "boris" in drum
    assert "Store 2" in drum
    assert "Read the seals before you open it" in shown(unread, 422)
    assert "confirmed" in after
    assert "Toluene 97.5 0.8 R-1" in after
    assert "Samples kept 0.035 kg" in after
    assert "Used up in analysis 0.005 kg" in after
    assert "Difference nobody has explained 5.000 kg" in after
    assert "5000 g less than the chain has" in shown(client.get("/flags"))
    assert "unknown here" in shown(client.get(seizure))
    with database.read() as session:
        assert verify(session).broken is None


def test_labels_are_printed_and_scanned(client: FlaskClient) -> None:
    _, lot, drums = booked(client)

    sheet = client.get(f"/labels?ref={lot.rsplit('/', 1)[1]}")
    ref = drums[0].rsplit("/", 1)[1]

    assert sheet.text.count("<svg") == 3
    assert ref in shown(sheet)
    assert client.get(f"/scan?code={ref.lower()}").location == drums[0]
    assert client.get(f"/scan?code=http://registry.example/scan?code={ref}").location == drums[0]
    assert "autofocus" in client.get("/scan").text
    assert "Nothing here has the code" in shown(client.get("/scan?code=CTN-2026-000999-X"), 404)


def test_a_notice_names_nobody(client: FlaskClient) -> None:
    seizure, _, _ = booked(client)

    page = client.get(f"{seizure}/notice")
    document = client.get(f"{seizure}/notice.json")
    book = openpyxl.load_workbook(BytesIO(client.get(f"{seizure}/notice.xlsx").data))
    cells = " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)

    told = json.loads(document.text)
    assert told["to"] == ["DE", "FR"]
    assert told["goods"] == [
        {"substance": "acetone", "identified": False, "cas": "67-64-1", "net_kg": "300.000000000", "containers": 3,
         "container": "drum"}
    ]  # fmt: skip
    for text in (page.text, document.text, cells):
        assert not [name for name in ("Brown", "Acme", "Pier", "S-7") if name in text]
    assert "acetone" in cells


def test_a_hold_forbids_the_return_until_who_placed_it_lifts_it(
    app: Flask, client: FlaskClient, database: Database
) -> None:
    _, lot, drums = booked(client)
    judge = signed_in_client(app, database, [Role.COURT_OFFICER])
    ref = lot.rsplit("/", 1)[1]
    given = {"receiver": "owner", "taken": "1", "unit": "kg", "seal_before": "A1", "reason": "court order"}

    placed = judge.post("/holds/new", data={"record": ref, "authority": "Court 1", "ground": "Art. 5"})
    held = client.post(f"{drums[0]}/return", data=given)
    silent = judge.post(f"{placed.location}/lift", data={})
    judge.post(f"{placed.location}/lift", data={"reason": "trial over"})
    free = client.post(f"{drums[0]}/return", data=given)

    assert client.post("/holds/new", data={"record": ref}).status_code == 403
    assert "A hold stands on this record, placed by XD-INS" in shown(held, 422)
    assert "Art. 5" not in held.text
    assert silent.status_code == 422
    assert free.status_code == 303, shown(free, free.status_code)
    assert "Returned 1.000 kg" in shown(client.get(lot))
    assert "over" in shown(judge.get(placed.location))


def test_a_plan_tells_how_many_and_that_none_would_do(app: Flask, client: FlaskClient, database: Database) -> None:
    booked(client)
    analyst = signed_in_client(app, database, [Role.ANALYST])
    plain = {"seizure": "S-7", "exhibit": "1", "method": "hypergeometric", "units": "100", "share": "90"}

    plan = put(analyst, "sampling-plans", **plain)
    none = analyst.post("/sampling-plans/new", data=plain | {"units": "5", "negatives": "1"})

    assert "Units to sample 23" in shown(analyst.get(plan))
    assert "Impossible" in shown(none, 422)


def test_what_should_not_wait_comes_first(client: FlaskClient) -> None:
    booked(client)
    plain = {"seizure": "S-7", "day": "2024-11-10", "unit": "kg"}
    put(client, "lots", **plain, number="2", substance="Ethyl ether", quantity="5", opened="2024-11-10")
    put(client, "lots", **plain, number="3", condition="leaking")

    page = shown(client.get("/lots-at-risk"))

    assert page.index("S-7 / 3") < page.index("S-7 / 2")
    assert "was opened 740 days ago: to be tested before anybody moves it" in page
    assert "A container leaks" in page
    assert "Lots that should not wait" in shown(client.get("/"))


def test_a_page_of_a_lot_asks_the_same_however_many_containers(client: FlaskClient, database: Database) -> None:
    _, lot, _ = booked(client)
    many = put(client, "lots", **(LOT | {"number": "9", "containers": "40", "seals": ""}))

    with counted(database) as few:
        client.get(lot)
    with counted(database) as more:
        client.get(many)

    assert len(more) == len(few)
