"""One return held against everything the registry knows: lines, differences, findings, comments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.agencies.service import by_code
from precursors.audit.keys import stands
from precursors.audit.models import Act, Current
from precursors.db.engine import seeing_all
from precursors.db.tables import LEAF_BITS
from precursors.intake.importing import Terms
from precursors.law.dated import NotInForce
from precursors.registers.terms import terms_of
from precursors.stock.comparing import Difference, Moved, differences
from precursors.stock.judging import found_in
from precursors.stock.knowing import Knowledge, Told, place_of, shipments, told
from precursors.stock.models import StockComment, StockLine, StockReturn
from precursors.stock.periods import Period
from precursors.stock.process_rules import Loss, losses
from precursors.stock.rules import Finding, by_substance, measures_of, summed
from precursors.substances.titles import title


class Said(NamedTuple):
    """One comment on a return."""

    stream: str
    about: str | None
    text: str
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Examined:
    """A return with all that stands beside it."""

    lines: Sequence[StockLine]
    measures: dict[str, str]
    """By substance, what its amounts count."""
    differences: Sequence[Difference]
    findings: Sequence[Finding]
    losses: Sequence[Loss]

    @property
    def errors(self) -> int:
        """How much forbids to validate it."""
        own = sum(each.level == "error" for each in self.findings)
        return own + sum(each.level == "error" for each in self.differences if each.what in _ONLY_COMPARED)


_ONLY_COMPARED = ("received", "sent", "counted")
"""Differences that no rule of the findings has counted already."""


def terms_for(session: Session, agency: str, today: date) -> Terms:
    """The terms of the agency a return is declared to. Raises LookupError for an agency nobody knows."""
    found = by_code(session, agency)
    if found is None:
        raise LookupError(agency)
    return terms_of(session, found, today, Path())


def lines_of(session: Session, key: bytes) -> list[StockLine]:
    """The standing lines of a return."""
    query = select(StockLine).join(Current, stands(StockLine)).where(StockLine.return_key == key)
    return list(session.execute(query.order_by(StockLine.substance, StockLine.id)).scalars())


def examined(session: Session, row: StockReturn, today: date) -> Examined:
    """Everything about one return, in a fixed number of queries."""
    terms = terms_for(session, row.agency, today)
    lines = lines_of(session, row.key)
    own = [told(line) for line in lines]
    period, place = Period(row.first, row.last), place_of(row.who, row.site)
    known = Knowledge(session, row.agency, {place}, row.first, row.last)
    substances = sorted({each.line.substance for each in own})
    with seeing_all(session):  # what customs saw counts, whoever reads the return
        moved = shipments(session, row.agency, terms.neighbours, [row.who], substances, period).get(row.who, [])
    found = list(found_in(terms, own, known, moved)) if own else []
    grouped = by_substance([each.line for each in own])
    measures = {substance: measures_of(each)[0] for substance, each in grouped.items()}
    lost = list(losses([each.line for each in own], known.past(place, period)))
    return Examined(lines, measures, list(_compared(terms, own, known, moved, period)), found, lost)


def _compared(
    terms: Terms, own: Sequence[Told], known: Knowledge, moved: Sequence[tuple[Moved, int | None]], period: Period
) -> list[Difference]:
    found: list[Difference] = []
    if not own:
        return found
    past = known.past(own[0].place, period)
    level = partial(_level, terms, known, period.last)
    for substance, lines in by_substance([each.line for each in own]).items():
        measure = measures_of(lines)[0]
        litres = measure == "ul"
        moves = [
            each._replace(amount=ul if litres else each.amount) for each, ul in moved if each.substance == substance
        ]
        within = [each for each in moves if period.first <= each.day <= period.last]
        near = [each for each in moves if not period.first <= each.day <= period.last]
        same = past.measures.get(substance) == measure
        before = past.closings.get(substance) if same else None
        found += differences(substance, summed(lines), before, within, near, level)
    return found


def _level(terms: Terms, known: Knowledge, day: date, rule: str, apart: int, of: int) -> str | None:
    """The level a difference passes; where no tolerance is in force, any difference is a warning."""
    try:
        return known.tolerances(terms, day).level(terms.country, rule, "stock", apart, of, day)
    except NotInForce:
        return "warning" if apart else None


def comments(session: Session, row: StockReturn, *, internal: bool = True) -> list[Said]:
    """What has been said of a return, oldest first; the internal stream only for the agency itself.

    The establishment also speaks in its workbook, line by line: what it wrote there is kept with the line it was
    written of, and is told here even after the line was replaced.
    """
    query: Any = (
        select(StockComment, Act.actor, Act.at)
        .join(Act, Act.id == StockComment.id // (1 << LEAF_BITS))
        .where(StockComment.return_key == row.key)
        .order_by(StockComment.id)
    )
    if not internal:
        query = query.where(StockComment.stream != "internal")
    found = [
        (each.id, Said(each.stream, each.about, each.text, actor, at)) for each, actor, at in session.execute(query)
    ]
    return [said for _, said in sorted([*found, *_in_lines(session, row)], key=lambda pair: pair[0])]


def about_told(about: str, language: str) -> str:
    """What a comment is about: a line by its substance, as people call it, and its process; else as it was typed."""
    first, blank, rest = about.partition(" ")
    return f"{title(first, language)}{blank}{rest}"


def _in_lines(session: Session, row: StockReturn) -> list[tuple[int, Said]]:
    """What the establishment wrote in the lines of a return, each remark once."""
    query: Any = (
        select(StockLine, Act.actor, Act.at)
        .join(Act, Act.id == StockLine.id // (1 << LEAF_BITS))
        .where(StockLine.return_key == row.key, StockLine.comment.is_not(None))
        .order_by(StockLine.id)
    )
    once: dict[tuple[str, str], tuple[int, Said]] = {}
    for line, actor, at in session.execute(query):
        about = " ".join(filter(None, (line.substance, line.process_name)))
        once.setdefault((about, line.comment), (line.id, Said("establishment", about, line.comment, actor, at)))
    return list(once.values())
