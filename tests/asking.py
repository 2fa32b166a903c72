"""What tests of pages ask of an answer: its text as a reader sees it, and how often the database was asked for it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event
from werkzeug.test import TestResponse

from precursors.db.engine import Database


def shown(answer: TestResponse, status: int = 200) -> str:
    """The text of a page as a reader sees it."""
    assert answer.status_code == status, answer.text
    text = re.sub(r"<[^>]+>", " ", re.sub(r"<(script|style|head)\b.*?</\1>", " ", answer.text, flags=re.DOTALL))
    return re.sub(r"\s+", " ", html.unescape(text))


def links(answer: TestResponse, beginning: str) -> list[str]:
    """The addresses on a page that begin so, each once, in their order."""
    found = re.findall(rf'href="({re.escape(beginning)}[^"]*)"', answer.text)
    return list(dict.fromkeys(html.unescape(each) for each in found))


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """Every statement sent to the registry's own database meanwhile."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield said
    event.remove(database.engine, "before_cursor_execute", note)
