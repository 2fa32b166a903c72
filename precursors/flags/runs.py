"""Which flags a record has: runs of flagged records, kept with the flags so that nobody reads all flags for one row.

A run is short, so every run that holds a record ends at most `RUN` keys behind it: that bounds the search by an index.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from precursors.db.bulk import insert_rows
from precursors.db.tables import act_of
from precursors.flags.models import Flag, Flagged
from precursors.problems import Problem, problem
from precursors.scope.visible import Sight, visible

RUN = 256
"""Records of one run at most."""

_BATCH = 2_000
_COLUMNS = ("kind", "last", "flag", "first")


def runs(subjects: str) -> Iterator[tuple[int, int]]:
    """(first, last) of the short runs that ranges such as `5-7,9` come to."""
    for text in filter(None, subjects.split(",")):
        start, _, end = text.partition("-")
        first, last = int(start), int(end or start)
        for at in range(first, last + 1, RUN):
            yield at, min(at + RUN - 1, last)


def keep_runs(session: Session, flags: Iterable[tuple[int, str, str]]) -> None:
    """Keep the runs of flags just written; each is (key, kind, subjects)."""
    rows = [(kind, last, flag, first) for flag, kind, subjects in flags for first, last in runs(subjects)]
    rows.sort()  # in the order of their key, or every row would land on another page of the table
    if rows:
        insert_rows(session, Flagged.__tablename__, _COLUMNS, rows)


def flags_of(session: Session, sight: Sight, kind: str, keys: Iterable[int]) -> dict[int, list[Flag]]:
    """The flags a reader may see on each of these records, in one query; records without one are left out."""
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    near = [and_(Flagged.last >= least, Flagged.last < most + RUN) for least, most in _stretches(wanted)]
    query: Any = select(Flagged.first, Flagged.last, Flag).join(Flag, Flag.id == Flagged.flag)
    query = visible(query.where(Flagged.kind == kind, or_(*near)), Flag, sight).order_by(Flag.score.desc(), Flag.id)
    found: dict[int, list[Flag]] = {}
    for first, last, flag in session.execute(query):
        for key in wanted:
            if first <= key <= last:
                found.setdefault(key, []).append(flag)
    return found


def _stretches(keys: list[int]) -> Iterator[tuple[int, int]]:
    """The least and greatest key of each act among sorted keys."""
    least = most = keys[0]
    for key in keys[1:]:
        if act_of(key) != act_of(most):
            yield least, most
            least = key
        most = key
    yield least, most


def runs_hold(session: Session) -> Iterator[Problem]:
    """For `verify`: the runs kept are exactly those of the flags, in the order of both."""
    order = (Flagged.flag, Flagged.first)
    query = select(Flagged.flag, Flagged.kind, Flagged.first, Flagged.last).order_by(*order)
    kept = (tuple(row) for row in session.execute(query.execution_options(yield_per=_BATCH)))
    for found, expected in zip_longest(kept, _expected(session)):
        if found != expected:
            yield problem("verify.aggregate", what="flagged records", found=found, expected=expected)
            return


def _expected(session: Session) -> Iterator[tuple[int, str, int, int]]:
    query = select(Flag.id, Flag.kind, Flag.subjects).order_by(Flag.id).execution_options(yield_per=_BATCH)
    for flag, kind, subjects in session.execute(query):
        yield from ((flag, kind, first, last) for first, last in runs(subjects))
