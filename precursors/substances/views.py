"""Pages of substances: the list, one substance, what a text names, and what the agency watches."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.agencies.service import by_code
from precursors.audit.acts import Actor
from precursors.i18n.catalogue import text
from precursors.law.book import LawBook, law_book
from precursors.problems import Problem
from precursors.substances import looking
from precursors.substances.book import book
from precursors.substances.hazards import hazards
from precursors.substances.identification import Identification
from precursors.substances.identify import identify
from precursors.substances.models import WatchItem
from precursors.substances.titles import title
from precursors.substances.watching import items, load, named, take_off, watched
from precursors.web.access import reader, requires
from precursors.web.here import here
from precursors.web.language import language
from precursors.web.texts import t, told

bp = Blueprint("substances", __name__)

DEMO = "XD"
"""The fictitious country, whose law is shown to its own agencies only."""

PICTURES = ("monthly", "flows", "stock-and-loss")
"""Reports that draw one substance."""


@bp.app_template_filter("substance")
def substance(key: str) -> str:
    """What the reader's language calls a substance."""
    return title(key, language())


@bp.app_template_filter("law_name")
def law_name(list_id: str) -> str:
    """A list as people know it: whose law, and which list of it."""
    whose, _, which = list_id.partition(":")
    name = t(f"substances.law-{whose.lower()}")
    return " · ".join(filter(None, (whose if name.startswith("substances.") else name, which)))


@bp.app_template_filter("in_force")
def in_force(entry: object) -> bool:
    """Whether a dated entry holds today."""
    return bool(entry.holds(here().today))  # type: ignore[attr-defined] # an Entry of the law


@bp.get("/substances")
@requires(Permission.READ_SUBSTANCES)
def index() -> ResponseReturnValue:
    """Every substance the registry knows, and the box that says what a text names."""
    filters, law = looking.read_filters(request.args), _law()
    rows = looking.rows(filters, law, here().today, language())
    lists = [("", t("substances.all")), *((name, law_name(name)) for name in law.lists())]
    return render_template("substances/list.html", rows=rows, filters=filters, lists=lists)


@bp.get("/substances/identify")
@requires(Permission.READ_SUBSTANCES)
def identified() -> ResponseReturnValue:
    """What a text, a CAS number and an HS code name, with the reason."""
    stated = {name: request.args.get(name, "").strip() for name in ("text", "cas", "hs")}
    found = None
    if any(stated.values()):
        with here().database.read() as session:
            watch = watched(session, reader().agency or "")
        found = identify(stated["text"], stated["hs"] or None, stated["cas"] or None, watch=watch)
    return render_template("substances/identify.html", stated=stated, found=found, because=_because(found))


@bp.get("/substances/watch")
@requires(Permission.READ_SUBSTANCES)
def watch() -> ResponseReturnValue:
    """What the reader's agency watches beside the lists in force."""
    return _watch_page()


@bp.post("/substances/watch")
@requires(Permission.SET_WATCH_LIST)
def set_watch() -> ResponseReturnValue:
    """Put names on the list, one a line, or take one off."""
    actor, sent = Actor(reader().person, _agency()), request.form
    if "take_off" in sent:
        gone = here().database.write(lambda session: take_off(session, actor, sent["take_off"], sent.get("reason", "")))
        if isinstance(gone, Problem):
            return _watch_page(gone)
        flash(t("substances.watch-taken-off"), "success")
    else:
        lines = named(sent.get("names", "").splitlines(), sent.get("reason", ""))
        count = here().database.write(lambda session: load(session, actor, _agency(), lines))
        flash(t("substances.watch-added", count=count), "success")
    return redirect(url_for("substances.watch"), 303)


@bp.get("/substances/<key>")
@requires(Permission.READ_SUBSTANCES)
def show(key: str) -> ResponseReturnValue:
    """One substance: names, codes, listings by date, salts, densities, who watches it."""
    found = looking.told(key, _law(), here().today, language())
    if found is None:
        abort(404)
    with here().database.read() as session:
        watching = [item for item in _items(session) if item.substance == key]
    known = {"known": book().substances, "hazardous": key in hazards().profiles}
    beside = known | {"watching": watching, "pictures": _pictures(key)}
    return render_template("substances/show.html", told=found, **beside)


def _pictures(key: str) -> list[tuple[str, str]]:
    """Address and title of the pictures of a substance, for those who may read reports."""
    if not reader().may(Permission.READ_REPORTS):
        return []
    return [(url_for("reports.show", name=name, substance=key), t(f"reports.{name}")) for name in PICTURES]


def _law() -> LawBook:
    """The law the reader's agency may see: that of the fictitious country only for its own."""
    with here().database.read() as session:
        agency = by_code(session, reader().agency or "")
    return law_book(demo=agency is not None and agency.country == DEMO)


def _because(found: Identification | None) -> str:
    return text("problems", found.because, language(), dict(found.values)) if found else ""


def _items(session: Session) -> list[WatchItem]:
    return [item for code in reader().sight.agencies or () for item in items(session, code)]


def _agency() -> str:
    return reader().agency or abort(403)


def _watch_page(wrong: Problem | None = None) -> ResponseReturnValue:
    with here().database.read() as session:
        found = _items(session)
    may = reader().may(Permission.SET_WATCH_LIST)
    page = render_template("substances/watch.html", watched=found, may=may, wrong=told(wrong) if wrong else None)
    return page, 422 if wrong else 200
