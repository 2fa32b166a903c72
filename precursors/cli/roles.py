"""`roles grant|withdraw|list`: what people may do. Each change is an act of the local operator."""

from __future__ import annotations

from datetime import datetime

import click

from precursors.access.permissions import Role, permitted
from precursors.agencies.people import people
from precursors.agencies.roles import Asked, GrantDraft, grant, withdraw
from precursors.cli.days import DAY
from precursors.cli.place import JSON, actor, answer, place
from precursors.cli.users import ROLES, refuse
from precursors.problems import Problems


@click.group("roles")
def group() -> None:
    """Give and withdraw roles; list who holds which."""


@group.command("grant")
@click.argument("name")
@click.argument("role", type=ROLES)
@click.option("--until", type=DAY, default=None, help="Last day on which it counts.")
@click.option("--reason", default="", help="Why; it stands in the act.")
@JSON
def grant_command(name: str, role: str, until: datetime | None, reason: str, as_json: bool) -> None:
    """Give a person a role.

    Example: precursors roles grant ines supervisor --until 2027-12-31 --reason "heads the unit"
    """
    with place() as here:
        draft = GrantDraft(name, role, until.date() if until else None, reason)
        made = here.database.write(lambda session: grant(session, actor(None), draft, here.today, alone=True))
        if isinstance(made, Problems):
            refuse(here, made, as_json=as_json)
        assert not isinstance(made, Asked), "the local operator asks nobody"
        document = {"username": made.person, "role": made.role, "agency": made.agency, "until": made.until}
        answer(document, [f"{made.person} is {made.role} of {made.agency}"], as_json=as_json)


@group.command("withdraw")
@click.argument("name")
@click.argument("role", type=ROLES)
@click.option("--reason", required=True, help="Why; it stands in the act.")
@JSON
def withdraw_command(name: str, role: str, reason: str, as_json: bool) -> None:
    """Take a role back. It counts no longer from the person's next click on.

    Example: precursors roles withdraw ines supervisor --reason "moved to another unit"
    """
    with place() as here:
        act = here.database.write(lambda session: withdraw(session, actor(None), name, role, reason))
        if isinstance(act, Problems):
            refuse(here, act, as_json=as_json)
        document = {"username": name.strip().lower(), "role": role, "act": act}
        answer(document, [f"{document['username']} is no longer {role} (act {act})"], as_json=as_json)


@group.command("list")
@JSON
def list_command(as_json: bool) -> None:
    """List every role with what it may do and who holds it today.

    Example: precursors roles list
    """
    with place() as here, here.database.read() as session:
        held = {each.username: each.held(here.today) for each in people(session)}
        rows = [
            {
                "role": role.value,
                "permissions": sorted(each.value for each in permitted([role])),
                "people": [name for name, roles in held.items() if role in roles],
            }
            for role in Role
        ]
    lines = [f"{row['role']:20} {', '.join(row['people']) or '-'}" for row in rows]
    answer({"roles": rows}, lines, as_json=as_json)
