"""R15: a partner country's figures of our trade differ from ours, or one side knows nothing of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from precursors.anomalies.rule import Finding, kilograms, mirror_rule
from precursors.mirror.gathering import Found, Place
from precursors.mirror.models import MirrorFigure
from precursors.mirror.rules import MISMATCH, MISSING_THERE, TOLD, Line
from precursors.trade.models import Shipment

CODE = "mirror-mismatch"
SCORE, SCORE_MISSING, SCORE_DEAL = 600, 500, 650
_MOST = 500
"""Records that one flag is about."""


@mirror_rule(CODE)
def mirror_mismatch(found: Found) -> Iterator[Finding]:
    """A year's difference above both tolerances that no lag explains; a side that is missing; one deal that differs.

    What the partner never speaks of in any year is not missed.
    """
    verdict, place = found.comparison.verdict, found.place
    told = verdict in TOLD and found.comparison.weighty and (verdict != MISSING_THERE or found.stated)
    if told:
        here, there = ([line for line in side if line.last.year == place.year] for side in (found.here, found.there))
        why = {} if verdict == MISMATCH else {"why": verdict}
        yield _finding(place, here, there, SCORE if verdict == MISMATCH else SCORE_MISSING, why)
    for deal in found.comparison.deals:
        if deal.verdict == MISMATCH:
            why = {"why": "deal", "references": ", ".join(deal.papers)}
            yield _finding(place, deal.here, deal.there, SCORE_DEAL, why, deal.references)


def _finding(
    place: Place, here: Sequence[Line], there: Sequence[Line], score: int, why: Mapping[str, str],
    named: Sequence[str] = (),
) -> Finding:  # fmt: skip
    """About our own records where there are any, else about the partner's figures."""
    kind = Shipment.__tablename__ if here else MirrorFigure.__tablename__
    subjects = tuple(line.key for line in (here or there)[:_MOST])
    told = {"partner": place.partner, "direction": place.direction, "substance": place.substance}
    told |= {"year": str(place.year), "here": _sum(here), "there": _sum(there)} | dict(why)
    cause = " ".join(map(str, (*place[1:], *named)))
    return Finding(place.agency, subjects, score, tuple(told.items()), cause, kind)


def _sum(lines: Sequence[Line]) -> str:
    return kilograms(sum(line.ug or 0 for line in lines))
