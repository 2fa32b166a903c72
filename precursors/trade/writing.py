"""Write judged rows as facts: one run of leaves, their transfers, their current keys, their monthly sums."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import compress, repeat
from typing import Any, TypeAlias

from precursors.audit.acts import OpenAct
from precursors.audit.canonical import ended_hashes
from precursors.db.bulk import Insert, side_by_side
from precursors.db.tables import fact_id
from precursors.trade.leaves import Pinned, columns
from precursors.trade.models import DERIVED, STATED, Shipment
from precursors.trade.months import Months, add_months
from precursors.trade.moving import Draws, Leg, Plan, drawn, permitted, routes, transfers
from precursors.trade.settling import Settled, split
from precursors.trade.spool import Spool
from precursors.trade.tally import Coded, Judged, spread


class Keys:
    """The key of the fact each good row became. Rows that were skipped leave no gap."""

    def __init__(self, first: int, skip: Iterable[int]) -> None:
        self.first, self.skipped = first, sorted(skip)

    def __getitem__(self, number: int) -> int:
        """The fact of good row `number`, which must not be a skipped one."""
        return self.first + number - bisect_left(self.skipped, number)

    def of(self, numbers: Sequence[int]) -> array[int]:
        """The facts of many good rows. An array: some findings are about every row."""
        return array("q", map(self.__getitem__ if self.skipped else self.first.__add__, numbers))


def write(act: OpenAct, spool: Spool, settled: Settled, pinned: Pinned, months: Months, plan: Plan) -> Keys:
    """Write every good row that is not skipped, and their sums. The caller has opened the act and seals it."""
    legs = routes(act, plan)
    del plan
    draws = permitted(act, drawn(act, settled.draws), settled.seen.taken)
    keys = Keys(fact_id(act.id, act.count), settled.skip)
    act.claim(Shipment, _leaves(act, spool, settled, pinned, (legs, draws)))
    add_months(act.session, pinned.agency, months)
    return keys


Ways: TypeAlias = tuple[Sequence[Sequence[Leg]], Draws]
"""The legs of every way goods move, and what rows draw from licences."""


def _leaves(act: OpenAct, spool: Spool, settled: Settled, pinned: Pinned, ways: Ways) -> Iterator[bytes]:
    """Write block after block; give the leaf hashes of each."""
    number = 0
    with side_by_side(act.session) as insert:
        for block in spool.blocks():
            size = len(block.rows)
            page = _Page(insert, block, settled.mask(number, size), fact_id(act.id, act.count), pinned)
            yield page.written(*ways, range(number, number + size))
            number += size


class _Page:
    """The rows of one block on their way into the database."""

    def __init__(self, insert: Insert, block: Judged, mask: Sequence[bool] | None, first: int, pinned: Pinned) -> None:
        self.insert, self.mask = insert, mask
        self.block = block if mask is None else _compressed(block, mask)
        self.ids = range(first, first + len(self.block.rows))
        self.fixed = pinned.fixed(block.sheet)

    def written(self, routes: Sequence[Sequence[Leg]], draws: Draws, numbers: Sequence[int]) -> bytes:
        """Insert shipments, transfers and current keys; answer the leaf hashes. `numbers` are of all good rows."""
        block = self.block
        drawn = map(draws.get, self._chosen(numbers), repeat(())) if draws else repeat(())
        moved = zip(
            self.ids, map(routes.__getitem__, block.moves), zip(*block.figures[:3], strict=True), drawn, strict=False
        )
        tails, made = transfers(moved)
        coded, plain = columns(block)
        keys = list(split(block.keys))
        names = [name for name in (*DERIVED, *STATED) if name in self.fixed or name in coded or name in plain]
        self.insert("transfer", ("fact", "k", "debit", "credit", "amount"), made)
        self.insert("current", ("key", "id"), sorted(zip(keys, self.ids, strict=True)))
        self.insert("shipment", ["id", *names, "key"], self._rows(names, coded, plain, keys))
        return ended_hashes(block.beginnings, tails)

    def _chosen(self, items: Sequence[int]) -> Sequence[int]:
        return items if self.mask is None else list(compress(items, self.mask))

    def _rows(
        self,
        names: Sequence[str],
        coded: Mapping[str, Coded],
        plain: Mapping[str, Sequence[Any]],
        keys: Sequence[bytes],
    ) -> Iterable[Sequence[Any]]:
        values: list[Iterable[Any]] = []
        for name in names:
            if name in coded:
                values.append(spread(coded[name]))
            else:
                values.append(plain[name] if name in plain else repeat(self.fixed[name]))
        return zip(self.ids, *values, keys, strict=False)


def _compressed(block: Judged, mask: Sequence[bool]) -> Judged:
    """The rows of a block that are written."""

    def chosen(column: Coded) -> Coded:
        return column[0], list(compress(column[1], mask))

    return block._replace(
        rows=array("I", compress(block.rows, mask)),
        stated={name: chosen(column) for name, column in block.stated.items()},
        direction=chosen(block.direction),
        day=chosen(block.day),
        substance=chosen(block.substance),
        party=chosen(block.party),
        other=chosen(block.other),
        figures=tuple(list(compress(column, mask)) for column in block.figures),
        keys=b"".join(compress(split(block.keys), mask)),
        moves=list(compress(block.moves, mask)),
        beginnings=list(compress(block.beginnings, mask)),
    )
