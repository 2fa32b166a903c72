"""The state of what is listed is seen on a phone without pushing the table aside."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from precursors.db.engine import Database
from tests.browser.conftest import WIDTHS, Serve
from tests.browser.test_disposal_offline import signed_in
from tests.disposal.makers import a_protocol, a_site, an_order
from tests.people import an_app


@pytest.mark.parametrize("address", ["/disposal", "/protocols", "/hazards"])
def test_the_state_stands_within_the_screen(
    database: Database, tmp_path: Path, serve: Serve, new_page: Callable[..., Page], address: str
) -> None:
    site = a_site(database)
    a_protocol(site)
    an_order(site)
    app = an_app(database, tmp_path, csrf=True)
    server, page = serve(app), new_page(width=WIDTHS[0])
    signed_in(site, app, page, server, "chem")

    page.goto(f"{server}{address}")
    ends = page.locator("tbody tr:first-child .pcr-tag, tbody tr:last-child .pcr-tag").evaluate_all(
        "tags => tags.map(each => each.getBoundingClientRect().right)"
    )

    assert ends
    assert max(ends) <= WIDTHS[0]
