"""What the page of a licence line says beside the line itself: when it must be decided, and what is left today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from precursors.agencies.service import by_code
from precursors.approvals.service import waiting
from precursors.db.engine import seeing_all
from precursors.intake.importing import Terms
from precursors.law.dated import NotInForce
from precursors.law.deadlines import Due, deadlines
from precursors.law.limits import Sum
from precursors.licensing.licences_life import CLOCKS, turns_of
from precursors.licensing.licences_verbs import REVOKE
from precursors.licensing.models import LicenceLine
from precursors.licensing.remaining import Remaining, of_requirement, remaining
from precursors.licensing.rules import Turns
from precursors.registers.panels import Cell, Panel, deciding
from precursors.registers.reckoning import reckoned
from precursors.registers.terms import DEMO, terms_of
from precursors.scope.visible import Sight
from precursors.web.texts import t

FIRST, RENEWAL = "licence-decision", "licence-renewal-decision"


def clock(session: Session, sight: Sight, row: LicenceLine, today: date) -> Panel | None:
    """When a complete application must be decided, by the law and calendar of the country; None where no clock runs."""
    terms = _terms(session, sight, row, today)
    turns = turns_of(session, [row.key]).get(bytes(row.key), ())
    if terms is None or not turns or turns[-1][1] not in CLOCKS:
        return None
    since = since_complete(turns)
    columns = [
        ("licensing.decision-since", ""), ("licensing.decision-due", ""), ("licensing.paragraph", ""),
        ("registers.counted", ""),
    ]  # fmt: skip
    due, counted = reckoned(terms.country, RENEWAL if row.renews else FIRST, since)
    day, law = (Cell(due.day, "day", guilty=today > due.day), due.entry.citation) if due else (Cell(None), None)
    cells = [Cell(since, "day"), day, Cell(law), Cell(counted, guilty=due is None)]
    return Panel("licensing.decision", columns, [cells], "licensing.no-deadline")


def since_complete(turns: Turns) -> date:
    """Since when the time to decide has been running, for a line whose clock runs."""
    return next((day for day, state in reversed(turns) if state == CLOCKS[0]), turns[-1][0])


def due_of(country: str, row: LicenceLine, since: date) -> Due | None:
    """The last day to decide on a line; None where the law of the country says none."""
    try:
        return deadlines(demo=country == DEMO).due(country, RENEWAL if row.renews else FIRST, since)
    except NotInForce:
        return None


def revocations(session: Session, sight: Sight, row: LicenceLine, today: date) -> Panel | None:
    """Revocations of the licence that somebody has asked for and nobody else has decided on yet."""
    asked = [
        (Cell(each.at.date(), "day"), Cell(each.asked_by), Cell(each.reason), Cell(each.until, "day"))
        for each in (waiting(session, sight, today) if sight.owns(row.agency) else ())
        if each.kind == REVOKE and each.agency == row.agency and each.content["licence"] == row.number
    ]
    columns = [("registers.day", ""), ("registers.who", ""), ("web.reason", ""), ("licensing.decision-due", "")]
    return Panel("licensing.revocation-asked", columns, asked, "licensing.revocation-asked") if asked else None


@deciding
def left(session: Session, sight: Sight, row: LicenceLine, today: date) -> Panel | None:
    """What the holder may still move today of the line's substance, whatever bounds it."""
    terms = _terms(session, sight, row, today)
    if terms is None:
        return None
    ways = ("import", "export", "domestic") if row.activities == "any" else row.activities.split()
    return left_panel(remaining(session, terms, row.holder, row.substance, ways, today))


def left_for(
    session: Session,
    sight: Sight,
    row: Any,  # noqa: ANN401 - any record of a substance
    holder: str | None,
    way: str,
    today: date,
    other: tuple[str, str] | None = None,
) -> Panel | None:
    """The same beside a decision on another record: what `holder` may still move of its substance one way.

    Where goods change hands at home the law bounds the `other` side too: buyer or seller, and what it is called.
    """
    terms = _terms(session, sight, row, today)
    if terms is None or row.substance is None:
        return None
    sides = [(_FACING[other[0]] if other else "", holder or ""), *([other] if other else [])]
    return left_of_sides(session, terms, row, sides, way, today)


def needed(session: Session, sight: Sight, row: Any, today: date) -> Panel | None:  # noqa: ANN401 - as above
    """What the annual requirement at home still allows of a record's substance; None where no estimate stands."""
    terms = _terms(session, sight, row, today)
    if terms is None:
        return None
    with seeing_all(session):  # the whole country has imported it
        found = of_requirement(session, terms, terms.country, row.substance, today)
    return left_panel(found, row.measure) if found else None


_FACING = {"buyer": "seller", "seller": "buyer"}


def left_of_sides(
    session: Session,
    terms: Terms,
    row: Any,  # noqa: ANN401 - any record of a substance
    sides: Iterable[tuple[str, str]],
    way: str,
    day: date,
) -> Panel:
    """What every side of a deal may still move; a bound that holds whoever moves the goods is told once."""
    found = [each for side, who in sides for each in remaining(session, terms, who, row.substance, [way], day, side)]
    return left_panel(found, getattr(row, "measure", None))


def left_panel(found: Iterable[Remaining], measure: str | None = None) -> Panel:
    """What bounds a decision and how much of it is left, each bound once.

    A bound that does not count in the `measure` of what is decided is told: nothing is turned into another measure.
    """
    rows = [_row(each, measure) for each in dict.fromkeys(found)]
    # figures in two measures may stand one under the other, lest what is left runs off a tablet
    both = any(" · " in str(cell.value) for row in rows for cell in row[3:])
    names = ("licensing.granted", "licensing.drawn", "licensing.remaining")
    columns = [("licensing.bound", ""), ("licensing.paragraph", ""), ("licensing.since", "")]
    columns += [(name, "" if both else "number") for name in names]
    return Panel("licensing.left", columns, rows, "licensing.nothing-bounds")


def _row(each: Remaining, measure: str | None) -> Sequence[Cell]:
    other = measure is not None and (each.allowed.ul if measure == "ul" else each.allowed.ug) is None
    words = [t("licensing.other-measure")] if other else []
    words += [] if each.decides or each.what != "limit" else [t("licensing.not-checked")]
    bound = t(f"licensing.left-{each.what}")
    if each.side:
        bound = t("licensing.left-of", bound=bound, side=each.side)
    about = [Cell(bound), Cell(": ".join([each.about, *words]), guilty=bool(words)), Cell(each.since, "day")]
    guilty = any(figure is not None and figure <= 0 for figure in (each.left.ug, each.left.ul))
    left_over = _amount(each.left, "licensing.at-most")._replace(guilty=guilty)
    return [*about, _amount(each.allowed), _amount(each.used, "licensing.at-least"), left_over]


def _amount(amount: Sum, open_: str = "") -> Cell:
    """Kilograms, litres, or both where the law publishes both; empty where neither is known.

    `open_` says how a figure is told that leaves out what nobody knows in its measure.
    """
    known = ((amount.ug, "base_ug", amount.open_ug), (amount.ul, "ul", amount.open_ul))
    texts = [
        t(open_, amount=_told(figure, measure)) if open_ and more else _told(figure, measure)
        for figure, measure, more in known
        if figure is not None
    ]
    return Cell(" · ".join(texts) or None, "amounts")


def _told(figure: int, measure: str) -> str:
    """A figure with its unit as the reader writes it; what is overdrawn is nothing."""
    key, scale = ("web.litre", 6) if measure == "ul" else ("web.kg", 9)
    return t(key, figure=Decimal(max(figure, 0)).scaleb(-scale))


def _terms(session: Session, sight: Sight, row: Any, today: date) -> Terms | None:  # noqa: ANN401 - a licence line
    """The terms of the record's agency, for its own people."""
    agency = by_code(session, row.agency) if sight.owns(row.agency) else None
    return None if agency is None else terms_of(session, agency, today, Path())
