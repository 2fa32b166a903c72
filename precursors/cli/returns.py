"""`returns open`, `returns workbook`, `returns remind`, `returns list`."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import click

from precursors.audit.refs import key_of
from precursors.cli.place import JSON, actor, answer, place
from precursors.cli.refusal import fail
from precursors.config.settings import LANGUAGES
from precursors.problems import Problem
from precursors.stock.examining import terms_for
from precursors.stock.models import StockReturn
from precursors.stock.parties import names_of
from precursors.stock.periods import read_period
from precursors.stock.returns import OWED, expect, late_returns, remind_all
from precursors.stock.workbook import write_return

_AGENCY = click.option("--agency", required=True, metavar="CODE", help="The agency they are declared to.")


@click.group("returns")
def group() -> None:
    """Expect returns of stock, write their workbooks, call late ones in."""


@group.command("open")
@click.argument("period")
@_AGENCY
@JSON
def open_command(period: str, agency: str, as_json: bool) -> None:
    """Open a reporting cycle: a return is expected of everybody who must declare.

    Example: precursors returns open 2026-Q1 --agency XD-INS
    """
    with place() as here:
        found = read_period(period)
        if isinstance(found, Problem):
            fail(here.told(found), as_json=as_json, code=found.code)
        own, today = here.agency(agency), here.today
        opened = here.database.write(
            lambda session: expect(session, actor(None, own.code), own, terms_for(session, own.code, today), found)
        )
        if isinstance(opened, Problem):
            fail(here.told(opened), as_json=as_json, code=opened.code)
        passed = [
            {"holder": each.values["holder"], "code": each.code, "message": here.told(each)} for each in opened.passed
        ]
    document = {"period": found.name, "new": opened.new, "passed_over": passed}
    lines = [f"{opened.new} new returns for {found.name}", *(each["message"] for each in passed)]
    answer(document, lines, as_json=as_json, code=1 if passed else 0)


@group.command("workbook")
@click.argument("ref")
@click.argument("out", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", help="Language of headings and help.")
@JSON
def workbook_command(ref: str, out: Path, lang: str, as_json: bool) -> None:
    """Write the workbook of one return: opening and known movements filled in, the rest open.

    Example: precursors returns workbook RET-2026-000001-8 acme.xlsx --lang es
    """
    octets = BytesIO()
    with place() as here, here.database.read() as session:
        found = key_of(session, ref)
        row = session.get(StockReturn, found[1]) if found and found[0] is StockReturn else None
        if row is None:
            raise click.ClickException(f"there is no return {ref}")
        write_return(session, row, octets, lang, here.today, ref)
    out.write_bytes(octets.getvalue())
    answer({"ref": ref, "out": str(out)}, [f"workbook of {ref}: {out}"], as_json=as_json)


@group.command("late")
@_AGENCY
@click.option("--remind", is_flag=True, help="Move those that were not called in yet to the state `late`.")
@JSON
def late_command(agency: str, remind: bool, as_json: bool) -> None:
    """List returns that are past their day and still to come, or to come again; with --remind, call them in.

    Example: precursors returns late --agency XD-INS --remind
    """
    with place() as here:
        own, today = here.agency(agency), here.today
        with here.database.read() as session:
            late = late_returns(session, own.code, today, OWED)
            names = names_of(session, {row.who for row in late})
            found = [(row.operator, names.get(row.who), row.site, row.period, row.due) for row in late]
        if remind and found:
            here.database.write(lambda session: remind_all(session, actor(None, own.code), own.code, today))
    keys = ("operator", "name", "site", "period", "due")
    told = [dict(zip(keys, each, strict=True)) for each in found]
    lines = [
        f"{period:8} {' '.join(filter(None, (name, f'({who})' if name else who, site)))} was due on {due}"
        for who, name, site, period, due in found
    ]
    answer({"late": told}, lines or ["nothing is late"], as_json=as_json, code=1 if found else 0)
