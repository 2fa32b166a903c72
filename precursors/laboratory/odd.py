"""R27 where the laboratory shows it: a purity far from what was declared, flagged in the act of the report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from sqlalchemy import select

from precursors.audit.acts import OpenAct
from precursors.custody.finding import lots_by_key
from precursors.editions.figures import Figures, figures
from precursors.flags.service import FlagDraft, raise_flags
from precursors.laboratory.models import LabResult
from precursors.laboratory.purity import declared_ppm, points_apart
from precursors.paths import edition_in_use

RULE = "odd-packaging"
_SCORE = 700
_PPM = 10_000


def raise_odd_purity(act: OpenAct, agency: str, found: Sequence[tuple[int, bytes, int | None]]) -> int:
    """Flag reports, each (key, lot, purity in parts per million), that are too far from what their lots declare."""
    known = figures(act.session, agency, act.at.date())
    return raise_flags(act, _drafts(act, agency, found, known))


def _drafts(
    act: OpenAct, agency: str, found: Sequence[tuple[int, bytes, int | None]], known: Figures
) -> Iterator[FlagDraft]:
    lots = lots_by_key(act.session, {lot for _, lot, _ in found})
    query = select(LabResult.id, LabResult.report).where(LabResult.id.in_([number for number, _, _ in found]))
    reports = {number: report for number, report in act.session.execute(query)}  # noqa: C416 - two columns asked
    most = known(RULE, "purity-points")
    for number, lot, purity in found:
        declared = declared_ppm(lots[lot].concentration)
        apart = points_apart(declared, purity)
        if declared is None or purity is None or apart is None or apart <= most:
            continue
        told = {"why": "purity", "report": reports[number], "declared": _percent(declared), "found": _percent(purity)}
        told |= {"points": _percent(int(most * _PPM))}
        kind, edition = LabResult.__tablename__, known.pinned(edition_in_use())
        yield FlagDraft(agency, RULE, 1, edition, lot.hex(), _SCORE, kind, [number], told)


def _percent(ppm: int) -> str:
    return f"{(Decimal(ppm) / _PPM).normalize():f}"
