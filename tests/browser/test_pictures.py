"""Pictures in a browser: whole on a phone and a desk, from both sides, usable by everybody, and in print."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from precursors.access.permissions import Role
from precursors.db.engine import Database
from precursors.reports.report import reports
from tests.browser.conftest import Axe, Serve, picture
from tests.conftest import Filling
from tests.people import signed_in_client
from tests.reports.filled import YEAR, an_application, seizures_too

PICTURES = sorted(name for name, each in reports().items() if each.draw)


@pytest.fixture
def beginning() -> Filling:
    return seizures_too


def test_pictures_hold_together_in_both_directions_and_everybody_can_use_them(
    database: Database, tmp_path: Path, serve: Serve, new_page: Callable[..., Page], axe: Axe
) -> None:
    app = an_application(database, tmp_path)
    client = signed_in_client(app, database, tuple(Role))
    address, cookie = serve(app), client.get_cookie("session")
    assert cookie is not None

    for locale, width in (("en", 1280), ("ar", 1280), ("en", 390), ("ar", 390)):
        page = new_page(width, locale, scripts=True)
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])
        for path in ("/reports", *(f"/reports/{name}?year={YEAR}&substance=acetone" for name in PICTURES)):
            page.goto(address + path)
            picture(page, f"{path.partition('?')[0].strip('/').replace('/', '-')}-{locale}-{width}")
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (path, width)
            assert axe(page) == [], (path, locale)
    page.emulate_media(media="print")
    box, drawn = page.locator(".pcr-drawn").bounding_box(), page.locator(".pcr-drawn svg").bounding_box()
    assert box is not None
    assert drawn is not None
    assert drawn["width"] <= box["width"] + 1


def test_a_table_of_a_report_fits_its_paper(
    database: Database, tmp_path: Path, serve: Serve, new_page: Callable[..., Page]
) -> None:
    app = an_application(database, tmp_path)
    client = signed_in_client(app, database, tuple(Role))
    address, cookie = serve(app), client.get_cookie("session")
    assert cookie is not None
    page = new_page(1280, scripts=False)
    page.context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])

    page.goto(f"{address}/reports/overview?year={YEAR}")
    page.emulate_media(media="print")

    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_picture_is_there_without_scripts(
    database: Database, tmp_path: Path, serve: Serve, new_page: Callable[..., Page]
) -> None:
    app = an_application(database, tmp_path)
    client = signed_in_client(app, database, tuple(Role))
    address, cookie = serve(app), client.get_cookie("session")
    assert cookie is not None
    page = new_page(scripts=False)
    page.context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])

    page.goto(f"{address}/reports/monthly?year={YEAR}&substance=acetone")
    page.locator(".pcr-drawn a").first.click()

    assert "/records?" in page.url
    assert page.locator("h1").inner_text() == "Records beneath a figure"
