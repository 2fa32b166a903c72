"""The zip container of a workbook, read by rules on which no two programs can disagree.

The directory is checked before a byte is inflated: one name per part whatever its case, no unsafe names,
no links, no encryption, no overlap, nothing in front and nothing behind. Inflating counts as it goes.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

from precursors.workbooks.blocks import Refused

MAX_PARTS = 2000
CHUNK = 1 << 16
FIRST_CHUNK = 1 << 12
SMALL_PART = 100 << 20
PULSE_BYTES = 4 << 20
RATIO, RATIO_AFTER = 100, 64 << 20
_LOCAL = struct.Struct("<4s5HIIIHH")
_END_SIZE = 22


class Part(NamedTuple):
    """One file within the package: where its bytes lie and what the directory promises."""

    name: str
    method: int
    start: int
    packed: int
    size: int
    crc: int


class Archive:
    """The parts of a workbook by name; `stream` hands out their bytes, checked.

    `pulse` is called every few megabytes, so that somebody can see that work goes on.
    """

    def __init__(self, file: BinaryIO, file_size: int, pulse: Callable[[], None] = lambda: None) -> None:
        self._file = file
        self._pulse = pulse
        self._since_pulse = 0
        self.sheet_cap = 12 * file_size + (64 << 20)
        self._parts = {part.name.casefold(): part for part in _directory(file, file_size)}
        for part in self._parts.values():
            if part.size > self.sheet_cap or _absurd(part, part.size):
                raise Refused("file.bomb", part=part.name)

    def names(self) -> list[str]:
        """The names of all parts, as stored."""
        return [part.name for part in self._parts.values()]

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._parts

    def size(self, name: str) -> int:
        """The inflated size of a part as the directory states it (and as `stream` enforces it)."""
        return self._part(name).size

    def _part(self, name: str) -> Part:
        part = self._parts.get(name.casefold())
        if part is None:
            raise Refused("file.missing-part", part=name)
        return part

    def stream(self, name: str, cap: int = SMALL_PART) -> Iterator[bytes]:
        """The bytes of a part in pieces of at most 64 KiB.

        Raises Refused "file.bomb" past `cap` bytes or an absurd ratio, "file.damaged" on a wrong checksum.
        """
        part = self._part(name)
        seen = crc = 0
        for piece in self._inflate(part):
            seen += len(piece)
            if seen > cap or seen > part.size or _absurd(part, seen):
                raise Refused("file.bomb", part=name)
            crc = zlib.crc32(piece, crc)
            yield piece
            self._since_pulse += len(piece)
            if self._since_pulse > PULSE_BYTES:
                self._since_pulse = 0
                self._pulse()
        if seen != part.size or crc != part.crc:
            raise Refused("file.damaged", part=name)

    def _inflate(self, part: Part) -> Iterator[bytes]:
        inflater = zlib.decompressobj(-15)
        position, left = part.start, part.packed
        while left:
            self._file.seek(position)
            packed = self._file.read(min(FIRST_CHUNK if position == part.start else CHUNK, left))
            if not packed:
                raise Refused("file.damaged", part=part.name)
            position, left = position + len(packed), left - len(packed)
            if part.method == zipfile.ZIP_STORED:
                yield packed
            else:
                yield from _unpack(inflater, packed, part.name)
        if part.method != zipfile.ZIP_STORED and not inflater.eof:
            raise Refused("file.damaged", part=part.name)


def _absurd(part: Part, size: int) -> bool:
    """Whether no honest part of this packed size inflates to so much."""
    return size > RATIO_AFTER and size > RATIO * part.packed


def _unpack(inflater: zlib._Decompress, packed: bytes, name: str) -> Iterator[bytes]:
    """What one packed piece inflates to, never more than a chunk at a time."""
    while packed:
        try:
            piece = inflater.decompress(packed, CHUNK)
        except zlib.error as error:
            raise Refused("file.damaged", part=name) from error
        packed = inflater.unconsumed_tail
        if piece:
            yield piece
        if inflater.eof and (inflater.unused_data or packed):
            raise Refused("file.damaged", part=name)


def _directory(file: BinaryIO, file_size: int) -> list[Part]:
    """Every part of the package in the order of its bytes; Refused where the directory breaks a rule."""
    file.seek(max(0, file_size - _END_SIZE))
    if file.read(4) != b"PK\x05\x06":
        raise Refused("file.damaged", part="zip")
    try:
        with zipfile.ZipFile(file) as opened:
            entries = opened.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, struct.error) as error:
        raise Refused("file.damaged", part="zip") from error
    if len(entries) > MAX_PARTS:
        raise Refused("file.too-many-parts", parts=len(entries), limit=MAX_PARTS)
    _check_names(entries)
    return _check_places([(entry, _data_start(file, entry)) for entry in entries], file_size)


def _check_names(entries: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename.casefold()
        if name in seen:
            raise Refused("file.duplicate-part", part=entry.filename)
        seen.add(name)
        unsafe = entry.orig_filename != entry.filename or name.startswith("/") or "\\" in name or ":" in name
        if unsafe or ".." in name.split("/"):
            raise Refused("file.unsafe-part-name", part=entry.filename)
        if entry.flag_bits & 1:
            raise Refused("file.password")
        link = (entry.external_attr >> 16) & 0o170000 == 0o120000
        if link or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused("file.damaged", part=entry.filename)
        if entry.compress_type == zipfile.ZIP_STORED and entry.file_size != entry.compress_size:
            raise Refused("file.damaged", part=entry.filename)


def _data_start(file: BinaryIO, entry: zipfile.ZipInfo) -> int:
    """Where the packed bytes begin, after a local header that agrees with the directory."""
    file.seek(entry.header_offset)
    head = file.read(_LOCAL.size)
    if len(head) < _LOCAL.size:
        raise Refused("file.damaged", part=entry.filename)
    magic, _, flags, method, _, _, _, _, _, name_length, extra_length = _LOCAL.unpack(head)
    encoding = "utf-8" if flags & 0x800 else "cp437"
    name = file.read(name_length).decode(encoding, "replace")
    if magic != b"PK\x03\x04" or method != entry.compress_type or name != entry.orig_filename:
        raise Refused("file.damaged", part=entry.filename)
    return int(entry.header_offset + _LOCAL.size + name_length + extra_length)


def _check_places(entries: list[tuple[zipfile.ZipInfo, int]], file_size: int) -> list[Part]:
    """The parts by position, provided that they start at byte 0 and never overlap."""
    entries.sort(key=lambda pair: pair[0].header_offset)
    parts: list[Part] = []
    free_from = 0
    for entry, start in entries:
        if entry.header_offset < free_from or (not parts and entry.header_offset):
            raise Refused("file.damaged", part=entry.filename)
        free_from = start + entry.compress_size
        parts.append(Part(entry.filename, entry.compress_type, start, entry.compress_size, entry.file_size, entry.CRC))
    if not parts or free_from > file_size:
        raise Refused("file.damaged", part="zip")
    return parts
