"""The inbox: what one should know, and what waits for a second person."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from precursors.access.permissions import Permission
from precursors.agencies.doors import showed_factor
from precursors.agencies.notices import inbox, mark_read, take_away, unread, values_of
from precursors.agencies.people_views import reach
from precursors.approvals.service import Waiting, decide, waiting
from precursors.audit.asking import actor
from precursors.problems import Problems
from precursors.web.access import perhaps_reader, reader, signed_in
from precursors.web.here import here
from precursors.web.pages import Link
from precursors.web.texts import t

bp = Blueprint("inbox", __name__)


@bp.get("/inbox")
@signed_in
def show() -> ResponseReturnValue:
    """Notices, newest first, and requests that wait for another person."""
    return _page()


@bp.post("/inbox/read")
@signed_in
def read() -> ResponseReturnValue:
    """Everything here has been seen."""
    person = reader().person
    here().whole.aside.write(lambda aside: mark_read(aside, person, here().now))
    return redirect(url_for("inbox.show"), 303)


@bp.post("/inbox/<int:number>/take-away")
@signed_in
def remove(number: int) -> ResponseReturnValue:
    """Take one notice away."""
    person = reader().person
    here().whole.aside.write(lambda aside: take_away(aside, person, number))
    return redirect(url_for("inbox.show"), 303)


@bp.post("/inbox/approvals/<ref>")
@signed_in
def answer(ref: str) -> ResponseReturnValue:
    """Say yes or no to what another person asked; whoever may not decide it finds no such request."""
    agrees, reason = request.form.get("verdict") == "approved", request.form.get("reason", "")
    factor, today = showed_factor(), here().today
    of_people = any(each.ref == ref for each in _of_people())
    within, may = (reach(), _people) if of_people else (reader().sight.own, _others)
    done = here().whole.write(
        lambda facts: decide(
            facts, actor(), within, ref, agrees=agrees, reason=reason, factor=factor, today=today, may=may
        )
    )
    if isinstance(done, Problems):
        return _page(done)
    flash(t("agencies.approved") if agrees else t("agencies.refused"), "success")
    return redirect(url_for("inbox.show"), 303)


def person_frame() -> dict[str, object]:
    """What the frame of a page shows whoever is signed in: their account, their inbox, the way out."""
    asking = perhaps_reader()
    if asking is None:
        return {}
    with here().whole.aside.read() as aside:
        fresh = unread(aside, asking.person)
    inbox_says = t("agencies.inbox-unread", count=fresh) if fresh else t("agencies.inbox")
    pages = (("inbox.show", inbox_says), ("account.show", t("agencies.account")))
    links = [Link(url_for(name), text, request.endpoint == name) for name, text in pages]
    frame: dict[str, object] = {"person_links": links, "sign_out": url_for("sign_in.leave")}
    if asking.asleep and request.blueprint != "factors":
        frame["before_all"] = Link(url_for("factors.show"), t("agencies.factor-needed"))
    return frame


def _people(permission: Permission) -> bool:
    """Requests about people reach as far as whoever looks after them."""
    return permission is Permission.ADMINISTER_PEOPLE and reader().may(permission)


def _others(permission: Permission) -> bool:
    """All other requests are for the agency they concern."""
    return permission is not Permission.ADMINISTER_PEOPLE and reader().may(permission)


def _of_people() -> list[Waiting]:
    if not reader().may(Permission.ADMINISTER_PEOPLE):
        return []
    within = reach()
    with here().whole.read() as facts:
        return waiting(facts, within, here().today, _people)


def open_requests() -> list[Waiting]:
    """Requests this reader could decide."""
    with here().whole.read() as facts:
        others = waiting(facts, reader().sight.own, here().today, _others)
    return [*_of_people(), *others]


def _page(wrong: Problems = Problems()) -> ResponseReturnValue:  # noqa: B008 - an empty tuple never changes
    with here().whole.aside.read() as aside:
        notices = [(each, values_of(each)) for each in inbox(aside, reader().person)]
    shown = render_template(
        "agencies/inbox.html", notices=notices, waiting=open_requests(), problems=wrong, person=reader().person
    )
    return shown, 422 if wrong else 200
