"""What is kept of people outside the evidence, so that it can be changed and erased: sign-in, tokens, notices."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from precursors.db.aside import Aside
from precursors.db.types import Big


class SignIn(Aside):
    """How one person signs in, and how they are addressed."""

    __tablename__ = "sign_in"

    username: Mapped[str] = mapped_column(primary_key=True)
    """The person, by the only name that facts know."""
    name: Mapped[str]
    """Name to show."""
    email: Mapped[str | None]
    """Where notices go, when the installation sends any."""
    language: Mapped[str | None]
    """Language they chose."""
    password: Mapped[str | None]
    """Argon2id hash with its own salt and costs; None until they have set one."""
    secret: Mapped[bytes | None]
    """Shared secret of the authenticator app, encrypted; None without one."""
    counter: Mapped[int]
    """Time step of the last accepted code: none is taken twice."""
    since: Mapped[datetime | None]
    """When they first signed in: from then on runs the time in which a second factor must be set up."""


class Passkey(Aside):
    """A key that never leaves the person's device; this is its public half."""

    __tablename__ = "passkey"
    __table_args__ = (Index("ix_passkey_username", "username"), {"sqlite_strict": True})

    id: Mapped[bytes] = mapped_column(primary_key=True)
    """Name the device gave the key."""
    username: Mapped[str]
    """Whose it is."""
    public: Mapped[bytes]
    """Public key, COSE."""
    count: Mapped[int]
    """How often the device says it has signed; a copy of the key is told by a number that does not grow."""
    name: Mapped[str]
    """What the person calls the device."""
    made: Mapped[datetime]
    """When it was added."""
    used: Mapped[datetime | None]
    """When it last signed in."""


class RecoveryCode(Aside):
    """A code on paper that stands in once for a lost second factor."""

    __tablename__ = "recovery_code"

    hash: Mapped[bytes] = mapped_column(primary_key=True)
    """SHA-256 of person and code; the code itself is shown once."""
    username: Mapped[str]
    """Whose it is."""


class SetUpLink(Aside):
    """A one-time link with which a person sets a password."""

    __tablename__ = "set_up_link"

    hash: Mapped[bytes] = mapped_column(primary_key=True)
    """SHA-256 of the code in the link."""
    username: Mapped[str]
    """For whom; a newer link takes the older one away."""
    until: Mapped[datetime]
    """When it stops working."""


class Visit(Aside):
    """One browser that is signed in, or half way there. Without its row a cookie is worth nothing."""

    __tablename__ = "visit"
    __table_args__ = (Index("ix_visit_username", "username"), {"sqlite_strict": True})

    hash: Mapped[bytes] = mapped_column(primary_key=True)
    """SHA-256 of the secret in the cookie."""
    username: Mapped[str]
    """Who; empty while a passkey is asked for and nobody has said who they are."""
    stage: Mapped[str]
    """`in`; or `half`: a second factor or a passkey is waited for."""
    factor: Mapped[int]
    """1 when a second factor was shown."""
    challenge: Mapped[bytes | None]
    """What a passkey was asked to sign."""
    opened: Mapped[datetime]
    """When it began."""
    seen: Mapped[datetime]
    """When it was last used, to the minute."""
    agent: Mapped[str]
    """What the browser calls itself, so that its owner knows it again."""
    confirmed: Mapped[datetime | None]
    """When its owner last showed password, factor or passkey in it."""


class Entrance(Aside):
    """What happened at the door: who came in, who was refused, whose way in was changed; it outlasts visits."""

    __tablename__ = "entrance"
    __table_args__ = (
        Index("ix_entrance_username", "username", "id"),
        Index("ix_entrance_agency", "agency", "id"),
        Index("ix_entrance_at", "at"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(Big, Identity(), primary_key=True)
    """In the order of writing."""
    at: Mapped[datetime]
    """When."""
    what: Mapped[str]
    """What happened, by its code."""
    username: Mapped[str | None]
    """Whose way in it was; None where nobody of that name is known: what was typed is not kept."""
    agency: Mapped[str | None]
    """The agency they belonged to then."""
    address: Mapped[str | None]
    """Network address it came from."""
    agent: Mapped[str]
    """What the browser called itself."""
    page: Mapped[str | None]
    """The page that was refused."""


class Attempt(Aside):
    """Wrong answers given for one name or from one address."""

    __tablename__ = "attempt"

    subject: Mapped[str] = mapped_column(primary_key=True)
    """`name:` with what was typed, or `address:` with the network address."""
    failures: Mapped[int]
    """How many in a row."""
    last: Mapped[datetime]
    """When the last one came."""


class Token(Aside):
    """A secret with which a program uses the API in somebody's name."""

    __tablename__ = "token"
    __table_args__ = (
        Index("uq_token_hash", "hash", unique=True),
        Index("ix_token_username", "username"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(Big, Identity(), primary_key=True)
    """Number by which it is listed and withdrawn."""
    hash: Mapped[bytes]
    """SHA-256 of the token."""
    username: Mapped[str]
    """In whose name."""
    name: Mapped[str]
    """What it is for."""
    scopes: Mapped[str]
    """Permissions it carries, separated by blanks; never more than its owner has."""
    until: Mapped[date]
    """Last day on which it works."""
    made: Mapped[date]
    """Day it was made."""
    used: Mapped[date | None]
    """Last day on which it was used."""


class Notice(Aside):
    """Something one person should know; it stays in their inbox until they take it away."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_username", "username", "id"), {"sqlite_strict": True})

    id: Mapped[int] = mapped_column(Big, Identity(), primary_key=True)
    """Number, in order of arrival."""
    username: Mapped[str]
    """Whose inbox it lies in."""
    text: Mapped[str]
    """Key of its sentence among the texts of the interface."""
    told: Mapped[str]
    """JSON object of the values in the sentence."""
    link: Mapped[str | None]
    """Page it is about."""
    made: Mapped[datetime]
    """When it came."""
    read: Mapped[datetime | None]
    """When it was first seen."""
    sent: Mapped[datetime | None]
    """When it was also sent by e-mail; None where nothing is sent."""


class Reminded(Aside):
    """A record whose last day has passed, of which people were told once."""

    __tablename__ = "reminded"

    subject: Mapped[bytes] = mapped_column(primary_key=True)
    """Natural key of the record."""
    due: Mapped[date] = mapped_column(primary_key=True)
    """The day that has passed; told again where it was set anew."""
