"""Loads weighed and counted again, and what they are compared with."""

from __future__ import annotations

from dataclasses import dataclass

from precursors.disposal.dossier import Dossier
from precursors.disposal.models import DisposalLine


@dataclass(frozen=True, slots=True)
class Weighed:
    """A lot weighed again."""

    line: int
    ug: int
    uncertainty_ug: int
    pieces: int
    instrument: str


def sent_of(dossier: Dossier, line: DisposalLine) -> tuple[int, int]:
    """Net mass and pieces of a line that somebody last answered for: signed on the way, else seized less samples."""
    counted = [each for each in dossier.counts if each.line == line.id]
    if counted:
        return counted[-1].ug, counted[-1].pieces
    taken = sum(each.ug for each in dossier.entries if each.line == line.id and each.part.startswith("sample"))
    return line.net_ug - taken, line.pieces
