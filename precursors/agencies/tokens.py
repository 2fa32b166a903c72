"""Tokens of the API: a program's way in, in somebody's name, with some of their permissions, until a day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.agencies.credentials import code, fingerprint
from precursors.agencies.private_models import Token
from precursors.problems import Problem, Problems, problem

PREFIX = "pcr_"
"""Every token begins so, which lets scanners of leaked secrets know one."""
LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class TokenDraft:
    """A token about to be made."""

    username: str
    name: str
    scopes: Collection[str]
    until: date


@dataclass(frozen=True, slots=True)
class Made:
    """A token just made: its number, and its text, which nobody can show again."""

    id: int
    text: str


def add_token(session: Session, draft: TokenDraft, may: frozenset[Permission], today: date) -> Made | Problems:
    """Make a token that carries some of what its owner may do."""
    wrong = _problems(draft, may, today)
    if wrong:
        return Problems(wrong)
    text = PREFIX + code()
    row = Token(hash=fingerprint(text), username=draft.username, name=draft.name.strip(), until=draft.until, made=today)
    row.scopes = " ".join(sorted(set(draft.scopes)))
    session.add(row)
    session.flush()
    return Made(row.id, text)


def withdraw_token(session: Session, username: str | None, number: int) -> bool:
    """Make a token worthless; of this person, or of anybody with None. False when there is none."""
    found = session.get(Token, number)
    if found is None or username not in {None, found.username}:
        return False
    session.delete(found)
    return True


def tokens(session: Session, username: str | None = None) -> list[Token]:
    """Every token, or those of one person, by number."""
    query = select(Token).order_by(Token.id)
    return list(session.execute(query.where(Token.username == username) if username else query).scalars())


def token_of(session: Session, text: str, today: date) -> Token | None:
    """The token with this text, if it still works."""
    found = session.execute(select(Token).where(Token.hash == fingerprint(text))).scalar_one_or_none()
    return found if found and found.until >= today else None


def scopes_of(token: Token) -> frozenset[Permission]:
    """Permissions it carries; a permission that no longer exists is none."""
    known = {each.value: each for each in Permission}
    return frozenset(known[each] for each in token.scopes.split() if each in known)


def _problems(draft: TokenDraft, may: frozenset[Permission], today: date) -> list[Problem]:
    wrong = [] if draft.name.strip() else [problem("field.missing", "name")]
    beyond = sorted(set(draft.scopes) - {each.value for each in may})
    if beyond:
        wrong.append(problem("token.beyond", "scopes", scopes=", ".join(beyond)))
    if not draft.scopes:
        wrong.append(problem("field.missing", "scopes"))
    if not today <= draft.until <= today + LONGEST:
        wrong.append(problem("token.until", "until", until=draft.until.isoformat(), longest=LONGEST.days))
    return wrong
