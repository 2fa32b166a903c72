"""News are mailed once, to people who gave an address, without what they are about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import insert

from precursors.agencies.mailing import STALE, by_server, post
from precursors.agencies.notices import News, tell
from precursors.agencies.private_models import SignIn
from precursors.db.engine import Database

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Post:
    """A mail server that remembers, or refuses."""

    def __init__(self, *, refuses: bool = False) -> None:
        self.refuses, self.mails = refuses, list[tuple[str, str, str]]()

    def __call__(self, to: str, subject: str, body: str) -> None:
        if self.refuses:
            raise ConnectionRefusedError
        self.mails.append((to, subject, body))


def a_person(database: Database, username: str, email: str | None, language: str | None = None) -> None:
    values = {"username": username, "name": username, "email": email, "language": language, "counter": 0}
    database.aside.write(lambda session: session.execute(insert(SignIn), values))


def told(database: Database, username: str, made: datetime = NOW) -> None:
    news = News("agencies.inbox", {"name": "secret trader"}, "/flags")
    database.aside.write(lambda session: tell(session, [username], news, made))


def test_several_news_are_one_mail_and_only_once(database: Database) -> None:
    a_person(database, "ines", "ines@agency.example", "es")
    told(database, "ines")
    told(database, "ines")
    server = Post()

    first = post(database, server, "https://registry.example", NOW)
    again = post(database, server, "https://registry.example", NOW)

    assert (first, again) == (1, 0)
    ((to, subject, body),) = server.mails
    assert (to, subject) == ("ines@agency.example", "Algo le espera en el registro de precursores")
    assert "https://registry.example/inbox" in body
    assert "secret trader" not in subject + body


def test_who_gave_no_address_and_old_news_are_left_alone(database: Database) -> None:
    a_person(database, "ines", None)
    a_person(database, "omar", "omar@agency.example")
    told(database, "ines")
    told(database, "omar", NOW - STALE - timedelta(minutes=1))

    assert post(database, Post(), "https://registry.example", NOW) == 0


def test_a_refused_mail_is_tried_again(database: Database) -> None:
    a_person(database, "ines", "ines@agency.example")
    told(database, "ines")

    assert post(database, Post(refuses=True), "https://registry.example", NOW) == 0
    assert post(database, Post(), "https://registry.example", NOW) == 1


def test_a_server_that_is_not_there_is_a_refusal(database: Database) -> None:
    a_person(database, "ines", "ines@agency.example")
    told(database, "ines")

    assert post(database, by_server("smtp://127.0.0.1:1", "https://registry.example"), "", NOW) == 0
