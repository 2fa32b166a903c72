"""Where goods were seized, and how much."""

from __future__ import annotations

from collections import defaultdict

from precursors.custody.models import Lot
from precursors.intake.places import country_place
from precursors.reports.beneath import Beneath, Counted, every
from precursors.reports.drawing.seizure_map import draw
from precursors.reports.report import Asked, Column, LeftOut, Row, Table, report
from precursors.reports.seizure_figures import Taken, incidents, taken
from precursors.seizures.models import Seizure

COLUMNS = (
    Column("country", "country"), Column("coordinates"), Column("seizures", "count"), Column("lots", "count"),
    Column("net", "kg"),
)  # fmt: skip


@report("seizure-map", draw)
def seizure_map(asked: Asked) -> list[Table]:
    """By country and, where it is stated, by the very place; the mass is that of the lots somebody weighed."""
    lots: dict[int, list[Taken]] = defaultdict(list)
    for lot in taken(asked):
        if lot.incident is not None and asked.substance in {None, lot.substance}:
            lots[lot.incident.id].append(lot)
    own: dict[tuple[str, str | None], list[Seizure]] = defaultdict(list)
    elsewhere = []
    for each in incidents(asked):
        if each.kind != "seizure":
            continue
        if each.country and country_place(each.country):
            own[each.country, each.coordinates].append(each)
        else:
            elsewhere.append(each.id)
    rows = [_row(place, those, lots) for place, those in own.items()]
    rows.sort(key=lambda row: -(row.values[-1] or 0))
    left = [LeftOut("left-unplaced", len(elsewhere), every(Seizure, elsewhere))] if elsewhere else []
    return [Table("seized-where", COLUMNS, rows, left)]


def _row(place: tuple[str, str | None], those: list[Seizure], lots: dict[int, list[Taken]]) -> Row:
    found = [lot for each in those for lot in lots[each.id]]
    weighed = [(lot.id, lot.net_ug) for lot in found if lot.net_ug is not None]
    beneath: dict[str, Beneath] = {
        "seizures": every(Seizure, [each.id for each in those]),
        "lots": every(Lot, [lot.id for lot in found]),
        "net": Counted(Lot, weighed),
    }
    net = sum(ug or 0 for _, ug in weighed) if weighed else None
    return Row((*place, len(those), len(found), net), beneath)
