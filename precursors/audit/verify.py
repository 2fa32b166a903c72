"""Recompute everything that can be recomputed, and name the first place that differs.

Order of work: chain and headers, leaves and roots of each act, then the checks other rooms have registered (balances,
current rows, aggregates, guards, schema, file) and those of the caller (documents, which belong to one installation).
With a checkpoint, also that today's log grew from the one it signed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from precursors.audit import headers, leaves, merkle, quick
from precursors.audit.acts import GENESIS_PREV
from precursors.audit.headers import Run
from precursors.db.scan import DAMAGED_VALUE, engine_errors, says_nothing, streamed
from precursors.db.tables import Fact, Table
from precursors.problems import Problem, problem

Check: TypeAlias = Callable[[Session], Iterator[Problem]]
"""Looks through one part of the registry and yields what differs, in order."""

_checks: dict[str, Check] = {}

_ACTS = (
    "SELECT act.id, prev, kind, actor, agency, at, reason, request_key, leaves, root, hash"
    " FROM act LEFT JOIN seal ON seal.act = act.id ORDER BY act.id"
)
_SPANS = "SELECT act, first, count, kind, version, ref_year, ref_first FROM span ORDER BY act, first"
_NO_MORE: tuple[None, Iterator[Any]] = (None, iter(()))


def register(name: str, check: Check) -> None:
    """A room above adds its own check; `app` calls this at start. It must hold for every registry of the process."""
    _checks[name] = check


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verification saw: acts and rows gone through, and the first thing that differs, if any."""

    acts: int
    rows: int
    log_root: bytes
    broken: Problem | None = None


class Sealed(NamedTuple):
    """An act with its seal, as the driver gives them."""

    id: int
    prev: bytes
    kind: str
    actor: str
    agency: str | None
    at: Any
    reason: str | None
    request_key: str | None
    leaves: int
    root: bytes
    hash: bytes | None


@dataclass(slots=True)
class _Seen:
    """How far verification has come."""

    since: int
    log: bytearray = field(default_factory=bytearray)
    written: Counter[str] = field(default_factory=Counter)
    """Rows of each table that the acts wrote."""

    @property
    def acts(self) -> int:
        """How many acts the log holds."""
        return len(self.log) // merkle.SIZE


def verify(
    session: Session,
    since: int = 0,
    checkpoint: tuple[int, bytes] | None = None,
    extra_checks: Iterable[Check] = (),
) -> Verdict:
    """Verify the registry. `since` skips recomputing leaves of earlier acts; the chain is always checked whole.

    `checkpoint` is (size, root) of a log head that was signed before. `extra_checks` are for this registry alone
    and come last. What can no longer be read is a finding like what reads differently; an engine's error is raised
    where it says nothing about the content (locked, out of reach).
    """
    seen = _Seen(since)
    checks = (*_checks.items(), *((f"check {at}", check) for at, check in enumerate(extra_checks, 1)))
    broken = (
        _tried(session, lambda: _acts_wrong(session, seen), lambda _: problem("verify.header", act=seen.acts))
        or _log_wrong(seen.log, checkpoint)
        or _first_of(checks, session)
    )
    return Verdict(seen.acts, seen.written.total(), merkle.root(seen.log), broken)


def _tried(
    session: Session, look: Callable[[], Problem | None], damaged: Callable[[Exception], Problem]
) -> Problem | None:
    """What `look` finds; where a value cannot be what it should be, what `damaged` says to that. What the engine
    itself cannot read is `verify.integrity`.
    """
    try:
        return look()
    except engine_errors(session) as wrong:
        if says_nothing(wrong):
            raise
        return unread(wrong)
    except DAMAGED_VALUE as wrong:
        return damaged(wrong)


def unread(wrong: Exception, where: str = "") -> Problem:
    """The problem that something (`where`) cannot be read any more, as the engine's error tells it."""
    told = " ".join(str(getattr(wrong, "orig", wrong)).split())
    return problem("verify.integrity", detail=f"{where}: {told}" if where else told)


def _acts_wrong(session: Session, seen: _Seen) -> Problem | None:
    """Go through every act in order; stop at the first that is not as it was sealed."""
    spans = groupby(chain.from_iterable(streamed(session, _SPANS)), key=itemgetter(0))
    number, group = next(spans, _NO_MORE)
    for row in chain.from_iterable(streamed(session, _ACTS)):
        act, runs = Sealed(*row), list[Run]()
        if number == act.id:
            runs = [_run(span) for span in group]
            number, group = next(spans, _NO_MORE)
        wrong = _act_wrong(session, act, runs, seen)
        if wrong:
            return wrong
        seen.log += act.hash or b""
        for run in runs:
            seen.written[run.kind] += run.rows
    return problem("verify.spans", act=number) if number is not None else _added(session, seen)


def _run(span: tuple[Any, ...]) -> Run:
    _, first, count, kind, version, year, number = span
    return Run(first, count, kind.decode() if isinstance(kind, bytes) else kind, version, year, number)


def _act_wrong(session: Session, act: Sealed, runs: list[Run], seen: _Seen) -> Problem | None:
    if act.hash is None:
        return problem("verify.unsealed", act=act.id)
    if act.id != seen.acts or act.prev != (bytes(seen.log[-merkle.SIZE :]) or GENESIS_PREV):
        return problem("verify.chain", act=act.id)
    expected = 0
    for run in runs:
        if run.first != expected:
            return problem("verify.spans", act=act.id)
        expected += run.rows
    if expected != act.leaves:
        return problem("verify.spans", act=act.id)
    named = (act.id, act.prev, act.kind, act.actor, act.agency, act.at, act.reason, act.request_key)
    if merkle.leaf_hash(headers.written(named, act.leaves, act.root, runs)) != act.hash:
        return problem("verify.header", act=act.id)
    if act.id < seen.since:
        return None
    differ = problem("verify.rows-differ", act=act.id)
    return _tried(session, lambda: _leaves_wrong(session, act, runs), lambda _: differ)


def _leaves_wrong(session: Session, act: Sealed, runs: list[Run]) -> Problem | None:
    size = act.leaves * merkle.SIZE
    try:
        hashes = quick.leaf_hashes(session, act.id, runs)
        if hashes is not None and len(hashes) == size and merkle.root(hashes) == act.root:
            return None
        hashes = leaves.leaf_hashes(session, act.id, runs)
    except leaves.UnknownKind as unknown:
        return problem("verify.unknown-kind", act=act.id, kind=unknown)
    if len(hashes) != size:
        return problem("verify.rows-missing", act=act.id, found=len(hashes) // merkle.SIZE, expected=act.leaves)
    return None if merkle.root(hashes) == act.root else problem("verify.rows-differ", act=act.id)


def _added(session: Session, seen: _Seen) -> Problem | None:
    """Rows that no act wrote: a seal without its act, facts outside every span."""
    expected = {"seal": seen.acts} | {kind: seen.written[kind] for kind in Fact.kinds}
    for table, count in expected.items():
        found = session.execute(select(func.count()).select_from(Table.metadata.tables[table])).scalar_one()
        if found != count:
            return problem("verify.rows-added", table=table, found=found, expected=count)
    return None


def _log_wrong(log: bytearray, checkpoint: tuple[int, bytes] | None) -> Problem | None:
    if checkpoint is None:
        return None
    size, root = checkpoint
    if size > len(log) // merkle.SIZE:
        return problem("verify.log-shorter", signed=size, found=len(log) // merkle.SIZE)
    if merkle.root(log[: size * merkle.SIZE]) != root:
        return problem("verify.log-rewritten", signed=size)
    return None


def _first_of(checks: Iterable[tuple[str, Check]], session: Session) -> Problem | None:
    for name, check in checks:
        found = _tried(session, partial(_first, check, session), partial(unread, where=name))
        if found:
            return found
    return None


def _first(check: Check, session: Session) -> Problem | None:
    return next(check(session), None)
