"""Check a package of the registry with Python alone: no registry, no other program, no network.

    python verify.py                            the unpacked package in whose folder this script lies
    python verify.py PACKAGE [PUBLIC-KEY-FILE]  a package, still packed or the folder it was unpacked into

It says of each file whether it is as it was signed, and of each proof whether it holds; it ends with 1 where anything
does not, else with 0. Nothing but Python's standard library is used: the signature is checked by the equations of RFC
8032 (Ed25519), which any other Ed25519 program can repeat: the signed text is the line `precursors-package/1` and then
the bytes of manifest.json, the signature is manifest.sig and the key public.key, both in base64. Proofs are those of
RFC 6962, checked as RFC 9162 says.

Who made the package could have put another script into it. Take this script, or its SHA-256, and the public key from
the registry by another way than the package, and give the key as the second word.
"""

import base64
import hashlib
import json
import struct
import sys
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
PACKAGE, PROOF = "precursors-package/1", "precursors-proof/2"
ORIGIN = "precursors.registry"
OWN = ("manifest.json", "manifest.sig")
NOTE, PROOFS = "checkpoint.note", "proofs/"
MOST = 2 << 30
BROKEN = (LookupError, ValueError, TypeError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error, struct.error)

Point = tuple[int, int, int, int]
Head = tuple[str, int, bytes]
"""A signed log head: the note, the log's size in acts, its root."""


class Wrong(Exception):
    """What does not hold, in one sentence."""


class Unpacked:
    """The files of a package in a folder, asked like an archive. What the system hides there is none of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def infolist(self) -> list[zipfile.ZipInfo]:
        """Name and size of each file."""
        found = []
        for path in sorted(self.folder.rglob("*")):
            name = path.relative_to(self.folder).as_posix()
            if path.is_file() and not path.name.startswith("."):
                found.append(zipfile.ZipInfo(name))
                found[-1].file_size = path.stat().st_size
        return found

    def open(self, name: str) -> BinaryIO:
        """One file, to be read in pieces."""
        return (self.folder / name).open("rb")

    def read(self, name: str) -> bytes:
        """One file, whole."""
        return (self.folder / name).read_bytes()


Files = zipfile.ZipFile | Unpacked


def main(words: list[str]) -> int:
    """Check the package named by the first word, or where this script lies; with the key in the file named second."""
    place = Path(words[0]) if words else Path(__file__).resolve().parent
    if len(words) > 2 or words[:1] in (["-h"], ["--help"]) or not (words or (place / OWN[0]).exists()):
        print(__doc__)
        return 2
    try:
        trusted = base64.b64decode(Path(words[1]).read_bytes().strip()) if words[1:] else None
        if place.is_dir():
            return told(Unpacked(place), trusted)
        with zipfile.ZipFile(place) as archive:
            return told(archive, trusted)
    except (Wrong, OSError, *BROKEN) as wrong:
        print(f"NOT AS IT WAS SIGNED: {wrong}")
        return 1


def told(files: Files, trusted: bytes | None) -> int:
    """Say of each file and each proof whether it holds; 0 where all do. Raises Wrong where nothing can be trusted."""
    key, listed = signed_list(files, trusted)
    print("manifest.json lists what belongs to the package, and its signature holds.")
    names = {info.filename for info in files.infolist()}
    wrong = [f"{name} is missing." for name in sorted({*OWN, *listed} - names)]
    wrong += [f"{name} is not in the list: it is no part of the package." for name in sorted(names - {*OWN, *listed})]
    head: Head | None = None
    for name in sorted(names & listed.keys(), key=lambda name: (name.startswith(PROOFS), name)):  # proofs are last
        try:
            as_signed(files, name, listed[name])
            if name == NOTE:
                head = log_head(files.read(NOTE).decode(), key)
            if name.startswith(PROOFS):
                check_proof(json.loads(files.read(name)), head)
            print(
                f"{name} {'proves a record of the signed log' if name.startswith(PROOFS) else 'is as it was signed'}."
            )
        except (Wrong, OSError, *BROKEN) as why:
            wrong.append(f"{name}: {why}")
    for each in wrong:
        print(f"NOT AS IT WAS SIGNED: {each}")
    if not wrong:
        proofs = sum(name.startswith(PROOFS) for name in listed)
        print(f"{len(listed)} files are as they were signed, {proofs} proofs hold.")
    print(f"The key is {base64.b64encode(key).decode()}" + ("" if trusted else " - compare it with the registry's."))
    return 1 if wrong else 0


def signed_list(files: Files, trusted: bytes | None) -> tuple[bytes, dict[str, str]]:
    """The key, and SHA-256 by name of each file that it signed. Raises Wrong and whatever a broken archive raises."""
    infos = files.infolist()
    if len({info.filename for info in infos}) < len(infos) or sum(info.file_size for info in infos) > MOST:
        raise Wrong("two files have one name, or there is too much")
    manifest, key = files.read("manifest.json"), base64.b64decode(files.read("public.key"))
    if trusted is not None and key != trusted:
        raise Wrong("the package was signed with another key")
    if not signed(key, f"{PACKAGE}\n".encode() + manifest, base64.b64decode(files.read("manifest.sig"))):
        raise Wrong("manifest.json: the signature does not hold")
    return key, {each["name"]: each["sha256"] for each in json.loads(manifest)["files"]}


def as_signed(files: Files, name: str, told: str) -> None:
    """Read one file in pieces and hold its SHA-256 against the list. Raises Wrong."""
    digest = hashlib.sha256()
    with files.open(name) as member:
        while piece := member.read(1 << 20):
            digest.update(piece)
    if digest.hexdigest() != told:
        raise Wrong("its bytes are others")


def log_head(note: str, key: bytes) -> Head:
    """The note, and size and root of the log that a checkpoint (C2SP tlog-checkpoint) signs with this key."""
    text, _, signatures = note.partition("\n\n")
    known = hashlib.sha256(ORIGIN.encode() + b"\n\x01" + key).digest()[:4]
    for line in signatures.splitlines():
        blob = base64.b64decode(line.rpartition(" ")[2])
        if blob[:4] == known and signed(key, text.encode() + b"\n", blob[4:]):
            origin, size, root, *_ = text.split("\n")
            if origin == ORIGIN:
                return note, int(size), base64.b64decode(root)
    raise Wrong("the signature does not hold")


def check_proof(proof: dict[str, object], head: Head | None) -> None:
    """Record to act, act to log; the reference follows from the record's place."""
    if head is None:
        raise Wrong("there is no signed log head to hold it against")
    note, size, root = head
    act = base64.b64decode(str(proof["act"]))
    fields = read_fields(act)
    number, leaves, act_root, runs = int(fields[2] or b""), int(fields[10] or b""), fields[11], fields[12:]
    leaf, log = proof["leaf"], proof["log"]
    if not isinstance(leaf, dict) or not isinstance(log, dict) or fields[:2] != [b"act", b"1"]:
        raise Wrong("not a proof")
    record, index = base64.b64decode(str(proof["record"])), int(leaf["index"])
    if proof["form"] != PROOF or proof["checkpoint"] != note:
        raise Wrong("of another form or another log head")
    if not included(hashed(act), number, size, log["path"], root):
        raise Wrong("the act is not in the log")
    if not included(hashed(record), index, leaves, leaf["path"], act_root or b""):
        raise Wrong("the record is not in the act")
    for at in range(0, len(runs), 6):
        first, count, kind, version, year, reference = runs[at : at + 6]
        start = int(first or b"")
        if start <= index < start + int(count or b""):
            place = [(year or b"").decode(), f"{int(reference or b'0') + index - start:06d}"]
            named = str(proof["ref"] or "").split("-")[1:3]
            if read_fields(record)[:2] != [kind, version] or named not in ([], place):
                raise Wrong("the reference is another record's")
            return
    raise Wrong("the act does not know the record")


def hashed(content: bytes) -> bytes:
    """The hash of a leaf."""
    return hashlib.sha256(b"\x00" + content).digest()


def included(leaf: bytes, index: int, size: int, path: list[str], root: bytes) -> bool:
    """RFC 9162 section 2.1.3.2."""
    place, last = index, size - 1
    if not 0 <= index < size:
        return False
    for text in path:
        beside = base64.b64decode(text)
        if last == 0:
            return False
        if place & 1 or place == last:
            leaf = hashlib.sha256(b"\x01" + beside + leaf).digest()
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            leaf = hashlib.sha256(b"\x01" + leaf + beside).digest()
        place, last = place >> 1, last >> 1
    return last == 0 and leaf == root


def read_fields(content: bytes) -> list[bytes | None]:
    """The fields of a record: each its length, a colon, its bytes; a hyphen where it is empty."""
    found: list[bytes | None] = []
    at = 0
    while at < len(content):
        if content[at : at + 1] == b"-":
            found.append(None)
            at += 1
            continue
        colon = content.index(b":", at)
        end = colon + 1 + int(content[at:colon])
        if end > len(content):
            raise Wrong("a record is cut short")
        found.append(content[colon + 1 : end])
        at = end
    return found


def signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether an Ed25519 signature holds (RFC 8032 section 5.1.7): S·B = R + k·A."""
    if len(key) != 32 or len(signature) != 64:
        return False
    owner, commitment = point_of(key), point_of(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if owner is None or commitment is None or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    left, right = times(s, BASE), plus(commitment, times(k, owner))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


def point_of(octets: bytes) -> Point | None:
    """The point of the curve that 32 bytes name (RFC 8032 section 5.1.3)."""
    y = int.from_bytes(octets, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def plus(one: Point, other: Point) -> Point:
    """The sum of two points in extended coordinates (RFC 8032 section 5.1.4)."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c, d = 2 * one[3] * other[3] * D % P, 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(count: int, point: Point) -> Point:
    """A point added to itself `count` times."""
    total: Point = (0, 1, 1, 0)
    while count:
        if count & 1:
            total = plus(total, point)
        point, count = plus(point, point), count >> 1
    return total


_Y = 4 * pow(5, P - 2, P) % P
BASE: Point = point_of(_Y.to_bytes(32, "little")) or (0, 1, 1, 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
