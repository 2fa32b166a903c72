"""Orders of destruction and their certificates for the matrix, and what each page of theirs is meant to demand."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.audit.keys import natural_key
from precursors.disposal.closing_models import DisposalCertificate
from precursors.disposal.models import DisposalOrder
from precursors.disposal.movement_models import DisposalWaybill
from tests.scope.makers import recorded

MODELS = {
    "disposal_order": DisposalOrder, "disposal_certificate": DisposalCertificate, "disposal_waybill": DisposalWaybill,
}  # fmt: skip
VERBS = {
    Permission.RELEASE_DISPOSAL: ("release", "refuse_release"),
    Permission.RECORD_DISPOSAL: (
        "plan", "schedule", "waybill", "depart", "receive", "start_work", "enter", "end_work", "child",
        "verify_residue", "reconcile", "close", "cancel",
    ),
    Permission.SIGN_DISPOSAL: (
        "approve", "sign_over", "endanger", "confirm", "deviate", "stop", "go_on_under", "witness", "inform_court",
    ),
    Permission.DECIDE_DISPOSAL: ("strike", "decide", "certify", "correct"),
}  # fmt: skip
"""Who does what with an order; whoever may and sees it by name finds the form."""


def an_order(session: Session, agency: str, name: str) -> int:
    """An order that names somebody."""
    key = natural_key("disposal-order", agency, name)
    values = {"agency": agency, "number": name, "kind": "ordinary", "parent": None, "why": name, "notes": name}
    return recorded(session, agency, DisposalOrder, values | {"key": key})


def a_certificate(session: Session, agency: str, name: str) -> int:
    """A certificate that names somebody."""
    order = an_order(session, agency, f"{name} C")
    somebody = {"by": name, "agency": agency, "at": "2026-11-20"}
    protocol = {"code": "P", "version": 1, "sha256": "0", "method": "HTI", "operation": "D10", "later": []}
    content: dict[str, Any] = {"order": {"ref": name, "number": name}, "agency": agency, "issued": somebody}
    content |= {"release": None, "protocol": protocol, "site": {"name": name, "permit": None}, "lines": []}
    content |= {"children": [], "stopped": False, "deviations": [], "witnesses": [], "demo": True}
    values = {"agency": agency, "order_id": order, "version": 1, "content": json.dumps(content), "sha256": "0"}
    key = natural_key("disposal-certificate", agency, name)
    return recorded(session, agency, DisposalCertificate, values | {"code": name, "key": key})


def a_waybill(session: Session, agency: str, name: str) -> int:
    """A movement document that names somebody."""
    values = {"agency": agency, "order_id": an_order(session, agency, f"{name} W"), "number": name, "phone": name}
    values |= {"carrier": name, "vehicle": name, "carriers": name, "key": natural_key("waybill", agency, name)}
    return recorded(session, agency, DisposalWaybill, values)


def makers(name: str, agency: str) -> dict[str, Any]:
    """A maker of each kind."""
    return {
        "disposal_order": lambda session: an_order(session, agency, name),
        "disposal_certificate": lambda session: a_certificate(session, agency, name),
        "disposal_waybill": lambda session: a_waybill(session, agency, name),
    }
