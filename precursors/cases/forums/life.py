"""The lives of forums and of the tasks in them."""

from __future__ import annotations

from precursors.lives.rules import Machine, edges

FORUMS = Machine("forum", "open", edges(("close", ("open",), "closed")))

TASKS = Machine(
    "forum_task",
    "open",
    edges(
        ("answer", ("open",), "answered"),
        ("withdraw", ("open",), "withdrawn"),
    ),
)
