"""Follow a figure down: its address, and the page of records beneath it as a reader may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from sqlalchemy import select

from precursors.access.permissions import Permission
from precursors.audit.models import Act
from precursors.audit.refs import refs_of
from precursors.custody.models import Lot
from precursors.db.tables import Table as Model
from precursors.disposal.models import DisposalOrder
from precursors.flags.models import Flag
from precursors.inspections.models import IncidentReport
from precursors.licensing.authorisations.models import Authorisation
from precursors.licensing.models import LicenceLine
from precursors.licensing.notifications.models import Notification
from precursors.licensing.requirements_models import AnnualRequirement
from precursors.mirror.models import MirrorFigure
from precursors.reports.beneath import SIZE, Beneath, Sum
from precursors.reports.report import Asked, Column, Row, Table
from precursors.seizures.models import Seizure
from precursors.seizures.totals import SeizureTotal
from precursors.stock.models import StockLine, StockReturn
from precursors.trade.life_models import Consignment
from precursors.trade.models import Shipment


class Kind(NamedTuple):
    """How records of one kind are named beneath a figure."""

    permission: Permission
    """What one must be allowed to see them one by one; their sum stands in the report."""
    place: str
    """Address of the page of one, without its reference."""
    day: str | None = None
    says: tuple[str, ...] = ()
    """Columns that tell people which it is."""


KINDS: dict[type[Model], Kind] = {
    Shipment: Kind(Permission.READ_SHIPMENTS, "/shipments/", "day", ("document", "operator")),
    Seizure: Kind(Permission.READ_SEIZURES, "/seizures/", "day", ("number",)),
    SeizureTotal: Kind(Permission.READ_SEIZURES, "/seizure-totals/", None, ("country", "year", "named")),
    Lot: Kind(Permission.READ_CUSTODY, "/lots/", "day", ("seizure", "number")),
    IncidentReport: Kind(Permission.READ_INSPECTIONS, "/incident-reports/", "noticed", ("number", "operator")),
    Consignment: Kind(Permission.READ_SHIPMENTS, "/consignments/", "planned", ("number", "operator")),
    Notification: Kind(Permission.READ_REGISTER, "/notifications/", "notified", ("number", "exporter")),
    AnnualRequirement: Kind(Permission.READ_REGISTER, "/annual-requirements/", "since", ("country",)),
    MirrorFigure: Kind(Permission.READ_SHIPMENTS, "/mirror-figures/", "last", ("partner", "document")),
    DisposalOrder: Kind(Permission.READ_DISPOSAL, "/disposal/", None, ("number",)),
    StockReturn: Kind(Permission.READ_STOCK, "/returns/", "due", ("operator", "period")),
    Authorisation: Kind(Permission.READ_REGISTER, "/authorisations/", None, ("number",)),
    LicenceLine: Kind(Permission.READ_REGISTER, "/licences/", "valid_from", ("number", "holder")),
    StockLine: Kind(Permission.READ_STOCK, "/stock/", "last", ("operator", "period")),
    Flag: Kind(Permission.READ_FLAGS, "/flags/", None, ("rule",)),
    Act: Kind(Permission.READ_LOG, "/acts/", None, ("kind",)),
}


class Followed(NamedTuple):
    """One record beneath a figure, as a page tells it."""

    id: int
    agency: str | None
    ref: str
    page: str
    """Path of its page."""
    day: date | None
    says: str
    adds: Any
    """What it adds to the figure, micrograms, microlitres or one; None where nobody knows."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of the records beneath a figure."""

    model: type[Model]
    column: Column
    sum: Sum
    rows: Sequence[Followed] | None
    """None where the reader may not see records of this kind one by one."""
    after: int | None
    """Key behind which the next page begins."""


def address(name: str, asked: dict[str, str], table: Table, column: str, labels: Sequence[str]) -> str:
    """Where the records beneath a figure are listed; `asked` is what the report was asked for."""
    told = [*asked.items(), ("table", table.key), ("column", column), *(("of", label) for label in labels)]
    return f"/reports/{name}/records?" + urlencode(told)


def addresses(name: str, asked: dict[str, str], table: Table, row: Row) -> dict[str, str]:
    """The same for every figure of a row, by column."""
    labels = table.labels(row)
    return {column: address(name, asked, table, column, labels) for column in row.beneath}


def follow(
    asked: Asked, tables: Sequence[Table], key: str, column: str, labels: Sequence[str], may: frozenset[Permission],
    after: int | None, size: int = SIZE,
) -> Found | None:  # fmt: skip
    """A page of the records beneath a figure of a report; None where the report has no such figure."""
    table = next((each for each in tables if each.key == key), None)
    beneath = table.beneath(column, labels) if table else None
    if table is None or beneath is None:
        return None
    told = next((each for each in table.columns if each.key == column), Column(column, "count"))
    total = beneath.sum(asked.session)
    if KINDS[beneath.model].permission not in may:
        return Found(beneath.model, told, total, None, None)
    rows, last = _rows(asked, beneath, after, size)
    return Found(beneath.model, told, total, rows, last)


def _rows(asked: Asked, beneath: Beneath, after: int | None, size: int) -> tuple[list[Followed], int | None]:
    """One page, in three queries."""
    model, kind = beneath.model, KINDS[beneath.model]
    parts = beneath.page(asked.session, after, size + 1)
    keys = [part.id for part in parts[:size]]
    table = model.__table__.columns
    told = (*([kind.day] if kind.day else []), *kind.says)
    columns = [table[name] for name in ("id", "agency", *told)]
    known = {row[0]: row for row in asked.session.execute(select(*columns).where(table["id"].in_(keys)))}
    refs = {key: str(key) for key in keys} if model is Act else _refs(asked, model, keys)
    rows = [_followed(kind, refs[part.id], known[part.id], part.adds) for part in parts[:size]]
    return rows, keys[-1] if len(parts) > size else None


def _refs(asked: Asked, model: Any, keys: Sequence[int]) -> dict[int, str]:  # noqa: ANN401 - a model of facts
    return refs_of(asked.session, model, keys)


def _followed(kind: Kind, ref: str, known: Sequence[Any], adds: int | None) -> Followed:
    day, says = (known[2], known[3:]) if kind.day else (None, known[2:])
    told = " · ".join(str(each) for each in says if each)
    return Followed(known[0], known[1], ref, kind.place + ref, day, told, adds)
