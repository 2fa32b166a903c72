"""What the pages of lots, containers and places know beside the record itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.audit.refs import refs_of
from precursors.custody.accounts import ROLES, in_containers, of_lot
from precursors.custody.chain_models import CustodyEvent, CustodyOffer, Holding
from precursors.custody.finding import containers_of
from precursors.custody.flagged import of_events, of_what_stands
from precursors.custody.handing import open_offers
from precursors.custody.models import Container, Lot, Place, Statement
from precursors.custody.rules import grams
from precursors.custody.service import holds_over
from precursors.custody.storage import natures
from precursors.db.engine import seeing_all
from precursors.holds.models import Hold
from precursors.registers.panels import Cell, Panel, register
from precursors.scope.visible import Sight, visible

_SHOWN = 200
"""Containers or events of one page."""

NAMES = {
    "found": "custody.role-found", "sample": "custody.role-sample", "laboratory": "custody.role-laboratory",
    "returned": "custody.role-returned", "disposed": "custody.role-disposed", "loss": "custody.role-loss",
    "residue": "custody.role-residue", "difference": "custody.role-difference",
}  # fmt: skip
"""What pages call the accounts of a lot."""


def places(session: Session, keys: Iterable[bytes | None]) -> Mapping[bytes, Place]:
    """The standing places with these keys."""
    wanted = [bytes(key) for key in keys if key]
    query: Any = select(Place).join(Current, stands(Place)).where(Place.key.in_(wanted))
    return {bytes(place.key): place for place in session.execute(query).scalars()}


def holdings(session: Session, containers: Iterable[bytes]) -> Mapping[bytes, Holding]:
    """Who has each of these containers, and where."""
    query = select(Holding).where(Holding.container.in_(list(containers)))
    return {bytes(each.container): each for each in session.execute(query).scalars()}


def containers_panel(session: Session, sight: Sight, row: Lot, _today: date) -> Panel | None:
    """The containers of a lot: what is in each, where it is, who has it."""
    every = containers_of(session, [bytes(row.key)])
    now = holdings(session, (bytes(each.key) for each in every))
    own = [each for each in every if _shown_to(sight, each, now.get(bytes(each.key)))][:_SHOWN]
    if not own and not sight.owns(row.agency):
        return None
    refs = refs_of(session, Container, [each.id for each in own])
    known = places(session, (each.place for each in now.values()))
    inside = in_containers(session, {bytes(each.key): bytes(each.lot) for each in own})
    rows = []
    for each in own:
        key = bytes(each.key)
        at = now.get(key)
        place = known.get(bytes(at.place)) if at and at.place else None
        rows.append(
            (
                Cell(each.number, href=url_for("containers.show", ref=refs[each.id])),
                Cell(inside.get(key), "kg"),
                Cell(place.name if place else None),
                Cell(at.custodian if at else None),
                Cell(_keeper(each, at)),
                Cell(at.seals if at else None),
                Cell(at.since if at else None, "day"),
            )
        )
    columns = (
        ("custody.container", ""), ("custody.inside", "number"), ("custody.place", ""), ("custody.custodian", ""),
        ("custody.keeper", ""), ("custody.seals", ""), ("custody.since", ""),
    )  # fmt: skip
    return Panel("custody.containers", columns, rows, "custody.no-containers")


def waiting_panel(session: Session, sight: Sight, row: Lot | Container, today: date) -> Panel | None:
    """To whom a lot's containers, or this one, are offered and not yet accepted: until then the giver has them."""
    own = [row] if isinstance(row, Container) else containers_of(session, [bytes(row.key)])
    keys = {bytes(each.key).hex() for each in own}
    found = open_offers(session, sight, today, holding=keys) if keys else []
    if not found:
        return None
    refs = refs_of(session, CustodyOffer, [each.id for each in found])
    rows = [
        (
            Cell(each.receiver, href=url_for("offers.show", ref=refs[each.id])),
            Cell(len(keys & set(each.containers.split())), "count"),
            Cell(each.until, "day"),
        )
        for each in found
    ]
    columns = (("custody.receiver", ""), ("custody.containers", "number"), ("custody.until", ""))
    return Panel("custody.offered", columns, rows, "custody.no-containers")


def _shown_to(sight: Sight, container: Container, at: Holding | None) -> bool:
    """Whether a reader is told where a container is: their own, or one their agency has."""
    return sight.owns(container.agency) or (at is not None and at.keeper is not None and sight.owns(at.keeper))


def _keeper(container: Container, at: Holding | None) -> str:
    """Code of the agency that has a container."""
    return at.keeper if at is not None and at.keeper else container.agency


def grams_panel(session: Session, sight: Sight, row: Lot, _today: date) -> Panel | None:
    """Where every gram of a lot is."""
    if not sight.owns(row.agency):
        return None
    own = containers_of(session, [bytes(row.key)])
    amounts = of_lot(session, bytes(row.key))
    inside = sum(in_containers(session, {bytes(each.key): bytes(each.lot) for each in own}).values())
    amounts["found"] = -amounts.get("found", 0)
    rows = [
        (
            Cell(NAMES[role], "page"),
            Cell(amounts[role], "kg", guilty=role == "difference" and amounts[role] != 0),
        )
        for role in ROLES
        if role in amounts
    ]
    rows.insert(1, (Cell("custody.role-containers", "page"), Cell(inside, "kg")))
    columns = (("custody.where", ""), ("custody.net", "number"))
    return Panel("custody.grams", columns, rows if amounts["found"] else [], "custody.not-weighed")


def statements_panel(session: Session, sight: Sight, row: Lot, _today: date) -> Panel | None:
    """What laboratories said the lot is, the latest first: that one counts."""
    if not sight.owns(row.agency):
        return None
    query = select(Statement).where(Statement.lot == row.key).order_by(Statement.id.desc())
    rows = [
        (Cell(each.day, "day"), Cell(each.identity), Cell(each.purity), Cell(each.uncertainty), Cell(each.report))
        for each in session.execute(query).scalars()
    ]
    columns = (
        ("custody.day", ""), ("custody.identity", ""), ("custody.purity", "number"), ("custody.uncertainty", "number"),
        ("custody.report", ""),
    )  # fmt: skip
    return Panel("custody.statements", columns, rows, "custody.only-presumed")


def hazards_panel(session: Session, _sight: Sight, row: Lot, _today: date) -> Panel:
    """What is dangerous about the goods, as far as the seed knows; all of it waits for a chemist's review."""
    nature = natures(session, [bytes(row.key)])[bytes(row.key)]
    hazard = nature.hazard
    rows: list[tuple[Cell, Cell]] = []
    if hazard is not None:
        told = {
            "custody.hazard-class": " ".join(hazard.classes),
            "custody.hazard-un": hazard.un,
            "custody.hazard-packing-group": hazard.packing_group,
            "custody.hazard-ghs": " ".join(hazard.ghs),
            "custody.hazard-groups": " ".join(map(str, sorted(hazard.groups))),
            "custody.hazard-ppe": " ".join(hazard.ppe),
            "custody.hazard-waste": hazard.waste.get("low"),
            "custody.hazard-note": hazard.note,
        }  # fmt: skip
        rows = [(Cell(name, "page"), Cell(value)) for name, value in told.items() if value]
    columns = (("custody.what", ""), ("custody.hazard", ""))
    return Panel("custody.hazards", columns, rows, "custody.no-hazards")


def holds_panel(session: Session, sight: Sight, row: Lot, today: date) -> Panel | None:
    """The legal holds on a lot, its containers or its seizure; nothing where none stands.

    They bind whoever has the goods, who is told whose they are; who ordered them is told to those who see the hold.
    """
    with seeing_all(session):
        found = holds_over(session, [row], today)
        told = [(each.id, each.agency, each.authority, each.number, each.until) for each in found]
    query: Any = visible(select(Hold.id).where(Hold.id.in_([each[0] for each in told])), Hold, sight)
    known = set(session.execute(query).scalars()) if told else set()
    rows = [
        (
            Cell(agency, guilty=True),
            Cell(authority if key in known else None),
            Cell(number if key in known else None),
            Cell(until, "day"),
        )
        for key, agency, authority, number, until in told
    ]
    columns = (("holds.agency", ""), ("custody.authority", ""), ("custody.order", ""), ("custody.until", ""))
    return Panel("custody.holds", columns, rows, "custody.no-holds") if rows else None


def held_panel(session: Session, sight: Sight, row: Container, _today: date) -> Panel | None:
    """Who has a container now, where, under which seals."""
    at = holdings(session, [bytes(row.key)]).get(bytes(row.key))
    if at is None or not _shown_to(sight, row, at):
        return None
    place = places(session, [at.place]).get(bytes(at.place)) if at.place else None
    told = {
        "custodian": Cell(at.custodian), "keeper": Cell(_keeper(row, at)),
        "place": Cell(place.name if place else None), "seals": Cell(at.seals),
        "net": Cell(at.net_ug, "kg"), "since": Cell(at.since, "day"),
    }  # fmt: skip
    rows = [(Cell(f"custody.{name}", "page"), cell) for name, cell in told.items()]
    return Panel("custody.now", (("custody.what", ""), ("custody.value", "")), rows, "custody.nothing-known")


def chain_panel(session: Session, sight: Sight, row: Container, _today: date) -> Panel | None:
    """The chain of a container, the last event first; another agency sees the events it had a part in."""
    query: Any = select(CustodyEvent).join(Current, stands(CustodyEvent)).where(CustodyEvent.container == row.key)
    query = visible(query.order_by(CustodyEvent.id.desc()).limit(_SHOWN), CustodyEvent, sight, names=True)
    found = list(session.execute(query).scalars())
    refs = refs_of(session, CustodyEvent, [each.id for each in found])
    known = places(session, (each.place for each in found))
    rows = [
        (
            Cell(each.day, "day", href=url_for("custody.show", ref=refs[each.id])),
            Cell(each.verb, "words:custody_verbs"),
            Cell(each.giver),
            Cell(each.receiver),
            Cell(known[bytes(each.place)].name if each.place and bytes(each.place) in known else each.stated_place),
            Cell(" → ".join(filter(None, (each.seal_before, each.seal_after))) or None),
            Cell(None if each.after_ug is None else grams(each.after_ug)),
        )
        for each in found
    ]
    columns = (
        ("custody.day", ""), ("custody.event", ""), ("custody.giver", ""), ("custody.receiver", ""),
        ("custody.place", ""), ("custody.seals", ""), ("custody.net", "number"),
    )  # fmt: skip
    return Panel("custody.chain", columns, rows, "custody.no-events")


def place_panel(session: Session, sight: Sight, row: Place, _today: date) -> Panel | None:
    """What stands in a place."""
    if not sight.owns(row.agency):
        return None
    query: Any = select(Container, Holding).join(Current, stands(Container))
    query = query.join(Holding, Holding.container == Container.key).where(Holding.place == row.key)
    found = list(session.execute(query.order_by(Container.id).limit(_SHOWN)).all())
    refs = refs_of(session, Container, [each.id for each, _ in found])
    kinds = natures(session, {bytes(each.lot) for each, _ in found})
    rows = [
        (
            Cell(each.label, href=url_for("containers.show", ref=refs[each.id])),
            Cell(kinds[bytes(each.lot)].substance, "substance" if kinds[bytes(each.lot)].substance else "text"),
            Cell(at.net_ug, "kg"),
            Cell(at.custodian),
            Cell(at.since, "day"),
        )
        for each, at in found
        if at.net_ug != 0
    ]
    columns = (
        ("custody.container", ""), ("custody.substance", ""), ("custody.net", "number"), ("custody.custodian", ""),
        ("custody.since", ""),
    )  # fmt: skip
    return Panel("custody.standing-there", columns, rows, "custody.nothing-there")


def offered_panel(session: Session, _sight: Sight, row: Any, _today: date) -> Panel:  # noqa: ANN401 - an offer
    """The containers of an offer."""
    keys = [bytes.fromhex(each) for each in row.containers.split()]
    query: Any = select(Container).join(Current, stands(Container)).where(Container.key.in_(keys))
    found = list(session.execute(query.order_by(Container.id)).scalars())
    refs = refs_of(session, Container, [each.id for each in found])
    now = holdings(session, keys)
    rows = [
        (
            Cell(each.label, href=url_for("containers.show", ref=refs[each.id])),
            Cell(now[bytes(each.key)].net_ug, "kg"),
            Cell(now[bytes(each.key)].seals),
        )
        for each in found
        if bytes(each.key) in now
    ]
    columns = (("custody.container", ""), ("custody.net", "number"), ("custody.seals", ""))
    return Panel("custody.containers", columns, rows, "custody.no-containers")


def stand() -> None:
    """Put these panels onto their pages; `app` calls this at start."""
    register("lots", holds_panel)
    register("lots", waiting_panel)
    register("lots", of_events)
    register("lots", containers_panel)
    register("lots", grams_panel)
    register("lots", statements_panel)
    register("lots", hazards_panel)
    register("containers", waiting_panel)
    register("containers", held_panel)
    register("containers", of_events)
    register("containers", chain_panel)
    register("places", place_panel)
    register("places", of_what_stands)
    register("offers", offered_panel)
