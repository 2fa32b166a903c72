"""Substitution between substances of one family: in what is declared, by amount, and in what is seized, by lots."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from precursors.custody.models import Lot
from precursors.reports.beneath import Beneath, every
from precursors.reports.report import Asked, Column, Row, Table
from precursors.reports.seizure_figures import taken
from precursors.reports.shifting import Part, certainty, shifts
from precursors.reports.trade_figures import Sums, amounts, lines
from precursors.reports.years_before import YEARS, Before, earlier
from precursors.substances.families import Family, families
from precursors.trade.models import Shipment

COLUMNS = (
    Column("family", "page"), Column("seen-in", "page"), Column("substance", "substance"),
    Column("share-before", "percent", worked_out=True), Column("share-now", "percent", worked_out=True),
    Column("change", "percent", worked_out=True), Column("records", "count"), Column("certainty", "page"),
)  # fmt: skip


class Known(NamedTuple):
    """What one source knows: amounts by substance and records by substance, before and now; and what lies beneath."""

    where: str
    before: Mapping[str, int]
    now: Mapping[str, int]
    rows_before: Mapping[str, int]
    rows_now: Mapping[str, int]
    beneath: Callable[[str], dict[str, Beneath]]


def substitution(asked: Asked, year: Sequence[Sums], before: Mapping[str, Before]) -> Table:
    """Families in which one member gave way to another against the years before, by every source that shows it."""
    sources = [_declared(asked, year, before), _seized(asked)]
    rows = [row for family in families() for source in sources for row in _rows(family, source)]
    return Table("substitution", COLUMNS, rows)


def _rows(family: Family, known: Known) -> Iterator[Row]:
    parts = [Part(key, known.before.get(key, 0), known.now.get(key, 0)) for key in family.members]
    before, now = (sum(rows.get(key, 0) for key in family.members) for rows in (known.rows_before, known.rows_now))
    sure = certainty(checked=family.checked, before=before, now=now)
    for each in shifts(parts):
        figures = (each.before, each.now, each.change, known.rows_now.get(each.key, 0), sure)
        yield Row((f"reports.family-{family.name}", known.where, each.key, *figures), known.beneath(each.key))


def _declared(asked: Asked, year: Sequence[Sums], before: Mapping[str, Before]) -> Known:
    """Mass of the substance itself in shipments, as far as it is known."""
    now = {each.by[0]: each for each in year}

    def beneath(key: str) -> dict[str, Beneath]:
        own = Shipment.substance == key
        mass = amounts(asked, Shipment.base_ug, own)
        known = lines(asked, own, Shipment.base_ug.is_not(None))
        return {"share-before": earlier(asked, key), "share-now": mass, "change": mass, "records": known}

    return Known(
        "reports.seen-shipments",
        {key: own.base_ug for key, own in before.items()},
        {key: own.base_ug for key, own in now.items()},
        {key: own.rows for key, own in before.items()},
        {key: own.rows - own.unresolved for key, own in now.items()},
        beneath,
    )


def _seized(asked: Asked) -> Known:
    """Lots, each counted once: their masses are of goods of every strength."""
    now = _lots(asked)
    before: dict[str, list[int]] = defaultdict(list)
    for ago in range(1, YEARS + 1):
        for key, own in _lots(replace(asked, year=asked.year - ago)).items():
            before[key] += own

    def beneath(key: str) -> dict[str, Beneath]:
        own = every(Lot, now.get(key, []))
        return {"share-before": every(Lot, before.get(key, [])), "share-now": own, "change": own, "records": own}

    then, today = (Counter({key: len(own) for key, own in lots.items()}) for lots in (before, now))
    return Known("reports.seen-lots", then, today, then, today, beneath)


def _lots(asked: Asked) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for each in taken(asked):
        if each.substance is not None:
            found[each.substance].append(each.id)
    return found
