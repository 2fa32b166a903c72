"""What the page of a lot tells of it: containers, grams, statements, hazards, holds."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.refs import refs_of
from precursors.custody.accounts import ROLES, in_containers, of_lot
from precursors.custody.finding import containers_of
from precursors.custody.models import Container, Lot, Statement
from precursors.custody.service import holds_over
from precursors.custody.storage import natures
from precursors.custody.whereabouts import MOST, holdings, keeper_of, places, shown_to
from precursors.db.engine import seeing_all
from precursors.holds.models import Hold
from precursors.registers.panels import Cell, Panel
from precursors.scope.visible import Sight, visible

NAMES = {
    "found": "custody.role-found", "sample": "custody.role-sample", "laboratory": "custody.role-laboratory",
    "returned": "custody.role-returned", "disposed": "custody.role-disposed", "loss": "custody.role-loss",
    "residue": "custody.role-residue", "difference": "custody.role-difference",
}  # fmt: skip
"""What pages call the accounts of a lot."""


def containers_panel(session: Session, sight: Sight, row: Lot, _today: date) -> Panel | None:
    """The containers of a lot: what is in each, where it is, who has it."""
    every = containers_of(session, [bytes(row.key)])
    now = holdings(session, (bytes(each.key) for each in every))
    own = [each for each in every if shown_to(sight, each, now.get(bytes(each.key)))][:MOST]
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
                Cell(keeper_of(each, at)),
                Cell(at.seals if at else None),
                Cell(at.since if at else None, "day"),
            )
        )
    columns = (
        ("custody.container", ""), ("custody.inside", "number"), ("custody.place", ""), ("custody.custodian", ""),
        ("custody.keeper", ""), ("custody.seals", ""), ("custody.since", ""),
    )  # fmt: skip
    return Panel("custody.containers", columns, rows, "custody.no-containers")


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
