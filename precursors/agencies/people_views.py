"""Pages on which administrators look after people: add, give and take roles, reset, close."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from precursors.access.permissions import Permission, Role
from precursors.agencies.account_views import entrances_page
from precursors.agencies.entrances import of_people
from precursors.agencies.links import PATH, have_a_factor, invite, reset, shut, sign_ins
from precursors.agencies.notices import News, tell
from precursors.agencies.people import Member, close, note_reset, people, person
from precursors.agencies.roles import Asked, Enrolment, GrantDraft, enrol, grant, who_could_agree, withdraw
from precursors.agencies.rules import DANGEROUS
from precursors.agencies.service import all_agencies
from precursors.audit.asking import actor
from precursors.intake.days import read_day
from precursors.problems import Problem, Problems, problem
from precursors.scope.visible import Sight
from precursors.web.access import reader, requires
from precursors.web.here import here, public_address
from precursors.web.numbers import whole
from precursors.web.texts import t

bp = Blueprint("people", __name__)

LOOKS_AFTER = Permission.ADMINISTER_PEOPLE


def reach() -> Sight:
    """Whose people whoever asks looks after."""
    with here().whole.read() as facts:
        own = person(facts, reader().person)
    return own.reach if own else Sight(())


@bp.get("/people")
@requires(LOOKS_AFTER)
def index() -> ResponseReturnValue:
    """Everybody within reach."""
    within = reach()
    with here().whole.read() as facts:
        members = people(facts, within)
    names = [each.username for each in members]
    with here().whole.aside.read() as aside:
        known, strong = sign_ins(aside, names), have_a_factor(aside, names)
    return render_template("agencies/people.html", members=members, known=known, strong=strong, today=here().today)


@bp.get("/people/entrances")
@requires(LOOKS_AFTER)
def entrances() -> ResponseReturnValue:
    """What happened at the doors of everybody within reach."""
    within = reach()
    with here().whole.aside.read() as aside:
        rows = of_people(aside, within, whole(request.args.get("before")))
    return entrances_page(rows, (url_for("people.index"), t("agencies.people")), own=False)


@bp.get("/people/new")
@requires(LOOKS_AFTER)
def new() -> ResponseReturnValue:
    """The form for one more person."""
    return _new()


@bp.post("/people/new")
@requires(LOOKS_AFTER)
def create() -> ResponseReturnValue:
    """Add a person; show their one-time link, once."""
    typed, within, today = request.form, reach(), here().today
    draft = Enrolment(typed.get("username", ""), typed.get("agency", ""), tuple(typed.getlist("roles")))
    made = here().whole.write(lambda facts: enrol(facts, actor(), draft, today, within))
    if isinstance(made, Problems):
        return _new(made)
    shown = typed.get("name", "").strip() or None
    code = here().whole.aside.write(lambda aside: invite(aside, made.username, here().now, shown))
    return _link_page(made.username, code)


@bp.get("/people/<username>")
@requires(LOOKS_AFTER)
def show(username: str) -> ResponseReturnValue:
    """One person and what can be done for them."""
    return _page(username)


@bp.post("/people/<username>/roles")
@requires(LOOKS_AFTER)
def give(username: str) -> ResponseReturnValue:
    """Give a role, or ask a second person for it."""
    typed, within, today = request.form, reach(), here().today
    member = _member(username, within)
    until = read_day("text", typed.get("until", ""), "ymd")
    if isinstance(until, Problem):
        return _page(username, Problems([until.about("until")]))
    draft = GrantDraft(username, typed.get("role", ""), until, typed.get("reason", ""))
    made = here().whole.write(lambda facts: grant(facts, actor(), draft, today, within))
    if isinstance(made, Problems):
        return _page(username, made)
    if isinstance(made, Asked):
        _tell(member, draft.role)
    flash(t("agencies.asked") if isinstance(made, Asked) else t("agencies.given"), "success")
    return redirect(url_for("people.show", username=username), 303)


@bp.post("/people/<username>/roles/<role>/withdraw")
@requires(LOOKS_AFTER)
def take(username: str, role: str) -> ResponseReturnValue:
    """Take a role back."""
    within, reason = reach(), request.form.get("reason", "")
    _member(username, within)
    done = here().whole.write(lambda facts: withdraw(facts, actor(), username, role, reason, within))
    return _after(username, done, t("agencies.withdrawn"))


@bp.post("/people/<username>/reset")
@requires(LOOKS_AFTER)
def reset_link(username: str) -> ResponseReturnValue:
    """Void the password and show a new one-time link."""
    member = _member(username, reach())
    factors = request.form.get("factors") == "yes"
    wrong = _strong_against(member, factors=factors)
    if wrong:
        return _page(username, Problems([wrong]))
    here().whole.write(lambda facts: note_reset(facts, actor(), member.username, factors=factors))
    told = News("agencies.notice-reset", {"by": reader().person}, url_for("account.show"))
    here().whole.aside.write(lambda aside: tell(aside, [member.username], told, here().now))
    code = here().whole.aside.write(lambda aside: reset(aside, member.username, here().now, factors=factors))
    return _link_page(member.username, code)


@bp.post("/people/<username>/close")
@requires(LOOKS_AFTER)
def leave(username: str) -> ResponseReturnValue:
    """End a membership."""
    within, reason = reach(), request.form.get("reason", "")
    member = _member(username, within)
    done = here().whole.write(lambda facts: close(facts, actor(), username, reason, within))
    if isinstance(done, Problems):
        return _page(username, done)
    here().whole.aside.write(lambda aside: shut(aside, member.username))
    flash(t("agencies.closed"), "success")
    return redirect(url_for("people.index"), 303)


def _member(username: str, within: Sight) -> Member:
    """The person, or 404 when they are beyond reach."""
    with here().whole.read() as facts:
        found = person(facts, username, within)
    return found or abort(404)


def _strong_against(member: Member, *, factors: bool) -> Problem | None:
    """What forbids that one administrator alone makes a way in to a role that two people give."""
    if not DANGEROUS & member.held(here().today):
        return None
    if factors:
        return problem("reset.on-the-machine", "factors", username=member.username)
    with here().whole.aside.read() as aside:
        known = sign_ins(aside, [member.username]).get(member.username)
        strong = have_a_factor(aside, [member.username])
    came_in = known is not None and known.since is not None
    return problem("reset.no-factor-yet", username=member.username) if came_in and not strong else None


def _tell(member: Member, role: str) -> None:
    """Let those know who could agree to a role that waits."""
    with here().whole.read() as facts:
        able = who_could_agree(facts, member.agency, reader().person, here().today)
    news = News(
        "agencies.notice-approval",
        {"asked_by": reader().person, "username": member.username, "role": role},
        url_for("inbox.show"),
    )
    here().whole.aside.write(lambda aside: tell(aside, able, news, here().now))


def _after(username: str, done: int | Problems, said: str) -> ResponseReturnValue:
    if isinstance(done, Problems):
        return _page(username, done)
    flash(said, "success")
    return redirect(url_for("people.show", username=username), 303)


def _page(username: str, wrong: Problems = Problems()) -> ResponseReturnValue:  # noqa: B008 - an empty tuple never changes
    member = _member(username, reach())
    with here().whole.aside.read() as aside:
        known = sign_ins(aside, [member.username]).get(member.username)
        strong = bool(have_a_factor(aside, [member.username]))
    free = [each.value for each in Role if each not in member.held(here().today)]
    shown = render_template(
        "agencies/person.html", member=member, known=known, strong=strong, free=free, problems=wrong, typed=request.form
    )
    return shown, 422 if wrong else 200


def _new(wrong: Problems = Problems()) -> ResponseReturnValue:  # noqa: B008 - an empty tuple never changes
    within = reach()
    with here().whole.read() as facts:
        agencies = [each for each in all_agencies(facts) if within.owns(each.code)]
    roles = [each.value for each in Role]
    shown = render_template(
        "agencies/new_person.html", agencies=agencies, roles=roles, problems=wrong, typed=request.form
    )
    return shown, 422 if wrong else 200


def _link_page(username: str, code: str) -> str:
    """The page that shows a one-time link, the only time anybody sees it."""
    return render_template("agencies/link.html", username=username, address=public_address(PATH + code))
