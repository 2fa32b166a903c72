"""A forum over HTTP: opened for a case, used by two agencies, closed to each for what the other has said."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from precursors.access.permissions import Role
from precursors.audit.verify import verify
from precursors.db.engine import Database
from tests.api.caller import a_caller, an_api
from tests.asking import shown
from tests.cases.makers import CASE, a_case, a_report, do
from tests.people import an_agency, an_app, at, signed_in_client

BOTH = [Role.INSPECTOR, Role.SUPERVISOR]
OPENED = {
    "topic": "Two drums", "agencies": "XD-POL", "purpose": "joint operation", "tier": "nominal", "until": "2024-06-30",
}  # fmt: skip


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    made = an_app(database, tmp_path)
    at(made, datetime(2024, 6, 10, 12, tzinfo=UTC))
    for code in ("XD-POL", "XD-CUS"):
        an_agency(database, code, "police")
    return made


@pytest.fixture
def keeper(app: Flask, database: Database) -> FlaskClient:
    return signed_in_client(app, database, BOTH)


@pytest.fixture
def police(app: Flask, database: Database) -> FlaskClient:
    return signed_in_client(app, database, BOTH, "XD-POL")


def a_forum(keeper: FlaskClient, **changes: str) -> tuple[str, str]:
    """A forum opened for a case with a report in it; answers its reference and the report's."""
    report, case = a_report(keeper), a_case(keeper)
    do(keeper, case, "link", records=report, role="evidence")
    do(keeper, case, "open-forum", **(OPENED | changes))
    return ref_in(keeper, f"/cases/{case}", "forums", "FRM"), report


def ref_in(client: FlaskClient, page: str, kind: str, prefix: str) -> str:
    """The first reference of a kind that a page links to."""
    found = re.search(rf"/{kind}/({prefix}-\d{{4}}-\d+-.)\"", client.get(page).text)
    assert found, shown(client.get(page))
    return found[1]


def act(client: FlaskClient, page: str, code: int = 303, **typed: str) -> str:
    """What the page of a verb answers, as text where it refuses."""
    answer = client.post(page, data=typed)
    assert answer.status_code == code, shown(answer, answer.status_code)
    return shown(answer, code) if code == 422 else ""


def holds(database: Database) -> None:
    with database.read() as session:
        assert verify(session).broken is None


def test_the_keeper_puts_off_the_last_day_and_what_others_show_ends_as_they_said(
    app: Flask, keeper: FlaskClient, police: FlaskClient, database: Database
) -> None:
    forum, report = a_forum(keeper)
    theirs = a_report(police, "P-1")
    act(police, f"/forums/{forum}/offer-records", records=theirs, role="related", tier="nominal")

    early = act(keeper, f"/forums/{forum}/put-off", 422, until="2024-06-30", reason="more to do")
    others = police.post(f"/forums/{forum}/put-off", data={"until": "2024-09-30", "reason": "mine"}).status_code
    act(keeper, f"/forums/{forum}/put-off", until="2024-08-31", reason="more to do")

    assert "after" in early
    assert others == 404
    assert "put off the last day" in shown(police.get("/inbox"))
    holds(database)
    at(app, datetime(2024, 7, 15, 12, tzinfo=UTC))
    police, keeper = (signed_in_client(app, database, BOTH, code) for code in ("XD-POL", "XD-INS"))
    now = ref_in(police, "/forums", "forums", "FRM")
    assert now != forum
    act(police, f"/forums/{now}/say", text="Still here.")
    told = shown(keeper.get(f"/forums/{now}"))
    assert "Still here." in told
    assert "put off its last day" in told
    assert "Acme" in shown(police.get(f"/incident-reports/{report}"))
    assert keeper.get(f"/incident-reports/{theirs}").status_code == 404
    act(keeper, f"/forums/{now}/close", day="2024-07-15", reason="done")
    assert [police.get(page).status_code for page in (f"/forums/{now}", f"/incident-reports/{report}")] == [404, 404]
    holds(database)


def test_two_agencies_talk_give_tasks_and_show_records_until_the_day(
    app: Flask, keeper: FlaskClient, police: FlaskClient, database: Database
) -> None:
    forum, report = a_forum(keeper)
    theirs = a_report(police, "P-1")
    before = keeper.get(f"/incident-reports/{theirs}").status_code

    act(keeper, f"/forums/{forum}/say", text="The drums left on Monday.")
    act(keeper, f"/forums/{forum}/ask", what="find the driver", addressee="XD-POL", due="2024-06-20")
    task = ref_in(police, f"/forums/{forum}", "forum-tasks", "FTK")
    act(police, f"/forum-tasks/{task}/answer", text="He was found.")
    act(police, f"/forums/{forum}/offer-records", records=theirs, role="related", tier="non-nominal")

    told = shown(police.get(f"/forums/{forum}"))
    seen = shown(keeper.get(f"/forums/{forum}"))
    for text in ("The drums left on Monday.", "find the driver", "He was found.", "answered", report, theirs):
        assert text in told
        assert text in seen
    assert "Acme" in shown(police.get(f"/incident-reports/{report}"))
    masked = shown(keeper.get(f"/incident-reports/{theirs}"))
    assert before == 404
    assert "theft" in masked
    assert "Acme" not in masked
    assert report in shown(keeper.get("/shares/readings"))
    assert forum in shown(keeper.get("/shares/readings"))
    holds(database)

    at(app, datetime(2024, 7, 1, 12, tzinfo=UTC))
    police, keeper = (signed_in_client(app, database, BOTH, code) for code in ("XD-POL", "XD-INS"))
    assert [police.get(page).status_code for page in (f"/forums/{forum}", f"/incident-reports/{report}")] == [404, 404]
    assert keeper.get(f"/incident-reports/{theirs}").status_code == 404
    late = shown(keeper.get(f"/forums/{forum}"))
    assert "The drums left on Monday." in late
    assert "He was found." not in late
    assert theirs not in late
    own = shown(police.get("/forum-notes"))
    assert "He was found." in own
    assert "The drums left" not in own
    assert "This forum is over" in act(keeper, f"/forums/{forum}/say", 422, text="too late")


def test_whoever_sees_a_forum_no_longer_is_told_so(
    app: Flask, keeper: FlaskClient, police: FlaskClient, database: Database
) -> None:
    customs = signed_in_client(app, database, BOTH, "XD-CUS")
    forum, _ = a_forum(keeper, agencies="XD-POL XD-CUS")

    act(keeper, f"/forums/{forum}/dismiss", agencies="XD-CUS", reason="their part is done")
    act(keeper, f"/forums/{forum}/close", day="2024-06-10", reason="done")

    assert "XD-INS ended what your agency sees of the forum" in shown(customs.get("/inbox"))
    assert "closed the forum" not in shown(customs.get("/inbox"))
    assert "XD-INS closed the forum" in shown(police.get("/inbox"))
    assert "/forum-notes" in police.get("/inbox").text


def test_the_case_stays_with_its_keeper_and_a_stranger_finds_nothing(
    app: Flask, keeper: FlaskClient, police: FlaskClient, database: Database
) -> None:
    forum, _ = a_forum(keeper)
    customs = signed_in_client(app, database, BOTH, "XD-CUS")

    assert "Two drums too many" in shown(keeper.get(f"/forums/{forum}"))
    assert "Two drums too many" not in shown(police.get(f"/forums/{forum}"))
    assert customs.get(f"/forums/{forum}").status_code == 404
    assert customs.post(f"/forums/{forum}/say", data={"text": "x"}).status_code == 404
    assert police.post(f"/forums/{forum}/invite", data={"agencies": "XD-CUS"}).status_code == 404
    assert police.post(f"/forums/{forum}/close", data={"reason": "x"}).status_code == 404


def test_whoever_comes_later_hears_the_keeper_and_the_others_only_from_then_on(
    app: Flask, keeper: FlaskClient, police: FlaskClient, database: Database
) -> None:
    forum, report = a_forum(keeper)
    customs = signed_in_client(app, database, BOTH, "XD-CUS")
    theirs = a_report(police, "P-1")
    act(keeper, f"/forums/{forum}/say", text="from the keeper")
    act(police, f"/forums/{forum}/say", text="said before")
    act(police, f"/forums/{forum}/offer-records", records=theirs, role="related")

    act(keeper, f"/forums/{forum}/invite", agencies="XD-CUS")
    act(police, f"/forums/{forum}/say", text="said after")

    page = shown(customs.get(f"/forums/{forum}"))
    assert "from the keeper" in page
    assert "said after" in page
    assert "said before" not in page
    assert theirs not in page
    assert customs.get(f"/incident-reports/{theirs}").status_code == 404
    assert "Acme" in shown(customs.get(f"/incident-reports/{report}"))
    assert "said before" in shown(keeper.get(f"/forums/{forum}"))
    holds(database)


def test_the_case_tells_of_its_forums_and_its_timeline_too(keeper: FlaskClient) -> None:
    forum, _ = a_forum(keeper)
    case = ref_in(keeper, "/cases", "cases", "CAS")

    page, told = keeper.get(f"/cases/{case}"), shown(keeper.get(f"/cases/{case}/timeline"))

    assert f"/forums/{forum}" in page.text
    assert "Forum: opened for a case" in told


def test_the_form_of_a_forum_does_not_offer_the_title_of_the_case(keeper: FlaskClient) -> None:
    case = a_case(keeper)

    form = keeper.get(f"/cases/{case}/open-forum").text

    assert "Two drums too many" not in form


def test_a_forum_without_names_shows_none_and_lets_none_be_shown(keeper: FlaskClient, police: FlaskClient) -> None:
    forum, report = a_forum(keeper, tier="non-nominal")
    theirs = a_report(police, "P-1")

    refused = act(police, f"/forums/{forum}/offer-records", 422, records=theirs, role="related", tier="nominal")
    act(police, f"/forums/{forum}/offer-records", records=theirs, role="related")

    assert "without names only" in refused
    for client, ref in ((police, report), (keeper, theirs)):
        page = shown(client.get(f"/incident-reports/{ref}"))
        assert "theft" in page
        assert "Acme" not in page


@pytest.mark.parametrize("verb", ["close", "dismiss"])
def test_when_it_is_closed_or_an_agency_dismissed_each_side_keeps_only_its_own(
    keeper: FlaskClient, police: FlaskClient, database: Database, verb: str
) -> None:
    forum, report = a_forum(keeper)
    theirs = a_report(police, "P-1")
    act(police, f"/forums/{forum}/offer-records", records=theirs, role="related")
    act(police, f"/forums/{forum}/say", text="from the police")
    seen = keeper.get(f"/incident-reports/{theirs}").status_code

    act(keeper, f"/forums/{forum}/{verb}", reason="over", **({"agencies": "XD-POL"} if verb == "dismiss" else {}))

    assert seen == 200
    assert police.get(f"/forums/{forum}").status_code == 404
    assert police.get(f"/incident-reports/{report}").status_code == 404
    assert keeper.get(f"/incident-reports/{theirs}").status_code == 404
    assert "from the police" not in shown(keeper.get(f"/forums/{forum}"))
    assert "from the police" in shown(police.get("/forum-notes"))
    holds(database)


def test_an_agency_takes_its_record_back(keeper: FlaskClient, police: FlaskClient, database: Database) -> None:
    forum, report = a_forum(keeper)
    theirs = a_report(police, "P-1")
    act(police, f"/forums/{forum}/offer-records", records=theirs, role="related")

    foreign = act(police, f"/forums/{forum}/take-back-records", 422, records=report, reason="slip")
    act(police, f"/forums/{forum}/take-back-records", records=theirs, reason="slip")

    assert "does not show" in foreign
    assert keeper.get(f"/incident-reports/{theirs}").status_code == 404
    assert "took back" in shown(keeper.get(f"/forums/{forum}"))
    assert police.get(f"/incident-reports/{report}").status_code == 200
    holds(database)


def test_what_is_asked_wrongly_is_refused(keeper: FlaskClient, police: FlaskClient) -> None:
    forum, _ = a_forum(keeper)
    task = {"what": "look", "due": "2024-06-20"}

    absent = act(police, f"/forums/{forum}/ask", 422, addressee="XD-CUS", **task)
    late = act(police, f"/forums/{forum}/ask", 422, addressee="XD-INS", what="look", due="2024-07-02")
    act(police, f"/forums/{forum}/ask", addressee="XD-INS", **task)
    number = ref_in(police, f"/forums/{forum}", "forum-tasks", "FTK")
    self_made = act(police, f"/forum-tasks/{number}/answer", 422, text="done")
    again = act(keeper, f"/forums/{forum}/invite", 422, agencies="XD-POL XD-INS XD-XYZ")

    assert "XD-CUS is not in the forum" in absent
    assert "after it the forum is over" in late
    assert "only its people answer" in self_made
    assert "XD-POL is in the forum already" in again
    assert "XD-XYZ" in again


def test_those_invited_and_asked_are_told_and_see_what_waits(
    app: Flask, keeper: FlaskClient, police: FlaskClient, database: Database
) -> None:
    forum, _ = a_forum(keeper)
    act(keeper, f"/forums/{forum}/ask", what="look", addressee="XD-POL", due="2024-06-12")

    inbox, start, own = shown(police.get("/inbox")), shown(police.get("/")), shown(keeper.get("/"))
    at(app, datetime(2024, 6, 14, 12, tzinfo=UTC))
    later = shown(signed_in_client(app, database, BOTH, "XD-POL").get("/"))

    assert "XD-INS invites your agency to the forum Two drums" in inbox
    assert "Your agency is asked to do something in the forum Two drums" in inbox
    assert "Forums you are invited to" in start
    assert "Tasks others gave your agency in a forum" in start
    assert "not answered in time" in later
    assert "Forums you are invited to" not in own


def test_a_program_of_a_member_reads_and_writes_there(database: Database, tmp_path: Path) -> None:
    app = an_api(database, tmp_path)
    for code in ("XD-INS", "XD-POL"):
        an_agency(database, code)
    keeper, police = (a_caller(app, database, BOTH, code) for code in ("XD-INS", "XD-POL"))
    until = (app.extensions["here"].now.date() + timedelta(days=9)).isoformat()
    case = keeper.post("/cases", CASE).json["ref"]
    keeper.post(f"/cases/{case}/open-forum", OPENED | {"until": until})
    (forum,) = [each["ref"] for each in police.ask("/forums")["items"]]

    said = police.post(f"/forums/{forum}/say", {"text": "by a program"})
    stopped = police.post(f"/forums/{forum}/close", {"reason": "mine"})

    assert (said.status_code, stopped.status_code) == (201, 404)
    assert "by a program" in str(keeper.ask(f"/forums/{forum}")["known"])
    assert [each["text"] for each in keeper.ask("/forum-notes")["items"]] == ["by a program"]
