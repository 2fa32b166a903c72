"""Pages by which somebody comes in and goes out."""

from __future__ import annotations

from math import ceil

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from precursors.agencies.doors import COOKIE, factor_until, gate, log_door
from precursors.agencies.entrances import Known, note
from precursors.agencies.links import link_for, set_password
from precursors.agencies.people import nobody_yet, person
from precursors.agencies.rules import password_problem
from precursors.agencies.signing_in import Outcome, State, ask_for_passkey, by_factor, by_passkey, by_password
from precursors.agencies.visits import end
from precursors.problems import Problem, problem
from precursors.web.access import back_to, perhaps_reader, public, reader, signed_in
from precursors.web.here import here
from precursors.web.language import forget
from precursors.web.texts import t

bp = Blueprint("sign_in", __name__)

START = "/"


@bp.get("/sign-in")
@public
def show() -> ResponseReturnValue:
    """The form for name and password."""
    return _form("agencies/sign_in.html")


@bp.post("/sign-in")
@public
def enter() -> ResponseReturnValue:
    """Look at name and password."""
    typed = request.form
    outcome = by_password(gate(), typed.get("username", ""), typed.get("password", ""), session.get(COOKIE))
    if outcome.state is State.HALF:
        return _moved(outcome, url_for("sign_in.second", next=request.args.get("next")))
    return _answered(outcome, "agencies/sign_in.html", problem("sign-in.wrong", "username"))


@bp.get("/sign-in/second")
@public
def second() -> ResponseReturnValue:
    """The form for a code of the app or a recovery code."""
    return _form("agencies/second_factor.html")


@bp.post("/sign-in/second")
@public
def enter_second() -> ResponseReturnValue:
    """Look at the code."""
    outcome = by_factor(gate(), session.get(COOKIE), request.form.get("code", ""))
    return _answered(outcome, "agencies/second_factor.html", problem("sign-in.wrong-code", "code"))


@bp.post("/sign-in/passkey")
@public
def passkey() -> ResponseReturnValue:
    """Ask the browser for a passkey."""
    options, secret = ask_for_passkey(gate(), session.get(COOKIE))
    session[COOKIE] = secret
    return render_template("agencies/passkey.html", options=options, next=request.args.get("next"))


@bp.post("/sign-in/passkey/answer")
@public
def passkey_answer() -> ResponseReturnValue:
    """Look at what the passkey signed."""
    outcome = by_passkey(gate(), session.get(COOKIE), request.form.get("credential", ""))
    return _answered(outcome, "agencies/sign_in.html", problem("sign-in.wrong-passkey"))


@bp.get("/sign-in/done")
@signed_in
def done() -> ResponseReturnValue:
    """Go on to the page that was wanted; first to a second factor, where a role demands one that is missing."""
    with here().whole.read() as facts:
        member = person(facts, reader().person)
    last = factor_until(here(), member) if member else None
    if last is not None and last < here().today:
        flash(t("agencies.factor-needed"))
        return redirect(url_for("factors.show"), 303)
    if last is not None:
        flash(t("agencies.factor-until", day=last))
    return back_to(request.args.get("next"), START)


@bp.post("/sign-out")
@public
def leave() -> ResponseReturnValue:
    """End this browser's visit."""
    secret = session.get(COOKIE)
    if perhaps_reader():
        log_door("signed-out")
    here().whole.aside.write(lambda aside: end(aside, secret))
    session.clear()
    flash(t("agencies.signed-out"), "success")
    answer = redirect(url_for("sign_in.show"), 303)
    forget(answer)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@bp.get("/welcome/<made>")
@public
def welcome(made: str) -> ResponseReturnValue:
    """The form to set a password, behind a one-time link."""
    return _welcome(made)


@bp.post("/welcome/<made>")
@public
def set_own(made: str) -> ResponseReturnValue:
    """Use a one-time link up: keep the password."""
    knocking, chosen = gate(), request.form.get("password", "")
    with here().whole.aside.read() as aside:
        link = link_for(aside, made, knocking.now)
    wrong = password_problem(chosen, link.username) if link else None
    if wrong or (link and chosen != request.form.get("again", "")):
        return _welcome(made, wrong or problem("password.differ", "again"))
    hashed = knocking.passwords.hash(chosen)
    if here().whole.aside.write(lambda aside: _used_up(aside, made, hashed)) is None:
        return _welcome(made)
    flash(t("agencies.password-set"), "success")
    return redirect(url_for("sign_in.show"), 303)


def _used_up(aside: Session, made: str, hashed: str) -> str | None:
    knocking = gate()
    username = set_password(aside, made, hashed, knocking.now)
    if username is not None:
        with here().whole.read() as facts:
            member = person(facts, username)
        note(aside, knocking.caller, "password-set", Known(username, member.agency if member else None))
    return username


def _form(template: str, wrong: Problem | None = None, status: int = 200) -> tuple[str, int]:
    with here().whole.read() as facts:
        empty = nobody_yet(facts)
    problems = [wrong] if wrong else []
    page = render_template(template, problems=problems, typed=request.form, empty=empty, next=request.args.get("next"))
    return page, status


def _welcome(made: str, wrong: Problem | None = None) -> ResponseReturnValue:
    with here().whole.aside.read() as aside:
        link = link_for(aside, made, here().now)
    problems = [wrong] if wrong else []
    page = render_template("agencies/welcome.html", link=link, made=made, problems=problems)
    return page, 410 if link is None else 422 if wrong else 200


def _answered(outcome: Outcome, template: str, wrong: Problem) -> ResponseReturnValue:
    """What the browser gets: the page it wanted, the form with what was wrong, or the beginning."""
    if outcome.state is State.IN:
        return _moved(outcome, None)
    if outcome.state is State.OVER:
        session.pop(COOKIE, None)
        return _form("agencies/sign_in.html", problem("sign-in.over"), 422)
    if outcome.state is State.WAIT:
        seconds = ceil(outcome.wait.total_seconds())
        page, _ = _form(template, problem("sign-in.wait", seconds=seconds), 429)
        return page, 429, {"Retry-After": str(seconds)}
    return _form(template, wrong, 422)


def _moved(outcome: Outcome, target: str | None) -> ResponseReturnValue:
    """Give the browser its new secret, nothing of what it carried before, and send it on."""
    session.clear()
    session[COOKIE] = outcome.secret
    return redirect(target or url_for("sign_in.done", next=request.args.get("next")), 303)
