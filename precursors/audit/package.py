"""A signed package: one archive of files with their hashes, a signed list of them, and the signed head of the log.

The same files, words, key and log head make the same bytes: members stand in the order of their names, uncompressed
(what a compressor makes differs between versions) and with one fixed date. Who reads one trusts nothing in it: sizes
and paths are bounded before a byte is unpacked, no byte may lie outside the files, and a file that is not as its list
says is named. A file `proofs/….json` is a proof of this registry and is checked as one.
"""

from __future__ import annotations

import json
import re
import struct
import zipfile
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from operator import attrgetter
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from precursors.audit import checkpoint, independent, proof
from precursors.audit.checkpoint import BadNote, public_bytes
from precursors.problems import Problem, problem

FORM = "precursors-package/1"
MANIFEST, SIGNATURE, KEY, NOTE, SCRIPT = OWN = (
    "manifest.json", "manifest.sig", "public.key", "checkpoint.note", "verify.py",
)  # fmt: skip
"""The container's own files: the list, its signature, the registry's public key, the signed head of the log, a script
that checks all of it without the registry."""
PROOFS = "proofs/"

MOST_FILES = 50_000
MOST_BYTES = 2 << 30
"""Octets of all files together, and so of the archive."""
MOST_LISTED = 32 << 20
"""Octets of the list and of any file that is read whole."""
_PIECE = 1 << 20
_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}(/[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}){0,3}")
_DATE = (1980, 1, 1, 0, 0, 0)
_SCRIPT = Path(independent.__file__)
_LOCAL, _CENTRAL, _END = 30, 46, 22
"""Octets of a ZIP archive's headers without the name."""
_PREFIX = f"{FORM}\n".encode()
_UNREADABLE = (KeyError, EOFError, RuntimeError, struct.error, zipfile.BadZipFile)


class Part(NamedTuple):
    """A file that goes into a package: its name there, and its bytes or where they lie."""

    name: str
    content: bytes | Path


class Damaged(ValueError):
    """An archive that cannot be read as a package; the message says why."""


def pack(
    out: Path, parts: Sequence[Part], words: Mapping[str, Any], note: str, signing: Ed25519PrivateKey
) -> dict[str, Any]:
    """Write a package and answer its list. `words` (JSON values) say what it is; `note` is the signed log head.

    Files are read a piece at a time. Raises ValueError for names or sizes that no reader would accept.
    """
    own = (Part(KEY, b64encode(public_bytes(signing)) + b"\n"), Part(NOTE, note.encode()), Part(SCRIPT, _SCRIPT))
    held = sorted([*parts, *own], key=attrgetter("name"))
    names = [part.name for part in held]
    if len(set(map(str.casefold, names))) < len(names) or not all(map(_NAME.fullmatch, names)):
        message = "a package needs different, plain names"
        raise ValueError(message)
    listed = [{"name": part.name, **_measured(part)} for part in held]
    if len(listed) > MOST_FILES or sum(each["size"] for each in listed) > MOST_BYTES:
        message = f"a package holds at most {MOST_FILES} files and {MOST_BYTES} bytes"
        raise ValueError(message)
    manifest: dict[str, Any] = {"form": FORM, **words, "files": listed}
    octets = written(manifest)
    signature = b64encode(signing.sign(_PREFIX + octets)) + b"\n"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for part in (Part(MANIFEST, octets), Part(SIGNATURE, signature), *held):
            _add(archive, part)
    return manifest


def written(document: Mapping[str, Any]) -> bytes:
    """A JSON document in the one form in which it is hashed and signed: keys sorted, one blank of indent."""
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def _pieces(content: bytes | Path) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    with content.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def _measured(part: Part) -> dict[str, Any]:
    digest, size = sha256(), 0
    for piece in _pieces(part.content):
        digest.update(piece)
        size += len(piece)
    return {"size": size, "sha256": digest.hexdigest()}


def _add(archive: zipfile.ZipFile, part: Part) -> None:
    info = zipfile.ZipInfo(part.name, _DATE)
    info.external_attr, info.create_system = 0o644 << 16, 3
    with archive.open(info, "w") as member:
        for piece in _pieces(part.content):
            member.write(piece)


@dataclass(slots=True)
class Package:
    """A package whose archive is sound; nothing of it is trusted before `wrong` has answered None."""

    archive: zipfile.ZipFile
    manifest: dict[str, Any]

    @property
    def names(self) -> list[str]:
        """Its files without the container's own, in order."""
        return [name for name in self.archive.namelist() if name not in OWN]

    @property
    def public_key(self) -> bytes:
        """The key it names as the registry's, 32 bytes. Raises Damaged."""
        try:
            return b64decode(self.read(KEY).strip(), validate=True)
        except ValueError as bad:
            raise Damaged(f"{KEY}: {bad}") from None

    def read(self, name: str, most: int = MOST_LISTED) -> bytes:
        """One file, whole. Raises Damaged where it is missing, longer than `most` octets, or not readable."""
        try:
            if self.archive.getinfo(name).file_size > most:
                raise Damaged(f"{name} is longer than {most} bytes")
            return self.archive.read(name)
        except _UNREADABLE as bad:
            raise Damaged(f"{name}: {bad}") from None

    def digest(self, name: str) -> str:
        """SHA-256 of one file in hexadecimal, read in pieces. Raises Damaged."""
        digest = sha256()
        try:
            with self.archive.open(name) as member:
                while piece := member.read(_PIECE):
                    digest.update(piece)
        except _UNREADABLE as bad:
            raise Damaged(f"{name}: {bad}") from None
        return digest.hexdigest()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, wrong: BaseException | None, at: TracebackType | None) -> None:
        self.archive.close()


def opened(path: Path) -> Package:
    """The package in a file, its archive and its list looked through but nothing of it trusted. Raises Damaged.

    Close it, or use it as a context.
    """
    try:
        archive = zipfile.ZipFile(path)
    except (*_UNREADABLE, ValueError) as bad:
        raise Damaged(str(bad)) from None
    try:
        _look_through(archive, path.stat().st_size)
        package = Package(archive, {})
        package.manifest = _listed(package.read(MANIFEST))
    except Damaged:
        archive.close()
        raise
    return package


def _look_through(archive: zipfile.ZipFile, size: int) -> None:
    """Names, sizes and places of the members, as the directory tells them: no byte lies outside a member."""
    infos = archive.infolist()
    if len(infos) > MOST_FILES + 2 or sum(info.file_size for info in infos) > MOST_BYTES + 2 * MOST_LISTED:
        raise Damaged("too many files, or too large")
    at = 0
    for info in infos:
        if not _NAME.fullmatch(info.filename) or info.filename != info.orig_filename:
            raise Damaged(f"a file is named {info.filename!r}")
        if info.compress_type != zipfile.ZIP_STORED or info.flag_bits or info.extra or info.comment:
            raise Damaged(f"{info.filename} is compressed, encrypted or has something added")
        if info.header_offset != at or info.compress_size != info.file_size:
            raise Damaged(f"something lies before {info.filename}")
        at += _LOCAL + len(info.filename) + info.file_size
    at += sum(_CENTRAL + len(info.filename) for info in infos) + _END
    if archive.comment or at != size:
        raise Damaged("something lies beside the files")
    if len({info.filename.casefold() for info in infos}) < len(infos):
        raise Damaged("two files have one name")


def _listed(octets: bytes) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(octets)
        files = [(each["name"], each["size"], each["sha256"]) for each in manifest["files"]]
    except (LookupError, TypeError, ValueError, RecursionError) as bad:
        raise Damaged(f"{MANIFEST}: {bad}") from None
    if any((type(name), type(size), type(digest)) != (str, int, str) for name, size, digest in files):
        raise Damaged(f"{MANIFEST}: a file is not listed by name, size and hash")
    return manifest


def wrong(package: Package, public: bytes | None = None) -> Problem | None:
    """The first thing in a package that is not as it was signed, or None.

    `public` is the key one trusts; without it the package's own is used, and then whoever made it may be anybody.
    """
    try:
        return _not_signed(package, public) or _not_listed(package) or _not_proved(package, public)
    except Damaged as bad:
        return problem("package.damaged", detail=bad)


def _not_signed(package: Package, public: bytes | None) -> Problem | None:
    if package.manifest.get("form") != FORM:
        return problem("package.unknown-form", form=package.manifest.get("form"))
    if public is not None and package.public_key != public:
        return problem("package.other-key")
    try:
        signature = b64decode(package.read(SIGNATURE).strip(), validate=True)
        key = Ed25519PublicKey.from_public_bytes(package.public_key)
        key.verify(signature, _PREFIX + package.read(MANIFEST))
    except (InvalidSignature, ValueError) as bad:
        if isinstance(bad, Damaged):
            raise
        return problem("package.signature")
    return None


def _not_listed(package: Package) -> Problem | None:
    """Whether the files are exactly those of the list."""
    listed = {each["name"]: each for each in package.manifest["files"]}
    there = {info.filename: info.file_size for info in package.archive.infolist()}
    expected = {MANIFEST, SIGNATURE, *listed}
    for name in sorted(expected ^ there.keys()):
        return problem("package.missing" if name in expected else "package.added", name=name)
    for name, told in listed.items():
        if there[name] != told["size"] or package.digest(name) != told["sha256"]:
            return problem("package.differs", name=name)
    return None


def _not_proved(package: Package, public: bytes | None) -> Problem | None:
    """Whether the log head and every proof hold."""
    trusted = public or package.public_key
    note = _text(package, NOTE)
    try:
        checkpoint.opened(note, trusted)
    except BadNote as bad:
        return problem("package.checkpoint", detail=bad)
    for name in package.names:
        if name.startswith(PROOFS):
            found = _proof_wrong(package, name, trusted, note)
            if found is not None:
                return found
    return None


def _proof_wrong(package: Package, name: str, trusted: bytes, note: str) -> Problem | None:
    try:
        made = json.loads(package.read(name))
    except (ValueError, RecursionError) as bad:
        raise Damaged(f"{name}: {bad}") from None
    found = proof.check(made, trusted) if isinstance(made, dict) else problem("proof.damaged", detail=name)
    if found is not None:
        return problem("package.proof", name=name, why=found.code)
    return None if made["checkpoint"] == note else problem("package.proof", name=name, why="proof.checkpoint")


def _text(package: Package, name: str) -> str:
    try:
        return package.read(name).decode()
    except UnicodeDecodeError as bad:
        raise Damaged(f"{name}: {bad}") from None
