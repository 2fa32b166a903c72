"""One record of a shelf with all the registry knows of it: state, history, flags, documents, panels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.keys import standing
from precursors.audit.models import Act
from precursors.audit.refs import refs_of
from precursors.db.tables import act_of
from precursors.documents.service import Attached, attached
from precursors.flags.marks import flags_of
from precursors.flags.models import Flag
from precursors.flags.service import states
from precursors.lives.service import Step, history, state_of
from precursors.registers.listing import find
from precursors.registers.panels import Panel, panels
from precursors.registers.shelf import Shelf, Verb
from precursors.scope.masking import Masked, as_seen
from precursors.scope.visible import Sight


class Version(NamedTuple):
    """One version of a record, by the act that wrote it."""

    ref: str
    act: int
    kind: str
    actor: str
    at: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """A record as its page tells it."""

    ref: str
    row: Any
    """The record, or what is left of it for this reader."""
    current: str | None
    """Reference of the version that stands; None where none does."""
    state: str | None
    since: date | None
    verbs: Sequence[Verb]
    """What its state allows, where the reader may act on it at all."""
    versions: Sequence[Version]
    steps: Sequence[Step]
    flags: Sequence[tuple[str, Flag, str]]
    """Reference, flag, disposition."""
    documents: Sequence[Attached]
    panels: Sequence[Panel]

    @property
    def standing(self) -> bool:
        """Whether this very version stands."""
        return self.current == self.ref


def told(session: Session, shelf: Shelf, sight: Sight, ref: str, today: date) -> Told | None:
    """Everything about one record, in a fixed number of queries; None where the reader may not know of it."""
    row = find(session, shelf.model, sight, ref)
    if row is None:
        return None
    (seen,) = as_seen(session, [row], sight)
    whole, kind = not isinstance(seen, Masked), shelf.model.__tablename__
    acts = whole and shelf.acting(session, sight, row) is not None
    now = standing(session, [row.key]).get(row.key)
    life = state_of(session, shelf.machine, row.key) if shelf.machine else None
    keys = _versions_of(session, shelf, row) if whole and sight.owns(row.agency) else [row.id]
    flags = flags_of(session, sight.own, kind, keys)
    found = [flag for own in flags.values() for flag in own]
    names, judged = refs_of(session, Flag, [flag.id for flag in found]), states(session, [flag.id for flag in found])
    refs = refs_of(session, shelf.model, [*keys, *([now] if now else [])])
    return Told(
        ref=refs[row.id],
        row=seen,
        current=refs.get(now) if now else None,
        state=life.state if life else None,
        since=life.since if life else None,
        verbs=[
            verb
            for verb in (_offered(shelf, life.state if life else None) if now == row.id else ())
            if (acts or (verb.shared and whole)) and (verb.fits is None or verb.fits(session, sight, row, today))
        ],
        versions=_told(session, keys, refs) if whole else (),
        steps=history(session, sight, kind, row.key) if shelf.machine else (),
        flags=[(names[flag.id], flag, judged[flag.id]) for flag in found],
        documents=attached(session, sight.own, kind, keys),
        panels=list(panels(session, shelf.kind, sight, row, today)) if whole else (),
    )


def _offered(shelf: Shelf, state: str | None) -> Sequence[Verb]:
    """The verbs a record's state allows."""
    led = shelf.machine.possible(state) if shelf.machine and state else ()
    edges = shelf.machine.verbs if shelf.machine else ()
    return [
        verb
        for verb in shelf.verbs
        if (state in verb.states if verb.states is not None else verb.name in led or verb.name not in edges)
    ]


def _versions_of(session: Session, shelf: Shelf, row: Any) -> list[int]:  # noqa: ANN401 - of the shelf's model
    table = shelf.model.__table__.columns
    query = select(table["id"]).where(table["key"] == row.key, table["agency"] == row.agency).order_by(table["id"])
    return list(session.execute(query).scalars())


def _told(session: Session, keys: Sequence[int], refs: dict[int, str]) -> list[Version]:
    acts = {act_of(key) for key in keys}
    known = {act.id: act for act in session.execute(select(Act).where(Act.id.in_(acts))).scalars()}
    rows = [(refs[key], known[act_of(key)]) for key in keys]
    return [Version(ref, act.id, act.kind, act.actor, act.at, act.reason) for ref, act in rows]
