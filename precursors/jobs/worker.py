"""A worker: claims jobs one after another, runs each, and speaks for it while it runs.

A thread of its own renews the lease, so that long steps which tell nothing (one big write) keep it; whatever ends the
process ends that thread too, and the job runs again somewhere else from its beginning. So a run must be one that may
be repeated: what it writes is named by a request key and is found instead of written twice.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from precursors.db.engine import Database
from precursors.jobs.models import Job
from precursors.jobs.service import beat, cancelled, claim, finish, release
from precursors.problems import Problem, problem

LOG = logging.getLogger("precursors.jobs")
BEAT_SECONDS = 1.0
IDLE_SECONDS = 10.0
PAUSE_SECONDS = 0.5
"""How long a worker that has nothing to do waits before it looks again."""


class Stopped(Exception):
    """Raised inside a run at its next step: somebody asked for its end, or another worker holds it by now."""


class Work:
    """One run of one job, as the run itself sees it."""

    def __init__(self, job: Job, database: Database, owner: str) -> None:
        self.job, self.args = job, json.loads(job.args)
        self._database, self._owner = database, owner
        self._progress: tuple[int, int | None, str] = (0, job.total, "starting")
        self._ended = threading.Event()
        self.go_on: bool | None = True
        """False when somebody asked for the end, None when another worker holds the job."""

    def step(self, what: str, done: int, total: int | None = None) -> None:
        """Say how far the work is. Raises Stopped when it shall end."""
        self._progress = (done, total, what)
        if self.go_on is not True:
            raise Stopped

    def speak(self) -> None:
        """Renew the lease until `hush`; the body of the thread that speaks for the run."""
        while not self._ended.wait(BEAT_SECONDS):
            self.speak_once()

    def speak_once(self) -> None:
        """Tell the progress and learn whether to go on. A database that cannot be reached now is asked again later."""
        try:
            self.go_on = self._database.aside.write(
                lambda session: beat(session, self.job.id, self._owner, *self._progress)
            )
        except SQLAlchemyError as why:
            LOG.warning("job %s: progress could not be told (%s)", self.job.id, type(why).__name__)

    def hush(self) -> None:
        """End the speaking."""
        self._ended.set()


Run = Callable[[Work], Mapping[str, Any] | Problem]
"""Does one job; answers what came of it, or why it cannot be done. It may be called again for the same job."""


class Worker:
    """Runs jobs of the kinds it knows."""

    def __init__(self, database: Database, runs: Mapping[str, Run], idle: Callable[[], object] | None = None) -> None:
        self.database, self.runs, self._idle = database, runs, idle
        self._idled = 0.0
        self.owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self.stop = threading.Event()

    def loop(self, alive: Callable[[], bool] = lambda: True) -> None:
        """Run jobs until `stop` is set or `alive` says no; the job that runs then is brought to its end."""
        while not self.stop.is_set() and alive():
            try:
                if not self.once():
                    self._look_around()
                    self.stop.wait(PAUSE_SECONDS)
            except SQLAlchemyError as why:
                LOG.warning("the database does not answer (%s); asking again", type(why).__name__)
                self.stop.wait(10 * PAUSE_SECONDS)

    def _look_around(self) -> None:
        """Every few seconds without a job: what else there is to do."""
        if self._idle and time.monotonic() - self._idled > IDLE_SECONDS:
            self._idle()
            self._idled = time.monotonic()

    def once(self, only: str | None = None) -> bool:
        """Claim and run one job; False when there was none."""
        job = self.database.aside.write(lambda session: claim(session, self.owner, only))
        if job is None:
            return False
        if job.state == "running":
            self._run(job)
        return True

    def _run(self, job: Job) -> None:
        work = Work(job, self.database, self.owner)
        speaker = threading.Thread(target=work.speak, name=f"job {job.id}", daemon=True)
        speaker.start()
        try:
            answer = self._answer(work)
            end = partial(finish, job=job.id, owner=self.owner, answer=answer)
        except Stopped:
            end = partial(cancelled, job=job.id, owner=self.owner)
        except KeyboardInterrupt:
            self.database.aside.write(lambda session: release(session, self.owner))
            raise
        finally:
            work.hush()
            speaker.join()
        self.database.aside.write(end)

    def _answer(self, work: Work) -> Mapping[str, Any] | Problem:
        run = self.runs.get(work.job.kind)
        if run is None:
            return problem("job.strange-kind", kind=work.job.kind)
        try:
            return run(work)
        except Stopped:
            raise
        except Exception as wrong:  # the last wall: one broken job must not end the worker
            LOG.exception("job %s (%s) broke", work.job.id, work.job.kind)
            return problem("job.broke", reason=type(wrong).__name__)
