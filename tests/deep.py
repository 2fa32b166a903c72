"""The deep tier, piece by piece: run each, and write what came of it into docs/reference/quality.md.

`python -m tests.deep` runs every piece, `python -m tests.deep kills disk` only these, `kills:backup` those tests of a
piece whose names say so. A piece's line is written when it ends, so that a long night that was cut short keeps what it
had; a part of a piece replaces its own lines and leaves the others. How much of a piece is run can be set by
PRECURSORS_DEEP_KILLS, _CHANGES, _HISTORIES, _CUSTODIES, _ORDERS, _FILES; what is told is what was run.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reference" / "quality.md"
PIECES: dict[str, tuple[str, ...]] = {
    "disk": ("tests/faults/test_broken_disk.py", "tests/faults/test_full_disk.py"),
    "kills": ("tests/faults/test_killed.py",),
    "changes": ("tests/faults/test_changed_bytes.py",),
    "writers": ("tests/faults/test_concurrent.py",),
    "again": ("tests/journeys/test_same_rows_again.py",),
    "histories": ("tests/ledger", "tests/custody/test_histories.py", "tests/disposal/test_histories.py"),
    "workbooks": ("tests/workbooks",),
    "quantities": ("tests/quantities",),
}
"""Name of a piece to the tests it is made of."""

BEGIN, END = "<!-- figures: written by python -m tests.deep -->", "<!-- end of figures -->"
HEAD = "| piece | what | engine | run | wrong | tests passed | tests failed | day | seconds |"
RULE = "|---|---|---|---:|---:|---:|---:|---|---:|"
_RESULT = re.compile(r"(\d+) (passed|failed|error)")


class Line(NamedTuple):
    """One line of the page: what was done how often in a piece, and how its tests ended."""

    piece: str
    what: str
    engine: str
    times: int
    passed: int
    failed: int
    day: str
    seconds: int

    def __str__(self) -> str:
        """As a row of the table. Whatever is wrong ends its test, so a piece without failures had nothing wrong."""
        wrong = "0" if not self.failed else "see tests"
        cells = (self.piece, self.what, self.engine, f"{self.times:,}", wrong, self.passed, self.failed)
        return "| " + " | ".join(map(str, (*cells, self.day, self.seconds))) + " |"


def run(piece: str, part: str = "") -> list[Line]:
    """Run one piece, or those of its tests that `part` selects; answer its lines and print what pytest says."""
    with tempfile.TemporaryDirectory() as folder:
        log, began = Path(folder) / "log", time.monotonic()
        environ = os.environ | {"PRECURSORS_DEEP": "1", "PRECURSORS_DEEP_LOG": str(log)}
        call = [sys.executable, "-m", "pytest", *PIECES[piece], *(("-k", part) if part else ())]
        done = subprocess.run(call, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True, check=False)
        print(done.stdout, flush=True)
        seconds = round(time.monotonic() - began)
        times: Counter[tuple[str, str]] = Counter()
        for text in log.read_text(encoding="utf-8").splitlines() if log.exists() else ():
            told = json.loads(text)
            times[told["what"], told["engine"]] += told["times"]
    ended = {word: int(count) for count, word in _RESULT.findall(done.stdout.rstrip().rpartition("\n")[2])}
    passed, failed = ended.get("passed", 0), ended.get("failed", 0) + ended.get("error", 0)
    failed = failed or int(done.returncode != 0)
    day = datetime.now(UTC).date().isoformat()
    times = times or Counter({("all of its tests", "both"): passed})
    return [Line(piece, what, engine, count, passed, failed, day, seconds) for (what, engine), count in times.items()]


def note(lines: list[Line], *, whole: bool) -> None:
    """Put the lines of one piece on the page in place of its earlier ones; of a part, of those for the same work."""
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    kept, _, after = rest.partition(END)
    starts = tuple(f"| {line.piece} |" + ("" if whole else f" {line.what} | {line.engine} |") for line in lines)
    others = [row for row in kept.strip().splitlines()[2:] if not row.startswith(starts)]
    rows = sorted([*others, *map(str, lines)])
    PAGE.write_text("\n".join([before + BEGIN, HEAD, RULE, *rows, END + after]), encoding="utf-8")


def main(names: list[str]) -> int:
    """Run the named pieces, or all; 1 when some test failed, 2 for a name that is none."""
    if strange := {name.partition(":")[0] for name in names} - set(PIECES):
        print(f"no such piece: {', '.join(sorted(strange))}; there are {', '.join(PIECES)}", file=sys.stderr)
        return 2
    failed = 0
    for name in names or PIECES:
        piece, _, part = name.partition(":")
        lines = run(piece, part)
        note(lines, whole=not part)
        failed += lines[0].failed
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
