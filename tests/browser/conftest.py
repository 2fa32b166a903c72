"""A browser that is on the machine already, driven over pages that are really served."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright
from werkzeug.serving import make_server

AXE = Path(__file__).parent / "vendor" / "axe-core-4.14.1" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (390, 820, 1280)
"""A phone, a tablet, a desk."""
CHECK = """tags => axe.run(document, {runOnly: tags, resultTypes: ['violations'], preload: {assets: ['media']}})
  .then(found => found.violations.flatMap(each => each.nodes.map(
    node => `${each.id}: ${node.target} ${node.failureSummary}`)))"""
"""Only what is wrong is described; of what rules want fetched beforehand, none of ours wants style sheets."""
MISSING = "no browser: install Chromium, or name one in PRECURSORS_TEST_BROWSER"

Serve = Callable[[Flask], str]
Axe = Callable[[Page], list[str]]


def browser_path() -> str | None:
    """The browser of this machine."""
    named = os.environ.get("PRECURSORS_TEST_BROWSER")
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return named or next((found for found in map(shutil.which, names) if found), None)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One browser for the tests of this folder: while its driver's loop runs, nothing else of the process can run one.

    Where there is none these tests are left out, but not where CI counts on them.
    """
    path = browser_path()
    if path is None:
        pytest.fail(MISSING) if os.environ.get("CI") else pytest.skip(MISSING)
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=path)
        yield opened
        opened.close()


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serves an application on a free port until the test ends; answers its address."""
    running = []

    def begin(app: Flask) -> str:
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        running.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}"

    yield begin
    for server, thread in running:
        server.shutdown()
        thread.join(timeout=5)
        server.server_close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens pages in contexts of their own: `new_page(width=390, locale="ar", scripts=False)`.

    At the end nothing may have complained in the console, and nothing may have been asked of another host.
    """
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def complain(message: ConsoleMessage) -> None:
        # A status the test asked for, or a fetch that was cut off by leaving the page, is no fault of the page.
        expected = "Failed to load resource" in message.text or "Failed to fetch" in message.text
        if message.type in {"error", "warning"} and not expected:
            wrong.append(message.text)

    def watch(request: Request) -> None:
        if urlsplit(request.url).hostname not in {"127.0.0.1", "localhost", None}:
            wrong.append(f"asked of another host: {request.url}")

    def begin(width: int = 1280, locale: str = "en", *, scripts: bool = True) -> Page:
        size = {"width": width, "height": 900}
        contexts.append(browser.new_context(viewport=size, locale=locale, java_script_enabled=scripts))
        page = contexts[-1].new_page()
        page.on("console", complain)
        page.on("pageerror", lambda fault: wrong.append(str(fault)))
        page.on("request", watch)
        return page

    yield begin
    seen = list(wrong)
    for context in contexts:
        context.close()
    assert seen == []


@pytest.fixture
def browser_page(new_page: Callable[..., Page]) -> Page:
    """A page on a desk, in English."""
    return new_page()


@pytest.fixture
def axe() -> Axe:
    """Says what is wrong with a page for those who do not see it or do not use a mouse: one line a finding."""

    def check(page: Page) -> list[str]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE.read_text(encoding="utf-8") + "; undefined")
        found: list[str] = page.evaluate(CHECK, TAGS)
        return found

    return check


def picture(page: Page, name: str) -> None:
    """Keep what the page looks like in the folder PRECURSORS_TEST_SCREENSHOTS, if it is named."""
    if folder := os.environ.get("PRECURSORS_TEST_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line which tests were left out for want of a browser."""
    skipped = [each for each in terminalreporter.stats.get("skipped", []) if MISSING in str(each.longrepr)]
    if skipped:
        terminalreporter.write_line(f"left out: {len(skipped)} tests of pages in a browser ({MISSING})")
