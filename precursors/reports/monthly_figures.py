"""Monthly sums of shipments, from those kept with the rows they sum."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import func, select

from precursors.reports.report import Asked
from precursors.scope.visible import visible
from precursors.trade.models import ShipmentMonth


class Month(NamedTuple):
    """Standing shipments of one month: how many lines, how many of them unresolved, micrograms of the others."""

    rows: int
    unresolved: int
    base_ug: int

    @property
    def known_ug(self) -> int | None:
        """Micrograms of the substance: 0 where nothing was declared, None where nobody knows of anything declared."""
        return self.base_ug if not self.rows or self.unresolved < self.rows else None


NOTHING = Month(0, 0, 0)
"""A month of which nothing is declared."""


def together(months: Iterable[Month]) -> Month:
    """Several months as one."""
    return Month(*map(sum, zip(NOTHING, *months, strict=True)))


def traded(asked: Asked) -> list[str]:
    """Substances of which shipments were declared: those with most in the year first, then those with most ever."""
    kept = ShipmentMonth
    within = kept.month.between(f"{asked.year}-01", f"{asked.year}-12")
    in_year = func.sum(kept.base_ug).filter(within)
    query: Any = visible(select(kept.substance), kept, asked.sight.own).group_by(kept.substance)
    order = (func.coalesce(in_year, 0).desc(), func.sum(kept.base_ug).desc(), kept.substance)
    return list(asked.session.execute(query.having(func.sum(kept.rows) > 0).order_by(*order)).scalars())


def months(asked: Asked, first_year: int) -> dict[str, dict[str, Month]]:
    """Direction to month (YYYY-MM) to its sums, of the substance asked for, up to the end of the year; one query."""
    return {way: kept for (_, way), kept in every_month(asked, first_year).items()}


def every_month(asked: Asked, first_year: int) -> dict[tuple[str, str], dict[str, Month]]:
    """Substance and direction to month to its sums: of the substance asked for, of all where none is; one query."""
    kept = ShipmentMonth
    sums = (func.sum(kept.rows), func.sum(kept.unresolved), func.sum(kept.base_ug))
    by = (kept.substance, kept.direction, kept.month)
    query: Any = select(*by, *sums).where(kept.month.between(f"{first_year}-01", f"{asked.year}-12"))
    query = query.where(kept.substance == asked.substance) if asked.substance else query
    query = visible(query, kept, asked.sight.own).group_by(*by).order_by(*by)
    found: dict[tuple[str, str], dict[str, Month]] = defaultdict(dict)
    for substance, direction, month, rows, unresolved, base in asked.session.execute(query):
        if rows:
            found[substance, direction][month] = Month(int(rows), int(unresolved), int(base))
    return found
