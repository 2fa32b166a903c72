"""The page on which people make and withdraw their own tokens of the API."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from precursors.access.permissions import Permission
from precursors.agencies.tokens import TokenDraft, add_token, tokens, withdraw_token
from precursors.intake.days import read_day
from precursors.problems import Problem, Problems
from precursors.web.access import reader, requires
from precursors.web.here import here
from precursors.web.texts import t

bp = Blueprint("tokens", __name__)

USUAL = timedelta(days=90)


@bp.get("/tokens")
@requires(Permission.ADMINISTER_TOKENS)
def show() -> ResponseReturnValue:
    """One's own tokens, and the form for a new one."""
    return _page()


@bp.post("/tokens")
@requires(Permission.ADMINISTER_TOKENS)
def create() -> ResponseReturnValue:
    """Make a token; show it, once."""
    typed, today = request.form, here().today
    until = read_day("text", typed.get("until", ""), "ymd") or today + USUAL
    if isinstance(until, Problem):
        return _page(Problems([until.about("until")]))
    draft = TokenDraft(reader().person, typed.get("name", ""), typed.getlist("scopes"), until)
    may = reader().permissions
    made = here().whole.aside.write(lambda aside: add_token(aside, draft, may, today))
    if isinstance(made, Problems):
        return _page(made)
    return render_template("agencies/token.html", made=made, draft=draft)


@bp.post("/tokens/<int:number>/withdraw")
@requires(Permission.ADMINISTER_TOKENS)
def withdraw(number: int) -> ResponseReturnValue:
    """Make a token worthless."""
    person = reader().person
    if here().whole.aside.write(lambda aside: withdraw_token(aside, person, number)):
        flash(t("agencies.token-withdrawn"), "success")
    return redirect(url_for("tokens.show"), 303)


def _page(wrong: Problems = Problems()) -> ResponseReturnValue:  # noqa: B008 - an empty tuple never changes
    with here().whole.aside.read() as aside:
        own = tokens(aside, reader().person)
    usual: date = here().today + USUAL
    scopes = sorted(each.value for each in reader().permissions)
    shown = render_template(
        "agencies/tokens.html", tokens=own, scopes=scopes, usual=usual, problems=wrong, typed=request.form
    )
    return shown, 422 if wrong else 200
