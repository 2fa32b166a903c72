"""Enter a record, do what a verb says, lay a document to one, flag one: what pages and machines both ask for."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from flask import abort, request
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from precursors.agencies.service import by_code
from precursors.audit.acts import Actor, act_of_request
from precursors.db.engine import lock_writer
from precursors.documents.service import Upload, attach
from precursors.documents.store import Store
from precursors.flags.service import raise_by_hand
from precursors.intake.drafts import Trouble
from precursors.intake.importing import Terms
from precursors.intake.record import Record
from precursors.problems import Problem, problem
from precursors.registers.cells import Draft, drafted
from precursors.registers.entry import Entered, enter
from precursors.registers.listing import find
from precursors.registers.shelf import Asked, Shelf, Verb
from precursors.registers.terms import terms_of
from precursors.scope.visible import Sight
from precursors.web.here import here

LONGEST_NAME = 200
"""Characters of a file's name that are kept."""

NOTHING = Record("nothing", ())

Refused = Problem | Sequence[Problem | Trouble]


def terms(session: Session, code: str | None) -> Terms:
    """Under which terms records of an agency are judged. Raises 403 for whoever acts for none."""
    agency = by_code(session, code or "")
    if agency is None:
        abort(403)
    return terms_of(session, agency, here().today, here().settings.home / "scratch")


def entered(session: Session, shelf: Shelf, actor: Actor, texts: Mapping[str, str], key: str) -> Entered | Refused:
    """Record what was typed."""
    return enter(session, actor, shelf.importer, terms(session, actor.agency), texts, key)


def done(
    session: Session, shelf: Shelf, verb: Verb, actor: Actor, sight: Sight, ref: str, sent: Mapping[str, str], key: str
) -> int | Refused | None:
    """Do what a verb says with the texts of its form; answers the act, None where there is no such record."""
    lock_writer(session)  # of two people the second must find what the first has done
    before = act_of_request(session, key)
    if before is not None:
        return before
    found = acting(session, shelf, verb, sight, ref)
    if found is None:
        return None
    row, agency = found
    known = terms(session, agency)
    made = drafted(verb.fields or NOTHING, sent, known.convention)
    day, wrong = _day(sent, known.today) if verb.asks_day else (known.today, None)
    against = [*made.problems, *_reason_against(verb, sent), *([wrong] if wrong else [])]
    if against:
        return against
    return verb.run(session, actor, row, _asked(day, sent, made, key, known))


def acting(session: Session, shelf: Shelf, verb: Verb, sight: Sight, ref: str) -> tuple[Any, str] | None:
    """A record a reader may do something with, and the agency for which they do it; None for any other."""
    row = find(session, shelf.model, sight, ref)
    agency = shelf.acting(session, sight, row) if row is not None else None
    if agency is None and verb.shared and find(session, shelf.model, sight, ref, names=True) is not None:
        agency = next(iter(sight.agencies or ()), None)
    return None if agency is None else (row, agency)


def _asked(day: date, sent: Mapping[str, str], made: Draft, key: str, known: Terms) -> Asked:
    reason = sent.get("reason", "").strip() or None
    return Asked(day, known.today, reason, made.values, made.stated, key, known)


def _reason_against(verb: Verb, sent: Mapping[str, str]) -> list[Problem]:
    lacks = verb.needs_reason and not sent.get("reason", "").strip()
    return [problem("reason.missing", "reason")] if lacks else []


def _day(sent: Mapping[str, str], today: date) -> tuple[date, Problem | None]:
    text = sent.get("day", "").strip()
    if not text:
        return today, None
    try:
        return date.fromisoformat(text), None
    except ValueError:
        return today, problem("date.unreadable", "day", value=text)


def flagged(session: Session, shelf: Shelf, actor: Actor, sight: Sight, ref: str, because: str) -> str | Problem | None:
    """Raise a person's own flag; answers its reference."""
    row = find(session, shelf.model, sight.own, ref)
    return None if row is None else raise_by_hand(session, actor, ref, because)


def laid(actor: Actor, row: Any) -> int | Problem:  # noqa: ANN401 - a fact of any shelf
    """Take the file of the request to the store by way of the scratch folder, and lay it to a record."""
    given, most = request.files.get("file"), here().settings.max_file_mb
    name = _plain_name(given)
    if given is None or not name:
        return problem("document.missing", "file")
    folder = here().settings.home / "scratch"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=folder) as waiting:
        given.save(waiting)
        waiting.flush()
        if waiting.tell() > most << 20:
            return problem("document.too-large", "file", most=most)
        upload, store = Upload(Path(waiting.name), name), Store(here().settings.home / "documents")
        return here().database.write(lambda session: attach(session, actor, row, upload, store))


def _plain_name(given: FileStorage | None) -> str:
    return re.sub(r"[^\w .()+,-]", "_", Path((given.filename or "") if given else "").name)[:LONGEST_NAME].strip()
