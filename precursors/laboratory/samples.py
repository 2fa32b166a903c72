"""Take samples: each out of one container, with its duplicate where one is named; what is taken leaves it.

Whoever has the container takes them, also where the goods are another agency's, which then sees the sample.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from precursors.agencies.sharing import show
from precursors.audit.acts import OpenAct
from precursors.audit.keys import natural_key, standing
from precursors.audit.models import Current
from precursors.custody.chain import Event, Judged, held, judged, write_events
from precursors.custody.finding import container_key, containers_by_key, lot_of
from precursors.custody.life import LOT
from precursors.custody.rules import Limits, Link
from precursors.custody.service import step_where_possible
from precursors.custody.shown import PURPOSE, shown_until
from precursors.custody.telling import spelt_seals
from precursors.custody.weights import Weighed, net_mass
from precursors.holds.exhibits import lot_key
from precursors.intake.drafts import Trouble
from precursors.intake.importing import Outcome, Terms
from precursors.intake.words import folded
from precursors.laboratory.models import Sample
from precursors.laboratory.record import SAMPLES
from precursors.problems import Problem, missing, problem
from precursors.registers.importer import RegisterImporter, Row


class SampleImporter(RegisterImporter):
    """Samples. The chain of the container refuses what may not be: seals unread, more taken than is there."""

    record = SAMPLES
    model = Sample
    act_columns = (
        "seizure", "exhibit", "box", "number", "purpose", "day", "taken", "unit", "duplicate", "seal_before",
        "seal_after", "seal", "laboratory", "owner", "notes",
    )  # fmt: skip

    def __init__(self, terms: Terms) -> None:
        super().__init__(terms)
        self._found = Judged()

    def judged(
        self, values: Mapping[str, Any], stated: Mapping[str, str | None]
    ) -> tuple[dict[str, Any], list[Problem]]:
        """A sample needs its container, number, purpose, day and mass."""
        against = missing(values, "seizure", "exhibit", "number", "purpose", "day", "taken", "unit")
        agency = self.terms.agency
        owner = stated.get("owner") or agency
        lot = lot_key(owner, stated.get("seizure") or "", stated.get("exhibit") or "")
        own = container_key(owner, lot, stated.get("box") or "1")
        against += [] if against else self._container_against(owner, own)
        taken = net_mass(values.get("taken"), stated.get("unit"), self.terms.convention)
        against += [taken.about("taken")] if isinstance(taken, Problem) else []
        row: dict[str, Any] = {field.key: stated.get(field.key) for field in SAMPLES.fields}
        row |= {"lot": lot, "container": own, "box": stated.get("box") or "1"}
        row["owner"] = None if owner == agency else owner
        row |= {"purpose": values.get("purpose"), "day": values.get("day")}
        row |= {key: spelt_seals(stated.get(key)) for key in ("seal_before", "seal_after")}
        row["net_ug"] = taken.net_ug if isinstance(taken, Weighed) else None
        row["key"] = sample_key(agency, lot, stated.get("number") or "")
        against += list(self._duplicate_against(lot, stated))
        return row, against

    def _container_against(self, owner: str, key: bytes) -> list[Problem]:
        """A container nobody here has: of goods of another agency one that is not in our custody is none."""
        session, agency = self.terms.session, self.terms.agency
        found = held(session, [key]).get(key)
        keeper = (found.keeper if found else None) or owner
        if not containers_by_key(session, [key]) or (owner != agency and keeper != agency):
            return [problem("container.unknown", "exhibit")]
        return [] if keeper == agency else [problem("custody.kept-elsewhere", "exhibit", keeper=keeper)]

    def _duplicate_against(self, lot: bytes, stated: Mapping[str, str | None]) -> Iterator[Problem]:
        second = stated.get("duplicate")
        if not second:
            return
        key = sample_key(self.terms.agency, lot, second)
        first = standing(self.terms.session, [sample_key(self.terms.agency, lot, stated.get("number") or "")])
        if folded(second) == folded(stated.get("number") or "") or (not first and standing(self.terms.session, [key])):
            yield problem("sample.number-used", "duplicate")

    def settle(self, session: Session) -> Outcome:
        """As any register; then what each taking does to the chain of its container."""
        result = super().settle(session)
        self._write.sort(key=lambda row: row.values["day"])
        events = [(row, each) for row in self._write for each in _events(session, row.values)]
        found = judged(session, [each for _, each in events], self.terms.today, Limits(), permitted=True)
        stopped = {id(event): each for event, each in found.problems}
        for row, event in events:
            if id(event) in stopped and (row.sheet, row.number) not in result.bad_rows:
                result.rejected.append(Trouble(row.sheet, row.number, None, stopped[id(event)], None))
                result.bad_rows.add((row.sheet, row.number))
        self._write = [row for row in self._write if (row.sheet, row.number) not in result.bad_rows]
        kept = {id(each) for row, each in events if (row.sheet, row.number) not in result.bad_rows}
        self._found = Judged([each for each in found.events if id(each[0]) in kept])
        result.accepted = len(self._write)
        result.flags = sum(len(odd) for _, _, odd in self._found.events)
        return result

    def replaceable(self, session: Session, old: Any, row: Row) -> Problem | None:  # noqa: ANN401, ARG002 - a fact
        """What was taken was taken."""
        return problem("custody.not-corrected")

    def write(self, act: OpenAct) -> None:
        """Samples and their duplicates, and what they took out of their containers."""
        rows = [each for row in self._write for each in _both(row.values | {"agency": self.terms.agency})]
        rows = [row | {"taken_by": act.actor.name} for row in rows]
        if not rows:
            return
        first = act.add_many(Sample, rows)
        act.session.execute(insert(Current), [{"key": row["key"], "id": first + n} for n, row in enumerate(rows)])
        write_events(act, self._found, permitted=True)
        for number, row in enumerate(rows):
            if row["owner"]:
                taken = act.session.get_one(Sample, first + number)
                show(act, taken, row["owner"], PURPOSE, shown_until(act.at.date()))
        for own in self._write:
            owner = own.values["owner"] or self.terms.agency
            step_where_possible(act, owner, own.values["lot"], _STEP, own.values["day"])


_STEP = next(edge.verb for edge in LOT.edges if edge.state == "sampled")


def sample_key(agency: str, lot: bytes, number: str) -> bytes:
    """Natural key of a sample."""
    return natural_key("sample", agency, lot.hex(), folded(number))


def _both(row: dict[str, Any]) -> list[dict[str, Any]]:
    """The sample, and its duplicate as a record of its own."""
    second = row["duplicate"]
    if not second:
        return [row]
    key = sample_key(row["agency"], row["lot"], second)
    twin = row | {"number": second, "purpose": "duplicate", "duplicate": None, "key": key}
    return [row, twin | {"seal_before": None, "seal": None}]


def _events(session: Session, values: Mapping[str, Any]) -> list[Event]:
    """The first taking reads the seals and opens the container; the last one seals it again."""
    (container,) = containers_by_key(session, [values["container"]])
    lot = lot_of(session, values["lot"])
    assert lot is not None  # noqa: S101 - its container stands
    plain = Link("sample", values["day"], taken_ug=values["net_ug"])
    links = [plain] * (2 if values["duplicate"] else 1)
    links[0] = replace(links[0], seal_before=values["seal_before"])
    links[-1] = replace(links[-1], seal_after=values["seal_after"])
    said = {key: values[key] for key in ("taken", "unit")}
    return [Event(container, lot, link, said, values["notes"]) for link in links]
