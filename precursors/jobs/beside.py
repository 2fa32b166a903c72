"""A worker process kept running beside another one: started with it, started again when it dies, ended with it."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
"""Seconds before a worker that died is started again; each time twice as long."""

DRAIN_SECONDS = 20.0
"""How long a worker that is asked to end may bring its job to an end; after that the job runs again some day."""


class Beside:
    """One process that is always there."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._ending = threading.Event()
        self._lock = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None
        self._watch = threading.Thread(target=self._keep, name="worker beside", daemon=True)

    def start(self) -> None:
        """Start it, and the thread that watches over it."""
        self._watch.start()

    def end(self) -> None:
        """Ask it to end, wait a little, then end it."""
        with self._lock:
            self._ending.set()
            process = self.process
        if process is not None:
            process.terminate()
            try:
                process.wait(DRAIN_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._watch.join()

    def _keep(self) -> None:
        pause = FIRST_PAUSE
        while True:
            with self._lock:
                if self._ending.is_set():
                    return
                # A session of its own: an interrupt from the terminal reaches the server, which then ends it in order.
                self.process = subprocess.Popen(
                    self._command, start_new_session=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
                )
            self.process.wait()
            if self._ending.wait(pause):
                return
            pause = min(2 * pause, LONGEST_PAUSE)


@contextmanager
def beside(command: Sequence[str]) -> Iterator[Beside]:
    """Keep `command` running for as long as the block lasts."""
    kept = Beside(command)
    kept.start()
    try:
        yield kept
    finally:
        kept.end()
