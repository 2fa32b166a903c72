"""Open an act, write its rows, seal it: the only way facts come into the registry.

An `OpenAct` numbers the rows it is given, keeps their leaf hashes and spans, and `seal` writes the act's last row.
All of it happens inside one `write` unit; the caller holds the writer's lock from `open_act` on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from itertools import repeat
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from precursors.audit import canonical, headers, merkle
from precursors.audit.models import Act, Seal, Span
from precursors.audit.refs import first_free
from precursors.db.bulk import insert_rows
from precursors.db.clock import database_time
from precursors.db.engine import lock_writer
from precursors.db.tables import Fact, fact_id

GENESIS_PREV = bytes(32)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a name that is written into the act, and the agency on whose behalf, if one."""

    name: str
    agency: str | None = None


@dataclass(slots=True)
class OpenAct:
    """An act being written."""

    session: Session
    id: int
    kind: str
    actor: Actor
    at: datetime
    reason: str | None
    request_key: str | None
    prev: bytes
    leaves: bytearray = field(default_factory=bytearray)
    spans: list[dict[str, Any]] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Leaves so far."""
        return len(self.leaves) // merkle.SIZE

    def add(self, model: type[Fact], values: dict[str, Any], tail: bytes = b"") -> int:
        """Insert one fact; answer its key. `tail` is the canonical form of its transfers."""
        return self.add_many(model, [values], [tail])

    def add_many(self, model: type[Fact], rows: Sequence[dict[str, Any]], tails: Sequence[bytes] | None = None) -> int:
        """Insert facts of one kind; answer the key of the first, the others follow. Rows must not be empty."""
        names = model.facts[1]
        others = [name for name in _columns(model) if name not in names]
        columns = [[row.get(name) for row in rows] for name in (*names, *others)]
        return self._columns_added(model, others, columns, tails or [b""] * len(rows))

    def add_rows(self, model: type[Fact], rows: Sequence[Sequence[Any]]) -> int:
        """Insert facts whose values stand in the order of `model.facts`, and which have no other columns."""
        return self._columns_added(model, [], list(zip(*rows, strict=True)), [b""] * len(rows))

    def _columns_added(
        self, model: type[Fact], others: Sequence[str], columns: Sequence[Sequence[Any]], tails: Sequence[bytes]
    ) -> int:
        """Hash and insert facts column by column: those of the leaf in order, then `others`."""
        first, rows = self.count, len(tails)
        version, names = model.facts
        start = b"\x00" + canonical.head(model.__tablename__, version)
        parts = [canonical.pieces(column) for column in columns[: len(names)]]
        hashed = zip(repeat(start, rows), *parts, tails, strict=True)
        self.leaves += b"".join([sha256(b"".join(row)).digest() for row in hashed])
        key = fact_id(self.id, first)
        numbered = zip(range(key, key + rows), *map(_stored, columns), strict=True)
        insert_rows(self.session, model.__tablename__, ("id", *names, *others), numbered)
        self.span(model, first, rows)
        return key

    def claim(self, model: type[Fact], hashes: Iterable[bytes]) -> int:
        """Count rows that the caller inserts itself, given their hashes by and by; answer the key of the first."""
        first = self.count
        for some in hashes:
            self.leaves += some
        if self.count > first:
            self.span(model, first, self.count - first)
        return fact_id(self.id, first)

    def span(self, model: type[Fact], first: int, count: int) -> None:
        """Note a run of leaves; a run that continues the last one is joined to it."""
        year, number = None, None
        if model.prefix:
            year = self.at.year
            number = first_free(self.session, model.__tablename__, year, self.spans)
        last = self.spans[-1] if self.spans else None
        if last and last["kind"] == model.__tablename__:
            last["count"] += count
            return
        self.spans.append(
            {"act": self.id, "first": first, "count": count, "kind": model.__tablename__}
            | {"version": model.facts[0], "ref_year": year, "ref_first": number}
        )

    def seal(self) -> bytes:
        """Write spans and seal; answer the act's hash. After it the database refuses any row of this act."""
        if self.spans:
            self.session.execute(insert(Span), self.spans)
        root = merkle.root(self.leaves)
        hashed = merkle.leaf_hash(self._header(root))
        values = {"act": self.id, "leaves": self.count, "root": root, "prev": self.prev, "hash": hashed}
        self.session.execute(insert(Seal), values)
        return hashed

    def _header(self, root: bytes) -> bytes:
        actor = self.actor
        return headers.written(
            (self.id, self.prev, self.kind, actor.name, actor.agency, self.at, self.reason, self.request_key),
            self.count,
            root,
            (headers.run_of(span) for span in self.spans),
        )


def _stored(values: Sequence[Any]) -> Sequence[Any]:
    """Values as the driver takes them: days as ISO text on either engine."""
    if not any(isinstance(value, date) for value in values):
        return values
    return [value.isoformat() if isinstance(value, date) else value for value in values]


def _columns(model: type[Fact]) -> list[str]:
    return [column.key for column in model.__table__.columns if column.key != "id"]


def open_act(
    session: Session, kind: str, actor: Actor, reason: str | None = None, request_key: str | None = None
) -> OpenAct:
    """Take the writer's lock, number the act, write its row. The act must be sealed in the same unit."""
    lock_writer(session)
    last = session.execute(
        select(Seal.act, Seal.hash, Act.at).join(Act, Act.id == Seal.act).order_by(Seal.act.desc()).limit(1)
    ).one_or_none()
    number, prev, at = (last.act + 1, last.hash, last.at) if last else (0, GENESIS_PREV, None)
    now = database_time(session)
    act = OpenAct(session, number, kind, actor, max(now, at) if at else now, reason, request_key, prev)
    session.execute(
        insert(Act),
        {"id": number, "kind": kind, "actor": actor.name, "agency": actor.agency}
        | {"at": act.at, "reason": reason, "request_key": request_key},
    )
    return act


def last_act(session: Session) -> int:
    """Number of the last sealed act; -1 before the genesis."""
    number = session.execute(select(func.max(Seal.act))).scalar_one()
    return -1 if number is None else number


def act_of_request(session: Session, request_key: str) -> int | None:
    """The act a request has already led to."""
    return session.execute(select(Act.id).where(Act.request_key == request_key)).scalar_one_or_none()


def request_key_of(*parts: str) -> str:
    """A request key made from what the request says, for callers that bring none of their own."""
    return sha256("\x1f".join(parts).encode()).hexdigest()
