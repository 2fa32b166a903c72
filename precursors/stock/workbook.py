"""The workbook of one expected return: opening and known movements filled in, the rest open, ready to be imported."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from hashlib import sha256
from itertools import chain
from typing import IO, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.audit.refs import key_of
from precursors.db.engine import seeing_all
from precursors.editions.figures import figures
from precursors.i18n.catalogue import text
from precursors.intake.importing import Terms
from precursors.intake.record import headings
from precursors.intake.types import Amount
from precursors.intake.words import folded
from precursors.law.tolerances import tolerances
from precursors.licensing.licences_life import HELD, state_column
from precursors.licensing.models import LicenceLine, Operator
from precursors.licensing.naming import Holders
from precursors.lives.models import State
from precursors.lives.service import stands_at
from precursors.problems import Problem, problem
from precursors.stock.again import filled_again, said_of, told_beside, wrong_in
from precursors.stock.examining import lines_of, terms_for
from precursors.stock.knowing import Knowledge, place_of, shipments
from precursors.stock.models import StockReturn
from precursors.stock.parties import names_of, registered
from precursors.stock.periods import Period, before
from precursors.stock.record import STOCK
from precursors.stock.rules import SIGNS, THROUGHPUT, by_substance, measures_of, summed
from precursors.substances.titles import title
from precursors.workbooks.filled import AskedColumn, Balance, Known, Page, write_filled

SPARE = 10
"""Open rows below those that are filled in."""

HIDDEN = ("cas", "salt", "notes")
"""Fields the workbook of a return does not ask for, unless a line told them: its substances are named already."""


def write_return(session: Session, row: StockReturn, file: IO[bytes], language: str, today: date, ref: str) -> None:
    """Write the workbook of a return to a binary file; one that was handed in already holds what it says."""
    terms = terms_for(session, row.agency, today)
    lines = lines_of(session, row.key)
    told = {"wrong": wrong_in(session, row, today, language), "said": said_of(session, row, language)}
    parts = [[text("stock-workbook", name, language), *own] for name, own in told.items() if own]
    page = Page(
        text("words", "help-sheet", language),
        [*_lines(session, row, language), *chain.from_iterable(parts)],
        text("stock-workbook", "number", language),
    )
    filled = _filled(session, row, terms, language)
    rows = [*filled_again(filled, lines, _head(row), language), *([_head(row)] * SPARE)]
    columns = _columns(language, told_beside(lines))
    stamp = f"stock/{language}/{ref}/{openings_of(filled)}"
    write_filled(file, STOCK.kind.capitalize(), columns, rows, page, balance=_balance(terms, row), stamp=stamp)


def _columns(language: str, beside: Collection[str]) -> list[AskedColumn]:
    known = headings(STOCK.kind)
    return [
        AskedColumn(each.key, known[each.key].get(language) or known[each.key]["en"], isinstance(each.type, Amount))
        for each in STOCK.fields
        if each.key not in HIDDEN or each.key in beside
    ]


def openings_of(filled: Iterable[Mapping[str, Known]]) -> str:
    """A fingerprint of the openings a workbook was filled in with, however its language names the substances."""
    told = sorted(f"{row['opening'].value} {row['unit'].value}" for row in filled if "opening" in row)
    return sha256("\n".join(told).encode()).hexdigest()[:16]


def stamp_against(
    session: Session, terms: Terms, stamp: str, named: Iterable[tuple[str, str | None, str]]
) -> Problem | None:
    """What forbids to take a stamped workbook in; `named` are who, site and period of its rows.

    It is of no return of this agency, of another one than its rows say, or was filled in from a closing that has
    changed since.
    """
    kind, language, ref, *rest = [*stamp.split("/"), "", "", ""]
    if kind != "stock" or not ref.startswith(f"{StockReturn.prefix}-"):
        return None  # an empty template says nothing of whose it will be
    found = key_of(session, ref)
    row = session.get(StockReturn, found[1]) if found is not None and found[0] is StockReturn else None
    if row is None or row.agency != terms.agency:
        return problem("stock.stamp-unknown", None, ref=ref)
    for who, site, period in named:
        if (who, folded(site or ""), period) != (row.who, folded(row.site or ""), row.period):
            told = {"operator": row.operator, "period": row.period, "site": row.site or "-"}
            return problem("stock.stamp-other", None, **told, said=" / ".join(filter(None, (site, period))))
    if rest[0] and rest[0] != openings_of(_filled(session, row, terms, language)):
        return problem("stock.stamp-old", None, period=row.period, ref=ref)
    return None


def _lines(session: Session, row: StockReturn, language: str) -> list[str]:
    name = names_of(session, [row.who]).get(row.who)
    told = {
        "operator": f"{name} ({row.operator})" if name else row.operator, "period": row.period,
        "due": row.due.isoformat() if row.due else "-", "law": row.basis or "-",
    }  # fmt: skip
    return text("stock-workbook", "help", language, told).split("\n")


def _head(row: StockReturn) -> dict[str, Known]:
    return {"operator": Known(row.operator), "site": Known(row.site), "period": Known(row.period)}


def _filled(session: Session, row: StockReturn, terms: Terms, language: str) -> list[dict[str, Known]]:
    """A row for each substance, and for each process it was used in the period before."""
    period, place = Period(row.first, row.last), place_of(row.who, row.site)
    known = Knowledge(session, row.agency, {place}, row.first, row.last)
    earlier, begun = by_substance(known.lines(place, before(period))), known.begun(place, period)
    substances = sorted({*earlier, *begun, *_licensed(session, row)})
    with seeing_all(session):
        moved = shipments(session, row.agency, terms.neighbours, [row.who], substances, period).get(row.who, [])
    rows = []
    for substance in substances:
        lines = earlier.get(substance, [])
        held = begun.get(substance)
        litres = (measures_of(lines)[0] if lines else held.measure if held else "") == "ul"
        sums: dict[bool, int | None] = {True: None, False: None}
        for each, ul in moved:
            amount = ul if litres else each.amount
            if each.substance == substance and period.first <= each.day <= period.last and amount is not None:
                sums[each.inward] = (sums[each.inward] or 0) + amount
        head = _head(row) | {"substance": Known(title(substance, language)), "unit": Known("L" if litres else "kg")}
        closing = summed(lines)["closing"] if lines else held.amount if held else None
        movements = {
            "received": Known(_number(sums[True], litres), False),
            "sent": Known(_number(sums[False], litres), False),
        }
        rows.append(head | movements | ({} if closing is None else {"opening": Known(_number(closing, litres))}))
        rows += [head | {"process_name": Known(name)} for name in _processes(line.process for line in lines)]
    return rows


def _processes(names: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(filter(None, names)))


def _licensed(session: Session, row: StockReturn) -> Sequence[str]:
    """Substances the operator holds a licence for in the period."""
    query: Any = select(LicenceLine.substance).join(Current, stands(LicenceLine)).distinct()
    named = select(Operator.identifier, Operator.name).where(Operator.key.in_(registered([row.who])))
    names = {row.operator, *(text for pair in session.execute(named) for text in pair)}
    query = query.outerjoin(State, stands_at(LicenceLine)).where(state_column().in_(HELD))
    spelt = Holders(session, [row.agency]).spelt(names)
    query = query.where(LicenceLine.agency == row.agency, LicenceLine.holder.in_(spelt))
    query = query.where(LicenceLine.valid_from <= row.last, LicenceLine.valid_to >= row.first)
    return list(session.execute(query).scalars())


def _number(amount: int | None, litres: bool) -> Decimal | None:
    return None if amount is None else Decimal(amount).scaleb(-6 if litres else -9).normalize()


def _balance(terms: Terms, row: StockReturn) -> Balance | None:
    """From where on a closing that does not come out is coloured; None where the law has no tolerance."""
    own = figures(terms.session, row.agency, row.last).own
    law = tolerances(demo=terms.demo).set_by(own)
    levels: Mapping[str, Any] = {
        level: law.on(terms.country, "mass-balance-gap", "stock", level, row.last) for level in ("warning", "error")
    }
    if None in levels.values():
        return None
    warning, error = ((each.value.kg, each.value.percent) for each in levels.values())
    plus = [name for name, sign in SIGNS.items() if sign > 0]
    minus = [name for name, sign in SIGNS.items() if sign < 0]
    return Balance(plus, minus, "closing", warning, error, THROUGHPUT)
