"""Coming in as people do it: password, then an app or a passkey; and the pages behind, for everybody's eyes."""

from __future__ import annotations

from base64 import b32decode
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page

from precursors.access.permissions import Role
from precursors.agencies import totp
from precursors.db.engine import Database
from tests.browser.conftest import WIDTHS, Axe, Serve
from tests.people import PASSWORD, a_person, an_app

PAGES = ("account", "account/password", "account/factors", "tokens", "people", "people/new", "people/ines", "agencies",
         "agencies/new", "inbox")  # fmt: skip


@pytest.fixture
def address(serve: Serve, database: Database, tmp_path: Path) -> str:
    """Where a registry with an administrator and an inspector is served, under a name: passkeys know no numbers."""
    a_person(database, "ada", roles=[Role.ADMINISTRATOR], password=PASSWORD)
    a_person(database, password=PASSWORD)
    return serve(an_app(database, tmp_path, csrf=True)).replace("127.0.0.1", "localhost") + "/"


def enter(page: Page, address: str, username: str = "ada") -> None:
    """Fill the form of the sign-in page and send it."""
    page.goto(address + "sign-in")
    page.fill("#username", username)
    page.fill("#password", PASSWORD)
    page.locator("form", has=page.locator("#password")).locator("button").click()


def with_key(page: Page) -> None:
    """Give the browser a device that keeps passkeys and always says that its owner is there."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True}
    able = {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": device | able})


def leave(page: Page) -> None:
    """Sign out by the menu."""
    page.locator("header details", has=page.locator("form")).locator("summary").click()
    page.get_by_role("button", name="Sign out").click()


def test_an_administrator_sets_an_app_up_and_comes_back_with_its_code(
    new_page: Callable[..., Page], address: str
) -> None:
    page = new_page(1280, "en")
    enter(page, address)
    page.get_by_role("button", name="Set up an app").click()
    plain = page.locator("main code").inner_text().replace(" ", "")
    secret = b32decode(plain + "=" * (-len(plain) % 8))
    step = int(datetime.now(UTC).timestamp()) // totp.STEP

    page.fill("#code", totp.code_of(secret, step))
    page.get_by_role("button", name="Keep this app").click()
    codes = page.locator("main li code").count()
    leave(page)
    enter(page, address)
    page.fill("#code", totp.code_of(secret, step + 1))
    page.get_by_role("button", name="Continue").click()
    page.goto(address + "people")

    assert codes == 10
    assert page.locator("h1").inner_text() == "People"


def test_a_password_may_be_pasted_from_where_it_is_kept(new_page: Callable[..., Page], address: str) -> None:
    page = new_page(1280, "en")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(address + "sign-in")
    page.evaluate("text => navigator.clipboard.writeText(text)", PASSWORD)
    page.fill("#username", "ines")

    page.focus("#password")
    page.keyboard.press("Control+V")

    assert page.input_value("#password") == PASSWORD


def test_a_passkey_comes_in_without_name_or_password(new_page: Callable[..., Page], address: str) -> None:
    page = new_page(390, "en")
    with_key(page)
    enter(page, address)
    page.get_by_role("button", name="Add a passkey").click()
    page.fill("#name", "grey telephone")
    page.get_by_role("button", name="Ask my device").click()
    page.wait_for_url("**/answer")
    leave(page)

    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("button", name="Ask my device").click()
    page.wait_for_url(lambda url: "sign-in" not in url)
    page.goto(address + "people")

    assert page.locator("h1").inner_text() == "People"


@pytest.mark.parametrize("locale", ["en", "ar"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_of_people_shut_nobody_out(
    new_page: Callable[..., Page], address: str, axe: Axe, width: int, locale: str
) -> None:
    page = new_page(width, locale)
    with_key(page)
    enter(page, address)
    page.locator("form[action$='/account/factors/passkey'] button").click()
    page.locator("form[data-passkey] button").click()
    page.wait_for_url("**/answer")
    for path in PAGES:
        page.goto(address + path)
        page.locator("body.govuk-frontend-supported").wait_for()

        assert (path, axe(page)) == (path, [])
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
