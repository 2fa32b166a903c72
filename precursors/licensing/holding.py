"""What the ledger says of an operator and of a licence line: balances by substance, use by licence year."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.audit.refs import refs_of
from precursors.intake.parties import party
from precursors.intake.words import folded
from precursors.ledger.accounts import Address, balances, find
from precursors.ledger.models import MEASURES
from precursors.licensing.licences_life import states_now
from precursors.licensing.listing import Listed
from precursors.licensing.models import LicenceLine, Operator
from precursors.licensing.naming import Holders
from precursors.licensing.rules import periods
from precursors.scope.visible import Sight, visible


class Held(NamedTuple):
    """What the account of one operator in one substance holds: what came in less what went out, as declared."""

    substance: str
    base_ug: int | None
    net_ug: int | None
    ul: int | None

    @property
    def below(self) -> bool:
        """Whether more went out than ever came in."""
        return any(amount is not None and amount < 0 for amount in self[1:])


class Year(NamedTuple):
    """One period of a line, in the line's measure."""

    first: str
    """Its first day, ISO."""
    granted: int
    drawn: int
    remaining: int
    excess: int
    """What was declared beyond it."""


def holders_of(session: Session, operator: Operator) -> list[str]:
    """The accounts' holders that an operator is, and was in the rows it replaced; one query."""
    before = select(Operator.id).where(
        Operator.folded_identifier == operator.folded_identifier, Operator.key == operator.key
    )
    return [f"operator:{key}" for key in session.execute(before).scalars()]


def held(session: Session, operator: Operator, substances: Iterable[str]) -> list[Held]:
    """The accounts of an operator, and of the rows it replaced, among these substances; three queries."""
    holders = holders_of(session, operator)
    wanted = [Address(own, "stock", name, measure) for own in holders for name in substances for measure in MEASURES]
    ids = find(session, wanted)
    amounts = balances(session, ids.values())
    sums: dict[str, dict[str, int]] = {}
    for address, account in ids.items():
        own = sums.setdefault(address.substance, {})
        own[address.measure] = own.get(address.measure, 0) + amounts.get(account, 0)
    return [Held(name, *(own.get(measure) for measure in MEASURES)) for name, own in sorted(sums.items())]


def used(session: Session, line: LicenceLine) -> list[Year]:
    """What each period granted, what was drawn on it and what went beyond; two queries. None without ceiling."""
    if line.per_year is None:
        return []
    account = Address(f"licence-line:{line.key.hex()}", "quota", line.substance, line.measure)
    firsts = [day.isoformat() for day in periods(line.period, line.valid_from, line.valid_to)]
    ids = find(session, [account._replace(period=each, role=role) for each in firsts for role in ("quota", "excess")])
    amounts = balances(session, ids.values())

    def amount(period: str, role: str, otherwise: int) -> int:
        known = ids.get(account._replace(period=period, role=role))
        return otherwise if known is None else amounts.get(known, otherwise)

    granted = line.per_year
    return [
        Year(each, granted, granted - left, left, -amount(each, "excess", 0))
        for each in firsts
        for left in (amount(each, "quota", granted),)
    ]


def licences_of(session: Session, sight: Sight, operator: Operator) -> list[Listed]:
    """Standing licence lines whose holder is this operator by number or by name, however spelt."""
    names = Holders(session, [operator.agency]).spelt([operator.identifier, operator.name])
    query: Any = select(LicenceLine).join(Current, stands(LicenceLine)).where(LicenceLine.holder.in_(names))
    return _listed(session, visible(query.where(LicenceLine.agency == operator.agency), LicenceLine, sight, names=True))


def lines_of(session: Session, sight: Sight, line: LicenceLine) -> list[Listed]:
    """Every standing line of the licence this one belongs to."""
    query: Any = select(LicenceLine).join(Current, stands(LicenceLine))
    query = query.where(LicenceLine.folded == line.folded, LicenceLine.agency == line.agency)
    return _listed(session, visible(query, LicenceLine, sight, names=True))


def holder_of(session: Session, sight: Sight, line: LicenceLine) -> Listed | None:
    """The registered operator a licence names, if the reader may see them."""
    query: Any = select(Operator).join(Current, stands(Operator)).where(Operator.agency == line.agency)
    query = query.where(
        or_(Operator.folded_identifier == folded(line.holder), Operator.folded == party(line.holder))
    ).limit(1)
    row = session.execute(visible(query, Operator, sight, names=True)).scalars().first()
    return None if row is None else Listed(refs_of(session, Operator, [row.id])[row.id], row)


def _listed(session: Session, query: Select[Any]) -> list[Listed]:
    rows = list(session.execute(query.order_by(LicenceLine.valid_to.desc(), LicenceLine.id)).scalars())
    refs = refs_of(session, LicenceLine, [row.id for row in rows])
    now = states_now(session, rows)
    return [Listed(refs[row.id], row, now[bytes(row.key)]) for row in rows]
