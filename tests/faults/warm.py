"""A process that has the product loaded and forks a child for each command: a kill or a fault then meets its work.

Run as a module it serves: one JSON list of requests a line on standard input (`argv`, `environ`, `out`, `err`,
`fault`), whose children run at once, and on standard output the children's numbers, then, once they have ended, their
exit codes. `Warm` is the other end of that.
"""

from __future__ import annotations

import contextlib
import gc
import io
import json
import os
import select
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import precursors.cli.backups
import precursors.cli.imports
import precursors.cli.setup  # noqa: F401 - loading the commands is what makes it warm
from precursors.cli.main import main
from tests.factories import Said, bare
from tests.faults.breaking import Fault, Tally, break_one


def _told_within(told: IO[bytes], seconds: float) -> bool:
    """Whether there is something to read in time. `select` would do for the first thousand open files alone."""
    waiting = select.poll()
    waiting.register(told, select.POLLIN)
    return bool(waiting.poll(seconds * 1_000))


@dataclass
class Warm:
    """The tests' end: runs commands, kills them after a while, or breaks one of their calls to the disk."""

    folder: Path
    _server: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def run(
        self,
        environ: dict[str, str],
        *words: object,
        kill_after: float | None = None,
        fault: Fault | None = None,
    ) -> Said:
        """A command's answer; exit code -9 where it was killed before it had ended.

        `kill_after` are seconds from its start to the kill of its whole group; `fault` is which call fails.
        """
        told = self._asked([self._request(environ, words, fault)])
        child = int(told.readline())
        if kill_after is not None and not _told_within(told, kill_after):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
        return self._said(int(told.readline()))

    def together(self, environ: dict[str, str], *commands: tuple[object, ...]) -> list[Said]:
        """The answers of several commands that run at once."""
        numbered = list(enumerate(commands))
        told = self._asked([self._request(environ, words, name=str(number)) for number, words in numbered])
        for _ in numbered:
            told.readline()
        codes = [int(told.readline()) for _ in numbered]
        return [self._said(code, str(number)) for number, code in enumerate(codes)]

    def _said(self, code: int, name: str = "") -> Said:
        out, err = ((self.folder / f"{kind}{name}").read_text(encoding="utf-8") for kind in ("out", "err"))
        return Said(code, out, err)

    def _request(
        self, environ: dict[str, str], words: tuple[object, ...], fault: Fault | None = None, name: str = ""
    ) -> dict[str, Any]:
        own = {kind: str(self.folder / f"{kind}{name}") for kind in ("out", "err")}
        return {"argv": ["precursors", *map(str, words)], "environ": environ, "fault": fault, "fork": True} | own

    def _asked(self, requests: list[dict[str, Any]]) -> IO[bytes]:
        """Send requests; where their answers will be read."""
        server = self._running()
        assert server.stdin
        assert server.stdout
        server.stdin.write(json.dumps(requests).encode() + b"\n")
        server.stdin.flush()
        return server.stdout

    def warm_up(self, environ: dict[str, str], *words: object) -> None:
        """Run a command once in the loaded process itself, so that what is read once is read for all forks."""
        self._asked([self._request(environ, words) | {"fork": False}])

    def _running(self) -> subprocess.Popen[bytes]:
        if self._server is None:
            call = [sys.executable, "-m", "tests.faults.warm"]
            root = Path(__file__).parents[2]
            self._server = subprocess.Popen(
                call, cwd=root, env=bare(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
            )
        return self._server

    def close(self) -> None:
        """End the server."""
        if self._server is not None:
            assert self._server.stdin
            assert self._server.stdout
            self._server.stdin.close()
            self._server.wait(timeout=60)
            self._server.stdout.close()


def serve() -> None:
    """Answer requests until standard input ends."""
    for line in sys.stdin:
        requests = json.loads(line)
        for each in requests:
            if not each["fork"]:
                _warmed(each)
        children = [_forked(each) for each in requests if each["fork"]]
        for child in children:
            _, status = os.waitpid(child, 0)
            print(os.waitstatus_to_exitcode(status), flush=True)


def _forked(request: dict[str, Any]) -> int:
    """The number of a child that is the command of a request."""
    child = os.fork()
    if not child:
        _become(request)
    with contextlib.suppress(OSError):  # the child does the same: whoever is first
        os.setpgid(child, child)
    print(child, flush=True)
    return child


def _warmed(request: dict[str, Any]) -> None:
    """Run a command here, silently, and leave the environment as it was."""
    before = dict(os.environ)
    os.environ.update(request["environ"])
    sys.argv = request["argv"]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
        main()
    os.environ.clear()
    os.environ.update(before)
    gc.collect()


def _become(request: dict[str, Any]) -> None:
    """In the child: be the command, then end without the parent's farewells."""
    with contextlib.suppress(OSError):
        os.setpgid(0, 0)
    for number, name in ((1, "out"), (2, "err")):
        file = os.open(request[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(file, number)
    os.environ.update(request["environ"])
    sys.argv = request["argv"]
    tally = break_one(Fault(*request["fault"])) if request["fault"] else Tally()
    try:
        main()
    except SystemExit as ended:
        code = int(ended.code or 0)
    except BaseException as wrong:  # noqa: BLE001 - it is what the test is to see
        print(f"Traceback: {wrong!r}", file=sys.stderr)
        code = 99
    sys.stdout.flush()
    gc.collect()  # as at the end of any process: connections close, and SQLite writes its log back
    tally.told()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    serve()
