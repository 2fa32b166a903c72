"""What a file of a national format holds: rows in the fields of their kinds, and what was wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from precursors.problems import Problem

Row = Mapping[str, str]
"""Field to text; days as year-month-day, numbers with a decimal point."""


@dataclass(frozen=True, slots=True)
class Contents:
    """One file, read."""

    about: Mapping[str, str]
    """What stands once in it: who, which period."""
    rows: Mapping[str, Sequence[Row]]
    """Rows by the kind of record they become."""
    problems: Sequence[tuple[int, Problem]] = field(default=())
    """Line of the file, from 1, and what is wrong with it; a line with a problem is no row."""
    unread: Sequence[tuple[int, str]] = field(default=())
    """Lines of sections whose layout is not known here, with the section's letters: kept apart, never dropped."""
    known: Mapping[str, int] = field(default_factory=dict)
    """By kind, how many rows are held here already; they stand among the rows as they are held."""
