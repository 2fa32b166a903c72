"""What people change about themselves; none of it is evidence, all of it can be erased."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from precursors.agencies.credentials import Passwords
from precursors.agencies.factors import codes_left
from precursors.agencies.passkeys import passkeys
from precursors.agencies.private_models import Passkey, SignIn, Token, Visit
from precursors.agencies.rules import password_problem
from precursors.agencies.tokens import tokens
from precursors.agencies.visits import end_all, visits
from precursors.problems import Problem, Problems, problem

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Account:
    """Everything a person sees about their own sign-in."""

    known: SignIn
    passkeys: list[Passkey]
    codes: int
    """Recovery codes left."""
    visits: list[Visit]
    tokens: list[Token]

    @property
    def has_app(self) -> bool:
        """Whether an authenticator app is set up."""
        return self.known.secret is not None

    @property
    def has_factor(self) -> bool:
        """Whether any second factor is set up."""
        return self.has_app or bool(self.passkeys)


def overview(session: Session, username: str, now: datetime) -> Account:
    """A person's account as it stands."""
    known = session.get_one(SignIn, username)
    own = passkeys(session, username)
    return Account(known, own, codes_left(session, username), visits(session, username, now), tokens(session, username))


def change_name(session: Session, username: str, name: str, email: str, language: str | None) -> Problems:
    """Change how a person is addressed. Nothing is changed when something is wrong."""
    wrong: list[Problem] = []
    if not name.strip():
        wrong.append(problem("field.missing", "name"))
    if len(name.strip()) > LONGEST_NAME:
        wrong.append(problem("text.too-long", "name", longest=LONGEST_NAME))
    if email.strip() and ("@" not in email.strip()[1:-1] or any(sign.isspace() for sign in email.strip())):
        wrong.append(problem("person.email", "email"))
    if not wrong:
        known = session.get_one(SignIn, username)
        known.name, known.email, known.language = name.strip(), email.strip() or None, language
    return Problems(wrong)


def password_wrong(passwords: Passwords, known: SignIn, present: str, chosen: str, again: str) -> Problems:
    """What is wrong with a change of password; whoever asks must know the present one."""
    if not passwords.hold(known.password, present):
        return Problems([problem("password.present", "present")])
    wrong = password_problem(chosen, known.username)
    if wrong is None and chosen != again:
        wrong = problem("password.differ", "again")
    return Problems([wrong] if wrong else [])


def change_password(session: Session, username: str, hashed: str, secret: str) -> None:
    """Keep a new password and sign the person out everywhere but in the visit under `secret`."""
    session.get_one(SignIn, username).password = hashed
    end_all(session, username, but=secret)
