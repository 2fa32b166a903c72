"""Coverage-guided mutation of what the workbook reader reads: `python -m tests.fuzzing SECONDS`; needs atheris.

Each input is a sheet's XML, or, where its first byte is odd, the whole archive. It must be answered, within the limits
every file has, and the quick way of reading must say what the exact one says. A failure leaves its input in a file.
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path

try:
    import atheris
except ImportError:
    atheris = None

with atheris.instrument_imports(include=["precursors.workbooks"]) if atheris else nullcontext():
    from tests.counts import counted
    from tests.workbooks.making import events_of, outcome, pack, parts_of
    from tests.workbooks.test_two_paths import a_case

SEEDS = 300
"""Sheets made for the property tests that mutation begins with."""


def one(place: Path, data: bytes) -> None:
    """Read one input both ways."""
    if data[:1] and data[0] % 2:
        place.write_bytes(data[1:])
    else:
        pack(place, parts_of(data[1:], strings=a_case(0)[1]))
    quick, exact = (outcome(events_of(place, fast=fast)) for fast in (True, False))
    assert quick == exact
    counted("mutated workbooks, read both ways", "no database")


def main(seconds: int) -> int:
    """Fuzz for so long; 0 when nothing was found, 2 where atheris is not installed."""
    if atheris is None:
        print("atheris is not installed: pip install atheris", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        corpus, place = Path(folder) / "corpus", Path(folder) / "book.xlsx"
        corpus.mkdir()
        for number in range(SEEDS):
            pack(place, parts_of(a_case(number)[0], strings=a_case(number)[1]))
            (corpus / f"sheet{number}").write_bytes(b"\0" + a_case(number)[0])
            (corpus / f"book{number}").write_bytes(b"\1" + place.read_bytes())
        atheris.Setup([sys.argv[0], str(corpus), f"-max_total_time={seconds}"], lambda data: one(place, data))
        atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
