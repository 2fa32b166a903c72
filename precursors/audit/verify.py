"""Recompute everything that can be recomputed, and name the first place that differs.

Order of work: chain and headers, leaves and roots of each act, then the checks other rooms have registered (balances,
current rows, aggregates, guards, schema, file) and those of the caller (documents, which belong to one installation).
With a checkpoint, also that today's log grew from the one it signed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import TypeAlias

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from precursors.audit import merkle
from precursors.audit.acts import GENESIS_PREV, header
from precursors.audit.leaves import UnknownKind, leaf_hashes
from precursors.audit.models import Act, Seal, Span
from precursors.problems import Problem, problem

Check: TypeAlias = Callable[[Session], Iterator[Problem]]
"""Looks through one part of the registry and yields what differs, in order."""

_checks: dict[str, Check] = {}


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


def verify(
    session: Session,
    since: int = 0,
    checkpoint: tuple[int, bytes] | None = None,
    extra_checks: Iterable[Check] = (),
) -> Verdict:
    """Verify the registry. `since` skips recomputing leaves of earlier acts; the chain is always checked whole.

    `checkpoint` is (size, root) of a log head that was signed before. `extra_checks` are for this registry alone
    and come last. What the engine cannot read any more is `verify.integrity`; OperationalError (locked, out of
    reach) is raised, since it says nothing about the content.
    """
    try:
        return _verified(session, since, checkpoint, (*_checks.values(), *extra_checks))
    except OperationalError:
        raise
    except DBAPIError as wrong:
        detail = " ".join(str(wrong.orig).split())
        return Verdict(0, 0, merkle.EMPTY, problem("verify.integrity", detail=detail))


def _verified(session: Session, since: int, checkpoint: tuple[int, bytes] | None, checks: Iterable[Check]) -> Verdict:
    rows = 0
    log = bytearray()
    for act, seal, spans in _acts(session):
        wrong = _act_wrong(session, act, seal, spans, bytes(log[-32:]) or GENESIS_PREV, since)
        if wrong:
            return Verdict(len(log) // 32, rows, merkle.root(log), wrong)
        log += seal.hash
        rows += seal.leaves
    broken = _log_wrong(log, checkpoint) or _chain_ends(session) or _first_of(checks, session)
    return Verdict(len(log) // 32, rows, merkle.root(log), broken)


def _acts(session: Session) -> Iterator[tuple[Act, Seal, list[Span]]]:
    spans = groupby(session.execute(select(Span).order_by(Span.act, Span.first)).scalars(), key=attrgetter("act"))
    number, group = next(spans, (None, iter(())))
    query = select(Act, Seal).join(Seal, Seal.act == Act.id).order_by(Act.id)
    for act, seal in session.execute(query.execution_options(yield_per=500)):
        mine = []
        if number == act.id:
            mine = list(group)
            number, group = next(spans, (None, iter(())))
        yield act, seal, mine


def _act_wrong(session: Session, act: Act, seal: Seal, spans: list[Span], prev: bytes, since: int) -> Problem | None:
    if seal.prev != prev:
        return problem("verify.chain", act=act.id)
    fields = (act.id, prev, act.kind, act.actor, act.agency, act.at, act.reason, act.request_key)
    if merkle.leaf_hash(header(fields, seal.leaves, seal.root)) != seal.hash:
        return problem("verify.header", act=act.id)
    expected = 0
    for span in spans:
        if span.first != expected:
            return problem("verify.spans", act=act.id)
        expected += span.count
    if expected != seal.leaves:
        return problem("verify.spans", act=act.id)
    return _leaves_wrong(session, act, seal, spans) if act.id >= since else None


def _leaves_wrong(session: Session, act: Act, seal: Seal, spans: list[Span]) -> Problem | None:
    try:
        hashes = leaf_hashes(session, act.id, spans)
    except UnknownKind as unknown:
        return problem("verify.unknown-kind", act=act.id, kind=unknown)
    if len(hashes) != seal.leaves * merkle.SIZE:
        return problem("verify.rows-missing", act=act.id, found=len(hashes) // 32, expected=seal.leaves)
    if merkle.root(hashes) != seal.root:
        return problem("verify.rows-differ", act=act.id)
    return None


def _chain_ends(session: Session) -> Problem | None:
    loose = session.execute(select(Act.id).outerjoin(Seal, Seal.act == Act.id).where(Seal.act.is_(None)))
    number = loose.scalars().first()
    return problem("verify.unsealed", act=number) if number is not None else None


def _log_wrong(log: bytearray, checkpoint: tuple[int, bytes] | None) -> Problem | None:
    if checkpoint is None:
        return None
    size, root = checkpoint
    if size > len(log) // 32:
        return problem("verify.log-shorter", signed=size, found=len(log) // 32)
    if merkle.root(log[: size * 32]) != root:
        return problem("verify.log-rewritten", signed=size)
    return None


def _first_of(checks: Iterable[Check], session: Session) -> Problem | None:
    for check in checks:
        for found in check(session):
            return found
    return None
