"""Find the table of a sheet none of whose headings is known, so that a person can be asked what its columns are."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from precursors.intake.grid import Top
from precursors.intake.heading_rows import NO_HEADINGS, TOP_ROWS, HeadingCell, HeadingRows, tidy
from precursors.intake.headings import LONGEST, understand
from precursors.intake.record import CellLike


def bare_table(top: Top, kind: str) -> HeadingRows | None:
    """The likeliest heading row with rows of a table under it; `NO_HEADINGS` where rows begin at once.

    None where the sheet has no table: nothing in which two rows fill the same two columns.
    """
    for (number, cells), (_, below) in pairwise(top[:TOP_ROWS]):
        columns = _filled(cells)
        if len(columns) < 2 or len(columns & _filled(below)) < 2:
            continue
        if _are_words(cells):
            found = tuple(HeadingCell(at, tidy(cells[at].text), understand(cells[at].text, kind)) for at in columns)
            return HeadingRows((number,), tuple(sorted(found, key=lambda each: each.column)), 0.0)
        return HeadingRows(NO_HEADINGS, (), 0.0)
    return None


def _filled(cells: Sequence[CellLike]) -> set[int]:
    return {column for column, cell in enumerate(cells) if cell.kind and cell.text.strip()}


def _are_words(cells: Sequence[CellLike]) -> bool:
    """Whether a row may be headings: different short texts with letters in them, and nothing else."""
    texts = [cell.text for cell in cells if cell.kind]
    plain = all(cell.kind == "t" for cell in cells if cell.kind)
    worded = all(any(map(str.isalpha, text)) and len(text) <= LONGEST for text in texts if text.strip())
    return plain and worded and len(set(texts)) == len(texts)
