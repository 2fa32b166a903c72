"""Pages of both sides of trade and of packages in a browser: whole on a phone, tablet and desk, and accessible."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

from playwright.sync_api import Page

from precursors.access.permissions import Role
from precursors.audit.acts import Actor
from precursors.audit.checkpoint import load_key, public_bytes
from precursors.audit.signing import fingerprint
from precursors.db.engine import Database
from precursors.exchange.packages.registries import trust_alone
from tests.api.caller import an_api
from tests.asking import links
from tests.browser.conftest import WIDTHS, Axe, Serve, picture
from tests.factories import a_shipment
from tests.people import NOON, at, signed_in_client
from tests.stock.test_journey import took

OUT = {"direction": "export", "origin": "XD", "destination": "DE", "notification": "P-1"}
STATED = {"Partner Country": "DE", "Direction Stated": "import", "Substance": "Acetone", "Unit": "kg"}
NOTIFIED = {
    "PEN No": "P-1", "Sent or Received": "sent", "Exporter": "Acme SA", "Importer": "Chemie GmbH",
    "Exporting Country": "XD", "Importing Country": "DE", "Substance": "Acetone", "Quantity": 800, "Unit": "kg",
    "Notified On": date(2024, 2, 1), "Dispatch Date": date(2024, 3, 1),
}  # fmt: skip


def test_the_pages_hold_together_and_everybody_can_use_them(
    database: Database, tmp_path: Path, serve: Serve, new_page: Callable[..., Page], axe: Axe
) -> None:
    app = an_api(database, tmp_path)
    app.config["WTF_CSRF_ENABLED"] = False
    at(app, NOON)
    client = signed_in_client(app, database, [Role.SUPERVISOR])
    gone = [a_shipment(date=date(2024, 3, 5), quantity=800, **OUT), a_shipment(document="D-2", line="2", **OUT)]
    took(database, tmp_path, "shipments", gone)
    came = [
        STATED | {"Period": "2024-03", "Quantity": 300, "PEN No": "P-1"},
        STATED | {"Period": "2024-07", "Quantity": 40},
    ]
    took(database, tmp_path, "mirror-figures", came)
    took(database, tmp_path, "notifications", [NOTIFIED])
    public = public_bytes(load_key(tmp_path / "signing.key"))
    known = {"name": "Bundesamt", "country": "DE", "public_key": b64encode(public).decode(), "valid_from": "2024-01-01"}
    ref = client.post("/registries/new", data=known).headers["Location"].rpartition("/")[2]
    database.write(lambda session: trust_alone(session, Actor("local operator"), ref, "seen", NOON.date()))
    made = client.post("/packages/made", data={"receiver": fingerprint(public), "kinds": ["notifications", "figures"]})
    given = client.post("/packages/taken", data={"file": (BytesIO(made.data), "from-de.zip")})
    received = given.headers["Location"]
    (notification,) = links(client.get("/notifications?text=P-1"), "/notifications/PEN")[:1]
    address = serve(app)
    cookie = client.get_cookie("session")
    assert cookie is not None

    pages = {
        "mirror": "/mirror?year=2024",
        "mirror-one": "/mirror?year=2024&partner=DE&substance=acetone&direction=export",
        "packages": "/packages",
        "package": received,
        "registry": f"/registries/{ref}",
        "notification-origin": notification,
    }
    for width, tongue in [*((width, "en") for width in WIDTHS), (1280, "ar")]:
        page = new_page(width, tongue)
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])
        for name, path in pages.items():
            assert page.goto(address + path).status == 200, (name, page.content()[:300])  # type: ignore[union-attr]  # one answered
            overflow = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            assert not page.evaluate(overflow), (name, width)
            assert axe(page) == [], (name, width)
            picture(page, f"{name}-{width}-{tongue}")
