"""What one reader may see, as a condition on a query. A reader is never shown a row for which this does not hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Select

from precursors.db.tables import Fact

S = TypeVar("S", bound=Select[Any])


@dataclass(frozen=True, slots=True)
class Sight:
    """Whose records a reader may see: those of `agencies`; None is the local operator, who sees all."""

    agencies: tuple[str, ...] | None = None


def visible(query: S, model: type[Fact], sight: Sight) -> S:
    """`query` narrowed to the rows of `model` that `sight` allows. The model must say whose its rows are."""
    if sight.agencies is None:
        return query
    return query.where(model.__table__.columns["agency"].in_(sight.agencies))
