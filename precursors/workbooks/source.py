"""Which kind of file this is, by its first bytes; then its reader."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import BinaryIO

from precursors.workbooks.blocks import Block, Refused, SheetEnd, SheetStart, Wish
from precursors.workbooks.delimited import read_delimited
from precursors.workbooks.sheets import Pulse, XlsxReader

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

Emit = Callable[[SheetStart | Block | SheetEnd], None]


def read_file(file: BinaryIO, wish: Wish, emit: Emit, pulse: Pulse = lambda: None) -> None:
    """Give every event of an open, seekable file to `emit`; call `pulse` now and then. Raises Refused."""
    size = file.seek(0, os.SEEK_END)
    if size == 0:
        raise Refused("file.empty")
    if size > wish.limits.file_bytes:
        raise Refused("file.too-large", limit=wish.limits.file_bytes >> 20)
    file.seek(0)
    head = file.read(8)
    if head == OLE:
        raise Refused("file.password" if _holds(file, _ENCRYPTED) else "file.old-xls")
    if head[:4] == ZIP:
        XlsxReader(file, size, wish, emit, pulse).run()
    elif head[:2] == b"PK":
        raise Refused("file.not-a-workbook")
    else:
        read_delimited(file, wish, emit)


def _holds(file: BinaryIO, needle: bytes) -> bool:
    """Whether the bytes occur anywhere in the file."""
    file.seek(0)
    tail = b""
    while piece := file.read(1 << 20):
        if needle in tail + piece:
            return True
        tail = piece[-len(needle) :]
    return False
