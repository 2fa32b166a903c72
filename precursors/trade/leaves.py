"""Leaves of shipments as far as they are known before their act: all but the transfers, which name accounts by number.

They are made while rows are judged, since nobody waits for the writer's lock then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any, TypeAlias

from precursors.audit.canonical import head, joined, piece, spelt, spelt_wholes
from precursors.intake.codes import at_codes
from precursors.trade.models import Shipment
from precursors.trade.tally import FIGURES, Coded, Judged

_TEXTS = {"status", "code"}
"""Figures that are words."""

Columns: TypeAlias = tuple[Mapping[str, Coded], Mapping[str, Sequence[Any]]]
"""Columns of repeated texts, and those of figures."""


@dataclass(frozen=True, slots=True)
class Pinned:
    """What every row of the file is pinned to."""

    agency: str
    edition: str
    convention: str

    def fixed(self, sheet: str) -> Mapping[str, str]:
        """Columns that say the same in every row of a sheet."""
        return {"agency": self.agency, "edition": self.edition, "convention": self.convention, "sheet": sheet}


def columns(block: Judged) -> Columns:
    """Columns that say anything in this block, beside those that are fixed and the key."""
    coded = {"direction": block.direction, "day": block.day, "substance": block.substance, "party": block.party}
    plain = dict(zip(FIGURES, block.figures, strict=True)) | {"row": block.rows}
    said = {name: values for name, values in plain.items() if any(value is not None for value in values)}
    return coded | block.stated, said


def beginnings(block: Judged, fixed: Mapping[str, str]) -> list[bytes]:
    """What is hashed of each row, up to its transfers.

    Canonical fields in declared order; runs of what is the same in all rows are joined into one.
    """
    coded, plain = columns(block)
    parts: list[Iterable[str]] = []
    before = "\x00" + head(Shipment.__tablename__, Shipment.facts[0]).decode("ascii")
    for name in Shipment.facts[1]:
        if name in coded:
            texts, codes = coded[name]
            parts.append(at_codes(spelt(texts, before), codes))
        elif name == "key":
            octets = block.keys.decode("latin-1")
            parts.append([f"{before}16:{octets[at : at + 16]}" for at in range(0, len(octets), 16)])
        elif name in _TEXTS and name in plain:
            known = {text: spelt([text], before)[0] for text in set(plain[name])}
            parts.append(map(known.__getitem__, plain[name]))
        elif name in plain:
            parts.append(spelt_wholes(plain[name], before))
        else:
            before += piece(fixed.get(name)).decode("latin-1")
            continue
        before = ""
    return joined((*parts, repeat(before)))
