"""Where declared goods move: accounts between which they go, and the transfers of each row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from sqlalchemy.orm import Session

from precursors.audit.acts import OpenAct
from precursors.audit.canonical import piece
from precursors.ledger.accounts import Address, opened, opened_by_text, standing
from precursors.ledger.models import MEASURES
from precursors.licensing.authorisations.observing import Taken
from precursors.licensing.authorisations.observing import moved as moved_under
from precursors.trade.settling import Draw, quota
from precursors.trade.spool import Move

Place: TypeAlias = tuple[str, str]
"""Holder and role of an account."""

WORLD: Place = ("world", "world")
"""Where imports come from and exports go to."""

Leg: TypeAlias = tuple[int, int, int, str]
"""Position among the measures, debit account, credit account, both as the beginning of a canonical transfer."""

Draws: TypeAlias = Mapping[int, Sequence[tuple[Leg, int]]]
"""Movements on licence accounts by number of good row: leg and amount."""

Transfers: TypeAlias = list[tuple[int, int, int, int, int]]
"""Rows of the table: fact, k, debit, credit, amount."""


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


class Plan(NamedTuple):
    """The ways goods move and the accounts they need, made before anybody else has to wait for this act."""

    ways: Sequence[tuple[Move, Sequence[tuple[Place, Place]]]]
    texts: Mapping[tuple[Place, str], tuple[str | None, ...]]
    """By place and substance, the account of each measure that is needed, as the text of its address."""
    wanted: Mapping[str, Address]
    known: Mapping[str, int]
    """Those that stood already. An account never goes."""


def planned(session: Session, agency: str, moves: Iterable[Move]) -> Plan:
    """How the goods of an agency's rows move, and which of the accounts they need stand in `session`."""
    ways = [
        (move, ends(move.way, place_of(move.party, agency), place_of(move.other, agency), agency)) for move in moves
    ]
    used: dict[tuple[Place, str], int] = {}
    for move, pairs in ways:
        for pair in pairs:
            for place in pair:
                key = place, move.substance
                used[key] = used.get(key, 0) | move.measures
    wanted: dict[str, Address] = {}
    texts: dict[tuple[Place, str], tuple[str | None, ...]] = {}
    for key, measures in used.items():
        (holder, role), substance = key
        own: list[str | None] = [None] * len(MEASURES)
        for measure in _MEASURED[measures]:
            address = Address(holder, role, substance, MEASURES[measure])
            own[measure] = text = address.text
            wanted[text] = address
        texts[key] = tuple(own)
    return Plan(ways, texts, wanted, standing(session, wanted))


def routes(act: OpenAct, plan: Plan) -> list[list[Leg]]:
    """The legs of every way goods move; the accounts they need are opened where they are missing."""
    ids = opened_by_text(act, plan.wanted, known=plan.known)
    accounts = {key: tuple([ids[text] if text else 0 for text in own]) for key, own in plan.texts.items()}
    numbers = _Numbers()
    return [
        [
            (measure, debit := there[measure], credit := here[measure], numbers[debit] + numbers[credit])
            for out, into in pairs
            for there, here in [(accounts[out, move.substance], accounts[into, move.substance])]
            for measure in _MEASURED[move.measures]
        ]
        for move, pairs in plan.ways
    ]


class _Numbers(dict[int, str]):
    """The canonical pieces of account numbers, each made once."""

    def __missing__(self, number: int) -> str:
        self[number] = made = piece(number).decode("ascii")
        return made


_MEASURED = [[measure for measure in range(len(MEASURES)) if known >> measure & 1] for known in range(8)]
"""Positions of the measures that a row knows, by `Move.measures`."""


def _leg(measure: int, debit: int, credit: int) -> Leg:
    return measure, debit, credit, (piece(debit) + piece(credit)).decode("ascii")


def drawn(act: OpenAct, draws: Iterable[Draw]) -> Draws:
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
                moved.setdefault(draw.good, []).append((_leg(0, ids[own._replace(role=role)], used), amount))
    return moved


def permitted(act: OpenAct, draws: Draws, taken: Sequence[Taken]) -> Draws:
    """The same with what rows take from authorisations."""
    if not taken:
        return draws
    every = {good: list(legs) for good, legs in draws.items()}
    for good, moves in moved_under(act, taken).items():
        every.setdefault(good, []).extend((_leg(0, debit, credit), amount) for debit, credit, amount in moves)
    return every


def transfers(
    rows: Iterable[tuple[int, Sequence[Leg], Sequence[int], Sequence[tuple[Leg, int]]]],
) -> tuple[list[str], Transfers]:
    """The canonical end of each row's leaf, and the transfers themselves.

    A row is its fact, the legs of its way, its amounts by measure, and what it draws from licences.
    """
    tails: list[str] = []
    made: Transfers = []
    add = made.append
    for fact, legs, amounts, draws in rows:
        tail, k = "", 0
        for measure, debit, credit, start in legs:
            amount = amounts[measure]
            add((fact, k, debit, credit, amount))
            digits = str(amount)
            tail += f"{start}{len(digits)}:{digits}"
            k += 1
        for (_, debit, credit, start), amount in draws:
            add((fact, k, debit, credit, amount))
            digits = str(amount)
            tail += f"{start}{len(digits)}:{digits}"
            k += 1
        tails.append(tail)
    return tails, made
