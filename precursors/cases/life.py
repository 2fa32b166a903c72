"""The lives of case files and of the tasks in them."""

from __future__ import annotations

from precursors.lives.rules import Machine, edges

CASES = Machine(
    "case_file",
    "opened",
    edges(
        ("investigate", ("opened",), "under-investigation"),
        ("refer", ("opened", "under-investigation"), "referred"),
        ("suspend", ("opened", "under-investigation", "referred"), "suspended"),
        ("resume", ("suspended", "referred"), "under-investigation"),
        ("close", ("opened", "under-investigation", "referred", "suspended"), "closed"),
        ("reopen", ("closed",), "under-investigation"),
        ("archive", ("closed",), "archived"),
    ),
)

OVER = ("closed", "archived")
"""States in which the purpose of a case has ended."""

TASKS = Machine(
    "case_task",
    "open",
    edges(
        ("finish", ("open",), "done"),
        ("cancel", ("open",), "cancelled"),
        ("reopen", ("done", "cancelled"), "open"),
    ),
)
