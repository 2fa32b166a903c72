"""The page docs/reference/permissions.md, made from the table in the code.

`python -m tests.agencies.permissions_table` writes it again after the table changed; a test compares.
"""

from __future__ import annotations

from pathlib import Path

from precursors.access.permissions import SECOND_FACTOR, TABLE, Permission, Role
from precursors.agencies.rules import DANGEROUS, GRACE

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "permissions.md"

_INTRODUCTION = """# Permissions

A role says what a person may do; whose records they do it with is another question: those of their own agency, and
those another agency shares with it. A permission's name is also the scope of a token. Somebody who needs two roles
holds both. An administrator gives rights and has none over records.
"""


def page() -> str:
    """The whole page: roles across, permissions down."""
    roles = list(Role)
    head = ["| permission | " + " | ".join(role.value for role in roles) + " |", "|---" * (len(roles) + 1) + "|"]
    rows = [
        f"| `{each.value}` | " + " | ".join("yes" if each in TABLE[role] else "" for role in roles) + " |"
        for each in Permission
    ]
    strong = ", ".join(sorted(role.value for role in SECOND_FACTOR))
    two = ", ".join(sorted(role.value for role in DANGEROUS))
    days = f"all others from {GRACE.days} days after the first\nsign-in on"
    told = f"\nCount only after a sign-in with a second factor: {strong}; {days}.\n\nGiven by two people: {two}.\n"
    return "\n".join([_INTRODUCTION, *head, *rows]) + "\n" + told


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
