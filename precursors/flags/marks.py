"""Which flags a record has: marks on blocks of records, kept with the flags so that nobody reads all flags for one row.

A block is `BLOCK` records with neighbouring keys. All flags of one act that are about records of a block stand in one
row, so 100,000 rows with two flags each come to a few hundred rows. `ranges` and `keys_in` spell a flag's subjects.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, zip_longest
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, Integer, cast, exists, func, select
from sqlalchemy.orm import Session

from precursors.db.bulk import insert_rows
from precursors.db.tables import LEAF_BITS, act_of, fact_id, leaf_of
from precursors.flags.models import BLOCK, BLOCK_BITS, Flag, Flagged
from precursors.problems import Problem, problem
from precursors.scope.visible import Sight

_BATCH = 2_000
_COLUMNS = ("kind", "block", "act", "marks", "pairs")
_MARK = b"\x01"
_WITHIN = BLOCK - 1

Row: TypeAlias = tuple[str, int, int, bytes, bytes]
"""A row of the table, its values in the order of its columns."""


class About(NamedTuple):
    """A flag and the records it is about."""

    flag: int
    kind: str
    keys: Sequence[int]


def ranges(keys: Iterable[int]) -> str:
    """Keys as ascending ranges: 5, 6, 7, 9 is `5-7,9`."""
    told: list[str] = []
    first = last = -1
    for key in sorted(set(keys)):
        if key == last + 1 and told:
            last = key
            told[-1] = f"{first}-{last}"
        else:
            first = last = key
            told.append(str(key))
    return ",".join(told)


def keys_in(text: str) -> list[int]:
    """The keys that `ranges` wrote."""
    keys: list[int] = []
    for run in filter(None, text.split(",")):
        first, _, last = run.partition("-")
        keys.extend(range(int(first), int(last or first) + 1))
    return keys


def keep_marks(session: Session, flags: Iterable[About]) -> None:
    """Mark the records of flags just written, which are all flags of one act."""
    rows = _rows(flags)
    if rows:
        insert_rows(session, Flagged.__tablename__, _COLUMNS, rows)


def _rows(flags: Iterable[About]) -> list[Row]:
    """What is kept of the flags of one act, in the order of its key."""
    kinds: defaultdict[str, defaultdict[int, array[int]]] = defaultdict(lambda: defaultdict(_no_pairs))
    act = 0
    for flag, kind, keys in flags:
        act, leaf = act_of(flag), leaf_of(flag)
        blocks = kinds[kind]
        for key in keys:
            blocks[key >> BLOCK_BITS].append((key & _WITHIN) << LEAF_BITS | leaf)
    return [
        (kind, block, act, *_packed(sorted(set(pairs))))
        for kind, blocks in sorted(kinds.items())
        for block, pairs in sorted(blocks.items())
    ]


def _no_pairs() -> array[int]:
    return array("I")


def _packed(pairs: Sequence[int]) -> tuple[bytes, bytes]:
    """A byte for each record of the block, then the pairs, four bytes each with the highest first."""
    marks = bytearray(BLOCK)
    for pair in pairs:
        marks[pair >> LEAF_BITS] = _MARK[0]
    return bytes(marks), _as_stored(array("I", pairs)).tobytes()


def _as_stored(pairs: array[int]) -> array[int]:
    """The same numbers with their bytes as they are stored, or back; the database may move to another machine."""
    if sys.byteorder == "little":
        pairs.byteswap()
    return pairs


def flags_of(session: Session, sight: Sight, kind: str, keys: Iterable[int]) -> dict[int, list[Flag]]:
    """The flags a reader may see on each of these records, in two queries; records without one are left out."""
    wanted = sorted(set(keys))
    numbers = _numbers(session, kind, wanted)
    if not numbers:
        return {}
    asked = session.execute(select(Flag).where(_among(numbers))).scalars()
    found: dict[int, list[Flag]] = {}
    for flag in sorted(filter(lambda flag: sight.owns(flag.agency), asked), key=lambda flag: (-flag.score, flag.id)):
        for key in wanted:
            if flag.id in numbers.get(key, ()):
                found.setdefault(key, []).append(flag)
    return found


def flag_counts(session: Session, sight: Sight, kind: str, keys: Iterable[int]) -> dict[int, int]:
    """How many flags a reader may see on each of these records, in two queries; records without one are left out."""
    numbers = _numbers(session, kind, sorted(set(keys)))
    asked = session.execute(select(Flag.id, Flag.agency).where(_among(numbers)))
    seen = {flag for flag, agency in asked if sight.owns(agency)}
    return {key: count for key, flags in numbers.items() if (count := len(flags & seen))}


def _among(numbers: Mapping[int, set[int]]) -> ColumnElement[bool]:
    """The flags of these numbers. Whose they are is asked of each row: told both, SQLite reads an agency whole."""
    return Flag.id.in_({flag for flags in numbers.values() for flag in flags})


def _numbers(session: Session, kind: str, keys: Sequence[int]) -> dict[int, set[int]]:
    """The keys of all flags on each of these records."""
    blocks = {key >> BLOCK_BITS for key in keys}
    query = select(Flagged.block, Flagged.act, Flagged.pairs).where(Flagged.kind == kind, Flagged.block.in_(blocks))
    found: dict[int, set[int]] = {}
    for block, act, octets in session.execute(query):
        pairs = _as_stored(array("I", octets))
        for key in keys:
            if key >> BLOCK_BITS == block:
                leaves = _leaves(pairs, key & (BLOCK - 1))
                found.setdefault(key, set()).update(fact_id(act, leaf) for leaf in leaves)
    return found


def _leaves(pairs: array[int], place: int) -> Iterator[int]:
    """The flags of the record at this place of its block, by their leaves."""
    first = bisect_left(pairs, place << LEAF_BITS)
    last = bisect_left(pairs, (place + 1) << LEAF_BITS)
    return map(leaf_of, pairs[first:last])


def is_flagged(kind: str, key: Any) -> ColumnElement[bool]:  # noqa: ANN401 - a mapped column, or what is made of one
    """What holds for records of a kind, by the column of their keys, that some flag is about."""
    place = cast(key % BLOCK + 1, Integer)  # PostgreSQL cuts octets by no wider number
    marked = func.substr(Flagged.marks, place, 1) == _MARK
    return exists(select(Flagged.act).where(Flagged.kind == kind, Flagged.block == key // BLOCK, marked))


def marks_hold(session: Session) -> Iterator[Problem]:
    """For `verify`: the marks kept are exactly those of the flags, act by act."""
    columns = [getattr(Flagged, name) for name in _COLUMNS]
    query = select(*columns).order_by(Flagged.act, Flagged.kind, Flagged.block)
    kept = (tuple(row) for row in session.execute(query.execution_options(yield_per=_BATCH)))
    for found, expected in zip_longest(kept, _expected(session)):
        if found != expected:
            told = (found and found[:3], expected and expected[:3])
            yield problem("verify.aggregate", what="flagged records", found=told[0], expected=told[1])
            return


def _expected(session: Session) -> Iterator[Row]:
    query = select(Flag.id, Flag.kind, Flag.subjects).order_by(Flag.id).execution_options(yield_per=_BATCH)
    for _, flags in groupby(session.execute(query), key=lambda flag: act_of(flag.id)):
        yield from _rows(About(key, kind, keys_in(subjects)) for key, kind, subjects in flags)
