"""The demonstration country, walked along every kind of link: each leads somewhere, and no page is unfinished.

A person who is offered a way must be let in, and a page must not show the name of a value for the value itself.
"""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
from collections import Counter, deque
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

from precursors.agencies.doors import COOKIE
from precursors.agencies.visits import open_visit
from precursors.db.engine import Database
from tests.asking import links
from tests.conftest import DEEP
from tests.people import an_app

PEOPLE = {
    "inspector", "supervisor", "customs", "disposal-officer", "chemist", "environment", "demo-customs-witness",
    "demo-judge", "admin",
}  # fmt: skip
"""Those of the demonstration who differ in what they may do or whose they are."""
OF_EACH = 5 if DEEP else 1
"""Addresses of one kind that a reader follows."""
TYPED = re.compile(r"<(script|style|textarea|pre|code|option)\b.*?</\1>", re.DOTALL)
UNFINISHED = re.compile(r">\s*None\s*<|\{[a-z_]+\}|>\s*[a-z]+(?:_[a-z]+)+\s*<|href=\"(?![/#?]|https?:|mailto:)[^\"]*\"")
"""A value nobody gave, the name of one, a code for a word, an address that leads elsewhere from every page."""
REFERENCE = re.compile(r"/search\?q=[A-Z]{3}-\d{4}-")
ID = re.compile(r"\sid=\"([^\"]+)\"")


@pytest.fixture
def country(tmp_path: Path, empty_url: str) -> Iterator[tuple[Flask, Database]]:
    """The application over the demonstration, made by the command."""
    home = tmp_path / "home"
    bare = {name: value for name, value in os.environ.items() if not name.startswith("PRECURSORS_")}
    environ = bare | {"PRECURSORS_HOME": str(home), "PRECURSORS_DATABASE_URL": empty_url}
    made = [sys.executable, "-m", "precursors.cli.main", "demo"]
    subprocess.run(made, env=environ, capture_output=True, text=True, timeout=300, check=True)
    database = Database(empty_url)
    yield an_app(database, home, PRECURSORS_DATABASE_URL=empty_url), database
    database.close()


@pytest.mark.parametrize("empty_url", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_every_way_a_page_offers_leads_somewhere(country: tuple[Flask, Database]) -> None:
    app, database = country

    wrong = [f"{name}: {told}" for name in sorted(PEOPLE) for told in _walked(app, _signed_in(app, database, name))]

    assert not wrong, "\n".join(wrong)


def _signed_in(app: Flask, database: Database, name: str) -> FlaskClient:
    client = app.test_client()
    visit = database.aside.write(lambda aside: open_visit(aside, name, datetime.now(UTC), "test", factor=True))
    with client.session_transaction() as cookie:
        cookie[COOKIE] = visit
    return client


def _walked(app: Flask, client: FlaskClient) -> Iterator[str]:
    """What is wrong along the ways from the start page on, each kind of address followed a few times."""
    followed: Counter[str] = Counter()
    known, ahead = {"/"}, deque([("/", "the start page")])
    while ahead:
        at, offered_on = ahead.popleft()
        answer = client.get(at)
        if answer.status_code >= 400:
            yield f"{at}, offered on {offered_on}, answers {answer.status_code}"
        elif answer.status_code == 200 and REFERENCE.search(at):
            yield f"{at}, offered on {offered_on}, opens no record"
        elif answer.mimetype == "text/html":
            yield from (f"{at}, offered on {offered_on}, shows {each}" for each in _unfinished(answer))
            for each in links(answer, "/"):
                kind = _kind(app, each)
                if each not in known and kind and followed[kind] < OF_EACH:
                    known.add(each)
                    followed[kind] += 1
                    ahead.append((each, at))
        answer.close()


def _kind(app: Flask, address: str) -> str | None:
    """What sort of page stands at an address: its endpoint, the words in it, and which filters it carries."""
    there = urlsplit(address)
    try:
        endpoint, values = app.url_map.bind("").match(there.path)
    except RequestRedirect:
        return None
    words = sorted(word for word in map(str, values.values()) if word.replace("-", "").isalpha())
    names = sorted({part.partition("=")[0] for part in there.query.split("&")})
    return f"{endpoint} {words} {names}" if endpoint != "static" else None


def _unfinished(answer: TestResponse) -> set[str]:
    text = TYPED.sub("", answer.text)
    twice = {f"twice the id {each}" for each, times in Counter(ID.findall(text)).items() if times > 1}
    return twice | set(UNFINISHED.findall(html.unescape(text)))
