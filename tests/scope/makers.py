"""Three agencies, records of theirs, and shares between them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from precursors.agencies.service import AgencyDraft, add
from precursors.agencies.sharing import ShareDraft, share
from precursors.audit.acts import Actor, open_act
from precursors.audit.keys import natural_key
from precursors.audit.models import Current
from precursors.audit.refs import ref_of
from precursors.cases.evidence_models import Disclosure
from precursors.db.engine import Database
from precursors.db.tables import Fact
from precursors.editions.models import OwnFigure
from precursors.holds.models import Hold
from precursors.intake.parties import party
from precursors.intake.words import folded
from precursors.licensing.models import LicenceLine, Operator
from precursors.problems import Problems
from precursors.ranking.models import Ranking
from precursors.reports.models import FiledReport
from precursors.scope.models import NOMINAL
from precursors.scope.visible import Sight, visible
from precursors.trade.models import Shipment
from precursors.trade.months import add_months

GIVER, RECEIVER, STRANGER = "XD-INS", "XD-CUS", "XD-POL"
TODAY = date(2026, 3, 10)
TOMORROW, YESTERDAY = date(2026, 3, 11), date(2026, 3, 9)
TESTER = Actor("tester")


def agencies(database: Database) -> None:
    """The giver, the receiver and a stranger, all of one country."""
    for code, kind in ((GIVER, "inspection"), (RECEIVER, "customs"), (STRANGER, "police")):
        draft = AgencyDraft(code, f"Agency {code}", kind, "XD")
        database.write(lambda session, draft=draft: add(session, TESTER, draft))


def a_shipment(session: Session, agency: str, **changes: Any) -> int:  # noqa: ANN401 - any column
    """An unresolved import of acetone by a named operator, entered by `agency`; answers its key."""
    document = str(changes.get("document", "D-1"))
    values = {
        "agency": agency, "direction": "import", "day": date(2026, 3, 1), "substance": "acetone", "status": "ask",
        "edition": "edition", "convention": "en-GB", "sheet": "Shipments", "row": 2, "document": document,
        "party": "party:acme", "operator": "Acme SA", "counterparty": "Other Ltd", "licence": "LIC-1",
        "container": "MSCU1234566", "quantity": "10", "unit": "drums", "origin": "DE", "destination": "XD",
        "notes": "call Mr Brown", "key": natural_key("shipment", agency, document),
    }  # fmt: skip
    key = recorded(session, agency, Shipment, values | changes)
    add_months(session, agency, {("acetone", "import", "2026-03"): [1, 1, 0, 0, 0]})
    return key


def an_operator(session: Session, agency: str, identifier: str = "2060", name: str = "Acme SA") -> int:
    """A registered operator; answers its key."""
    beside = {"folded_identifier": folded(identifier), "folded": party(name), "email": "info@acme.example"}
    values = {"agency": agency, "identifier": identifier, "name": name, "country": "XD", **beside}
    return recorded(session, agency, Operator, values | {"key": natural_key("operator", agency, identifier)})


def a_licence_line(session: Session, agency: str, number: str = "LIC-1", **changes: Any) -> int:  # noqa: ANN401 - any column
    """A licence line without a ceiling; answers its key."""
    values = {
        "agency": agency, "number": number, "folded": folded(number), "holder": "Acme SA", "substance": "acetone",
        "activities": "import", "measure": "base_ug", "valid_from": date(2026, 1, 1), "valid_to": date(2026, 12, 31),
        "state": "active", "key": natural_key("licence", agency, number),
    }  # fmt: skip
    return recorded(session, agency, LicenceLine, values | changes)


def a_filed_report(session: Session, agency: str, receiver: str) -> int:
    """An edition of a report that was handed to somebody; answers its key."""
    values = {
        "agency": agency,
        "name": "workload",
        "year": 2025,
        "edition": 1,
        "sha256": bytes(32),
        "receiver": receiver,
    }
    return recorded(session, agency, FiledReport, values | {"key": natural_key("report", agency, receiver)})


def a_hold(session: Session, agency: str, name: str = "Court 1") -> int:
    """A hold that stands on some record; answers its key."""
    values = {"agency": agency, "kind": "lot", "subject": natural_key("lot", name), "record": "LOT-2026-000001-A"}
    values |= {"authority": name, "number": name, "ground": name, "key": natural_key("hold", agency, name)}
    return recorded(session, agency, Hold, values)


def an_own_figure(session: Session, agency: str, name: str = "Circular 12") -> int:
    """A figure of a rule that the agency set; answers its key."""
    values = {"agency": agency, "rule": "structuring", "name": "days", "value": "45", "was": "30", "looser": "no"}
    values |= {"since": TODAY, "ground": name, "key": natural_key("own-figure", agency, name)}
    return recorded(session, agency, OwnFigure, values)


def a_disclosure(session: Session, agency: str, name: str = "Court 1") -> int:
    """A package that was given to a court, of which nothing is kept here; answers its key."""
    values = {"agency": agency, "file_key": bytes(16), "receiver": name, "receiver_kind": "court", "ground": name}
    values |= {"purpose": name, "tier": NOMINAL, "records": 1, "left_out": 0, "sha256": bytes(32), "size": 1}
    return recorded(session, agency, Disclosure, values | {"key": natural_key("disclosure", agency, name)})


def a_ranking(session: Session, agency: str, name: str = "first") -> int:
    """An order of no shipments; answers its key."""
    values = {"agency": agency, "sha256": bytes(32), "forest": "{}", "trained": '{"rows": 0}', "ranked": "[]"}
    return recorded(session, agency, Ranking, values | {"key": natural_key("ranking", agency, name)})


def recorded(session: Session, agency: str, model: type[Fact], values: dict[str, Any]) -> int:
    """A fact that stands, in an act of its own; answers its key."""
    act = open_act(session, "enter", Actor("tester", agency))
    key = act.add(model, values)
    session.execute(insert(Current), {"key": values["key"], "id": key})
    act.seal()
    return key


def reference(database: Database, model: type[Fact], key: int) -> str:
    """The reference of a record."""
    with database.read() as session:
        return ref_of(session, model, key)


def given(database: Database, ref: str, until: date = TOMORROW, tier: str = NOMINAL, today: date = TODAY) -> str:
    """Share a record with the receiver; answers the share's reference."""
    draft = ShareDraft(ref, RECEIVER, "joint inspection", until, tier)
    made = database.write(lambda session: share(session, TESTER, draft, Sight(), today))
    assert not isinstance(made, Problems), made
    return made


def shipments_seen(session: Session, sight: Sight) -> list[Shipment]:
    """Shipments a reader sees, whatever still stands of them."""
    return list(session.execute(visible(select(Shipment), Shipment, sight)).scalars())
