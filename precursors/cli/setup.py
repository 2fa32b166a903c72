"""`init`, `seed`, `doctor`, `config`."""

from __future__ import annotations

import click

from precursors.app.doctor import Finding, examine
from precursors.app.founding import initialise, name_key
from precursors.cli.place import JSON, answer, settings
from precursors.config.settings import Settings
from precursors.quantities.edition import write_edition


@click.command("init")
@JSON
def init(as_json: bool) -> None:
    """Create or upgrade the database, keys and folders. Safe to repeat.

    Example: precursors init
    """
    found = _initialised()
    answer({"home": str(found.home), "ready": True}, [f"ready: {found.home}"], as_json=as_json)


@click.command("seed")
@click.option("--units", is_flag=True, help="Ask pint again for every factor and write a new edition of units.")
@JSON
def seed(units: bool, as_json: bool) -> None:
    """Load new editions of the seed data; with --units compile the edition of units first.

    Example: precursors seed
    """
    edition = write_edition() if units else None
    _initialised()
    lines = [f"units edition {edition}"] if edition else []
    answer({"units": edition, "ready": True}, [*lines, "seed data is loaded"], as_json=as_json)


def _initialised() -> Settings:
    """The settings of the installation, made ready. Raises NotReady, which ends a command like a wrong setting."""
    found = settings()
    initialise(found)
    name_key(found)
    return found


@click.command("config")
@JSON
def config(as_json: bool) -> None:
    """Print each setting with where it came from; secrets are masked.

    Example: precursors config
    """
    shown = settings().shown()
    document = {name: {"value": value, "from": origin} for name, value, origin in shown}
    answer(document, [f"{name}={value}  ({origin})" for name, value, origin in shown], as_json=as_json)


@click.command("doctor")
@JSON
def doctor(as_json: bool) -> None:
    """Say what is missing or unsafe in this installation.

    Example: precursors doctor
    """
    findings = examine(settings())
    document = {"findings": [finding._asdict() for finding in findings]}
    lines = [_line(finding) for finding in findings] or ["nothing is missing"]
    answer(document, lines, as_json=as_json, code=1 if any(f.grave for f in findings) else 0)


def _line(finding: Finding) -> str:
    return f"{'!' if finding.grave else '-'} {finding.what} {finding.do}"
