"""The door for whoever wants a workbook read: `read`."""

from __future__ import annotations

import json
import os
import selectors
import struct
import subprocess
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import IO, Any

from precursors.problems import Problem
from precursors.workbooks.blocks import Block, Limits, Refused, SheetEnd, SheetStart, Wish
from precursors.workbooks.frames import ALIVE, DONE, HEAD, MAX_FRAME, PROBLEM, unpack_event, unpack_problem
from precursors.workbooks.source import read_file

Event = SheetStart | Block | SheetEnd | Problem

_ROOT = str(Path(__file__).resolve().parents[2])
_START = (
    "import sys; sys.path.append(sys.argv[1]); from precursors.workbooks.child import main; sys.exit(main(sys.argv[2]))"
)
_PIPE_BYTES = 1 << 20
_NONSENSE = (
    EOFError,
    OSError,
    ValueError,
    TypeError,
    LookupError,
    OverflowError,
    RecursionError,
    struct.error,
)
_UNREADABLE = Problem("file.unreadable")


def read(
    path: Path,
    *,
    limits: Limits = Limits(),  # noqa: B008 - a tuple, nobody can change it
    encoding: str | None = None,
    merges_first: bool = False,
    in_process: bool = False,
    fast: bool = True,
    keep: IO[bytes] | None = None,
) -> Generator[Event, None, None]:
    """Read the workbook or text table at `path`, strictly and once, as a stream of events.

    For each data sheet in workbook order: one SheetStart, its Blocks, one SheetEnd. A file that cannot be
    taken ends the stream with exactly one Problem (codes `file.*`), at once or after some blocks: then
    everything handed on before is void. `encoding` names the legacy code page of a text table.
    `merges_first` fills `SheetStart.merges` for large sheets too, at the price of a second reading.
    What is handed on is also written to `keep`, for `read_again`.
    The work is done in a child process under `limits`, which has begun when this returns and ends when the stream is
    closed or thrown away; `in_process` and `fast=False` are for tests.
    Raises OSError when `path` cannot be opened or `keep` not written to.
    """
    wish = Wish(limits, encoding, merges_first, fast)
    if in_process:
        return _read_here(path, wish)
    events = _read_in_child(path, wish, keep)
    next(events)
    return events


def read_again(kept: IO[bytes]) -> Iterator[Event]:
    """The events that a reading which came to its end has written to `kept`, without reading the workbook again."""
    kept.seek(0)
    while head := kept.read(HEAD.size):
        kind, length = HEAD.unpack(head)
        yield unpack_event(kind, kept.read(length))


def _read_here(path: Path, wish: Wish) -> Generator[Event, None, None]:
    """The same reader without a child: all events are gathered before the first is handed on."""
    events: list[Event] = []
    try:
        with path.open("rb") as file:
            read_file(file, wish, events.append)
    except Refused as refused:
        events.append(Problem(refused.code, None, refused.values))
    yield from events


def _read_in_child(path: Path, wish: Wish, keep: IO[bytes] | None) -> Generator[Any, None, None]:
    """First nothing, once the child runs; then its events."""
    with path.open("rb") as file:
        child = _start(file, wish)
    try:
        yield None
        if child.stdout is not None:
            yield from _events(child.stdout, wish.limits.silence_seconds, keep)
    finally:
        child.kill()
        if child.stdout is not None:
            child.stdout.close()
        child.wait()


def _start(file: IO[bytes], wish: Wish) -> subprocess.Popen[bytes]:
    """Start the reading process: isolated, without site packages, environment, or any descriptor but three.

    The package's own folder goes behind the standard library on its path, so nothing beside it can
    take the place of a standard module.
    """
    command = [sys.executable, "-I", "-S", "-c", _START, _ROOT, json.dumps(wish)]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, stdin=file, stdout=subprocess.PIPE, stderr=quiet, env={}, bufsize=0)


def _events(pipe: IO[bytes], silence: float, keep: IO[bytes] | None) -> Iterator[Event]:
    """Every event until the child is done; one Problem when it refuses, dies, lies, or is silent too long."""
    source = _Pipe(pipe, silence)
    while True:
        try:
            kind, body = source.frame()
            if kind == DONE:
                return
            if kind == PROBLEM:
                code, values = unpack_problem(body)
                yield Problem(code, None, values)
                return
            event = None if kind == ALIVE else unpack_event(kind, body)
        except _NONSENSE:
            yield _UNREADABLE
            return
        if event is not None:
            if keep is not None:
                keep.write(HEAD.pack(kind, len(body)))
                keep.write(body)
            yield event


class _Pipe:
    """Whole frames from a pipe. Raises EOFError when it ends early or stays silent."""

    def __init__(self, pipe: IO[bytes], silence: float) -> None:
        self._descriptor = pipe.fileno()
        self._silence = silence
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._descriptor, selectors.EVENT_READ)

    def frame(self) -> tuple[bytes, bytes]:
        """The next frame's kind and body."""
        kind, length = HEAD.unpack(self._exactly(HEAD.size))
        if length > MAX_FRAME:
            raise EOFError
        return kind, self._exactly(length)

    def _exactly(self, wanted: int) -> bytes:
        pieces: list[bytes] = []
        while wanted:
            if not self._selector.select(self._silence):
                raise EOFError
            piece = os.read(self._descriptor, min(wanted, _PIPE_BYTES))
            if not piece:
                raise EOFError
            pieces.append(piece)
            wanted -= len(piece)
        return b"".join(pieces)
