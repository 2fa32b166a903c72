"""What others wrote is what was built, nothing is missing, and everything is asked for by its hash."""

from __future__ import annotations

import re
import tomllib
from hashlib import sha256
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from precursors.paths import resource
from precursors.web.assets import GOVUK, HTMX, STATIC, asset, style_sheets

ROOT = Path(__file__).resolve().parents[2]
VENDORED = [STATIC / "vendor", ROOT / "tests" / "browser" / "vendor"]
FORBIDDEN = re.compile(r"GDS Transport|crown|crest|fonts/|@import|url\((?![\"']?data:)", re.IGNORECASE)


def manifest(folder: Path) -> dict[str, dict[str, str]]:
    """File to its entry."""
    entries = tomllib.loads((folder / "MANIFEST.toml").read_text(encoding="utf-8"))["file"]
    return {entry["file"]: entry for entry in entries}


@pytest.mark.parametrize("folder", VENDORED, ids=lambda folder: folder.parent.name)
def test_every_vendored_file_has_the_hash_of_its_manifest_and_none_is_unlisted(folder: Path) -> None:
    found = {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "MANIFEST.toml"
    }

    assert found == {name: entry["sha256"] for name, entry in manifest(folder).items()}


@pytest.mark.parametrize("folder", VENDORED, ids=lambda folder: folder.parent.name)
def test_every_vendored_package_brings_its_licence_and_stands_in_the_notice(folder: Path) -> None:
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")

    for name, entry in manifest(folder).items():
        assert (folder / name).parent.joinpath("LICENCE").is_file()
        assert f"{entry['package']} {entry['version']}" in notice
        assert entry["licence"] in notice


def test_the_style_sheets_carry_no_brand_and_ask_nothing_of_anybody() -> None:
    sheets = [STATIC / GOVUK / "govuk.css", STATIC / GOVUK / "govuk.rtl.css", STATIC / "registry.css"]

    assert {sheet.name: FORBIDDEN.findall(sheet.read_text(encoding="utf-8")) for sheet in sheets} == {
        sheet.name: [] for sheet in sheets
    }


def test_every_class_a_template_gives_is_dressed() -> None:
    names = ("registry.css", f"{GOVUK}/govuk.css", f"{GOVUK}/govuk.js", "registry.js")
    dressed = "".join((STATIC / name).read_text(encoding="utf-8") for name in names)
    given = {
        name
        for path in resource("templates").rglob("*.html")
        for name in re.findall(r"\b(?:govuk|pcr)-[a-z0-9_-]*[a-z0-9]", path.read_text(encoding="utf-8"))
    }
    blocks = {"govuk-template__header", "govuk-template__footer"}  # hooks of the frame that have no rule of their own

    assert sorted(name for name in given - blocks if name not in dressed) == []


def test_an_asset_carries_its_hash_and_may_be_kept(app: Flask, client: FlaskClient) -> None:
    with app.test_request_context("/"):
        address = asset("htmx/htmx.js")

    answer = client.get(address)

    assert f"{HTMX}/htmx.js?v={sha256((STATIC / HTMX / 'htmx.js').read_bytes()).hexdigest()[:12]}" in address
    assert "max-age=31536000" in answer.headers["Cache-Control"]


def test_right_to_left_readers_get_the_mirrored_sheet(app: Flask) -> None:
    with app.test_request_context("/", headers={"Accept-Language": "ar"}):
        mirrored = style_sheets()
    with app.test_request_context("/", headers={"Accept-Language": "ru"}):
        plain = style_sheets()

    assert "govuk.rtl.css" in mirrored[0]
    assert "govuk.css" in plain[0]
    assert mirrored[1] == plain[1]
