"""What each shelf is meant to demand, and an example of its records, for the matrix of pages, roles and relations.

A new shelf needs an entry here, written from what it is for, not copied from its description.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Integer, LargeBinary
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.audit.keys import natural_key
from precursors.db.types import Day, Instant
from precursors.exchange.shelves import SHELVES
from precursors.registers.shelf import Shelf
from tests.scope.makers import recorded

P = Permission


class Meant(NamedTuple):
    """Who may read and who may enter records of a shelf, who may do what with one, and what an example must say."""

    read: Permission
    write: Permission
    verbs: dict[str, Permission]
    says: dict[str, Any]
    """Values of columns that not every text, number or day would do for."""
    sends: dict[str, dict[str, Any]] = {}  # noqa: RUF012 - a NamedTuple's default
    """What a program sends for a verb, where a reason is not enough."""
    entered: bool = True
    """Whether people may enter one by hand."""
    shared: frozenset[str] = frozenset()
    """Verbs that are also for whoever the record is shared with in full."""


_AUTHORISATION = {"kind": "import", "measure": "base_ug", "substance": "acetone", "granted": None}
_NOTIFICATION = {"direction": "sent", "measure": "base_ug", "substance": "acetone"}
_DECIDED = ("return", "complete", "review", "await-notification", "grant", "refuse", "expire", "revoke", "cancel")
_ANSWERED = ("send", "view", "clear", "object", "enquire", "lapse", "amend", "close", "withdraw")
_RIGHT = {"reason": "mistyped"}
_OF_LOT = {"lot": bytes(16)}
_OF_CONTAINER = _OF_LOT | {"container": bytes(16)}
_CUSTODY = (P.READ_CUSTODY, P.RECORD_CUSTODY)

MEANT = {
    "operators": Meant(P.READ_REGISTER, P.RECORD_REGISTER, {}, {}),
    "licences": Meant(
        P.READ_REGISTER,
        P.RECORD_REGISTER,
        {
            **dict.fromkeys(
                ("submit", "complete", "review", "return", "expire", "withdraw", "renew"), P.RECORD_REGISTER
            ),
            **dict.fromkeys(("grant", "refuse", "suspend", "resume", "amend"), P.DECIDE_LICENCES),
            "revoke": P.REVOKE_LICENCES,
        },
        {"substance": "acetone", "activities": "import", "measure": "base_ug", "state": "active"},
        {"renew": {"number": "L-2", "valid_from": "2027-01-01", "valid_to": "2027-12-31"}},
    ),
    "seizure-totals": Meant(
        P.READ_SEIZURES, P.RECORD_SEIZURES, {}, {"substance": "ephedrine", "country": "XD", "year": "2020"}
    ),
    "seizures": Meant(P.READ_SEIZURES, P.RECORD_SEIZURES, {}, {"kind": "seizure"}),
    "places": Meant(*_CUSTODY, {}, {}),
    "instruments": Meant(*_CUSTODY, {}, {"kind": "balance"}),
    "lots": Meant(*_CUSTODY, dict.fromkeys(("move", "offer", "hold", "end-hold"), P.RECORD_CUSTODY), {}),
    "containers": Meant(
        *_CUSTODY,
        dict.fromkeys(("reweigh", "seal", "open", "move", "offer", "return", "lose"), P.RECORD_CUSTODY),
        _OF_LOT,
        entered=False,
    ),
    "custody": Meant(*_CUSTODY, {}, _OF_CONTAINER | {"verb": "seize", "basis": "observed"}),
    "offers": Meant(
        *_CUSTODY,
        dict.fromkeys(("accept", "refuse", "withdraw"), P.RECORD_CUSTODY),
        {"containers": ""},
        entered=False,
    ),
    "sampling-plans": Meant(P.READ_CUSTODY, P.RECORD_LABORATORY, {}, _OF_LOT | {"method": "all"}),
    "samples": Meant(*_CUSTODY, {}, _OF_CONTAINER | {"purpose": "analysis"}),
    "results": Meant(P.READ_CUSTODY, P.RECORD_LABORATORY, {}, _OF_LOT),
    "sites": Meant(P.READ_REGISTER, P.RECORD_REGISTER, {}, {"activities": "any"}),
    "officers": Meant(P.READ_REGISTER, P.RECORD_REGISTER, {}, {}),
    "operator-links": Meant(P.READ_REGISTER, P.RECORD_REGISTER, {}, {"kind": "owner", "folded_other": "another"}),
    "opening-balances": Meant(
        P.READ_REGISTER, P.RECORD_REGISTER, {}, {"substance": "acetone", "code": "strength.missing"}
    ),
    "deal-checks": Meant(
        P.CHECK_DEALS,
        P.CHECK_DEALS,
        {},
        {"substance": "acetone", "activity": "domestic", "answer": "no", "because": "[]", "serial": "0123456789abcdef"},
    ),
    "notification-requests": Meant(P.READ_REGISTER, P.RECORD_REGISTER, {}, {"listed": "UN:I", "substance": None}),
    "annual-requirements": Meant(P.READ_REGISTER, P.RECORD_REGISTER, {}, {"substance": "ephedrine", "country": "XD"}),
    "authorisations": Meant(
        P.READ_REGISTER,
        P.RECORD_REGISTER,
        {"submit": P.RECORD_REGISTER, "amend": P.RECORD_REGISTER}
        | dict.fromkeys(_DECIDED, P.DECIDE_AUTHORISATIONS)
        | dict.fromkeys(("release", "endorse", "take-back"), P.RELEASE_GOODS),
        _AUTHORISATION,
        {
            "release": {"reference": "D-1", "quantity": "1", "unit": "kg"},
            "endorse": {"reference": "D-1", "quantity": "1"},
            "take-back": {"reference": "D-1", "reason": "not sailed"},
            "amend": {"quantity": "1", "reason": "slip"},
        },
        shared=frozenset({"endorse"}),
    ),
    "notifications": Meant(
        P.READ_REGISTER,
        P.RECORD_NOTIFICATIONS,
        dict.fromkeys(_ANSWERED, P.RECORD_NOTIFICATIONS),
        _NOTIFICATION,
        {"amend": {"quantity": "1", "reason": "slip"}},
    ),
    "customer-declarations": Meant(
        P.READ_REGISTER,
        P.RECORD_REGISTER,
        {"withdraw": P.RECORD_REGISTER, "close": P.RECORD_REGISTER},
        {"term": "single", "measure": "base_ug", "substance": "acetone"},
    ),
    "consignments": Meant(
        P.READ_SHIPMENTS,
        P.RECORD_SHIPMENTS,
        dict.fromkeys(("release", "deny", "hold", "unhold", "stop", "seize"), P.RELEASE_CONSIGNMENT)
        | dict.fromkeys(
            ("request-release", "depart", "arrive", "receive", "count-received", "reconcile", "differ", "resolve",
             "escalate", "not-occur", "lose", "declare", "rectify"), P.RECORD_SHIPMENTS,
        ),
        {"direction": "import", "profile": "bulk", "measure": "base_ug", "substance": "acetone"},
        {"rectify": _RIGHT | {"planned": "2026-03-01", "operator": "Acme", "quantity": "5"}},
    ),
    "registries": Meant(
        P.READ_SHIPMENTS, P.EXCHANGE_WITH_OTHERS, dict.fromkeys(("trust", "revoke"), P.EXCHANGE_WITH_OTHERS), {}
    ),
    "exchange-packages": Meant(
        P.READ_SHIPMENTS,
        P.EXCHANGE_WITH_OTHERS,
        {},
        {"direction": "received", "visibility": "nominal"},
        entered=False,
    ),
    "mirror-figures": Meant(
        P.READ_SHIPMENTS,
        P.EXCHANGE_WITH_OTHERS,
        {},
        {"direction": "import", "substance": "acetone", "code": "strength.missing"},
    ),
    "partner-authorisations": Meant(
        P.READ_SHIPMENTS,
        P.EXCHANGE_WITH_OTHERS,
        {},
        {"kind": "export", "substance": "acetone", "measure": "base_ug", "amount": 1},
    ),
    "legs": Meant(
        P.READ_SHIPMENTS, P.RECORD_SHIPMENTS, {"rectify": P.RECORD_SHIPMENTS}, {}, {"rectify": _RIGHT}
    ),
    "stops": Meant(
        P.READ_SHIPMENTS, P.RECORD_SHIPMENTS, {"rectify": P.RECORD_SHIPMENTS}, {}, {"rectify": _RIGHT}
    ),
    "returns": Meant(
        P.READ_STOCK,
        P.RECORD_STOCK,
        dict.fromkeys(("draft", "submit", "comment"), P.RECORD_STOCK)
        | dict.fromkeys(("remind", "validate", "return", "accept"), P.DECIDE_RETURN),
        {"period": "2026-Q1"},
        {"comment": {"stream": "official", "text": "seen"}},
    ),
    "stock": Meant(
        P.READ_STOCK,
        P.RECORD_STOCK,
        {"rectify": P.RECORD_STOCK},
        {"period": "2026-Q1", "measure": "base_ug", "substance": "acetone", "return_key": bytes(16)},
    ),
    "daily-operations": Meant(
        P.READ_STOCK, P.RECORD_STOCK, {}, {"operation": "sale", "form": "product", "code": "quantity.missing"}
    ),
    "cases": Meant(
        P.READ_CASES,
        P.RECORD_CASES,
        dict.fromkeys(
            ("restrict", "open-up", "link", "note", "unlink", "investigate", "refer", "suspend", "resume", "close",
             "reopen", "archive"),
            P.RECORD_CASES,
        )
        | {"keep": P.PLACE_HOLD, "keep-secret": P.PLACE_HOLD, "disclose": P.DISCLOSE_CASES}
        | {"name-person": P.RECORD_CASES, "forget": P.FORGET_PERSONS}
        | dict.fromkeys(("share-records", "end-sharing", "open-forum"), P.SHARE_RECORDS),
        {"purpose": "investigation"},
        {
            "link": {"records": "CAS-2026-000001-X", "role": "related"},
            "note": {"text": "seen"},
            "unlink": {"record": "CAS-2026-000001-X", "reason": "slip"},
            "keep": {"authority": "Court", "ground": "Art. 7"},
            "keep-secret": {"authority": "Court", "ground": "Art. 7"},
            "name-person": {"name": "Somebody", "concerned": "witness"},
            "share-records": {
                "agencies": "XD-CUS", "purpose": "joint", "tier": "nominal", "until": "2030-01-01",
            },
            "open-forum": {
                "topic": "Two drums", "agencies": "XD-CUS", "purpose": "joint", "tier": "nominal",
                "until": "2030-01-01",
            },
            "forget": {"ground": "Art. 17", "order": "O-1"},
            "disclose": {
                "receiver": "Court", "receiver_kind": "court", "ground": "Art. 7", "purpose": "trial",
                "tier": "non-nominal",
            },
        },
    ),
    "case-members": Meant(
        P.READ_CASES, P.RECORD_CASES, {"remove": P.RECORD_CASES}, {"role": "analyst", "file_key": bytes(16)}
    ),
    "case-tasks": Meant(
        P.READ_CASES,
        P.RECORD_CASES,
        dict.fromkeys(("finish", "cancel", "reopen"), P.RECORD_CASES),
        {"file_key": bytes(16)},
    ),
    "forums": Meant(
        P.READ_CASES,
        P.SHARE_RECORDS,
        dict.fromkeys(("say", "ask"), P.RECORD_CASES)
        | dict.fromkeys(("offer-records", "take-back-records"), P.SHARE_RECORDS)
        | dict.fromkeys(("invite", "dismiss", "put-off", "close"), P.SHARE_RECORDS),
        {"tier": "nominal", "file_key": bytes(16), "until": date(2026, 4, 1)},
        {
            "say": {"text": "seen"},
            "ask": {"what": "look", "addressee": "XD-CUS", "due": "2026-03-20"},
            "offer-records": {"records": "CAS-2026-000001-X", "role": "related"},
            "take-back-records": {"records": "CAS-2026-000001-X", "reason": "slip"},
            "invite": {"agencies": "XD-POL"},
            "dismiss": {"agencies": "XD-POL", "reason": "slip"},
            "put-off": {"until": "2026-05-01", "reason": "goes on"},
        },
        entered=False,
        shared=frozenset({"say", "ask", "offer-records", "take-back-records"}),
    ),
    "forum-tasks": Meant(
        P.READ_CASES,
        P.RECORD_CASES,
        {"answer": P.RECORD_CASES, "withdraw": P.RECORD_CASES},
        {"forum_key": bytes(16), "addressee": "XD-POL"},
        {"answer": {"text": "seen"}},
        entered=False,
        shared=frozenset({"answer"}),
    ),
    "forum-notes": Meant(P.READ_CASES, P.RECORD_CASES, {}, {"forum_key": bytes(16)}, entered=False),
    "inspections": Meant(
        P.READ_INSPECTIONS,
        P.RECORD_INSPECTIONS,
        dict.fromkeys(("visit", "cancel", "report", "close", "reopen", "rectify"), P.RECORD_INSPECTIONS),
        {"occasion": "routine"},
        {"rectify": _RIGHT | {"operator": "Acme", "day": "2026-03-01"}},
    ),
    "inspection-findings": Meant(
        P.READ_INSPECTIONS,
        P.RECORD_INSPECTIONS,
        dict.fromkeys(("remedy", "verify", "reopen", "waive", "escalate", "rectify"), P.RECORD_INSPECTIONS),
        {"gravity": "minor", "inspection_key": bytes(16)},
        {"rectify": _RIGHT | {"found": "no seal"}},
    ),
    "incident-reports": Meant(
        P.READ_INSPECTIONS,
        P.RECORD_INSPECTIONS,
        dict.fromkeys(("examine", "pass-on", "close", "reopen", "rectify"), P.RECORD_INSPECTIONS),
        {"event": "theft"},
        {"rectify": _RIGHT | {"event": "theft", "noticed": "2026-03-01", "filed": "2026-03-02"}},
    ),
}  # fmt: skip


def example(shelf: Shelf, agency: str, name: str) -> dict[str, Any]:
    """The columns of a record that says `name` in everything personal, and something fitting in all else."""
    made: dict[str, Any] = {}
    for column in shelf.model.__table__.columns:
        if column.key != "id":
            made[column.key] = _value(column, name, personal=column.key in shelf.model.personal)
    return made | {"agency": agency, "key": natural_key(shelf.kind, agency, name)} | MEANT[shelf.kind].says


def _value(column: Any, name: str, *, personal: bool) -> Any:  # noqa: ANN401 - a column and what it may hold
    if isinstance(column.type, Day):
        return date(2026, 3, 1)
    if column.nullable and not personal:
        return None
    if isinstance(column.type, Integer):
        return 1
    if isinstance(column.type, LargeBinary):
        return bytes(32)
    return None if isinstance(column.type, Instant) else name if personal else "x"


def makers(name: str, agency: str) -> dict[str, Any]:
    """For each shelf, by its table, what writes an example of `agency` and answers its key."""
    return {shelf.model.__tablename__: _maker(shelf, name, agency) for shelf in SHELVES}


def _maker(shelf: Shelf, name: str, agency: str) -> Any:  # noqa: ANN401 - a unit of work
    def unit(session: Session) -> int:
        return recorded(session, agency, shelf.model, example(shelf, agency, name))

    return unit
