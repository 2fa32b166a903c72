"""An upload's steps: it arrives, its columns are named, it is checked, decided, undone. Each is one short transaction.

A step that needs the file is a job; the upload waits for it under its own address. Which steps are open follows from
its state alone, so two people who do the same thing at once do it once.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from precursors.db.clock import database_time
from precursors.exchange.mending import read_corrections
from precursors.exchange.upload_models import Upload
from precursors.exchange.uploads_judged import rows_of
from precursors.intake.mapping import ColumnMapping
from precursors.jobs.models import Job
from precursors.jobs.service import JobDraft, cancel, submit
from precursors.problems import Problem, problem

CHECK, COMMIT = "check-upload", "commit-upload"
"""Kinds of job."""

PAGE = 50
MOST_CORRECTIONS = 100_000
LONGEST_TEXT = 2_000


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks for a step, in which language the rejects shall speak, and the address of the upload's pages."""

    person: str
    language: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that has come, and whose it is."""

    kind: str
    agency: str
    name: str
    sha256: str
    size: int
    sender: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What shall become of the rows."""

    accept_good: bool = False
    correct: bool = False
    reason: str | None = None


def new_id() -> str:
    """A random name for an upload."""
    return secrets.token_hex(16)


def receive(session: Session, arrival: Arrival, asker: Asker, number: str) -> Upload:
    """Begin to check a file, whose bytes the store has, as upload `number`."""
    upload = Upload(
        id=number,
        kind=arrival.kind,
        agency=arrival.agency,
        person=asker.person,
        sender=arrival.sender,
        name=arrival.name[:200],
        sha256=arrival.sha256,
        size=arrival.size,
        state="checking",
        keep_unresolved=0,
        corrections="{}",
        made=database_time(session),
    )
    session.add(upload)
    _check(session, upload, asker)
    return upload


def listed(
    session: Session,
    agencies: Sequence[str] | None,
    kinds: Sequence[str],
    after: tuple[Any, str] | None,
    person: str | None = None,
) -> list[Upload]:
    """Uploads of some kinds by some agencies, or by all for None, newest first: a page, and one more where there is."""
    query = select(Upload).where(Upload.kind.in_(kinds)).order_by(Upload.made.desc(), Upload.id.desc())
    query = query.limit(PAGE + 1)
    if agencies is not None:
        query = query.where(Upload.agency.in_(agencies))
    if person is not None:
        query = query.where(Upload.person == person)
    if after is not None:
        query = query.where(tuple_(Upload.made, Upload.id) < after)
    return list(session.execute(query).scalars())


def name_columns(session: Session, number: str, mapping: ColumnMapping, asker: Asker) -> Upload | Problem:
    """Take a person's word on sheet and columns, and check again."""
    upload = _open(session, number, {"mapping", "refused", "review"})
    if isinstance(upload, Upload):
        upload.mapping, upload.convention = json.dumps(mapping.as_json(), ensure_ascii=False), mapping.convention
        _check(session, upload, asker)
    return upload


def take_as(session: Session, number: str, kind: str, asker: Asker) -> Upload | Problem:
    """Take the same bytes for a list of another kind: what was said of columns and cells of the first one goes."""
    upload = _open(session, number, {"mapping", "refused", "review"})
    if isinstance(upload, Upload):
        upload.kind, upload.mapping, upload.corrections, upload.judged = kind, None, "{}", None
        _check(session, upload, asker)
    return upload


def read_otherwise(
    session: Session, number: str, asker: Asker, convention: str | None, encoding: str | None, *, keep_unresolved: bool
) -> Upload | Problem:
    """Check again under another convention or code page, with unresolved amounts kept or not."""
    upload = _open(session, number, {"refused", "review"})
    if isinstance(upload, Upload):
        upload.convention, upload.encoding, upload.keep_unresolved = convention, encoding, int(keep_unresolved)
        _check(session, upload, asker)
    return upload


def correct_cells(session: Session, number: str, cells: Iterable[tuple[str, int, str, str]]) -> Upload | Problem:
    """Lay texts over cells, given as (sheet, row, field, text); they count once the upload is checked again."""
    upload = _open(session, number, {"review"})
    if isinstance(upload, Problem):
        return upload
    corrections = read_corrections(upload.corrections)
    for sheet, row, field, text in cells:
        if len(text) > LONGEST_TEXT:
            return problem("text.too-long", longest=LONGEST_TEXT)
        corrections.setdefault(sheet, {}).setdefault(row, {})[field] = text
    if sum(map(len, corrections.values())) > MOST_CORRECTIONS:
        return problem("upload.too-many-corrections", most=MOST_CORRECTIONS)
    upload.corrections = json.dumps(corrections, ensure_ascii=False)
    return upload


def correct_alike(session: Session, number: str, group: int, field: str, text: str, asker: Asker) -> Upload | Problem:
    """Put one text into a field of every row of a group of problems, and check again."""
    upload = _open(session, number, {"review"})
    if isinstance(upload, Problem):
        return upload
    groups = judged(upload)["groups"]
    if not 0 <= group < len(groups):
        return problem("upload.elsewhere")
    cells = [(sheet, row, field, text) for sheet, row in rows_of(groups[group])]
    done = correct_cells(session, number, cells)
    if isinstance(done, Upload):
        _check(session, done, asker)
    return done


def check_again(session: Session, number: str, asker: Asker) -> Upload | Problem:
    """Check with everything that was changed since; also how an upload whose job failed goes on."""
    upload = _open(session, number, {"checking", "writing", "mapping", "refused", "review"})
    if isinstance(upload, Problem):
        return upload
    if upload.state in {"checking", "writing"} and not job_is_over(session, upload):
        return problem("upload.elsewhere")
    _check(session, upload, asker)
    return upload


def decide(session: Session, number: str, decision: Decision, asker: Asker) -> Upload | Problem:
    """Let the rows be written as decided. The first decision counts; whoever comes second is told so."""
    upload = _open(session, number, {"review"})
    if isinstance(upload, Problem):
        return upload
    if is_stale(upload):
        return problem("upload.stale")
    if decision.correct and not (decision.reason or "").strip():
        return problem("reason.missing", "reason")
    chosen = {"person": asker.person, "accept_good": decision.accept_good, "correct": decision.correct}
    upload.decision = json.dumps(chosen | {"reason": (decision.reason or "").strip() or None})
    upload.state = "writing"
    _submit(session, upload, COMMIT, asker)
    return upload


def drop(session: Session, number: str) -> Upload | Problem:
    """Give an upload up before anything of it is written."""
    upload = _open(session, number, {"checking", "mapping", "refused", "review"})
    if isinstance(upload, Upload):
        if upload.state == "checking" and upload.job:
            cancel(session, upload.job)
        upload.state = "cancelled"
    return upload


def note_undone(session: Session, number: str, act: int) -> None:
    """Remember the act that took back what the upload had written."""
    session.get_one(Upload, number).undone = act


def judged(upload: Upload) -> dict[str, Any]:
    """What the last judgement came to, as `uploads_judged.kept` has it; empty before the first."""
    document: dict[str, Any] = json.loads(upload.judged) if upload.judged else {}
    return document


def basis(upload: Upload) -> str:
    """What a judgement of the upload rests on besides the file: it counts for as long as this stays the same."""
    parts = (upload.mapping, upload.convention, upload.encoding, upload.keep_unresolved, upload.corrections)
    return sha256(json.dumps(parts).encode()).hexdigest()


def is_stale(upload: Upload) -> bool:
    """Whether something was changed since the last judgement."""
    return judged(upload).get("basis") != basis(upload)


def job_is_over(session: Session, upload: Upload) -> bool:
    """Whether nothing works on the upload any more."""
    job = session.get(Job, upload.job) if upload.job else None
    return job is None or job.state not in {"queued", "running"}


def _open(session: Session, number: str, states: set[str]) -> Upload | Problem:
    """The upload, held until the end of the transaction, if it stands where this step may be taken."""
    found = session.execute(select(Upload).where(Upload.id == number).with_for_update()).scalar_one()
    return found if found.state in states else problem("upload.elsewhere")


def _check(session: Session, upload: Upload, asker: Asker) -> None:
    upload.state = "checking"
    _submit(session, upload, CHECK, asker)


def _submit(session: Session, upload: Upload, kind: str, asker: Asker) -> None:
    args = {"upload": upload.id, "language": asker.language}
    rows = judged(upload).get("rows") or None
    upload.job = submit(session, JobDraft(kind, args, asker.person, upload.agency, asker.place or None, rows))
