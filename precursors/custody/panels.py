"""What the pages of lots, containers and places know beside the record itself."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.audit.refs import refs_of
from precursors.custody.chain_models import CustodyEvent, CustodyOffer, Holding
from precursors.custody.finding import containers_of
from precursors.custody.flagged import of_events, of_what_stands
from precursors.custody.handing import open_offers
from precursors.custody.lot_panels import containers_panel, grams_panel, hazards_panel, holds_panel, statements_panel
from precursors.custody.models import Container, Lot, Place
from precursors.custody.rules import grams
from precursors.custody.storage import natures
from precursors.custody.whereabouts import MOST, holdings, keeper_of, places, shown_to
from precursors.registers.panels import Cell, Panel, register
from precursors.scope.visible import Sight, visible


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


def held_panel(session: Session, sight: Sight, row: Container, _today: date) -> Panel | None:
    """Who has a container now, where, under which seals."""
    at = holdings(session, [bytes(row.key)]).get(bytes(row.key))
    if at is None or not shown_to(sight, row, at):
        return None
    place = places(session, [at.place]).get(bytes(at.place)) if at.place else None
    told = {
        "custodian": Cell(at.custodian), "keeper": Cell(keeper_of(row, at)),
        "place": Cell(place.name if place else None), "seals": Cell(at.seals),
        "net": Cell(at.net_ug, "kg"), "since": Cell(at.since, "day"),
    }  # fmt: skip
    rows = [(Cell(f"custody.{name}", "page"), cell) for name, cell in told.items()]
    return Panel("custody.now", (("custody.what", ""), ("custody.value", "")), rows, "custody.nothing-known")


def chain_panel(session: Session, sight: Sight, row: Container, _today: date) -> Panel | None:
    """The chain of a container, the last event first; another agency sees the events it had a part in."""
    query: Any = select(CustodyEvent).join(Current, stands(CustodyEvent)).where(CustodyEvent.container == row.key)
    query = visible(query.order_by(CustodyEvent.id.desc()).limit(MOST), CustodyEvent, sight, names=True)
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
    found = list(session.execute(query.order_by(Container.id).limit(MOST)).all())
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
