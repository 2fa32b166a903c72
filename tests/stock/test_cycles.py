"""Reporting cycles: of whom a return is expected, of whom none is and why, and what is late."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from precursors.anomalies.clocks import run_clocks
from precursors.audit.genesis import LOCAL
from precursors.db.engine import Database
from precursors.stock.returns import late_returns
from tests.asking import links, shown
from tests.factories import a_licence
from tests.people import at, signed_in_client
from tests.stock.test_journey import a_line, app, client, flags, took

__all__ = ["app", "client"]

AUGUST = date(2024, 8, 1)


def expected(client: FlaskClient, period: str) -> str:
    """What opening a cycle answers, as the page tells it."""
    return shown(client.post("/reporting-cycle", data={"period": period}, follow_redirects=True))


def test_a_holder_who_is_in_no_register_is_told_by_name_with_the_licence(
    client: FlaskClient, database: Database, tmp_path: Path
) -> None:
    rows = [a_licence(**{"Licence No": f"L-{name}", "Holder": name}) for name in ("Ghost Ltd", "beta LTD")]
    took(database, tmp_path, "licences", rows)

    told = expected(client, "2024-Q2")

    assert "New returns expected for 2024-Q2: 2." in told
    assert "Ghost Ltd holds the licence L-Ghost Ltd but is not in the register of operators" in told
    assert "beta LTD holds" not in told
    assert len(links(client.get("/returns?text=BET-2"), "/returns/RET")) == 1


def test_a_site_that_missed_a_period_is_not_forgotten(client: FlaskClient, database: Database, tmp_path: Path) -> None:
    took(database, tmp_path, "stock", [a_line(site="Works 1", period="2023-Q4")])
    expected(client, "2024-Q1")
    expected(client, "2024-Q2")

    pages = links(client.get("/returns?text=2024-Q2"), "/returns/RET")
    assert len(pages) == 1
    assert "Works 1" in shown(client.get(pages[0]))


def test_the_list_of_returns_past_their_day_holds_nothing_else(
    app: Flask, client: FlaskClient, database: Database, tmp_path: Path
) -> None:
    returns = [{"Operator": "Ghost Ltd", "Period": period} for period in ("2024-Q1", "2024-Q2")]
    took(database, tmp_path, "returns", returns)
    at(app, datetime(2024, 7, 8, 12, tzinfo=UTC))
    client = signed_in_client(app, database)

    start = client.get("/").text
    told = shown(client.get("/returns?only=past-their-day"))

    assert 'href="/returns?only=past-their-day"' in start
    assert ("2024-Q1" in told, "2024-Q2" in told) == (True, False)


def test_a_return_sent_back_is_late_after_its_day_but_no_late_report(
    app: Flask, client: FlaskClient, database: Database, tmp_path: Path
) -> None:
    line = a_line(period="2024-Q2")
    took(database, tmp_path, "stock", [line])
    (page,) = links(client.get("/returns?text=2024-Q2"), "/returns/RET")
    client.post(f"{page}/return", data={"reason": "count again"})
    with database.read() as session:
        before, after = (late_returns(session, "XD-INS", day) for day in (date(2024, 7, 12), AUGUST))
        assert (len(before), len(after)) == (0, 1)

    at(app, datetime(2024, 8, 1, 12, tzinfo=UTC))
    client = signed_in_client(app, database)
    start = shown(client.get("/"))
    database.write(lambda session: run_clocks(session, LOCAL, AUGUST))
    client.post(f"{page}/remind", data={})
    reminded = shown(client.get(page))
    took(database, tmp_path, "stock", [line | {"Used": 59, "Closing Stock": 70}], correct=True, reason="counted")

    assert "Returns of stock past their day" in start
    assert "late since" in reminded
    assert "submitted since" in shown(client.get(page))
    assert "late-report" not in flags(database)
