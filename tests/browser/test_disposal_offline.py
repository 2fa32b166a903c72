"""A step on a tablet where there is no connection: kept, sent once when there is one again, claimed until confirmed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from precursors.agencies.doors import COOKIE
from precursors.agencies.visits import open_visit
from precursors.db.engine import Database
from tests.browser.conftest import WIDTHS, Axe, Serve, picture
from tests.disposal.makers import Site, a_protocol, a_site, an_order, at_work
from tests.people import an_app


def signed_in(site: Site, app: object, page: Page, address: str, name: str) -> None:
    """Let the browser be that of a person who has signed in with a second factor."""
    secret = site.database.aside.write(lambda aside: open_visit(aside, name, site.now, "test", factor=True))
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined] # a Flask application
    value = serializer.dumps({COOKIE: secret})
    page.context.add_cookies([{"name": "session", "value": value, "url": address}])


def test_a_step_logged_without_a_connection_is_sent_once_there_is_one(
    database: Database, tmp_path: Path, serve: Serve, new_page: Callable[..., Page], axe: Axe
) -> None:
    site = a_site(database)
    ref = an_order(site)
    at_work(site, ref, a_protocol(site))
    app = an_app(database, tmp_path, csrf=True)
    address, page = serve(app), new_page(width=WIDTHS[1])
    signed_in(site, app, page, address, "pia")
    page.goto(f"{address}/disposal/{ref}")
    assert axe(page) == []
    picture(page, "disposal-order")
    page.goto(f"{address}/disposal/{ref}/steps")
    assert axe(page) == []
    page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    picture(page, "disposal-steps")

    page.context.set_offline(True)
    page.reload()
    form = page.locator("form[data-step=identity]")
    form.get_by_label("Seals whole – result").select_option("yes")
    form.get_by_label("Containers – value").fill("3")
    form.get_by_role("button").click()
    expect(page.locator("#outbox")).to_contain_text("not yet sent: 1")
    page.reload()
    expect(page.locator("#outbox")).to_contain_text("not yet sent: 1")
    assert site.dossier(ref).steps == []

    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#step-identity")).to_have_count(0)

    (step,) = site.dossier(ref).steps
    assert (step.row.step, step.row.way, step.row.verdict) == ("identity", "offline", "pass")
    assert site.dossier(ref).unconfirmed(step.row) == ["pia", "wanda"]

    page.context.clear_cookies()
    signed_in(site, app, page, address, "wanda")
    page.goto(f"{address}/disposal/{ref}")
    expect(page.locator("body")).to_contain_text("pia, wanda")
    page.goto(f"{address}/disposal/{ref}/confirm")
    page.get_by_role("main").get_by_role("button").last.click()
    expect(page.locator("body")).not_to_contain_text("pia, wanda")

    assert site.dossier(ref).unconfirmed(step.row) == ["pia"]
