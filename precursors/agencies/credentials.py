"""Passwords and one-time secrets: hashed where they are only compared, encrypted where they must be used again."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from hashlib import sha256

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12
_PAPER = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Signs nobody confuses on paper; 32 of them, five bits each."""


@dataclass(frozen=True)
class Passwords:
    """Argon2id with the costs of RFC 9106's second recommendation, or those a test asks for."""

    hasher: PasswordHasher = field(default_factory=PasswordHasher)

    def hash(self, password: str) -> str:
        """A salted hash that names its own costs."""
        return self.hasher.hash(password)

    def hold(self, kept: str | None, password: str) -> bool:
        """Whether `password` is the one kept. Where none is kept it takes as long and answers no."""
        try:
            return self.hasher.verify(kept or self._nobodys, password) and kept is not None
        except (VerifyMismatchError, InvalidHashError):
            return False

    def outdated(self, kept: str) -> bool:
        """Whether a hash was made with other costs than today's."""
        return self.hasher.check_needs_rehash(kept)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_nobodys", self.hasher.hash(secrets.token_hex()))

    _nobodys: str = field(init=False, default="")


def code(size: int = 32) -> str:
    """A random code of `size` bytes for links, cookies and tokens."""
    return secrets.token_urlsafe(size)


def paper_code() -> str:
    """A random code a person writes down, 60 bits: K7QF-2MTX-9RWA."""
    signs = [secrets.choice(_PAPER) for _ in range(12)]
    return "-".join("".join(signs[first : first + 4]) for first in (0, 4, 8))


def fingerprint(*parts: str) -> bytes:
    """SHA-256 of a random secret: enough to know it again, useless to whoever reads it."""
    return sha256("\x1f".join(parts).encode()).digest()


@dataclass(frozen=True, slots=True)
class Box:
    """Encrypts what must be read again, under the installation's secret and bound to its owner."""

    secret: str

    def lock(self, content: bytes, owner: str) -> bytes:
        """Encrypt `content` so that it opens only for `owner`."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._cipher().encrypt(nonce, content, owner.encode())

    def unlock(self, locked: bytes, owner: str) -> bytes | None:
        """What was locked; None when it is another owner's or the installation's secret has changed."""
        try:
            return self._cipher().decrypt(locked[:_NONCE], locked[_NONCE:], owner.encode())
        except InvalidTag:
            return None

    def _cipher(self) -> AESGCM:
        return AESGCM(sha256(b"precursors sign-in box\x00" + self.secret.encode()).digest())
