"""No room left, at any write: nothing half-written, one clear line, and the registry goes on afterwards."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import DEEP
from tests.factories import AGENCY, Registry, a_workbook, shipments

LIMITED = (
    "import resource, runpy, signal, sys; size = int(sys.argv.pop(1));"
    " signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
    " resource.setrlimit(resource.RLIMIT_FSIZE, (size, size));"
    " runpy.run_module('precursors.cli.main', run_name='__main__')"
)
"""Runs a command under which no file may grow beyond a size: the write then fails as on a full disk."""


def limited(registry: Registry, size: int, *words: object) -> subprocess.CompletedProcess[str]:
    """A command that may not make any file larger than `size` bytes."""
    call = [sys.executable, "-B", "-c", LIMITED, str(size), *map(str, words)]
    return subprocess.run(
        call, env={**_plain(), **registry.environ}, capture_output=True, text=True, timeout=60, check=False
    )


def _plain() -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "PYTHONPATH": str(Path(__file__).parents[2])}


SIZES = [1, 3_000, 20_000, 60_000, 200_000, 300_000, 450_000, 600_000, 700_000, 800_000]
"""From no room for the original to room for nearly everything."""


@pytest.mark.parametrize("size", range(1, 1_000_000, 4_096) if DEEP else SIZES)
def test_no_room_left_is_one_line_and_nothing_is_written(embedded: Registry, tmp_path: Path, size: int) -> None:
    embedded.run("init", code=0)  # keeps the edition in use, an act of its own
    file = a_workbook(tmp_path / "full.xlsx", shipments(600))
    acts = embedded.verified().acts

    done = limited(embedded, size, "import", "shipments", file, "--agency", AGENCY, "--json")

    assert "Traceback" not in done.stderr
    verdict = embedded.verified()
    assert verdict.broken is None
    if done.returncode in {0, 1} and '"committed"' in done.stdout:
        assert embedded.standing() == 600
    else:
        assert (embedded.standing(), verdict.acts) == (0, acts)
        assert done.returncode in {1, 2}
        if done.returncode == 2:
            assert done.stderr.count("\n") == 1
    assert embedded.take(file).json["state"] == "committed"
    assert embedded.standing() == 600
    assert embedded.verified().broken is None


def test_a_folder_nobody_may_write_to_is_one_line_and_two(embedded: Registry, tmp_path: Path) -> None:
    file = a_workbook(tmp_path / "a.xlsx", shipments(1))
    (embedded.home / "documents").write_text("a file where a folder should be", encoding="utf-8")

    said = embedded.take(file, code=2)

    assert said.err.count("\n") == 1
    assert embedded.standing() == 0


def test_rejects_that_cannot_be_written_do_not_hide_what_was_committed(embedded: Registry, tmp_path: Path) -> None:
    rows = [*shipments(2), shipments(1)[0] | {"line": "9", "substance": "Maple syrup"}]
    file = a_workbook(tmp_path / "a.xlsx", rows)

    said = embedded.take(file, "--accept-good", "--rejects", tmp_path / "no" / "such" / "folder.xlsx")

    assert said.code in {1, 2}
    assert said.err.count("\n") <= 1
    assert embedded.standing() == (2 if '"committed"' in said.out else 0)
