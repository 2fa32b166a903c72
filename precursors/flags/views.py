"""Pages of flags: the list by score, one flag with what its rule saw, and the decision."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.audit.acts import Actor
from precursors.audit.models import Act
from precursors.audit.refs import refs_of
from precursors.db.tables import act_of
from precursors.flags import listing
from precursors.flags.deciding import Decision, decide, last_word, words
from precursors.flags.marks import keys_in
from precursors.flags.models import STATES, Flag
from precursors.flags.naming import learn_parties
from precursors.flags.service import inputs, states
from precursors.flags.subjects import compared
from precursors.flags.telling import because, value_told
from precursors.i18n.catalogue import SOURCE, catalogue
from precursors.problems import Problem
from precursors.scope.reading import note
from precursors.scope.visible import Sight
from precursors.web.access import reader, requires
from precursors.web.figures import number
from precursors.web.here import here
from precursors.web.language import language
from precursors.web.numbers import whole
from precursors.web.texts import t, told

bp = Blueprint("flags", __name__)


@bp.app_template_filter("flag_told")
def flag_told(flag: Flag) -> str:
    """The sentence of a flag in the reader's language."""
    return because(flag, language())


@bp.app_template_filter("rule_name")
def rule_name(code: str) -> str:
    """What the reader's language calls a rule; its code where nobody gave it a name."""
    name = t(f"flags.rule-{code}")
    return code if name.startswith("flags.") else name


@bp.app_template_filter("per_cent")
def per_cent(score: int) -> str:
    """A score per mille as per cent."""
    return number(score // 10)


@bp.get("/flags")
@requires(Permission.READ_FLAGS)
def index() -> ResponseReturnValue:
    """Flags by score, open ones unless others are asked for."""
    filters = listing.read_filters(request.args)
    with here().database.read() as session:
        page = listing.page(session, reader().sight, filters, request.args.get("after"), grouped=True)
        flags = [flag for each in page.rows for flag in (each.flag, *each.others)]
        learn_parties(session, reader().sight, flags)
    note(Flag, flags)
    return render_template("flags/list.html", page=page, filters=filters, choices=_choices())


@bp.get("/flags/<ref>")
@requires(Permission.READ_FLAGS)
def show(ref: str) -> ResponseReturnValue:
    """One flag with the records it is about."""
    return _page(ref)


@bp.post("/flags/<ref>")
@requires(Permission.DECIDE_FLAG)
def decided(ref: str) -> ResponseReturnValue:
    """Keep what the reader says of the flag."""
    with here().database.read() as session:
        _found(session, ref)
    sent, asking = request.form, reader()
    seen = whole(sent.get("seen"))
    decision = Decision(sent.get("state", ""), sent.get("reason", ""), -1 if seen is None else seen, "group" in sent)
    actor = Actor(asking.person, asking.agency)
    made = here().database.write(lambda session: decide(session, actor, asking.sight, ref, decision))
    if not isinstance(made, Problem):
        flash(t("flags.decided"), "success")
        return redirect(url_for("flags.show", ref=ref), 303)
    return abort(409) if made.code == "flag.changed" else _page(ref, made)


def _found(session: Session, ref: str) -> Flag:
    flag = listing.find(session, reader().sight, ref)
    return abort(404) if flag is None else flag


def _page(ref: str, wrong: Problem | None = None) -> ResponseReturnValue:
    sight = reader().sight
    with here().database.read() as session:
        flag = _found(session, ref)
        said = words(session, flag.id)
        state = said[0].state if said else "open"
        known: dict[str, Any] = {
            "compared": compared(session, sight, flag, keys_in(flag.subjects)),
            "raised": session.get_one(Act, act_of(flag.id)),
            "seen": last_word(session, flag.id),
            "next_ref": listing.next_open(session, sight, flag),
            "others": _beside(session, sight, flag),
        }
        learn_parties(session, sight, [flag, *(other for _, other, _ in known["others"])])
    note(Flag, [flag])
    known |= {"offered": [each for each in STATES if each != state], "told_wrong": told(wrong) if wrong else None}
    known |= {"inputs": _compared(flag), "sent": request.form if wrong else {}}
    known["may_decide"] = reader().may(Permission.DECIDE_FLAG) and sight.owns(flag.agency)
    page = render_template("flags/show.html", ref=ref, flag=flag, words=said, state=state, **known)
    return page, 422 if wrong else 200


def _compared(flag: Flag) -> list[tuple[str, str]]:
    """What the rule compared, named and told as in its sentence, which says the reason already."""
    told = {name: value for name, value in inputs(flag).items() if name != "why"}
    return sorted((value_named(name), value_told(name, value, language())) for name, value in told.items())


def value_named(value: str) -> str:
    """What pages call a value of a rule; its own name where nobody gave it one."""
    name = t(f"flags.input-{value.replace('_', '-')}")
    return value if name.startswith("flags.") else name


def _beside(session: Session, sight: Sight, flag: Flag) -> list[tuple[str, Flag, str]]:
    """The other flags on the matter: reference, flag, state."""
    found = listing.same_matter(session, sight, flag)
    note(Flag, found)
    refs, now = refs_of(session, Flag, [each.id for each in found]), states(session, [each.id for each in found])
    return [(refs[each.id], each, now[each.id]) for each in found]


def _choices() -> dict[str, list[tuple[str, str]]]:
    """What the filters offer."""
    rules = sorted((rule_name(code), code) for code in catalogue(SOURCE)["rules"] if "." not in code)
    states = [(each, t(f"web.state-{each}")) for each in STATES]
    return {
        "rule": [("", t("flags.all")), *((code, name) for name, code in rules)],
        "state": [*states, (listing.ANY, t("flags.any-state"))],
        "score": [
            ("", t("flags.all")),
            *((str(least), t("flags.at-least", score=least // 10)) for least in listing.SCORES),
        ],
        "agency": [("", t("flags.all")), *((code, code) for code in reader().sight.agencies or ())],
    }
