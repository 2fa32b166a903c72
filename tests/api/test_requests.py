"""What holds for every request: it is readable, named once, within limits, and refused as a problem document."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from precursors.api.blueprint import LIMITER
from precursors.api.limits import Limiter
from precursors.api.models import Asked
from precursors.api.once import KEPT, LEASE
from precursors.db.engine import Database
from precursors.trade.models import Shipment
from tests.api.caller import Caller
from tests.people import signed_in_client
from tests.trade.cells import typed_shipment

KEY = {"Idempotency_Key": "march-7"}


def count(database: Database) -> int:
    with database.read() as session:
        return len(session.execute(select(Shipment.id)).all())


def altered(database: Database, **values: object) -> None:
    """Change what is remembered of every request."""

    def unit(session: Session) -> None:
        session.execute(update(Asked).values(**values))

    database.aside.write(unit)


def test_a_request_that_names_itself_is_done_once_and_answered_alike(caller: Caller) -> None:
    first, again = (caller.post("/shipments", typed_shipment(), **KEY) for _ in range(2))

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json == first.json
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert count(caller.database) == 1


def test_another_request_under_the_same_name_is_refused(caller: Caller) -> None:
    caller.post("/shipments", typed_shipment(), **KEY)

    other = caller.post("/shipments", typed_shipment(line="2"), **KEY)

    assert (other.status_code, other.json["code"]) == (422, "api.key-reused")
    assert count(caller.database) == 1


def test_a_name_is_free_again_where_nothing_came_of_it(caller: Caller) -> None:
    wrong = caller.post("/shipments", typed_shipment(quantity="ten"), **KEY)

    right = caller.post("/shipments", typed_shipment(), **KEY)

    assert (wrong.status_code, right.status_code) == (422, 201)


def test_the_twin_of_a_request_that_is_being_done_waits(caller: Caller) -> None:
    caller.post("/shipments", typed_shipment(), **KEY)
    altered(caller.database, state="open")

    twin = caller.post("/shipments", typed_shipment(), **KEY)

    assert (twin.status_code, twin.json["code"]) == (409, "api.key-open")
    assert twin.headers["Retry-After"] == "1"


def test_a_reply_that_was_lost_with_its_process_never_writes_twice(caller: Caller) -> None:
    place = f"/shipments/{caller.post('/shipments', typed_shipment()).json['ref']}"
    tag = caller.tag(place)
    first = caller.post(f"{place}/reversals", {"reason": "slip"}, If_Match=tag, **KEY)
    altered(caller.database, state="open", made=caller.app.extensions["here"].now - 2 * LEASE)

    again = caller.post(f"{place}/reversals", {"reason": "slip"}, If_Match=tag, **KEY)

    assert (again.status_code, again.json) == (201, first.json)
    assert len([each for each in caller.ask("/acts")["items"] if each["kind"] == "reverse-shipment"]) == 1


def test_even_a_name_that_was_forgotten_leads_the_same_request_to_its_act(caller: Caller) -> None:
    first = caller.post("/shipments", typed_shipment(), **KEY)
    altered(caller.database, made=caller.app.extensions["here"].now - 2 * KEPT)

    again = caller.post("/shipments", typed_shipment(), **KEY)

    assert again.json == first.json
    assert "Idempotency-Replayed" not in again.headers
    assert count(caller.database) == 1


@pytest.mark.parametrize("name", ["", "a b", "x" * 256, "é"])
def test_a_name_nobody_could_repeat_is_refused(caller: Caller, name: str) -> None:
    answer = caller.post("/shipments", typed_shipment(), Idempotency_Key=name)

    assert (answer.status_code, answer.json["code"]) == (400, "api.key")


def test_without_a_token_nobody_comes_in_whatever_else_they_bring(caller: Caller, database: Database) -> None:
    browser = signed_in_client(caller.app, database)

    answers = [
        browser.get("/api/v1/shipments"),
        browser.post("/api/v1/shipments", json=typed_shipment()),
        caller.app.test_client().get("/api/v1/me", headers={"Authorization": "Bearer pcr_no"}),
    ]

    assert {each.status_code for each in answers} == {401}
    assert {each.mimetype for each in answers} == {"application/problem+json"}
    assert {each.headers["WWW-Authenticate"] for each in answers} == {"Bearer"}


@pytest.mark.parametrize(
    ("octets", "media", "status", "code"),
    [
        (b"{", "application/json", 400, "api.unreadable"),
        (b'{"line": "1", "line": "2"}', "application/json", 400, "api.unreadable"),
        (b'{"line": NaN}', "application/json", 400, "api.unreadable"),
        (b'{"line": "\\ud800"}', "application/json", 400, "api.unreadable"),
        (b"[" * 100_000, "application/json", 400, "api.unreadable"),
        (b'"\xff"', "application/json", 400, "api.unreadable"),
        (b"[]", "application/json", 422, "api.kind"),
        (b'{"line": 1}', "application/json", 422, "api.kind"),
        (b'{"date": "2024-03-01", "line": "\\u0000"}', "application/json", 422, "text.control-character"),
        (b"line=1", "application/x-www-form-urlencoded", 415, "api.status-415"),
        (b" " * (1 << 21), "application/json", 413, "api.status-413"),
    ],
)
def test_a_body_that_is_none_of_ours_is_refused(
    caller: Caller, octets: bytes, media: str, status: int, code: str
) -> None:
    answer = caller.client.post("/api/v1/shipments", data=octets, headers=caller.headers, content_type=media)

    assert answer.status_code == status, answer.text
    assert code in {answer.json["code"], *(each["code"] for each in answer.json["errors"])}


@pytest.mark.parametrize(("place", "method", "status"), [("/nowhere", "GET", 404), ("/shipments", "PUT", 405)])
def test_what_is_not_there_is_told_as_a_document_too(caller: Caller, place: str, method: str, status: int) -> None:
    answer = caller.client.open(f"/api/v1{place}", method=method, headers=caller.headers | {"Accept-Language": "fr"})

    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert answer.json["code"] == f"api.status-{status}"
    assert answer.headers["Content-Language"] == "fr"


def test_a_nul_in_an_address_is_refused(caller: Caller) -> None:
    answers = [caller.get("/shipments/a%00b"), caller.get("/shipments?text=a%00b"), caller.get("/substances/%00")]

    assert {each.status_code for each in answers} == {400}


def test_a_fault_tells_a_number_and_nothing_of_itself(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> object:
        raise RuntimeError("secret inside")

    monkeypatch.setattr("precursors.api.substances.looking.told", broken)
    caller.app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = caller.get("/substances/acetone", X_Request_ID="abcdef-123456")

    assert answer.status_code == 500
    assert answer.json["request"] == "abcdef-123456"
    assert "secret" not in answer.text


def test_too_many_requests_must_wait_as_long_as_they_are_told(caller: Caller) -> None:
    now = [0.0]
    caller.app.extensions[LIMITER] = Limiter(2, lambda: now[0])

    answers = [caller.get("/me") for _ in range(3)]
    now[0] += float(answers[2].headers["Retry-After"])

    assert [each.status_code for each in answers] == [200, 200, 429]
    assert caller.get("/me").status_code == 200


def test_a_limiter_remembers_no_more_callers_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("precursors.api.limits.MOST_KNOWN", 3)
    limiter = Limiter(1)

    waits = [limiter.wait(f"caller {n}") for n in range(50)]

    assert set(waits) == {0}
    assert len(limiter._left) == 3


def test_only_this_machine_reads_the_metrics(caller: Caller) -> None:
    here = caller.client.get("/metrics")
    there = caller.client.get("/metrics", environ_base={"REMOTE_ADDR": "192.0.2.7"})
    through = caller.client.get("/metrics", headers={"X-Forwarded-For": "192.0.2.7"})

    assert "precursors_acts_total" in here.text
    assert (there.status_code, through.status_code) == (404, 404)
