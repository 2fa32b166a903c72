"""What must hold for people, passwords, visits and wrong answers. Pure: the time is an argument."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from precursors.access.permissions import SECOND_FACTOR, Role
from precursors.problems import Problem, problem

DANGEROUS = frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR, Role.LIAISON_OFFICER})
"""Roles that two people give together: whoever holds one could help themselves to more, or show records outside."""

SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 256
OWN_SIGNS = 6
"""Signs a password must have beside the username."""
IDLE = timedelta(minutes=30)
"""A visit ends when nothing was asked for so long."""
LONGEST_VISIT = timedelta(hours=12)
"""A visit ends, whatever was asked, and its owner signs in again."""
HALF_WAY = timedelta(minutes=5)
"""For so long a second factor is waited for after the password."""
CONFIRMED_FOR = timedelta(minutes=10)
"""For so long after somebody showed who they are they may change how they sign in without showing it again."""
GRACE = timedelta(days=14)
"""For so long after they first signed in a person works without a second factor, in roles that are not strong."""
LINK_LASTS = timedelta(hours=24)
FREE = {"name": 5, "address": 20}
"""Wrong answers in a row after which the next one must wait; many people may share one address."""
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")
_COMMONEST = """
    123456789012 1234567890123 12345678901234 123456123456 111111111111 000000000000 121212121212 987654321098
    qwertyuiopas qwertyuiop12 qwerty123456 qwertyuiop123 qwertyqwerty asdfghjklzxc asdfghjkl123 1qaz2wsx3edc
    password1234 password12345 password123456 passwordpassword passw0rd1234 administrator administrador
    administrateur welcome12345 letmein12345 iloveyou1234 changeme1234 changemechangeme contraseña123
    contrasena123 motdepasse123 motdepasse1234 senha12345678 пароль123456 йцукенгшщзхъ abcdefghijkl abcd12345678
    precursors123 precursors1234 correcthorsebatterystaple superman1234 football1234 baseball1234 sunshine1234
"""
"""Long passwords that everybody tries first, in the languages that the list of guesses below does not know."""
MOST_GUESSES = 10**8
"""A password that the order in which passwords are guessed reaches by then is refused."""
_LOOKED_AT = 72
"""Signs of a password that the guessing looks at."""


def username_problem(username: str) -> Problem | None:
    """What is wrong with a name to sign in with: small Latin letters, digits, dots, hyphens, 2 to 32 of them."""
    return None if _USERNAME.fullmatch(username) else problem("person.username", "username", value=username)


def password_problem(password: str, username: str) -> Problem | None:
    """What is wrong with a password. Its length counts; no mixture of signs is demanded."""
    folded = password.casefold()
    if len(password) < SHORTEST_PASSWORD:
        return problem("password.short", "password", shortest=SHORTEST_PASSWORD)
    if len(password) > LONGEST_PASSWORD:
        return problem("password.long", "password", longest=LONGEST_PASSWORD)
    beside_the_name = folded.replace(username.casefold(), "")
    if folded in _COMMONEST.split() or len(set(folded)) < 5 or len(beside_the_name) < OWN_SIGNS:
        return problem("password.common", "password")
    known = [username, "precursors", "registry"]
    guesser: Any = import_module("zxcvbn")  # its lists of words take long to load, and most commands see no password
    guesses = guesser.zxcvbn(password[:_LOOKED_AT], user_inputs=known)["guesses"]
    return problem("password.common", "password") if guesses < MOST_GUESSES else None


def counting(roles: Iterable[Role], *, factor: bool, grace: bool = True) -> frozenset[Role]:
    """Those of a person's roles that count in a visit: strong ones only after a second factor, the others without
    one as long as they have time to set it up.
    """
    return frozenset(role for role in roles if factor or (grace and role not in SECOND_FACTOR))


def has_grace(since: datetime | None, now: datetime) -> bool:
    """Whether somebody who first signed in at `since` still has time to set up a second factor."""
    return since is None or within(GRACE, since, now)


def visit_is_over(opened: datetime, seen: datetime, now: datetime) -> bool:
    """Whether a visit has idled too long or lasted too long."""
    return not (within(IDLE, seen, now) and within(LONGEST_VISIT, opened, now))


def within(span: timedelta, moment: datetime, now: datetime) -> bool:
    """Whether a moment lies no further off than `span`; one further ahead was noted by a clock set back since."""
    return abs(now - moment) <= span


def wait(kind: str, failures: int) -> timedelta:
    """How long after the last of so many wrong answers the next one is not looked at; it doubles up to a limit."""
    over = failures - FREE[kind]
    if over < 0:
        return timedelta(0)
    return min(FIRST_WAIT * (1 << min(over, 10)), LONGEST_WAIT)
