"""What the titles above a table say of all its rows: "Substance: Acetone", "Date: 2024-03-01", "Unit: kg".

Only what stands behind a label that is a heading by itself is believed, for a day only the plain "Date": a report
has days of its own. A column of the table that says the same always wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from precursors.intake.grid import PlainCell, Top
from precursors.intake.headings import Reading, understand, unit_kind
from precursors.intake.placing import Placed
from precursors.intake.record import CellLike
from precursors.quantities.words import alternatives, words

_UNIT_SAID = re.compile(
    r"(?:(?<!\w)(?:in|en|em|в|ب|بال)\s+(?P<unit>[^\W\d]+)|[(\[](?P<bare>[^\W\d]{2,}))\.?\s*[)\]]?\s*$", re.IGNORECASE
)
"""How a title says the unit of all amounts: "Quantities in kg", "Imports 2024 (kg)"."""

_BELIEVED = frozenset({"date", "substance", "cas", "hs", "unit"})


class Title(NamedTuple):
    """A field that a title gives to every row, the cell it gives, and the label."""

    field: str
    cell: PlainCell
    label: str

    @property
    def placed(self) -> Placed:
        """The field as if a column held it, to see what is missing."""
        return Placed(-1, self.field, self.label)


def multiplied(top: Top, first_heading_row: int) -> str | None:
    """The title by which all amounts count in thousands or millions, such as "Cifras en miles de kg"; else None."""
    above = [cell.text for number, cells in top if number < first_heading_row for cell in cells if cell.kind == "t"]
    return next((text.strip() for text in above if any(map(_multiplies, _multiplier().finditer(text)))), None)


def _multiplies(found: re.Match[str]) -> bool:
    return bool(found["said"]) or unit_kind(found["unit"] or "") in {"mass", "volume"}


@cache
def _multiplier() -> re.Pattern[str]:
    """A word such as "thousand" behind "in", or before what may be a unit."""
    many = alternatives(words().multipliers)
    return re.compile(
        rf"(?P<said>(?<!\w)(?:in|en|em|в)\s+)?{many}\.?\s*(?:(?:de|of|d')\s*)?(?P<unit>[^\W\d_]+)?", re.IGNORECASE
    )


def titles(top: Top, first_heading_row: int, kind: str) -> tuple[Title, ...]:
    """Every believed label above the headings with its value; a label that gives two values gives none."""
    found: dict[str, list[Title]] = {}
    for number, cells in top:
        if number < first_heading_row:
            for title in _of_row([cell for cell in cells if cell.kind and cell.text.strip()], kind):
                found.setdefault(title.field, []).append(title)
    return tuple(each[0] for each in found.values() if len({title.cell for title in each}) == 1)


def _of_row(cells: Sequence[CellLike], kind: str) -> Iterator[Title]:
    for at, cell in enumerate(cells):
        if cell.kind != "t":
            continue
        if said := _UNIT_SAID.search(cell.text):
            yield from _title("Unit", PlainCell("t", said["unit"] or said["bare"]), kind)
        label, colon, value = cell.text.partition(":")
        if value.strip():
            yield from _title(label, PlainCell("t", value.strip()), kind)
        elif (colon or len(cells) == 2) and at + 1 < len(cells):
            after = cells[at + 1]
            yield from _title(label, PlainCell(after.kind, after.text, after.format, after.formula), kind)


def _title(label: str, cell: PlainCell, kind: str) -> Iterator[Title]:
    meaning = understand(label, kind)
    if not isinstance(meaning, Reading) or meaning.field not in _BELIEVED or meaning.unit is not None:
        return
    if meaning.field == "date" and not (meaning.primary and any(map(str.isdigit, cell.text))):
        return
    if meaning.field == "unit" and unit_kind(cell.text) not in {"mass", "volume"}:
        return
    yield Title(meaning.field, cell, label.strip())
