"""One box for everything: references, documents, operators, containers, numbers; only what the reader may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.audit.refs import key_of, refs_of
from precursors.exchange.shelves import SHELVES
from precursors.flags.models import Flag
from precursors.flags.naming import learn_parties
from precursors.flags.telling import because
from precursors.law.book import law_book
from precursors.licensing import listing as register
from precursors.licensing.models import LicenceLine, Operator
from precursors.registers import listing as shelves
from precursors.registers.parties import called, learn
from precursors.registers.shelf import Shelf
from precursors.scope.reading import note
from precursors.scope.visible import visible
from precursors.substances import looking
from precursors.substances.titles import title
from precursors.trade import listing as shipments
from precursors.trade.filters import Filters
from precursors.trade.models import Shipment
from precursors.web.access import reader, requires
from precursors.web.figures import day
from precursors.web.here import here
from precursors.web.language import language

MOST = 10
"""Hits shown of one kind; the list of that kind shows the others."""

LONGEST = 200
"""Characters of a question that are looked at."""

PAGES = {
    "SHP": (Permission.READ_SHIPMENTS, "trade.shipment"),
    "FLG": (Permission.READ_FLAGS, "flags.show"),
    "OPR": (Permission.READ_REGISTER, "licensing.operator"),
    "LIC": (Permission.READ_REGISTER, "licensing.licence"),
    "DSP": (Permission.READ_DISPOSAL, "disposal.show"),
    "CRT": (Permission.READ_DISPOSAL, "disposal.certificate"),
    "PRT": (Permission.READ_DISPOSAL, "disposal.protocol"),
    "HLD": (Permission.READ_CUSTODY, "holds.show"),
    "RPT": (Permission.READ_REPORTS, "reports.edition"),
} | {str(each.model.prefix): (each.read, each.record_page) for each in SHELVES}
"""Letters of a reference to its page, and what one must be allowed to open it."""


class Hit(NamedTuple):
    """One thing found."""

    name: str
    href: str
    hint: str


class Group(NamedTuple):
    """What was found of one kind: key of its heading, the hits, the page that lists more."""

    text: str
    hits: Sequence[Hit]
    more: str | None


def search_page(bp: Blueprint) -> None:
    """Give `bp` the page of the search, and the pages the test whether it would open a reference."""
    bp.get("/search")(search)
    bp.add_app_template_test(findable)


def findable(ref: str) -> bool:
    """Whether a reference has a page, and one of those this reader may open."""
    right, _ = PAGES.get(ref.partition("-")[0], (None, ""))
    return right is not None and reader().may(right)


@requires(Permission.READ_SUBSTANCES)
def search() -> ResponseReturnValue:
    """Everything that fits; a whole reference leads to its record at once."""
    asked = request.args.get("q", "").strip()[:LONGEST]
    groups: list[Group] = []
    if asked:
        with here().database.read() as session:
            if way := _page_of(session, asked):
                return redirect(way)
            groups = [group for group in _groups(session, asked) if group.hits]
    return render_template("app/search.html", asked=asked, groups=groups)


def _page_of(session: Session, asked: str) -> str | None:
    """The page of the record whose reference was asked for, if the reader may open it."""
    found = key_of(session, asked)
    if found is None:
        return None
    model, number = found
    right, page = PAGES.get(str(model.prefix), (None, ""))
    if right is None or not reader().may(right):
        return None
    one = visible(select(model.id).where(model.id == number), model, reader().sight)
    return None if session.execute(one).first() is None else url_for(page, ref=asked.upper())


def _groups(session: Session, asked: str) -> Iterable[Group]:
    may = reader().may
    yield _substances(asked)
    if may(Permission.READ_REGISTER):
        yield _operators(session, asked)
        yield _licences(session, asked)
    for shelf in SHELVES:
        if may(shelf.read) and shelf.searched and not shelf.own:
            yield _on_shelf(session, shelf, asked)
    if may(Permission.READ_SHIPMENTS):
        yield _shipments(session, asked)
    if may(Permission.READ_FLAGS):
        yield _flags(session, asked)


def _on_shelf(session: Session, shelf: Shelf, asked: str) -> Group:
    found = shelves.page(session, shelf, reader().sight, shelves.Filters(asked), here().today, None)
    rows = [each.row for each in found.rows[:MOST]]
    note(shelf.model, rows)
    learn(session, reader().sight, shelf.parties(rows, ()))
    hits = [
        Hit(called(getattr(each.row, shelf.name) or each.ref), url_for(shelf.record_page, ref=each.ref), each.ref)
        for each in found.rows[:MOST]
    ]
    more = url_for(shelf.index_page, text=asked) if len(found.rows) > MOST else None
    return Group(f"{shelf.kind}.title", hits, more)


def _substances(asked: str) -> Group:
    found = looking.rows(looking.Filters(asked), law_book(), here().today, language())
    hits = [Hit(row.name, url_for("substances.show", key=row.key), row.cas or "") for row in found[:MOST]]
    return Group("app.found-substances", hits, url_for("substances.index", text=asked) if len(found) > MOST else None)


def _operators(session: Session, asked: str) -> Group:
    page = register.operators(session, reader().sight, asked, None)
    note(Operator, [each.row for each in page.rows[:MOST]])
    hits = [
        Hit(each.row.name, url_for("licensing.operator", ref=each.ref), each.row.identifier)
        for each in page.rows[:MOST]
    ]
    more = url_for("licensing.operators", text=asked) if len(page.rows) > MOST else None
    return Group("app.found-operators", hits, more)


def _licences(session: Session, asked: str) -> Group:
    page = register.licences(session, reader().sight, register.LicenceFilters(asked), here().today, None)
    note(LicenceLine, [each.row for each in page.rows[:MOST]])
    hits = [
        Hit(each.row.number, url_for("licensing.licence", ref=each.ref), title(each.row.substance, language()))
        for each in page.rows[:MOST]
    ]
    return Group(
        "app.found-licences", hits, url_for("licensing.licences", text=asked) if len(page.rows) > MOST else None
    )


def _shipments(session: Session, asked: str) -> Group:
    page = shipments.page(session, reader().sight, Filters(text=asked), None, None)
    note(Shipment, [each.row for each in page.rows[:MOST]])
    learn(session, reader().sight, [each.row.operator for each in page.rows[:MOST]])
    hits = [Hit(each.ref, url_for("trade.shipment", ref=each.ref), _hint(each.row)) for each in page.rows[:MOST]]
    more = len(page.rows) > MOST or page.looked_back_to is not None
    return Group("app.found-shipments", hits, url_for("trade.shipments", text=asked) if more else None)


def _hint(row: object) -> str:
    document, operator = (getattr(row, name, None) for name in ("document", "operator"))
    about = (day(row.day), title(row.substance, language()))  # type: ignore[attr-defined] # a row of the list
    told = (*about, document, operator and called(operator))
    return " · ".join(text for text in told if text)


def _flags(session: Session, asked: str) -> Group:
    """Flags about a licence or an operator of exactly this name, by the index of causes."""
    causes = [f"licence {asked}", f"operator {asked}"]
    query = select(Flag).where(Flag.rule == "party-not-licensed", Flag.cause.in_(causes))
    found = list(session.execute(visible(query.order_by(Flag.id.desc()).limit(MOST), Flag, reader().sight)).scalars())
    refs = refs_of(session, Flag, [flag.id for flag in found])
    learn_parties(session, reader().sight, found)
    note(Flag, found)
    hits = [Hit(refs[flag.id], url_for("flags.show", ref=refs[flag.id]), because(flag, language())) for flag in found]
    return Group("app.found-flags", hits, None)
