"""Clear away what has been kept long enough, and show what that is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.app.keeping import SORTS, Place, Sort
from precursors.documents.store import Store
from precursors.jobs.models import Sweep
from precursors.law.keeping import kept_days
from precursors.web.access import requires
from precursors.web.here import here
from precursors.web.waiting import Asked, Waiting

EVERY = timedelta(hours=1)
LEAP = timedelta(days=30)
"""A worker that was away for so long, or a clock that leapt as far."""
LATE = timedelta(days=2)
"""What should have gone so long ago tells that no worker runs."""


class Kept(NamedTuple):
    """How things of one sort are kept: for how many days, how many are over it now, when and how many went last."""

    what: str
    days: int
    due: int
    last: Sweep | None


def clearing_pages(bp: Blueprint) -> None:
    """Give `bp` the page of what is kept for a time."""
    bp.get("/keeping")(keeping)


@requires(Permission.ADMINISTER_AGENCIES)
def keeping() -> ResponseReturnValue:
    """Every sort of thing with its days, what is due, and what went last."""
    place = Place(here().settings, here().whole, Store(here().settings.home / "documents"))
    return render_template("app/keeping.html", rows=kept(place, here().now))


def waiting(asked: Asked) -> Iterator[Waiting]:
    """What should have gone long ago, for those who look after the installation: no worker runs."""
    if asked.reader.may(Permission.ADMINISTER_AGENCIES):
        place = Place(here().settings, here().whole, Store(here().settings.home / "documents"))
        number = sum(each.due for each in kept(place, asked.now, LATE))
        yield Waiting("app.waits-keeping", number, url_for("app.keeping"), late=True)


def kept(place: Place, now: datetime, late: timedelta = timedelta(0)) -> list[Kept]:
    """How each sort stands; with `late`, only what has been due for so long counts."""
    with place.database.aside.read() as aside:
        last = {each.what: each for each in aside.execute(select(Sweep)).scalars()}
    due = {sort.what: len(sort.old(place, _cut(place, sort, now) - late)) for sort in SORTS}
    return [Kept(each.what, _days(place, each, now), due[each.what], last.get(each.what)) for each in SORTS]


def sweep(place: Place, now: datetime) -> dict[str, int]:
    """Clear away what is due, if that was not done within the hour; answer how many of each sort went.

    After a leap of the clock nothing goes for another hour: one that stands wrong is set right meanwhile, and what it
    would have cleared cannot be brought back.
    """
    with place.database.aside.read() as aside:
        last = aside.execute(select(func.max(Sweep.at))).scalar()
    apart = abs(now - last.replace(tzinfo=UTC)) if last is not None else EVERY
    if apart < EVERY:
        return {}
    if apart > LEAP:
        for sort in SORTS:
            _note(place, sort, now, 0)
        return {}
    return {sort.what: _swept(place, sort, now) for sort in SORTS}


def _swept(place: Place, sort: Sort, now: datetime) -> int:
    found = sort.old(place, _cut(place, sort, now))
    if found:
        sort.clear(place, found)
    _note(place, sort, now, len(found))
    return len(found)


def _note(place: Place, sort: Sort, now: datetime, cleared: int) -> None:
    place.database.aside.write(lambda aside: _noted(aside, sort.what, now, cleared))


def _noted(aside: Session, what: str, now: datetime, cleared: int) -> None:
    known = aside.get(Sweep, what)
    if known is None:
        aside.add(Sweep(what=what, at=now, cleared=cleared, total=cleared))
    else:
        known.at, known.cleared, known.total = now, cleared or known.cleared, known.total + cleared


def _days(place: Place, sort: Sort, now: datetime) -> int:
    return kept_days(sort.what, now.astimezone(place.settings.timezone).date(), place.settings.keep)


def _cut(place: Place, sort: Sort, now: datetime) -> datetime:
    return now - timedelta(days=_days(place, sort, now))
