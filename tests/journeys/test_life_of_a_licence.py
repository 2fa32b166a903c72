"""A licence from application to revocation through HTTP: its clock, its versions, its renewal in grace, two people."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from precursors.access.permissions import Role
from precursors.agencies.service import AgencyDraft, add
from precursors.audit.checkpoint import make_key
from precursors.audit.genesis import LOCAL
from precursors.audit.verify import verify
from precursors.db.engine import Database
from tests.api.caller import a_caller, an_api
from tests.asking import links, shown
from tests.people import NOON, an_app, at, signed_in_client

APPLICATION = {
    "number": "L-9", "holder": "20-1", "kind": "licence", "substance": "Acetic anhydride",
    "activities": "domestic, import", "quantity": "600", "unit": "kg",
    "valid_from": "2026-01-01", "valid_to": "2026-12-31", "state": "submitted",
}  # fmt: skip
QUESTION = {"buyer": "20-1", "substance": "Acetic anhydride", "quantity": "500", "unit": "kg"}


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    make_key(tmp_path / "signing.key")
    made = an_app(database, tmp_path)
    at(made, NOON)
    return made


@pytest.fixture
def officer(app: Flask, database: Database) -> FlaskClient:
    return signed_in_client(app, database)


@pytest.fixture
def chief(app: Flask, database: Database) -> FlaskClient:
    return signed_in_client(app, database, (Role.SUPERVISOR,), username="chief")


def entered(client: FlaskClient, shelf: str, **texts: str) -> str:
    answer = client.post(f"/{shelf}/new", data=texts)
    assert answer.status_code == 303, shown(answer, answer.status_code)
    return str(answer.headers["Location"])


def done(client: FlaskClient, page: str, verb: str, code: int = 303, **texts: str) -> str:
    answer = client.post(f"{page}/{verb}", data={"reason": "as the file says"} | texts)
    assert answer.status_code == code, shown(answer, answer.status_code)
    return str(answer.headers.get("Location") or shown(answer, code))


def test_a_licence_lives_from_application_to_the_next_one(
    officer: FlaskClient, chief: FlaskClient, app: Flask, database: Database
) -> None:
    entered(officer, "operators", identifier="20-1", name="Acme SA", country="XD")
    page = entered(officer, "licences", **APPLICATION)
    before = shown(officer.get(entered(officer, "deal-checks", **QUESTION)))
    done(officer, page, "complete")
    waits = shown(officer.get(page))
    done(officer, page, "review")
    refused = officer.post(f"{page}/grant", data={"reason": "fine"}).status_code
    done(chief, page, "grant")
    granted = shown(officer.get(entered(officer, "deal-checks", **QUESTION)))
    amended = done(chief, page, "amend", quantity="300")
    after = shown(officer.get(entered(officer, "deal-checks", **QUESTION)))
    done(chief, amended, "suspend")
    stopped = shown(officer.get(entered(officer, "deal-checks", **QUESTION)))
    done(chief, amended, "resume")
    later = done(officer, amended, "renew", number="L-10", valid_from="2027-01-01", valid_to="2027-12-31")
    renewed = shown(officer.get(later))

    assert "is not in force: submitted" in before
    assert "Due on" in waits
    assert "Demoland Precursors Order 2015" in waits
    assert refused == 403
    assert "Licence L-9 of the buyer is in force and covers it" in granted
    assert "Licence L-9 allows only 300 kg more in this period" in after
    assert "is not in force: suspended" in stopped
    assert "31 Mar 2027" in renewed
    with database.read() as session:
        assert verify(session).broken is None


@pytest.mark.parametrize(
    ("verb", "today", "last"),
    [
        ("refuse", date(2027, 2, 10), "10 Feb 2027"),
        ("withdraw", date(2026, 12, 20), None),
        ("grant", date(2027, 2, 10), "28 Feb 2027"),
    ],
)
def test_grace_ends_as_the_renewal_is_decided(
    officer: FlaskClient, chief: FlaskClient, app: Flask, database: Database, verb: str, today: date, last: str | None
) -> None:
    entered(officer, "operators", identifier="20-1", name="Acme SA", country="XD")
    granted = done(chief, entered(officer, "licences", **APPLICATION | {"state": "complete"}), "grant")
    following = {"number": "L-10", "valid_from": "2027-03-01", "valid_to": "2027-12-31"}
    ahead = done(officer, granted, "renew", code=422, day="2027-01-02", **following)
    old = done(officer, granted, "renew", **following)
    (new,) = set(links(officer.get("/licences"), "/licences/LIC-")) - {old}
    prolonged = shown(officer.get(old))
    at(app, datetime.combine(today, NOON.timetz()))
    later = signed_in_client(app, database, (Role.SUPERVISOR,), username="chief")
    done(later, new, "complete")
    done(later, new, verb)
    (now,) = set(links(later.get("/licences"), "/licences/LIC-")) - {new}
    decided = shown(later.get(now))

    assert "2 Jan 2027" in ahead
    assert "31 Mar 2027" in prolonged
    assert "31 Mar 2027" not in decided
    assert last is None or last in decided


def test_a_revocation_takes_two_people(
    officer: FlaskClient, chief: FlaskClient, app: Flask, database: Database
) -> None:
    entered(officer, "operators", identifier="20-1", name="Acme SA", country="XD")
    page = entered(officer, "licences", **APPLICATION | {"state": "complete"})
    done(chief, page, "grant")
    done(chief, page, "revoke", reason="false papers")
    asked = shown(officer.get(page))
    second = signed_in_client(app, database, (Role.SUPERVISOR,), username="second")
    waiting = second.get("/inbox")
    told = shown(waiting)
    answer = waiting.text.split("/inbox/approvals/")[1].split('"')[0]
    strangers = officer.post(f"/inbox/approvals/{answer}", data={"verdict": "approved"})
    own = chief.post(f"/inbox/approvals/{answer}", data={"verdict": "approved"})
    agreed = second.post(f"/inbox/approvals/{answer}", data={"verdict": "approved"})
    after = shown(officer.get(page))

    assert "in force" in asked
    assert "waits for a second person" in asked
    assert "false papers" in asked
    assert "waits for a second person" not in after
    assert "L-9" in told
    assert "false papers" in told
    assert strangers.status_code == own.status_code == 422
    assert agreed.status_code == 303, shown(agreed, agreed.status_code)
    assert "revoked since" in after


def test_a_revocation_leaves_no_line_that_could_be_resumed(
    officer: FlaskClient, chief: FlaskClient, app: Flask, database: Database
) -> None:
    entered(officer, "operators", identifier="20-1", name="Acme SA", country="XD")
    entered(officer, "licences", **APPLICATION | {"state": "complete", "substance": "Acetone"})
    page = entered(officer, "licences", **APPLICATION | {"state": "complete"})
    done(chief, page, "grant")
    done(chief, page, "suspend", only_line="yes")
    (other,) = set(links(officer.get("/licences"), "/licences/LIC-")) - {page}
    done(chief, other, "revoke", reason="false papers")
    second = signed_in_client(app, database, (Role.SUPERVISOR,), username="second")
    answer = second.get("/inbox").text.split("/inbox/approvals/")[1].split('"')[0]
    second.post(f"/inbox/approvals/{answer}", data={"verdict": "approved"})

    refused = done(chief, page, "resume", code=422)

    assert all("revoked since" in shown(officer.get(each)) for each in (page, other))
    assert "revoked" in refused


def test_what_the_law_forbids_is_refused_with_its_paragraph(officer: FlaskClient, chief: FlaskClient) -> None:
    page = entered(officer, "licences", **APPLICATION | {"kind": "registration", "state": "complete"})

    said = done(chief, page, "grant", code=422)

    assert "20-1 is no registered operator" in said
    assert "The law demands a licence for acetic anhydride (Demoland Precursors Act 2014 s. 4)" in said


def test_a_certificate_lasts_no_longer_than_the_law_lets_it(app: Flask, database: Database) -> None:
    database.write(lambda session: add(session, LOCAL, AgencyDraft("AR-REN", "RENPRE", "inspection", "AR", "es-AR")))
    officer = signed_in_client(app, database, agency="AR-REN")
    chief = signed_in_client(app, database, (Role.SUPERVISOR,), "AR-REN", "chief-ar")
    entered(officer, "operators", identifier="20-1", name="Acme SA", country="AR")

    page = entered(officer, "licences", **APPLICATION | {"state": "complete", "valid_to": "2027-06-30"})
    warned = shown(officer.get(page))
    refused = done(chief, page, "grant", code=422)
    mended = done(chief, page, "amend", valid_to="2027-01-01")
    done(chief, mended, "grant")

    told = "The law lets it be valid to 1 Jan 2027 at most (RENPRE forms 01 and 02)."
    assert told in warned
    assert told in refused


def test_a_licence_in_force_is_not_typed_in(officer: FlaskClient) -> None:
    answer = officer.post("/licences/new", data=APPLICATION | {"state": "active"})

    assert "begins as an application" in shown(answer, 422)


def test_the_same_by_program(database: Database, tmp_path: Path) -> None:
    caller = a_caller(an_api(database, tmp_path), database, roles=(Role.SUPERVISOR,))
    caller.post("/operators", {"identifier": "20-1", "name": "Acme SA", "country": "XD"})
    made = caller.post("/licences", {**APPLICATION, "state": "complete", "activities": ["domestic"]})
    assert made.status_code == 201, made.text
    place = made.headers["Location"].removeprefix("/api/v1")
    caller.post(f"{place}/grant", {"reason": "fine"})
    told = caller.ask(place)
    answer, beyond = (
        caller.ask(caller.post("/deal-checks", asked).headers["Location"].removeprefix("/api/v1"))
        for asked in (QUESTION | {"quantity": "100"}, QUESTION)
    )

    assert (told["state"], told["period"]) == ("active", "year")
    assert answer["answer"] == "yes"
    assert beyond["answer"] == "conditions"  # 100 kg a month are what the law lets pass without more


def test_a_licence_is_suspended_from_the_day_that_is_said(app: Flask, database: Database) -> None:
    at(app, datetime(2026, 11, 1, 12, tzinfo=NOON.tzinfo))
    chief = signed_in_client(app, database, (Role.SUPERVISOR,), username="chief")
    entered(chief, "operators", identifier="20-1", name="Acme SA", country="XD")
    page = entered(chief, "licences", **APPLICATION | {"state": "complete", "activities": "import"})
    done(chief, page, "grant", day="2026-11-01")
    at(app, datetime(2026, 12, 1, 12, tzinfo=NOON.tzinfo))
    later = signed_in_client(app, database, (Role.SUPERVISOR,), username="later")
    done(later, page, "suspend", day="2026-11-20")

    assert "suspended since 20 Nov 2026" in shown(later.get(page))


def test_across_the_border_only_the_side_at_home_is_asked_about(officer: FlaskClient, chief: FlaskClient) -> None:
    entered(officer, "operators", identifier="20-1", name="Acme SA", country="XD")
    page = entered(officer, "licences", **APPLICATION | {"state": "complete", "activities": "import"})
    done(chief, page, "grant")

    told = shown(
        officer.get(entered(officer, "deal-checks", **QUESTION | {"seller": "Chemie GmbH", "activity": "import"}))
    )

    assert "Licence L-9 of the buyer is in force and covers it" in told
    assert "seller has no licence" not in told


def test_a_draft_is_there_from_the_day_it_is_entered(officer: FlaskClient) -> None:
    entered(officer, "operators", identifier="20-1", name="Acme SA", country="XD")
    page = entered(officer, "licences", **APPLICATION | {"state": "draft"})

    done(officer, page, "submit")

    told = shown(officer.get(page))
    assert "20 Nov 2026 begin draft" in told
    assert "20 Nov 2026 submit submitted" in told


def test_a_holder_is_found_however_a_paper_spells_it(officer: FlaskClient, chief: FlaskClient) -> None:
    operator = entered(officer, "operators", identifier="20-1", name="Química Ábaco S.A.", country="XD")
    held = APPLICATION | {"holder": "QUIMICA ABACO, SA", "state": "complete"}
    page = entered(officer, "licences", **held)
    done(chief, page, "grant")

    deal = shown(officer.get(entered(officer, "deal-checks", **QUESTION)))

    assert "Licence L-9 of the buyer is in force and covers it" in deal
    assert "L-9" in shown(officer.get(operator))
    assert f'href="{operator}"' in officer.get(page).text


@pytest.mark.parametrize("state", ["submitted", "complete", "under-review"])
def test_what_is_applied_for_begins_on_the_day_it_was_entered_whatever_days_it_asks_for(
    officer: FlaskClient, state: str
) -> None:
    entered(officer, "operators", identifier="20-1", name="Acme SA", country="XD")

    page = entered(officer, "licences", **APPLICATION | {"state": state})

    told = shown(officer.get(page))
    assert f"20 Nov 2026 begin {state.replace('-', ' ')}" in told
    assert "1 Jan 2026 begin" not in told
