"""The bytes of documents: beside the database, in a file named by their hash, written whole or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import suppress
from fcntl import LOCK_EX, LOCK_NB, flock
from hashlib import file_digest
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.documents.models import Document
from precursors.problems import Problem, problem


class Store:
    """Documents under `folder`, as `ab/cd/<sha256>`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, digest: bytes) -> Path:
        """Where the bytes with this hash lie or would lie."""
        name = digest.hex()
        return self.folder / name[:2] / name[2:4] / name

    def keep(self, source: Path) -> bytes:
        """Copy a file in; answer its SHA-256. Idempotent; durable before it answers."""
        digest = hash_file(source)
        target = self.path(digest)
        _sweep(target)
        if target.exists():
            os.utime(target)  # it is wanted again: nobody shall clear it away as old
            return digest
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        while not _copied(source, target):
            pass
        return digest

    def older(self, moment: float) -> Iterator[str]:
        """Hashes, hexadecimal, of the files that were last handed in before `moment`, in seconds since 1970."""
        for path in self.folder.glob("??/??/*"):
            if "." not in path.name and path.stat().st_mtime < moment:
                yield path.name

    def whole(self, session: Session) -> Iterator[Problem]:
        """For `verify`: every document the registry names is here and unchanged."""
        for digest in session.execute(select(Document.sha256).distinct().order_by(Document.sha256)).scalars():
            path = self.path(digest)
            if not path.exists() or hash_file(path) != digest:
                yield problem("verify.document", document=digest.hex())


def _copied(source: Path, target: Path) -> bool:
    """Copy a file in under its name; False when a sweep took the copy away before it was locked."""
    waiting = target.with_suffix(f".{os.getpid()}.{secrets.token_hex(4)}.part")
    try:
        with source.open("rb") as theirs, waiting.open("wb") as ours:
            flock(ours, LOCK_EX)
            if not waiting.exists():
                return False
            shutil.copyfileobj(theirs, ours, 1 << 20)
            ours.flush()
            os.fsync(ours.fileno())
            waiting.chmod(0o400)
            waiting.replace(target)  # while the lock is held: what nobody holds is swept
    finally:
        waiting.unlink(missing_ok=True)
    return True


def _sweep(target: Path) -> None:
    """Remove what writers of this document left behind who were killed; whoever is writing still holds a lock."""
    for left in target.parent.glob(f"{target.name}.*.part"):
        with suppress(OSError), left.open("rb") as file:
            flock(file, LOCK_EX | LOCK_NB)
            left.unlink(missing_ok=True)


def hash_file(path: Path) -> bytes:
    """SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").digest()
