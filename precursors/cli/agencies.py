"""`agencies add`, `agencies list`."""

from __future__ import annotations

from pathlib import Path

import click

from precursors.agencies.models import Agency
from precursors.agencies.service import KINDS, AgencyDraft, add, all_agencies
from precursors.cli.place import JSON, actor, answer, place
from precursors.cli.refusal import fail
from precursors.exchange.belongings import take_away
from precursors.problems import Problem, Problems
from precursors.substances.watching import items, load, read_list


@click.group("agencies")
def group() -> None:
    """Add and list agencies."""


@group.command("add")
@click.argument("code")
@click.option("--name", required=True, help="The agency's name.")
@click.option("--kind", required=True, type=click.Choice(KINDS), help="What sort of body it is.")
@click.option("--country", required=True, metavar="CC", help="ISO 3166-1 alpha-2 code of its country.")
@click.option("--convention", default="none", help="How its files write numbers and dates, for instance es-PE.")
@JSON
def add_command(code: str, name: str, kind: str, country: str, convention: str, as_json: bool) -> None:
    """Add an agency.

    Example: precursors agencies add DIGEMID --name "Dirección General" --kind inspection --country PE
    """
    with place() as here:
        draft = AgencyDraft(code, name, kind, country.upper(), convention)
        made = here.database.write(lambda session: add(session, actor(None), draft))
        if isinstance(made, Problems):
            fail(" ".join(map(here.told, made)), as_json=as_json, code=made[0].code)
        answer(_shown(made), [f"added {made.code}: {made.name}"], as_json=as_json)


@group.command("list")
@JSON
def list_command(as_json: bool) -> None:
    """List every agency.

    Example: precursors agencies list
    """
    with place() as here, here.database.read() as session:
        found = all_agencies(session)
        lines = [f"{a.code:16} {a.country} {a.kind:13} {a.convention:8} {a.name}" for a in found]
        answer({"agencies": [_shown(a) for a in found]}, lines or ["no agency yet"], as_json=as_json)


@group.command("export")
@click.argument("code")
@click.argument("out", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@JSON
def export_command(code: str, out: Path, as_json: bool) -> None:
    """Write everything an agency owns to OUT, a ZIP: records, all it ever wrote, its acts, its documents.

    Example: precursors agencies export DIGEMID digemid.zip
    """
    with place() as here, here.database.read() as session:
        made = take_away(session, here.store, here.agency(code).code, out)
    document = {"agency": made.agency, "out": str(out), "rows": made.rows, "acts": made.acts, "files": made.files}
    answer(document, [f"{made.rows} rows in {len(made.files)} files: {out}"], as_json=as_json)


def _shown(agency: Agency) -> dict[str, str]:
    names = ("code", "name", "kind", "country", "convention")
    return {name: getattr(agency, name) for name in names}


@group.command("watch")
@click.argument("code")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@JSON
def watch_command(code: str, file: Path | None, as_json: bool) -> None:
    """Load an agency's watch list from a CSV (columns name, substance, reason), or show it without FILE.

    Example: precursors agencies watch DIGEMID watched.csv
    """
    with place() as here:
        agency = here.agency(code)
        new = 0
        if file is not None:
            lines = read_list(file)
            if isinstance(lines, Problem):
                raise click.ClickException(f"{file}: {here.told(lines)}")
            new = here.database.write(lambda session: load(session, actor(None, agency.code), agency.code, lines))
        with here.database.read() as session:
            listed = items(session, agency.code)
        found = [{"name": i.name, "substance": i.substance, "reason": i.reason} for i in listed]
    told = [f"{item['name']:40} {item['substance']}" for item in found] or ["nothing is watched"]
    answer({"agency": agency.code, "new": new, "watched": found}, told, as_json=as_json)
