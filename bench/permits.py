"""What licences and authorisations cost an import, and what asking one costs once much has moved under it.

The same rows are taken in twice: by a registry that knows none of the permits they name, and by one that knows them
all, so that every row is held against its licence line and draws on it, and every import on its authorisation too.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from bench.cases import Home
from bench.workbook import GOODS, HEADINGS, rows
from precursors.db.engine import Database
from precursors.ledger.accounts import balances, find
from precursors.licensing.authorisations.drawing import uses
from precursors.licensing.authorisations.models import Authorisation
from precursors.licensing.licences_importer import quota_of
from precursors.licensing.models import LicenceLine

LICENCES, AUTHORISATIONS = 50, 20
"""Of each substance."""
ASKED = 200
"""How often a balance is asked for."""

COST = "import of rows that draw on permits / of the same rows with permits unknown, CPU"
ALL = "import with permits, and limits of law by month and deal / of the same rows with permits unknown, CPU"
LICENCE = "what is left of one licence, ms"
AUTHORISATION = "what is left of one authorisation, ms"
BARS = {
    COST: ("<= 1.5", "<= 1.2"),
    ALL: ("<= 1.7", "<= 1.3"),
    LICENCE: ("<= 5", "<= 1"),
    AUTHORISATION: ("<= 5", "<= 1"),
}

_Cells = Sequence[object]


def figures(place: Path, count: int) -> dict[str, float]:
    """Each figure, measured once with `count` rows."""
    permitted = sheet(place / "permitted.csv", (*HEADINGS, "Authorisation No"), _permitted(count))
    without = Home(place / "without").take_in(permitted, "--accept-good")
    home = Home(place / "home")
    first = ("Licence No", "Holder", "Substance", "Activities", "Quantity", "Unit", "Valid From", "Valid To")
    home.run("import", "licences", str(sheet(place / "licences.csv", first, _licences())), "--agency", "bench")
    second = ("Authorisation No", "Kind", "Substance", "Quantity", "Unit", "Valid From", "Valid To")
    papers = sheet(place / "authorisations.csv", second, _authorisations())
    home.run("import", "authorisations", str(papers), "--agency", "bench")
    known = home.take_in(permitted, "--accept-good")
    lawful = Home(place / "lawful", country="US")
    for kind, told in (("licences", place / "licences.csv"), ("authorisations", papers)):
        lawful.run("import", kind, str(told), "--agency", "bench")
    everything = lawful.take_in(permitted, "--accept-good")
    if '"committed"' not in home.take_in(permitted, "--accept-good", "--json").out:
        raise RuntimeError(known.out)
    with Database(f"sqlite:///{home.folder / 'registry.sqlite3'}").read() as session:
        return {COST: known.cpu / without.cpu, ALL: everything.cpu / without.cpu, **_asked(session)}


def _asked(session: Session) -> dict[str, float]:
    """Milliseconds for what is left of one licence line, and of one authorisation line."""
    line = session.execute(select(LicenceLine).limit(1)).scalar_one()
    address = quota_of(line.key, line.substance, line.measure, line.valid_from)
    paper = session.execute(select(Authorisation).limit(1)).scalar_one()
    if not find(session, [address]):
        raise LookupError(address)  # else nothing would be measured
    told: dict[str, list[float]] = {LICENCE: [], AUTHORISATION: []}
    for _ in range(ASKED):
        start = time.perf_counter()
        balances(session, find(session, [address]).values())
        told[LICENCE].append(time.perf_counter() - start)
        start = time.perf_counter()
        uses(session, [paper])
        told[AUTHORISATION].append(time.perf_counter() - start)
    return {name: 1000 * median(own) for name, own in told.items()}


def sheet(path: Path, headings: _Cells, cells: Iterable[_Cells]) -> Path:
    """Write a table as CSV; answers where."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        writer.writerows(cells)
    return path


def _permitted(count: int) -> Iterable[_Cells]:
    """The benchmark's rows, each naming a licence of its substance, and an authorisation where it is an import."""
    numbered = {name: at for at, (name, *_) in enumerate(GOODS)}
    for number, row in enumerate(rows(count)):
        at = numbered.get(str(row[7]), 0)
        row[5] = f"LIC-{at}-{number % LICENCES}"
        yield [*row, f"AUT-{at}-{number % AUTHORISATIONS}" if row[3] == "import" else None]


def _licences() -> Iterable[_Cells]:
    for at, (name, *_) in enumerate(GOODS):
        for number in range(LICENCES):
            holder = f"Operator {number:04d} S.A."
            yield f"LIC-{at}-{number}", holder, name, "import, export", 10**6, "kg", "2024-01-01", "2026-12-31"


def _authorisations() -> Iterable[_Cells]:
    for at, (name, *_) in enumerate(GOODS):
        for number in range(AUTHORISATIONS):
            yield f"AUT-{at}-{number}", "import", name, 10**6, "kg", "2024-01-01", "2026-12-31"
