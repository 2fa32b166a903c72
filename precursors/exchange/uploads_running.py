"""The work behind an upload's steps: read its file, judge every row, write what was decided. A run may be repeated."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from precursors.audit.acts import Actor, request_key_of
from precursors.exchange.imports import Answer, Desk, Request, take_in
from precursors.exchange.mending import read_corrections
from precursors.exchange.rejecting import write_rejects
from precursors.exchange.upload_models import Upload
from precursors.exchange.uploads import CHECK, COMMIT, basis, judged
from precursors.exchange.uploads_judged import kept
from precursors.intake.mapping import ColumnMapping, read_mapping
from precursors.jobs.worker import Run, Work

_COUNTED = ("rows", "accepted", "rejected", "known", "flags")


def runs(desk: Desk, today: Callable[[], date]) -> dict[str, Run]:
    """The kinds of job this room brings, over an installation."""
    return {CHECK: partial(_check, desk, today), COMMIT: partial(_commit, desk, today)}


def rejects_file(home: Path, number: str) -> Path:
    """Where the rejects workbook of an upload lies."""
    return home / "uploads" / f"{number}.xlsx"


def _check(desk: Desk, today: Callable[[], date], work: Work) -> Mapping[str, Any]:
    upload = _upload(desk, work)
    request = replace(_request(desk, upload, today(), work), dry_run=True)
    return _settled(desk, work, upload, request, take_in(desk, request))


def _commit(desk: Desk, today: Callable[[], date], work: Work) -> Mapping[str, Any]:
    upload = _upload(desk, work)
    chosen = json.loads(upload.decision or "{}")
    request = replace(
        _request(desk, upload, today(), work),
        actor=Actor(chosen["person"], upload.agency),
        accept_good=chosen["accept_good"],
        correct=chosen["correct"],
        reason=chosen["reason"],
    )
    return _settled(desk, work, upload, request, take_in(desk, request))


def _upload(desk: Desk, work: Work) -> Upload:
    with desk.database.aside.read() as session:
        return session.get_one(Upload, work.args["upload"])


def _request(desk: Desk, upload: Upload, today: date, work: Work) -> Request:
    return Request(
        upload.kind,
        desk.store.path(bytes.fromhex(upload.sha256)),
        upload.agency,
        Actor(upload.person, upload.agency),
        today,
        name=upload.name,
        convention=upload.convention,
        keep_unresolved=bool(upload.keep_unresolved),
        mapping=_mapping(desk, upload),
        encoding=upload.encoding,
        corrections=read_corrections(upload.corrections),
        request_key=request_key_of("upload", upload.id),
        sends_back=True,
        step=work.step,
    )


def _mapping(desk: Desk, upload: Upload) -> ColumnMapping | None:
    mapping = read_mapping(upload.mapping, desk.kinds[upload.kind].record) if upload.mapping else None
    return replace(mapping, convention=upload.convention) if isinstance(mapping, ColumnMapping) else None


def _settled(desk: Desk, work: Work, upload: Upload, request: Request, answer: Answer) -> Mapping[str, Any]:
    """Keep what came of it with the upload, and the bad rows as a workbook."""
    document = kept(answer)
    if answer.outcome.bad_rows:
        if answer.act is None:
            work.step("rejects", answer.outcome.rows)
        _write_rejects(desk, request, answer, upload.id, work.args["language"])
    elif answer.state == "committed" and not answer.outcome.rows:
        document = _as_previewed(document, judged(upload))
    state = _state(answer)
    desk.database.aside.write(lambda session: _keep(session, work, upload, state, document))
    return {"upload": upload.id, "state": state, "act": answer.act} | {name: document[name] for name in _COUNTED}


def _state(answer: Answer) -> str:
    if answer.state == "committed":
        return "done"
    if answer.state == "needs-mapping" or (answer.problem and answer.problem.code.startswith("mapping.")):
        return "mapping"
    return "refused" if answer.problem else "review"


def _keep(session: Session, work: Work, upload: Upload, state: str, document: dict[str, Any]) -> None:
    found = session.get(Upload, upload.id, with_for_update=True)
    if found is None or found.job != work.job.id or found.state not in {"checking", "writing"}:
        return
    changed = found.state == "writing" and state != "done"
    found.judged = json.dumps(document | {"basis": basis(upload), "changed": changed}, ensure_ascii=False)
    found.state = state


def _write_rejects(desk: Desk, request: Request, answer: Answer, number: str, language: str) -> None:
    out = rejects_file(desk.scratch.parent, number)
    out.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_rejects(desk, request, answer, out, language)


def _as_previewed(document: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """The act was found, written by a run that died: it was judged before, and its references say how much it wrote."""
    again = before | {name: document[name] for name in ("state", "act", "refs", "seconds")}
    return again | {"accepted": sum(block[2] for block in document["refs"])}
