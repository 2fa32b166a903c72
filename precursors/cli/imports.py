"""`import`: take a workbook in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from precursors.app.editions import keep_editions
from precursors.app.kinds import KINDS, desk
from precursors.app.late import late
from precursors.cli.kind import KindName
from precursors.cli.place import JSON, Place, answer, on_behalf, place
from precursors.cli.refusal import Refusal
from precursors.exchange.imports import Answer, Request, take_in
from precursors.exchange.report import lines_of, report
from precursors.intake.mapping import ColumnMapping, check_mapping
from precursors.problems import Problem
from precursors.workbooks.delimited import is_code_page

write_rejects = late("precursors.exchange.rejecting:write_rejects")
"""A workbook is written by a library that takes a while to load."""

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("import")
@click.argument("kind", type=KindName())
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--agency", required=True, metavar="CODE", help="The agency whose file it is.")
@click.option("--as", "user", metavar="USER", help="The person on whose behalf.")
@click.option("--dry-run", is_flag=True, help="Judge every row, write nothing.")
@click.option("--accept-good", is_flag=True, help="Write the good rows although others are bad.")
@click.option("--correct", is_flag=True, help="Where a record stands already with other content, replace it.")
@click.option("--reason", metavar="TEXT", help="Why records are corrected.")
@click.option("--convention", metavar="NAME", help="How this file writes numbers and dates.")
@click.option(
    "--unresolved",
    type=click.Choice(["reject", "keep"]),
    default="reject",
    help="Rows whose quantity a person must choose.",
)
@click.option("--sheet", metavar="NAME", help="Read this sheet only.")
@click.option("--mapping", type=_FILE, help="Which heading is which field.")
@click.option("--encoding", metavar="NAME", help="Code page of a CSV file that is neither UTF-8 nor UTF-16.")
@click.option("--rejects", type=click.Path(dir_okay=False, path_type=Path), help="Where the bad rows go, marked.")
@JSON
def command(
    kind: str,
    file: Path,
    agency: str,
    user: str | None,
    dry_run: bool,
    accept_good: bool,
    correct: bool,
    reason: str | None,
    convention: str | None,
    unresolved: str,
    sheet: str | None,
    mapping: Path | None,
    encoding: str | None,
    rejects: Path | None,
    as_json: bool,
) -> None:
    """Take a workbook or CSV in: every row exactly, or nothing, or the good rows and the bad ones back.

    Example: precursors import shipments march.xlsx --agency DIGEMID --dry-run
    """
    _check_before(encoding, rejects, {file, *filter(None, [mapping])})
    with place() as here:
        if not dry_run:
            keep_editions(here.database, here.store)
        request = Request(
            kind,
            file,
            agency,
            on_behalf(here, user),
            here.today,
            dry_run=dry_run,
            accept_good=accept_good,
            reason=reason,
            correct=correct,
            convention=convention,
            keep_unresolved=unresolved == "keep",
            sheet=sheet,
            mapping=_mapping(here, kind, mapping) if mapping else None,
            encoding=encoding,
            sends_back=rejects is not None,
        )
        made = take_in(desk(here.settings, here.database, here.store), request)
        if made.problem is not None and made.problem.code in {"agency.unknown", "convention.unknown", "reason.missing"}:
            option = "--reason: " if made.problem.code == "reason.missing" else ""
            raise Refusal(option + here.told(made.problem), made.problem.code)
        if rejects is not None and made.outcome.bad_rows:
            _send_back(here, request, made, rejects)
        language = here.settings.language
        answer(report(made, language), lines_of(made, language), as_json=as_json, code=_code(made))


def _check_before(encoding: str | None, rejects: Path | None, read: set[Path]) -> None:
    """What can be known to fail is said before anything is written; no file of `read` may be written over."""
    if encoding is not None and not is_code_page(encoding):
        raise click.ClickException(f"--encoding {encoding}: no such code page")
    if rejects is None:
        return
    trial = rejects.with_name(rejects.name + ".part")
    try:
        for each in read:
            if any(out.exists() and out.samefile(each) for out in (rejects, trial)):
                raise click.ClickException(f"--rejects {rejects}: would be written over {each}, which is read")
        trial.open("ab").close()
        trial.unlink()
    except OSError as wrong:
        raise click.ClickException(f"--rejects {rejects}: {wrong.strerror or wrong}") from None


def _send_back(here: Place, request: Request, made: Answer, rejects: Path) -> None:
    """Write the rejects; what fails here is a warning, for the answer may tell of an act that stands."""
    try:
        write_rejects(desk(here.settings, here.database, here.store), request, made, rejects, here.settings.language)
    except Exception as wrong:  # noqa: BLE001 - whatever it is, it must not hide what was committed
        reason = wrong.strerror if isinstance(wrong, OSError) and wrong.strerror else f"{type(wrong).__name__}: {wrong}"
        click.echo(f"precursors: the rejects were not written to {rejects}: {' '.join(reason.split())}", err=True)


def _mapping(here: Place, kind: str, path: Path) -> ColumnMapping:
    try:
        raw: Any = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as wrong:
        raise click.ClickException(f"{path}: not a JSON document ({wrong})") from None
    made = check_mapping(raw, KINDS[kind].record)
    if isinstance(made, Problem):
        raise click.ClickException(f"{path}: {here.told(made)}")
    return made


def _code(made: Answer) -> int:
    """0 when nothing needs a person."""
    outcome = made.outcome
    fine = made.state in {"committed", "previewed"} and made.problem is None
    return 0 if fine and not outcome.bad_rows and not outcome.flags else 1
