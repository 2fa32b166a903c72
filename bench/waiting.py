"""How long a one-record act waits while a workbook is written into the same registry.

`python -m bench.waiting HOME WORKBOOK [--agency CODE]` takes the workbook in (its database by
PRECURSORS_DATABASE_URL, else the embedded one of HOME) and meanwhile raises a flag by hand, again and again.
"""

from __future__ import annotations

import argparse
import os
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select

from bench.measuring import taken
from precursors.app.setup import opened
from precursors.audit.acts import Actor
from precursors.audit.refs import ref_of
from precursors.config.settings import load
from precursors.db.engine import Database, others_write
from precursors.flags.service import raise_by_hand
from precursors.trade.models import Shipment

_PAUSE = 0.1


class Waited(NamedTuple):
    """Acts that were written meanwhile, the seconds of the slowest, and how many gave up."""

    acts: int
    longest: float
    failed: int


def longest(home: Path, workbook: Path, agency: str, environ: Mapping[str, str]) -> Waited:
    """Take `workbook` in and write acts of one record until that is done."""
    own = {**environ, "PRECURSORS_HOME": str(home), "PRECURSORS_MAX_FILE_MB": "500"}
    words = ("precursors.cli.main", "import", "shipments", str(workbook), "--agency", agency, "--accept-good")
    importing = threading.Thread(target=taken, args=(words, own))
    database = opened(load(own))
    try:
        with database.read() as session:
            ref = ref_of(session, Shipment, session.execute(select(Shipment.id).limit(1)).scalar_one())
        importing.start()
        took: list[float | None] = []
        while importing.is_alive():
            took.append(_act(database, ref))
            time.sleep(_PAUSE)
    finally:
        database.close()
    done = [each for each in took if each is not None]
    return Waited(len(done), max(done, default=0.0), len(took) - len(done))


def _act(database: Database, ref: str) -> float | None:
    """Seconds of one act; None where it gave up."""
    began = time.perf_counter()
    try:
        database.write(lambda session: raise_by_hand(session, Actor("bench"), ref, "while others write"))
    except Exception as refused:
        if not others_write(refused):
            raise
        return None
    return time.perf_counter() - began


def main() -> None:
    """Measure, print."""
    asked = argparse.ArgumentParser(prog="python -m bench.waiting", description=__doc__)
    asked.add_argument("home", type=Path)
    asked.add_argument("workbook", type=Path)
    asked.add_argument("--agency", default="BENCH")
    words = asked.parse_args()
    waited = longest(words.home, words.workbook, words.agency, os.environ)
    print(f"{waited.acts} acts, the slowest {waited.longest:.2f} s, {waited.failed} gave up")


if __name__ == "__main__":
    main()
