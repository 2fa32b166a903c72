"""The life of a consignment: planned, released, on its way, received, reconciled; held, denied, stopped, lost."""

from __future__ import annotations

from precursors.lives.rules import Machine, edges

CONSIGNMENTS = Machine(
    "consignment",
    "planned",
    edges(
        ("request-release", ("planned",), "release-requested"),
        ("hold", ("release-requested", "released"), "held"),
        ("unhold", ("held",), "release-requested"),
        ("release", ("release-requested", "stopped"), "released"),
        ("deny", ("release-requested", "held"), "denied"),
        ("depart", ("released",), "in-transit"),
        ("arrive", ("released", "in-transit"), "arrived"),
        ("receive", ("in-transit", "arrived", "lost"), "received"),
        ("reconcile", ("received",), "reconciled"),
        ("differ", ("received",), "discrepancy"),
        ("resolve", ("discrepancy", "escalated"), "resolved"),
        ("escalate", ("discrepancy",), "escalated"),
        ("stop", ("planned", "release-requested", "held", "released", "in-transit", "arrived"), "stopped"),
        ("seize", ("stopped",), "seized"),
        ("not-occur", ("planned", "release-requested", "held", "denied", "released"), "not-occurred"),
        ("lose", ("released", "in-transit", "arrived"), "lost"),
    ),
)

TRAVELLING = ("released", "in-transit", "arrived")
"""States in which whoever ordered the goods should receive them some day: a port is not yet the consignee."""
