"""Write judged rows as facts: one run of leaves, their transfers, their current keys, their monthly sums."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import compress, repeat
from typing import Any

from sqlalchemy.orm import Session

from precursors.audit.acts import OpenAct
from precursors.audit.canonical import NULL, Pieces, head, piece, texts, wholes
from precursors.db.bulk import insert_rows
from precursors.db.tables import fact_id
from precursors.ledger.accounts import Address, opened
from precursors.ledger.models import MEASURES
from precursors.trade.models import DERIVED, STATED, Shipment
from precursors.trade.months import add_block, add_months
from precursors.trade.settling import Draw, Settled, quota
from precursors.trade.spool import Spool
from precursors.trade.tally import Judged

_WHOLE = {"base_ug", "net_ug", "ul", "stated_ug", "stated_ul", "row", "uncertainty"}
_AMOUNTS = ("base_ug", "net_ug", "ul", "stated_ug", "stated_ul", "status", "code", "uncertainty")


Place = tuple[str, str]
"""Holder and role of an account."""

Account = tuple[int, bytes]
"""Key of an account and its canonical form."""

WORLD: Place = ("world", "world")
"""Where imports come from and exports go to."""

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
    routes: Routes = {}
    number = 0
    for block in spool.blocks():
        size = len(block.keys)
        mask = [number + at not in skip for at in range(size)] if skip else None
        written = size if mask is None else sum(mask)
        first = keys.first + len(hashes) // 32
        page = _Page(act.session, block, mask, range(first, first + written), pinned, columns, routes)
        hashes += page.written(accounts, {at: draws[number + at] for at in range(size) if number + at in draws})
        add_block(months, block, mask)
        number += size
    if hashes:
        act.claim(Shipment, hashes)
    add_months(act.session, pinned.agency, months)
    return keys


def ends(direction: str, party: Place, other: Place, agency: str) -> list[tuple[Place, Place]]:
    """From where to where goods moved, one pair a movement."""
    if direction == "import":
        return [(WORLD, party)]
    if direction == "export" or (direction == "domestic" and other == party):
        return [(party, WORLD)]
    if direction == "domestic":
        return [(party, other)]
    transit = (f"transit:{agency}", "transit")
    return [(WORLD, transit), (transit, WORLD)]


def place_of(holder: str | None, agency: str) -> Place:
    """A party's stock; goods of a party nobody named are kept apart."""
    return holder or f"party:{agency}:", "stock"


Accounts = dict[tuple[Place, str], list[Account]]
"""(place, substance) to its accounts by measure; an unused measure has account 0."""


def _accounts(act: OpenAct, spool: Spool) -> Accounts:
    """The accounts that goods of this file move between, opened where they are missing."""
    agency = act.actor.agency or ""
    used: dict[tuple[Place, str], list[bool]] = defaultdict(lambda: [False] * len(MEASURES))
    for way, party, other, substance, *measured in spool.moves:
        for pair in ends(way, place_of(party, agency), place_of(other, agency), agency):
            for place in pair:
                stated = used[place, substance]
                stated[:] = [was or now for was, now in zip(stated, measured, strict=True)]
    addresses = {
        (key, measure): Address(*key[0], key[1], MEASURES[measure])
        for key, stated in used.items()
        for measure in range(len(MEASURES))
        if stated[measure]
    }
    ids = opened(act, addresses.values())
    known = {key: (ids[address], piece(ids[address])) for key, address in addresses.items()}
    return {key: [known.get((key, measure), (0, b"")) for measure in range(len(MEASURES))] for key in used}


Route = list[tuple[int, int, int, bytes]]
"""Legs of a movement: position among the measures, debit account, credit account, both in canonical form."""

Routes = dict[tuple[str, str | None, str | None, str], Route]
"""(direction, party, other party, substance) to the legs of such a movement, for the whole file."""


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
        self,
        session: Session,
        block: Judged,
        mask: Sequence[bool] | None,
        ids: range,
        pinned: Pinned,
        columns: list[str],
        routes: Routes,
    ) -> None:
        self.session, self.block, self.mask, self.ids, self.columns = session, block, mask, ids, columns
        self.routes = routes
        self.fixed = {"agency": pinned.agency, "edition": pinned.edition, "convention": pinned.convention}
        self.fixed["sheet"] = block.sheet

    def written(self, accounts: Accounts, draws: dict[int, list[tuple[Leg, int]]]) -> bytes:
        """Insert shipments, transfers and current keys; answer the leaf hashes."""
        block = self.block
        derived = self._derived()
        tails, transfers = self._moved(accounts, draws)
        hashes = self._hashes(derived, tails)
        insert_rows(self.session, "shipment", *self._rows(derived))
        insert_rows(self.session, "transfer", ("fact", "k", "debit", "credit", "amount"), transfers)
        current = sorted(zip(self._chosen(block.keys), self.ids, strict=True))
        insert_rows(self.session, "current", ("key", "id"), current)
        return hashes

    def _rows(self, derived: dict[str, Sequence[Any]]) -> tuple[list[str], Iterable[Sequence[Any]]]:
        """Names of the columns that say anything in this block, and its rows."""
        derived = {name: values for name, values in derived.items() if any(value is not None for value in values)}
        own = [name for name in DERIVED if name in derived or name in self.fixed]
        stated = [name for name in self.columns if name in self.block.columns]
        values = [derived[name] if name in derived else repeat(self.fixed[name]) for name in own]
        rows = zip(self.ids, *values, *map(self._stated, stated), strict=False)
        return ["id", *own, *stated], rows

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
        column = self.block.columns[name]
        return map(column[0].__getitem__, self._chosen(column[1]))

    def _moved(
        self, accounts: Accounts, draws: dict[int, list[tuple[Leg, int]]]
    ) -> tuple[list[bytes], list[tuple[int, int, int, int, int]]]:
        """Canonical transfers of each row, and the transfers themselves."""
        block = self.block
        tails: list[bytes] = []
        transfers: list[tuple[int, int, int, int, int]] = []
        routes = self.routes
        keys = iter(self.ids)
        whence = zip(block.directions, block.parties, block.counterparties, block.substances, strict=True)
        for at, (move, amounts) in enumerate(zip(whence, block.amounts, strict=True)):
            if self.mask is not None and not self.mask[at]:
                continue
            key, k, tail = next(keys), 0, b""
            route = routes.get(move)
            if route is None:
                route = routes[move] = self._route(move, accounts)
            measured: Sequence[Any] = amounts
            for measure, debit, credit, start in route:
                amount = measured[measure]
                if amount:
                    transfers.append((key, k, debit, credit, amount))
                    digits = b"%d" % amount
                    tail += b"%b%d:%b" % (start, len(digits), digits)
                    k += 1
            for (debit, credit, start), amount in draws.get(at, ()):
                transfers.append((key, k, debit, credit, amount))
                tail += start + piece(amount)
                k += 1
            tails.append(tail)
        return tails, transfers

    def _route(self, move: tuple[str, str | None, str | None, str], accounts: Accounts) -> Route:
        way, party, other, substance = move
        agency = self.fixed["agency"]
        return [
            (measure, debit, credit, start + then)
            for out, into in ends(way, place_of(party, agency), place_of(other, agency), agency)
            for measure, ((debit, start), (credit, then)) in enumerate(
                zip(accounts[out, substance], accounts[into, substance], strict=True)
            )
        ]

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
                parts += [repeat(fixed), map(texts(column[0]).__getitem__, self._chosen(column[1]))]
                fixed = b""
            else:
                fixed += piece(self.fixed.get(name)) if name in self.fixed else NULL
        parts = [part for part in parts if not (part.__class__ is repeat and next(part) == b"")]
        rows = zip(*parts, repeat(fixed), tails, strict=False)
        return b"".join([sha256(b"".join(row)).digest() for row in rows])

    @staticmethod
    def _pieces(name: str, values: Sequence[Any]) -> Iterable[bytes]:
        if name == "key":
            return [b"16:" + key for key in values]
        if name in _WHOLE:
            return wholes(values)
        return map(Pieces().__getitem__, values)
