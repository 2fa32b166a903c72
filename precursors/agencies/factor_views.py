"""Pages on which people set up their second factor: an authenticator app, passkeys, recovery codes."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode

import segno
from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from precursors.agencies import totp
from precursors.agencies.account_views import own_account
from precursors.agencies.confirming import confirmed
from precursors.agencies.doors import COOKIE, gate, log_door
from precursors.agencies.factors import codes_left, new_codes, remove_app, set_up_app
from precursors.agencies.passkeys import asked_to_make, keep_new, new_challenge, remove
from precursors.agencies.visits import ask_visit, asked_of, end_all, open_visit
from precursors.problems import Problems, problem
from precursors.web.access import reader, signed_in
from precursors.web.here import here
from precursors.web.texts import t

bp = Blueprint("factors", __name__)

NEW_APP = "new-app"
"""Name, in the signed cookie, of the secret of an app being set up; it is worth nothing until a code proves it."""


@bp.get("/account/factors")
@signed_in
def show() -> ResponseReturnValue:
    """What stands beside the password."""
    return render_template("agencies/factors.html", account=own_account(), problems=[], b64=_b64)


@bp.post("/account/factors/app/new")
@signed_in
@confirmed("factors.show")
def begin_app() -> ResponseReturnValue:
    """Think of a secret for a new app."""
    session[NEW_APP] = _b64(totp.new_secret())
    return redirect(url_for("factors.app"), 303)


@bp.get("/account/factors/app")
@signed_in
def app() -> ResponseReturnValue:
    """Show the secret as a picture and as letters."""
    if NEW_APP not in session:
        return redirect(url_for("factors.show"), 303)
    return _app_page()


@bp.post("/account/factors/app")
@signed_in
def set_up() -> ResponseReturnValue:
    """Keep the app once a code proves it; answer with recovery codes."""
    if NEW_APP not in session:
        return redirect(url_for("factors.show"), 303)
    person, secret, typed, knocking = reader().person, _unb64(session[NEW_APP]), request.form.get("code", ""), gate()
    kept = here().whole.aside.write(lambda aside: set_up_app(aside, knocking.box, person, secret, typed, knocking.now))
    if not kept:
        return _app_page(Problems([problem("sign-in.wrong-code", "code")])), 422
    session.pop(NEW_APP)
    log_door("app-added")
    flash(t("agencies.app-kept"), "success")
    return _proved()


@bp.post("/account/factors/app/remove")
@signed_in
@confirmed("factors.show")
def forget_app() -> ResponseReturnValue:
    """Forget the app."""
    person = reader().person
    here().whole.aside.write(lambda aside: remove_app(aside, person))
    log_door("app-removed")
    return redirect(url_for("factors.show"), 303)


@bp.post("/account/factors/codes")
@signed_in
@confirmed("factors.show")
def codes() -> ResponseReturnValue:
    """Make new recovery codes and show them once."""
    person = reader().person
    made = here().whole.aside.write(lambda aside: new_codes(aside, person))
    log_door("codes-made")
    return render_template("agencies/codes.html", codes=made)


@bp.post("/account/factors/passkey")
@signed_in
@confirmed("factors.show")
def begin_passkey() -> ResponseReturnValue:
    """Ask the browser to make a passkey."""
    asking, challenge, secret = reader(), new_challenge(), session[COOKIE]
    here().whole.aside.write(lambda aside: ask_visit(aside, secret, challenge))
    options = asked_to_make(gate().site, asking.person, asking.name, challenge, own_account().passkeys)
    return render_template("agencies/new_passkey.html", options=options)


@bp.post("/account/factors/passkey/answer")
@signed_in
def keep_passkey() -> ResponseReturnValue:
    """Keep the public half of what the browser made."""
    person, secret, knocking, typed = reader().person, session[COOKIE], gate(), request.form
    name = typed.get("name", "").strip() or t("agencies.passkey")

    def unit(aside: Session) -> bool:
        challenge = asked_of(aside, secret)
        answer = typed.get("credential", "")
        return challenge is not None and keep_new(aside, knocking.site, person, name, challenge, answer, knocking.now)

    if not here().whole.aside.write(unit):
        flash(t("agencies.passkey-failed"))
        return redirect(url_for("factors.show"), 303)
    log_door("passkey-added")
    flash(t("agencies.passkey-kept"), "success")
    return _proved()


@bp.post("/account/factors/passkey/remove")
@signed_in
@confirmed("factors.show")
def forget_passkey() -> ResponseReturnValue:
    """Forget one passkey."""
    person, number = reader().person, _unb64(request.form.get("id", ""))
    here().whole.aside.write(lambda aside: remove(aside, person, number))
    log_door("passkey-removed")
    return redirect(url_for("factors.show"), 303)


def _proved() -> ResponseReturnValue:
    """A factor was just shown: this visit goes on as one with it, under a new secret; visits without it end."""
    person, knocking = reader().person, gate()

    def unit(aside: Session) -> tuple[str, list[str]]:
        end_all(aside, person)
        secret = open_visit(aside, person, knocking.now, knocking.agent, factor=True)
        return secret, [] if codes_left(aside, person) else new_codes(aside, person)

    session[COOKIE], made = here().whole.aside.write(unit)
    return render_template("agencies/codes.html", codes=made) if made else redirect(url_for("factors.show"), 303)


def _app_page(wrong: Problems = Problems()) -> str:  # noqa: B008 - an empty tuple never changes
    secret, person = _unb64(session[NEW_APP]), reader().person
    address = totp.address(secret, person, f"{t('web.registry')} {request.host}")
    picture = Markup(segno.make(address, error="m").svg_inline(scale=4, border=4, omitsize=True))  # noqa: S704 - drawn by segno
    return render_template("agencies/app.html", picture=picture, secret=totp.spelt(secret), problems=wrong)


def _b64(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def _unb64(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return b""
