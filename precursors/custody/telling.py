"""Take in what happened to containers and was written down elsewhere: recorded whatever it shows, flagged where odd."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from precursors.audit.acts import OpenAct
from precursors.custody.chain import Event, Judged, event_key, judged, write_events
from precursors.custody.chain_models import CustodyEvent
from precursors.custody.finding import container_key
from precursors.custody.named import Named
from precursors.custody.record import CUSTODY
from precursors.custody.rules import OPEN, TAKINGS, Limits, Link
from precursors.custody.standing import raise_co_storage
from precursors.custody.weights import Weighed, net_mass
from precursors.holds.exhibits import lot_key
from precursors.intake.drafts import Fields, Trouble
from precursors.intake.importing import Outcome, Terms
from precursors.intake.types import time_of
from precursors.problems import Problem, missing, problem
from precursors.registers.importer import RegisterImporter, Row


class CustodyImporter(RegisterImporter):
    """Events of custody as papers tell them, in the order of time for each container."""

    record = CUSTODY
    model = CustodyEvent
    act_columns = (
        "seizure", "exhibit", "number", "verb", "day", "time", "giver", "receiver", "keeper", "stated_place",
        "seal_before", "seal_after", "weight", "taken", "unit", "instrument", "reason", "notes",
    )  # fmt: skip
    read_from: ClassVar = {"stated_place": "place"}

    def __init__(self, terms: Terms) -> None:
        super().__init__(terms)
        self._alike: Counter[tuple[str, bytes, str, str, str]] = Counter()
        self._found = Judged()
        self._named = Named(terms.session, terms.agency)

    def foresee(self, fields: Fields) -> None:
        """Load the lots a block names, and the agencies it hands goods to."""
        names = zip(*(fields[key].texts() for key in ("owner", "seizure", "exhibit")), strict=True)
        own = self.terms.agency
        self._named.learn({lot_key(owner or own, seizure, lot) for owner, seizure, lot in names if seizure and lot})

    def judged(
        self, values: Mapping[str, Any], stated: Mapping[str, str | None]
    ) -> tuple[dict[str, Any], list[Problem]]:
        """An event needs lot, verb and day; its container must stand, what it says must be readable."""
        made, against = drafted(self.terms, values, stated, self._named)
        name = (made["owner"], made["container"], str(made["verb"]), str(made["day"]), made["time"] or "")
        made["key"] = event_key(*name, self._alike[name])
        self._alike[name] += 1
        return made, against

    def settle(self, session: Session) -> Outcome:
        """As any register; then each chain in the order of time, which nothing can go against."""
        result = super().settle(session)
        self._write.sort(key=lambda row: (row.values["day"], row.values["time"] or ""))
        named = Named(session, self.terms.agency)
        named.learn(row.values["lot"] for row in self._write)
        events = [event_of(named, row.values) for row in self._write]
        found = judged(session, events, self.terms.today, Limits(), permitted=False)
        stopped = {id(event): each for event, each in found.problems}
        for before, event in found.foreign(self.terms.agency):
            told = {"keeper": before.keeper if before and before.keeper else event.container.agency}
            stopped.setdefault(id(event), problem("custody.kept-elsewhere", "owner", **told))
        kept = []
        for row, event in zip(self._write, events, strict=True):
            if id(event) in stopped:
                result.rejected.append(Trouble(row.sheet, row.number, None, stopped[id(event)], None))
                result.bad_rows.add((row.sheet, row.number))
            else:
                kept.append(row)
        self._write = kept
        self._found = Judged([each for each in found.events if id(each[0]) not in stopped])
        result.accepted = len(self._write)
        result.flags = sum(len(odd) for _, _, odd in self._found.events)
        return result

    def replaceable(self, session: Session, old: Any, row: Row) -> Problem | None:  # noqa: ANN401, ARG002 - a fact
        """A link in the middle of a chain is never put right; a later event says what was wrong."""
        return problem("custody.not-corrected")

    def write(self, act: OpenAct) -> None:
        """Write the chains, with the grams they move."""
        write_events(act, self._found, permitted=False)
        raise_co_storage(act, [event for event, _, _ in self._found.events])


def drafted(
    terms: Terms, values: Mapping[str, Any], stated: Mapping[str, str | None], named: Named
) -> tuple[dict[str, Any], list[Problem]]:
    """One event's columns from a row of a sheet, its container among them, and everything that stops it."""
    against = missing(values, "seizure", "exhibit")
    owner = stated.get("owner") or terms.agency
    lot = lot_key(owner, stated.get("seizure") or "", stated.get("exhibit") or "")
    own = container_key(owner, lot, stated.get("number") or "1")
    if not against and own not in named.containers:
        against.append(problem("container.unknown", "exhibit"))
    made, wrong = said_of(terms, values, stated, named)
    made |= {"container": own, "lot": lot, "number": stated.get("number") or "1", "owner": owner}
    made |= {key: stated.get(key) for key in ("seizure", "exhibit")}
    return made, against + wrong


def said_of(
    terms: Terms, values: Mapping[str, Any], stated: Mapping[str, str | None], named: Named | None = None
) -> tuple[dict[str, Any], list[Problem]]:
    """What is said of an event, whatever container it is about, and everything that cannot be read or found."""
    against = missing(values, "verb", "day")
    made: dict[str, Any] = {
        key: stated.get(key)
        for key in ("giver", "receiver", "keeper", "weight", "taken", "unit", "instrument", "reason")
    }
    made |= {"verb": values.get("verb"), "day": values.get("day"), "time": time_of(stated.get("time"))}
    made["stated_place"] = stated.get("place")
    made |= {key: spelt_seals(stated.get(key)) for key in ("seal_before", "seal_after")}
    if stated.get("time") and made["time"] is None:
        against.append(problem("custody.time", "time"))
    known = named or Named(terms.session, terms.agency)
    if made["keeper"] and not known.agency_known(made["keeper"]):
        against.append(problem("agency.unknown", "keeper", value=made["keeper"]))
    against += list(_measured(terms, made, values, known))
    return made, against + list(_needed(made))


def _measured(terms: Terms, made: dict[str, Any], values: Mapping[str, Any], named: Named) -> list[Problem]:
    """Weights, instrument and place, put into `made`; what is wrong with them."""
    against = []
    for key in ("weight", "taken"):
        found = net_mass(values.get(key), made["unit"], terms.convention)
        made[f"{key}_ug"] = found.net_ug if isinstance(found, Weighed) else None
        against += [found.about(key)] if isinstance(found, Problem) else []
    instrument = named.instrument(made["instrument"])
    made |= {"uncertainty_ug": instrument and instrument.uncertainty_ug, "due": instrument and instrument.due}
    place = named.place(made["stated_place"])
    if made["stated_place"] and place is None:
        against.append(problem("place.unknown", "place", place=made["stated_place"]))
    made["place"] = place and bytes(place.key)
    return against


def _needed(made: Mapping[str, Any]) -> list[Problem]:
    """What each verb cannot do without."""
    verb = made["verb"]
    wants = {"weight": verb == "reweigh", "taken": verb in TAKINGS, "seal_after": verb == "seal"}
    wants["stated_place"] = verb == "move"
    names = {"stated_place": "place"}
    return [problem("field.missing", names.get(key, key)) for key, asked in wants.items() if asked and not made[key]]


def event_of(named: Named, values: Mapping[str, Any]) -> Event:
    """The event of one good row."""
    container, lot = named.containers[values["container"]], named.lots[values["lot"]]
    link = Link(
        values["verb"],
        values["day"],
        values["time"],
        values["giver"],
        values["receiver"],
        values["place"],
        values["seal_before"],
        values["seal_after"],
        values["weight_ug"],
        values["taken_ug"],
        values["uncertainty_ug"],
        values["due"],
        values["keeper"],
    )
    said = {key: values.get(key) for key in ("stated_place", "weight", "taken", "unit", "instrument", "notes")}
    said |= {"key": values["key"]} if values.get("key") else {}
    return Event(container, lot, link, said, values.get("reason"))


def spelt_seals(text: str | None) -> str | None:
    """Seal numbers parted by blanks; `-` for an open container; None where nothing is said."""
    return " ".join((text or "").replace(",", " ").replace(";", " ").split()) or (OPEN if text == OPEN else None)
