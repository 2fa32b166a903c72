"""Lay documents to records, find those a record has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.acts import Actor, open_act
from precursors.audit.models import Act
from precursors.audit.reasons import withheld
from precursors.db.engine import lock_writer
from precursors.db.tables import LEAF_BITS, Fact
from precursors.documents.models import Attachment, Document
from precursors.documents.rules import LOOKED_AT, kind_against
from precursors.documents.store import Store
from precursors.problems import Problem, problem
from precursors.scope.visible import Sight, known, visible

ROLE = "attachment"


class Upload(NamedTuple):
    """A file handed in: where its bytes lie now, and the name the sender gave it."""

    path: Path
    name: str


class Seen(NamedTuple):
    """A document that a reader may take away, and the agency by which they see it."""

    id: int
    name: str
    agency: str | None


class Attached(NamedTuple):
    """A document of a record, as a page lists it."""

    sha256: str
    name: str
    size: int
    act: int
    by: str
    at: datetime


def attach(
    session: Session, actor: Actor, subject: Fact, upload: Upload, store: Store, reason: str | None = None
) -> int | Problem:
    """Keep a file and lay it to a record of an agency, in an act of its own; answers the act.

    The bytes are safe in the store before anything is written. The same bytes at the same record are a problem.
    """
    size = upload.path.stat().st_size
    if not size:
        return problem("document.empty", "file", name=upload.name)
    with upload.path.open("rb") as file:
        wrong = kind_against(upload.name, file.read(LOOKED_AT))
    if wrong is not None:
        return wrong
    digest = store.keep(upload.path)
    lock_writer(session)
    if digest.hex() in {known.sha256 for known in attached(session, Sight(), subject.__tablename__, [subject.id])}:
        return problem("document.known", "file", name=upload.name)
    agency = str(getattr(subject, "agency", ""))
    act = open_act(session, "attach-document", Actor(actor.name, actor.agency or agency), reason)
    document = act.add(Document, {"sha256": digest, "name": upload.name, "size": size, "role": ROLE})
    link = {"agency": agency, "kind": subject.__tablename__, "subject": subject.id, "document": document}
    act.add(Attachment, link)
    act.seal()
    return act.id


def attached(session: Session, sight: Sight, kind: str, keys: Iterable[int]) -> list[Attached]:
    """The documents laid to any of these records that a reader may see, oldest first, in one query."""
    query: Any = (
        select(Document, Act)
        .join(Attachment, Attachment.document == Document.id)
        .join(Act, Act.id == Attachment.id // (1 << LEAF_BITS))
        .where(Attachment.kind == kind, Attachment.subject.in_(list(keys)))
        .order_by(Attachment.id)
    )
    query = visible(query, Attachment, replace(sight, person=None))
    model = Fact.kinds.get(kind)
    if model is not None and model.confined_by and sight.person is not None:
        query = query.where(known(model, Attachment.subject.expression, sight))
    found = session.execute(query)
    return [Attached(d.sha256.hex(), d.name, d.size, act.id, act.actor, act.at) for d, act in found]


def document_seen(session: Session, sight: Sight, digest: bytes) -> Seen | None:
    """The document with this hash, if it lies at a record or came with an act of the reader's agency.

    What lies in a restricted case, or was given out of one, is there for those alone who work on it.
    """
    laid: Any = (
        select(Document.id, Document.name, Attachment.agency)
        .join(Attachment, Attachment.document == Document.id)
        .where(Document.sha256 == digest)
        .order_by(Document.id)
        .limit(1)
    )
    came: Any = (
        select(Document.id, Document.name, Act.agency)
        .join(Act, Act.id == Document.id // (1 << LEAF_BITS))
        .where(Document.sha256 == digest)
        .order_by(Document.id)
        .limit(1)
    )
    if sight.agencies is not None:
        came = came.where(Act.agency.in_(sight.agencies), Act.id.not_in(withheld(session, sight)))
    found = session.execute(visible(laid, Attachment, sight.own)).first() or session.execute(came).first()
    return Seen(*found) if found else None
