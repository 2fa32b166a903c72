"""Packages sent and received on their shelf, and what their records and ours say of each other."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.audit.keys import standing
from precursors.audit.refs import refs_of
from precursors.db.tables import Fact
from precursors.exchange.packages.models import ExchangePackage, ReceivedRecord
from precursors.intake.record import Field, Record
from precursors.intake.types import Day, Text
from precursors.licensing.notifications.models import Notification
from precursors.mirror.models import MirrorFigure
from precursors.mirror.permits_models import PartnerAuthorisation
from precursors.registers.importer import RegisterImporter
from precursors.registers.panels import Cell, Panel
from precursors.registers.shelf import Shelf, Shown
from precursors.registers.writing import said_as
from precursors.scope.visible import Sight, visible
from precursors.seizures.record import SEIZURES

MADE: dict[str, tuple[type[Fact], str]] = {
    "notifications": (Notification, "/notifications/"),
    "replies": (Notification, "/notifications/"),
    "figures": (MirrorFigure, "/mirror-figures/"),
    "authorisations": (PartnerAuthorisation, "/partner-authorisations/"),
}
"""What records of a package become here, and where they are shown."""
READ = {"notices": SEIZURES}
"""What stays as it came, to be read on the page of the package: these records' fields."""

PACKAGES = Record(
    "exchange-packages",
    (
        Field("direction", Text()),
        Field("name", Text()),
        Field("country", Text()),
        Field("visibility", Text()),
        Field("records", Text()),
        Field("made", Day()),
        Field("fingerprint", Text()),
    ),
)

SHELF = Shelf(
    kind="exchange-packages",
    record=PACKAGES,
    model=ExchangePackage,
    importer=RegisterImporter,
    read=Permission.READ_SHIPMENTS,
    write=Permission.EXCHANGE_WITH_OTHERS,
    name="name",
    columns=(
        Shown("direction", "words:package_directions"), Shown("country", "country"), Shown("made", "day"),
        Shown("records", "count"), Shown("visibility", "words:package_visibilities"),
    ),
    facts=(
        Shown("direction", "words:package_directions"), Shown("country", "country"), Shown("made", "day"),
        Shown("records", "count"), Shown("visibility", "words:package_visibilities"), Shown("fingerprint"),
    ),
    searched=("name", "country", "fingerprint"),
    entered=False,
    taken_in=False,
)  # fmt: skip

_SHOWN = 200


def held(session: Session, sight: Sight, row: Any, today: date) -> Panel | None:  # noqa: ANN401, ARG001 - a package
    """What came in a package and what became of it; of one that was sent, the registry keeps the file alone."""
    if row.direction == "sent":
        return None
    r = ReceivedRecord
    query: Any = select(r).where(r.package == row.id).order_by(r.id).limit(_SHOWN)
    found = list(session.execute(visible(query, r, sight.own)).scalars())
    keys = standing(session, [bytes(each.subject) for each in found if each.subject])
    refs = {
        model: refs_of(session, model, [keys[bytes(e.subject)] for e in found if _made(e, keys) is model])
        for model in {model for model, _ in MADE.values()}
    }
    ways, rows = {kind: said_as(record) for kind, record in READ.items()}, []
    for each in found:
        here = refs[model][keys[bytes(each.subject)]] if (model := _made(each, keys)) else None
        href = MADE[each.kind][1] + here if here else None
        proved = Cell("packages.proved" if each.proved else "packages.not-proved", "page", guilty=not each.proved)
        said = Cell(_said(each), ways[each.kind]) if each.kind in READ else Cell(here, href=href)
        rows.append([Cell(f"packages.kind-{each.kind}", "page"), Cell(each.ref), proved, said])
    columns = (("packages.kind", ""), ("packages.there", ""), ("packages.proof", ""), ("packages.here", ""))
    return Panel("packages.records", columns, rows, "packages.no-records")


def _said(each: ReceivedRecord) -> dict[str, str]:
    """What a record says in the fields it has here; whatever else the other side wrote stays in the file."""
    names, said = [*(field.key for field in READ[each.kind].fields), "goods"], json.loads(each.content)
    return {name: said[name] for name in names if name in said}


def _made(each: ReceivedRecord, keys: dict[bytes, int]) -> type[Fact] | None:
    return MADE[each.kind][0] if each.subject and bytes(each.subject) in keys else None


def _within(model: type[Fact]) -> set[str]:
    return {kind for kind, (made, _) in MADE.items() if made is model}


def origin(model: type[Fact]) -> Callable[[Session, Sight, Any, date], Panel | None]:
    """What tells from which packages a record came, by its natural key: the panel of its page."""

    def show(session: Session, sight: Sight, row: Any, today: date) -> Panel | None:  # noqa: ANN401, ARG001 - a fact
        r, p = ReceivedRecord, ExchangePackage
        query: Any = select(r, p).join(p, p.id == r.package).where(r.subject == row.key).order_by(r.id)
        query = query.where(r.kind.in_(_within(model)))
        found = session.execute(visible(query, r, sight.own)).all()
        refs = refs_of(session, p, [package.id for _, package in found])
        rows = [
            [
                Cell(refs[package.id], href=f"/exchange-packages/{refs[package.id]}"),
                Cell(package.name),
                Cell(each.ref),
                Cell("packages.proved" if each.proved else "packages.not-proved", "page", guilty=not each.proved),
                Cell(bytes(package.sha256).hex(), "hash"),
                Cell(package.size, "count"),
            ]
            for each, package in found
        ]
        names = ("package", "registry", "there", "proof", "hash", "log-size")
        columns = tuple((f"packages.{name}", "number" if name == "log-size" else "") for name in names)
        return Panel("packages.origin", columns, rows, "packages.no-origin") if rows else None

    return show


PANELS = {
    "exchange-packages": (held,),
    "notifications": (origin(Notification),),
    "mirror-figures": (origin(MirrorFigure),),
    "partner-authorisations": (origin(PartnerAuthorisation),),
}
