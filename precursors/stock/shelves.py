"""Returns of stock and their lines, put on their shelves."""

from __future__ import annotations

from precursors.access.permissions import Permission
from precursors.registers.correcting import rectifying
from precursors.registers.shelf import Pick, Shelf, Shown, Verb, moving
from precursors.stock.life import RETURNS as LIFE
from precursors.stock.models import StockLine, StockReturn
from precursors.stock.record import COMMENT, EXPECTED, STOCK
from precursors.stock.returns import comment, owed, validate, without_day
from precursors.stock.rules import STATES
from precursors.stock.service import ReturnImporter, StockImporter

_RECORD, _DECIDE = Permission.RECORD_STOCK, Permission.DECIDE_RETURN

NAMED = ("operator", "site", "period", "substance", "cas", "process_name")
"""What names a line: it is not corrected but declared again under its right name."""

LINES = Shelf(
    kind="stock",
    record=STOCK,
    model=StockLine,
    importer=StockImporter,
    read=Permission.READ_STOCK,
    write=_RECORD,
    name="operator",
    columns=(
        Shown("site"), Shown("period"), Shown("substance", "substance"), Shown("process_name"), Shown("opening"),
        Shown("closing"), Shown("unit"),
    ),
    facts=(
        Shown("operator"), Shown("site"), Shown("period"), Shown("substance", "substance"), Shown("process_name"),
        Shown("unit"), Shown("concentration"), Shown("basis"), Shown("salt"), *(Shown(name) for name in STATES),
        Shown("output"), Shown("output_unit"), Shown("coefficient"), Shown("sworn_by"), Shown("sworn_on", "day"),
        Shown("comment"), Shown("notes"),
    ),
    searched=("operator", "site", "period"),
    day="last",
    verbs=(rectifying(StockImporter, NAMED, "correct-stock", _RECORD),),
)  # fmt: skip

PAST_THEIR_DAY = Pick("past-their-day", "app.waits-returns-late", owed)
WITHOUT_DAY = Pick("without-day", "app.waits-returns-undated", without_day)

RETURNS = Shelf(
    kind="returns",
    record=EXPECTED,
    model=StockReturn,
    importer=ReturnImporter,
    read=Permission.READ_STOCK,
    write=_RECORD,
    name="operator",
    columns=(Shown("site"), Shown("period"), Shown("due", "day")),
    facts=(Shown("operator"), Shown("site"), Shown("period"), Shown("due", "day"), Shown("basis"), Shown("notes")),
    searched=("operator", "site", "period"),
    day="last",
    machine=LIFE,
    picks=(PAST_THEIR_DAY, WITHOUT_DAY),
    leads_to=(("stock_pages.cycle", "stock.cycle", _DECIDE),),
    verbs=(
        Verb("draft", _RECORD, moving(LIFE, "draft"), needs_reason=False),
        Verb("remind", _DECIDE, moving(LIFE, "remind"), needs_reason=False),
        Verb("submit", _RECORD, moving(LIFE, "submit"), needs_reason=False),
        Verb("validate", _DECIDE, validate, needs_reason=False),
        Verb("return", _DECIDE, moving(LIFE, "return")),
        Verb("accept", _DECIDE, moving(LIFE, "accept"), needs_reason=False),
        Verb("comment", _RECORD, comment, COMMENT, needs_reason=False, asks_day=False),
    ),
    template="stock/return.html",
)
"""A return moves to `submitted` by itself when its lines come in, and to `amended` when they are corrected."""
