"""The pages of this room, and what all of them need: whose upload it is, which kinds a reader may take in."""

from __future__ import annotations

from decimal import Decimal
from typing import cast

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from precursors.access.permissions import Permission
from precursors.documents.store import Store
from precursors.exchange.exporting import SOURCES
from precursors.exchange.shelves import SHELVES
from precursors.exchange.upload_models import Upload
from precursors.exchange.uploads import Asker, judged
from precursors.exchange.uploads_columns import kinds_alike
from precursors.intake.record import Record, headings
from precursors.problems import Problem, problem
from precursors.web.access import reader
from precursors.web.here import Here, here
from precursors.web.language import language
from precursors.web.texts import t, told

bp = Blueprint("exchange", __name__)

RECORDS = {kind: source.record for kind, source in SOURCES.items()} | {each.kind: each.filed[0] for each in SHELVES}
"""The kinds a file may hold."""

TAKES_IN = {each.kind: each.sheet_writes | {each.write} for each in SHELVES if each.taken_in}
TAKES_IN |= {"shipments": frozenset({Permission.RECORD_SHIPMENTS})}
TAKES_IN |= {"disposal-steps": frozenset({Permission.RECORD_DISPOSAL})}
"""All one must be allowed to take a kind in; a kind that is not here is in no file that is handed in."""

TAKES_SOME = frozenset().union(*TAKES_IN.values())
"""Rights of which any may let one take some kind in."""

READS = {each.kind: each.read for each in SHELVES}
READS |= {"shipments": Permission.READ_SHIPMENTS, "disposal-steps": Permission.READ_DISPOSAL}
"""What one must be allowed to take a kind out."""

_ON_SHELVES = {each.kind for each in SHELVES}

FORM_BYTES = 1 << 20
"""Room for a form around a file."""

STEPS = {
    "checking": "exchange.checking",
    "writing": "exchange.checking",
    "mapping": "exchange.mapping",
    "refused": "exchange.review",
    "review": "exchange.review",
    "done": "exchange.result",
    "cancelled": "exchange.result",
}
"""The page at which an upload stands, by its state."""


@bp.record_once
def _limit(state: BlueprintSetupState) -> None:
    """Nobody may send more than a file of the greatest size: the rest is not even read."""
    settled: Here = state.app.extensions["here"]
    state.app.config["MAX_CONTENT_LENGTH"] = (settled.settings.max_file_mb << 20) + FORM_BYTES


@bp.app_template_filter("decimal")
def decimal(text: str | None) -> Decimal | None:
    """An exact figure that was kept as text; None stays None."""
    return None if text is None else Decimal(text)


@bp.app_template_filter("kind_name")
def kind_name(kind: str) -> str:
    """What people call the records of a kind."""
    if kind in _ON_SHELVES:
        return t(f"{kind}.title")
    return t(f"exchange.kind-{kind}")


def kinds_taken() -> list[str]:
    """The kinds the reader may take in."""
    return [kind for kind in RECORDS if may_take_in(kind)]


def may_take_in(kind: str) -> bool:
    """Whether the reader may do all that a file of a kind does."""
    return kind in TAKES_IN and TAKES_IN[kind] <= reader().permissions


def others_fitting(found: Upload) -> list[str]:
    """Kinds the reader may take in, whose headings the file has more of than those of the kind it was sent as."""
    known = judged(found)
    if known.get("accepted") or not known.get("heads"):
        return []
    return kinds_alike(known, found.kind, {name: RECORDS[name] for name in {*kinds_taken(), found.kind}})


def record_of(kind: str) -> Record:
    """The description of a kind. Raises 404 for an unknown one."""
    return RECORDS[kind] if kind in RECORDS else abort(404)


def upload_in_sight(number: str, *states: str) -> Upload:
    """An upload of the reader's agencies. Raises 404 for any other, 403 for a kind the reader may not take in.

    Whoever wants it in one of `states` and comes too late is led to where it stands.
    """
    agencies = reader().sight.agencies
    with here().database.aside.read() as session:
        found = session.get(Upload, number)
    if found is None or (agencies is not None and found.agency not in agencies):
        abort(404)
    if not may_take_in(found.kind):
        abort(403)
    if states and found.state not in states:
        if request.method == "POST":
            flash(told(problem("upload.elsewhere")))
        abort(cast("Response", to_step(found)))
    return found


def to_step(found: Upload) -> ResponseReturnValue:
    """Go to the page at which the upload stands."""
    return redirect(url_for(STEPS[found.state], number=found.id), 303)


def answered(done: Upload | Problem, found: Upload) -> ResponseReturnValue:
    """Go on after a step, with a word to whoever came too late for it."""
    if isinstance(done, Problem):
        flash(told(done))
    return redirect(url_for("exchange.show", number=found.id), 303)


def fields_of(kind: str) -> list[tuple[str, str]]:
    """(key, heading in the reader's language) of every field of a kind."""
    known = headings(kind)
    return [(each.key, known[each.key].get(language()) or known[each.key]["en"]) for each in RECORDS[kind].fields]


def store() -> Store:
    """Where the bytes of files lie."""
    return Store(here().settings.home / "documents")


def asker(number: str) -> Asker:
    """The reader, as somebody who asks for a step of an upload."""
    return Asker(reader().person, language(), url_for("exchange.show", number=number))
