"""The log of server and worker: one JSON object a line, with who asked what, and nothing a stranger wrote into it."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from precursors.access.permissions import Permission, Role
from precursors.app.journal import JsonLine, write_journal
from precursors.db.engine import Database
from precursors.web.access import requires
from tests.people import NOON, an_app, at, signed_in_client


class Terminal(io.StringIO):
    """What a person sits before."""

    def isatty(self) -> bool:
        return True


@contextmanager
def journal(to: io.StringIO) -> Iterator[None]:
    """Log as a server does, and afterwards as before."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    root.handlers[:] = []  # what watches the tests is set aside, not closed
    write_journal(to)
    yield
    root.handlers[:] = before
    root.setLevel(level)


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    made = an_app(database, tmp_path)
    at(made, NOON)
    made.config["PROPAGATE_EXCEPTIONS"] = False

    @made.get("/broken/<what>")
    @requires(Permission.READ_SUBSTANCES)
    def _broken(what: str) -> str:
        raise RuntimeError(f"a fault about {what}\nERROR all is well")

    return made


def lines(to: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in to.getvalue().splitlines()]


def test_a_line_says_when_who_asked_what_and_what_became_of_it(app: Flask, database: Database) -> None:
    client = signed_in_client(app, database, [Role.INSPECTOR], username="ines")
    to = io.StringIO()

    with journal(to):
        client.get("/broken/one-time-code", headers={"X-Request-ID": "abcdef12-3456"})

    (line,) = lines(to)
    assert {name: line[name] for name in ("level", "name", "request", "method", "page", "person", "agency")} == {
        "level": "error",
        "name": "precursors.web",
        "request": "abcdef12-3456",
        "method": "GET",
        "page": "_broken",
        "person": "ines",
        "agency": "XD-INS",
    }
    assert datetime.fromisoformat(line["time"]).utcoffset() == timedelta(0)
    assert "RuntimeError: a fault about" in line["fault"]


def test_what_an_attack_would_be_made_of_is_written_down(app: Flask, database: Database) -> None:
    client = signed_in_client(app, database, [Role.INSPECTOR], username="ines")
    to = io.StringIO()

    with journal(to):
        right = client.get("/people")
        token = app.test_client().get("/api/v1/shipments", headers={"Authorization": "Bearer pcr_wrong"})
        usual = client.get("/nowhere")

    assert (right.status_code, token.status_code, usual.status_code) == (403, 401, 404)
    told = [(line["level"], line["page"], line.get("person")) for line in lines(to)]
    assert told == [("warning", "people.index", "ines"), ("warning", "api.shipments", None)]


def test_outside_of_a_request_a_line_says_what_broke() -> None:
    to = io.StringIO()

    with journal(to):
        logging.getLogger("precursors.jobs").error("job %s broke", "x\nERROR all is well")

    (line,) = lines(to)
    assert (line["message"], set(line)) == ("job x\nERROR all is well broke", {"time", "level", "name", "message"})


def test_a_person_at_a_terminal_reads_plain_text() -> None:
    to = Terminal()

    with journal(to):
        logging.getLogger("precursors.jobs").warning("asking again")

    assert to.getvalue() == "WARNING precursors.jobs: asking again\n"
    assert not isinstance(logging.getLogger().handlers[0].formatter, JsonLine)
