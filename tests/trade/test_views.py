"""The pages of shipments, through a signed-in browser, on both engines."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from precursors.access.permissions import Role
from precursors.audit.checkpoint import make_key
from precursors.audit.proof import check
from precursors.db.engine import Database
from precursors.flags.models import Flag
from precursors.trade.models import Shipment
from tests.asking import counted, shown
from tests.people import an_agency, an_app, signed_in_client
from tests.trade.cells import entered, typed_shipment, whole


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    an_agency(database)
    make_key(tmp_path / "signing.key")
    return an_app(database, tmp_path)


@pytest.fixture
def client(app: Flask, database: Database) -> FlaskClient:
    return signed_in_client(app, database)


def hidden(answer: TestResponse, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.text)
    assert found, name
    return found[1]


def refs_on(answer: TestResponse) -> list[str]:
    """References of the records a list shows, in order."""
    return re.findall(r'scope="row"><a class="govuk-link pcr-nowrap" href="/shipments/(SHP-[^"]+)"', answer.text)


def all_shipments(database: Database) -> list[Shipment]:
    with database.read() as session:
        return list(session.execute(select(Shipment).order_by(Shipment.id)).scalars())


def landed(answer: TestResponse) -> str:
    """The record a form has led to."""
    assert answer.status_code == 303, shown(answer, answer.status_code)
    return answer.location.rpartition("/")[2]


def test_an_entry_is_checked_then_recorded_and_shown(client: FlaskClient, database: Database) -> None:
    form = typed_shipment(substance="Acetic anhydride", quantity="20 x 200 L", unit="", concentration="98 %")
    form |= {"request_key": hidden(client.get("/shipments/new"), "request_key")}

    checked = shown(client.post("/shipments/new", data=form | {"step": "check"}))
    before = all_shipments(database)
    ref = landed(client.post("/shipments/new", data=form | {"step": "record"}))
    page = shown(client.get(f"/shipments/{ref}"))

    assert "20 × 200 = 4,000" in checked
    assert before == []
    assert "20 × 200 = 4,000" in page
    assert "4,240.656 kg" in page
    assert whole(database)


def test_a_double_click_records_once(client: FlaskClient, database: Database) -> None:
    form = typed_shipment() | {"request_key": "a" * 32, "step": "record"}

    places = {landed(client.post("/shipments/new", data=form)) for _ in range(2)}

    assert len(places) == len(all_shipments(database)) == 1


def test_a_wrong_form_keeps_all_that_was_typed_and_blames_its_fields(client: FlaskClient, database: Database) -> None:
    form = typed_shipment(date="31/31/2024", quantity="ten", notes="seen at the gate")

    answer = client.post("/shipments/new", data=form | {"step": "record"})

    page = shown(answer, 422)
    assert "There is a problem" in page
    assert 'href="#date"' in answer.text
    assert 'href="#quantity"' in answer.text
    assert 'id="quantity-error"' in answer.text
    assert 'value="31/31/2024"' in answer.text
    assert 'value="ten"' in answer.text
    assert "seen at the gate" in page
    assert all_shipments(database) == []


def test_the_readers_language_never_changes_what_a_number_means(client: FlaskClient, database: Database) -> None:
    client.set_cookie("language", "es")

    client.post("/shipments/new", data=typed_shipment(quantity="1,234.5") | {"step": "record"})

    assert [row.base_ug for row in all_shipments(database)] == [1_234_500_000_000]


HOSTILE = ["<script>alert(1)</script>", "=cmd|'/c calc'!A1", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}"]


def test_what_is_stored_is_shown_inert(client: FlaskClient, database: Database, tmp_path: Path) -> None:
    refs = {}
    for text in HOSTILE:
        refs[text] = entered(database, tmp_path, document=f"D-{len(refs)}", operator=text, notes=text).ref

    pages = {
        text: [client.get(path) for path in ("/shipments", f"/shipments/{ref}", f"/shipments/{ref}/correct")]
        for text, ref in refs.items()
    }

    for text, each in pages.items():
        for page in each:
            assert text in html.unescape(page.text)
            assert "<script>alert" not in page.text
            assert "<img src=x" not in page.text


def test_a_correction_shows_what_changes_before_it_is_recorded(
    client: FlaskClient, database: Database, tmp_path: Path
) -> None:
    ref = entered(database, tmp_path).ref
    form = typed_shipment(quantity="12") | {"reason": "misread", "request_key": "b" * 32}

    first = client.post(f"/shipments/{ref}/correct", data=form | {"step": "record"})
    seen = hidden(first, "seen")
    other = client.post(f"/shipments/{ref}/correct", data=form | {"step": "record", "seen": seen, "unit": "g"})
    before = len(all_shipments(database))
    new = landed(client.post(f"/shipments/{ref}/correct", data=form | {"step": "record", "seen": seen}))

    assert "10 12" in shown(first)
    assert shown(other)
    assert before == 1
    assert f"now {new}" in shown(client.get(f"/shipments/{ref}"))
    assert f"in place of {ref}" in shown(client.get(f"/shipments/{new}"))
    assert whole(database)


def test_a_correction_without_a_reason_is_asked_for_one(
    client: FlaskClient, database: Database, tmp_path: Path
) -> None:
    ref = entered(database, tmp_path).ref
    form = typed_shipment(quantity="12") | {"request_key": "b" * 32, "step": "record"}
    seen = hidden(client.post(f"/shipments/{ref}/correct", data=form), "seen")

    answer = client.post(f"/shipments/{ref}/correct", data=form | {"seen": seen})

    assert answer.status_code == 422
    assert 'id="reason-error"' in answer.text
    assert len(all_shipments(database)) == 1


def test_a_record_is_reversed_with_a_reason(client: FlaskClient, database: Database, tmp_path: Path) -> None:
    ref = entered(database, tmp_path).ref

    refused = client.post(f"/shipments/{ref}/reverse", data={"reason": " "})
    done = client.post(f"/shipments/{ref}/reverse", data={"reason": "never came"})
    again = client.post(f"/shipments/{ref}/reverse", data={"reason": "never came"})

    assert (refused.status_code, done.status_code, again.status_code) == (422, 303, 409)
    assert refs_on(client.get("/shipments")) == []
    assert "never came" in shown(client.get(f"/shipments/{ref}"))
    assert whole(database)


def test_an_unresolved_quantity_is_resolved_by_a_person(client: FlaskClient, database: Database) -> None:
    acid = typed_shipment(substance="Hydrochloric acid", quantity="20", unit="L") | {"keep": "yes", "step": "record"}
    ref = landed(client.post("/shipments/new", data=acid))
    choice = {"concentration": "37 %", "basis": "w/w", "reason": "the label says so"}

    told = shown(client.get(f"/shipments/{ref}"))
    asked = shown(client.get(f"/shipments/{ref}/resolve"))
    checked = shown(client.post(f"/shipments/{ref}/resolve", data=choice | {"step": "check"}))
    new = landed(client.post(f"/shipments/{ref}/resolve", data=choice | {"step": "record"}))
    again = landed(client.post(f"/shipments/{ref}/resolve", data=choice | {"step": "record"}))

    assert "hydrochloric acid comes in solution" in told
    assert "hydrochloric acid comes in solution" in asked
    assert "kg" in checked
    assert again == new != ref
    assert whole(database)


def test_a_reason_whose_values_nobody_can_say_any_more_leaves_them_open(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    acid = typed_shipment(substance="Hydrochloric acid", quantity="20", unit="L") | {"keep": "yes", "step": "record"}
    ref = landed(client.post("/shipments/new", data=acid))
    monkeypatch.setattr("precursors.trade.history.explained", lambda _terms, _row: None)

    assert "… comes in solution" in shown(client.get(f"/shipments/{ref}"))


def test_a_reference_of_another_kind_is_a_text_to_look_for(
    client: FlaskClient, database: Database, tmp_path: Path
) -> None:
    ref = entered(database, tmp_path, document="D-1").ref

    assert client.get(f"/shipments?text={ref.lower()}").headers["Location"].endswith(ref)
    assert refs_on(client.get("/shipments?text=APR-2026-000010-W")) == []


def test_a_sum_of_which_nothing_is_known_is_not_nought(client: FlaskClient) -> None:
    acid = typed_shipment(substance="Hydrochloric acid", quantity="20", unit="L") | {"keep": "yes", "step": "record"}
    ref = landed(client.post("/shipments/new", data=acid))

    open_ = shown(client.get("/shipments"))
    choice = {"concentration": "37 %", "basis": "w/w", "reason": "the label says so", "step": "record"}
    landed(client.post(f"/shipments/{ref}/resolve", data=choice))
    known = shown(client.get("/shipments"))

    assert re.search(r"hydrochloric acid 1 1 not known", open_)
    assert re.search(r"hydrochloric acid 1 0 8\.[0-9]+ kg", known)


def test_a_flag_raised_by_hand_stands_on_the_record(client: FlaskClient, database: Database, tmp_path: Path) -> None:
    ref = entered(database, tmp_path).ref

    assert client.post(f"/shipments/{ref}/flag", data={"reason": ""}).status_code == 422
    client.post(f"/shipments/{ref}/flag", data={"reason": "seal photographs differ"})

    assert "seal photographs differ" in shown(client.get(f"/shipments/{ref}"))
    assert refs_on(client.get("/shipments?status=flagged")) == [ref]
    assert whole(database)


def test_a_document_is_laid_to_the_record_once(client: FlaskClient, database: Database, tmp_path: Path) -> None:
    ref = entered(database, tmp_path).ref
    path = f"/shipments/{ref}/documents"

    answers = []
    paper = b"%PDF-paper"
    for content, name in ((paper, "../../evil <b>.pdf"), (paper, "again.pdf"), (b"", "empty.pdf"), (b"x", "")):
        with (tmp_path / "sent").open("wb") as file:
            file.write(content)
        with (tmp_path / "sent").open("rb") as file:
            answers.append(client.post(path, data={"file": (file, name)}).status_code)

    assert answers == [303, 422, 422, 422]
    assert "evil _b_.pdf" in shown(client.get(f"/shipments/{ref}"))
    assert whole(database)


def test_the_proof_can_be_checked_without_the_registry(client: FlaskClient, database: Database, tmp_path: Path) -> None:
    ref = entered(database, tmp_path).ref

    answer = client.get(f"/shipments/{ref}/proof")

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert check(answer.get_json()) is None


PAGES = ("", "/proof", "/correct", "/reverse", "/resolve", "/flag", "/documents")


def test_a_foreign_record_is_not_there(app: Flask, client: FlaskClient, database: Database, tmp_path: Path) -> None:
    ref = entered(database, tmp_path).ref
    other = signed_in_client(app, database, agency="XD-OTH")

    looked = {other.get(f"/shipments/{ref}{page}").status_code for page in PAGES}
    tried = {other.post(f"/shipments/{ref}{page}", data={"reason": "x"}).status_code for page in PAGES[2:]}

    assert client.get(f"/shipments/{ref}").status_code == 200
    assert looked == tried == {404}
    assert refs_on(other.get("/shipments")) == []
    assert whole(database)


def test_who_may_only_look_is_offered_nothing_and_refused(app: Flask, database: Database, tmp_path: Path) -> None:
    ref = entered(database, tmp_path).ref
    auditor = signed_in_client(app, database, roles=[Role.AUDITOR])

    page = auditor.get(f"/shipments/{ref}")

    assert f"/shipments/{ref}/" not in page.text.replace(f"/shipments/{ref}/proof", "")
    assert {auditor.get(f"/shipments/{ref}{each}").status_code for each in PAGES[2:]} == {403}
    assert auditor.get("/shipments/new").status_code == 403


def many(database: Database, scratch: Path, count: int) -> list[str]:
    """Records of consecutive days, newest first."""
    days = (date(2024, 1, 1) + timedelta(days=n) for n in range(count))
    made = [entered(database, scratch, document=f"D-{n}", date=day.isoformat()).ref for n, day in enumerate(days)]
    return made[::-1]


def test_the_list_is_walked_both_ways_without_gap_or_repeat(
    client: FlaskClient, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refs = many(database, tmp_path, 7)
    monkeypatch.setattr("precursors.trade.listing.SIZE", 3)

    first = client.get("/shipments")
    second = client.get(f"/shipments?after={refs[2]}")
    third = client.get(f"/shipments?after={refs[5]}")
    back = client.get(f"/shipments?before={refs[6]}")
    front = client.get(f"/shipments?before={refs[3]}")

    assert [refs_on(page) for page in (first, second, third)] == [refs[:3], refs[3:6], refs[6:]]
    assert [refs_on(back), refs_on(front)] == [refs[3:6], refs[:3]]
    assert f"after={refs[2]}" in first.text
    assert 'rel="prev"' not in first.text
    assert 'rel="next"' not in third.text
    assert f"before={refs[3]}" in second.text


KEPT = {
    "first=2024-02-02": ["D-3", "D-2"],
    "last=2024-02-01": ["D-1"],
    "substance=acetic-anhydride": ["D-2"],
    "direction=export": ["D-3"],
    "operator=acme": [],
    "operator=ACME%20Ltd.": ["D-1"],
    "licence=LIC-9": ["D-2"],
    "text=d-3": ["D-3"],
    "text=100%25": [],
    "status=unresolved": [],
    "first=nonsense": ["D-3", "D-2", "D-1"],
}
"""Query of the list to the documents it keeps. An operator nobody has registered is found by the whole name alone."""


def test_a_filter_keeps_what_it_names(client: FlaskClient, database: Database, tmp_path: Path) -> None:
    own = {
        "D-1": {"date": "2024-02-01", "operator": "Acme Ltd"},
        "D-2": {"date": "2024-02-02", "substance": "Acetic anhydride", "licence": "LIC-9"},
        "D-3": {"date": "2024-02-03", "direction": "export", "origin": "XD", "destination": "DE"},
    }
    sent = {entered(database, tmp_path, document=name, **changes).ref: name for name, changes in own.items()}

    kept = {query: [sent[ref] for ref in refs_on(client.get(f"/shipments?{query}"))] for query in KEPT}

    assert kept == KEPT


def test_a_look_without_an_index_stops_and_says_how_far_it_went(
    client: FlaskClient, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = entered(database, tmp_path, document="OLD", date="2023-01-05").ref
    entered(database, tmp_path, document="NEW", date="2024-03-05")
    monkeypatch.setattr("precursors.trade.listing.LOOK", 1)

    first = client.get("/shipments?text=old")
    on = html.unescape(re.findall(r'href="(\?[^"]*last=[^"]*)"', first.text)[-1])

    assert refs_on(first) == []
    assert refs_on(client.get("/shipments" + on)) == [old]


def test_the_sums_are_those_of_the_filter(client: FlaskClient, database: Database, tmp_path: Path) -> None:
    entered(database, tmp_path, document="D-1", quantity="10")
    entered(database, tmp_path, document="D-2", quantity="5", date="2024-04-01")

    assert "15.000 kg" in shown(client.get("/shipments"))
    assert "15.000 kg" not in shown(client.get("/shipments?first=2024-04-01"))


def test_a_page_asks_as_often_for_many_records_as_for_one(
    client: FlaskClient, database: Database, tmp_path: Path
) -> None:
    many(database, tmp_path, 2)
    client.get("/shipments")
    with counted(database) as few:
        client.get("/shipments")
    for n in range(12):
        entered(database, tmp_path, document=f"E-{n}", operator=f"Stranger {n}")
    with counted(database) as lots:
        page = client.get("/shipments")

    assert len(refs_on(page)) == 14
    assert len(lots) == len(few)


def test_every_flag_of_a_record_is_found_by_its_runs(database: Database, tmp_path: Path, client: FlaskClient) -> None:
    ref = entered(database, tmp_path, operator="Stranger").ref
    with database.read() as session:
        flags = session.execute(select(Flag.rule)).scalars().all()

    page = shown(client.get(f"/shipments/{ref}"))

    assert "party-not-licensed" in flags
    assert "Stranger is unknown here" in page
