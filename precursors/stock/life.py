"""The life of a return of stock: expected, drafted, submitted, validated, accepted or sent back; late; amended."""

from __future__ import annotations

from precursors.lives.rules import Machine, edges

RETURNS = Machine(
    "stock_return",
    "due",
    edges(
        ("draft", ("due", "late"), "draft"),
        ("remind", ("due", "draft", "returned"), "late"),
        ("submit", ("due", "draft", "late", "returned"), "submitted"),
        ("validate", ("submitted", "amended"), "validated"),
        ("return", ("submitted", "validated", "amended"), "returned"),
        ("accept", ("validated",), "accepted"),
        ("amend", ("submitted", "validated", "accepted"), "amended"),
    ),
)

OPEN = ("due", "draft", "late", "returned")
"""States in which the operator owes something."""

AWAITED = ("submitted", "validated", "amended")
"""States in which the agency owes something."""
