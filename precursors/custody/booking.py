"""Take lots in: each with its containers, their seals, and the first event of each chain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from precursors.audit.acts import OpenAct
from precursors.audit.keys import standing
from precursors.audit.models import Current
from precursors.custody.chain import Event, judged, write_events
from precursors.custody.chain_models import CustodyEvent, Holding
from precursors.custody.finding import container_key, containers_of, place_named
from precursors.custody.models import Container, Lot
from precursors.custody.record import LOTS
from precursors.custody.rules import Limits, Link
from precursors.custody.standing import raise_co_storage
from precursors.custody.weights import Weighed, net_mass, shared, whole
from precursors.holds.exhibits import lot_key
from precursors.intake.importing import Total
from precursors.intake.types import Figure
from precursors.intake.words import folded
from precursors.ledger.reversing import withdraw
from precursors.problems import Problem, missing, problem
from precursors.registers.importer import RegisterImporter, Row
from precursors.substances.book import book
from precursors.substances.hazards import hazards
from precursors.substances.identify import identify

PARTINGS = str.maketrans({",": " ", ";": " ", "/": " ", "\n": " "})


class LotImporter(RegisterImporter):
    """Lots: what was taken, in how many containers. Unknown goods are taken in too: they are what is most dangerous."""

    record = LOTS
    model = Lot
    called_by = ("seizure", "number")
    act_columns = (
        "seizure", "number", "day", "stated_substance", "cas", "concentration", "quantity", "unit", "gross",
        "containers", "container", "seals", "condition", "label", "field_test", "opened", "place", "custodian",
        "value", "currency", "notes",
    )  # fmt: skip
    read_from: ClassVar = {"stated_substance": "substance"}

    def judged(
        self, values: Mapping[str, Any], stated: Mapping[str, str | None]
    ) -> tuple[dict[str, Any], list[Problem]]:
        """A lot needs seizure, number and day; what it says must be readable, its place known."""
        against = missing(values, "seizure", "number", "day")
        substance, wrong = _substance(stated.get("substance"), stated.get("cas"))
        weighed, wrong_amount = self._weighed(values.get("quantity"), stated, substance)
        count = whole(values.get("containers"))
        against += [each for each in (wrong, wrong_amount) if each]
        against += list(self._beside(values, stated, count))
        made: dict[str, Any] = {
            key: stated.get(key)
            for key in (
                "seizure", "number", "cas", "concentration", "quantity", "unit", "gross", "containers", "label",
                "field_test", "seals", "place", "custodian", "value", "currency",
            )
        }  # fmt: skip
        made |= {key: values.get(key) for key in ("day", "container", "condition", "opened")}
        made |= {"substance": substance, "stated_substance": stated.get("substance"), "count": count or 1}
        made |= {"net_ug": weighed and weighed.net_ug, "uncertainty_ppm": weighed and weighed.ppm}
        made["folded"] = folded(stated.get("seizure") or "")
        made["key"] = lot_key(self.terms.agency, stated.get("seizure") or "", stated.get("number") or "")
        return made, against

    def _weighed(
        self, quantity: Figure | None, stated: Mapping[str, str | None], substance: str | None
    ) -> tuple[Weighed | None, Problem | None]:
        profile = book().profile(substance) if substance and book().get(substance) else None
        found = net_mass(quantity, stated.get("unit"), self.terms.convention, profile, stated.get("concentration"))
        return (None, found) if isinstance(found, Problem) else (found, None)

    def _beside(
        self, values: Mapping[str, Any], stated: Mapping[str, str | None], count: int | None
    ) -> Iterator[Problem]:
        day, opened = values.get("day"), values.get("opened")
        if day and day > self.terms.today:
            yield problem("custody.day-ahead", "day", day=day)
        if opened and opened > self.terms.today:
            yield problem("custody.day-ahead", "opened", day=opened)
        if count is None:
            yield problem("lot.containers", "containers")
        seals = seals_of(stated.get("seals"))
        if count and seals and len(seals) != count and count > 1:
            yield problem("lot.seals-count", "seals", seals=len(seals), containers=count)
        place = stated.get("place")
        if place and place_named(self.terms.session, self.terms.agency, place) is None:
            yield problem("place.unknown", "place", place=place)

    def replaceable(self, session: Session, old: Lot, row: Row) -> Problem | None:  # noqa: ARG002 - as below
        """A lot whose containers have a history cannot be booked anew; what is found later is stated later."""
        query = select(Holding.container).where(Holding.lot == old.key, Holding.verb != "seize").limit(1)
        return problem("lot.has-history") if session.execute(query).first() else None

    def totals(self) -> list[Total]:
        """Net mass by presumed substance; how much of it is the substance itself, only a laboratory says."""
        sums: dict[str, list[int | None]] = {}
        for row in self._write:
            sums.setdefault(row.values["substance"] or "unidentified", []).append(row.values["net_ug"])
        return [
            Total(name, len(own), None, sum(each or 0 for each in own) or None, None, own.count(None))
            for name, own in sorted(sums.items())
        ]

    def write(self, act: OpenAct) -> None:
        """Lots, containers, and the event by which each container came into custody."""
        _withdraw(act, self._replaced)
        values = [row.values | {"agency": self.terms.agency} for row in self._write]
        if not values:
            return
        first = act.add_many(Lot, values)
        act.session.execute(insert(Current), [{"key": row["key"], "id": first + n} for n, row in enumerate(values)])
        lots = [act.session.get_one(Lot, first + n) for n in range(len(values))]
        containers = _containers(act, lots)
        events = [self._seized(act, lot, each, n) for lot in lots for n, each in enumerate(containers[lot.id])]
        found = judged(act.session, events, self.terms.today, Limits(), permitted=False)
        write_events(act, found, permitted=False)
        raise_co_storage(act, [event for event, _, _ in found.events])

    def _seized(self, act: OpenAct, lot: Lot, container: Container, number: int) -> Event:
        seals = seals_of(lot.seals)
        own = " ".join(seals) if lot.count == 1 else seals[number] if seals else ""
        place = place_named(act.session, lot.agency, lot.place) if lot.place else None
        link = Link(
            "seize",
            lot.day,
            receiver=lot.custodian or act.actor.name,
            place=bytes(place.key) if place else None,
            seal_after=own or None,
            weighed_ug=container.net_ug,
        )
        return Event(container, lot, link, {"stated_place": lot.place})


def seals_of(text: str | None) -> list[str]:
    """Seal numbers, parted by commas, semicolons, slashes or blanks."""
    return (text or "").translate(PARTINGS).split()


def _substance(text: str | None, cas: str | None) -> tuple[str | None, Problem | None]:
    """What a lot is presumed to be: a listed substance, goods the hazards know, or nobody knows what."""
    if not text and not cas:
        return None, None
    found = identify(text, None, cas)
    if found.status == "match":
        return found.substance, None
    known = hazards().named(text or "", cas)
    if known is None and found.because.startswith("cas."):
        return None, Problem(found.because, "cas", dict(found.values))
    return known, None


def _containers(act: OpenAct, lots: Sequence[Lot]) -> dict[int, list[Container]]:
    rows = [
        {"agency": lot.agency, "lot": lot.key, "number": str(n), "kind": lot.container, "net_ug": net}
        | {"key": container_key(lot.agency, bytes(lot.key), str(n)), "seizure": lot.seizure, "exhibit": lot.number}
        | {"label": f"{lot.seizure} / {lot.number} / {n}"}
        for lot in lots
        for n, net in enumerate(shared(lot.net_ug, lot.count), 1)
    ]
    first = act.add_many(Container, rows)
    act.session.execute(insert(Current), [{"key": row["key"], "id": first + n} for n, row in enumerate(rows)])
    found: dict[int, list[Container]] = {}
    made = iter(act.session.get_one(Container, first + n) for n in range(len(rows)))
    for lot in lots:
        found[lot.id] = [next(made) for _ in range(lot.count)]
    return found


def _withdraw(act: OpenAct, lots: Sequence[int]) -> None:
    """Take lots back with their containers and the first events of these."""
    if not lots:
        return
    keys = [bytes(act.session.get_one(Lot, each).key) for each in lots]
    containers = containers_of(act.session, keys)
    own = [bytes(each.key) for each in containers]
    events = act.session.execute(select(CustodyEvent.key).where(CustodyEvent.container.in_(own))).scalars()
    standing_events = standing(act.session, [bytes(each) for each in events])
    withdraw(act, [*lots, *(each.id for each in containers), *standing_events.values()])
    act.session.execute(delete(Holding).where(Holding.container.in_(own)))
