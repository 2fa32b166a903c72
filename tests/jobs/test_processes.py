"""Workers as processes of their own: killed in the middle, drained, kept beside a server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from precursors.app.work import worker
from precursors.audit.models import Act
from precursors.audit.verify import verify
from precursors.config.settings import load
from precursors.db.engine import Database
from precursors.documents.store import Store
from precursors.exchange.upload_models import Upload
from precursors.exchange.uploads import Arrival, Asker, Decision, decide, new_id, receive
from precursors.jobs.beside import Beside
from precursors.jobs.models import Job
from precursors.trade.models import Shipment
from tests.conftest import DEEP
from tests.factories import a_workbook, shipments
from tests.people import an_agency

ROWS = 3_000 if DEEP else 800
KILLS = 20 if DEEP else 1
ASKER = Asker("ines", "en", "/uploads")


def a_worker(url: str, home: Path, *words: str) -> subprocess.Popen[bytes]:
    """A worker process over the registry."""
    own = {"PRECURSORS_HOME": str(home), "PRECURSORS_DATABASE_URL": url, "PRECURSORS_SECRET_KEY": "of a test"}
    command = [sys.executable, "-m", "precursors.cli.main", "worker", *words]
    return subprocess.Popen(command, env={**os.environ, **own}, start_new_session=True)


def work_here(database: Database, home: Path) -> None:
    """All that waits, done in this process."""
    own = worker(load({"PRECURSORS_HOME": str(home)}), database)
    while own.once():
        pass


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until something holds."""
    last = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < last, "it never came to be"
        time.sleep(0.02)


def sent(database: Database, home: Path, file: Path) -> str:
    """A file received, waiting to be checked."""
    an_agency(database)
    digest, number = Store(home / "documents").keep(file), new_id()
    arrival = Arrival("shipments", "XD-INS", file.name, digest.hex(), file.stat().st_size)
    database.aside.write(lambda session: receive(session, arrival, ASKER, number))
    return number


def state(database: Database, number: str) -> str:
    with database.aside.read() as session:
        return session.get_one(Upload, number).state


def step(database: Database) -> tuple[str, int]:
    """The step the newest job is at, and how far."""
    with database.aside.read() as session:
        what, done = session.execute(select(Job.what, Job.done).order_by(Job.made.desc()).limit(1)).one()
        return what, done


def free_the_dead(database: Database) -> None:
    """Let the leases of killed workers run out now."""
    database.aside.write(
        lambda session: session.execute(update(Job).where(Job.state == "running").values(lease_until=Job.made))
    )


def counts(database: Database) -> tuple[int, int]:
    with database.read() as session:
        acts = select(func.count()).select_from(Act).where(Act.kind == "import-shipments")
        rows = select(func.count()).select_from(Shipment)
        return session.execute(acts).scalar_one(), session.execute(rows).scalar_one()


@pytest.mark.parametrize("kill", range(KILLS))
def test_a_worker_killed_while_it_writes_leaves_all_or_nothing_and_the_next_one_ends_the_work(
    database: Database, url: str, tmp_path: Path, kill: int
) -> None:
    home = tmp_path / "home"
    number = sent(database, home, a_workbook(tmp_path / "a.xlsx", shipments(ROWS)))
    work_here(database, home)
    database.aside.write(lambda session: decide(session, number, Decision(), ASKER))

    killed = a_worker(url, home)
    until(lambda: step(database)[0] in {"checking", "writing"} or state(database, number) == "done")
    time.sleep(0.15 * kill)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    between = counts(database)
    free_the_dead(database)
    work_here(database, home)

    assert between in {(0, 0), (1, ROWS)}
    assert counts(database) == (1, ROWS)
    assert state(database, number) == "done"
    with database.read() as session:
        assert verify(session).broken is None


def test_a_worker_that_is_asked_to_end_ends(database: Database, url: str, tmp_path: Path) -> None:
    running = a_worker(url, tmp_path / "home")
    number = sent(database, tmp_path / "home", a_workbook(tmp_path / "a.xlsx", shipments(2)))
    until(lambda: state(database, number) == "review")

    running.terminate()

    assert running.wait(20) == 0


def test_a_process_beside_is_started_again_when_it_dies_and_ends_with_the_block() -> None:
    kept = Beside([sys.executable, "-c", "import time; time.sleep(600)"])
    kept.start()
    until(lambda: kept.process is not None)
    first = kept.process
    assert first is not None

    first.kill()
    until(lambda: kept.process is not first)
    second = kept.process
    kept.end()

    assert second is not None
    assert second.poll() is not None
