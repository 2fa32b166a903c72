"""Pages of returns that no shelf has: the workbook to be filled in, and the opening of a reporting cycle."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.agencies.models import Agency
from precursors.agencies.service import by_code
from precursors.audit.acts import Actor
from precursors.law.dated import NotInForce
from precursors.law.tolerances import tolerances
from precursors.problems import Problem
from precursors.registers.listing import find
from precursors.scope.reading import note
from precursors.stock.examining import terms_for
from precursors.stock.models import StockReturn
from precursors.stock.periods import Period, before, period_of, read_period
from precursors.stock.returns import Opened, expect
from precursors.stock.workbook import write_return
from precursors.web.access import reader, requires
from precursors.web.here import here
from precursors.web.language import language
from precursors.web.texts import t, told

bp = Blueprint("stock_pages", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TOLD = 5
"""Holders passed over that are named one by one on a page; a program is told all."""


@bp.get("/returns/<ref>/workbook.xlsx")
@requires(Permission.READ_STOCK)
def workbook(ref: str) -> ResponseReturnValue:
    """The workbook of one return of the reader's own agencies, half filled in."""
    octets = BytesIO()
    with here().database.read() as session:
        row = find(session, StockReturn, reader().sight.own, ref)
        if row is None:
            abort(404)
        write_return(session, row, octets, language(), here().today, ref)
    note(StockReturn, [row])
    octets.seek(0)
    return send_file(octets, XLSX, as_attachment=True, download_name=f"{row.period}-{ref}.xlsx", max_age=0)


@bp.get("/reporting-cycle")
@requires(Permission.DECIDE_RETURN)
def cycle() -> ResponseReturnValue:
    """For which period returns are to be expected: the last one that is over, unless another is typed."""
    with here().database.read() as session:
        usual, law = _usual(session)
    return render_template("stock/cycle.html", period=usual.name if usual else "", law=law, wrong=None)


@bp.post("/reporting-cycle")
@requires(Permission.DECIDE_RETURN)
def open_cycle() -> ResponseReturnValue:
    """Expect a return of everybody who must declare."""
    stated = request.form.get("period", "")
    made = _opened(stated)
    if isinstance(made, Problem):
        with here().database.read() as session:
            _, law = _usual(session)
        return render_template("stock/cycle.html", period=stated, law=law, wrong=told(made)), 422
    period, opened = made
    flash(t("stock.cycle-opened", count=opened.new, period=period.name), "success")
    for each in opened.passed[:TOLD]:
        flash(told(each), "important")
    if len(opened.passed) > TOLD:
        flash(t("stock.more-passed", count=len(opened.passed) - TOLD), "important")
    return redirect(url_for("returns.index", text=period.name), 303)


def _agency(session: Session) -> Agency:
    found = by_code(session, reader().agency or "")
    return abort(403) if found is None else found


def _opened(stated: str) -> tuple[Period, Opened] | Problem:
    """The period that a text states, and what came of opening its cycle."""
    found = read_period(stated)
    if isinstance(found, Problem):
        return found
    opened = here().whole.write(lambda session: _expected(session, found))
    return opened if isinstance(opened, Problem) else (found, opened)


def _expected(session: Session, period: Period) -> Opened | Problem:
    agency = _agency(session)
    terms = terms_for(session, agency.code, here().today)
    return expect(session, Actor(reader().person, agency.code), agency, terms, period)


def _usual(session: Session) -> tuple[Period | None, str | None]:
    """The last period that is over by the law of the reader's country, and that law; nothing where it is silent."""
    terms = terms_for(session, _agency(session).code, here().today)
    try:
        found = tolerances(demo=terms.demo).cycle(terms.country, terms.today)
    except NotInForce:
        return None, None
    return before(period_of(terms.today, found.value.frequency)), found.citation
