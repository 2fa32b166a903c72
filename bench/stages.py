"""`python -m bench.stages OUT COMMAND …`: run a command of the product and tell how its CPU time splits into stages.

A signal every two milliseconds of CPU time looks where the program is; the time since the last one counts for the
innermost function that `STAGES` names. A long call into the database delays the signal, so its time is counted in
full when it comes back. OUT gets a JSON object, stage to seconds.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
import time
from collections import defaultdict
from pathlib import Path
from types import FrameType

from precursors.cli.main import main

READING = "the child: unpack, read strictly, decode"
OTHER = "all else: the command's answer, closing the database"
STAGES = {
    "import_module": "start: loading the product's modules",
    "terms_of": "start: vocabularies, law, register",
    "ShipmentImporter.__init__": "start: vocabularies, law, register",
    "read": "taking blocks from the child",
    "Sheets.records": "recognising the layout, sifting rows",
    "ShipmentJudge.block": "judging: cells, goods, amounts, law, findings",
    "Spool.add": "spool",
    "Spool.blocks": "spool",
    "settle": "set rules: duplicates, what is known, licences",
    "_add": "sums by substance and month",
    "add_block": "sums by substance and month",
    "add_months": "sums by substance and month",
    "routes": "accounts found and opened",
    "transfers": "transfers made",
    "_Page.written": "rows into the database, with their triggers, checks and indexes",
    "beginnings": "canonical rows and leaf hashes",
    "ended_hashes": "canonical rows and leaf hashes",
    "raise_flags": "flags and their marks",
    "OpenAct.seal": "seal: Merkle root, postings, balances",
    "Database.write": "commit",
}
_SLICE = 0.002


class Sampler:
    """Counts CPU seconds by stage."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._last = time.process_time()

    def look(self, _number: int, frame: FrameType | None) -> None:
        """Count the time since the last look."""
        now = time.process_time()
        self.seconds[_stage(frame)] += now - self._last
        self._last = now


def _stage(frame: FrameType | None) -> str:
    """The stage of the innermost function that has one."""
    while frame is not None:
        stage = STAGES.get(frame.f_code.co_qualname)
        if stage:
            return stage
        frame = frame.f_back
    return OTHER


def run() -> None:
    """Run the command under the sampler and write down what it found, whatever the command's exit code."""
    out, *sys.argv[1:] = sys.argv[1:]
    sampler = Sampler()
    signal.signal(signal.SIGPROF, sampler.look)
    signal.setitimer(signal.ITIMER_PROF, _SLICE, _SLICE)
    try:
        main()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        child = resource.getrusage(resource.RUSAGE_CHILDREN)
        sampler.seconds[READING] = child.ru_utime + child.ru_stime
        Path(out).write_text(json.dumps(sampler.seconds), encoding="utf-8")


if __name__ == "__main__":
    run()
