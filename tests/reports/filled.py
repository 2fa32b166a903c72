"""A registry with records of every kind that a report counts."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.access.permissions import Role
from precursors.api.blueprint import LIMITER
from precursors.api.limits import Limiter
from precursors.audit.acts import Actor, open_act
from precursors.audit.checkpoint import make_key
from precursors.audit.keys import natural_key
from precursors.custody.models import Lot, Statement
from precursors.db.engine import Database
from precursors.db.tables import Fact
from precursors.disposal.closing_models import Reconciliation
from precursors.disposal.models import DisposalLine, DisposalOrder
from precursors.flags.models import Disposition, Flag
from precursors.licensing.notifications.life import NOTIFICATION
from precursors.licensing.notifications.models import Notification
from precursors.licensing.requirements_models import AnnualRequirement
from precursors.lives.service import begin
from precursors.mirror.models import MirrorFigure
from precursors.stock.models import StockLine
from tests.people import NOON, an_agency, an_app, at, signed_in_client
from tests.scope.makers import a_licence_line, recorded
from tests.trade.cells import entered

AGENCY = "XD-INS"
YEAR = 2024
"""The year most of it is of; what acts wrote is of the year the machine's clock says."""

OUT = {"origin": "XD", "destination": "DE", "direction": "export"}
INSIDE = {"origin": "XD", "destination": "XD", "direction": "domestic", "counterparty": "Bravo SA"}
SHIPMENTS = (
    {"document": "D-0", "date": "2022-06-01", "quantity": "4"},
    {"document": "D-1", "date": "2023-05-01", "quantity": "10"},
    {"document": "D-2", "date": "2024-02-01", "quantity": "30"},
    {"document": "D-3", "date": "2024-03-01", "quantity": "15"} | OUT,
    {"document": "D-4", "date": "2024-03-09", "quantity": "2"} | INSIDE,
    {"document": "D-5", "date": "2024-04-01", "quantity": "7.25", "operator": "Bravo SA", "origin": "IN"},
    {"document": "D-6", "date": "2024-04-02", "quantity": "20", "unit": "L", "concentration": "99 %", "basis": "w/w"},
    {"document": "D-7", "date": "2024-05-02", "quantity": "1", "substance": "Acetic anhydride", "operator": "Cobre SA"},
    {"document": "D-8", "date": "2024-05-03", "quantity": "3", "operator": "", "transit": "PA"},
)


def records(database: Database, home: Path) -> None:
    """Fills a registry: three years of shipments, notifications, a requirement, disposal, flags; a key to sign with."""
    an_agency(database)
    for each in SHIPMENTS:
        entered(database, home, **({"operator": "Acme SA", "unit": "kg"} | each))
    database.write(lambda session: a_licence_line(session, AGENCY))
    facts(database, Notification, [a_notification("N-1", "sent", "base_ug"), a_notification("N-2", "received", "ul")])
    key = natural_key("annual-requirement", "1")
    required = {
        "country": "XD",
        "substance": "acetone",
        "quantity": "90",
        "most": 90 * 10**9,
        "since": date(2023, 1, 1),
    }
    facts(database, AnnualRequirement, [required | {"key": key}])
    stated = {"partner": "DE", "direction": "import", "period": "2024-03", "substance": "acetone", "quantity": "9"}
    days = {"first": date(2024, 3, 1), "last": date(2024, 3, 31)}
    weighed = stated | days | {"base_ug": 9 * 10**9, "key": natural_key("mirror-figure", "1")}
    unknown = stated | days | {"code": "strength.missing", "key": natural_key("mirror-figure", "2")}
    facts(database, MirrorFigure, [weighed, unknown])
    _disposal(database)
    _stock(database)
    make_key(home / "signing.key")


def seizures_too(database: Database, home: Path) -> None:
    """Fills a registry with seizures besides, which somebody of every role has entered."""
    records(database, home)
    seize(signed_in_client(an_application(database, home), database, tuple(Role)), database)


def an_application(database: Database, home: Path) -> Flask:
    """The application over such a registry, with a limit no test meets by chance."""
    made = an_app(database, home)
    made.extensions[LIMITER] = Limiter(1_000_000)
    at(made, NOON)
    return made


def facts(database: Database, model: type[Fact], rows: list[dict[str, Any]]) -> list[int]:
    """Facts as some act wrote them, each in an act of its own; answers their keys."""
    own = {"agency": AGENCY} if "agency" in model.facts[1] else {}

    def unit(session: Session, row: dict[str, Any]) -> int:
        if "key" in row:
            return recorded(session, AGENCY, model, own | row)
        act = open_act(session, "enter", Actor("tester", AGENCY))
        key = act.add(model, own | row)
        act.seal()
        return key

    return [database.write(partial(unit, row=row)) for row in rows]


def a_notification(number: str, direction: str, measure: str) -> dict[str, Any]:
    """The columns of a notification of five kilograms or litres."""
    key = natural_key("notification", number)
    plain = {"number": number, "folded": number, "direction": direction, "measure": measure, "key": key}
    away = {"origin": "XD", "destination": "DE", "substance": "acetone", "edition": "e"}
    return plain | away | {"amount": 5_000_000_000, "notified": date(2024, 2, 1)}


def _stock(database: Database) -> None:
    """Two declarations in kilograms, of which one leaves its loss open, and one in litres."""
    plain = {"operator": "Acme SA", "who": "party:acme sa", "substance": "acetone", "return_key": bytes(16)}
    plain |= {"first": date(2024, 1, 1), "last": date(2024, 3, 31), "period": "2024-Q1", "measure": "base_ug"}
    lines: list[dict[str, Any]] = [
        {
            "closing_amount": 7 * 10**9,
            "counted_amount": 6 * 10**9,
            "loss_amount": 10**9,
            "produced_amount": 3 * 10**9,
            "used_amount": 10**9,
        },
        {"closing_amount": 2 * 10**9, "operator": "Bravo SA"},
        {"closing_amount": 5, "measure": "ul", "used_amount": 4 * 10**9},
    ]
    rows = [plain | line | {"key": natural_key("stock-line", str(n))} for n, line in enumerate(lines)]
    facts(database, StockLine, rows)


def _disposal(database: Database) -> None:
    key = natural_key("disposal-order", "1")
    (order,) = facts(database, DisposalOrder, [{"number": "DO-1", "kind": "ordinary", "why": "spoilt", "key": key}])
    line = {
        "order_id": order, "lot": "L-1", "substance": "acetone", "form": "L", "net_ug": 9, "uncertainty_ug": 0,
        "pieces": 1, "custodian": "ines",
    }  # fmt: skip
    (first,) = facts(database, DisposalLine, [line])
    parts = ("unexplained", "kept", "used", "returned", "disposed", "residue", "loss", "added")
    found = {f"{part}_ug": n * 10**6 for n, part in enumerate(parts)} | {"seized_ug": 21 * 10**6}
    found |= {"order_id": order, "line": first, "uncertainty_ug": 0, "limit_ug": 10}
    facts(database, Reconciliation, [found])


def seize(client: FlaskClient, database: Database) -> None:
    """Two seizures, a theft, three lots: one weighed and analysed, one weighed, one neither."""
    client.post("/places/new", data={"name": "Store 1", "kind": "store", "capacity": "100", "unit": "kg"})
    plain = {"kind": "seizure", "day": "2024-04-01", "country": "XD", "origin": "DE", "diverted_from": "LIC-1"}
    client.post("/seizures/new", data=plain | {"number": "S-1", "detection": "profiling"})
    client.post("/seizures/new", data=plain | {"number": "S-2", "kind": "theft"})
    for number, quantity in (("1", "25"), ("2", "17.5"), ("3", "")):
        lot = {"seizure": "S-1", "number": number, "day": "2024-04-01", "substance": "Acetic anhydride"}
        lot |= {"place": "Store 1"}
        client.post("/lots/new", data=lot | ({"quantity": quantity, "unit": "kg"} if quantity else {}))
    with database.read() as session:
        keys = list(session.execute(select(Lot.key).order_by(Lot.id)).scalars())
    finding = {"substance": "acetone", "identity": "acetone", "purity_ppm": 500_000, "day": date(2024, 5, 1)}
    facts(database, Statement, [finding | {"lot": bytes(keys[0]), "report": "A-1"}])


def decide(database: Database) -> int:
    """Confirm the oldest flag; answers how many flags there are."""
    with database.read() as session:
        flags = list(session.execute(select(Flag.id).order_by(Flag.id)).scalars())
    facts(database, Disposition, [{"flag": flags[0], "state": "confirmed", "reason": "so it is"}])
    return len(flags)


def answered(database: Database) -> None:
    """Move the notification that was sent on in its life."""

    def unit(session: Session) -> None:
        act = open_act(session, "send-notification", Actor("tester", AGENCY))
        begin(act, NOTIFICATION, AGENCY, [(natural_key("notification", "N-1"), "sent", date(2024, 2, 1))])
        act.seal()

    database.write(unit)
