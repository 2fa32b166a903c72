"""The life of an authorisation line."""

from __future__ import annotations

from precursors.lives.rules import Machine, edges

KIND = "authorisation"

OPEN = ("complete", "under-review", "pen-pending")
"""States in which the decision clock runs."""

APPLIED = ("draft", "submitted", *OPEN)
"""States of a line that nobody has decided on yet."""

IN_FORCE = ("granted", "partially-used", "exhausted")
"""States in which it holds a quota that may be drawn on."""

ENDED = ("expired", "cancelled", "revoked")
"""States of a line that may have been granted, and may be drawn on no more."""

AUTHORISATION = Machine(
    KIND,
    "draft",
    edges(
        ("submit", "draft", "submitted"),
        ("return", "submitted", "draft"),
        ("complete", "submitted", "complete"),
        ("review", "complete", "under-review"),
        ("await-notification", ("complete", "under-review"), "pen-pending"),
        ("grant", ("complete", "under-review", "pen-pending"), "granted"),
        ("refuse", ("complete", "under-review", "pen-pending"), "refused"),
        ("draw", ("granted", "partially-used"), "partially-used"),
        ("exhaust", ("granted", "partially-used"), "exhausted"),
        ("give-back", ("partially-used", "exhausted"), "partially-used"),
        ("restore", ("partially-used", "exhausted"), "granted"),
        ("expire", ("granted", "partially-used"), "expired"),
        ("cancel", (*APPLIED, "granted", "partially-used"), "cancelled"),
        ("revoke", ("granted", "partially-used"), "revoked"),
    ),
)

DRAWABLE = ("granted", "partially-used")
"""Those of them in which something of it is left."""

BY_HAND = (
    "submit",
    "return",
    "complete",
    "review",
    "await-notification",
    "grant",
    "refuse",
    "expire",
    "cancel",
    "revoke",
)
"""Verbs a person asks for; the others follow from what is drawn."""

ENDING = frozenset({"cancel", "revoke"})
"""Verbs that end an authorisation as a whole, wherever its lines stand: what is left of it would still be drawn on."""

WITH_REASON = frozenset({"return", "refuse", "cancel", "revoke"})
"""Verbs that must say why."""
