"""The process in which a workbook is read: little memory, little time, no files, no network, no secrets.

It gets the open file as standard input and its wish as one JSON argument, and writes frames to standard
output. Everything it may need is imported before the doors are shut: afterwards it can open nothing, so
neither a file nor a socket. What kills it costs its parent one sentence.
"""

from __future__ import annotations

import codecs
import gc
import json
import os
import resource
import sys
from typing import BinaryIO

from precursors.workbooks.blocks import Block, Limits, Refused, SheetEnd, SheetStart, Wish
from precursors.workbooks.frames import ALIVE, DONE, pack_event, pack_problem, packed
from precursors.workbooks.source import read_file


def shut_doors(limits: Limits, file_size: int) -> None:
    """Limit this process for good: memory, processor time, no new descriptor, no file written, no core."""
    seconds = int(limits.cpu_seconds + limits.cpu_seconds_per_mb * file_size / (1 << 20)) + 1
    for what, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 3),
    ):
        resource.setrlimit(what, (most, most))


class _Output:
    """Writes frames; also says now and then that work goes on where no event is ready."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def event(self, event: SheetStart | Block | SheetEnd) -> None:
        """Hand on one event."""
        self.write(pack_event(event))

    def alive(self) -> None:
        """Say that there is progress."""
        self.write(packed(ALIVE, b""))

    def write(self, frame: bytes) -> None:
        """Write a whole frame at once."""
        self._file.write(frame)
        self._file.flush()


def main(argument: str) -> int:
    """Read standard input as `argument` (a Wish as JSON) says; answer the exit code."""
    limits, encoding, merges_first, fast = json.loads(argument)
    wish = Wish(Limits(*limits), encoding, merges_first, fast)
    file, output = os.fdopen(0, "rb", closefd=False), _Output(os.fdopen(1, "wb", closefd=False))
    _warm_up(encoding)
    gc.disable()  # rows are short-lived tuples of texts without circles; looking for some costs a tenth
    shut_doors(wish.limits, os.fstat(0).st_size)
    try:
        read_file(file, wish, output.event, output.alive)
        output.write(packed(DONE, b""))
    except Refused as refused:
        output.write(pack_problem(refused.code, refused.values))
    except BrokenPipeError:
        return 1
    except (MemoryError, RecursionError):
        output.write(pack_problem("file.unreadable", {}))
    return 0


def _warm_up(encoding: str | None) -> None:
    """Load the code pages that reading may ask for while files can still be opened.

    Encoding an empty text would not do: Python has a short cut for UTF-16 that leaves its module unloaded.
    """
    for name in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp437", encoding or "utf-8"):
        try:
            codecs.lookup(name)
        except (LookupError, ValueError):
            continue


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
