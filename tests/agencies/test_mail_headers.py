"""What people are called can reach the head of an e-mail; it never makes a line of its own there."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage
from typing import Self

import pytest

from precursors.agencies.notices import send


class _Server:
    """Stands where a mail server would, and keeps what it is given."""

    sent: list[EmailMessage]

    def __init__(self, *_place: object, **_how: object) -> None:
        type(self).sent = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_fault: object) -> None: ...

    def send_message(self, message: EmailMessage) -> None:
        """Keep it."""
        self.sent.append(message)


@pytest.fixture(autouse=True)
def post(monkeypatch: pytest.MonkeyPatch) -> None:
    """No letter leaves the machine."""
    monkeypatch.setattr(smtplib, "SMTP_SSL", _Server)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_no_name_makes_a_header_of_its_own(end: str) -> None:
    hostile = f"March{end}Bcc: mallory@example.com"

    for sender, to, subject in [("a@x.example", "b@x.example", hostile), ("a@x.example", hostile, "March")]:
        with pytest.raises(ValueError, match=r"[Hh]eader|CR|LF|linefeed|carriage"):
            send("smtps://mail.example", sender, to, subject, "body")


def test_letters_beyond_ascii_and_commas_stay_one_subject() -> None:
    send("smtps://mail.example", "a@x.example", "b@x.example", "Ñandú, Bcc: mallory@example.com", "body")

    (letter,) = _Server.sent
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Ñandú, Bcc: mallory@example.com"
    assert b"\nBcc:" not in letter.as_bytes()
