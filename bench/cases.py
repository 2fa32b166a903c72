"""The things that are measured: one import of a fresh registry, and everything compared with it."""

from __future__ import annotations

import json
import shutil
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import openpyxl

from bench.measuring import Taken, taken
from bench.workbook import HEADINGS, rows
from precursors.quantities.normalise import Stated, measured, normalise
from precursors.substances.book import book
from precursors.substances.identify import identify

_CLI = "precursors.cli.main"
_STAGES = "bench.stages"


@dataclass
class Home:
    """A fresh registry with one agency in a folder of its own."""

    folder: Path
    address: str | None = None
    country: str = "PE"

    def __post_init__(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.run("init")
        self.run(
            "agencies",
            "add",
            "BENCH",
            "--name",
            "Bench",
            "--kind",
            "inspection",
            "--country",
            self.country,
            "--convention",
            "es-PE",
        )

    def run(self, *words: str) -> Taken:
        """One command of the product here; it must end with 0 or 1."""
        return self._taken(_CLI, *words)

    def _taken(self, *words: str) -> Taken:
        own = {"PRECURSORS_HOME": str(self.folder), "PRECURSORS_MAX_FILE_MB": "500"}
        told = taken(words, own | ({"PRECURSORS_DATABASE_URL": self.address} if self.address else {}))
        assert told.code in {0, 1}, (words, told.code)
        return told

    def take_in(self, workbook: Path, *words: str) -> Taken:
        """Import a workbook of shipments."""
        return self.run("import", "shipments", str(workbook), "--agency", "bench", *words)

    def stages(self, workbook: Path) -> dict[str, float]:
        """CPU seconds of an import by stage."""
        told = self.folder.with_suffix(".json")
        self._taken(_STAGES, str(told), "import", "shipments", str(workbook), "--agency", "bench", "--accept-good")
        found: dict[str, float] = json.loads(told.read_text(encoding="utf-8"))
        return found

    def counted(self) -> tuple[int, int]:
        """Leaves of all acts, and rows of the ledger: leaves and transfers. Of an embedded database."""
        with closing(sqlite3.connect(self.folder / "registry.sqlite3")) as database:
            ((leaves,),) = database.execute("SELECT sum(leaves) FROM seal")
            ((transfers,),) = database.execute("SELECT count(*) FROM transfer")
        return int(leaves), int(leaves + transfers)


def floor(workbook: Path, database: Path) -> Taken:
    """F on SQLite."""
    for old in database.parent.glob(database.name + "*"):
        old.unlink()
    return taken(["bench.floor", str(workbook), str(database)])


def peer(workbook: Path, database: Path) -> Taken:
    """P on SQLite."""
    database.unlink(missing_ok=True)
    return taken(["bench.peer", str(workbook), str(database)])


def write_only(path: Path, count: int) -> float:
    """CPU seconds openpyxl's write-only mode takes for `count` rows of the same width."""
    start = time.process_time()
    book_ = openpyxl.Workbook(write_only=True)
    sheet = book_.create_sheet("Shipments")
    sheet.append(list(HEADINGS))
    for row in rows(count):
        sheet.append(row)
    book_.save(path)
    return time.process_time() - start


def normalised(count: int, *, steps: bool) -> float:
    """Distinct quantity texts normalised in a second of CPU, each with its steps or as an import measures it."""
    profile = book().profile("acetic-anhydride")
    texts = [f"{n / 7:.3f} kg" for n in range(1, count + 1)]
    made = normalise if steps else measured
    made(Stated("1 kg", concentration=Decimal(98)), profile)  # reads the edition of units, once a process
    start = time.process_time()
    for text in texts:
        made(Stated(text, concentration=Decimal(98)), profile)
    return count / (time.process_time() - start)


def identified(count: int, distinct: int = 8_000) -> float:
    """Messy names identified in a second of CPU; `distinct` of `count` differ, as in a year's declarations."""
    names = (
        "ACETONE, drum {}",
        "Potassium  permanganate tech. lot {}",
        "toluol {} L",
        "ephedrine HCl batch {}",
        "Widget no {}",
    )
    texts = [names[n % len(names)].format(n % distinct) for n in range(count)]
    known: dict[str, object] = {}
    identify("acetone")  # reads the names, once a process
    start = time.process_time()
    for text in texts:
        if text not in known:
            known[text] = identify(text)
    return count / (time.process_time() - start)


def cold(*words: str) -> float:
    """Wall seconds of one cold start."""
    return taken([_CLI, *words]).wall
