"""Put one line of a return right; the return it belongs to is then amended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from precursors.audit.acts import Actor
from precursors.problems import Problem
from precursors.registers.correcting import asked_of, corrected
from precursors.registers.shelf import Asked
from precursors.stock.record import STOCK
from precursors.stock.service import StockImporter
from precursors.substances.titles import title

NAMED = ("operator", "site", "period", "substance", "cas", "process_name")
"""What names a line: it is not corrected but declared again under its right name."""

CORRECTION = asked_of(STOCK, NAMED)


def correct_line(session: Session, actor: Actor, row: Any, asked: Asked) -> int | Sequence[Problem]:  # noqa: ANN401 - a line
    """Judge the line again with what was put right; its findings are flagged, its return moves to `amended`."""
    stated = {key: getattr(row, key) or "" for key in ("operator", "site", "period", "process_name")}
    stated |= {"substance": title(row.substance, "en"), "cas": ""}
    return corrected(session, actor, row, asked, StockImporter, stated, "correct-stock")
