"""Read facts back as leaves: what `verify` and `proof` recompute, since no row stores its own hash."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import repeat
from typing import TypeAlias

from sqlalchemy.orm import Session

from precursors.audit import merkle
from precursors.audit.canonical import head, pieces
from precursors.audit.headers import Run
from precursors.db.scan import rows_between
from precursors.db.tables import Fact, fact_id

Tails: TypeAlias = Callable[[Session, int, int], dict[int, bytes]]
"""(session, first key, last key) to the canonical transfers of each fact that has some."""

BATCH = 5_000

_tails: list[Tails] = []


def set_tails(tails: Tails) -> None:
    """The ledger, above this room, says how a fact's transfers end its leaf."""
    _tails[:] = [tails]


class UnknownKind(LookupError):
    """A span names a table or a version this installation does not know."""


def leaf_hashes(session: Session, act: int, spans: Iterable[Run]) -> bytearray:
    """Leaf hashes of a whole act, 32 bytes each, recomputed from its rows.

    A row that is missing leaves a gap, so the result is then too short. Raises UnknownKind.
    """
    hashes = bytearray()
    for span in spans:
        for contents in _contents(session, act, span):
            hashes += b"".join(map(merkle.leaf_hash, contents))
    return hashes


def content(session: Session, act: int, span: Run, leaf: int) -> bytes:
    """The bytes of one leaf. Raises LookupError when the row is gone."""
    key = fact_id(act, leaf)
    for contents in _between(session, span, key, key):
        return contents[0]
    message = f"row {key} of {span.kind} is missing"
    raise LookupError(message)


def model_of(span: Run) -> type[Fact]:
    """The model whose rows a run counts. Raises UnknownKind."""
    model = Fact.kinds.get(span.kind)
    if model is None or model.fields_in(span.version) is None:
        raise UnknownKind(f"{span.kind} version {span.version}")
    return model


def _contents(session: Session, act: int, span: Run) -> Iterator[list[bytes]]:
    for first in range(span.first, span.first + span.rows, BATCH):
        last = min(first + BATCH, span.first + span.rows) - 1
        yield from _between(session, span, fact_id(act, first), fact_id(act, last))


def _between(session: Session, span: Run, first: int, last: int) -> Iterator[list[bytes]]:
    model = model_of(span)
    names = model.fields_in(span.version) or ()
    later = [name for name in model.facts[1] if name not in names]
    rows = rows_between(session, span.kind, ("id", *names, *later), "id", first, last)
    if not rows:
        return
    keys, *fields = zip(*rows, strict=True)
    fields, beyond = fields[: len(names)], fields[len(names) :]
    # A column that came later has no place in this leaf; where it is filled all the same, the leaf is another one.
    fields += [column for column in beyond if any(value is not None for value in column)]
    tails = _tails[0](session, first, last) if _tails else {}
    start = head(span.kind, span.version)
    ends = map(tails.get, keys, repeat(b""))
    yield [start + b"".join(parts) + end for *parts, end in zip(*map(pieces, fields), ends, strict=True)]
