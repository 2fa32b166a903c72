"""What notifications announce against the annual requirement of the country that needs the goods (R16)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select

from precursors.audit.acts import OpenAct
from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.flags.service import FlagDraft, raise_flags
from precursors.intake.importing import Terms
from precursors.law.limits import Sum
from precursors.licensing.deals_rules import told
from precursors.licensing.notifications.clock import country
from precursors.licensing.notifications.models import Notification
from precursors.licensing.notifications.rules import REQUIREMENT, VERSION, over_requirement
from precursors.licensing.remaining import of_requirement
from precursors.paths import edition_in_use

_AT_ONCE = 500


def flag_requirements(act: OpenAct, terms: Terms, keys: Sequence[bytes]) -> None:
    """Flag, in the act that records them, those of the notifications under these keys that announce too much."""
    drafts: list[FlagDraft] = []
    for at in range(0, len(keys), _AT_ONCE):
        query: Any = select(Notification).join(Current, stands(Notification))
        rows = act.session.execute(query.where(Notification.key.in_(keys[at : at + _AT_ONCE]))).scalars()
        drafts += (draft for row in rows for draft in _drafts(act, terms, row))
    raise_flags(act, drafts)


def _drafts(act: OpenAct, terms: Terms, row: Notification) -> Iterator[FlagDraft]:
    """Only kilograms are held against it. What another country has imported this year is not known here."""
    if row.measure != "base_ug":
        return
    received = row.direction == "received"
    needing = terms.country if received else country(row.destination)
    day = row.dispatch or row.notified or terms.today
    for need in of_requirement(act.session, terms, needing, row.substance, day, None if received else Sum(0)):
        if over_requirement(row.amount, need.left.ug, decides=need.decides):
            inputs = {"why": "notification", "notification": row.number, "substance": row.substance}
            inputs |= {"quantity": told(row.amount, row.measure), "left": told(max(need.left.ug or 0, 0), row.measure)}
            inputs |= {"country": needing, "most": told(need.allowed.ug or 0, row.measure)}
            inputs |= {"since": need.since.isoformat()}
            yield FlagDraft(
                row.agency, REQUIREMENT, VERSION, edition_in_use(), f"notification {row.number}: {row.substance}", 700,
                Notification.__tablename__, [row.id], inputs,
            )  # fmt: skip
