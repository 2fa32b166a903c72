"""Every part that pages are made of, in a browser: three widths, both directions, keyboard, no scripts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import WIDTHS, Axe, Serve, picture
from tests.web.sink import sink_app


@pytest.fixture
def address(serve: Serve, tmp_path: Path) -> str:
    """Where the page with every part is served."""
    return serve(sink_app(tmp_path)) + "/"


@pytest.mark.parametrize("locale", ["en", "ar"])
@pytest.mark.parametrize("width", WIDTHS)
def test_no_part_shuts_anybody_out_and_none_overflows(
    new_page: Callable[..., Page], address: str, axe: Axe, width: int, locale: str
) -> None:
    page = new_page(width, locale)

    page.goto(address + "?flash=1")
    page.locator("body.govuk-frontend-supported").wait_for()
    picture(page, f"parts-{locale}-{width}")

    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_form_sent_back_puts_the_focus_on_its_problems_and_they_lead_to_their_field(
    browser_page: Page, address: str, axe: Axe
) -> None:
    browser_page.goto(address)
    browser_page.get_by_role("button", name="Reverse this act").click()

    expect(browser_page.locator(".govuk-error-summary")).to_be_focused()
    browser_page.get_by_role("link", name="Reason: a value is needed here.").click()
    expect(browser_page.get_by_label("Reason")).to_be_focused()
    assert browser_page.get_by_label("Reason").input_value() == "typed before"
    assert axe(browser_page) == []


def test_a_part_fetches_itself_until_it_is_over(browser_page: Page, address: str) -> None:
    asked: list[str] = []
    browser_page.on("request", lambda request: asked.append(request.url) if "fragment" in request.url else None)

    browser_page.goto(address)
    expect(browser_page.get_by_text("fetched again")).to_be_visible(timeout=5000)
    browser_page.wait_for_timeout(1500)

    assert len(asked) == 1


def test_filters_stand_open_beside_the_list_on_a_desk_and_folded_above_it_on_a_phone(
    new_page: Callable[..., Page], address: str
) -> None:
    desk, phone = new_page(1280), new_page(390)
    desk.goto(address)
    phone.goto(address)

    expect(desk.get_by_label("Substance")).to_be_visible()
    expect(phone.get_by_label("Substance")).not_to_be_visible()
    phone.get_by_text("Filters · in use: 2").click()
    expect(phone.get_by_label("Substance")).to_be_visible()


def test_a_language_is_chosen_by_keyboard_and_stays(browser_page: Page, address: str) -> None:
    browser_page.goto(address + "?q=1")
    browser_page.get_by_text("English").first.press("Enter")
    browser_page.get_by_role("link", name="العربية").press("Enter")

    expect(browser_page.locator("html")).to_have_attribute("dir", "rtl")
    assert browser_page.url == address + "?q=1"
    browser_page.goto(address)
    expect(browser_page.locator("html")).to_have_attribute("lang", "ar")


def test_escape_closes_a_menu(browser_page: Page, address: str) -> None:
    browser_page.goto(address)
    browser_page.get_by_text("María Quispe").click()
    expect(browser_page.get_by_role("button", name="Sign out")).to_be_visible()

    browser_page.keyboard.press("Escape")

    expect(browser_page.get_by_role("button", name="Sign out")).not_to_be_visible()


def test_everything_can_be_reached_without_scripts(new_page: Callable[..., Page], address: str) -> None:
    page = new_page(390, scripts=False)
    page.goto(address)

    expect(page.get_by_role("link", name="Look again")).to_be_visible()
    expect(page.get_by_role("link", name="Uploads", exact=True)).to_be_visible()
    page.get_by_text("María Quispe").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.get_by_text("Filters · in use: 2").click()
    page.get_by_role("button", name="Apply filters").click()
    assert "substance=b" in page.url
    page.get_by_role("button", name="Reverse this act").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()


def test_a_page_that_is_missing_is_told_in_the_frame(browser_page: Page, address: str, axe: Axe) -> None:
    browser_page.goto(address + "nowhere")

    expect(browser_page.get_by_role("heading", name="There is no such page")).to_be_visible()
    assert axe(browser_page) == []


def test_what_does_not_stand_in_the_line_is_folded_into_a_menu(
    new_page: Callable[..., Page], address: str, axe: Axe
) -> None:
    page = new_page(1280)
    page.goto(address + "?pages=12")
    navigation = page.get_by_role("navigation").first
    last = page.get_by_role("link", name="Page 12", exact=True)

    assert navigation.bounding_box()["height"] < 70  # type: ignore[index]  # it is shown: one line
    expect(last).not_to_be_visible()
    navigation.get_by_text("More").press("Enter")
    expect(last).to_be_visible()
    assert axe(page) == []
    picture(page, "parts-more")
    page.keyboard.press("Escape")
    expect(last).not_to_be_visible()


def test_a_menu_of_one_entry_is_never_made(browser_page: Page, address: str) -> None:
    browser_page.goto(address + "?pages=8")

    expect(browser_page.get_by_role("link", name="Page 8", exact=True)).to_be_visible()
