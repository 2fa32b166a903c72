"""Signatures on an order: each is one person's, given with a factor of their own."""

from __future__ import annotations

from typing import Any

from precursors.audit.acts import OpenAct
from precursors.disposal.dossier import Dossier
from precursors.disposal.models import DisposalSignature
from precursors.disposal.service import Who


def sign(act: OpenAct, who: Who, dossier: Dossier, purpose: str, statement: str, subject: int | None = None) -> None:
    """Write one signature in an open act."""
    values: dict[str, Any] = {
        "order_id": dossier.order.id,
        "subject": subject,
        "purpose": purpose,
        "person": who.person,
    }
    act.add(DisposalSignature, values | {"home": who.home, "statement": statement})
