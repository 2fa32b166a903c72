"""One-time links with which a person sets their password: for a new person, and after a reset."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from precursors.agencies.credentials import code, fingerprint
from precursors.agencies.private_models import Passkey, RecoveryCode, SetUpLink, SignIn, Token
from precursors.agencies.rules import LINK_LASTS
from precursors.agencies.visits import end_all

PATH = "/welcome/"
"""Where the links of an installation lead."""


def invite(session: Session, username: str, now: datetime, name: str | None = None) -> str:
    """Make ready for a person to set a password; answer the code of their link. Earlier links stop working."""
    if session.get(SignIn, username) is None:
        session.add(SignIn(username=username, name=name or username, counter=0))
    session.execute(delete(SetUpLink).where(SetUpLink.username == username))
    made = code()
    session.add(SetUpLink(hash=fingerprint(made), username=username, until=now + LINK_LASTS))
    return made


def reset(session: Session, username: str, now: datetime, *, factors: bool) -> str:
    """Take a person's password away, sign them out everywhere, and answer the code of a new link.

    With `factors` their authenticator app, passkeys and recovery codes go too, and so do their tokens: whoever came
    in as them may have made one.
    """
    made = invite(session, username, now)
    session.get_one(SignIn, username).password = None
    end_all(session, username)
    if factors:
        forget_factors(session, username)
        session.execute(delete(Token).where(Token.username == username))
    return made


def link_for(session: Session, made: str, now: datetime) -> SetUpLink | None:
    """The link with this code, if it still works."""
    found = session.get(SetUpLink, fingerprint(made))
    return found if found and found.until >= now else None


def set_password(session: Session, made: str, hashed: str, now: datetime) -> str | None:
    """Use a link up: keep the hash of the new password, end every visit. Answers whose it was; None if it is void."""
    found = session.get(SetUpLink, fingerprint(made), with_for_update=True)
    if found is None or found.until < now:
        return None
    session.get_one(SignIn, found.username).password = hashed
    end_all(session, found.username)
    session.delete(found)
    return found.username


def forget_factors(session: Session, username: str) -> None:
    """Take away everything a person has shown beside their password."""
    known = session.get_one(SignIn, username)
    known.secret, known.counter = None, 0
    session.execute(delete(Passkey).where(Passkey.username == username))
    session.execute(delete(RecoveryCode).where(RecoveryCode.username == username))


def shut(session: Session, username: str) -> None:
    """A person has left: no way in is kept, only the name to show beside what they did."""
    end_all(session, username)
    for model in (SetUpLink, Token):
        session.execute(delete(model).where(model.username == username))
    known = session.get(SignIn, username)
    if known is not None:
        forget_factors(session, username)
        known.password, known.email = None, None


def sign_ins(session: Session, usernames: list[str]) -> dict[str, SignIn]:
    """How each of these people signs in, by username."""
    query = select(SignIn).where(SignIn.username.in_(usernames))
    return {each.username: each for each in session.execute(query).scalars()}


def have_a_factor(session: Session, usernames: list[str]) -> set[str]:
    """Which of these people have a second factor."""
    app = select(SignIn.username).where(SignIn.username.in_(usernames), SignIn.secret.is_not(None))
    keys = select(Passkey.username).where(Passkey.username.in_(usernames))
    return {*session.execute(app).scalars(), *session.execute(keys).scalars()}
