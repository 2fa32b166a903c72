"""Where an authorisation line stands follows from its quota: granted, partly used, used up; moved in the same act."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from precursors.audit.acts import OpenAct
from precursors.audit.keys import standing
from precursors.ledger.accounts import balances, find
from precursors.ledger.models import Account, Transfer
from precursors.ledger.reversing import batches
from precursors.licensing.authorisations.drawing import quota_of
from precursors.licensing.authorisations.life import AUTHORISATION, IN_FORCE
from precursors.licensing.authorisations.models import Authorisation
from precursors.licensing.authorisations.observing import Taken
from precursors.lives.service import move, states_of

HOLDER = "authorisation:"


def follow(act: OpenAct, changes: Mapping[bytes, int], day: date) -> None:
    """Move lines on whose quotas this act changes, by natural key; what is drawn counts below 0.

    Call it before the act is sealed: until then the balances are those of before. Lines that are no longer in force,
    and those that stand nowhere, are left as they are.
    """
    session = act.session
    found = standing(session, changes)
    rows = list(session.execute(select(Authorisation).where(Authorisation.id.in_(found.values()))).scalars())
    ids = find(session, [quota_of(row) for row in rows])
    held = balances(session, ids.values())
    states = states_of(session, AUTHORISATION, [row.key for row in rows])
    for row in rows:
        key, now = bytes(row.key), states[row.key]
        left = held.get(ids.get(quota_of(row), -1), 0) + changes[key]
        verb = leads_to(now.state, row.granted or 0, left)
        if verb is not None:
            since = max(day, now.since) if now.since else day
            move(act, AUTHORISATION, row.agency, row.key, verb, since)


def leads_to(state: str, granted: int, left: int) -> str | None:
    """The verb that takes a line to where its quota says it stands; None where it stands there, or is not in force."""
    if state not in IN_FORCE:
        return None
    told = "exhausted" if left <= 0 else "partially-used" if left < granted else "granted"
    if told == state:
        return None
    return {"exhausted": "exhaust", "granted": "restore"}.get(told, "give-back" if state == "exhausted" else "draw")


def changed(taken: Iterable[Taken]) -> dict[bytes, int]:
    """What movements take from quotas, by line."""
    found: dict[bytes, int] = {}
    for each in taken:
        if each.source.role == "quota" and each.source.holder.startswith(HOLDER):
            key = bytes.fromhex(each.source.holder.removeprefix(HOLDER))
            found[key] = found.get(key, 0) - each.amount
    return found


def returned(session: Session, targets: Sequence[int]) -> dict[bytes, int]:
    """What facts had taken from quotas and give back as they are reversed, by line."""
    found: dict[bytes, int] = {}
    for batch in batches(sorted(targets)):
        query = (
            select(Account.holder, func.sum(Transfer.amount))
            .join(Transfer, Transfer.debit == Account.id)
            .where(Transfer.fact.in_(batch), Account.role == "quota", Account.holder.startswith(HOLDER))
            .group_by(Account.holder)
        )
        for holder, amount in session.execute(query):
            key = bytes.fromhex(holder.removeprefix(HOLDER))
            found[key] = found.get(key, 0) + int(amount)
    return found
