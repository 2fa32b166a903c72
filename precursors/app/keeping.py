"""What is kept only for a time, and goes when its days are over: working rows and files, never evidence.

The worker clears once an hour. An original that an act refers to is evidence and stays, however old it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from precursors.agencies.private_models import Entrance, Notice, SetUpLink
from precursors.config.settings import Settings
from precursors.db.engine import Database
from precursors.documents.models import Document
from precursors.documents.store import Store
from precursors.exchange.upload_models import HandIn, Upload
from precursors.exchange.uploads_running import rejects_file
from precursors.jobs.models import Job

MOST = 5_000
"""Things of one sort that go at a time; the others wait for the next."""
_RUNNING = ("checking", "writing")


@dataclass(frozen=True, slots=True)
class Place:
    """An installation, as far as things lie about in it."""

    settings: Settings
    database: Database
    store: Store


class Sort(NamedTuple):
    """One sort of thing: which of them are older than a moment, and how they go."""

    what: str
    old: Callable[[Place, datetime], Sequence[Any]]
    clear: Callable[[Place, Sequence[Any]], None]


def _rows(model: Any, *conditions: Callable[[datetime], ColumnElement[bool]]) -> Callable[..., Sequence[Any]]:  # noqa: ANN401 - a model that lives aside
    def old(place: Place, cut: datetime) -> Sequence[Any]:
        (key,) = model.__table__.primary_key
        with place.database.aside.read() as aside:
            query = select(key).where(*(each(cut) for each in conditions)).order_by(key).limit(MOST)
            return aside.execute(query).scalars().all()

    return old


def _gone(model: Any) -> Callable[[Place, Sequence[Any]], None]:  # noqa: ANN401 - a model that lives aside
    def clear(place: Place, keys: Sequence[Any]) -> None:
        (key,) = model.__table__.primary_key
        place.database.aside.write(lambda aside: _delete(aside, model, key, keys))

    return clear


def _delete(aside: Session, model: Any, key: ColumnElement[Any], keys: Sequence[Any]) -> None:  # noqa: ANN401 - as above
    for first in range(0, len(keys), 500):
        aside.execute(delete(model).where(key.in_(keys[first : first + 500])))


def _uploads_gone(place: Place, keys: Sequence[str]) -> None:
    for key in keys:
        rejects_file(place.settings.home, key).unlink(missing_ok=True)
    _gone(Upload)(place, keys)


def _originals(place: Place, cut: datetime) -> Sequence[str]:
    """Files in the store that neither an act nor an upload refers to."""
    found = list(place.store.older(cut.timestamp()))
    with place.database.read() as facts, place.database.aside.read() as aside:
        named = {bytes(each).hex() for each in facts.execute(select(Document.sha256)).scalars()} if found else set()
        named |= set(aside.execute(select(Upload.sha256)).scalars())
    return [each for each in found if each not in named][:MOST]


def _originals_gone(place: Place, names: Sequence[str]) -> None:
    for name in names:
        place.store.path(bytes.fromhex(name)).unlink(missing_ok=True)


def _scratch(place: Place, cut: datetime) -> Sequence[Path]:
    """Files that a process left behind; whoever is at work writes into newer ones."""
    folder = place.settings.home / "scratch"
    return [path for path in folder.glob("*") if path.is_file() and path.stat().st_mtime < cut.timestamp()][:MOST]


def _scratch_gone(_place: Place, paths: Iterable[Path]) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink()


_UPLOADS = _rows(Upload, lambda cut: Upload.made < cut, lambda _: Upload.state.not_in(_RUNNING))
_LINKS = _rows(HandIn, lambda cut: HandIn.until < cut)
_SET_UPS = _rows(SetUpLink, lambda cut: SetUpLink.until < cut)
_JOBS = _rows(
    Job,
    lambda cut: Job.made < cut,
    lambda _: Job.state.in_(("done", "failed", "cancelled")),
    lambda _: Job.id.not_in(select(Upload.job).where(Upload.job.is_not(None))),
)
_NOTICES = _rows(Notice, lambda cut: Notice.made < cut, lambda _: Notice.read.is_not(None))
_ENTRANCES = _rows(Entrance, lambda cut: Entrance.at < cut)

SORTS = (
    Sort("uploads", _UPLOADS, _uploads_gone),
    Sort("originals", _originals, _originals_gone),
    Sort("links", _LINKS, _gone(HandIn)),
    Sort("passwords", _SET_UPS, _gone(SetUpLink)),
    Sort("jobs", _JOBS, _gone(Job)),
    Sort("scratch", _scratch, _scratch_gone),
    Sort("notices", _NOTICES, _gone(Notice)),
    Sort("entrances", _ENTRANCES, _gone(Entrance)),
)
"""In the order in which they go: an upload before its original and its job."""
