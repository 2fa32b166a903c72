"""Take a file in: keep its bytes, read it strictly, recognise its layout, judge every row, then write or not.

One judgement serves preview and commit. Nothing is written unless everything that should be written is.
"""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import IO, Any, Literal

from sqlalchemy.orm import Session

from precursors.agencies.models import Agency
from precursors.agencies.service import by_code
from precursors.audit.acts import Actor, OpenAct, act_of_request, last_act, open_act
from precursors.audit.refs import RefBlock, blocks_of, blocks_of_act
from precursors.db.engine import Database, lock_writer
from precursors.db.tables import act_of
from precursors.documents.models import Document
from precursors.documents.store import Store
from precursors.exchange.mending import Corrections, kept_file, mended
from precursors.exchange.remembering import remember, remembered
from precursors.exchange.sheets import Head, Ignored, Sheets, Warned
from precursors.intake.importing import Importer, Outcome, Terms
from precursors.intake.mapping import ColumnMapping
from precursors.intake.record import Record
from precursors.problems import Problem, problem
from precursors.quantities.conventions import convention, convention_names
from precursors.registers.terms import terms_of
from precursors.workbooks.blocks import Limits
from precursors.workbooks.reader import Event, read
from precursors.workbooks.stamps import stamp_in

MANY_ROWS = range(5_000, 200_000)
"""So many rows of a file are written with a larger page cache; more need the memory for themselves."""

State = Literal["committed", "previewed", "refused", "needs-mapping"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record a file may hold."""

    record: Record
    importer: Callable[[Terms], Importer]


def _silent(what: str, rows: int) -> None:
    """Nobody asked to be told."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asks: this file, as this kind, for this agency, under these terms."""

    kind: str
    path: Path
    agency: str
    actor: Actor
    today: date
    name: str | None = None
    dry_run: bool = False
    accept_good: bool = False
    reason: str | None = None
    correct: bool = False
    convention: str | None = None
    keep_unresolved: bool = False
    sheet: str | None = None
    mapping: ColumnMapping | None = None
    encoding: str | None = None
    corrections: Corrections = field(default_factory=dict)
    """Cells a person has put right beside the file."""
    request_key: str | None = None
    """What the request is named by: the act it has led to is found, not written twice."""
    sends_back: bool = False
    """Whether bad rows are to go back: then what was read is kept, see `Answer.reading`."""
    step: Callable[[str, int], None] = _silent
    """Told what is being done and how many rows of it; may raise to end the work."""


@dataclass(slots=True)
class Answer:
    """What came of it."""

    kind: str
    file_sha256: str
    state: State
    act: int | None = None
    outcome: Outcome = field(default_factory=Outcome)
    ignored: list[Ignored] = field(default_factory=list)
    sheet_warnings: list[Warned] = field(default_factory=list)
    refs: list[RefBlock] = field(default_factory=list)
    """References the new records have, a block for each run of them."""
    signatures: list[str] = field(default_factory=list)
    columns: dict[tuple[str, str], str] = field(default_factory=dict)
    """Sheet and field to the heading of its column."""
    heads: list[Head] = field(default_factory=list)
    """How each data sheet begins."""
    problem: Problem | None = None
    proposal: dict[str, Any] | None = None
    reading: IO[bytes] | None = None
    """What was read, for `read_again`; a file without a name, gone with the answer."""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Desk:
    """What importing needs of the installation."""

    database: Database
    store: Store
    scratch: Path
    limits: Limits
    kinds: Mapping[str, Kind]


def take_in(desk: Desk, request: Request) -> Answer:
    """Take a file in. Never raises for anything a file can hold."""
    with _no_collector():
        return _taken_in(desk, request)


@contextmanager
def _no_collector() -> Iterator[None]:
    """Rows are short-lived tuples without circles; looking for some among them costs a tenth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _taken_in(desk: Desk, request: Request) -> Answer:
    started = time.perf_counter()
    digest = desk.store.keep(request.path)
    answer = Answer(request.kind, digest.hex(), "refused")
    with desk.database.read() as session:
        agency = by_code(session, request.agency)
        against = _request_wrong(agency, request)
        if against or agency is None:
            answer.problem = against
        elif _found_again(session, request, answer):
            answer.state = "committed"
        else:
            _judge_and_decide(desk, request, agency, session, answer)
    answer.seconds = round(time.perf_counter() - started, 3)
    return answer


def _found_again(session: Session, request: Request, answer: Answer) -> bool:
    """Whether this request has led to an act already; the answer then names it."""
    answer.act = act_of_request(session, request.request_key) if request.request_key else None
    if answer.act is not None:
        answer.refs = blocks_of_act(session, answer.act)
    return answer.act is not None


def _request_wrong(agency: Agency | None, request: Request) -> Problem | None:
    if agency is None:
        return problem("agency.unknown", value=request.agency)
    if request.convention is not None and request.convention not in convention_names():
        return problem("convention.unknown", value=request.convention, known=", ".join(convention_names()))
    if request.correct and not (request.reason or "").strip():
        return problem("reason.missing")
    return None


def _judge_and_decide(desk: Desk, request: Request, agency: Agency, session: Session, answer: Answer) -> None:
    """Read the kept bytes, not the sender's file, so that nothing can change in between.

    They are read in a process of its own while this one loads what their rows are judged by.
    """
    kept = desk.store.path(bytes.fromhex(answer.file_sha256))
    answer.reading = _nameless(desk.scratch) if request.sends_back else None
    with closing(reading(desk, request, kept, answer.reading)) as events:
        kind = desk.kinds[request.kind]
        snapshot = last_act(session)
        importer = kind.importer(_terms(desk, request, agency, session, kept))
        try:
            known = remembered(session, agency.code, kind.record)
            sheets = Sheets(kind.record, request.mapping, request.sheet, known)
            answer.problem = _judged(events, request, sheets, importer)
            answer.ignored, answer.heads = sheets.ignored, sheets.heads
            if answer.problem is None:
                answer.problem, answer.proposal = sheets.verdict()
            if answer.problem is None:
                answer.outcome = importer.settle(session)
                answer.sheet_warnings = sheets.warnings
                answer.signatures, answer.columns = sheets.signatures, sheets.columns
                answer.problem = answer.outcome.refused
            if answer.problem is None:
                _decide(desk, request, agency.code, answer, importer, snapshot)
            elif answer.proposal is not None:
                answer.state = "needs-mapping"
        finally:
            importer.close()


def reading(desk: Desk, request: Request, kept: Path, keep: IO[bytes] | None = None) -> Generator[Event, None, None]:
    """The kept bytes of a file, read as they are asked for."""
    return read(kept, limits=desk.limits, encoding=request.encoding, merges_first=True, keep=keep)


def _nameless(folder: Path) -> IO[bytes]:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return tempfile.TemporaryFile(dir=folder)


def _terms(desk: Desk, request: Request, agency: Agency, session: Session, kept: Path) -> Terms:
    in_file = request.mapping.convention if request.mapping else None
    named = convention(request.convention or in_file or agency.convention)
    terms = terms_of(session, agency, request.today, desk.scratch, named)
    unresolved, correct = request.keep_unresolved, request.correct
    return replace(terms, keep_unresolved=unresolved, correct=correct, stamp=stamp_in(kept))


def _judged(events: Iterable[Event], request: Request, sheets: Sheets, importer: Importer) -> Problem | None:
    rows = 0
    for found in sheets.records(events):
        if isinstance(found, Problem):
            return found
        found = mended(found, request.corrections, request.kind)
        importer.block(found.name, found.block, found.placed, found.unknown, found.direction, found.keep)
        rows += len(found.block.rows) if found.keep is None else sum(found.keep)
        request.step("checking", rows)
    return None


def _decide(desk: Desk, request: Request, agency: str, answer: Answer, importer: Importer, snapshot: int) -> None:
    outcome = answer.outcome
    if not outcome.rows:
        answer.problem = problem("file.no-records")
    elif request.dry_run:
        answer.state = "previewed"
    elif (outcome.bad_rows and not request.accept_good) or (not outcome.accepted and not outcome.known):
        answer.state = "refused"
    elif not outcome.accepted:
        answer.state, answer.act = "committed", max(map(act_of, outcome.known_facts))
    else:
        request.step("writing", outcome.rows)
        answer.act = desk.database.write(
            lambda session: _written(session, desk, request, agency, answer, importer, snapshot),
            many_rows=outcome.accepted in MANY_ROWS,
        )
        if answer.act is not None:
            answer.state = "committed"


def _written(
    session: Session, desk: Desk, request: Request, agency: str, answer: Answer, importer: Importer, snapshot: int
) -> int | None:
    lock_writer(session)
    if _found_again(session, request, answer):
        return answer.act
    if last_act(session) != snapshot and importer.moved(session, snapshot):
        answer.outcome = importer.settle(session)
        answer.problem = answer.outcome.refused
        if answer.problem is not None:
            return None
        if answer.outcome.bad_rows and not request.accept_good:
            return None
        if not answer.outcome.accepted:
            return max(map(act_of, answer.outcome.known_facts)) if answer.outcome.known_facts else None
    kind = f"{importer.verb}-{request.kind}"
    act = open_act(session, kind, Actor(request.actor.name, agency), request.reason, request.request_key)
    _keep_evidence(act, desk, request, answer)
    importer.write(act)
    act.seal()
    answer.refs = blocks_of(act.spans)
    if request.mapping is not None:
        remember(session, agency, request.kind, request.mapping, answer.signatures)
    return act.id


def _keep_evidence(act: OpenAct, desk: Desk, request: Request, answer: Answer) -> None:
    """The file as it was sent, and what a person has put right beside it."""
    digest = bytes.fromhex(answer.file_sha256)
    size = desk.store.path(digest).stat().st_size
    act.add(Document, {"sha256": digest, "name": request.name or request.path.name, "size": size, "role": "upload"})
    if request.corrections:
        path = kept_file(request.corrections, desk.scratch)
        kept = {"sha256": desk.store.keep(path), "name": "corrections.json", "size": path.stat().st_size}
        act.add(Document, kept | {"role": "corrections"})
        path.unlink()
