"""Do what a request asks once, however often it is sent: the Idempotency-Key.

A request that names itself is remembered with its answer for a day; the same one again gets the same answer, another
one under the same name is refused, and a twin that comes while the first is being done is asked to wait. The name also
becomes the act's request key, so that even where the answer was lost with the process nothing is written twice.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from hashlib import file_digest, sha256
from uuid import uuid4

from flask import Response, g, request
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from precursors.api.models import Asked
from precursors.api.refusals import Wrong, refused
from precursors.audit.acts import request_key_of
from precursors.db.clock import database_time
from precursors.problems import Problem, problem
from precursors.web.access import reader
from precursors.web.here import here

HEADER, REPLAYED = "Idempotency-Key", "Idempotency-Replayed"
KEPT = timedelta(hours=24)
LEASE = timedelta(seconds=60)
"""After so long without an answer a request is taken for lost."""
REMEMBERED = ("Content-Type", "Content-Language", "ETag", "Location")
_KEY = re.compile(r"[!-~]{1,255}")


@dataclass(frozen=True, slots=True)
class Replay:
    """An answer that was given before."""

    status: int
    headers: dict[str, str]
    body: bytes


def once(run: Callable[[], Response]) -> Response:
    """Answer the present request by `run`, unless it names itself and was answered already."""
    name = request.headers.get(HEADER)
    if name is None:
        return run()
    if not _KEY.fullmatch(name):
        return refused(400, [Wrong(problem("api.key"), None, HEADER)])
    key, told = sha256(f"{reader().person}\0{name}".encode()).digest(), _told()
    g.request_key = request_key_of("api", reader().person, name, told.hex())
    before = _claimed(key, told)
    if isinstance(before, Problem):
        status = 409 if before.code == "api.key-open" else 422
        return refused(status, [Wrong(before, None, HEADER)], {"Retry-After": "1"} if status == 409 else {})
    if isinstance(before, Replay):
        return Response(before.body, before.status, before.headers | {REPLAYED: "true"})
    return _done(run, key)


def request_key() -> str:
    """What names the act of the present request."""
    if "request_key" not in g:
        g.request_key = uuid4().hex
    return str(g.request_key)


def _done(run: Callable[[], Response], key: bytes) -> Response:
    """Run, and remember the answer if something came of it; else the name is free again."""
    after: Callable[[Session], None] = partial(_free, key=key)
    try:
        answer = run()
        if answer.status_code < 300:
            after = partial(_keep, key=key, answer=answer)
        return answer
    finally:
        here().whole.aside.write(after)


def _told() -> bytes:
    """The hash of what is asked; of a form that carries files, of its fields and their bytes."""
    digest = sha256(f"{request.method}\0{request.full_path}\0".encode())
    if request.mimetype != "multipart/form-data":
        digest.update(request.get_data())
        return digest.digest()
    for name, text in sorted((str(name), text) for name, text in request.form.items(multi=True)):
        digest.update(json.dumps([name, text]).encode())
    for name, file in sorted(request.files.items(multi=True), key=lambda pair: str(pair[0])):
        digest.update(json.dumps([name, file.filename]).encode() + file_digest(file.stream, "sha256").digest())  # type: ignore[arg-type] # a stream with read
        file.stream.seek(0)
    return digest.digest()


def _claimed(key: bytes, told: bytes) -> Replay | Problem | None:
    try:
        return here().whole.aside.write(partial(_claim, key=key, told=told))
    except IntegrityError:  # its twin was the one that came first
        return problem("api.key-open")


def _claim(session: Session, key: bytes, told: bytes) -> Replay | Problem | None:
    now = database_time(session)
    session.execute(delete(Asked).where(Asked.made < now - KEPT))
    known = session.get(Asked, key, with_for_update=True)
    if known is None:
        session.add(Asked(key=key, request=told, state="open", made=now))
        return None
    if known.request != told:
        return problem("api.key-reused")
    if known.state == "done":
        return Replay(known.status or 200, json.loads(known.headers or "{}"), bytes(known.body or b""))
    if known.made > now - LEASE:
        return problem("api.key-open")
    known.made = now
    return None


def _keep(session: Session, key: bytes, answer: Response) -> None:
    known = session.get(Asked, key)
    if known is not None:
        headers = {name: answer.headers[name] for name in REMEMBERED if name in answer.headers}
        known.state, known.status, known.headers = "done", answer.status_code, json.dumps(headers)
        known.body = answer.get_data()


def _free(session: Session, key: bytes) -> None:
    session.execute(delete(Asked).where(Asked.key == key, Asked.state == "open"))
