"""What rules compared, as it was stated: they look at names without case and accents, people read them as written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.flags.service import FlagDraft
from precursors.intake.packages import package
from precursors.intake.parties import party
from precursors.intake.words import folded
from precursors.licensing.lookalikes import number
from precursors.trade.models import Shipment

_S = Shipment.__table__.columns
_NAMED = (
    _S.operator, _S.counterparty, _S.consignee, _S.carrier, _S.broker, _S.payer, _S.vehicle, _S.licence, _S.use,
    _S.package_size, _S.package_type, _S.packages, _S.origin, _S.destination, _S.transit, _S.currency,
)  # fmt: skip
_AT_ONCE = 500
_AS_IT_IS = frozenset({"substance", "licensed", "law"})
"""Values that no shipment states so."""


def as_stated(session: Session, drafts: Sequence[FlagDraft]) -> list[FlagDraft]:
    """The same findings, each value that its last shipment states in the spelling of that; a query for hundreds."""
    last = {draft.subjects[-1] for draft in drafts if draft.kind == Shipment.__tablename__}
    said = dict(_stated(session, sorted(last)))
    return [
        replace(draft, inputs=_told(draft.inputs, said.get(draft.subjects[-1], {})))
        if draft.kind == Shipment.__tablename__
        else draft
        for draft in drafts
    ]


def _told(inputs: Mapping[str, str], said: Mapping[str, str]) -> dict[str, str]:
    return {name: value if name in _AS_IT_IS else said.get(value, value) for name, value in inputs.items()}


def _stated(session: Session, keys: Sequence[int]) -> Iterator[tuple[int, dict[str, str]]]:
    for at in range(0, len(keys), _AT_ONCE):
        for key, *texts in session.execute(select(_S.id, *_NAMED).where(_S.id.in_(keys[at : at + _AT_ONCE]))):
            yield key, _spelt(texts)


def _spelt(texts: Iterable[str | None]) -> dict[str, str]:
    """Every way in which rules look at the texts of a shipment, to the text."""
    return {fold(text): text for text in texts if text for fold in (folded, number, party, package)}
