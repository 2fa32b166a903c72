"""The tutorial, followed to the letter by somebody who knows nothing else: from `demo` and `serve` to an undone act."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

TUTORIAL = Path(__file__).resolve().parents[2] / "docs" / "tutorial" / "first-upload.md"
PASSWORD = "precursors by the drum"


def told_to(what: str) -> str:
    """A button or link the tutorial names in bold. Fails when it no longer does."""
    assert f"**{what}**" in re.sub(r"\s+", " ", TUTORIAL.read_text(encoding="utf-8")), what
    return what


def the_file(folder: Path) -> Path:
    """The file that the tutorial asks the reader to save."""
    found = re.search(r"((?:^    Date;.*\n)(?:^    .*\n)+)", TUTORIAL.read_text(encoding="utf-8"), re.MULTILINE)
    assert found
    path = folder / "april.csv"
    path.write_text(textwrap.dedent(found[1]), encoding="utf-8")
    return path


def precursors(home: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "precursors.cli.main", *words]


def surroundings(home: Path, url: str) -> dict[str, str]:
    bare = {name: value for name, value in os.environ.items() if not name.startswith("PRECURSORS_")}
    return bare | {"PRECURSORS_HOME": str(home), "PRECURSORS_DATABASE_URL": url}


@pytest.fixture
def served(tmp_path: Path, empty_url: str) -> Iterator[tuple[str, str]]:
    """The demonstration country, served; answers the address and the inspector's way in."""
    home, environ = tmp_path / "home", surroundings(tmp_path / "home", empty_url)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    said = subprocess.run(
        precursors(home, "demo"), env=environ, capture_output=True, text=True, timeout=300, check=True
    )
    link = re.search(r"^  inspector +http://127\.0\.0\.1:8000(\S+)$", said.stdout, re.MULTILINE)
    assert link, said.stdout
    server = subprocess.Popen(
        precursors(home, "serve", "--port", str(port)), env=environ, stderr=subprocess.DEVNULL, start_new_session=True
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _until_it_answers(port)
        yield address, link[1]
    finally:
        server.terminate()
        server.wait(timeout=60)


def _until_it_answers(port: int) -> None:
    for _ in range(300):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the server never answered")


@pytest.mark.parametrize("empty_url", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_a_new_user_follows_the_tutorial_to_its_end(
    served: tuple[str, str], new_page: Callable[..., Page], tmp_path: Path
) -> None:
    address, way_in = served
    page = new_page()
    page.set_default_timeout(60_000)

    page.goto(address + way_in)
    for box in page.locator("main input[type=password]").all():
        box.fill(PASSWORD)
    page.click(f"button:has-text('{told_to('Set a password')}')")
    page.fill("input[name=username]", "inspector")
    page.fill("input[type=password]", PASSWORD)
    page.click("main form button")

    page.click(f"nav >> text={told_to('Uploads')}")
    page.click(f"text={told_to('Take a workbook in')}")
    page.set_input_files("input[type=file]", the_file(tmp_path))
    page.click(f"text={told_to('Check the file')}")
    page.wait_for_url("**/review")
    strength, day = page.locator("input[name^='cell-']").all()
    strength.fill("37 % w/w")
    day.fill("30/04/2026")
    page.click(f"text={told_to('Save and check again')}")
    page.wait_for_url("**/checking")
    page.wait_for_url("**/review")
    page.click(f"text={told_to('Record all rows: 3')}")
    page.wait_for_url("**/result")
    result = page.url

    page.click("main >> a:has-text('SHP-')")
    steps = page.inner_text("main")
    assert "3,160" in steps
    page.goto(result)
    page.click(f"summary:has-text('{told_to('Undo this upload')}')")
    page.fill("#reason", "only tried")
    page.click("button:has-text('Undo this upload')")
    assert "Records taken back: 3" in page.inner_text("main")
