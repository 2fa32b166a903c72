"""Run one command and tell what it took: CPU of it and its children, wall time, peak memory of the whole family."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

_TICK = 0.05


class Taken(NamedTuple):
    """What a command took. Seconds and MiB; `out` is its standard output."""

    cpu: float
    wall: float
    peak: float
    code: int
    out: str


def taken(words: Sequence[str], env: Mapping[str, str] | None = None, python: bool = True) -> Taken:
    """Run `words` (as `python -m ...` unless told otherwise) to its end."""
    command = [sys.executable, "-m", *words] if python else list(words)
    started = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=dict(os.environ) | dict(env or {}), text=True
    )
    peaks: dict[int, int] = {}
    done = threading.Event()
    watcher = threading.Thread(target=_watch, args=(process.pid, peaks, done))
    watcher.start()
    out = process.stdout.read() if process.stdout else ""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - started
    done.set()
    watcher.join()
    return Taken(usage.ru_utime + usage.ru_stime, wall, sum(peaks.values()) / 1024, process.returncode, out)


def _watch(root: int, peaks: dict[int, int], done: threading.Event) -> None:
    """Note the high-water mark in KiB of a process and its children; their sum can only overstate the peak."""
    while not done.wait(_TICK):
        for number in (root, *_children(root)):
            mark = _high_water(number)
            if mark:
                peaks[number] = max(peaks.get(number, 0), mark)


def _children(number: int) -> list[int]:
    try:
        told = Path(f"/proc/{number}/task/{number}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [int(word) for word in told.split()]


def _high_water(number: int) -> int:
    try:
        lines = Path(f"/proc/{number}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)
