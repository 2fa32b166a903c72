"""Short signed statements: a few words that fit into a QR code and can be checked without any registry.

`kind.word.word…` in letters, digits and hyphens, then the Ed25519 signature of exactly that text behind a prefix of its
own, so that no statement can pass for a checkpoint or the other way round. What is not among the words is not told.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from precursors.audit.checkpoint import BadNote, public_bytes
from precursors.problems import Problem, problem

FORM = "precursors-statement/1"
_PREFIX = f"{FORM}\n".encode()
_WORD = re.compile(r"[A-Za-z0-9-]{1,64}")
_LONGEST = 600


def stated(words: Sequence[str], key: Ed25519PrivateKey) -> str:
    """The statement of these words. Raises ValueError where one of them is no word."""
    if not words or not all(map(_WORD.fullmatch, words)):
        message = f"no words of a statement: {words}"
        raise ValueError(message)
    text = ".".join(words)
    signature = urlsafe_b64encode(key.sign(_PREFIX + text.encode())).decode().rstrip("=")
    return f"{text}.{signature}"


def opened(token: str, public: bytes) -> tuple[str, ...]:
    """The words of a statement, once its signature by `public` holds. Raises BadNote."""
    text, _, signature = token.strip().rpartition(".")
    words = text.split(".")
    if len(token) > _LONGEST or not all(map(_WORD.fullmatch, words)):
        raise BadNote("not a statement")
    try:
        octets = urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
        Ed25519PublicKey.from_public_bytes(public).verify(octets, _PREFIX + text.encode())
    except (InvalidSignature, ValueError):
        raise BadNote("the signature does not hold") from None
    return tuple(words)


def carried(token: str, key: Ed25519PrivateKey) -> dict[str, Any]:
    """The statement as a file that `verify-proof` checks with no database."""
    return {"form": FORM, "token": token, "public_key": b64encode(public_bytes(key)).decode()}


def scanned(text: str) -> dict[str, Any] | None:
    """The same of what a code on paper or a screen holds, an address that ends in the token: it carries no key."""
    token = text.strip().rpartition("/")[2]
    shape = len(token) <= _LONGEST and re.fullmatch(rf"({_WORD.pattern}\.)+[\w-]{{86}}", token, re.ASCII)
    return {"form": FORM, "token": token} if shape else None


def check(file: Mapping[str, Any], public: bytes | None = None) -> tuple[str, ...] | Problem:
    """The words of such a file, or what is wrong with it. `public` is the key one trusts; without it the file's own."""
    try:
        return opened(str(file["token"]), public or b64decode(str(file["public_key"])))
    except (BadNote, LookupError, ValueError) as bad:
        return problem("proof.statement", detail=bad)
