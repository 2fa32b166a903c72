"""Pages of stock, consignments and inspections in a browser: whole on a phone, tablet and desk, and accessible."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from playwright.sync_api import Page

from precursors.db.engine import Database
from tests.asking import links
from tests.browser.conftest import WIDTHS, Axe, Serve, picture
from tests.factories import a_licence, a_shipment
from tests.people import an_app, at, signed_in_client
from tests.stock.test_journey import ACME, a_line, took

CONSIGNMENT = {
    "number": "C-17", "direction": "import", "planned": "2024-06-01", "operator": "Acme SA", "substance": "Acetone",
    "quantity": "1000", "unit": "kg", "pieces": "5", "seals": "A1, B2",
}  # fmt: skip


WIDER = """() => [...document.querySelectorAll('.pcr-table')].filter(each => each.scrollWidth > each.clientWidth + 1)
  .map(each => each.ariaLabel)"""
"""Tables that must be pushed aside to be read."""


def test_the_pages_hold_together_and_everybody_can_use_them(
    database: Database, tmp_path: Path, serve: Serve, new_page: Callable[..., Page], axe: Axe
) -> None:
    app = an_app(database, tmp_path)
    at(app, datetime(2024, 7, 10, 12, tzinfo=UTC))
    client = signed_in_client(app, database)
    took(database, tmp_path, "operators", [{"Registration No": ACME, "Name": "Acme SA"}])
    took(database, tmp_path, "licences", [a_licence(Holder=ACME)])
    took(database, tmp_path, "stock", [a_line()])
    took(database, tmp_path, "shipments", [a_shipment(operator=ACME, date=date(2024, 4, 5), quantity=40)])
    took(database, tmp_path, "stock", [a_line(period="2024-Q2", opening=60, received=0, closing=20, counted=18)])
    (returned,) = links(client.get("/returns?text=2024-Q2"), "/returns/RET")
    consignment = client.post("/consignments/new", data=CONSIGNMENT).headers["Location"]
    for verb in ("request-release", "release", "depart"):
        client.post(f"{consignment}/{verb}", data={"day": "2024-06-02", "quantity": "1000", "unit": "kg"})
    client.post(f"{consignment}/receive", data={"day": "2024-06-20", "quantity": "800", "unit": "kg", "pieces": "4"})
    address = serve(app)
    cookie = client.get_cookie("session")
    assert cookie is not None

    for width in WIDTHS:
        page = new_page(width)
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])
        for name, path in {
            "returns": "/returns", "return": returned, "cycle": "/reporting-cycle", "comment": f"{returned}/comment",
            "stock-new": "/stock/new", "consignments": "/consignments", "consignment": consignment,
            "receive": f"{consignment}/stop", "inspections": "/inspections",
            "operators": "/operators", "substances": "/substances", "formats": "/formats", "codes": "/codes",
        }.items():  # fmt: skip
            page.goto(address + path)
            picture(page, f"{name}-{width}")
            assert page.locator("h1").count() == 1, path
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (path, width)
            assert axe(page) == [], path
            assert width != WIDTHS[0] or page.evaluate(WIDER) == [], path
