"""What the page of a return shows beside it: its lines, every difference, what the rules find, what was said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import url_for
from sqlalchemy.orm import Session

from precursors.audit.keys import standing
from precursors.audit.refs import refs_of
from precursors.editions.figures import figures
from precursors.flags.telling import because_of
from precursors.law.dated import NotInForce
from precursors.law.tolerances import STOCK, tolerances
from precursors.registers.panels import Cell, Panel
from precursors.registers.parties import learn
from precursors.registers.tolerated import Held, tolerated
from precursors.scope.visible import Sight
from precursors.stock.comparing import Difference
from precursors.stock.day_book import day_book
from precursors.stock.declaring import return_key
from precursors.stock.examining import Examined, about_told, comments, examined, terms_for
from precursors.stock.judging import in_words
from precursors.stock.models import StockLine, StockReturn
from precursors.stock.periods import Period, before
from precursors.stock.process_rules import per_cent
from precursors.stock.rules import SIGNS, STATES
from precursors.trade.models import Shipment
from precursors.web.language import language

COLUMNS = {
    "opening": "stock.column-opening",
    "received": "stock.column-received",
    "sent": "stock.column-sent",
    "produced": "stock.column-produced",
    "used": "stock.column-used",
    "loss": "stock.column-loss",
    "waste": "stock.column-waste",
    "closing": "stock.column-closing",
    "counted": "stock.column-counted",
}
WHATS = {
    "opening": "stock.what-opening",
    "received": "stock.what-received",
    "sent": "stock.what-sent",
    "counted": "stock.what-counted",
    "balance": "stock.what-balance",
}
RULES = {
    "opening": "broken-periods",
    "received": "ledger-gap",
    "sent": "ledger-gap",
    "counted": "physical-gap",
    "balance": "mass-balance-gap",
}
"""The rule whose tolerance holds for each."""

WHYS = {
    "same": "stock.why-same",
    "one-record": "stock.why-one-record",
    "across-the-edge": "stock.why-across-the-edge",
    "unresolved": "stock.why-unresolved",
    "not-stated": "stock.why-not-stated",
    "nothing-known": "stock.why-nothing-known",
    "unexplained": "stock.why-unexplained",
}
LEVELS = {None: "stock.level-none", "warning": "stock.level-warning", "error": "stock.level-error"}
AGAINST = {
    "year-before": "stock.loss-year-before",
    "sector": "stock.loss-sector",
    "nothing": "stock.loss-nothing",
}
STREAMS = {
    "official": "stock.stream-official",
    "internal": "stock.stream-internal",
    "establishment": "stock.stream-establishment",
}


def _amount(measure: str, value: int | None, *, guilty: bool = False) -> Cell:
    return Cell(value, "litres" if measure == "ul" else "kg", None, guilty)


def _stated(measure: str, name: str, value: int | None) -> Cell:
    """A figure of a return: an opening or a closing that is not stated is unknown, a movement was none."""
    moves = name in SIGNS and name != "opening"
    return Cell(None) if value is None and moves else _amount(measure, value)


def _examined(session: Session, row: StockReturn, today: date) -> Examined:
    """What the panels of a page share: all of them read one snapshot, so the return is examined once."""
    kept: dict[tuple[int, date], Examined] = session.info.setdefault("examined", {})
    if (row.id, today) not in kept:
        kept[row.id, today] = examined(session, row, today)
    return kept[row.id, today]


def lines(session: Session, _sight: Sight, row: StockReturn, today: date) -> Panel:
    """The lines of a return, each leading to its own page."""
    found = _examined(session, row, today)
    refs = refs_of(session, StockLine, [line.id for line in found.lines])
    columns = [("stock.substance", ""), ("stock.process", ""), *((COLUMNS[name], "number") for name in STATES)]
    rows = [
        [
            Cell(line.substance, "substance", url_for("stock.show", ref=refs[line.id])),
            Cell(line.process_name),
            *(_stated(line.measure, name, getattr(line, f"{name}_amount")) for name in STATES),
        ]
        for line in found.lines
    ]
    return Panel("stock.lines", columns, rows, "stock.no-lines")


def against_shipments(session: Session, _sight: Sight, row: StockReturn, today: date) -> Panel:
    """Every figure of a return beside what the registry knows, with what may explain a difference."""
    found = _examined(session, row, today)
    hints = [key for each in found.differences for key in each.hints]
    refs = refs_of(session, Shipment, dict.fromkeys(hints))
    columns = [
        ("stock.substance", ""), ("stock.what", ""), ("stock.stated", "number"), ("stock.known", "number"),
        ("stock.apart", "number"), ("stock.level", ""), ("stock.why", ""),
    ]  # fmt: skip
    earlier = _return_before(session, row)
    rows = [_compared(each, found, row, refs, earlier) for each in found.differences]
    return Panel("stock.differences", columns, rows, "stock.nothing-to-compare")


def _return_before(session: Session, row: StockReturn) -> str | None:
    """The page of the return of the period before, whose closing an opening is held against."""
    key = return_key(row.agency, row.who, row.site, before(Period(row.first, row.last)))
    refs = refs_of(session, StockReturn, standing(session, [key]).values())
    return next((url_for("returns.show", ref=ref) for ref in refs.values()), None)


def _compared(
    each: Difference, found: Examined, row: StockReturn, refs: Mapping[int, str], earlier: str | None
) -> list[Cell]:
    measure = found.measures[each.substance]
    asked = {"operator": row.operator, "substance": each.substance, "from": row.first, "to": row.last}
    known = f"{url_for('trade.shipments')}?{urlencode(asked)}" if each.records else None
    known = earlier if each.what == "opening" and each.known is not None else known
    hint = url_for("trade.shipment", ref=refs[each.hints[0]]) if each.hints and each.hints[0] in refs else None
    guilty = each.level is not None
    return [
        Cell(each.substance, "substance"),
        Cell(WHATS[each.what], "page"),
        _stated(measure, each.what, each.stated),
        _amount(measure, each.known)._replace(href=known),
        _amount(measure, each.gap, guilty=guilty) if each.gap is not None else Cell(None),
        Cell(LEVELS[each.level], "page", None, guilty) if each.gap is not None else Cell(None),
        Cell(WHYS[each.why], "page", hint),
    ]


def tolerance(session: Session, sight: Sight, row: StockReturn, today: date) -> Panel | None:
    """How much each figure may differ before it is a warning or an error."""
    if not sight.owns(row.agency):
        return None
    terms = terms_for(session, row.agency, today)
    law = tolerances(demo=terms.demo).set_by(figures(session, row.agency, row.last).own)
    held = [Held(Cell(WHATS[what], "page"), rule, STOCK) for what, rule in RULES.items()]
    return tolerated(law, terms.country, held, row.last)


def found_by_rules(session: Session, sight: Sight, row: StockReturn, today: date) -> Panel:
    """What the rules find on the return as it stands today."""
    found = _examined(session, row, today)
    learn(session, sight, [row.operator])
    columns = [("stock.level", ""), ("stock.finding", "")]
    rows = []
    for each in found.findings:
        told = in_words(
            each, {"measure": found.measures[each.substance], "operator": row.operator, "period": row.period}
        )
        sentence = because_of(each.rule, told, language())
        rows.append([Cell(LEVELS[each.level], "page", None, each.level == "error"), Cell(sentence)])
    return Panel("stock.findings", columns, rows, "stock.no-findings")


def losses(session: Session, _sight: Sight, row: StockReturn, today: date) -> Panel | None:
    """The loss of each process beside the most that is usual there; where nobody can say what is usual, that."""
    found = _examined(session, row, today)
    if not found.losses:
        return None
    columns = [
        ("stock.substance", ""), ("stock.process", ""), ("stock.column-used", "number"),
        ("stock.column-loss", "number"), ("stock.loss-rate", "number"), ("stock.loss-most", "number"),
        ("stock.loss-against", ""), ("stock.level", ""),
    ]  # fmt: skip
    rows = [
        [
            Cell(each.line.substance, "substance"),
            Cell(each.line.process),
            _amount(each.line.measure, each.line.amounts.get("used")),
            _amount(each.line.measure, each.line.amounts.get("loss"), guilty=each.unusual),
            Cell(per_cent(each.rate)),
            Cell(None if each.most is None else per_cent(each.most)),
            Cell(AGAINST[each.why], "page"),
            Cell(LEVELS["warning" if each.unusual else None], "page", None, each.unusual)
            if each.most is not None
            else Cell(None),
        ]
        for each in found.losses
    ]
    return Panel("stock.losses", columns, rows, "stock.losses")


def said(session: Session, sight: Sight, row: StockReturn, _today: date) -> Panel:
    """What has been said, stream by stream; the internal one is for the agency alone."""
    columns = [("stock.stream", ""), ("stock.about", ""), ("stock.comment", ""), ("stock.by", ""), ("stock.at", "")]
    rows = [
        [
            Cell(STREAMS[each.stream], "page"),
            Cell(each.about and about_told(each.about, language())),
            Cell(each.text),
            Cell(each.actor),
            Cell(each.at, "moment"),
        ]
        for each in comments(session, row, internal=sight.owns(row.agency))
    ]
    return Panel("stock.comments", columns, rows, "stock.no-comments")


def no_day(session: Session, _sight: Sight, row: StockReturn, today: date) -> Panel | None:
    """That nobody here knows by when a return is due: it is not in time, and not late either; a person has to check.

    What law is known to ask for it says where to look.
    """
    if row.due is not None:
        return None
    terms = terms_for(session, row.agency, today)
    try:
        asked: str | None = tolerances(demo=terms.demo).cycle(terms.country, row.last).citation
    except NotInForce:
        asked = None
    columns = [("stock.period", ""), ("stock.over-since", ""), ("permits.law", "")]
    cells = [Cell(row.period), Cell(row.last, "day", None, True), Cell(asked)]
    return Panel("stock.no-day", columns, [cells], "stock.no-day")


PANELS: tuple[Any, ...] = (no_day, lines, against_shipments, tolerance, day_book, losses, found_by_rules, said)
"""In the order of the page."""
