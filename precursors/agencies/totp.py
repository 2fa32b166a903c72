"""Codes of an authenticator app: RFC 6238 with its usual values, SHA-1, 30 seconds, six digits."""

from __future__ import annotations

import hmac
import secrets
from base64 import b32encode
from datetime import datetime
from urllib.parse import quote

STEP = 30
"""Seconds for which one code holds."""
_DIGITS = 6


def new_secret() -> bytes:
    """160 random bits, as RFC 4226 recommends."""
    return secrets.token_bytes(20)


def code_of(secret: bytes, counter: int) -> str:
    """The code of one time step."""
    mac = hmac.digest(secret, counter.to_bytes(8), "sha1")
    first = mac[-1] & 0x0F
    number = int.from_bytes(mac[first : first + 4]) & 0x7FFFFFFF
    return str(number % 10**_DIGITS).zfill(_DIGITS)


def counter_of(secret: bytes, typed: str, now: datetime, last: int) -> int | None:
    """The time step `typed` belongs to, if it is this one or a neighbour and later than `last`; else None.

    Clocks may differ by one step. A code at or before `last` was used already and is refused.
    """
    present = int(now.timestamp()) // STEP
    given = "".join(typed.split())
    fits = [
        step
        for step in (present - 1, present, present + 1)
        if hmac.compare_digest(code_of(secret, step).encode(), given.encode())
    ]
    return next((step for step in fits if step > last), None)


def spelt(secret: bytes) -> str:
    """The secret as a person types it into an app, in groups of four."""
    plain = b32encode(secret).decode().rstrip("=")
    return " ".join(plain[first : first + 4] for first in range(0, len(plain), 4))


def address(secret: bytes, username: str, issuer: str) -> str:
    """The `otpauth:` address an app reads from a QR code."""
    plain = b32encode(secret).decode().rstrip("=")
    return f"otpauth://totp/{quote(issuer)}:{quote(username)}?secret={plain}&issuer={quote(issuer)}"
