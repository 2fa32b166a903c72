"""What the page of an authorisation tells beside its boxes: the decision clock, the file, its use, what moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.agencies.models import Agency
from precursors.agencies.service import by_code
from precursors.audit.keys import stands
from precursors.audit.models import Act, Current
from precursors.audit.refs import refs_of
from precursors.db.tables import LEAF_BITS
from precursors.intake.record import headings
from precursors.intake.types import told as figure_of
from precursors.intake.words import folded
from precursors.law.boxes import boxes
from precursors.law.dated import NotInForce
from precursors.law.fees import fee
from precursors.licensing.authorisations.clocks import due_of
from precursors.licensing.authorisations.drawing import Use, uses
from precursors.licensing.authorisations.life import AUTHORISATION, DRAWABLE, OPEN
from precursors.licensing.authorisations.models import Authorisation, Endorsement, Release
from precursors.licensing.authorisations.releasing import released_on
from precursors.licensing.licences_panels import left_for, needed
from precursors.licensing.mixtures import Goods, control
from precursors.licensing.notifications.panels import DEMAND, demanded_by
from precursors.lives.models import Transition
from precursors.lives.service import state_of
from precursors.registers.panels import Cell, Panel, deciding
from precursors.registers.reckoning import reckoned
from precursors.registers.terms import DEMO, terms_of
from precursors.scope.visible import Sight
from precursors.web.language import language
from precursors.web.texts import told

MEASURES = {"base_ug": "kg", "ul": "litres"}
"""How amounts of a measure are written."""
PER = {"kg": 10**9, "litres": 10**6}
"""Micrograms and microlitres of it."""


@deciding
def use(session: Session, sight: Sight, row: Any, today: date) -> Panel | None:  # noqa: ANN401, ARG001 - see `Show`
    """Granted, drawn, left, beyond: of every line of the number."""
    lines = _lines(session, row)
    found = uses(session, lines)
    if not found:
        return None
    refs = refs_of(session, Authorisation, [line.id for line in lines])
    rows = [
        (Cell(refs[line.id]), Cell(line.substance, "substance"), *_figures(found[line.key], MEASURES[line.measure]))
        for line in lines
        if line.key in found
    ]
    columns = [("registers.ref", ""), ("permits.substance", "")]
    columns += [
        ("permits.granted", "number"), ("permits.drawn", "number"), ("permits.left", "number"),
        ("permits.beyond", "number"),
    ]  # fmt: skip
    return Panel("permits.use", columns, rows, "permits.no-use")


def spent(session: Session, sight: Sight, row: Any, today: date) -> Panel | None:  # noqa: ANN401, ARG001 - see `Show`
    """Of how many shipments the line allows how many have been released; that none is left is said in words."""
    if row.shipments is None or not row.granted:
        return None
    made = released_on(session, row)
    columns = [("permits.shipments-allowed", "number"), ("permits.shipments-released", "number")]
    cells = [Cell(row.shipments, "count"), Cell(made, "count")]
    return Panel("permits.shipments", columns, [cells] if made < row.shipments else [], "permits.shipments-spent")


def use_of(session: Session, sight: Sight, agencies: Sequence[str], number: str, today: date) -> Panel | None:
    """The same of an authorisation that another record names by its number; None where it is unknown here."""
    query = select(Authorisation).join(Current, stands(Authorisation)).order_by(Authorisation.id).limit(1)
    query = query.where(Authorisation.folded == folded(number), Authorisation.agency.in_(agencies))
    row = session.execute(query).scalars().first()
    return use(session, sight, row, today) if row is not None else None


def _figures(use_: Use, as_: str) -> tuple[Cell, ...]:
    plain = (Cell(use_.granted, as_), Cell(use_.drawn, as_), Cell(use_.left, as_))
    return (*plain, Cell(use_.excess, as_, guilty=use_.excess > 0))


@deciding
def moved(session: Session, sight: Sight, row: Any, today: date) -> Panel | None:  # noqa: ANN401, ARG001 - see `Show`
    """Releases and endorsements that stand, by day, and to the own agency who wrote each: the next one is told so."""
    rows = sorted(
        _moved(session, row, named=sight.owns(row.agency)), key=lambda each: (each[0].value, str(each[2].value))
    )
    columns = [
        ("registers.day", ""), ("permits.what", ""), ("permits.reference", ""), ("permits.stated", ""),
        ("permits.amount", "number"), ("permits.beyond", "number"), ("registers.who", ""),
    ]  # fmt: skip
    return Panel("permits.moved", columns, rows, "permits.none-moved") if rows or row.granted else None


def _moved(session: Session, row: Authorisation, *, named: bool) -> Iterator[Sequence[Cell]]:
    as_ = MEASURES[row.measure]
    kinds: tuple[tuple[type[Release | Endorsement], str], ...] = (
        (Release, "permits.release"),
        (Endorsement, "permits.endorsement"),
    )
    for model, what in kinds:
        query = select(model, Act.actor).join(Current, stands(model)).join(Act, Act.id == model.id // (1 << LEAF_BITS))
        found: Any = session.execute(query.where(model.authorisation == row.key).order_by(model.id))
        for each, actor in found:
            beyond = getattr(each, "excess", 0)
            stated = " ".join(filter(None, (each.quantity, each.unit)))
            yield (
                Cell(each.day, "day"), Cell(what, "page"), Cell(each.reference), Cell(stated),
                Cell(each.amount, as_), Cell(beyond, as_, guilty=beyond > 0), Cell(actor if named else None),
            )  # fmt: skip


def clock(session: Session, sight: Sight, row: Any, today: date) -> Panel | None:  # noqa: ANN401 - see `Show`
    """By when the decision is due, since when, by which law."""
    if not sight.owns(row.agency) or state_of(session, AUTHORISATION, row.key).state not in OPEN:
        return None
    query = select(Transition).where(
        Transition.kind == AUTHORISATION.kind, Transition.subject == row.key, Transition.verb == "complete"
    )
    last = session.execute(query.order_by(Transition.id.desc()).limit(1)).scalar_one_or_none()
    if last is None:
        return Panel("permits.clock", [], [], "permits.clock-unset")
    due, law = due_of(last)
    late = due is not None and due < today
    counted = _counted(session, row, last.day, due)
    cells = (Cell(last.day, "day"), Cell(due, "day", guilty=late), Cell(law), Cell(counted, guilty=due is None))
    columns = [
        ("permits.complete-since", ""), ("permits.decision-due", ""), ("permits.law", ""), ("registers.counted", ""),
    ]  # fmt: skip
    return Panel("permits.clock", columns, [cells], "permits.no-clock")


def _counted(session: Session, row: Authorisation, since: date, due: date | None) -> str | None:
    """How the day of decision is counted; nothing where the law, or its calendar, counts otherwise since it was set."""
    home = by_code(session, row.agency)
    found = reckoned(home.country if home else "", f"{row.kind}-decision", since)
    return found.told if (found.due.day if found.due else None) == due else None


@deciding
def left(session: Session, sight: Sight, row: Any, today: date) -> Panel | None:  # noqa: ANN401 - see `Show`
    """While it is being decided: what the applicant may still move of the substance, whatever bounds it.

    While goods go under an import: what the country still needs of it.
    """
    if row.granted is not None:
        going = row.kind == "import" and state_of(session, AUTHORISATION, row.key).state in DRAWABLE
        return needed(session, sight, row, today) if going else None
    way = "domestic" if row.kind == "local-purchase" else row.kind
    applicant = row.exporter if row.kind == "export" else row.importer
    seller = ("seller", row.exporter) if way == "domestic" and row.exporter else None
    return left_for(session, sight, row, applicant, way, today, seller)


def mixture(session: Session, sight: Sight, row: Any, today: date) -> Panel | None:  # noqa: ANN401 - see `Show`
    """What the law says of the goods as a mixture, and by which paragraph; nothing where no rule speaks of them."""
    agency = by_code(session, row.agency) if sight.owns(row.agency) else None
    if agency is None:
        return None
    terms = terms_of(session, agency, today, Path())
    goods = Goods(row.substance, figure_of(row.concentration), row.basis, row.contains)
    found = control(terms, goods, row.planned or row.applied or today)
    if found is None:
        return None
    guilty = found.answer == "ask"
    cells = (Cell(told(found.told), guilty=guilty), Cell(found.limit), Cell(found.law))
    columns = [("permits.mixture-answer", ""), ("permits.mixture-limit", ""), ("permits.law", "")]
    return Panel("permits.mixture", columns, [cells], "permits.mixture")


def price(session: Session, sight: Sight, row: Any, today: date) -> Panel | None:  # noqa: ANN401 - see `Show`
    """What the decision costs by the tariff of its day, and of which quantity; nothing where no tariff is known."""
    agency = by_code(session, row.agency) if sight.owns(row.agency) else None
    if agency is None:
        return None
    as_ = MEASURES[row.measure]
    quantity = Decimal(row.authorised) / PER[as_]
    try:
        entry = fee(agency.country, f"{row.kind}-authorisation", quantity, row.applied or today)
    except NotInForce:
        return None
    cells = (Cell(f"{entry.value.amount} {entry.value.currency}"), Cell(row.authorised, as_), Cell(entry.citation))
    columns = [("permits.fee", ""), ("permits.amount", "number"), ("permits.law", "")]
    return Panel("permits.fee", columns, [cells], "permits.fee")


def asked_abroad(session: Session, sight: Sight, row: Any, today: date) -> Panel | None:  # noqa: ANN401 - see `Show`
    """Demands of a notification that rest on a request of the importing state, and whether one is loaded here."""
    if row.kind != "export":
        return None
    asked = demanded_by(session, sight, row, row.importer_country, row.planned or row.applied or today)
    if not asked:
        return None
    number = row.notification or "permits.none-named"
    as_ = "text" if row.notification else "page"
    rows = [[*cells, Cell(number, as_, guilty=due and not row.notification)] for due, cells in asked]
    columns = [*DEMAND, ("permits.notification-named", "")]
    return Panel("permits.asked-abroad", columns, rows, "permits.asked-abroad")


def file(session: Session, sight: Sight, row: Any, today: date) -> Panel | None:  # noqa: ANN401 - see `Show`
    """The boxes of the official form: their numbers, what fills them, which are needed and empty."""
    if not sight.owns(row.agency):
        return None
    home = session.execute(select(Agency.country).where(Agency.code == row.agency).limit(1)).scalar_one_or_none() or ""
    known = headings("authorisations")
    rows = []
    for entry in boxes(demo=home == DEMO).of(home, row.kind, row.applied or today):
        box, value = entry.value, getattr(row, entry.value.field, None)
        name = known[box.field].get(language()) or known[box.field]["en"]
        state = "permits.filled" if value else "permits.needed" if box.needed else "permits.empty"
        as_ = "day" if isinstance(value, date) else "country" if box.field.endswith("country") else "text"
        rows.append(
            (Cell(box.number), Cell(name), Cell(value, as_), Cell(state, "page", guilty=state == "permits.needed"))
        )
    columns = [("permits.box", ""), ("permits.field", ""), ("permits.content", ""), ("registers.state", "")]
    return Panel("permits.file", columns, rows, "permits.no-boxes")


def _lines(session: Session, row: Authorisation) -> list[Authorisation]:
    """Every standing line of the number."""
    query = select(Authorisation).join(Current, stands(Authorisation)).order_by(Authorisation.id)
    same = query.where(Authorisation.folded == row.folded, Authorisation.agency == row.agency)
    return list(session.execute(same).scalars())


PANELS = (clock, price, mixture, asked_abroad, use, spent, left, moved, file)
"""In the order of the page."""
