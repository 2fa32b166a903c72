"""A return that is to be handed in again: its lines as they stand, open to be changed, and what was said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.flags.telling import because_of
from precursors.i18n.catalogue import text
from precursors.intake.types import Amount, told
from precursors.intake.words import folded
from precursors.lives.models import Transition
from precursors.stock.examining import about_told, comments, examined
from precursors.stock.judging import in_words
from precursors.stock.models import StockLine, StockReturn
from precursors.stock.record import STOCK
from precursors.substances.titles import title
from precursors.workbooks.filled import Known

NAMING = ("operator", "site", "period", "substance", "cas", "process_name")
"""What says of which line a row speaks; it is not what the line says."""


def filled_again(
    rows: Sequence[Mapping[str, Known]], lines: Sequence[StockLine], head: Mapping[str, Known], language: str
) -> list[dict[str, Known]]:
    """The rows of a workbook with those of lines that stand in place of the ones that only ask.

    An opening stays as it is known from the period before where the line counts in the same unit; all else is open,
    as it was stated, so that handing in what was not changed changes nothing.
    """
    known = {row["substance"].value: row for row in rows if "substance" in row}
    made = [_row(line, known.get(title(line.substance, language), {}), head, language) for line in lines]
    said, processes = {line.substance for line in lines}, {folded(line.process_name or "") for line in lines}
    titles = {title(each, language) for each in said}
    left = [row for row in rows if "substance" not in row or row["substance"].value not in titles]
    return made + [dict(row) for row in left if not _told_already(row, processes)]


def _told_already(row: Mapping[str, Known], processes: set[str]) -> bool:
    name = row.get("process_name")
    return name is not None and "substance" not in row and folded(str(name.value)) in processes


def _row(line: StockLine, asked: Mapping[str, Known], head: Mapping[str, Known], language: str) -> dict[str, Known]:
    row = dict(head) | {"substance": Known(title(line.substance, language))}
    if line.process_name:
        row["process_name"] = Known(line.process_name)
    for each in STOCK.fields:
        value = None if each.key in NAMING else getattr(line, each.key)
        if value is not None:
            row[each.key] = Known(_typed(value) if isinstance(each.type, Amount) else value, locked=False)
    opening, unit = asked.get("opening"), asked.get("unit")
    plain = unit is not None and folded(line.unit or "") == folded(str(unit.value)) and not line.concentration
    if opening is not None and line.opening is not None and plain and _typed(line.opening) == opening.value:
        row["opening"] = opening
    return row


def _typed(stated: str) -> Any:  # noqa: ANN401 - a number, or a text as it was typed
    figure = told(stated)
    return None if figure is None else figure.text if figure.number is None else figure.number


def said_of(session: Session, row: StockReturn, language: str) -> list[str]:
    """What both sides have said of a return, oldest first, a line each; what is for the agency alone never leaves."""
    said = [
        (each.at.date(), f"said-{each.stream}", about_told(each.about or "-", language), each.text)
        for each in comments(session, row, internal=False)
    ]
    steps = select(Transition).where(
        Transition.kind == StockReturn.__tablename__, Transition.subject == row.key, Transition.verb == "return"
    )
    said += [
        (each.day, "said-returned", "-", each.reason)
        for each in session.execute(steps.order_by(Transition.id)).scalars()
        if each.reason
    ]
    return [
        text("stock-workbook", code, language, {"about": about, "day": day.isoformat(), "text": words})
        for day, code, about, words in sorted(said, key=lambda each: each[0])
    ]


OF_ITSELF = ("missing", "too-much", "measures", "opening", "undeclared")
"""Reasons that hold a return against itself and the one before alone: what others declared is not told."""


def wrong_in(session: Session, row: StockReturn, today: date, language: str) -> list[str]:
    """What has to be put right before a return can be validated, as far as it is told to whoever declares it."""
    found = examined(session, row, today)
    own = {"operator": row.operator, "period": row.period}
    return [
        because_of(each.rule, in_words(each, own | {"measure": found.measures[each.substance]}), language)
        for each in found.findings
        if each.level == "error" and dict(each.inputs).get("why") in OF_ITSELF
    ]


def told_beside(lines: Sequence[StockLine]) -> list[str]:
    """What lines say beyond what is asked: a salt, without which amounts would mean something else, and notes."""
    return [name for name in ("salt", "notes") if any(getattr(line, name) for line in lines)]
