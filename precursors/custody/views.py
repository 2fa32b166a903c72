"""The desk of custody: scan a label, print labels, see what must not wait."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import segno
from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.audit.refs import key_of, refs_of
from precursors.custody.keeping import keepers_of_container
from precursors.custody.models import Container, Lot, Place
from precursors.custody.queue import queue
from precursors.registers.listing import find
from precursors.registers.writing import FILTERS
from precursors.scope.reading import note
from precursors.scope.visible import Sight, visible
from precursors.web.access import reader, requires
from precursors.web.here import here
from precursors.web.texts import t

bp = Blueprint("desk", __name__)
bp.record_once(lambda state: state.app.jinja_env.filters.update(FILTERS))

_REF = re.compile(r"[A-Z]{3}-[0-9]{4}-[0-9]{6,15}-[0-9A-Z*]", re.IGNORECASE)

PAGES = {"container": "containers.show", "lot": "lots.show", "place": "places.show", "sample": "samples.show"}
"""Where a label leads."""

MOST = 500
"""Labels of one sheet."""


class Label(NamedTuple):
    """One label: its reference, the picture to scan, what people read."""

    ref: str
    picture: Markup
    lines: tuple[str, ...]


@bp.get("/scan")
@requires(Permission.READ_CUSTODY)
def scan() -> ResponseReturnValue:
    """A field for a scanner or the camera; a code that is known leads to its page."""
    code = request.args.get("code", "").strip()
    found = _REF.search(code)
    ref = found[0].upper() if found else ""
    with here().database.read() as session:
        named = key_of(session, ref) if ref else None
        page = PAGES.get(named[0].__tablename__) if named else None
        known = page is not None and named is not None and find(session, named[0], reader().sight, ref) is not None
    if known and page is not None:
        return redirect(url_for(page, ref=ref), 303)
    wrong = t("custody.scan-unknown", code=code[:60]) if code else None
    return render_template("custody/scan.html", wrong=wrong, code=code[:200]), 404 if code else 200


@bp.get("/labels")
@requires(Permission.READ_CUSTODY)
def labels() -> ResponseReturnValue:
    """Labels to print: of one container, of all containers of a lot, of a place, or of several of these."""
    with here().database.read() as session:
        rows = [row for ref in request.args.getlist("ref")[:MOST] for row in _meant(session, reader().sight, ref)]
        made = _labels(session, rows[:MOST])
    for model in (Container, Place):
        note(model, [row for row in rows if isinstance(row, model)])
    return render_template("custody/labels.html", labels=made)


def _meant(session: Session, sight: Sight, ref: str) -> list[Any]:
    """What labels are printed for: the reader's own, and what is in the custody of their agency."""
    named = key_of(session, ref)
    if named is None or named[0] not in {Container, Lot, Place}:
        return []
    row = find(session, named[0], sight, ref, names=True)
    if isinstance(row, Container):
        return [row] if _here(session, sight, row) else []
    if not isinstance(row, Lot):
        return [row] if row is not None and sight.owns(row.agency) else []
    query: Any = select(Container).join(Current, stands(Container)).where(Container.lot == row.key)
    found = session.execute(visible(query.order_by(Container.id), Container, sight, names=True)).scalars()
    return [each for each in found if _here(session, sight, each)]


def _here(session: Session, sight: Sight, row: Container) -> bool:
    """Whether a container is the reader's own or with their agency."""
    return sight.owns(row.agency) or any(sight.owns(each) for each in keepers_of_container(session, row))


def _labels(session: Session, rows: list[Any]) -> list[Label]:
    boxes = refs_of(session, Container, [row.id for row in rows if isinstance(row, Container)])
    places = refs_of(session, Place, [row.id for row in rows if isinstance(row, Place)])
    made = []
    for row in rows:
        ref = boxes[row.id] if isinstance(row, Container) else places[row.id]
        lines = (row.label, row.agency) if isinstance(row, Container) else (row.name, row.agency)
        made.append(Label(ref, _picture(url_for("desk.scan", code=ref, _external=True)), lines))
    return made


def _picture(address: str) -> Markup:
    drawn = segno.make(address, error="m").svg_inline(scale=3, border=4, omitsize=True)
    return Markup(drawn)  # noqa: S704 - drawn by segno


@bp.get("/lots-at-risk")
@requires(Permission.READ_CUSTODY)
def at_risk() -> ResponseReturnValue:
    """Lots that should not wait, the riskiest first."""
    with here().database.read() as session:
        found = queue(session, reader().sight, here().today)
    note(Lot, [each.lot for each in found])
    return render_template("custody/queue.html", queue=found)
