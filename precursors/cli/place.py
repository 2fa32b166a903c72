"""Where a command works: settings read, database opened, answers printed. One place, so commands stay thin."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NoReturn

import click

from precursors.agencies.models import Agency
from precursors.agencies.people import person
from precursors.agencies.service import by_code
from precursors.app.setup import opened
from precursors.audit.acts import Actor
from precursors.audit.genesis import LOCAL
from precursors.cli.refusal import Refusal
from precursors.config.settings import Settings, WrongSetting, load
from precursors.db.engine import Database
from precursors.documents.store import Store
from precursors.i18n.catalogue import sentence
from precursors.problems import Problem, problem
from precursors.scope.visible import Sight


@dataclass(frozen=True, slots=True)
class Place:
    """This installation as a command sees it."""

    settings: Settings
    database: Database
    store: Store

    @property
    def now(self) -> datetime:
        """This moment, UTC."""
        return datetime.now(UTC)

    @property
    def today(self) -> date:
        """Today in the installation's own time zone."""
        return self.now.astimezone(self.settings.timezone).date()

    def agency(self, code: str) -> Agency:
        """The agency of this code, whatever its case; or one line and exit code 2."""
        with self.database.read() as session:
            found = by_code(session, code)
        if found is None:
            raise Refusal(self.told(problem("agency.unknown", value=code)), "agency.unknown")
        return found

    def sight(self, code: str | None) -> Sight:
        """What one agency sees; everything where none is named."""
        return Sight((self.agency(code).code,)) if code else Sight()

    def told(self, problem: Problem) -> str:
        """A problem in the installation's language."""
        return sentence(problem, self.settings.language)


def settings() -> Settings:
    """The settings, or one line and exit code 2."""
    try:
        found = load()
    except WrongSetting as wrong:
        raise click.ClickException(str(wrong)) from None
    for name in found.unknown:
        click.echo(f"precursors: {name} is not a setting this version knows", err=True)
    return found


@contextmanager
def place() -> Iterator[Place]:
    """The opened installation. Raises NotReady, which ends a command with its line and exit code 2."""
    found = settings()
    database = opened(found)
    try:
        yield Place(found, database, Store(found.home / "documents"))
    finally:
        database.close()


def actor(name: str | None, agency: str | None = None) -> Actor:
    """The local operator, who may say on whose behalf."""
    return Actor(f"{LOCAL.name} as {name}" if name else LOCAL.name, agency)


def on_behalf(here: Place, name: str | None, agency: str | None = None) -> Actor:
    """The same, telling on stderr that a name is nobody's here: it stands in the act for good, and may be a slip."""
    if name is not None:
        with here.database.read() as session:
            known = person(session, name)
        if known is None:
            click.echo(f"precursors: --as: {here.told(problem('person.unknown', value=name))}", err=True)
    return actor(name, agency)


def answer(document: dict[str, Any], lines: list[str], *, as_json: bool, code: int = 0) -> NoReturn:
    """Print one JSON document, or lines for a person, and end with `code`."""
    click.echo(json.dumps(document, ensure_ascii=False, default=str) if as_json else "\n".join(lines))
    raise SystemExit(code)


JSON = click.option("--json", "as_json", is_flag=True, help="Answer with one JSON document.")
"""Every command that answers takes it."""

NUMBER = click.IntRange(0, 2**63 - 1)
"""The number of an act or a token, as the database counts them."""
