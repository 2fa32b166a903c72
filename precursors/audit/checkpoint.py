"""Signed log heads in the C2SP tlog-checkpoint form: origin, size, root, an Ed25519 signature (c2sp.org)."""

from __future__ import annotations

import os
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit import merkle
from precursors.audit.models import Seal

ORIGIN = "precursors.registry"
_ED25519 = b"\x01"


@dataclass(frozen=True, slots=True)
class Head:
    """A log head: how many acts, and the RFC 6962 root over them."""

    size: int
    root: bytes


class BadNote(ValueError):
    """A checkpoint that cannot be read or whose signature does not hold; the message says which."""


class NotByThisKey(BadNote):
    """The note is signed, if at all, by other keys than the one that was asked about."""


class NoKey(BadNote):
    """There is no signing key that can be read: nothing can be signed, so nothing proved."""


def make_key(path: Path) -> None:
    """Create the signing key, readable by its owner alone. An existing key is left as it is."""
    if path.exists():
        return
    secret = Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(b64encode(secret) + b"\n")


def load_key(path: Path) -> Ed25519PrivateKey:
    """The signing key kept at `path`. Raises NoKey when there is none that can be read."""
    try:
        return Ed25519PrivateKey.from_private_bytes(b64decode(path.read_bytes()))
    except (OSError, ValueError) as wrong:
        raise NoKey(f"the signing key {path} cannot be read ({wrong})") from None


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """The 32 bytes of the public key."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def log_head(session: Session) -> tuple[Head, bytes]:
    """The head of the log now, and the leaf hashes it is made of."""
    hashes = b"".join(session.execute(select(Seal.hash).order_by(Seal.act)).scalars())
    return Head(len(hashes) // merkle.SIZE, merkle.root(hashes)), hashes


def sign(head: Head, key: Ed25519PrivateKey, origin: str = ORIGIN) -> str:
    """The note: text, empty line, one signature line."""
    text = f"{origin}\n{head.size}\n{b64encode(head.root).decode()}\n"
    signature = _key_id(origin, public_bytes(key)) + key.sign(text.encode())
    return f"{text}\n— {origin} {b64encode(signature).decode()}\n"


def opened(note: str, public: bytes, origin: str = ORIGIN) -> Head:
    """The head a note signs, once its signature by `public` holds. Raises BadNote."""
    text, _, signatures = note.partition("\n\n")
    head = read_head(note)
    wanted = _key_id(origin, public)
    for line in signatures.splitlines():
        parts = line.split(" ")
        if len(parts) == 3 and parts[:2] == ["—", origin]:
            blob = _decoded(parts[2])
            if blob[:4] == wanted:
                return _checked(head, text + "\n", blob[4:], public)
    raise NotByThisKey("no signature by the given key")


def read_head(note: str) -> Head:
    """The head a note states, its signature unchecked. Raises BadNote."""
    lines = note.partition("\n\n")[0].split("\n")
    if len(lines) < 3 or not lines[1].isascii() or not lines[1].isdigit():
        raise BadNote("not a checkpoint: origin, size and root were expected on the first three lines")
    root = _decoded(lines[2])
    if len(root) != merkle.SIZE:
        raise BadNote("the root is not 32 bytes")
    return Head(int(lines[1]), root)


def _checked(head: Head, text: str, signature: bytes, public: bytes) -> Head:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, text.encode())
    except (InvalidSignature, ValueError):
        raise BadNote("the signature does not hold") from None
    return head


def _key_id(origin: str, public: bytes) -> bytes:
    return sha256(origin.encode() + b"\n" + _ED25519 + public).digest()[:4]


def _decoded(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except ValueError:
        raise BadNote("not base64") from None


def read_public(path: Path) -> bytes:
    """A public key kept as base64. Raises BadNote when it is none."""
    octets = _decoded(path.read_text(encoding="utf-8", errors="replace").strip())
    if len(octets) != 32:
        raise BadNote(f"{path}: not an Ed25519 public key")
    return octets
