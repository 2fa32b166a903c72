"""CSV exports of the registry's own: a mark that says their number cells are spelt exactly as they are kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from precursors.intake.grid import BlockLike, MadeColumn, with_columns
from precursors.intake.types import told

HEADING = "Registry Cells"
"""Heading of the last column of a CSV export."""

EXACT = "exact/1"
"""What that column says in every row."""

_SHAPES = [("", "", False), ("n", "", False), ("t", "", False)]


def mark_column(unknown: Sequence[tuple[int, str]]) -> int | None:
    """The column with the mark, among those that are no field."""
    return next((column for column, heading in unknown if heading == HEADING), None)


def is_marked(block: BlockLike, column: int) -> bool:
    """Whether the rows of the block carry the mark and nothing else; the heading may stand among them."""
    return column < len(block.columns) and set(block.columns[column].texts) <= {"", HEADING, EXACT}


def as_kept(block: BlockLike, columns: Collection[int]) -> BlockLike:
    """The block with those columns read as kept: bare numbers are numbers, what has an apostrophe is typed text."""
    made = [_kept(own) if at in columns else own for at, own in enumerate(block.columns)]
    return with_columns(block, made)


def _kept(column: object) -> MadeColumn:
    made = MadeColumn(column)  # type: ignore[arg-type]  # a column of the block it came from
    made.shapes = list(_SHAPES)
    figures = [told(text) if text else None for text in made.texts]
    made.shape_of = [0 if f is None else 1 if f.number is not None else 2 for f in figures]
    made.texts = ["" if f is None else f.text for f in figures]
    return made
