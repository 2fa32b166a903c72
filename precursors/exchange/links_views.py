"""Pages of one-time links: an inspector makes them, an operator hands one file in and sees nothing else."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.agencies.notices import News, tell
from precursors.agencies.service import by_code
from precursors.db.clock import database_time
from precursors.exchange.blueprint import bp, kinds_taken
from precursors.exchange.files_views import TYPES
from precursors.exchange.links import (
    MOST_DAYS,
    LinkDraft,
    listed,
    make,
    new_code,
    opened_by,
    problems_of,
    state_of,
    try_once,
    use,
    withdraw,
)
from precursors.exchange.owed import owed, workbook_of
from precursors.exchange.upload_models import HandIn
from precursors.exchange.uploads import Arrival, Asker, new_id, receive
from precursors.exchange.views import keep
from precursors.problems import Problem, Problems, problem
from precursors.web.access import public, reader, requires
from precursors.web.here import here, public_address
from precursors.web.language import language
from precursors.web.numbers import whole


@bp.get("/uploads/links")
@requires(Permission.INVITE_OPERATORS)
def links() -> ResponseReturnValue:
    """The links of the reader's agency, and the form for a new one."""
    return _links_page(None, Problems())


@bp.post("/uploads/links")
@requires(Permission.INVITE_OPERATORS)
def make_link() -> ResponseReturnValue:
    """Make a link; its address is shown this once."""
    typed = request.form
    agency = reader().agency or abort(403)
    draft = LinkDraft(
        typed.get("operator", ""), typed.get("kind", ""), whole(typed.get("days")) or 0, agency, reader().person
    )
    wrong = problems_of(draft, kinds_taken())
    if wrong:
        return _links_page(None, wrong), 422
    code = new_code()
    here().database.aside.write(lambda session: make(session, draft, code))
    path = url_for("exchange.hand_in", code=code).removeprefix(request.script_root)
    return _links_page(public_address(path), wrong)


@bp.post("/uploads/links/<link>/withdraw")
@requires(Permission.INVITE_OPERATORS)
def withdraw_link(link: str) -> ResponseReturnValue:
    """Take a link back."""
    agencies = reader().sight.agencies
    with here().database.aside.read() as session:
        found = session.get(HandIn, link)
    if found is None or (agencies is not None and found.agency not in agencies):
        abort(404)
    here().database.aside.write(lambda session: withdraw(session, link))
    return redirect(url_for("exchange.links"), 303)


@bp.get("/hand-in/<code>")
@public
def hand_in(code: str) -> ResponseReturnValue:
    """What an operator sees: who asks, the workbook to fill in, a field for the file."""
    return _hand_in_page(_link(code), code, None)


@bp.post("/hand-in/<code>")
@public
def handed_in(code: str) -> ResponseReturnValue:
    """Take the operator's file; the agency looks at it."""
    link = here().database.aside.write(lambda session: try_once(session, code)) or abort(404)
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _hand_in_page(link, code, problem("upload.no-file", "file")), 422
    digest, size = keep(sent)
    if not size:
        return _hand_in_page(link, code, problem("file.empty", "file")), 422
    arrival = Arrival(link.kind, link.agency, sent.filename, digest, size, link.operator)
    if not here().database.aside.write(lambda session: _taken(session, link, arrival)):
        abort(404)
    return render_template("exchange/handed_in.html", agency=_name(link.agency))


@bp.get("/hand-in/<code>/<ref>.xlsx")
@public
def hand_in_workbook(code: str, ref: str) -> ResponseReturnValue:
    """The workbook of a return that the operator of the link still owes."""
    link = _link(code)
    found = next((each for each in owed(here().whole, link, here().today) if each.ref == ref), None) or abort(404)
    octets = workbook_of(here().whole, link, found, language(), here().today)
    name = f"{found.row.period}-{ref}.xlsx"
    return send_file(octets, TYPES[".xlsx"], as_attachment=True, download_name=name, max_age=0)


def _taken(session: Session, link: HandIn, arrival: Arrival) -> bool:
    """Use the link up and begin to check the file, for whoever made the link."""
    number = new_id()
    if not use(session, link.id, number):
        return False
    asker = Asker(link.person, language(), url_for("exchange.show", number=number))
    receive(session, arrival, asker, number)
    news = News("exchange.notice-handed-in", {"operator": link.operator}, asker.place)
    tell(session, [link.person], news, database_time(session))
    return True


def _link(code: str) -> HandIn:
    with here().database.aside.read() as session:
        return opened_by(session, code) or abort(404)


def _hand_in_page(link: HandIn, code: str, wrong: Problem | None) -> str:
    return render_template(
        "exchange/hand_in.html",
        link=link,
        code=code,
        agency=_name(link.agency),
        owed=owed(here().whole, link, here().today),
        wrong=wrong,
    )


def _name(agency: str) -> str:
    with here().database.read() as session:
        found = by_code(session, agency)
    return found.name if found else agency


def _links_page(address: str | None, wrong: Problems) -> str:
    with here().database.aside.read() as session:
        now = database_time(session)
        found = [(each, state_of(each, now)) for each in listed(session, reader().sight.agencies)]
    return render_template(
        "exchange/links.html",
        links=found,
        kinds=kinds_taken(),
        address=address,
        wrong=wrong,
        typed={} if address else request.form,
        most=MOST_DAYS,
    )
