"""Pages on which people look after their own account: name, language, password, visits."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from precursors.access.permissions import Permission
from precursors.agencies.account import Account, change_name, change_password, overview, password_wrong
from precursors.agencies.attempts import begin, forgive, subjects
from precursors.agencies.confirming import confirmed, stands_confirmed
from precursors.agencies.doors import COOKIE, gate, log_door
from precursors.agencies.entrances import LISTED, of_person
from precursors.agencies.private_models import Entrance
from precursors.agencies.visits import end_all
from precursors.config.settings import LANGUAGES
from precursors.law.keeping import kept_days
from precursors.problems import Problems, problem
from precursors.web.access import reader, signed_in
from precursors.web.here import here
from precursors.web.language import NAMES, forget
from precursors.web.numbers import whole
from precursors.web.texts import t

bp = Blueprint("account", __name__)


def own_account() -> Account:
    """The account of whoever asks."""
    with here().whole.aside.read() as aside:
        return overview(aside, reader().person, here().now)


@bp.get("/account")
@signed_in
def show() -> ResponseReturnValue:
    """Everything about one's own sign-in."""
    return _page()


@bp.post("/account")
@signed_in
def change() -> ResponseReturnValue:
    """Change name, address and language."""
    typed, person = request.form, reader().person
    wanted = typed.get("tongue")
    tongue = wanted if wanted in LANGUAGES else None
    name, email = typed.get("name", ""), typed.get("email", "")
    moved = email.strip() != (own_account().known.email or "")
    if moved and not stands_confirmed():
        return redirect(url_for("confirming.ask", next=url_for("account.show")), 303)
    wrong = here().whole.aside.write(lambda aside: change_name(aside, person, name, email, tongue))
    if wrong:
        return _page(wrong)
    if moved:
        log_door("mail-changed")
    flash(t("agencies.saved"), "success")
    answer = redirect(url_for("account.show"), 303)
    forget(answer)
    return answer


@bp.get("/account/password")
@signed_in
def password() -> ResponseReturnValue:
    """The form to change one's password."""
    return render_template("agencies/password.html", problems=[])


@bp.post("/account/password")
@signed_in
def change_own_password() -> ResponseReturnValue:
    """Change the password; other visits end."""
    wrong = _password_wrong()
    if wrong:
        return render_template("agencies/password.html", problems=wrong), 422
    person, secret = reader().person, session[COOKIE]
    hashed = gate().passwords.hash(request.form["password"])
    here().whole.aside.write(lambda aside: change_password(aside, person, hashed, secret))
    log_door("password-changed")
    flash(t("agencies.password-changed"), "success")
    return redirect(url_for("account.show"), 303)


@bp.post("/account/visits/end")
@signed_in
@confirmed("account.show")
def end_others() -> ResponseReturnValue:
    """Sign out everywhere else."""
    person, secret = reader().person, session[COOKIE]
    here().whole.aside.write(lambda aside: end_all(aside, person, but=secret))
    log_door("visits-ended")
    flash(t("agencies.others-ended"), "success")
    return redirect(url_for("account.show"), 303)


@bp.get("/account/entrances")
@signed_in
def entrances() -> ResponseReturnValue:
    """What happened at one's own door."""
    with here().whole.aside.read() as aside:
        rows = of_person(aside, reader().person, whole(request.args.get("before")))
    return entrances_page(rows, (url_for("account.show"), t("agencies.account")), own=True)


def entrances_page(rows: Sequence[Entrance], back: tuple[str, str], *, own: bool) -> str:
    """A page of the log of the door; `back` is the page above it."""
    later = rows[-1].id if len(rows) == LISTED else None
    days = kept_days("entrances", here().today, here().settings.keep)
    return render_template("agencies/entrances.html", rows=rows, back=back, own=own, later=later, days=days)


def _password_wrong() -> Problems:
    """What is wrong with the change that was typed; guesses of the present password are counted like at the door."""
    person, now, typed, aside = reader().person, here().now, request.form, here().whole.aside
    counted = subjects(person, request.remote_addr)
    left = aside.write(lambda each: begin(each, counted, now))
    if left:
        return Problems([problem("sign-in.wait", seconds=int(left.total_seconds()) + 1)])
    known = own_account().known
    words = (typed.get("present", ""), typed.get("password", ""), typed.get("again", ""))
    wrong = password_wrong(gate().passwords, known, *words)
    if not any(each.code == "password.present" for each in wrong):
        aside.write(lambda each: forgive(each, counted))
    return wrong


def _page(wrong: Problems = Problems()) -> ResponseReturnValue:  # noqa: B008 - an empty tuple never changes
    tongues = [("", t("agencies.language-of-browser")), *((each, NAMES[each]) for each in LANGUAGES)]
    shown = render_template(
        "agencies/account.html",
        account=own_account(),
        typed=request.form,
        problems=wrong,
        tongues=tongues,
        may_tokens=reader().may(Permission.ADMINISTER_TOKENS),
    )
    return shown, 422 if wrong else 200
