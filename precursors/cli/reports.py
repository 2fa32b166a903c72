"""`report`: list the reports, make one of a year."""

from __future__ import annotations

from pathlib import Path

import click

from precursors.agencies.service import all_agencies
from precursors.app.registry import guards  # noqa: F401 - the reports read every room's tables
from precursors.cli.place import JSON, answer, place
from precursors.config.settings import LANGUAGES
from precursors.reports.report import Asked, reports
from precursors.reports.writing import document, heading, to_xlsx
from precursors.scope.visible import Sight

LIST = "list"
_OUT = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.command("report")
@click.argument("name")
@click.argument("out", type=_OUT, required=False)
@click.option("--year", type=click.IntRange(1990, 2200), help="The calendar year.")
@click.option("--agency", metavar="CODE", help="Records of this agency only; without it those of all.")
@click.option("--substance", metavar="KEY", help="The substance, for a report that is about one.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", help="Language of the workbook.")
@JSON
def command(
    name: str, out: Path | None, year: int | None, agency: str | None, substance: str | None, lang: str, as_json: bool
) -> None:
    """Make the report NAME of a year, as a workbook if OUT.xlsx is named; `report list` names them all.

    Example: precursors report form-d --year 2025 --agency DIGEMID form-d-2025.xlsx
    """
    known = reports()
    if name == LIST:
        answer({"reports": list(known)}, [f"{each}: {heading(each, lang)}" for each in known], as_json=as_json)
    if name not in known:
        raise click.ClickException(f"there is no report {name}; expected one of {', '.join(known)}")
    if year is None:
        raise click.ClickException("--year is missing: the calendar year was expected, such as --year 2025")
    if out is not None and out.suffix.lower() != ".xlsx":
        raise click.ClickException(f"{out}: a file ending in .xlsx was expected")
    with place() as here, here.database.read() as session:
        codes = [here.agency(agency).code] if agency else [each.code for each in all_agencies(session)]
        asked = Asked(session, Sight(tuple(codes)), year, here.today, substance)
        tables = known[name].tables(asked)
        told = document(name, asked, tables)
    if out is not None:
        to_xlsx(tables, out, lang)
        told["out"] = str(out)
    lines = [f"{heading(table.key, lang)}: {len(table.rows)}" for table in tables]
    answer(told, [*lines, *([str(out)] if out else [])], as_json=as_json)
