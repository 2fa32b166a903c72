"""Monthly sums of standing shipments: kept in the same transaction as the rows they sum, rebuilt by `verify`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import compress
from typing import TypeAlias

from sqlalchemy import ColumnElement, func, literal_column, select, text
from sqlalchemy.orm import Session

from precursors.audit.models import Reversal
from precursors.intake.codes import at_codes
from precursors.problems import Problem, problem
from precursors.trade.models import Shipment, ShipmentMonth
from precursors.trade.tally import Judged

_NAMES = ("rows", "unresolved", "base_ug", "net_ug", "ul")


Months: TypeAlias = dict[tuple[str, str, str], list[int]]
"""By substance, direction and month: rows, unresolved ones, base_ug, net_ug, ul, and how many know the last two."""


def no_months() -> Months:
    """Sums to be added to."""
    return defaultdict(lambda: [0] * 7)


def add_block(months: Months, block: Judged, mask: Sequence[bool] | None) -> None:
    """Add the rows of one block that are written to sums by substance, direction and month."""
    (substances, what), (ways, whither), (days, when) = block.substance, block.direction, block.day
    names = [day and day[:7] for day in days]
    rows = zip(what, whither, at_codes(names, when), *block.figures[:3], strict=True)
    here: dict[tuple[int, int, str | None], list[int]] = defaultdict(lambda: [0] * 7)
    for substance, way, month, base, net, ul in rows if mask is None else compress(rows, mask):
        total = here[substance, way, month]
        total[0] += 1
        if base is None:
            total[1] += 1
            continue
        total[2] += base
        if net is not None:
            total[3] += net
            total[5] += 1
        if ul is not None:
            total[4] += ul
            total[6] += 1
    for (code, way, month), sums in here.items():
        standing = months[str(substances[code]), str(ways[way]), str(month)]
        standing[:] = [was + now for was, now in zip(standing, sums, strict=True)]


_ADD = text(
    "INSERT INTO shipment_month (agency, substance, direction, month, rows, unresolved, base_ug, net_ug, ul)"
    " VALUES (:agency, :substance, :direction, :month, :rows, :unresolved, :base_ug, :net_ug, :ul)"
    " ON CONFLICT (agency, substance, direction, month) DO UPDATE SET rows = shipment_month.rows + excluded.rows,"
    " unresolved = shipment_month.unresolved + excluded.unresolved,"
    " base_ug = shipment_month.base_ug + excluded.base_ug, net_ug = shipment_month.net_ug + excluded.net_ug,"
    " ul = shipment_month.ul + excluded.ul"
)


def add_months(session: Session, agency: str, months: Months, sign: int = 1) -> None:
    """Add sums to the standing ones, or with `sign` -1 take them away. What they know beyond those is left out."""
    rows = [
        {"agency": agency, "substance": substance, "direction": way, "month": month}
        | {name: sign * value for name, value in zip(_NAMES, values, strict=False)}
        for (substance, way, month), values in sorted(months.items())
    ]
    if rows:
        session.execute(_ADD, rows)


def months_hold(session: Session) -> Iterator[Problem]:
    """For `verify`: every monthly sum equals its standing shipments."""
    month = _month(session)
    known = Shipment.base_ug.is_not(None)
    query = (
        select(
            Shipment.agency,
            Shipment.substance,
            Shipment.direction,
            month,
            func.count(),
            func.count().filter(~known),
            *(func.coalesce(func.sum(getattr(Shipment, name)).filter(known), 0) for name in _NAMES[2:]),
        )
        .outerjoin(Reversal, Reversal.target == Shipment.id)
        .where(Reversal.id.is_(None))
        .group_by(Shipment.agency, Shipment.substance, Shipment.direction, month)
    )
    expected = {tuple(row[:4]): tuple(map(int, row[4:])) for row in session.execute(query)}
    for kept in session.execute(select(ShipmentMonth)).scalars():
        key = (kept.agency, kept.substance, kept.direction, kept.month)
        found = tuple(getattr(kept, name) for name in _NAMES)
        if found != expected.pop(key, (0, 0, 0, 0, 0)):
            yield problem("verify.aggregate", what=" ".join(key), found=found, expected="something else")
    for key, sums in expected.items():
        yield problem("verify.aggregate", what=" ".join(key), found="nothing", expected=sums)


def _month(session: Session) -> ColumnElement[str]:
    sqlite = session.get_bind().dialect.name == "sqlite"
    return literal_column("substr(shipment.day, 1, 7)" if sqlite else "to_char(shipment.day, 'YYYY-MM')")
