"""One call to the disk fails, whichever: everything or nothing is recorded, a success is never told falsely."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.conftest import DEEP
from tests.counts import counted, share
from tests.factories import AGENCY, Registry, Said, a_workbook, shipments
from tests.faults.breaking import CALLS, WAYS, Fault
from tests.faults.warm import Warm

ROWS = 2_000
SAMPLED = 64
PARTS = 20 if DEEP else 1
"""The faults are dealt out to so many tests, so that some can run again by themselves."""


def faults(counts: dict[str, int]) -> list[Fault]:
    """Every n of every call, the ways to fail in turns; in the quick tier a sample that reaches from first to last."""
    every = [Fault(call, n, WAYS[n % len(WAYS)]) for call in CALLS for n in range(1, counts[call] + 1)]
    if DEEP:
        return every
    scarce = [fault for fault in every if counts[fault.call] <= SAMPLED // 4]
    many = [fault for fault in every if fault not in scarce]
    wanted = SAMPLED - len(scarce)
    return [*scarce, *(many[n * len(many) // wanted] for n in range(wanted) if many)]


def import_of(file: Path) -> list[object]:
    """The command under test."""
    return ["import", "shipments", file, "--agency", AGENCY, "--json"]


def calls_of(registry: Registry, warm: Warm, file: Path) -> dict[str, int]:
    """How often the import opens, writes and syncs when nothing fails."""
    warm.warm_up(registry.environ, *import_of(file), "--dry-run")
    said = warm.run(registry.environ, *import_of(file), fault=Fault(CALLS[0], 0, ""))
    assert said.json["state"] == "committed"
    return dict(zip(CALLS, map(int, said.err.split()[-3:]), strict=True))


def whole_or_nothing(registry: Registry, said: Said, acts: int, fault: Fault) -> None:
    """What was told is what is there, in one sentence, and `verify` passes."""
    verdict = registry.verified()
    assert verdict.broken is None
    assert "Traceback" not in said.err
    if said.code in {0, 1} and json.loads(said.out)["state"] == "committed":
        assert registry.standing() == ROWS
    else:
        assert said.code in {1, 2}
        assert (registry.standing(), verdict.acts) == (0, acts), fault
        assert said.code == 1 or said.err.count("\n") == 1


def copied(registry: Registry, kept: Path) -> None:
    """Database and documents as they were before the import."""
    place = Path(registry.url.removeprefix("sqlite:///")).parent
    for path in place.glob("*.sqlite3*"):
        path.unlink()
    shutil.rmtree(registry.home)
    shutil.copytree(kept / "home", registry.home)
    for path in kept.glob("*.sqlite3*"):
        shutil.copy(path, place)


@pytest.mark.parametrize("part", range(PARTS))
def test_any_call_to_the_disk_may_fail(embedded: Registry, warm: Warm, tmp_path: Path, part: int) -> None:
    embedded.run("init", code=0)
    file, kept = a_workbook(tmp_path / "many.xlsx", shipments(ROWS)), tmp_path / "kept"
    shutil.copytree(embedded.home, kept / "home")
    for path in tmp_path.glob("*.sqlite3"):
        shutil.copy(path, kept)
    acts = embedded.verified().acts
    for number, fault in enumerate(share(faults(calls_of(embedded, warm, file)), part, PARTS)):
        copied(embedded, kept)

        said = warm.run(embedded.environ, *import_of(file), fault=fault)

        whole_or_nothing(embedded, said, acts, fault)
        counted("n-th open, write or fsync fails", "sqlite")
        if not DEEP and number % 4:
            continue
        again = warm.run(embedded.environ, *import_of(file)).json
        assert (again["state"], again["accepted"] + again["already_known"]) == ("committed", ROWS), fault
        assert embedded.standing() == ROWS
        assert [*embedded.home.rglob("*.part")] == []


@pytest.mark.postgres
def test_any_call_of_the_client_to_the_disk_may_fail(served: Registry, warm: Warm, tmp_path: Path) -> None:
    served.run("init", code=0)
    acts = served.verified().acts
    counts = calls_of(served, warm, a_workbook(tmp_path / "counted.xlsx", shipments(ROWS, document="D-counted")))
    seen = ROWS
    for number, fault in enumerate(faults(counts)):
        file = a_workbook(tmp_path / f"{number}.xlsx", shipments(ROWS // 10, document=f"D-{number}"))

        said = warm.run(served.environ, *import_of(file), fault=fault)

        told = said.code in {0, 1} and said.json["state"] == "committed"
        assert "Traceback" not in said.err
        assert served.standing() == seen + (ROWS // 10 if told else 0), fault
        again = warm.run(served.environ, *import_of(file)).json
        assert again["state"] == "committed"
        seen += ROWS // 10
        counted("n-th open, write or fsync fails", "postgresql client")
    assert served.verified().broken is None
    assert served.verified().acts == acts + 1 + len(faults(counts))
    assert [*served.home.rglob("*.part")] == []


def test_the_faults_reach_the_database_as_well_as_our_own_files(embedded: Registry, warm: Warm, tmp_path: Path) -> None:
    embedded.run("init", code=0)
    file = a_workbook(tmp_path / "few.xlsx", shipments(5))

    counts = calls_of(embedded, warm, file)

    assert counts["fsync"] >= 3  # the document, the log of the database, the database itself
    assert counts["write"] > 20
