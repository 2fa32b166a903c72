"""`agencies add`, `agencies list`."""

from __future__ import annotations

import click

from precursors.agencies.models import Agency
from precursors.agencies.service import KINDS, AgencyDraft, add, all_agencies
from precursors.cli.place import JSON, actor, answer, place
from precursors.problems import Problems


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

    Example: precursors agencies add DIGEMID --name "Dirección General" --kind inspection --country PE --convention es-PE
    """
    with place() as here:
        draft = AgencyDraft(code, name, kind, country.upper(), convention)
        made = here.database.write(lambda session: add(session, actor(None), draft))
        if isinstance(made, Problems):
            told = [{"field": p.field, "code": p.code, "message": here.told(p)} for p in made]
            answer({"problems": told}, [t["message"] or "" for t in told], as_json=as_json, code=2)
        else:
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


def _shown(agency: Agency) -> dict[str, str]:
    names = ("code", "name", "kind", "country", "convention")
    return {name: getattr(agency, name) for name in names}
