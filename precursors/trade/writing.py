"""Write judged rows as facts: one run of leaves, their transfers, their current keys, their monthly sums."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import compress, repeat
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from precursors.audit.acts import OpenAct
from precursors.audit.canonical import NULL, Pieces, head, piece
from precursors.db.bulk import insert_rows
from precursors.db.tables import fact_id
from precursors.ledger.accounts import Address, opened
from precursors.ledger.models import MEASURES
from precursors.trade.judging import Judged
from precursors.trade.models import DERIVED, STATED, Shipment
from precursors.trade.months import add_block, add_months
from precursors.trade.settling import Draw, Settled, quota
from precursors.trade.spool import Spool

_AMOUNTS = ("base_ug", "net_ug", "ul", "stated_ug", "stated_ul", "status", "code", "uncertainty")


class Way(NamedTuple):
    """Whose goods moved how: direction, operator, counterparty, substance."""

    direction: str
    party: str | None
    other: str | None
    substance: str


Leg = tuple[int, int, bytes]
"""Debit account, credit account, and both as the beginning of a canonical transfer."""


@dataclass(frozen=True, slots=True)
class Pinned:
    """What every row of the file is pinned to."""

    agency: str
    edition: str
    convention: str


class Keys:
    """The key of the fact each good row became. Rows that were skipped leave no gap."""

    def __init__(self, first: int, skip: Iterable[int]) -> None:
        self.first, self.skipped = first, sorted(skip)

    def __getitem__(self, number: int) -> int:
        """The fact of good row `number`, which must not be a skipped one."""
        return self.first + number - bisect_left(self.skipped, number)


def write(act: OpenAct, spool: Spool, settled: Settled, pinned: Pinned) -> Keys:
    """Write every good row that is not skipped. The caller has opened the act and seals it."""
    skip = settled.skip
    accounts = _accounts(act, spool)
    draws = _drawn(act, settled.draws)
    months: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
    columns = [name for name in STATED if name in spool.columns]
    keys = Keys(fact_id(act.id, act.count), skip)
    hashes = bytearray()
    number = 0
    for block in spool.blocks():
        size = len(block.keys)
        mask = [number + at not in skip for at in range(size)] if skip else None
        written = size if mask is None else sum(mask)
        first = keys.first + len(hashes) // 32
        page = _Page(act.session, block, mask, range(first, first + written), pinned, columns)
        hashes += page.written(accounts, {at: draws[number + at] for at in range(size) if number + at in draws})
        add_block(months, block, mask)
        number += size
    if hashes:
        act.claim(Shipment, hashes)
    add_months(act.session, pinned.agency, months)
    return keys


def legs(way: Way, agency: str) -> list[tuple[tuple[str, str], tuple[str, str]]]:
    """(holder, role) that goods leave and enter, one pair a movement."""
    world = ("world", "world")
    party = (way.party or f"party:{agency}:", "stock")
    if way.direction == "import":
        return [(world, party)]
    if way.direction == "export":
        return [(party, world)]
    if way.direction == "domestic":
        other = (way.other or f"party:{agency}:unnamed buyer", "stock")
        return [(party, other)] if other != party else [(party, world)]
    transit = (f"transit:{agency}", "transit")
    return [(world, transit), (transit, world)]


def _accounts(act: OpenAct, spool: Spool) -> dict[Way, tuple[list[Leg], ...]]:
    """For every way goods of this file moved, the accounts of each measure."""
    agency = act.actor.agency or ""
    moved: dict[Way, list[bool]] = defaultdict(lambda: [False] * len(MEASURES))
    for block in spool.blocks():
        ways = map(Way, block.directions, block.parties, block.counterparties, block.substances)
        for way, amounts in zip(ways, block.amounts, strict=True):
            stated = moved[way]
            for measure in range(len(MEASURES)):
                if amounts[measure]:
                    stated[measure] = True
    addresses = {way: _addresses(way, agency, stated) for way, stated in moved.items()}
    wanted = {each for measures in addresses.values() for pairs in measures for pair in pairs for each in pair}
    ids = opened(act, wanted)
    return {
        way: tuple([_leg(ids[out], ids[into]) for out, into in pairs] for pairs in measures)
        for way, measures in addresses.items()
    }


def _addresses(way: Way, agency: str, stated: Sequence[bool]) -> list[list[tuple[Address, Address]]]:
    """Accounts of each measure in which such goods were stated; none for the others."""
    pairs = legs(way, agency)
    return [
        [(Address(*out, way.substance, measure), Address(*into, way.substance, measure)) for out, into in pairs]
        if wanted
        else []
        for measure, wanted in zip(MEASURES, stated, strict=True)
    ]


def _leg(debit: int, credit: int) -> Leg:
    return debit, credit, piece(debit) + piece(credit)


def _drawn(act: OpenAct, draws: Iterable[Draw]) -> dict[int, list[tuple[Leg, int]]]:
    """Movements on licence accounts, by number of good row: what was left from the quota, the rest as excess."""
    listed = list(draws)
    if not listed:
        return {}
    wanted = set()
    for draw in listed:
        own = quota(draw.line, draw.period)
        wanted |= {own, own._replace(role="used")} | ({own._replace(role="excess")} if draw.excess else set())
    ids = opened(act, wanted, {address: 0 for address in wanted if address.role == "quota"})
    moved: dict[int, list[tuple[Leg, int]]] = {}
    for draw in listed:
        own = quota(draw.line, draw.period)
        used = ids[own._replace(role="used")]
        for role, amount in (("quota", draw.within), ("excess", draw.excess)):
            if amount:
                moved.setdefault(draw.good, []).append((_leg(ids[own._replace(role=role)], used), amount))
    return moved


class _Page:
    """The rows of one block on their way into the database."""

    def __init__(
        self, session: Session, block: Judged, mask: Sequence[bool] | None, ids: range, pinned: Pinned, columns: list[str]
    ) -> None:
        self.session, self.block, self.mask, self.ids, self.columns = session, block, mask, ids, columns
        self.fixed = {"agency": pinned.agency, "edition": pinned.edition, "convention": pinned.convention, "sheet": block.sheet}

    def written(self, accounts: dict[Way, tuple[list[Leg], ...]], draws: dict[int, list[tuple[Leg, int]]]) -> bytes:
        """Insert shipments, transfers and current keys; answer the leaf hashes."""
        block = self.block
        derived = self._derived()
        tails, transfers = self._moved(accounts, draws)
        names = ["id", *DERIVED, *self.columns]
        values = [derived[name] if name in derived else repeat(self.fixed[name]) for name in DERIVED]
        stated = [self._stated(name) for name in self.columns]
        rows = zip(self.ids, *values, *stated, strict=False)
        hashes = self._hashes(derived, tails)
        insert_rows(self.session, "shipment", names, rows)
        insert_rows(self.session, "transfer", ("fact", "k", "debit", "credit", "amount"), transfers)
        insert_rows(self.session, "current", ("key", "id"), sorted(zip(self._chosen(block.keys), self.ids, strict=True)))
        return hashes

    def _chosen(self, items: Sequence[Any]) -> Sequence[Any]:
        return items if self.mask is None else list(compress(items, self.mask))

    def _derived(self) -> dict[str, Sequence[Any]]:
        block = self.block
        amounts = list(zip(*block.amounts, strict=True))
        lists: dict[str, Sequence[Any]] = dict(zip(_AMOUNTS, amounts, strict=True))
        lists |= {"direction": block.directions, "day": block.days, "substance": block.substances}
        lists |= {"party": block.parties, "row": block.rows, "key": block.keys}
        return {name: self._chosen(values) for name, values in lists.items()}

    def _stated(self, name: str) -> Iterable[str | None]:
        column = self.block.columns.get(name)
        if column is None:
            return repeat(None)
        return map(column[0].__getitem__, self._chosen(column[1]))

    def _moved(
        self, accounts: dict[Way, tuple[list[Leg], ...]], draws: dict[int, list[tuple[Leg, int]]]
    ) -> tuple[list[bytes], list[tuple[int, int, int, int, int]]]:
        """Canonical transfers of each row, and the transfers themselves."""
        block = self.block
        ways = map(Way, block.directions, block.parties, block.counterparties, block.substances)
        tails: list[bytes] = []
        transfers: list[tuple[int, int, int, int, int]] = []
        keys = iter(self.ids)
        for at, (way, amounts) in enumerate(zip(ways, block.amounts, strict=True)):
            if self.mask is not None and not self.mask[at]:
                continue
            key, k, tail = next(keys), 0, b""
            for legs_, amount in zip(accounts[way], amounts, strict=False):
                if amount:
                    digits = b"%d" % amount
                    for debit, credit, start in legs_:
                        transfers.append((key, k, debit, credit, amount))
                        tail += b"%b%d:%b" % (start, len(digits), digits)
                        k += 1
            if at in draws:
                for (debit, credit, start), amount in draws[at]:
                    transfers.append((key, k, debit, credit, amount))
                    tail += start + piece(amount)
                    k += 1
            tails.append(tail)
        return tails, transfers

    def _hashes(self, derived: dict[str, Sequence[Any]], tails: list[bytes]) -> bytes:
        """Leaf hashes: canonical fields in declared order, runs of constants joined into one piece."""
        parts: list[Iterable[bytes]] = []
        fixed = b"\x00" + head(Shipment.__tablename__, Shipment.facts[0])
        for name in Shipment.facts[1]:
            column = self.block.columns.get(name) if name in self.columns else None
            if name in derived:
                parts += [repeat(fixed), self._pieces(name, derived[name])]
                fixed = b""
            elif column is not None:
                parts += [repeat(fixed), map(list(map(piece, column[0])).__getitem__, self._chosen(column[1]))]
                fixed = b""
            else:
                fixed += piece(self.fixed.get(name)) if name in self.fixed else NULL
        parts = [part for part in parts if not (part.__class__ is repeat and next(part) == b"")]  # type: ignore[call-overload]
        rows = zip(*parts, repeat(fixed), tails, strict=False)
        return b"".join([sha256(b"".join(row)).digest() for row in rows])

    @staticmethod
    def _pieces(name: str, values: Sequence[Any]) -> Iterator[bytes]:
        if name == "key":
            return (b"16:" + key for key in values)
        if name in {"base_ug", "net_ug", "stated_ug", "ul", "stated_ul", "row", "uncertainty"}:
            return map(_whole, values)
        return map(Pieces().__getitem__, values)


def _whole(value: int | None) -> bytes:
    if value is None:
        return NULL
    digits = b"%d" % value
    return b"%d:%b" % (len(digits), digits)
