"""Case files over HTTP: opened, filled, followed up, told in order, closed."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient

from precursors.access.permissions import Role
from precursors.audit.verify import verify
from precursors.cases.known import kind_of
from precursors.db.engine import Database
from precursors.db.tables import Fact
from precursors.web.texts import t
from tests.asking import links, shown
from tests.cases.makers import a_case, a_report, do, entered
from tests.people import an_app, at, signed_in_client


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    made = an_app(database, tmp_path)
    at(made, datetime(2024, 6, 10, 12, tzinfo=UTC))
    return made


@pytest.fixture
def client(app: Flask, database: Database) -> FlaskClient:
    return signed_in_client(app, database, [Role.INSPECTOR, Role.SUPERVISOR])


def test_a_case_holds_records_people_tasks_and_notes_and_tells_them_in_order(
    client: FlaskClient, database: Database
) -> None:
    report, case = a_report(client), a_case(client)
    entered(client, "case-members", file="C-1", person="ana", role="analyst", organisation="XD-POL")
    task = entered(
        client, "case-tasks", file="C-1", line="1", title="ask the carrier", assignee="ana", due="2024-06-20"
    )

    do(client, case, "link", records=report, role="evidence", note="first report")
    do(client, case, "note", text="The carrier was called.")
    do(client, case, "investigate", day="2024-06-10")

    page = shown(client.get(f"/cases/{case}"))
    assert f"{report} Reports of operators R-1 evidence first report" in page
    assert "ana analyst XD-POL" in page
    assert "ask the carrier ana 20 Jun 2024 open" in page
    assert "The carrier was called." in page
    assert "under investigation since 10 Jun 2024" in page
    assert "C-1 Two drums too many evidence" in shown(client.get(f"/incident-reports/{report}"))
    told = shown(client.get(f"/cases/{case}/timeline"))
    order = ("Reports of operators: entered", "Case: opened", "Case: task given", "Case: records added", "Case: note")
    places = [told.index(each) for each in order]
    assert places == sorted(places)
    assert "Case: task given" not in shown(client.get(f"/cases/{case}/timeline?sort=note"))
    assert "Nothing of this sort" in shown(client.get(f"/cases/{case}/timeline?last=2000-01-01"))
    assert "Tasks of this case that are still open: 1" in do(
        client, case, "close", 422, day="2024-06-10", reason="over"
    )
    client.post(f"{task}/finish", data={"day": "2024-06-10"})
    do(client, case, "close", day="2024-06-10", reason="over")
    with database.read() as session:
        assert verify(session).broken is None


def test_what_is_done_most_stands_in_front_and_the_rest_under_headings(client: FlaskClient) -> None:
    case = a_case(client)

    page = client.get(f"/cases/{case}").text

    buttons = re.findall(rf'href="/cases/{re.escape(case)}/([a-z-]+)"[^>]*class="govuk-button', page)
    rows = {
        heading: re.findall(rf'/cases/{re.escape(case)}/([a-z-]+)"', row)
        for heading, row in re.findall(r"<strong>([^<]+)</strong>(.*?)</p>", page)
    }
    assert buttons[:3] == ["link", "note", "investigate"]
    assert rows == {
        "State": ["refer", "suspend", "close"],
        "Records and persons": ["unlink", "name-person", "forget"],
        "Other agencies": ["share-records", "open-forum", "end-sharing", "disclose"],
        "Protection": ["keep", "keep-secret", "restrict"],
    }


@pytest.mark.parametrize("verb", ["disclose", "share-records", "open-forum", "forget", "keep"])
def test_a_verb_that_asks_for_a_purpose_or_a_ground_does_not_suggest_that_of_the_case(
    client: FlaskClient, verb: str
) -> None:
    case = a_case(client, ground="Order 12 of the court")

    page = client.get(f"/cases/{case}/{verb}").text

    assert "Order 12 of the court" not in page
    assert 'value="investigation"' not in page


def test_a_record_is_taken_out_by_an_act_and_may_come_back(client: FlaskClient, database: Database) -> None:
    report, case = a_report(client), a_case(client)
    do(client, case, "link", records=report, role="evidence")

    twice = do(client, case, "link", 422, records=report, role="related")
    do(client, case, "unlink", record=report, reason="another matter")
    gone = shown(client.get(f"/cases/{case}"))
    do(client, case, "link", records=report, role="related")

    assert "belong to the case already" in twice
    assert "No record is linked yet." in gone
    assert f"{report} Reports of operators R-1 related" in shown(client.get(f"/cases/{case}"))
    assert "Case: record taken out" in shown(client.get("/acts"))
    with database.read() as session:
        assert verify(session).broken is None


def test_several_records_come_into_a_case_at_once_from_wherever_they_stand(client: FlaskClient) -> None:
    reports, case = [a_report(client, f"R-{n}") for n in (1, 2)], a_case(client)

    form = shown(client.get(f"/case-links/new?record={reports[0]}&record={reports[1]}"))
    sent = {"records": " ".join(reports), "case": case, "role": "origin", "request_key": "k"}
    answer = client.post("/case-links/new", data=sent)

    assert "C-1 · Two drums too many" in form
    assert answer.status_code == 303
    page = shown(client.get(f"/cases/{case}"))
    assert all(f"{each} Reports of operators" in page for each in reports)
    unknown = client.post("/case-links/new", data=sent | {"records": "SHP-2024-000001-X", "request_key": "l"})
    assert "SHP-2024-000001-X" in shown(unknown, 422)


def test_a_filed_report_comes_into_a_case(client: FlaskClient) -> None:
    case = a_case(client)
    client.post("/reports/mass-balance?year=2024", data={"receiver": "the Board"})
    (filed,) = links(client.get("/reports/mass-balance?year=2024"), "/reports/filed/RPT")

    do(client, case, "link", records=filed.rpartition("/")[2], role="origin")

    assert "Filed editions Mass balance by operator origin" in shown(client.get(f"/cases/{case}"))
    assert filed in links(client.get(f"/cases/{case}"), "/reports/")


def test_every_record_that_people_name_can_come_into_a_case(app: Flask) -> None:
    named = {name: model for name, model in Fact.kinds.items() if model.prefix}
    kinds = {name: kind_of(name) for name in named}

    assert [name for name, kind in kinds.items() if kind is None] == []
    with app.test_request_context():
        for name, kind in kinds.items():
            assert kind is not None
            assert url_for(kind.page, **kind.asked("X-2024-000001-A")), name
            assert not t(kind.title).startswith(kind.title), name
            assert kind.name is None or kind.name in named[name].__table__.columns, name


def test_a_hold_comes_into_a_case(client: FlaskClient) -> None:
    case, other = a_case(client), a_case(client, number="C-2")
    do(client, other, "link", records=a_report(client), role="evidence")
    do(client, other, "keep", authority="Court", ground="ordered")
    hold = links(client.get("/holds"), "/holds/HLD")[0]

    do(client, case, "link", records=hold.rpartition("/")[2], role="origin")

    page = client.get(f"/cases/{case}")
    assert f'href="{hold}"' in page.text
    assert "Hold" in shown(page)


def test_nobody_links_what_they_may_not_read(app: Flask, client: FlaskClient, database: Database) -> None:
    case = a_case(client)
    police = signed_in_client(app, database, [Role.POLICE_OFFICER], "XD-POL")
    theirs = a_case(police)

    foreign = do(client, case, "link", 422, records=theirs, role="related")

    assert theirs in foreign
    assert client.get(f"/cases/{theirs}").status_code == 404
    assert client.get(f"/cases/{theirs}/timeline").status_code == 404


def test_a_hold_is_placed_on_every_record_of_the_case_and_lifted_by_whoever_placed_it(client: FlaskClient) -> None:
    report, case = a_report(client), a_case(client)
    do(client, case, "link", records=report, role="evidence")

    do(client, case, "keep", authority="Court of Demoland", ground="Art. 7", until="2024-12-31")
    again = do(client, case, "keep", 422, authority="Court of Demoland", ground="Art. 7")

    page = shown(client.get(f"/cases/{case}"))
    assert f"{report} Court of Demoland Art. 7 31 Dec 2024 XD-INS" in page
    assert "No record of the case is left" in again
    assert report in shown(client.get("/holds"))


def test_a_late_task_stands_on_the_start_page(app: Flask, client: FlaskClient, database: Database) -> None:
    a_case(client)
    entered(client, "case-tasks", file="C-1", line="1", title="ask", assignee="u-xd-ins-ins-sup", due="2024-06-12")

    before = shown(client.get("/"))
    at(app, datetime(2024, 6, 13, 12, tzinfo=UTC))
    client = signed_in_client(app, database, [Role.INSPECTOR, Role.SUPERVISOR])
    after = shown(client.get("/"))

    assert "Tasks of cases past their day" not in before
    assert "Tasks of cases that are yours" in before
    assert "Tasks of cases past their day" in after


def test_a_task_of_a_case_nobody_opened_is_refused(client: FlaskClient) -> None:
    answer = client.post(
        "/case-tasks/new", data={"file": "C-9", "line": "1", "title": "x", "assignee": "ana", "due": "2024-07-01"}
    )

    assert "open the case first" in shown(answer, 422)
