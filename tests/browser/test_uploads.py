"""A workbook taken in by somebody at a browser, and the pages of that way as everybody can read them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from precursors.access.permissions import Role
from precursors.db.engine import Database
from tests.browser.conftest import WIDTHS, Axe, Serve, picture
from tests.exchange.uploading import Person
from tests.factories import a_shipment, a_workbook, shipments
from tests.people import an_app, signed_in_client


@pytest.fixture
def person(database: Database, tmp_path: Path) -> Person:
    """An inspector whose forms need their token."""
    app = an_app(database, tmp_path / "home", csrf=True)
    client = signed_in_client(app, database, (Role.INSPECTOR,), "XD-INS", "ines")
    return Person(app, database, tmp_path / "home", client)


def signed_in(page: Page, person: Person, address: str) -> Page:
    """The page, with the person's visit."""
    cookie = person.client.get_cookie("session")
    assert cookie
    page.context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])
    return page


@pytest.mark.parametrize("scripts", [True, False])
def test_a_workbook_is_taken_in_from_choosing_it_to_undoing_it(
    person: Person, serve: Serve, new_page: Callable[..., Page], tmp_path: Path, scripts: bool
) -> None:
    file = a_workbook(tmp_path / "march.xlsx", [*shipments(2), a_shipment(line="9", unit="ells")])
    address = serve(person.app)
    page = signed_in(new_page(scripts=scripts), person, address)

    page.goto(f"{address}/uploads/new")
    page.set_input_files("#file", file)
    page.click("text=Check the file")
    person.work()
    page.wait_for_url("**/review")
    page.fill('input[name^="cell-"]', "kg")
    page.click("text=Save and check again")
    person.work()
    page.wait_for_url("**/review")
    page.click("text=Record all rows: 3")
    person.work()
    page.wait_for_url("**/result")

    assert "SHP-" in page.inner_text("main")
    page.click("summary:has-text('Undo this upload')")
    page.fill("#reason", "only tried")
    page.click("button:has-text('Undo this upload')")
    assert "Records taken back: 3" in page.inner_text("main")


@pytest.mark.parametrize("locale", ["en", "ar"])
def test_every_page_of_uploads_can_be_read_by_everybody_at_every_width(
    person: Person, serve: Serve, new_page: Callable[..., Page], axe: Axe, tmp_path: Path, locale: str
) -> None:
    person.app.config["WTF_CSRF_ENABLED"] = False
    bad = [a_shipment(line=str(n), unit="ells") for n in range(5, 8)]
    done = person.send(a_workbook(tmp_path / "a.xlsx", shipments(2)))
    person.post(done, "decide", decision="all")
    review = person.send(a_workbook(tmp_path / "b.xlsx", [a_shipment(line="1", quantity=9), *bad]))
    strange = [{{"date": "Fecha rara"}.get(key, key): value for key, value in row.items()} for row in shipments(2)]
    odd = person.send(a_workbook(tmp_path / "c.xlsx", strange))
    job = person.upload(done).job
    address, pages = serve(person.app), ("/uploads", "/uploads/new", "/uploads/links", "/jobs", f"/jobs/{job}")
    ways = [*pages, f"/uploads/{done}/result", f"/uploads/{review}/review", f"/uploads/{odd}/mapping"]

    wrong = []
    for width in WIDTHS:
        page = signed_in(new_page(width=width, locale=locale), person, address)
        for way in ways:
            page.goto(address + way)
            picture(page, f"uploads{ways.index(way)}-{locale}-{width}")
            wrong += [f"{way} at {width}: {told}" for told in axe(page)]
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                wrong.append(f"{way} at {width}: wider than the screen")

    assert not wrong, "\n".join(wrong)
