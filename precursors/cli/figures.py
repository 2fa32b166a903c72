"""`figures list`, `figures set`."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation

import click

from precursors.cli.days import DAY
from precursors.cli.place import JSON, answer, on_behalf, place
from precursors.cli.refusal import fail
from precursors.editions.rules import FigureDraft, plain
from precursors.editions.service import history, set_figure, standing, waits
from precursors.problems import Problems
from precursors.scope.visible import Sight


@click.group("figures")
def group() -> None:
    """Figures of rules: what holds for an agency, and set one."""


@group.command("list")
@click.option("--agency", required=True, metavar="CODE", help="For which agency.")
@click.option("--on", "day", type=DAY, metavar="DATE", help="As they hold on that day; today without it.")
@JSON
def list_command(agency: str, day: datetime | None, as_json: bool) -> None:
    """List the figures an agency may set, as they stand, and all it has set.

    Example: precursors figures list --agency XD-DIQ
    """
    with place() as here, here.database.read() as session:
        found = here.agency(agency)
        stands = standing(session, found.code, day.date() if day else here.today)
        words = history(session, Sight((found.code,)))
    told = [
        {"rule": each.about.rule, "name": each.about.name, "unit": each.about.unit, "value": plain(each.value)}
        | {"national": plain(each.national.value), "own": each.own is not None, "source": each.national.source}
        for each in stands
    ]
    past = [
        {"ref": each.ref, "rule": each.row.rule, "name": each.row.name, "value": each.row.value, "was": each.row.was}
        | {"since": each.row.since, "looser": each.row.looser == "yes", "ground": each.row.ground, "by": each.actor}
        | {"at": each.at, "act": each.act}
        for each in words
    ]
    lines = [f"{t['rule']:26} {t['name']:16} {t['value']:>8} {t['unit']:8}{'own' if t['own'] else ''}" for t in told]
    answer({"agency": found.code, "figures": told, "settings": past}, lines, as_json=as_json)


@group.command("set")
@click.argument("rule")
@click.argument("name")
@click.argument("value")
@click.option("--agency", required=True, metavar="CODE", help="For which agency.")
@click.option("--ground", required=True, metavar="TEXT", help="Why.")
@click.option("--since", type=DAY, metavar="DATE", help="From which day on; today without it.")
@click.option("--as", "user", metavar="USER", help="The person on whose behalf.")
@JSON
def set_command(
    rule: str, name: str, value: str, agency: str, ground: str, since: datetime | None, user: str | None, as_json: bool
) -> None:
    """Set a figure; VALUE is a decimal number, or `national` to give the nation's its place back.

    What makes a rule find less waits for another person's yes: the answer names the request, the exit code is 1.

    Example: precursors figures set structuring days 45 --agency XD-DIQ --ground "Circular 12/2026"
    """
    try:
        figure = None if value == "national" else Decimal(value)
    except InvalidOperation:
        raise click.ClickException(f"{value} is not a decimal number") from None
    with place() as here:
        draft = FigureDraft(rule, name, figure, since.date() if since else here.today, ground)
        code = here.agency(agency).code
        made = here.database.write(
            lambda session: set_figure(session, on_behalf(here, user, code), code, draft, here.today)
        )
        if isinstance(made, Problems):
            fail(" ".join(map(here.told, made)), as_json=as_json, code=made[0].code)
        with here.database.read() as session:
            waiting = waits(session, made)
    line = f"{made}: waits for another person" if waiting else f"{made}: {rule} {name} is {value} for {code}"
    answer({"ref": made, "waits": waiting}, [line], as_json=as_json, code=1 if waiting else 0)
