"""Containers that were offered and were not there: they stay with the giver, and both agencies are told."""

from __future__ import annotations

from collections.abc import Sequence

from precursors.audit.acts import OpenAct
from precursors.custody.chain import RULE
from precursors.custody.chain_models import CustodyOffer
from precursors.custody.models import Container
from precursors.flags.service import FlagDraft, raise_flags

_SCORE = 950


def flag_lacking(act: OpenAct, offered: CustodyOffer, lacking: Sequence[Container]) -> int:
    """Flag an offer of which containers were not there, to giver's and receiver's agency; answers how many flags."""
    if not lacking:
        return 0
    told = {"why": "lacking", "containers": ", ".join(each.label for each in lacking)}
    told |= {"giver": offered.giver, "receiver": offered.receiver, "said": act.reason or ""}
    kind, cause = CustodyOffer.__tablename__, offered.key.hex()
    agencies = dict.fromkeys((offered.agency, offered.keeper or offered.agency))
    return raise_flags(
        act, [FlagDraft(own, RULE, 1, None, cause, _SCORE, kind, [offered.id], told) for own in agencies]
    )
