"""The figures that hold for an agency on a day: its own where it set some, the nation's otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.db.tables import act_of, fact_id
from precursors.editions.models import OwnFigure
from precursors.law.parameters import Parameters
from precursors.law.settable import Name

NOTHING_SET: Mapping[Name, Decimal] = MappingProxyType({})


class Figures(Parameters):
    """Figures of rules on a day, asked like the nation's."""

    def __init__(self, day: date, own: Mapping[Name, Decimal] = NOTHING_SET, pin: str | None = None) -> None:
        """Those of `day`, with what an agency set itself."""
        super().__init__(day)
        self.own = own
        self.pin = pin
        """Names what the agency had set by then, `XD-INS.17`: its code and the last act that set anything; or None."""

    def __call__(self, rule: str, name: str) -> Decimal:
        """One figure. Raises like the nation's where neither has it."""
        own = self.own.get((rule, name))
        return super().__call__(rule, name) if own is None else own

    def pinned(self, edition: str) -> str:
        """The edition of law with the agency's own beside it, for a flag to keep."""
        return edition if self.pin is None else f"{edition}+{self.pin}"


def figures(session: Session, agency: str, day: date, until: int | None = None) -> Figures:
    """What holds for one agency on a day; with `until`, as it was known when that act was sealed."""
    return _of(session.execute(_set(until).where(OwnFigure.agency == agency)).scalars(), day)


def by_day(session: Session, agency: str) -> Callable[[date], Figures]:
    """What holds for one agency on any day, in one query."""
    rows = session.execute(_set().where(OwnFigure.agency == agency)).scalars().all()
    return lambda day: _of(rows, day)


def all_figures(session: Session, day: date, until: int | None = None) -> Callable[[str], Figures]:
    """What holds for each agency on a day, in one query; with `until`, as it was known when that act was sealed."""
    rows: dict[str, list[OwnFigure]] = {}
    for row in session.execute(_set(until)).scalars():
        rows.setdefault(row.agency, []).append(row)
    found = {agency: _of(own, day) for agency, own in rows.items()}
    national = Figures(day)
    return lambda agency: found.get(agency, national)


def _set(until: int | None = None) -> Any:  # noqa: ANN401 - a query
    query = select(OwnFigure).order_by(OwnFigure.since, OwnFigure.id)
    return query if until is None else query.where(OwnFigure.id < fact_id(until + 1, 0))


def _of(rows: Iterable[OwnFigure], day: date) -> Figures:
    """Of rows in the order in which they begin to hold the last word on each figure counts."""
    own: dict[Name, Decimal] = {}
    pin = (0, "")
    for row in rows:
        if row.since > day:
            break
        pin = max(pin, (row.id, row.agency))
        if row.value is None:
            own.pop((row.rule, row.name), None)
        else:
            own[row.rule, row.name] = Decimal(row.value)
    return Figures(day, own, f"{pin[1]}.{act_of(pin[0])}" if pin[0] else None)
