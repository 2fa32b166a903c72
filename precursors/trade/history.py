"""One shipment with everything the registry knows of it: how it was measured, moved, changed, flagged, proved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.leaves import content
from precursors.audit.merkle import leaf_hash
from precursors.audit.models import Act, Current, Reversal, Seal, Span
from precursors.audit.refs import key_of, ref_of, refs_of
from precursors.db.tables import LEAF_BITS, act_of, fact_id, leaf_of
from precursors.documents.service import Attached, attached
from precursors.flags.marks import flags_of
from precursors.flags.models import Flag
from precursors.flags.service import states
from precursors.intake.importing import Terms
from precursors.intake.types import told as stated
from precursors.law.book import law_book
from precursors.ledger.lines import lines
from precursors.ledger.models import Account
from precursors.licensing.models import Operator
from precursors.quantities.normalise import Normalised
from precursors.scope.masking import Masked, as_seen
from precursors.scope.visible import Sight, visible
from precursors.substances.control import Control
from precursors.trade.goods import Law, Said, Shelf
from precursors.trade.models import Shipment
from precursors.trade.onerow import judged, stated_cells


class Place(NamedTuple):
    """One end of a movement: the account's role, and whose it is as people know them."""

    role: str
    holder: str


class Movement(NamedTuple):
    """One ledger line of a record."""

    out: Place
    into: Place
    measure: str
    amount: int


class Deed(NamedTuple):
    """One act in a record's life. `other` is the record it came from or was replaced by, as a reference."""

    what: str
    """recorded, replaced or reversed."""
    act: int
    kind: str
    actor: str
    at: datetime
    reason: str | None
    other: str | None


class Trace(NamedTuple):
    """Where a record stands in the log."""

    act: int
    leaf: int
    leaf_hash: str
    act_hash: str


@dataclass(frozen=True, slots=True)
class Told:
    """A shipment as its page tells it."""

    ref: str
    row: Shipment | Masked
    standing: bool
    movements: Sequence[Movement]
    deeds: Sequence[Deed]
    flags: Sequence[tuple[str, Flag, str]]
    """Reference, flag, state."""
    documents: Sequence[Attached]
    trace: Trace | None
    """None where the record's bytes are not the reader's to see."""


def find(session: Session, sight: Sight, ref: str) -> Shipment | None:
    """The shipment of this reference if the reader may see it, standing or not; None tells nothing of what exists."""
    found = key_of(session, ref)
    if found is None or found[0] is not Shipment:
        return None
    query = visible(select(Shipment).where(Shipment.id == found[1]), Shipment, sight)
    return session.execute(query).scalar_one_or_none()


def told(session: Session, sight: Sight, shipment: Shipment) -> Told:
    """Everything about one shipment, in a fixed number of queries."""
    (seen,) = as_seen(session, [shipment], sight)
    whole = seen is shipment
    kind, key = Shipment.__tablename__, shipment.id
    before, after = _predecessor(session, shipment), _reversal(session, shipment)
    flags = flags_of(session, sight.own, kind, [key]).get(key, [])
    how, names = states(session, [flag.id for flag in flags]), refs_of(session, Flag, [flag.id for flag in flags])
    return Told(
        refs_of(session, Shipment, [key])[key],
        seen,
        after is None,
        _movements(session, sight, key) if whole else (),
        _deeds(session, sight, shipment, before, after, whole=whole),
        [(names[flag.id], flag, how[flag.id]) for flag in flags],
        attached(session, sight.own, kind, [key, *([before] if before else [])]),
        _trace(session, key) if whole else None,
    )


def explained(terms: Terms, shipment: Shipment) -> Normalised | None:
    """The quantity of a record with every step; None where the editions in use now no longer come to what it says."""
    again = replace(terms, keep_unresolved=True, correct=True)
    with judged(again, stated_cells(shipment)) as found:
        made = found.normalised
    same = made is not None and (made.base_ug if made.status != "ask" else None, made.status) == (
        shipment.base_ug,
        shipment.status,
    )
    return made if same else None


def control(terms: Terms, shipment: Shipment) -> Control | None:
    """What the law says of the goods of a record as a mixture; None where no rule on mixtures speaks of them."""
    law = Law(law_book(demo=terms.demo), terms.country, terms.watch)
    shelf = Shelf(terms.convention, law, terms.watch)
    s = shipment
    said = Said(
        s.stated_substance, s.cas, s.hs, s.unit, stated(s.concentration), s.basis, s.salt, stated(s.package_size),
        s.contains,
    )  # fmt: skip
    goods = shelf.goods(said)
    return law.control(goods, terms.convention, s.day) if goods.substance else None


def _movements(session: Session, sight: Sight, key: int) -> list[Movement]:
    found = lines(session, sight, Shipment, key)
    names = _names(session, [account.holder for line in found for account in (line.out, line.into)])
    return [Movement(_place(a, names), _place(b, names), a.measure, amount) for amount, a, b in found]


def _names(session: Session, holders: Sequence[str]) -> Mapping[str, str]:
    """Registered operators by the holder key of their accounts."""
    keys = {int(holder.partition(":")[2]) for holder in holders if holder.startswith("operator:")}
    query = select(Operator.id, Operator.name).where(Operator.id.in_(keys))
    return {f"operator:{key}": name for key, name in session.execute(query)}


def _place(account: Account, names: Mapping[str, str]) -> Place:
    kind, _, rest = account.holder.partition(":")
    if kind == "party":
        return Place(account.role, rest.partition(":")[2])
    if kind == "authorisation":
        return Place(f"authorised-{account.role}", "")
    return Place(account.role, names.get(account.holder, "" if kind in {"world", "licence-line"} else rest))


def _of_act(act: int) -> tuple[int, int]:
    """First and last key a row of an act may have."""
    return fact_id(act, 0), fact_id(act + 1, 0) - 1


def _predecessor(session: Session, shipment: Shipment) -> int | None:
    """The record whose place this one took: reversed in its act, of its name or else the only one."""
    between = Reversal.id.between(*_of_act(act_of(shipment.id)))
    query = select(Reversal.target, Shipment.key).join(Shipment, Shipment.id == Reversal.target).where(between)
    same = session.execute(query.where(Shipment.key == shipment.key).limit(1)).first()
    if same:
        return int(same.target)
    few = session.execute(query.limit(2)).all()
    rows = select(Span.count).where(Span.act == act_of(shipment.id), Span.kind == Shipment.__tablename__)
    alone = len(few) == 1 and session.execute(rows).scalar_one() == 1
    return int(few[0].target) if alone else None


def _reversal(session: Session, shipment: Shipment) -> int | None:
    """The act that took a record back."""
    found = session.execute(select(Reversal.id).where(Reversal.target == shipment.id)).scalar_one_or_none()
    return None if found is None else act_of(found)


def _successor(session: Session, shipment: Shipment, act: int) -> int | None:
    """The record that took the place of this one in `act`, or that stands under its name since."""
    span = select(Span.first, Span.count).where(Span.act == act, Span.kind == Shipment.__tablename__)
    row = session.execute(span).first()
    if row is None:
        return None
    first, count = row
    if count == 1:
        return fact_id(act, first)
    standing = select(Current.id).where(Current.key == shipment.key)
    return session.execute(standing).scalar_one_or_none()


def replacement(session: Session, shipment: Shipment) -> str | None:
    """The reference of the record that has taken the place of this one."""
    act = _reversal(session, shipment)
    key = _successor(session, shipment, act) if act is not None else None
    return None if key is None else ref_of(session, Shipment, key)


def _deeds(
    session: Session, sight: Sight, shipment: Shipment, before: int | None, taken_back: int | None, *, whole: bool
) -> list[Deed]:
    """The acts in the life of a record, and the records it is tied to, as far as the reader sees them.

    Where names are withheld, so is who acted and what they wrote: a reason may name anybody.
    """
    after = _successor(session, shipment, taken_back) if taken_back is not None else None
    others = [key for key in (before, after) if key is not None]
    query = visible(select(Shipment.id).where(Shipment.id.in_(others)), Shipment, sight)
    refs = refs_of(session, Shipment, session.execute(query).scalars())
    numbers = {act_of(shipment.id), *([taken_back] if taken_back is not None else [])}
    acts = {act.id: act for act in session.execute(select(Act).where(Act.id.in_(numbers))).scalars()}
    made = [_deed("recorded", acts[act_of(shipment.id)], refs.get(before or 0))]
    if taken_back is not None:
        made.append(_deed("replaced" if after else "reversed", acts[taken_back], refs.get(after or 0)))
    return made if whole else [deed._replace(actor=shipment.agency, reason=None) for deed in made]


def _deed(what: str, act: Act, other: str | None) -> Deed:
    return Deed(what, act.id, act.kind, act.actor, act.at, act.reason, other)


def _trace(session: Session, key: int) -> Trace:
    number, leaf = key >> LEAF_BITS, leaf_of(key)
    query: Any = select(Span, Seal.hash).join(Seal, Seal.act == Span.act)
    held = (Span.act == number, Span.first <= leaf, Span.first + Span.count > leaf)
    span, sealed = session.execute(query.where(*held)).one()
    return Trace(number, leaf, leaf_hash(content(session, number, span, leaf)).hex(), bytes(sealed).hex())
