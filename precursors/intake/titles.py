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


def multiplied(top: Top, first_heading_row: int, kind: str) -> str | None:
    """The title by which all amounts count in thousands or millions, such as "Cifras en miles de kg"; else None."""
    above = [cell.text for number, cells in top if number < first_heading_row for cell in cells if cell.kind == "t"]
    return next((text.strip() for text in above if _multiplies(text, kind)), None)


def _multiplies(title: str, kind: str) -> bool:
    counted = (found["unit"] for found in _multiplier().finditer(title) if not found["said"])
    said = any(found["said"] for found in _multiplier().finditer(title))
    return said or any(_measures(unit) for unit in (*counted, *_thousands(title, kind)))


def _thousands(title: str, kind: str) -> Iterator[str]:
    """What stands behind a power of ten that a title counts in: "in 1000 kg", "('000 kg)", "Unit: 1000 kg"."""
    for found in _POWER.finditer(title):
        label = understand(found["label"] or "Unit", kind)
        of_unit = isinstance(label, Reading) and label.field == "unit"  # a limit of 1000 kg is none
        if of_unit and not _measures(found["said"]):  # nor is 千克 a thousand of anything
            yield found["unit"]


def _measures(unit: str | None) -> bool:
    return unit_kind((unit or "").strip()) in {"mass", "volume"}


_POWER = re.compile(
    r"(?:(?<!\w)(?:in|en|em|в)\s|[(\[（]|^(?:(?P<label>[^:：]+)[:：])?)\s*(?:in\s)?"
    r"(?P<said>[x×]?\s?(?:['’]?000|1[.,'’\s]?000|100|10\s?\^\s?[2-6]|10[²³⁶]|[百千万])\s?(?P<unit>[^\W\d_]+))\.?\s*[)\]）]?\s*$",
    re.IGNORECASE,
)


@cache
def _multiplier() -> re.Pattern[str]:
    """A word such as "thousand" behind "in", alone in brackets, or before what may be a unit."""
    many = alternatives(words().multipliers)
    return re.compile(
        rf"(?P<said>(?<!\w)(?:in|en|em|в)\s+|\((?={many}\)))?{many}\.?\s*(?:(?:de|of|d')\s*)?(?P<unit>[^\W\d_]+)?",
        re.IGNORECASE,
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
