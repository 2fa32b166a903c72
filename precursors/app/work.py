"""What the worker of an installation knows to do: the kinds of job that the rooms bring."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from precursors.agencies.mailing import by_server, post
from precursors.app import ruling, verification
from precursors.app.clearing import sweep
from precursors.app.keeping import Place
from precursors.app.kinds import desk
from precursors.config.settings import Settings
from precursors.db.engine import Database
from precursors.documents.store import Store
from precursors.exchange import uploads_running
from precursors.jobs.worker import Run, Worker
from precursors.ranking import service as ranking


def runs(settings: Settings, database: Database) -> dict[str, Run]:
    """Kind of job to what does it."""

    def today() -> date:
        return datetime.now(UTC).astimezone(settings.timezone).date()

    store = Store(settings.home / "documents")
    uploads = uploads_running.runs(desk(settings, database, store), today)
    return {**uploads, verification.VERIFY: verification.run_over(database, store)} | {
        ruling.RULES: ruling.run_over(database, today),
        ranking.RANK: ranking.run_over(database, today),
    }


def worker(settings: Settings, database: Database) -> Worker:
    """A worker of this installation."""
    return Worker(database, runs(settings, database), _idle(settings, database))


def _idle(settings: Settings, database: Database) -> Callable[[], object]:
    """What the worker does when it has no job: mail news that wait, clear away what was kept long enough."""
    mail = _mailing(settings, database)
    place = Place(settings, database, Store(settings.home / "documents"))

    def look_around() -> None:
        if mail is not None:
            mail()
        sweep(place, datetime.now(UTC))

    return look_around


def _mailing(settings: Settings, database: Database) -> Callable[[], object] | None:
    """Mail that news wait. None where no server is named."""
    if settings.smtp_url is None:
        return None
    deliver = by_server(settings.smtp_url, settings.public_url)
    return lambda: post(database, deliver, settings.public_url, datetime.now(UTC))
