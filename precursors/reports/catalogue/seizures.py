"""What was seized in the year: by substance, by route, by how it was found and hidden."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from precursors.custody.models import Lot
from precursors.reports.beneath import Beneath, Counted, every
from precursors.reports.preparations import form_of
from precursors.reports.report import Asked, Column, Row, Table, report
from precursors.reports.seizure_figures import Taken, incidents, left_out, taken
from precursors.seizures.models import Seizure

SUBSTANCES = (
    Column("substance", "substance"), Column("seizures", "count"), Column("lots", "count"), Column("net", "kg"),
    Column("pure", "kg"),
)  # fmt: skip
ROUTES = (Column("origin"), Column("departure"), Column("transit"), Column("destination"), Column("seizures", "count"))
METHODS = (Column("place-type"), Column("detection"), Column("concealment"), Column("seizures", "count"))
SEIZURE = "seizure"


@report("seizures")
def seizures(asked: Asked) -> list[Table]:
    """Seizures alone; other incidents stand in the annual return."""
    lots = [lot for lot in taken(asked) if lot.incident is None or lot.incident.kind == SEIZURE]
    found = [each for each in incidents(asked) if each.kind == SEIZURE]
    return [by_substance("seized", lots), _routes(found), _methods(found)]


def by_substance(key: str, lots: Sequence[Taken], *, apart: bool = False) -> Table:
    """Lots summed by substance, preparations `apart` where they shall be; a mass of the substance itself only where
    every lot's purity is known.
    """
    own: dict[tuple[str, ...], list[Taken]] = defaultdict(list)
    for lot in lots:
        if lot.substance is not None:
            own[(lot.substance, form_of(lot.stated)) if apart else (lot.substance,)].append(lot)
    rows = []
    for place, those in sorted(own.items()):
        number = {each.incident.id for each in those if each.incident}
        net = [each.net_ug for each in those if each.net_ug is not None]
        pure = None if any(each.pure_ug is None for each in those) else sum(each.pure_ug or 0 for each in those)
        figures = (*place, len(number), len(those), sum(net) if net else None, pure)
        beneath: dict[str, Beneath] = {
            "seizures": every(Seizure, sorted(number)),
            "lots": every(Lot, [each.id for each in those]),
            "net": Counted(Lot, [(each.id, each.net_ug) for each in those]),
            "pure": Counted(Lot, [(each.id, each.pure_ug) for each in those]),
        }
        rows.append(Row(figures, beneath))
    columns = (SUBSTANCES[0], Column("goods-form", "page"), *SUBSTANCES[1:]) if apart else SUBSTANCES
    return Table(key, columns, rows, left_out(lots))


def _counted(found: Sequence[Seizure], *names: str) -> list[Row]:
    own: dict[tuple[str | None, ...], list[int]] = defaultdict(list)
    for each in found:
        own[tuple(getattr(each, name) for name in names)].append(each.id)
    ordered = sorted(own.items(), key=lambda pair: (-len(pair[1]), [text or "" for text in pair[0]]))
    return [Row((*place, len(keys)), {"seizures": every(Seizure, keys)}) for place, keys in ordered if any(place)]


def _routes(found: Sequence[Seizure]) -> Table:
    return Table("routes", ROUTES, _counted(found, "origin", "departure", "transit", "destination"))


def _methods(found: Sequence[Seizure]) -> Table:
    return Table("methods", METHODS, _counted(found, "place_type", "detection", "concealment"))
