"""`python -m bench.drawdown`: what asking one licence costs once very much has moved under it, on both engines.

One licence and one authorisation; every row of the file is an import that names both and is drawn from both.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from statistics import median

from sqlalchemy import func, select
from sqlalchemy.orm import Session

import precursors.app.registry  # noqa: F401 - joins the rooms: what was dealt in is told by another one
from bench.cases import Home
from bench.permits import sheet
from bench.workbook import GOODS, HEADINGS, rows
from precursors.agencies.service import by_code
from precursors.db.engine import Database
from precursors.ledger.accounts import balances, find
from precursors.ledger.models import Transfer
from precursors.licensing.authorisations.drawing import uses
from precursors.licensing.authorisations.models import Authorisation
from precursors.licensing.licences_importer import quota_of
from precursors.licensing.models import LicenceLine
from precursors.licensing.remaining import remaining
from precursors.registers.terms import terms_of
from tests.postgres import NoServer, start

HOLDER, ASKED = "Operator 0001 S.A.", 50
DAY = date(2025, 6, 1)


def main() -> None:
    """Measure on each engine, print a table."""
    asked = argparse.ArgumentParser(prog="python -m bench.drawdown", description=__doc__)
    asked.add_argument("--movements", type=int, default=1_000_000)
    count = asked.parse_args().movements
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        place = Path(folder)
        file = sheet(place / "moved.csv", (*HEADINGS, "Authorisation No"), _moved(count))
        _told(place, file, "SQLite", None)
        with suppress(NoServer):
            server = start(place)
            try:
                server.create("drawn")
                _told(place, file, "PostgreSQL", server.url("drawn"))
            finally:
                server.stop()


def _moved(count: int) -> Iterator[list[object]]:
    """Imports of one substance by one operator, each under its own document."""
    name, cas, hs, strength = GOODS[1]
    for number, row in enumerate(rows(count)):
        row[0], row[2], row[3], row[4], row[5] = f"D-{number:08d}", DAY, "import", HOLDER, "LIC-1"
        row[7], row[8], row[9], row[10], row[11], row[12] = name, cas, hs, 1 + number % 90, "kg", strength
        row[13:16] = None, None, None
        yield [*row, "AUT-1"]


def _told(place: Path, file: Path, engine: str, address: str | None) -> None:
    home, name = Home(place / "home", address), GOODS[1][0]
    first = ("Licence No", "Holder", "Substance", "Activities", "Quantity", "Unit", "Valid From", "Valid To")
    line = ("LIC-1", HOLDER, name, "import", 10**8, "kg", "2024-01-01", "2026-12-31")
    home.run("import", "licences", str(sheet(place / "l.csv", first, [line])), "--agency", "bench")
    second = ("Authorisation No", "Kind", "Importer", "Substance", "Quantity", "Unit", "Valid From", "Valid To")
    paper = ("AUT-1", "import", HOLDER, name, 10**8, "kg", "2024-01-01", "2026-12-31")
    home.run("import", "authorisations", str(sheet(place / "a.csv", second, [paper])), "--agency", "bench")
    third = ("Country", "Substance", "Annual Requirement", "Unit", "Date of Estimate")
    need = ("PE", name, 10**8, "kg", "2024-01-01")
    home.run("import", "annual-requirements", str(sheet(place / "n.csv", third, [need])), "--agency", "bench")
    taken = home.take_in(file, "--accept-good")
    with Database(address or f"sqlite:///{home.folder / 'registry.sqlite3'}").read() as session:
        moved = session.execute(select(func.count()).select_from(Transfer)).scalar_one()
        print(f"{engine}: {moved:,} movements, taken in with {taken.cpu:.1f} s of CPU, {taken.wall:.1f} s", flush=True)
        for what, ask in _asks(session).items():
            print(f"  {what}: {_milliseconds(ask):.3f} ms", flush=True)


def _asks(session: Session) -> dict[str, Callable[[], object]]:
    """What officers and releases ask."""
    line = session.execute(select(LicenceLine)).scalar_one()
    paper = session.execute(select(Authorisation)).scalar_one()
    address = quota_of(line.key, line.substance, line.measure, line.valid_from)
    if not find(session, [address]):
        raise LookupError(address)  # else nothing would be measured
    agency = by_code(session, "BENCH")
    if agency is None:
        raise LookupError("BENCH")
    terms = terms_of(session, agency, DAY, Path())
    return {
        "left of the licence": lambda: balances(session, find(session, [address]).values()),
        "left of the authorisation": lambda: uses(session, [paper]),
        "all that bounds the holder, as a decision page asks": lambda: remaining(
            session, terms, HOLDER, line.substance, "import", DAY
        ),
    }


def _milliseconds(ask: Callable[[], object]) -> float:
    told = []
    for _ in range(ASKED):
        start_ = time.perf_counter()
        ask()
        told.append(time.perf_counter() - start_)
    return 1000 * median(told)


if __name__ == "__main__":
    main()
