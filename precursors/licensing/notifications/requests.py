"""Requests of importing states for pre-export notifications: described once, judged, put on their shelf, asked.

The International Narcotics Control Board tells governments who asked for which substances, and since when. That list is
the agency's to load: none is shipped, and while none is loaded nobody here says that a state has not asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.audit.keys import natural_key, stands
from precursors.audit.models import Current
from precursors.db.engine import seeing_all
from precursors.intake.countries import country_code
from precursors.intake.record import Field, Record
from precursors.intake.types import Choice, Day, Text
from precursors.intake.words import words
from precursors.law.book import LawBook, Requirement
from precursors.law.dated import Entry
from precursors.licensing.notifications.requests_models import NotificationRequest
from precursors.licensing.operators_importers import Made
from precursors.problems import Problem, missing, problem
from precursors.registers.importer import RegisterImporter
from precursors.registers.shelf import Shelf, Shown
from precursors.substances.identify import identify

ON_REQUEST = "importing-state-request"
"""Condition of a demand that holds where the importing state has asked for it."""

REQUESTS = Record(
    "notification-requests",
    (
        Field("country", Text(), needed=True),
        Field("substance", Text()),
        Field("cas", Text()),
        Field("listed", Choice(words("treaty_tables"))),
        Field("since", Day(), needed=True),
        Field("until", Day()),
        Field("source", Text(), needed=True),
        Field("notes", Text()),
    ),
    core=("country", "since"),
)


class RequestImporter(RegisterImporter):
    """Requests for notifications."""

    record = REQUESTS
    model = NotificationRequest
    act_columns = ("country", "substance", "listed", "since", "until", "source", "notes")

    def judged(self, values: Mapping[str, Any], stated: Mapping[str, str | None]) -> Made:
        """A request names a country, a substance or else a whole table, its day, and where it was read."""
        against = missing(values, "country", "since", "source")
        country = country_code(stated.get("country")) or ""
        if stated.get("country") and not country:
            against.append(problem("agency.country", "country", value=stated.get("country")))
        since, until, listed = values.get("since"), values.get("until"), values.get("listed")
        if since and until and until < since:
            against.append(problem("licence.validity-reversed", "until", valid_from=since, valid_to=until))
        named = stated.get("substance") or stated.get("cas")
        key, wrong = _substance(stated) if named else (None, None)
        against += [wrong] if wrong else []
        if bool(named) == bool(listed):
            against.append(problem("notification-request.one-of", "substance"))
        made: dict[str, Any] = {"country": country, "substance": key, "listed": listed, "source": stated.get("source")}
        made |= {"since": since, "until": until}
        made["key"] = natural_key("notification-request", self.terms.agency, country, key or listed or "", str(since))
        return made, against


def _substance(stated: Mapping[str, str | None]) -> tuple[str | None, Problem | None]:
    found = identify(stated.get("substance"), None, stated.get("cas"))
    if found.status == "match" and found.substance:
        return found.substance, None
    told = dict(found.values) | {"text": stated.get("substance") or stated.get("cas") or ""}
    return None, Problem(found.because, "substance", told)


SHELF = Shelf(
    kind="notification-requests",
    record=REQUESTS,
    model=NotificationRequest,
    importer=RequestImporter,
    read=Permission.READ_REGISTER,
    write=Permission.RECORD_REGISTER,
    name="country",
    columns=(
        Shown("substance", "substance"), Shown("listed", "words:treaty_tables"), Shown("since", "day"),
        Shown("until", "day"), Shown("source"),
    ),
    facts=(
        Shown("country", "country"), Shown("substance", "substance"), Shown("listed", "words:treaty_tables"),
        Shown("since", "day"), Shown("until", "day"), Shown("source"), Shown("notes"),
    ),
    searched=("country",),
    day="since",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Request:
    """One standing request."""

    id: int
    agency: str
    """Who keeps it: any agency of the country may load the list for all."""
    country: str
    about: str
    """Key of a substance, or name of a list."""
    since: date
    until: date | None
    source: str


class Requests:
    """Every request that stands for some agencies: loaded once, asked without the database."""

    def __init__(self, found: Iterable[Request]) -> None:
        self._of: dict[tuple[str, str], list[Request]] = {}
        for each in found:
            self._of.setdefault((each.country, each.about), []).append(each)
        self.newest = max((each.since for own in self._of.values() for each in own), default=None)
        """Day of the newest one; None while no list is loaded, so that nobody knows."""

    def by(self, laws: LawBook, country: str | None, substance: str, day: date) -> Request | None:
        """The request of a country for a substance, or for a list that holds it, that stands on a day."""
        code = country_code(country)
        if not self._of or code is None:
            return None
        lists = (entry.value.list_id for entry in laws.listings(substance, day))
        own = [each for about in (substance, *lists) for each in self._of.get((code, about), ())]
        held = (each for each in own if each.since <= day and (each.until is None or day <= each.until))
        return max(held, key=lambda each: each.since, default=None)

    def demand(self, laws: LawBook, home: str, country: str | None, substance: str, day: date) -> Demand | None:
        """What demands a notification of an export: law without condition, or law on request with the request.

        Of several the first that decides; else the first of all.
        """
        found = []
        for entry in laws.demanded("pre-export-notification", home, substance, "export", day):
            request = self.by(laws, country, substance, day) if entry.value.condition == ON_REQUEST else None
            if request or not entry.value.condition:
                found.append(Demand(entry, request))
        return min(found, key=lambda demand: not demand.entry.decides, default=None)


@dataclass(frozen=True, slots=True)
class Demand:
    """Why a notification is due."""

    entry: Entry[Requirement]
    request: Request | None

    @property
    def cited(self) -> str:
        """The paragraph, and where it is read that the state has asked."""
        return "; ".join((self.entry.citation, *([self.request.source] if self.request else [])))


def requests_of(session: Session, agencies: Sequence[str]) -> Requests:
    """The requests that stand for some agencies; one query."""
    model = NotificationRequest
    query = select(
        model.id, model.agency, model.country, model.substance, model.listed, model.since, model.until, model.source
    ).join(Current, stands(model))
    with seeing_all(session):  # one agency of a country loads the list for all
        rows = session.execute(query.where(model.agency.in_(agencies))).all()
    return Requests(
        Request(r.id, r.agency, r.country, r.substance or r.listed, r.since, r.until, r.source) for r in rows
    )
