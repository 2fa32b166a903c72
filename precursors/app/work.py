"""What the worker of an installation knows to do: the kinds of job that the rooms bring."""

from __future__ import annotations

from datetime import UTC, date, datetime

from precursors.app import verification
from precursors.app.kinds import desk
from precursors.config.settings import Settings
from precursors.db.engine import Database
from precursors.documents.store import Store
from precursors.exchange import uploads_running
from precursors.jobs.worker import Run, Worker


def runs(settings: Settings, database: Database) -> dict[str, Run]:
    """Kind of job to what does it."""

    def today() -> date:
        return datetime.now(UTC).astimezone(settings.timezone).date()

    store = Store(settings.home / "documents")
    uploads = uploads_running.runs(desk(settings, database, store), today)
    return {**uploads, verification.VERIFY: verification.run_over(database, store)}


def worker(settings: Settings, database: Database) -> Worker:
    """A worker of this installation."""
    return Worker(database, runs(settings, database))
