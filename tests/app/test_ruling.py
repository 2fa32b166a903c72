"""The page of the rules: run by the worker, told with what people said of their flags."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from precursors.access.permissions import Role
from precursors.app.work import worker
from precursors.db.engine import Database
from tests.asking import links, shown
from tests.people import NOON, an_agency, an_app, at, signed_in_client
from tests.trade.cells import entered


def test_rules_are_run_from_their_page_and_told_with_what_people_said(database: Database, tmp_path: Path) -> None:
    an_agency(database)
    app = an_app(database, tmp_path)
    at(app, NOON)
    client = signed_in_client(app, database, [Role.SUPERVISOR], username="olga")
    for number, kg in enumerate((10, 11, 10, 12, 10, 11, 110)):
        day = (date(2023, 10, 10) + timedelta(days=30 * number)).isoformat()
        entered(database, tmp_path, document=f"D-{number}", date=day, quantity=str(kg), operator="Acme SA")

    before = shown(client.get("/rules"))
    client.post("/rules", data={})
    client.post("/rules", data={})  # asked twice, run once
    runs = worker(app.extensions["here"].settings, database)
    while runs.once():
        pass
    after = shown(client.get("/rules"))
    (flag, *_) = links(client.get("/flags?rule=order-spike"), "/flags/FLG")
    client.post(flag, data={"state": "confirmed", "reason": "", "seen": "0"})

    assert "Nobody has asked for a run" in before
    assert "new flags" in after
    assert "Order far beyond the usual 1 0 0 0" in after
    last = shown(client.get("/rules"))
    assert "Order far beyond the usual 0 1 0 0 100 %" in last
    assert "What each person decided" in last
    assert "olga Order far beyond the usual 1 0 0" in last


def test_the_rule_of_a_flag_is_asked_again_on_a_page_and_by_programs(database: Database, tmp_path: Path) -> None:
    an_agency(database)
    app = an_app(database, tmp_path)
    client = signed_in_client(app, database, [Role.SUPERVISOR], username="olga")
    for number in range(7):
        day = (date(2023, 10, 10) + timedelta(days=30 * number)).isoformat()
        other = "Łódź Chemie G.m.b.H." if number == 6 else "Usual Ltd"
        entered(
            database,
            tmp_path,
            document=f"D-{number}",
            date=day,
            quantity="11" if number == 6 else "10",
            operator="Acme S.A.",
            counterparty=other,
        )
    client.post("/rules", data={})
    runs = worker(app.extensions["here"].settings, database)
    while runs.once():
        pass
    (flag, *_) = links(client.get("/flags?rule=new-consignee"), "/flags/FLG")
    entered(database, tmp_path, document="D-9", date="2024-06-01", quantity="900", operator="Acme S.A.")

    page, again = shown(client.get(flag)), shown(client.get(f"{flag}/replay"))
    (history,) = links(client.get(flag), "/shipments?substance=acetone")

    assert "First deal with Łódź Chemie G.m.b.H. in two years" in page
    assert "Found again as it was" in again
    assert len(links(client.get(history), "/shipments/SHP")) == 8
    assert client.get("/flags/FLG-2024-999999-X/replay").status_code == 404
