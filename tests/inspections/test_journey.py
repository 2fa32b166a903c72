"""Visits, findings and reports over HTTP: entered, followed up, late."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from precursors.agencies.service import AgencyDraft, add
from precursors.audit.genesis import LOCAL
from precursors.audit.verify import verify
from precursors.db.engine import Database
from precursors.flags.models import Flag
from tests.asking import shown
from tests.people import an_app, at, signed_in_client


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    made = an_app(database, tmp_path)
    at(made, datetime(2024, 6, 10, 12, tzinfo=UTC))
    return made


@pytest.fixture
def client(app: Flask, database: Database) -> FlaskClient:
    return signed_in_client(app, database)


def entered(client: FlaskClient, kind: str, **typed: str) -> str:
    """A record entered on its page; answers its address."""
    answer = client.post(f"/{kind}/new", data=typed)
    assert answer.status_code == 303, shown(answer, answer.status_code)
    return str(answer.headers["Location"])


def test_a_visit_finds_something_that_must_be_done_by_a_day(
    app: Flask, client: FlaskClient, database: Database
) -> None:
    visit = entered(client, "inspections", number="V-1", operator="Acme SA", day="2024-06-07", occasion="routine")
    finding = entered(
        client, "inspection-findings", inspection="V-1", line="1", found="the store was open", gravity="major",
        measure="lock it", due="2024-06-20",
    )  # fmt: skip
    client.post(f"{finding}/documents", data={"file": (BytesIO(b"\xff\xd8\xff a photograph"), "door.jpg")})

    on_visit = shown(client.get(visit))
    before = shown(client.get("/"))
    at(app, datetime(2024, 6, 21, 12, tzinfo=UTC))
    client = signed_in_client(app, database)
    after = shown(client.get("/"))
    client.post(f"{finding}/remedy", data={"day": "2024-06-21"})
    client.post(f"{finding}/verify", data={"day": "2024-06-21"})

    assert "visited since 7 Jun 2024" in on_visit
    assert "lock it 20 Jun 2024 open" in on_visit
    assert "Measures of inspections past their day" not in before
    assert "Measures of inspections past their day" in after
    assert "verified since 21 Jun 2024" in shown(client.get(finding))
    assert "door.jpg" in shown(client.get(finding))
    with database.read() as session:
        assert verify(session).broken is None


def test_a_finding_begins_on_the_page_of_its_visit_with_the_next_number(client: FlaskClient) -> None:
    visit = entered(client, "inspections", number="V-1", operator="Acme SA", day="2024-06-07")
    first = the_form(client, visit)
    entered(client, "inspection-findings", inspection="V-1", line="1", found="the store was open")
    second = the_form(client, visit)

    assert 'value="V-1"' in client.get(first).text
    assert "line=1" in first
    assert "line=2" in second


def test_the_list_of_what_is_past_its_day_holds_nothing_else(
    app: Flask, client: FlaskClient, database: Database
) -> None:
    for number, day in (("V-late", "2024-06-12"), ("V-soon", "2024-07-01")):
        entered(client, "inspections", number=number, operator="Acme SA", day=day)
        entered(client, "inspection-findings", inspection=number, line="1", found=number, measure="mend", due=day)
    at(app, datetime(2024, 6, 21, 12, tzinfo=UTC))
    client = signed_in_client(app, database)

    start = client.get("/").text
    for kind in ("inspections", "inspection-findings"):
        only = f"/{kind}?only=past-their-day"
        told = shown(client.get(only))
        assert f'href="{only}"' in start
        assert ("V-late" in told, "V-soon" in told) == (True, False)


def the_form(client: FlaskClient, visit: str) -> str:
    """Where the page of a visit begins a finding."""
    found = re.search(r'href="(/inspection-findings/new[^"]*)"', client.get(visit).text)
    assert found
    return html.unescape(found[1])


def test_a_finding_of_a_visit_nobody_recorded_is_refused(client: FlaskClient) -> None:
    answer = client.post("/inspection-findings/new", data={"inspection": "V-9", "line": "1", "found": "nothing"})

    assert "record the visit first" in shown(answer, 422)


def test_a_visit_to_come_is_planned(client: FlaskClient) -> None:
    visit = entered(client, "inspections", number="V-2", operator="Acme SA", day="2024-07-01")

    assert "planned" in shown(client.get(visit))


def test_an_operator_is_found_and_named_however_a_report_states_it(client: FlaskClient, database: Database) -> None:
    operator = entered(client, "operators", identifier="ACM-1", name="Acme S.A.")
    entered(client, "inspections", number="V-1", operator="acm 1", day="2024-06-07")
    report = entered(
        client, "incident-reports", number="R-1", operator="ACM-1", event="theft", noticed="2024-06-03",
        filed="2024-06-07",
    )  # fmt: skip
    entered(client, "incident-reports", number="R-2", operator="Acme SA", event="loss", noticed="2024-06-03",
            filed="2024-06-03")  # fmt: skip

    on_page = shown(client.get(operator))
    told = shown(client.get(report))
    (flag,) = re.findall(r"/flags/FLG-[\w*-]+", client.get("/flags").text)[:1]

    assert all(f" {number} " in on_page for number in ("V-1", "R-1", "R-2"))
    sentence = "Acme S.A. (ACM-1) reported on 7 Jun 2024 what was due on 4 Jun 2024"
    assert sentence in told
    assert all(sentence in shown(client.get(page)) for page in ("/flags", flag))
    assert "\u2068Acme S.A. (ACM-1)\u2069" in client.get(f"{flag}?language=ar", follow_redirects=True).text


@pytest.mark.parametrize(("filed", "late"), [("2024-06-04", False), ("2024-06-05", True)])
def test_a_theft_is_reported_within_a_business_day_or_late(
    client: FlaskClient, database: Database, filed: str, late: bool
) -> None:
    report = entered(
        client, "incident-reports", number="R-1", operator="Acme SA", event="theft", noticed="2024-06-03", filed=filed,
        substance="Acetone", quantity="12", unit="kg",
    )  # fmt: skip

    told = shown(client.get(report))
    with database.read() as session:
        found = list(session.execute(select(Flag.rule)).scalars())
    assert found == (["late-report"] if late else [])
    assert "4 Jun 2024" in told
    assert ("1 days late" in told) is late
    assert "1 working day after 3 Jun 2024, which is not counted itself. By the calendar of XD" in told


@pytest.mark.parametrize(
    ("country", "event", "due", "score"),
    [("PE", "theft", "4 Jun 2026", 600), ("PE", "spill", "4 Jun 2026", 600), ("CL", "loss", "3 Jun 2026", 300)],
)
def test_a_report_is_late_by_the_law_of_its_country_and_by_recalled_law_with_caution(
    app: Flask, database: Database, country: str, event: str, due: str, score: int
) -> None:
    draft = AgencyDraft(f"{country}-INS", "Agency", "inspection", country, "en-US")
    database.write(lambda session: add(session, LOCAL, draft))
    at(app, datetime(2026, 6, 10, 12, tzinfo=UTC))
    client = signed_in_client(app, database, agency=draft.code)

    report = entered(
        client, "incident-reports", number="R-1", operator="Acme SA", event=event, noticed="2026-06-03",
        filed="2026-06-05", substance="Acetone", quantity="12", unit="kg",
    )  # fmt: skip

    with database.read() as session:
        found = [tuple(row) for row in session.execute(select(Flag.rule, Flag.score))]
    assert found == [("late-report", score)]
    assert due in shown(client.get(report))


@pytest.mark.parametrize(
    ("amount", "told"),
    [
        ({"quantity": "12", "unit": "kg"}, "acetone 12.000 kg"),
        ({"quantity": "3", "unit": "drums"}, "Nobody can say how much that is; it is in no sum."),
    ],
)
def test_a_loss_is_recorded_though_nobody_can_weigh_it(client: FlaskClient, amount: dict[str, str], told: str) -> None:
    client.post("/operators/new", data={"identifier": "ACM-1", "name": "Acme SA", "country": "XD"})
    report = entered(
        client, "incident-reports", number="R-1", operator="ACM-1", event="loss", noticed="2024-06-03",
        filed="2024-06-04", substance="Acetone", **amount,
    )  # fmt: skip

    assert told in shown(client.get(report))


def test_an_amount_that_no_choice_could_make_right_stops_a_report(client: FlaskClient) -> None:
    typed = {"number": "R-1", "operator": "ACM-1", "event": "loss", "noticed": "2024-06-03", "filed": "2024-06-04"}
    answer = client.post("/incident-reports/new", data=typed | {"substance": "Acetone", "quantity": "-3", "unit": "kg"})

    assert answer.status_code == 422


def test_the_page_of_an_operator_leads_to_its_visits_reports_and_returns(client: FlaskClient) -> None:
    operator = entered(client, "operators", identifier="ACM-1", name="Acme SA", country="XD")
    before = shown(client.get(operator))
    pages = [
        entered(client, "inspections", number="V-1", operator="ACM-1", day="2024-06-07"),
        entered(
            client, "incident-reports", number="R-1", operator="Acme SA", event="theft", noticed="2024-06-03",
            filed="2024-06-04",
        ),
        entered(client, "returns", operator="ACM-1", period="2024-Q1"),
    ]  # fmt: skip

    answer = client.get(operator)
    assert "No visit and no report is recorded yet." in before
    assert "No return is expected of this operator yet." in before
    assert all(f'href="{page}"' in answer.text for page in pages)
    assert "V-1 routine 7 Jun 2024 visited" in shown(answer)


def test_what_was_mistyped_of_a_visit_its_finding_and_a_report_is_put_right_on_its_page(
    client: FlaskClient, database: Database
) -> None:
    visit = entered(client, "inspections", number="V-1", operator="Acme SA", day="2024-06-07", met="Ms Roja")
    finding = entered(client, "inspection-findings", inspection="V-1", line="1", found="the store was opn")
    loss = {"operator": "Acme SA", "event": "loss", "noticed": "2024-06-03", "filed": "2024-06-05"}
    report = entered(client, "incident-reports", number="R-1", substance="Acetone", quantity="12", unit="kg", **loss)
    seen = {"site": "", "occasion": "routine", "inspectors": "", "purpose": "", "result": "", "notes": ""}
    right = {
        visit: {"operator": "Acme SA", "day": "2024-06-07", "met": "Ms Rojas"} | seen,
        finding: {"found": "the store was open", "gravity": "minor"},
        report: {"event": "loss", "noticed": "2024-06-03", "filed": "2024-06-04", "substance": "acetone",
                 "quantity": "1.2", "unit": "kg"},
    }  # fmt: skip

    told = {}
    for page, typed in right.items():
        form = client.get(f"{page}/rectify").text
        assert 'name="number"' not in form
        unsaid = client.post(f"{page}/rectify", data=typed)
        assert unsaid.status_code == 422
        answer = client.post(f"{page}/rectify", data=typed | {"reason": "mistyped"})
        assert answer.status_code == 303, shown(answer, answer.status_code)
        told[page] = shown(client.get(str(answer.headers["Location"])))

    assert "Ms Rojas" in told[visit]
    assert "visited since 7 Jun 2024" in told[visit]
    assert "the store was open" in told[finding]
    assert "Quantity 1.2 Unit kg" in told[report]
    assert "mistyped" in told[report]
    with database.read() as session:
        assert verify(session).broken is None
