"""The lives of visits, of findings and of reports."""

from __future__ import annotations

from precursors.lives.rules import Machine, edges

INSPECTIONS = Machine(
    "inspection",
    "planned",
    edges(
        ("visit", ("planned",), "visited"),
        ("cancel", ("planned",), "cancelled"),
        ("report", ("visited",), "reported"),
        ("close", ("reported",), "closed"),
        ("reopen", ("closed",), "reported"),
    ),
)

FINDINGS = Machine(
    "inspection_finding",
    "open",
    edges(
        ("remedy", ("open",), "remedied"),
        ("verify", ("remedied",), "verified"),
        ("reopen", ("remedied", "verified"), "open"),
        ("waive", ("open",), "waived"),
        ("escalate", ("open", "remedied"), "escalated"),
    ),
)

REPORTS = Machine(
    "incident_report",
    "filed",
    edges(
        ("examine", ("filed",), "under-review"),
        ("pass-on", ("filed", "under-review"), "forwarded"),
        ("close", ("filed", "under-review", "forwarded"), "closed"),
        ("reopen", ("closed",), "under-review"),
    ),
)
