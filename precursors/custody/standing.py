"""What stands in one zone and should not: recorded where it was observed, with a flag that says why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from precursors.audit.acts import OpenAct
from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.custody.chain import Event
from precursors.custody.models import Lot, Place
from precursors.custody.storage import natures, placing, told_ground
from precursors.flags.service import FlagDraft, raise_flags

RULE = "hazardous-co-storage"
_SCORE = 900


def raise_co_storage(act: OpenAct, events: Sequence[Event]) -> int:
    """Flag lots that came, by these events, beside lots they must not stand with; answers how many flags."""
    drafts = []
    for place in _places(act, events):
        coming = {bytes(event.lot.key): 0 for event in events if event.link.place == bytes(place.key)}
        for one, other, verdict in placing(act.session, place, coming).incompatible:
            kinds = natures(act.session, (one, other))
            pair = sorted((one, other))
            told = {
                "place": place.name,
                "substance": kinds[one].goods(one).substance,
                "neighbour": kinds[other].goods(other).substance,
                "reaction": told_ground(verdict),
            }
            subjects = _lots(act, pair)
            cause = "×".join(key.hex()[:16] for key in pair)
            drafts.append(FlagDraft(place.agency, RULE, 1, None, cause, _SCORE, Lot.__tablename__, subjects, told))
    return raise_flags(act, list({draft.cause: draft for draft in drafts}.values()))


def _places(act: OpenAct, events: Iterable[Event]) -> Sequence[Place]:
    keys = {event.link.place for event in events if event.link.place}
    if not keys:
        return ()
    query = select(Place).join(Current, stands(Place)).where(Place.key.in_(keys)).order_by(Place.id)
    return list(act.session.execute(query).scalars())


def _lots(act: OpenAct, keys: Sequence[bytes]) -> list[int]:
    query = select(Lot.id).join(Current, stands(Lot)).where(Lot.key.in_(keys))
    return list(act.session.execute(query).scalars())
