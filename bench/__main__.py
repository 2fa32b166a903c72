"""`python -m bench`: measure the figures of README in turns, print them with bars and goals, write them down.

Every round runs each contestant once, one after the other, on the same files; what is told is the median of the
rounds' ratios, because machines are noisy and ratios taken within a minute are not. `--long` adds 1,000,000 rows.
"""

from __future__ import annotations

import argparse
import math
import platform
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from bench import cases, pages, permits, ruling, waiting
from bench.cases import Home
from bench.measuring import Taken, taken
from bench.workbook import write
from tests.postgres import NoServer, Server, start

FIGURES = Path(__file__).resolve().parents[1] / "docs" / "reference" / "figures.md"

BY_HAND = "## The next step"
"""Heading of the part of the page that is written by hand."""

WAIT = "a one-record act while 100,000 rows join 1,000,000, longest wait, s"

REPORTS, YEAR = ("form-d", "mass-balance", "threat-assessment"), "2025"

BARS = {
    "import, CPU / F": ("<= 2.0", "<= 1.2"),
    "import, wall / F": ("<= 1.7", "<= 1.0"),
    "P, CPU / import": (">= 5", ">= 9"),
    "preview / import, CPU": ("<= 0.9", "<= 0.7"),
    "rejects workbook / import, CPU": ("<= 0.3", "<= 0.1"),
    "PostgreSQL, wall / (calamine + COPY)": ("<= 2.5", "<= 1.5"),
    "growth 10,000 to the full file, exponent": ("<= 1.10", "<= 1.03"),
    "peak memory of import, MiB": ("<= 500", "<= 250"),
    "openpyxl write-only / export, CPU": (">= 1.3", ">= 8"),
    "verify, s per 1,000,000 ledger rows (leaves and transfers)": ("<= 15", "<= 5"),
    "verify, s per 1,000,000 leaves": ("", ""),
    "normalise with every step, distinct texts /s": (">= 50,000", ">= 500,000"),
    "normalise as an import does, distinct texts /s": (">= 50,000", ">= 500,000"),
    "identify, rows /s": (">= 100,000", ">= 500,000"),
    "cold --help, s": ("<= 0.5", "<= 0.15"),
    "cold normalise, s": ("<= 0.8", "<= 0.3"),
    "1,000,000 rows: import, CPU / F": ("<= 1.7", "<= 1.1"),
    "1,000,000 rows: peak memory, MiB": ("<= 500", "<= 250"),
    "1,000,000 rows: growth from 100,000, exponent": ("<= 1.10", "<= 1.03"),
    WAIT: ("<= 5", "<= 1"),
    **permits.BARS,
    **pages.BARS,
    **ruling.BARS,
    **{f"report {name} of a year of 1,000,000 rows, s": ("<= 10", "<= 2") for name in REPORTS},
}

Figures = dict[str, list[float]]


def main() -> None:
    """Measure, print, write."""
    asked = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--rows", type=int, default=100_000)
    asked.add_argument("--long", action="store_true", help="also 1,000,000 rows, once")
    asked.add_argument("--no-write", action="store_true", help="print only")
    words = asked.parse_args()
    figures: Figures = defaultdict(list)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        place = Path(folder)
        workbook, small = place / "full.xlsx", place / "small.xlsx"
        write(workbook, words.rows)
        write(small, max(words.rows // 10, 1))
        server = _server(place)
        try:
            for number in range(words.rounds):
                print(f"round {number + 1} of {words.rounds}", flush=True)
                _round(place, workbook, small, words.rows, figures)
                _once(words.rows, figures)
                for name, value in permits.figures(place, words.rows).items():
                    figures[name].append(value)
                if server:
                    _postgres(place, workbook, server, figures)
        finally:
            if server:
                server.stop()
        stages = Home(place / "home").stages(workbook)
        seen = _long(place, figures, words.rows) if words.long else []
    told = _page(figures, words.rows, words.rounds) + _profile(stages) + "\n".join(pages.section(seen))
    print(told)
    if not words.no_write:
        FIGURES.write_text(told + _by_hand(), encoding="utf-8")


def _round(place: Path, workbook: Path, small: Path, count: int, figures: Figures) -> None:
    """F, import, P, preview, rejects, a tenth of the file, each once."""
    floor = cases.floor(workbook, place / "floor.db")
    home = Home(place / "home")
    imported = home.take_in(workbook, "--accept-good")
    _compared(figures, imported, floor, "import")
    figures["peak memory of import, MiB"].append(imported.peak)
    figures["P, CPU / import"].append(cases.peer(workbook, place / "peer.db").cpu / imported.cpu)
    exported = home.run("export", "shipments", str(place / "out.xlsx"))
    figures["openpyxl write-only / export, CPU"].append(cases.write_only(place / "w.xlsx", count) / exported.cpu)
    leaves, ledger_rows = home.counted()
    verified = home.run("verify").wall
    figures["verify, s per 1,000,000 ledger rows (leaves and transfers)"].append(verified * 1e6 / ledger_rows)
    figures["verify, s per 1,000,000 leaves"].append(verified * 1e6 / leaves)
    preview = Home(place / "home").take_in(workbook, "--dry-run")
    figures["preview / import, CPU"].append(preview.cpu / imported.cpu)
    back = Home(place / "home").take_in(workbook, "--accept-good", "--rejects", str(place / "back.xlsx"))
    figures["rejects workbook / import, CPU"].append(max(back.cpu - imported.cpu, 0) / imported.cpu)
    tenth = Home(place / "home").take_in(small, "--accept-good")
    figures["growth 10,000 to the full file, exponent"].append(math.log10(imported.cpu / tenth.cpu))
    figures["import, us a row (CPU)"].append(imported.cpu * 1e6 / count)
    figures["F, us a row (CPU)"].append(floor.cpu * 1e6 / count)


def _compared(figures: Figures, mine: Taken, floor: Taken, name: str) -> None:
    figures[f"{name}, CPU / F"].append(mine.cpu / floor.cpu)
    figures[f"{name}, wall / F"].append(mine.wall / floor.wall)


def _once(count: int, figures: Figures) -> None:
    """What needs no registry."""
    figures["normalise with every step, distinct texts /s"].append(cases.normalised(count, steps=True))
    figures["normalise as an import does, distinct texts /s"].append(cases.normalised(count, steps=False))
    figures["identify, rows /s"].append(cases.identified(count))
    figures["cold --help, s"].append(cases.cold("--help"))
    figures["cold normalise, s"].append(cases.cold("normalise", "5 kg", "--substance", "acetone"))


def _server(place: Path) -> Server | None:
    try:
        return start(place)
    except NoServer as why:
        print(f"PostgreSQL left out: {why}")
        return None


def _postgres(place: Path, workbook: Path, server: Server, figures: Figures) -> None:
    for name in ("floor", "mine"):
        server.drop(name)
        server.create(name)
    floor = taken(["bench.floor", str(workbook), server.url("floor")])
    mine = Home(place / "home", server.url("mine")).take_in(workbook, "--accept-good")
    figures["PostgreSQL, wall / (calamine + COPY)"].append(mine.wall / floor.wall)


def _long(place: Path, figures: Figures, count: int) -> list[pages.Took]:
    workbook = place / "million.xlsx"
    write(workbook, 1_000_000)
    floor = cases.floor(workbook, place / "floor.db")
    home = Home(place / "home")
    mine = home.take_in(workbook, "--accept-good")
    for name in REPORTS:
        told = home.run("report", name, "--year", YEAR, "--agency", "BENCH", "--json")
        figures[f"report {name} of a year of 1,000,000 rows, s"].append(told.wall)
    figures["1,000,000 rows: import, CPU / F"].append(mine.cpu / floor.cpu)
    figures["1,000,000 rows: peak memory, MiB"].append(mine.peak)
    lesser = median(figures["import, us a row (CPU)"]) * count / 1e6
    figures["1,000,000 rows: growth from 100,000, exponent"].append(math.log(mine.cpu / lesser) / math.log(1e6 / count))
    others = place / "others.xlsx"
    write(others, 100_000, 2, "NEW")
    waited = waiting.longest(place / "home", others, "BENCH", {})
    figures[WAIT].append(math.inf if waited.failed else waited.longest)
    seen = pages.at(place / "home", "BENCH", {})
    for name, values in pages.figures(seen).items():
        figures[name] += values
    for name, value in ruling.apart(place / "ruling", 1_000_000, 20_000).items():
        figures[name].append(value)
    return seen


def _page(figures: Figures, count: int, rounds: int) -> str:
    """The table, with the day and the machine."""
    head = [
        "# Figures",
        "",
        f"Measured {datetime.now(UTC):%Y-%m-%d} by `python -m bench`: {count:,} rows of 25 columns,",
        f"{rounds} rounds in turns, medians of the rounds' ratios, lowest and highest beside them.",
        f"Machine: {_machine()}.",
        "F is python-calamine and a raw `executemany` of the 25 texts; P is django-import-export with `use_bulk`.",
        "",
        "| what | measured | lowest – highest | bar | goal |",
        "|---|---:|---:|---:|---:|",
    ]
    return "\n".join([*head, *_lines(figures)]) + "\n"


def _profile(stages: dict[str, float]) -> str:
    """Where the CPU time of one import goes, the most first."""
    whole = sum(stages.values())
    lines = [f"| {name} | {100 * spent / whole:.0f} % |" for name, spent in sorted(stages.items(), key=_most)]
    head = ["", "## Where the time goes", "", "CPU of one import, reader and writer together, sampled.", ""]
    return "\n".join([*head, "| stage | share |", "|---|---:|", *lines]) + "\n"


def _most(stage: tuple[str, float]) -> float:
    return -stage[1]


def _by_hand() -> str:
    """What a person has written below the figures stays."""
    told = FIGURES.read_text(encoding="utf-8") if FIGURES.exists() else ""
    return "\n" + told[told.index(BY_HAND) :] if BY_HAND in told else ""


def _lines(figures: Figures) -> Iterable[str]:
    for name, values in sorted(figures.items(), key=lambda each: list(BARS).index(each[0]) if each[0] in BARS else 99):
        bar, goal = BARS.get(name, ("", ""))
        yield f"| {name} | {_told(median(values))} | {_told(min(values))} – {_told(max(values))} | {bar} | {goal} |"


def _told(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


def _machine() -> str:
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        found = [
            line.partition(":")[2].strip() for line in info.read_text().splitlines() if line.startswith("model name")
        ]
        name = f"{len(found)} x {found[0]}" if found else name
    load = (
        subprocess.run(["uptime"], capture_output=True, text=True, check=False)
        .stdout.rpartition("load average:")[2]
        .strip()
    )
    return f"{name}, CPython {platform.python_version()}, {platform.system()}, load {load}"


if __name__ == "__main__":
    main()
