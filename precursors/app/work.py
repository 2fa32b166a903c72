"""What the worker of an installation knows to do: the kinds of job that the rooms bring."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from precursors.agencies.mailing import by_server, post
from precursors.agencies.notices import remind
from precursors.app import ruling, verification
from precursors.app.clearing import sweep
from precursors.app.keeping import Place
from precursors.app.kinds import desk
from precursors.cases.reminding import late_tasks
from precursors.config.settings import Settings
from precursors.db.engine import Database
from precursors.documents.store import Store
from precursors.exchange import uploads_running
from precursors.jobs.worker import Run, Worker
from precursors.ranking import service as ranking


def _today(settings: Settings) -> Callable[[], date]:
    return lambda: datetime.now(UTC).astimezone(settings.timezone).date()


def runs(settings: Settings, database: Database) -> dict[str, Run]:
    """Kind of job to what does it."""
    today = _today(settings)
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
    """What the worker does without a job: mail news, clear away what was kept long enough, tell of late tasks."""
    mail = _mailing(settings, database)
    place = Place(settings, database, Store(settings.home / "documents"))

    def look_around() -> None:
        if mail is not None:
            mail()
        sweep(place, datetime.now(UTC))
        remind_of_tasks(database, datetime.now(UTC), _today(settings)())

    return look_around


def remind_of_tasks(database: Database, now: datetime, today: date) -> int:
    """Tell once of every task of a case whose day has passed; answers how many."""
    with database.read() as facts:
        late = late_tasks(facts, today)
    return database.aside.write(lambda aside: remind(aside, late, now)) if late else 0


def _mailing(settings: Settings, database: Database) -> Callable[[], object] | None:
    """Mail that news wait. None where no server is named."""
    if settings.smtp_url is None:
        return None
    deliver = by_server(settings.smtp_url, settings.public_url)
    return lambda: post(database, deliver, settings.public_url, datetime.now(UTC))
