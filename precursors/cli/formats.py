"""`formats list`, `formats read`, `formats write`."""

from __future__ import annotations

from pathlib import Path

import click

from precursors.cli.place import JSON, answer, place
from precursors.cli.refusal import fail
from precursors.exchange.exporting import SOURCES
from precursors.exchange.formats import formats
from precursors.exchange.formats.contents import Contents
from precursors.exchange.formats_rows import as_csv, file_of, read_file
from precursors.problems import Problem

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_OUT = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.group("formats")
def group() -> None:
    """Read and write the file formats of single countries."""


@group.command("list")
@JSON
def list_command(as_json: bool) -> None:
    """List every format and the kind of record its lines become.

    Example: precursors formats list
    """
    found = formats()
    told = [
        {"name": name, "kind": each.KINDS[0], "kinds": [*each.KINDS], "suffix": each.SUFFIX}
        for name, each in found.items()
    ]
    answer({"formats": told}, [f"{each['name']:18} {', '.join(each['kinds'])}" for each in told], as_json=as_json)


@group.command("read")
@click.argument("name", type=click.Choice(sorted(formats())))
@click.argument("file", type=_FILE)
@click.argument("out", type=_OUT)
@click.option("--kind", default=None, metavar="KIND", help="Which of the kinds in it; the format's first if not said.")
@click.option("--agency", default=None, metavar="CODE", help="Rows this agency holds already stand as it holds them.")
@JSON
def read_command(name: str, file: Path, out: Path, kind: str | None, agency: str | None, as_json: bool) -> None:
    """Turn a national file into a CSV that `import` takes. Lines that could not be read are told with their number.

    Example: precursors formats read br-mapa M2026JAN12345678000195.txt map.csv --kind daily-operations
    """
    kinds = formats()[name].KINDS
    wanted = kind or kinds[0]
    if wanted not in kinds:
        raise click.BadParameter(f"a file of {name} holds {', '.join(kinds)}", param_hint="--kind")
    with place() as here:
        chosen = formats()[name]
        sight = here.sight(agency)
        with here.database.read() as session:
            found: Contents | Problem = read_file(session, chosen, SOURCES, sight, file.read_bytes())
        if isinstance(found, Problem):
            fail(here.told(found), as_json=as_json, code=found.code)
        wrong = [{"line": line, "code": each.code, "message": here.told(each)} for line, each in found.problems]
    with out.open("w", encoding="utf-8-sig", newline="") as stream:
        as_csv(stream, wanted, found.rows[wanted])
    count = len(found.rows[wanted])
    told = {"about": dict(found.about), "kind": wanted, "rows": count, "problems": wrong, "out": str(out)}
    told["known"] = found.known.get(wanted, 0)
    told["kinds"] = {each: len(rows) for each, rows in found.rows.items()}
    told["unread"] = [{"line": line, "section": section} for line, section in found.unread]
    lines = [f"{count} {wanted}: {out}"]
    lines += [f"{told['known']} of them are held here already, and stand as they are held"] if told["known"] else []
    lines += [f"also {len(rows)} {each}: --kind {each}" for each, rows in found.rows.items() if each != wanted and rows]
    lines += [f"line {each['line']}: {each['message']}" for each in wrong]
    lines += [f"line {line}: section {section} is not read" for line, section in found.unread]
    answer(told, lines, as_json=as_json, code=1 if wrong or found.unread else 0)


@group.command("write")
@click.argument("name", type=click.Choice(sorted(formats())))
@click.argument("out", type=_OUT)
@click.option("--agency", required=True, metavar="CODE", help="Records of this agency.")
@click.option("--period", required=True, metavar="PERIOD", help="A month such as 2026-01.")
@click.option("--who", default="", metavar="IDENTIFIER", help="Whose file it is, where a format is of one party.")
@JSON
def write_command(name: str, out: Path, agency: str, period: str, who: str, as_json: bool) -> None:
    """Write the records of a month as a national file; what does not fit a field stops it.

    Example: precursors formats write br-mapa map.txt --agency BR-PF --period 2026-01 --who 12345678000195
    """
    chosen = formats()[name]
    with place() as here, here.database.read() as session:
        asked = {"period": period, "who": who}
        made = file_of(session, chosen, SOURCES, here.sight(agency), asked)
        if isinstance(made, Problem):
            fail(here.told(made), as_json=as_json, code=made.code)
    octets, called = made
    out.write_bytes(octets)
    answer({"name": called, "out": str(out)}, [f"{called}: {out}"], as_json=as_json)
