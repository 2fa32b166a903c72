"""The pages that anybody sees, in the product as it is: three widths, both directions, and every language once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from precursors.app.web import create_app
from precursors.config.settings import LANGUAGES, load
from precursors.db.engine import Database
from tests.browser.conftest import WIDTHS, Axe, Serve, picture

PAGES = ("", "acts", "sign-in", "nowhere")


@pytest.fixture
def address(serve: Serve, sqlite_template: Path, tmp_path: Path) -> Iterator[str]:
    """Where a founded registry without any record is served."""
    shutil.copy(sqlite_template, tmp_path / "registry.sqlite3")
    settings = load({"PRECURSORS_HOME": str(tmp_path), "PRECURSORS_SECRET_KEY": "not a secret in a test"})
    database = Database(settings.database_url)
    yield serve(create_app(settings, database)) + "/"
    database.close()


@pytest.mark.parametrize("locale", ["en", "ar"])
@pytest.mark.parametrize("width", WIDTHS)
def test_a_public_page_shuts_nobody_out_and_does_not_overflow(
    new_page: Callable[..., Page], address: str, axe: Axe, width: int, locale: str
) -> None:
    page = new_page(width, locale)
    for path in PAGES:
        page.goto(address + path)
        page.locator("body.govuk-frontend-supported").wait_for()
        picture(page, f"public-{path or 'start'}-{locale}-{width}")

        assert (path, axe(page)) == (path, [])
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path


@pytest.mark.parametrize("locale", LANGUAGES)
def test_a_public_page_says_which_language_it_is_in(new_page: Callable[..., Page], address: str, locale: str) -> None:
    page = new_page(390, locale)

    page.goto(address)

    assert page.locator("html").get_attribute("lang") == locale
    assert page.locator("h1").inner_text().strip()
