"""`export` and `template`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from precursors.app.kinds import KINDS
from precursors.cli.days import DAY
from precursors.cli.kind import KindName
from precursors.cli.place import JSON, answer, place, settings
from precursors.config.settings import LANGUAGES
from precursors.exchange.choosing import named
from precursors.exchange.codes import code_lists, write_codes
from precursors.exchange.exporting import SOURCES, Wanted
from precursors.exchange.exporting import export as export_records
from precursors.exchange.templates import template as write_template
from precursors.substances.book import book
from precursors.substances.watching import watched_by_any

CODES = "codes"
"""Not a kind of record: the lists of codes that records are written in."""

_OUT = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.command("export")
@click.argument("kind", type=click.Choice([*sorted(SOURCES), CODES]))
@click.argument("out", type=_OUT)
@click.option("--from", "first", metavar="DATE", type=DAY, help="First day.")
@click.option("--to", "last", metavar="DATE", type=DAY, help="Last day.")
@click.option("--agency", metavar="CODE", help="Records of this agency only.")
@click.option("--substance", metavar="KEY", help="Records of this substance only, for instance acetone.")
@click.option("--columns", metavar="KEYS", help="These fields only, separated by commas: date,substance,quantity.")
@click.option("--as", "user", metavar="USER", help="The person on whose behalf.")
@click.option("--list", "lists", metavar="NAME", multiple=True, help="With codes: this list only.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", help="Language of the headings.")
@JSON
def export(
    kind: str,
    out: Path,
    first: date | None,
    last: date | None,
    agency: str | None,
    substance: str | None,
    columns: str | None,
    user: str | None,  # noqa: ARG001 - sharing between persons begins with sign-in
    lists: tuple[str, ...],
    lang: str,
    as_json: bool,
) -> None:
    """Write records to OUT (.xlsx, .csv or .json); a workbook or CSV with all columns re-imports unchanged.

    With codes instead of a kind of record: every list of codes the registry works by.

    Example: precursors export shipments march.xlsx --from 2026-03-01 --to 2026-03-31
    """
    if kind == CODES:
        _codes(out, lists, as_json=as_json)
        return
    source = SOURCES[kind]
    keys = named(source, columns) if columns is not None else list(source.columns)
    if keys is None:
        raise click.ClickException(f"--columns {columns}: expected some of {','.join(source.columns)}")
    with place() as here, here.database.read() as session:
        if substance and book().get(substance) is None and substance not in watched_by_any(session):
            raise click.ClickException(f"there is no substance {substance}; its key was expected, such as acetone")
        wanted = Wanted(here.sight(agency), _day(first), _day(last), substance)
        try:
            count = export_records(session, source.only(keys), wanted, out, lang)
        except ValueError as wrong:
            raise click.ClickException(f"{out}: {wrong}") from None
    answer({"kind": kind, "rows": count, "out": str(out)}, [f"{count} {kind}: {out}"], as_json=as_json)


def _codes(out: Path, lists: tuple[str, ...], *, as_json: bool) -> None:
    known = code_lists()
    strange = [name for name in lists if name not in known]
    if strange:
        raise click.ClickException(f"there is no list {strange[0]}; known: {', '.join(known)}")
    try:
        count = write_codes(out, lists or tuple(known))
    except ValueError as wrong:
        raise click.ClickException(f"{out}: {wrong}") from None
    told = {"kind": CODES, "lists": list(lists or known), "rows": count, "out": str(out)}
    answer(told, [f"{count} codes: {out}"], as_json=as_json)


def _day(moment: date | None) -> date | None:
    return date(moment.year, moment.month, moment.day) if moment else None


@click.command("template")
@click.argument("kind", type=KindName())
@click.argument("out", type=_OUT)
@click.option("--lang", type=click.Choice(LANGUAGES), help="Language of headings, hints and help.")
@JSON
def template(kind: str, out: Path, lang: str | None, as_json: bool) -> None:
    """Write an empty workbook with headings, hints, lists and help.

    Example: precursors template shipments shipments.xlsx --lang es
    """
    if out.suffix.lower() != ".xlsx":
        raise click.ClickException(f"{out}: a name that ends in .xlsx was expected")
    language = lang or settings().language
    write_template(KINDS[kind].record, out, language)
    answer({"kind": kind, "language": language, "out": str(out)}, [f"template for {kind}: {out}"], as_json=as_json)
