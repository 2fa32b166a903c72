"""Whoever changes how somebody signs in shows once more who they are, unless they did so a short while ago."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from precursors.agencies.account import overview
from precursors.agencies.attempts import begin, forgive, subjects
from precursors.agencies.doors import COOKIE, gate, log_door
from precursors.agencies.visits import confirm, is_confirmed, visit_of
from precursors.problems import Problem, problem
from precursors.web.access import back_to, reader, signed_in
from precursors.web.here import here

bp = Blueprint("confirming", __name__)

View = Callable[..., ResponseReturnValue]


def confirmed(back: str) -> Callable[[View], View]:
    """A view that only runs in a confirmed visit; else its reader is asked, and then led to the page `back`."""

    def wrapped(view: View) -> View:
        @wraps(view)
        def run(**place: Any) -> ResponseReturnValue:  # noqa: ANN401 - parts of an address
            if not stands_confirmed():
                return redirect(url_for("confirming.ask", next=url_for(back)), 303)
            return view(**place)

        return run

    return wrapped


def stands_confirmed() -> bool:
    """Whether the present visit was confirmed a short while ago."""
    with here().whole.aside.read() as aside:
        visit = visit_of(aside, session.get(COOKIE), here().now)
    return visit is not None and is_confirmed(visit, here().now)


@bp.get("/account/confirm")
@signed_in
def ask() -> ResponseReturnValue:
    """The form that asks for the password again."""
    return _page()


@bp.post("/account/confirm")
@signed_in
def answer() -> ResponseReturnValue:
    """Look at the password; guesses are counted like at the door."""
    wrong = _wrong(request.form.get("present", ""))
    if wrong:
        return _page(wrong), 422
    secret, now = session[COOKIE], here().now
    here().whole.aside.write(lambda aside: confirm(aside, secret, now))
    log_door("confirmed")
    return back_to(request.args.get("next"), url_for("account.show"))


def _wrong(typed: str) -> Problem | None:
    person, now, aside = reader().person, here().now, here().whole.aside
    counted = subjects(person, request.remote_addr)
    left = aside.write(lambda each: begin(each, counted, now))
    if left:
        return problem("sign-in.wait", seconds=int(left.total_seconds()) + 1)
    with aside.read() as each:
        kept = overview(each, person, now).known.password
    if not gate().passwords.hold(kept, typed):
        log_door("wrong-confirmation")
        return problem("password.present", "present")
    aside.write(lambda each: forgive(each, counted))
    return None


def _page(wrong: Problem | None = None) -> str:
    problems = [wrong] if wrong else []
    return render_template("agencies/confirm.html", problems=problems, next=request.args.get("next"))
