"""`flags run`, `flags list`, `flags explain`, `flags replay`, `flags raise`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.anomalies.clocks import run_clocks
from precursors.anomalies.replay import replay
from precursors.anomalies.service import found_since, raised
from precursors.audit.refs import key_of, refs_of
from precursors.cli.days import DAY
from precursors.cli.place import JSON, Place, actor, answer, on_behalf, place
from precursors.db.tables import Fact
from precursors.flags.marks import keys_in
from precursors.flags.models import STATES, Flag
from precursors.flags.service import inputs, listed, raise_by_hand, states
from precursors.flags.telling import because
from precursors.i18n.catalogue import SOURCE, catalogue
from precursors.problems import Problem
from precursors.trade.models import Shipment

SUBJECTS_SHOWN = 100
"""Subjects of one flag that a list shows; `explain` shows all."""


@click.group("flags")
def group() -> None:
    """Run rules; list and explain flags; raise one by hand."""


@group.command("run")
@click.option(
    "--since",
    type=DAY,
    metavar="DATE",
    help="Only where a record entered since then takes part.",
)
@JSON
def run_command(since: datetime | None, as_json: bool) -> None:
    """Run every rule over the standing records; adds only what is new.

    Example: precursors flags run --since 2026-01-01
    """
    with place() as here:
        zone = here.settings.timezone
        day, today = since.date() if since else None, here.today
        with here.database.read() as session:
            result = found_since(session, day, zone, today)
        count = here.database.write(lambda session: raised(session, actor(None), result))
        count += here.database.write(lambda session: run_clocks(session, actor(None), here.today))
    answer({"new": count}, [f"{count} new flags"], as_json=as_json, code=1 if count else 0)


@group.command("list")
@click.option("--rule", metavar="CODE", help="Flags of one rule.")
@click.option("--state", type=click.Choice(STATES), help="Flags in one state.")
@click.option("--agency", metavar="CODE", help="Flags one agency may see.")
@JSON
def list_command(rule: str | None, state: str | None, agency: str | None, as_json: bool) -> None:
    """List flags, best first.

    Example: precursors flags list --rule over-licence --state open
    """
    if rule is not None and rule not in catalogue(SOURCE)["rules"]:
        raise click.ClickException(f"there is no rule {rule}")
    with place() as here, here.database.read() as session:
        found = listed(session, here.sight(agency), rule, state)
        refs = refs_of(session, Flag, [flag.id for flag, _ in found])
        told = [_shown(here, session, flag, how, refs[flag.id], SUBJECTS_SHOWN) for flag, how in found]
    lines = [f"{t['id']} {t['score']:.2f} {t['rule']:28} {t['state']:9} {t['because']}" for t in told]
    needs = any(how == "open" for _, how in found)
    answer({"flags": told}, lines or ["no flags"], as_json=as_json, code=1 if needs else 0)


@group.command("explain")
@click.argument("ref", metavar="ID")
@JSON
def explain_command(ref: str, as_json: bool) -> None:
    """Explain one flag: rule, version, edition of law, what it compared, every record it is about.

    Example: precursors flags explain FLG-2026-000001-X
    """
    with place() as here, here.database.read() as session:
        found = key_of(session, ref)
        if found is None or found[0] is not Flag:
            raise click.ClickException(f"there is no flag {ref}")
        flag = session.get_one(Flag, found[1])
        told = _shown(here, session, flag, states(session, [flag.id])[flag.id], ref, None)
        told |= {"version": flag.version, "edition": flag.edition, "inputs": inputs(flag), "agency": flag.agency}
    lines = [f"{ref} {told['rule']} ({told['state']}): {told['because']}"]
    lines += [f"  {name}: {value}" for name, value in told["inputs"].items()]
    lines += [f"  {subject['kind']} {subject['ref']} {subject['document'] or ''}" for subject in told["subjects"]]
    answer(told, lines, as_json=as_json)


@group.command("replay")
@click.argument("ref", metavar="ID")
@JSON
def replay_command(ref: str, as_json: bool) -> None:
    """Run the rule of a flag again over what the registry held when it was raised; 1 where it finds something else.

    Example: precursors flags replay FLG-2026-000001-X
    """
    with place() as here, here.database.read() as session:
        found = key_of(session, ref)
        if found is None or found[0] is not Flag:
            raise click.ClickException(f"there is no flag {ref}")
        flag = session.get_one(Flag, found[1])
        again = replay(session, flag, here.settings.timezone)
        pinned = {"version": flag.version, "edition": flag.edition}
    told: dict[str, Any] = {"id": ref, "verdict": again.verdict, "pinned": pinned}
    told["in_use"] = {"version": again.version, "edition": again.edition}
    told["differences"] = [each._asdict() for each in again.differences]
    lines = [f"{ref} {again.verdict}"]
    lines += [f"  {each.name}: {each.kept} was kept, {each.again} is found" for each in again.differences]
    answer(told, lines, as_json=as_json, code=int(again.verdict in {"different", "not-found"}))


@group.command("raise")
@click.argument("ref")
@click.option("--because", required=True, metavar="TEXT", help="Why somebody should look at it.")
@click.option("--as", "user", metavar="USER", help="The person on whose behalf.")
@JSON
def raise_command(ref: str, because: str, user: str | None, as_json: bool) -> None:
    """Raise a flag on a record by hand.

    Example: precursors flags raise SHP-2026-000001-X --because "seal photographs do not match"
    """
    with place() as here:
        made = here.database.write(lambda session: raise_by_hand(session, on_behalf(here, user), ref, because))
        if isinstance(made, Problem):
            raise click.ClickException(here.told(made))
    answer({"id": made, "subject": ref}, [f"{made} on {ref}"], as_json=as_json)


def _shown(here: Place, session: Session, flag: Flag, state: str, ref: str, most: int | None) -> dict[str, Any]:
    keys = keys_in(flag.subjects)[:most]
    model = Fact.kinds[flag.kind]
    refs = refs_of(session, model, keys)
    documents: dict[int, str | None] = {}
    if model is Shipment:
        for first in range(0, len(keys), 500):
            query = select(Shipment.id, Shipment.document).where(Shipment.id.in_(keys[first : first + 500]))
            documents.update((key, document) for key, document in session.execute(query))
    subjects = [{"kind": flag.kind, "ref": refs.get(key), "document": documents.get(key)} for key in keys]
    return {
        "id": ref,
        "rule": flag.rule,
        "score": flag.score / 1000,
        "count": flag.count,
        "subjects": subjects,
        "because": because(flag, here.settings.language),
        "state": state,
    }
