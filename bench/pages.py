"""Pages of a large registry through the application itself: how long each takes, and how long within the database.

`python -m bench.pages HOME [--agency CODE]` measures an installation that stands (its database by
PRECURSORS_DATABASE_URL, else the embedded one of HOME) and adds one person to it; `python -m bench --long` measures
the million rows it has just taken in.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any, NamedTuple

from flask.testing import FlaskClient
from sqlalchemy import Select, event, select
from sqlalchemy.engine.cursor import CursorFetchStrategy
from sqlalchemy.orm import Session

from precursors.access.permissions import Role
from precursors.app.web import create_app
from precursors.audit.refs import ref_of
from precursors.config.settings import Settings, load
from precursors.db.engine import Database
from precursors.db.tables import Fact
from precursors.flags.models import Flag
from precursors.licensing.models import Operator
from precursors.trade.models import Shipment
from tests.people import signed_in_client

Figures = dict[str, list[float]]

CALLS = 60
"""Calls of each page that are counted."""


class Took(NamedTuple):
    """One page: milliseconds of the answer (half of them, nineteen of twenty), of CPU, within the database."""

    page: str
    half: float
    most: float
    cpu: float
    stored: float
    queries: int
    status: int


_FETCHES = ("fetchone", "fetchmany", "fetchall")


@dataclass
class Clock:
    """Milliseconds and statements spent in the database since it was set to nought, rows read included."""

    spent: float = 0.0
    queries: int = 0
    _began: list[float] = field(default_factory=list)

    def watch(self, database: Database) -> None:
        """Count from now on what goes over the connections of `database` and of what stands aside."""
        for engine in {database.engine, database.aside.engine}:
            event.listen(engine, "before_cursor_execute", self._before)
            event.listen(engine, "after_cursor_execute", self._after)
        for name in _FETCHES:
            setattr(CursorFetchStrategy, name, self._timed(getattr(CursorFetchStrategy, name)))

    def _timed(self, fetch: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **named: Any) -> Any:  # noqa: ANN401 - as it is called
            began = time.perf_counter()
            try:
                return fetch(*args, **named)
            finally:
                self.spent += (time.perf_counter() - began) * 1e3

        return timed

    def _before(self, *_: object) -> None:
        self._began.append(time.perf_counter())

    def _after(self, *_: object) -> None:
        self.spent += (time.perf_counter() - self._began.pop()) * 1e3
        self.queries += 1


LISTS = {
    "shipments": "/shipments",
    "shipments, substance": "/shipments?substance=acetone",
    "shipments, direction": "/shipments?direction=export",
    "shipments, days": "/shipments?first=2024-03-01&last=2024-03-31",
    "shipments, operator": "/shipments?operator=Operator+0123+S.A.",
    "shipments, licence": "/shipments?licence=LIC-00012",
    "shipments, unresolved": "/shipments?status=unresolved",
    "shipments, flagged": "/shipments?status=flagged",
    "shipments, text": "/shipments?text=Trading+house+31",
    "shipments, text of none": "/shipments?text=nowhere",
    "operators": "/operators",
    "licences": "/licences",
    "substances": "/substances",
    "search": "/search?q=Operator+0123",
    "flags": "/flags",
    "flags, any state": "/flags?state=any",
    "acts": "/acts",
    "uploads": "/uploads",
    "inbox": "/inbox",
}
"""Pages whose address is always the same."""


def addresses(session: Session, agency: str) -> Iterator[tuple[str, str]]:
    """Every page that is measured and its address; records and the deep page are of `agency`."""
    yield "start", "/"
    yield from LISTS.items()
    own = select(Shipment.id).where(Shipment.agency == agency)
    deep = _ref(session, Shipment, own.order_by(Shipment.day, Shipment.id).offset(100))
    yield "shipments, deep", f"/shipments?after={deep}"
    yield "one shipment", f"/shipments/{_ref(session, Shipment, own.order_by(Shipment.day.desc()).offset(100))}"
    for page, model in (("flags", Flag), ("operators", Operator)):
        column = model.__table__.columns["agency"]
        if ref := _ref(session, model, select(model.__table__.columns["id"]).where(column == agency)):
            yield f"one of {page}", f"/{page}/{ref}"


def _ref(session: Session, model: type[Fact], query: Select[Any]) -> str | None:
    key = session.execute(query.limit(1)).scalar_one_or_none()
    return None if key is None else ref_of(session, model, key)


def measured(settings: Settings, database: Database, agency: str, calls: int = CALLS) -> Iterator[Took]:
    """Every page for an inspector of `agency`, `calls` times after a first one that nobody counts."""
    app = create_app(settings, database)
    app.config["WTF_CSRF_ENABLED"] = False
    client = signed_in_client(app, database, (Role.INSPECTOR,), agency)
    clock = Clock()
    clock.watch(database)
    with database.read() as session:
        pages = dict(addresses(session, agency))
    for page, address in pages.items():
        yield _taken(client, clock, page, address, calls)


def _taken(client: FlaskClient, clock: Clock, page: str, address: str, calls: int) -> Took:
    status = client.get(address).status_code
    whole, cpu, stored = [], [], []
    clock.queries = 0
    for _ in range(calls):
        clock.spent = 0.0
        began, busy = time.perf_counter(), time.process_time()
        client.get(address)
        whole.append((time.perf_counter() - began) * 1e3)
        cpu.append((time.process_time() - busy) * 1e3)
        stored.append(clock.spent)
    most = quantiles(whole, n=20)[-1]
    return Took(page, median(whole), most, median(cpu), median(stored), clock.queries // calls, status)


def figures(found: list[Took]) -> Figures:
    """What the table of figures tells of them: lists and records by the slowest page, the start page by itself."""
    lists = [each for each in found if each.page != "start"]
    return {
        "pages of the large registry: slowest but the start page, p95 ms": [max(each.most for each in lists)],
        "pages of the large registry: slowest in the database, median ms": [max(each.stored for each in lists)],
        "pages of the large registry: start page, p95 ms": [each.most for each in found if each.page == "start"],
    }


BARS = {
    "pages of the large registry: slowest but the start page, p95 ms": ("<= 60", "<= 25"),
    "pages of the large registry: slowest in the database, median ms": ("<= 20", "<= 1"),
    "pages of the large registry: start page, p95 ms": ("<= 300", "<= 100"),
}


def section(found: list[Took]) -> Iterator[str]:
    """A section of the page of figures; nothing where nothing was measured."""
    if found:
        yield from ("", "## Pages over 1,000,000 shipments", "")
        yield f"Through the application in one process, SQLite, {CALLS} calls each."
        yield from ("", *table(found), "")


def table(found: list[Took]) -> Iterator[str]:
    """A line for each page."""
    yield "| page | ms, median | ms, p95 | ms of CPU | ms in the database | queries |"
    yield "|---|---:|---:|---:|---:|---:|"
    for each in found:
        yield (
            f"| {each.page} | {each.half:.1f} | {each.most:.1f} | {each.cpu:.1f} | {each.stored:.1f} | {each.queries} |"
        )


def at(home: Path, agency: str, environ: Mapping[str, str], calls: int = CALLS) -> list[Took]:
    """The same for an installation that stands."""
    settings = load({**environ, "PRECURSORS_HOME": str(home)})
    database = Database(settings.database_url)
    try:
        return list(measured(settings, database, agency, calls))
    finally:
        database.close()


def main() -> None:
    """Measure, print."""
    asked = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__)
    asked.add_argument("home", type=Path)
    asked.add_argument("--agency", default="BENCH")
    asked.add_argument("--calls", type=int, default=CALLS)
    words = asked.parse_args()
    print("\n".join(table(at(words.home, words.agency, os.environ, words.calls))))


if __name__ == "__main__":
    main()
