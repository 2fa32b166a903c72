"""Show a record to another agency for a purpose and a time, take that back, and see what is shared and who read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, insert, or_, select
from sqlalchemy.orm import Session

from precursors.agencies.service import by_code
from precursors.audit.acts import Actor, OpenAct, open_act
from precursors.audit.keys import free, natural_key, standing, stands
from precursors.audit.models import Current, Reversal
from precursors.audit.reasons import withheld
from precursors.audit.refs import key_of, ref_of, refs_of
from precursors.db.engine import lock_writer
from precursors.db.tables import Fact, act_of
from precursors.problems import Problem, Problems, problem
from precursors.scope.models import NOMINAL, TIERS, Reading, Share
from precursors.scope.visible import Sight, visible

LISTED = 100
"""Rows of one page of shares or readings."""


@dataclass(frozen=True, slots=True)
class ShareDraft:
    """A share about to be given."""

    ref: str
    """Reference of the record."""
    receiver: str
    """Code of the agency that is to see it."""
    purpose: str
    until: date | None
    """Last day."""
    tier: str = TIERS[0]


@dataclass(frozen=True, slots=True)
class Shared:
    """One share as a person reads of it."""

    id: int
    ref: str
    record: str
    """Reference of the record."""
    kind: str
    giver: str
    receiver: str
    purpose: str | None
    """None where it names what the reader need not know of."""
    tier: str
    until: date
    state: str
    """active, expired or revoked."""


@dataclass(frozen=True, slots=True)
class Read:
    """One page on which somebody read shared or personal data."""

    reading: Reading
    refs: list[str]


def share(session: Session, actor: Actor, draft: ShareDraft, sight: Sight, today: date) -> str | Problems:
    """Share one standing record of the giver's own in an act; answer the share's reference, or all that is wrong.

    A record that `sight` does not own is unknown here, as if it did not exist.
    """
    lock_writer(session)
    row = _own_record(session, draft.ref, sight)
    receiver = by_code(session, draft.receiver) if draft.receiver else None
    found = list(_against(draft, row, receiver.code if receiver else None, today))
    if found or row is None or receiver is None or draft.until is None:
        return Problems(found)
    values = _values(row, receiver.code, draft.purpose.strip(), draft.tier, draft.until)
    if standing(session, [values["key"]]):
        return Problems([problem("share.exists")])
    act = open_act(session, "share-record", Actor(actor.name, row.agency))
    number = _added(act, [values])
    act.seal()
    return ref_of(session, Share, number)


def _values(row: Any, receiver: str, purpose: str, tier: str, until: date) -> dict[str, Any]:  # noqa: ANN401 - a fact with agency and key
    """The columns of one share."""
    values = {"agency": row.agency, "receiver": receiver, "kind": row.__tablename__, "subject": bytes(row.key)}
    told = (row.agency, receiver, bytes(row.key).hex(), purpose, tier, until.isoformat())
    key = natural_key("share", *told)
    return values | {"record": row.id, "purpose": purpose, "tier": tier, "until": until, "key": key}


def _added(act: OpenAct, rows: Sequence[dict[str, Any]]) -> int:
    first = act.add_many(Share, rows)
    act.session.execute(insert(Current), [{"key": row["key"], "id": first + at} for at, row in enumerate(rows)])
    return first


def not_shared_yet(
    session: Session, rows: Iterable[Any], receivers: Iterable[str], purpose: str, tier: str, until: date
) -> list[dict[str, Any]]:
    """The shares it takes to show standing records of one agency to others, without those that stand already."""
    wanted = [_values(row, each, purpose, tier, until) for row in rows for each in receivers if each != row.agency]
    there = standing(session, [each["key"] for each in wanted])
    return [each for each in wanted if each["key"] not in there]


def share_in(act: OpenAct, shares: Sequence[dict[str, Any]]) -> None:
    """Write shares that `not_shared_yet` has made, at least one, in an act of another room."""
    _added(act, shares)


def withdraw_in(act: OpenAct, shares: Sequence[int]) -> None:
    """End shares that stand, at least one, in an act of another room."""
    act.add_many(Reversal, [{"target": number} for number in shares])
    free(act.session, shares)


def put_off_in(act: OpenAct, shares: Sequence[Share], until: date) -> None:
    """End shares that stand, at least one, and give the same until another day, in an act of another room."""
    withdraw_in(act, [each.id for each in shares])
    _added(act, [_of(each) | _until(each, until) for each in shares])


def _of(share: Share) -> dict[str, Any]:
    return {name: getattr(share, name) for name in Share.facts[1]}


def _until(share: Share, until: date) -> dict[str, Any]:
    told = (share.agency, share.receiver, bytes(share.subject).hex(), share.purpose, share.tier, until.isoformat())
    return {"until": until, "key": natural_key("share", *told)}


def show(act: OpenAct, row: Any, receiver: str, purpose: str, until: date) -> None:  # noqa: ANN401 - a fact with agency and key
    """Share a record in full as part of an open act that makes another agency need it; once, however often said."""
    told = (row.agency, receiver, bytes(row.key).hex(), purpose, NOMINAL, until.isoformat())
    key = natural_key("share", *told)
    if receiver == row.agency or standing(act.session, [key]):
        return
    values = {"agency": row.agency, "receiver": receiver, "kind": row.__tablename__, "subject": bytes(row.key)}
    values |= {"record": row.id, "purpose": purpose, "tier": NOMINAL, "until": until, "key": key}
    number = act.add(Share, values)
    act.session.execute(insert(Current), {"key": key, "id": number})


def end_shares(act: OpenAct, subjects: Iterable[bytes], receiver: str, purpose: str) -> None:
    """End, in an open act, what was shown to an agency for a purpose."""
    query = select(Share.id).join(Current, stands(Share)).where(Share.receiver == receiver, Share.purpose == purpose)
    ended = list(act.session.execute(query.where(Share.subject.in_(list(subjects))).order_by(Share.id)).scalars())
    if ended:
        act.add_many(Reversal, [{"target": each} for each in ended])
        free(act.session, ended)


def _own_record(session: Session, ref: str, sight: Sight) -> Any | None:  # noqa: ANN401 - a fact with agency and key
    """The standing record with this reference, if it is the reader's own and of a kind that can be shared."""
    found = key_of(session, ref)
    if found is None or not {"agency", "key"} <= {*found[0].facts[1]} or found[0] is Share or found[0].read_by_all:
        return None
    model, number = found
    query: Any = select(model).where(model.id == number)
    row: Any = session.execute(visible(query, model, sight.own)).scalar_one_or_none()
    if row is None:
        return None
    return row if standing(session, [row.key]).get(row.key) == number else None


def _against(draft: ShareDraft, row: Any | None, receiver: str | None, today: date) -> Iterator[Problem]:  # noqa: ANN401 - as above
    if row is None:
        yield problem("record.unknown", "ref", ref=draft.ref)
    if receiver is None:
        yield problem("agency.unknown", "receiver", value=draft.receiver)
    elif row is not None and receiver == row.agency:
        yield problem("share.own", "receiver", agency=receiver)
    if not draft.purpose.strip():
        yield problem("share.purpose", "purpose")
    if draft.until is None or draft.until < today:
        yield problem("share.until", "until")
    if draft.tier not in TIERS:
        yield problem("choice.unknown", "tier", value=draft.tier, expected=", ".join(TIERS))


def withdraw(session: Session, actor: Actor, ref: str, reason: str, sight: Sight) -> int | Problem:
    """End a share of the giver's own by a reversal, with a reason; answer the act."""
    lock_writer(session)
    row = own_share(session, ref, sight)
    if row is None:
        return problem("record.unknown", ref=ref)
    if not reason.strip():
        return problem("reason.missing", "reason")
    if standing(session, [row.key]).get(row.key) != row.id:
        return problem("record.reversed", ref=ref)
    act = open_act(session, "withdraw-share", Actor(actor.name, row.agency), reason.strip())
    act.add(Reversal, {"target": row.id})
    free(session, [row.id])
    act.seal()
    return act.id


def own_share(session: Session, ref: str, sight: Sight) -> Share | None:
    """The share with this reference, if the reader's agency gave it; it may have ended."""
    found = key_of(session, ref)
    row = session.get(Share, found[1]) if found is not None and found[0] is Share else None
    if row is None or not sight.owns(row.agency):
        return None
    query = visible(select(Share).where(Share.id == row.id), Share, sight.own)
    return session.execute(query).scalar_one_or_none()


def given(session: Session, sight: Sight, today: date) -> list[Shared]:
    """What the reader's agencies show to others, newest first, ended shares too."""
    return _listed(session, visible(select(Share), Share, sight.own), sight, today)


def received(session: Session, sight: Sight, today: date) -> list[Shared]:
    """What others show to the reader's agencies today, newest first."""
    query = select(Share).join(Current, stands(Share)).where(Share.until >= today)
    return _listed(session, query.where(Share.receiver.in_(sight.agencies or ())), sight, today)


def _listed(session: Session, query: Select[Any], sight: Sight, today: date) -> list[Shared]:
    secret = withheld(session, sight)
    rows = list(session.execute(query.order_by(Share.id.desc()).limit(LISTED)).scalars())
    keys = [row.id for row in rows]
    refs = refs_of(session, Share, keys)
    ended = set(session.execute(select(Reversal.target).where(Reversal.target.in_(keys))).scalars())
    records = _refs(session, ((row.kind, row.record) for row in rows))
    return [
        Shared(
            row.id,
            refs[row.id],
            records.get((row.kind, row.record), ""),
            row.kind,
            row.agency,
            row.receiver,
            None if act_of(row.id) in secret else row.purpose,
            row.tier,
            row.until,
            "revoked" if row.id in ended else "expired" if row.until < today else "active",
        )
        for row in rows
    ]


def _refs(session: Session, records: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """References of records of several kinds."""
    by_kind: dict[str, set[int]] = {}
    for kind, number in records:
        by_kind.setdefault(kind, set()).add(number)
    known = {kind: model for kind, model in Fact.kinds.items() if model.prefix}
    return {
        (kind, number): ref
        for kind, numbers in by_kind.items()
        if kind in known
        for number, ref in refs_of(session, known[kind], numbers).items()
    }


def readings_by_others(session: Session, sight: Sight, before: int | None = None) -> list[Reading]:
    """Pages on which people of other agencies read records of the reader's own, newest first. `session` is aside."""
    mine = sight.agencies or ()
    others = or_(Reading.agency.is_(None), Reading.agency.not_in(mine))
    return _readings(session, select(Reading).where(Reading.owner.in_(mine), others), before)


def readings_by_own(session: Session, sight: Sight, before: int | None = None) -> list[Reading]:
    """Pages on which people of the reader's own agencies read records, newest first. `session` is aside."""
    return _readings(session, select(Reading).where(Reading.agency.in_(sight.agencies or ())), before)


def _readings(session: Session, query: Select[Any], before: int | None) -> list[Reading]:
    if before is not None:
        query = query.where(Reading.id < before)
    return list(session.execute(query.order_by(Reading.id.desc()).limit(LISTED)).scalars())


def with_refs(session: Session, readings: Iterable[Reading]) -> list[Read]:
    """Readings with the references of the records read. `session` is that of the facts."""
    listed = [(each, [int(key) for key in each.records.split(",") if key]) for each in readings]
    refs = _refs(session, ((each.kind, key) for each, keys in listed for key in keys))
    return [Read(each, [refs[each.kind, key] for key in keys if (each.kind, key) in refs]) for each, keys in listed]
