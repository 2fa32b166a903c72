"""`shares add`, `shares list`, `shares withdraw`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from precursors.agencies.sharing import Shared, ShareDraft, given, share, withdraw
from precursors.cli.days import DAY
from precursors.cli.place import JSON, answer, on_behalf, place
from precursors.cli.refusal import fail
from precursors.problems import Problem, Problems
from precursors.scope.models import NOMINAL, WITHOUT_NAMES
from precursors.scope.visible import Sight


@click.group("shares")
def group() -> None:
    """Show records to another agency, list that, end it."""


@group.command("add")
@click.argument("ref")
@click.option("--to", "receiver", required=True, metavar="CODE", help="The agency that may read the record.")
@click.option("--purpose", required=True, metavar="TEXT", help="What it may use the record for.")
@click.option("--until", required=True, type=DAY, metavar="DATE", help="The last day.")
@click.option("--without-names", is_flag=True, help="Withhold names, licence numbers and notes.")
@click.option("--as", "user", metavar="USER", help="The person on whose behalf.")
@JSON
def add_command(
    ref: str, receiver: str, purpose: str, until: datetime, without_names: bool, user: str | None, as_json: bool
) -> None:
    """Show one record to another agency until a day.

    Example: precursors shares add SHP-2026-000001-X --to XD-CUS --purpose "joint inspection" --until 2026-12-31
    """
    draft = ShareDraft(ref, receiver, purpose, until.date(), WITHOUT_NAMES if without_names else NOMINAL)
    with place() as here:
        made = here.database.write(lambda session: share(session, on_behalf(here, user), draft, Sight(), here.today))
        if isinstance(made, Problems):
            fail(" ".join(map(here.told, made)), as_json=as_json, code=made[0].code)
    document = {"share": made, "record": ref, "receiver": receiver, "tier": draft.tier, "until": str(draft.until)}
    answer(document, [f"{made}: {ref} for {receiver} until {draft.until}"], as_json=as_json)


@group.command("list")
@click.option("--agency", metavar="CODE", help="What this agency shows to others.")
@JSON
def list_command(agency: str | None, as_json: bool) -> None:
    """List shares, newest first, ended ones too.

    Example: precursors shares list --agency XD-DIQ
    """
    with place() as here, here.database.read() as session:
        shares = given(session, here.sight(agency), here.today)
    lines = [f"{s.ref} {s.state:8} {s.record} {s.giver} > {s.receiver} {s.tier} until {s.until}" for s in shares]
    answer({"shares": [_shown(each) for each in shares]}, lines or ["nothing is shared"], as_json=as_json)


@group.command("withdraw")
@click.argument("ref", metavar="SHARE")
@click.option("--reason", required=True, metavar="TEXT", help="Why it ends.")
@click.option("--as", "user", metavar="USER", help="The person on whose behalf.")
@JSON
def withdraw_command(ref: str, reason: str, user: str | None, as_json: bool) -> None:
    """End a share now.

    Example: precursors shares withdraw SHR-2026-000001-X --reason "the joint inspection is over"
    """
    with place() as here:
        made = here.database.write(lambda session: withdraw(session, on_behalf(here, user), ref, reason, Sight()))
        if isinstance(made, Problem):
            fail(here.told(made), as_json=as_json, code=made.code)
    answer({"share": ref, "act": made}, [f"{ref} ended by act {made}"], as_json=as_json)


def _shown(each: Shared) -> dict[str, Any]:
    names = ("ref", "record", "giver", "receiver", "purpose", "tier", "state")
    return {name: getattr(each, name) for name in names} | {"until": str(each.until)}
