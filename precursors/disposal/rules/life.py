"""The lives of orders and of protocols: their states and the only edges between them (disposal.md 2.2, 2.5)."""

from __future__ import annotations

from precursors.lives.rules import Machine, edges

BEFORE_WORK = (
    "release-requested", "released", "planned", "danger", "approved", "scheduled", "in-transit", "received",
)  # fmt: skip
WORKING = ("in-progress", "on-hold")
STOPPABLE = (*WORKING, "steps-complete", "residue-verified")
REPLANNED = ("approved", "scheduled", "in-transit", "received")

ORDER = Machine(
    "disposal_order",
    "release-requested",
    edges(
        ("release", "release-requested", "released"),
        ("refuse-release", "release-requested", "release-refused"),
        ("plan", ("released", "planned"), "planned"),
        ("plan", "danger", "danger"),
        ("approve", "planned", "approved"),
        ("replan", REPLANNED, "planned"),
        ("endanger", ("release-requested", "released", "planned"), "danger"),
        ("permit-danger", "danger", "approved"),
        ("schedule", "approved", "scheduled"),
        ("depart", "scheduled", "in-transit"),
        ("receive", ("scheduled", "in-transit"), "received"),
        ("reject", "received", "rejected"),
        ("start-work", "received", "in-progress"),
        ("hold-work", "in-progress", "on-hold"),
        ("go-on", "on-hold", "in-progress"),
        ("stop", STOPPABLE, "stopped"),
        ("end-work", "in-progress", "steps-complete"),
        ("verify-residue", "steps-complete", "residue-verified"),
        ("reconcile", ("residue-verified", "stopped"), "reconciled"),
        ("certify", "reconciled", "certified"),
        ("correct", ("certified", "closed"), "certified"),
        ("close", "certified", "closed"),
        ("cancel", BEFORE_WORK, "cancelled"),
    ),
)
FREE = ("cancelled", "release-refused", "rejected")
"""In these an order keeps its lots from no other: nothing was done with them, or another order took them over."""
GONE = ("reconciled", "certified", "closed")
"""In these nothing is left of an order's lots but what an order of the remainder took over."""

PROTOCOL = Machine(
    "protocol",
    "draft",
    edges(
        ("review", "draft", "reviewed"),
        ("approve", "reviewed", "approved"),
        ("supersede", "approved", "superseded"),
        ("withdraw", ("draft", "reviewed", "approved", "superseded"), "withdrawn"),
    ),
)
