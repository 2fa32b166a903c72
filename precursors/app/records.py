"""Every kind of record the reader may look at, and the page that lists it."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from precursors.access.permissions import Permission
from precursors.exchange.shelves import SHELVES
from precursors.web.access import reader, signed_in
from precursors.web.texts import t


class Kind(NamedTuple):
    """One kind of record: what it is called, what it is, where it is listed."""

    title: str
    lead: str
    href: str


def records_page(bp: Blueprint) -> None:
    """Give `bp` the page."""
    bp.get("/records")(records)


@signed_in
def records() -> ResponseReturnValue:
    """The kinds of record, in the order of a precursor's way."""
    return render_template("app/records.html", kinds=_kinds())


def _kinds() -> list[Kind]:
    may = reader().may
    register = ("operators", "licences") if may(Permission.READ_REGISTER) else ()
    return [
        *(Kind(t(f"licensing.{name}"), t(f"licensing.{name}-lead"), url_for(f"licensing.{name}")) for name in register),
        *(
            Kind(t(f"{shelf.kind}.title"), t(f"{shelf.kind}.lead"), url_for(shelf.index_page))
            for shelf in SHELVES
            if may(shelf.read) and not shelf.own
        ),
    ]
