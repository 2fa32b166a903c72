"""Breaks one call to the disk: the n-th open, write or fsync of a process, Python's own and SQLite's in one count.

SQLite is reached through its own door for such things, a VFS: a copy of the default one is registered in its place,
whose files answer from here. PostgreSQL writes in another process; there only the client's files are broken.
"""

from __future__ import annotations

import _sqlite3
import builtins
import ctypes
import errno
import io
import os
import sys
import tarfile
from collections import Counter
from collections.abc import Callable
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int, c_int64, c_void_p
from typing import Any, ClassVar, NamedTuple

CALLS = ("open", "write", "fsync")
WAYS = ("ENOSPC", "EIO", "short")
_OPEN_FOR_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Fault(NamedTuple):
    """The n-th call of one sort fails in one way; n = 0 fails none and only counts."""

    call: str
    n: int
    way: str
    only: str = ""
    """Where not empty, only files under this folder count."""


class Tally:
    """Calls seen so far, and which of them fails."""

    def __init__(self, fault: Fault | None = None) -> None:
        self.fault = fault
        self.seen: Counter[str] = Counter()

    def hit(self, call: str) -> str | None:
        """Count a call; how it must fail, or None."""
        self.seen[call] += 1
        fault = self.fault
        if fault is None or call != fault.call or self.seen[call] != fault.n:
            return None
        return fault.way

    def told(self) -> None:
        """In a run that only counts: leave the counts as the last line of standard error."""
        if self.fault is not None and not self.fault.n:
            print("counted", *(self.seen[call] for call in CALLS), file=sys.stderr)


def break_one(fault: Fault) -> Tally:
    """From now on count calls for writing to the disk, and let the chosen one fail."""
    tally = Tally(fault)
    _break_python(tally, fault.only)
    _break_sqlite(tally)
    return tally


def _wrong(way: str) -> OSError:
    number = errno.EIO if way == "EIO" else errno.ENOSPC
    return OSError(number, os.strerror(number))


class _Broken(io.FileIO):
    """A file whose writes are counted."""

    tally: ClassVar[Tally]

    def write(self, data: Any, /) -> int:  # noqa: ANN401 - any buffer
        way = self.tally.hit("write")
        if way is None:
            return super().write(data)
        if way == "short":
            super().write(memoryview(data)[: len(data) // 2])
        raise _wrong(way)


def _break_python(tally: Tally, only: str) -> None:
    _Broken.tally = tally
    plain_open, plain_os_open, plain_fsync = io.open, os.open, os.fsync

    def ours(path: object) -> bool:
        return isinstance(path, str | os.PathLike) and os.fspath(path).startswith(only)

    def opened(file: Any, mode: str = "r", *more: Any, **named: Any) -> Any:  # noqa: ANN401 - as `open` takes and gives
        if not ours(file) or not set(mode) & set("wax+"):
            return plain_open(file, mode, *more, **named)
        if way := tally.hit("open"):
            raise _wrong(way)
        return _counted(file, mode, plain_open, *more, **named)

    def os_opened(path: Any, flags: int, *more: Any, **named: Any) -> int:  # noqa: ANN401 - as `os.open` takes
        if ours(path) and flags & _OPEN_FOR_WRITING and (way := tally.hit("open")):
            raise _wrong(way)
        return plain_os_open(path, flags, *more, **named)

    def synced(descriptor: Any) -> None:  # noqa: ANN401 - as `os.fsync` takes
        if way := tally.hit("fsync"):
            raise _wrong(way)
        plain_fsync(descriptor)

    io.open = builtins.open = tarfile.bltn_open = opened  # type: ignore[assignment,attr-defined]  # in a child of its own
    os.open, os.fsync = os_opened, synced


def _counted(file: Any, mode: str, plain: Callable[..., Any], *more: Any, **named: Any) -> Any:  # noqa: ANN401 - as `open`
    """An opened file whose raw writes are counted: what `open` would give, over our own lowest layer."""
    raw = _Broken(file, mode.replace("b", "").replace("t", ""), opener=named.get("opener"))
    if named.get("buffering", more[0] if more else -1) == 0:
        return raw
    buffered = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
    if "b" in mode:
        return buffered
    return io.TextIOWrapper(buffered, named.get("encoding"), named.get("errors"), named.get("newline"))


_CANTOPEN, _FULL, _IOERR_WRITE, _IOERR_FSYNC = 14, 13, 778, 1034
_OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
"""The name goes through as the address it is: SQLite keeps pointing at it."""

_WRITE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_SYNC = CFUNCTYPE(c_int, c_void_p, c_int)


class _Vfs(ctypes.Structure):
    """The head of SQLite's `sqlite3_vfs`; the rest is copied as it is."""

    _fields_: ClassVar = [
        ("version", c_int),
        ("file_size", c_int),
        ("longest_path", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("own", c_void_p),
        ("open", c_void_p),
        ("rest", c_void_p * 15),
    ]


class _Methods(ctypes.Structure):
    """SQLite's `sqlite3_io_methods`, version 3."""

    _fields_: ClassVar = [
        ("version", c_int),
        ("close", c_void_p),
        ("read", c_void_p),
        ("write", c_void_p),
        ("truncate", c_void_p),
        ("sync", c_void_p),
        ("rest", c_void_p * 13),
    ]


_KEPT: list[object] = []
"""What C points at must not be collected."""


def _break_sqlite(tally: Tally) -> None:
    """Put a VFS before the default one. The library is the one Python's own module is bound to."""
    library = ctypes.CDLL(_sqlite3.__file__)
    library.sqlite3_vfs_find.restype = c_void_p
    plain = _Vfs.from_address(library.sqlite3_vfs_find(None))
    mine = _Vfs()
    ctypes.memmove(ctypes.byref(mine), ctypes.byref(plain), ctypes.sizeof(_Vfs))
    mine.name = b"breaking"
    plain_open, methods = _OPEN(plain.open), dict[int, _Methods]()

    def opened(vfs: int, name: int, file: int, flags: int, out: int) -> int:
        if way := tally.hit("open"):
            ctypes.cast(file, POINTER(c_void_p))[0] = None
            return _CANTOPEN if way == "EIO" else _FULL
        code = plain_open(vfs, name, file, flags, out)
        if code == 0:
            _laid(file, methods, tally)
        return code

    calling = _OPEN(opened)
    mine.open = ctypes.cast(calling, c_void_p).value
    _KEPT.extend([mine, calling])
    library.sqlite3_vfs_register(ctypes.byref(mine), 1)


def _laid(file: int, methods: dict[int, _Methods], tally: Tally) -> None:
    """Give an opened file our methods in place of its own; files with and without locks have different ones."""
    place = ctypes.cast(file, POINTER(c_void_p))
    theirs = place[0]
    if theirs not in methods:
        methods[theirs] = _counting(theirs, tally)
        _KEPT.append(methods[theirs])
    place[0] = ctypes.addressof(methods[theirs])


def _counting(theirs: int, tally: Tally) -> _Methods:
    """A copy of a file's methods whose writes and syncs are counted."""
    made = _Methods()
    ctypes.memmove(ctypes.byref(made), theirs, ctypes.sizeof(_Methods))
    write, sync = _WRITE(made.write), _SYNC(made.sync)

    def written(own: int, data: int, size: int, offset: int) -> int:
        way = tally.hit("write")
        if way is None:
            return write(own, data, size, offset)
        if way == "short":
            write(own, data, size // 2, offset)
        return _IOERR_WRITE if way == "EIO" else _FULL

    def synced(own: int, flags: int) -> int:
        return _IOERR_FSYNC if tally.hit("fsync") else sync(own, flags)

    calls = _WRITE(written), _SYNC(synced)
    made.write, made.sync = (ctypes.cast(each, c_void_p).value for each in calls)
    _KEPT.extend(calls)
    return made
