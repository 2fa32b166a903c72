"""Consignments over HTTP and the API: planned, released, received, with what was counted and the clocks that run."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from precursors.agencies.service import AgencyDraft, add
from precursors.anomalies.clocks import run_clocks
from precursors.audit.acts import Actor
from precursors.audit.genesis import LOCAL
from precursors.audit.verify import verify
from precursors.db.engine import Database
from precursors.flags.models import Flag
from precursors.trade.life_clocks import overdue
from precursors.web.figures import day as written
from tests.anomalies.replaying import replays
from tests.api.caller import Caller, a_caller, an_api
from tests.asking import shown
from tests.licensing.makers import a_licence_of
from tests.people import an_app, at, signed_in_client

TYPED = {
    "number": "C-17", "direction": "domestic", "planned": "2024-06-01", "operator": "Acme SA", "substance": "Acetone",
    "quantity": "1000", "unit": "kg", "pieces": "5", "seals": "A1, B2", "profile": "bulk",
}  # fmt: skip


def on(month: int, day: int) -> datetime:
    """Noon of a day of 2024."""
    return datetime(2024, month, day, 12, tzinfo=UTC)


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    made = an_app(database, tmp_path)
    at(made, on(8, 1))
    return made


@pytest.fixture
def client(app: Flask, database: Database) -> FlaskClient:
    return signed_in_client(app, database)


def then(app: Flask, database: Database, now: datetime) -> FlaskClient:
    """Another moment, at which the same person has signed in: a visit of later days counts no more."""
    at(app, now)
    return signed_in_client(app, database)


def planned(client: FlaskClient, **changes: str) -> str:
    """A consignment entered on its page; answers its address."""
    answer = client.post("/consignments/new", data=TYPED | changes)
    assert answer.status_code == 303, shown(answer, answer.status_code)
    return str(answer.headers["Location"])


def abroad(client: FlaskClient, database: Database, **changes: str) -> str:
    """A consignment from abroad, of which the law asks a return declaration; its operator holds the licence for it."""
    a_licence_of(
        database,
        "Acme SA",
        f"L-{changes.get('number', 1)}",
        substance="Acetone",
        valid_from="2024-01-01",
        valid_to="2024-12-31",
    )
    return planned(client, **({"direction": "import", "origin": "DE", "destination": "XD"} | changes))


def did(client: FlaskClient, page: str, verb: str, **sent: str) -> None:
    """Something done with a consignment that must be possible."""
    answer = client.post(f"{page}/{verb}", data={"reason": "seen"} | sent)
    assert answer.status_code == 303, shown(answer, answer.status_code)


def rules(database: Database) -> list[str]:
    """The rules of every flag."""
    with database.read() as session:
        return sorted(session.execute(select(Flag.rule)).scalars())


def test_counted_pieces_go_out_as_the_number_they_are(client: FlaskClient) -> None:
    planned(client)

    told = client.get("/exports/consignments.json").json
    book = load_workbook(BytesIO(client.get("/exports/consignments.xlsx").data))

    headings, row = book.worksheets[0].values
    assert told is not None
    assert told["records"][0]["pieces"] == "5"
    assert dict(zip(headings, row, strict=True))["Pieces"] == 5


def sent_off(client: FlaskClient, page: str) -> None:
    """Released and departed."""
    did(client, page, "request-release", day="2024-06-01")
    did(client, page, "release", day="2024-06-02", quantity="1000", unit="kg", pieces="5", seals="A1, B2")
    did(client, page, "depart", day="2024-06-03")


def test_exactly_ten_percent_less_is_reconciled(client: FlaskClient, database: Database) -> None:
    page = planned(client)
    sent_off(client, page)

    did(client, page, "receive", day="2024-06-20", quantity="900", unit="kg", pieces="5", seals="b2; a1")

    told = shown(client.get(page))
    assert "reconciled since 20 Jun 2024" in told
    assert "900.000 kg" in told
    assert rules(database) == []
    with database.read() as session:
        assert verify(session).broken is None


def test_more_is_missing_a_piece_is_gone_a_seal_is_another(client: FlaskClient, database: Database) -> None:
    page = planned(client)
    sent_off(client, page)

    did(client, page, "receive", day="2024-06-20", quantity="899.9", unit="kg", pieces="4", seals="A1, C3")
    told = shown(client.get(page))
    did(client, page, "resolve", day="2024-07-01", reason="the piece was left behind")

    assert "discrepancy since 20 Jun 2024" in told
    assert "released 2 Jun 2024 1,000.000 kg 5 A1, B2" in told
    assert "received 20 Jun 2024 899.900 kg -100.100 kg 4 A1, C3" in told
    assert "Discrepancy resolved or reported 20 Jun 2024 5 Jul 2024" in told
    assert "15 calendar days after 20 Jun 2024, which is not counted itself." in told
    assert rules(database) == ["arrival-discrepancy", "piece-count", "piece-count"]
    assert "100.1 kg of acetone are missing" in told
    assert "resolved since 1 Jul 2024" in shown(client.get(page))


@pytest.mark.parametrize("in_port", [False, True])
def test_goods_that_nobody_receives_are_waited_for_and_then_lost(
    app: Flask, client: FlaskClient, database: Database, in_port: bool
) -> None:
    page = abroad(client, database)
    sent_off(client, page)
    if in_port:
        did(client, page, "arrive", day="2024-06-10")

    client = then(app, database, on(7, 18))
    in_time = shown(client.get("/"))
    client = then(app, database, on(7, 19))
    late = shown(client.get("/"))
    first = database.write(lambda session: run_clocks(session, Actor("clock"), date(2024, 7, 19)))
    second = database.write(lambda session: run_clocks(session, Actor("clock"), date(2024, 7, 19)))
    did(client, page, "lose", day="2024-07-19", reason="nobody has seen it")

    assert replays(database) == [("not-received", "same", ()), ("late-report", "same", ())]
    assert "not received in time" not in in_time
    assert "not received in time" in late
    told = shown(client.get(page))
    assert (first, second) == (2, 0)
    assert rules(database) == ["late-report", "not-received"]
    assert "lost since 19 Jul 2024" in told
    assert "its return declaration was due on 2 Jul 2024" in told


def test_twice_the_usual_time_of_a_way_is_too_long(client: FlaskClient, database: Database) -> None:
    for number in range(5):
        page = planned(client, number=f"C-{number}", counterparty="Chemie GmbH")
        sent_off(client, page)
        did(client, page, "receive", day="2024-06-13", quantity="1000", unit="kg", pieces="5", seals="A1, B2")
    sent_off(client, planned(client, number="C-8", counterparty="CHEMIE G.M.B.H."))
    elsewhere = ({"counterparty": "Others Ltd"}, {"route": "by sea"}, {"origin": "NL"}, {"destination": "YE"})
    for number, change in enumerate(elsewhere):
        sent_off(client, planned(client, number=f"D-{number}", **({"counterparty": "Chemie GmbH"} | change)))

    with database.read() as session:
        in_time = overdue(session, "XD-INS", date(2024, 6, 23))
        late = overdue(session, "XD-INS", date(2024, 6, 24))

    assert in_time == []
    assert [(each.row.number, each.since, each.days) for each in late] == [("C-8", date(2024, 6, 3), 20)]


def test_where_the_usual_time_decides_the_page_and_the_flag_say_so(
    app: Flask, client: FlaskClient, database: Database
) -> None:
    for number in range(5):
        page = planned(client, number=f"C-{number}")
        sent_off(client, page)
        did(client, page, "receive", day="2024-06-13", quantity="1000", unit="kg", pieces="5", seals="A1, B2")
    page = planned(client, number="C-8")
    sent_off(client, page)
    client = then(app, database, on(6, 24))

    database.write(lambda session: run_clocks(session, Actor("clock"), date(2024, 6, 24)))

    told = shown(client.get(page))
    assert "Receipt of the goods 3 Jun 2024 23 Jun 2024 20 days after 3 Jun 2024: twice the median" in told
    assert "has not been received; 20 days are twice the usual time of its way" in told


def test_each_count_of_what_is_late_leads_to_just_these(app: Flask, client: FlaskClient, database: Database) -> None:
    done, waits, young = (abroad(client, database, number=number) for number in ("C-done", "C-waits", "C-young"))
    sent_off(client, done)
    did(client, done, "receive", day="2024-06-20", quantity="1000", unit="kg", pieces="5", seals="A1, B2")
    for page, day in ((waits, "2024-06-02"), (young, "2024-07-20")):
        did(client, page, "request-release", day=day)
        did(client, page, "release", day=day, quantity="1000", unit="kg")
    did(client, waits, "declare", day="2024-06-30")

    start = client.get("/").text
    lists = {only: shown(client.get(f"/consignments?only={only}")) for only in ("not-received", "past-their-day")}

    assert all(f'href="/consignments?only={only}"' in start for only in lists)
    found = {only: [name for name in ("C-done", "C-waits", "C-young") if name in told] for only, told in lists.items()}
    assert found == {"not-received": ["C-waits"], "past-their-day": ["C-done"]}
    assert "Receipt of the goods 2 Jun 2024 17 Jul 2024" in shown(client.get(waits))  # it never departed, as told
    caller = a_caller(app, database)
    for only, names in found.items():
        assert [each["number"] for each in caller.ask(f"/consignments?only={only}")["items"]] == names


def test_a_denied_release_that_nobody_reports_is_late(app: Flask, client: FlaskClient, database: Database) -> None:
    page = abroad(client, database)
    did(client, page, "request-release", day="2024-06-03")
    did(client, page, "deny", day="2024-06-03")
    client = then(app, database, on(6, 11))

    database.write(lambda session: run_clocks(session, Actor("clock"), date(2024, 6, 11)))
    told = shown(client.get(page))
    did(client, page, "declare", day="2024-06-11")

    assert "its denied release was to be reported by 10 Jun 2024" in told
    assert rules(database) == ["late-report"]
    assert "Report of a denied release 3 Jun 2024 10 Jun 2024 11 Jun 2024" in shown(client.get(page))
    assert "past its day" not in shown(client.get("/"))


def test_no_return_declaration_is_waited_for_where_goods_change_hands_at_home(
    app: Flask, client: FlaskClient, database: Database
) -> None:
    places = {"origin": "XD", "destination": "XD", "counterparty": "Farba Demo"}
    gone, denied = (planned(client, number=number, direction="domestic", **places) for number in ("C-1", "C-2"))
    for page, verb in ((gone, "release"), (denied, "deny")):
        did(client, page, "request-release", day="2024-06-03")
        did(client, page, verb, day="2024-06-03", reason="looked at")
    client = then(app, database, on(7, 4))

    database.write(lambda session: run_clocks(session, Actor("clock"), date(2024, 7, 4)))

    assert rules(database) == []
    assert "Return declaration 3 Jun 2024" not in shown(client.get(gone))
    assert "Report of a denied release" not in shown(client.get(denied))
    assert "past its day" not in shown(client.get("/"))


def test_goods_that_came_in_uncounted_are_counted_later(client: FlaskClient, database: Database) -> None:
    page = planned(client)
    did(client, page, "request-release", day="2024-06-01")
    did(client, page, "release", day="2024-06-02")
    refused = client.post(f"{page}/count-received", data={"quantity": "850", "unit": "kg", "day": "2024-06-10"})
    did(client, page, "arrive", day="2024-06-10")
    did(client, page, "receive", day="2024-06-10")
    early = client.post(f"{page}/count-received", data={"quantity": "850", "unit": "kg", "day": "2024-06-09"})

    did(client, page, "count-received", day="2024-06-11", quantity="850", unit="kg", pieces="5", seals="A1")

    told = shown(client.get(page))
    assert "is not possible while the record is “released”" in shown(refused, 422)
    assert early.status_code == 422
    assert "discrepancy since 11 Jun 2024" in told
    assert "as planned 1 Jun 2024 1,000.000 kg 5 A1, B2" in told
    assert "received 11 Jun 2024 850.000 kg -150.000 kg 5 A1" in told
    assert rules(database) == ["arrival-discrepancy", "piece-count"]


def test_the_page_of_lost_goods_leads_to_the_report_of_the_loss(client: FlaskClient) -> None:
    page = planned(client)
    sent_off(client, page)
    did(client, page, "lose", day="2024-07-19", reason="the lorry was robbed")

    (form,) = re.findall(r'href="(/incident-reports/new[^"]*)"', client.get(page).text)
    asked = client.get(html.unescape(form)).text
    before = shown(client.get(page))
    typed = {"number": "R-1", "operator": "ACME S.A.", "event": "theft", "noticed": "2024-07-18", "filed": "2024-07-19"}
    report = client.post("/incident-reports/new", data=typed | {"substance": "Acetone"}).headers["Location"]

    values = ("Acme SA", "1000", "kg", "2024-07-19", "C-17")
    assert all(f'value="{each}"' in asked or f">{each}</textarea>" in asked for each in values)
    assert "No theft or loss of these goods has been reported" in before
    assert f'href="{report}"' in client.get(page).text


def test_what_is_said_to_be_possible_is_offered(client: FlaskClient) -> None:
    page = planned(client)
    did(client, page, "request-release", day="2024-06-01")
    did(client, page, "release", day="2024-06-02")
    did(client, page, "depart", day="2024-06-03")
    did(client, page, "receive", day="2024-06-10")

    again = shown(client.post(f"{page}/receive", data={"day": "2024-06-11"}), 422)
    did(client, page, "differ", day="2024-06-11", reason="the drums hold water")

    assert "Possible now: reconcile, find a discrepancy." in again
    assert "discrepancy since 11 Jun 2024" in shown(client.get(page))


FREE = {"direction": "import", "substance": "Acetic anhydride", "operator": "Nobody Ltd"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "Demoland Precursors Act 2014 s. 7 demands an authorisation for these goods"),
        ({"authorisation": "A-unknown"}, "the consignment names none that is known here"),
        (
            {"direction": "domestic"},
            "has no licence or registration; the law demands one (Demoland Precursors Act 2014 s. 4)",
        ),
        (
            {"direction": "export"},
            "The law demands a pre-export notification of these goods (Demoland Precursors Act 2014 s. 8",
        ),
    ],
)
def test_goods_without_the_papers_the_law_demands_are_not_released_and_recorded_all_the_same(
    client: FlaskClient, changes: dict[str, str], said: str
) -> None:
    page = planned(client, **(FREE | changes))
    did(client, page, "request-release", day="2024-06-01")

    told = shown(client.post(f"{page}/release", data={"day": "2024-06-02"}), 422)

    assert said in told
    assert "release asked for" in shown(client.get(page))


def test_what_the_life_does_not_allow_is_refused_with_what_it_does(client: FlaskClient) -> None:
    page = planned(client)

    told = shown(client.post(f"{page}/depart", data={"day": "2024-06-02"}), 422)

    assert "ask for release" in told


def test_a_program_enters_moves_and_reads_what_was_counted(database: Database, tmp_path: Path) -> None:
    caller: Caller = a_caller(an_api(database, tmp_path), database)

    made = caller.post("/consignments", TYPED)
    place = made.headers["Location"].removeprefix("/api/v1")
    moved = [caller.post(f"{place}/{verb}", {}).status_code for verb in ("request-release", "release", "depart")]
    caller.post(f"{place}/receive", {"quantity": "1000", "unit": "kg", "pieces": "5", "seals": "A1, B2"})
    leg = caller.post(
        "/legs", {"document": "C-17", "place_from": "Port", "place_to": "Works", "departed": "2024-06-03"}
    )

    told = caller.ask(place)
    assert (made.status_code, moved, leg.status_code) == (201, [201, 201, 201], 201)
    assert told["state"] == "reconciled"
    assert [len(table["rows"]) for table in told["known"]] == [3, 1, 1, 1]  # counts and plan, tolerance, legs, receipt


def test_the_page_of_a_consignment_tells_the_tolerance_of_its_profile(client: FlaskClient) -> None:
    bulk, strict = (
        shown(client.get(planned(client))),
        shown(client.get(planned(client, number="C-18", profile="strict"))),
    )

    assert "bulk error 10 % 0 kg" in bulk
    assert "strict error 0.5 % 0 kg" in strict


def test_a_leg_leads_to_its_consignment_or_says_that_there_is_none(client: FlaskClient) -> None:
    page = planned(client)
    known, unknown = (
        client.post("/legs/new", data={"document": number, "leg": "1"}).headers["Location"]
        for number in ("c-17", "C-71")
    )

    assert f'href="{page}"' in client.get(known).text
    assert 'href="/legs/new?document=C-17&amp;leg=2"' in client.get(page).text
    assert "No consignment has this document number here" in shown(client.get(unknown))


STOP = {
    "document": "c-17", "place": "Km 40", "coordinates": "-12.20, -77.00", "arrived": "2024-06-02",
    "arrived_at": "14:00", "departed": "2024-06-02", "departed_at": "15:10",
}  # fmt: skip


def test_a_stop_off_the_approved_corridor_is_flagged_and_stands_on_the_page(
    client: FlaskClient, database: Database
) -> None:
    page = planned(client, corridor="-12.05, -77.04; -13.16, -72.55")
    stop = client.post("/stops/new", data=STOP).headers["Location"]

    counts = [database.write(lambda session: run_clocks(session, Actor("cli"), date(2024, 7, 1))) for _ in range(2)]
    flagged = shown(client.get("/flags"))

    assert counts == [1, 0]
    assert rules(database) == ["unusual-route"]
    assert replays(database) == [("unusual-route", "same", ())]
    assert "Goods under c-17 stood 70 min at Km 40 on 2 Jun 2024, 15 km off the approved corridor." in flagged
    assert f'href="{stop}"' in client.get(page).text
    assert "15.0" in shown(client.get(page))
    assert f'href="{page}"' in client.get(stop).text


def test_goods_across_the_border_of_chile_are_announced_before_the_day_of_shipment(
    app: Flask, database: Database
) -> None:
    database.write(lambda session: add(session, LOCAL, AgencyDraft("CL-MIN", "RESUQ", "inspection", "CL", "es-CL")))
    now = datetime.now(UTC)
    at(app, now)
    client, today = signed_in_client(app, database, agency="CL-MIN"), now.date()

    def told(number: str, direction: str, days: int) -> str:
        day = (today + timedelta(days=days)).isoformat()
        return shown(client.get(planned(client, number=number, direction=direction, planned=day)))

    late, in_time, at_home = told("C-1", "export", 0), told("C-2", "import", 1), told("C-3", "domestic", 0)

    warned = f"announced by {written(today - timedelta(days=1), 'en')}, before the day of shipment (DS 1358 of 2007"
    assert warned in late
    assert f"Notice before the shipment {written(today, 'en')} {written(today, 'en')} DS 1358" in in_time
    assert [warned in page for page in (in_time, at_home)] == [False, False]
    assert "Notice before the shipment" not in at_home


def test_what_a_record_is_warned_of_is_told_in_a_sentence(client: FlaskClient) -> None:
    page = planned(client, notes="=1+1")

    assert "The text begins like a formula; it is kept as text." in shown(client.get(page))


def test_a_loss_that_nobody_reports_in_time_waits_for_those_who_inspect(
    app: Flask, client: FlaskClient, database: Database
) -> None:
    page = abroad(client, database)
    sent_off(client, page)
    did(client, page, "lose", day="2024-06-10", reason="gone")
    told = html.unescape(re.findall(r'href="(/incident-reports/new[^"]*)"', client.get(page).text)[0])
    card = "Lost consignments whose loss was not reported in time"

    client = then(app, database, on(6, 11))
    in_time = shown(client.get("/"))
    client = then(app, database, on(6, 12))
    late = shown(client.get("/"))
    typed = {"number": "R-1", "filed": "2024-06-12"} | dict(parse_qsl(urlsplit(told).query))
    reported = client.post("/incident-reports/new", data=typed)

    assert card not in in_time
    assert card in late
    assert reported.status_code == 303, shown(reported, reported.status_code)
    assert card not in shown(client.get("/"))


LEG = {"document": "c-17", "leg": "2", "vehicle": "ABC-123", "departed": "2024-06-02", "arrived": "2024-06-04"}


@pytest.mark.parametrize(
    ("kind", "typed", "named", "right", "told"),
    [
        ("legs", LEG, ("document", "leg"), {"vehicle": "ABD-123", "arrived": "2024-06-03"}, "ABD-123"),
        ("stops", STOP, ("document", "arrived", "arrived_at"), {"place": "Km 44", "departed_at": "14:10"}, "Km 44"),
    ],
)
def test_a_leg_and_a_stop_are_put_right_on_their_pages(
    client: FlaskClient, database: Database, kind: str, typed: dict[str, str], named: tuple[str, ...],
    right: dict[str, str], told: str,
) -> None:  # fmt: skip
    consignment = planned(client)
    page = str(client.post(f"/{kind}/new", data=typed).headers["Location"])
    stays = {key: text for key, text in typed.items() if key not in named}

    form = client.get(f"{page}/rectify").text
    impossible = client.post(f"{page}/rectify", data=stays | {"departed": "2024-09-01", "reason": "mistyped"})
    answer = client.post(f"{page}/rectify", data=stays | right | {"reason": "mistyped"})
    newer = str(answer.headers["Location"])

    assert [key for key in named if f'name="{key}"' in form] == []
    assert "is after today" in shown(impossible, 422)
    assert answer.status_code == 303
    assert told in shown(client.get(newer))
    assert told in shown(client.get(consignment))
    assert f'href="{newer}"' in client.get(consignment).text
    assert f'href="{page}"' not in client.get(consignment).text
    with database.read() as session:
        assert verify(session).broken is None


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"arrived": ""}, "Arrived"),
        ({"arrived_at": "25:00"}, "not one of the day"),
        ({"departed_at": "13:59"}, "before it came to stand"),
        ({"coordinates": "the bridge"}, "latitude and longitude"),
        ({"departed": "2024-09-01"}, "is after today"),
    ],
)
def test_a_stop_that_cannot_be_is_refused(client: FlaskClient, wrong: dict[str, str], told: str) -> None:
    assert told in shown(client.post("/stops/new", data=STOP | wrong), 422)


def test_a_corridor_of_one_point_is_none(client: FlaskClient) -> None:
    refused = client.post("/consignments/new", data=TYPED | {"corridor": "-12.05, -77.04"})

    assert "The corridor is a row of points" in shown(refused, 422)


def test_what_is_planned_is_put_right_on_its_page_until_it_is_released(client: FlaskClient, database: Database) -> None:
    page = planned(client, counterparty="Farbwerk")
    did(client, page, "request-release", day="2024-06-02")
    right = {key: text for key, text in TYPED.items() if key not in ("number", "direction", "substance")}
    right |= {"quantity": "900", "counterparty": "Farbwerke"}

    form = client.get(f"{page}/rectify").text
    answer = client.post(f"{page}/rectify", data=right | {"reason": "mistyped"})
    newer = str(answer.headers["Location"])
    told = shown(client.get(newer))
    did(client, newer, "release", day="2024-06-02", quantity="900", unit="kg")
    late = client.post(f"{newer}/rectify", data=right | {"quantity": "1", "reason": "later"})

    assert answer.status_code == 303
    assert 'name="substance"' not in form
    assert "Farbwerke" in told
    assert "Quantity 900 Unit kg" in told
    assert "release asked for since 2 Jun 2024" in told
    assert f"{newer}/rectify" not in client.get(newer).text
    assert late.status_code != 303
    with database.read() as session:
        assert verify(session).broken is None
