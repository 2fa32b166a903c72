"""Columns headed by goods: "Acetone (kg)", or "Quantity, kg" over "Acetone" and "Toluene".

Which texts name goods is known in a room above; it says so here, once, for the kind of record it takes in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

from precursors.intake.headings import Ambiguous, Reading, pieces, understand, unit_kind
from precursors.intake.surroundings import direction_in

_MEASURES = frozenset({"quantity", "net_mass", "volume"})
_CAPTIONS = frozenset({"substance", "cas", "hs"}) | _MEASURES
MOST = 0.7
_PART = re.compile(r"\s*[/|\n]\s*|\s+[-–—]\s+|:\s+")
_NAMES: dict[str, Callable[[str], bool]] = {}


class Goods(NamedTuple):
    """A column that states how much there is of the goods its heading names, or of those the row names, one way."""

    name: str
    """Empty where the heading says only the way: "Imported (kg)" beside "Exported (kg)"."""
    unit: str | None = None
    direction: str | None = None


def goods_are_named(kind: str, is_name: Callable[[str], bool]) -> None:
    """Let headings of files of `kind` be names of goods."""
    _NAMES[kind] = is_name


@lru_cache(maxsize=4096)
def goods_in(heading: str, kind: str) -> Goods | None:
    """What a heading says of goods, unit and direction; None where it says anything else, or neither goods nor way."""
    is_name = _NAMES.get(kind)
    if is_name is None or not heading.strip():
        return None
    found = Goods("")
    whole = _told(heading.strip(), kind, is_name)
    for part in [heading] if whole and whole.name else _PART.split(heading):
        told = _told(part.strip(), kind, is_name)
        if told is None or any(a and b for a, b in zip(found, told, strict=True)):
            return None
        found = Goods(found.name or told.name, found.unit or told.unit, found.direction or told.direction)
    return found if found.name or found.direction else None


def are_named(cells: Iterable[str], kind: str) -> bool:
    """Whether the cells of a column are names of goods, all but a few."""
    is_name, texts = _NAMES.get(kind), [text for text in cells if text.strip()]
    return is_name is not None and bool(texts) and sum(map(is_name, texts)) >= MOST * len(texts)


def _told(part: str, kind: str, is_name: Callable[[str], bool]) -> Goods | None:
    """What one part of a heading tells; None where it is none of goods, unit, direction, caption."""
    if _measures(part):
        return Goods("", part.strip("()[] "))
    for stem, inside in pieces(part):
        if _measures(inside) and (is_name(stem) or direction_in(stem)):
            return Goods(stem, inside) if is_name(stem) else Goods("", inside, direction_in(stem))
    if is_name(part):
        return Goods(part)
    meaning = understand(part, kind)
    fields = meaning.fields if isinstance(meaning, Ambiguous) else (meaning.field,) if meaning else ()
    if isinstance(meaning, Reading | Ambiguous) and _CAPTIONS.issuperset(fields) and fields:
        return Goods("", meaning.unit)
    way = direction_in(part)
    return Goods("", None, way) if way and len(part.split()) == 1 else None


def _measures(text: str) -> bool:
    return unit_kind(text.strip("()[] ")) in {"mass", "volume"}
