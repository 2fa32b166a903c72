"""An import ended by kill -9 at any moment: all of it or nothing, and it can be sent again."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.conftest import DEEP
from tests.factories import AGENCY, Registry, a_workbook, shipments

KILLS = 500 if DEEP else 6
ROWS = 400


def ended(running: subprocess.Popen[bytes], after: float) -> bool:
    """Kill a command and its children after some seconds; whether it had answered before."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        running.wait(timeout=after)
    answered = running.poll() is not None
    if not answered:
        os.killpg(running.pid, signal.SIGKILL)
    running.communicate()
    return answered


def left(registry: Registry) -> list[str]:
    """Files of a document that was never wholly written."""
    return [path.name for path in registry.home.rglob("*.part")]


def test_an_import_killed_at_any_moment_is_whole_or_nothing(registry: Registry, tmp_path: Path) -> None:
    chance = random.Random(20240301)
    began = time.monotonic()
    file = a_workbook(tmp_path / "whole.xlsx", shipments(ROWS, document="D-whole"))
    assert registry.apart("import", "shipments", file, "--agency", AGENCY, "--json").code == 1
    usual = time.monotonic() - began
    expected = ROWS

    for number in range(KILLS):
        file = a_workbook(tmp_path / "k.xlsx", shipments(ROWS, document=f"D-{number}"))
        answered = ended(
            registry.start("import", "shipments", file, "--agency", AGENCY, "--json"), usual * chance.random()
        )

        stands = registry.standing()
        assert stands in ({expected + ROWS} if answered else {expected, expected + ROWS})
        assert registry.verified().broken is None
        again = registry.take(file).json
        assert (again["state"], again["accepted"] + again["already_known"]) == ("committed", ROWS)
        expected += ROWS
        assert registry.standing() == expected

    assert registry.kilograms() == {"acetone": (KILLS + 1) * ROWS * (ROWS + 1) // 2 * 10**9}
    assert registry.unbalanced() == []


@pytest.mark.parametrize("moment", ["act", "shipment", "current", "seal"])
def test_an_import_killed_between_two_statements_leaves_nothing(
    registry: Registry, tmp_path: Path, moment: str
) -> None:
    file = a_workbook(tmp_path / "k.xlsx", shipments(20))
    acts = registry.verified().acts
    (tmp_path / "sitecustomize.py").write_text(_DEATH.format(moment=moment), encoding="utf-8")
    registry.extra["PYTHONPATH"] = str(tmp_path)

    said = registry.apart("import", "shipments", file, "--agency", AGENCY, "--json")
    del registry.extra["PYTHONPATH"]

    assert (said.code, said.out) == (-signal.SIGKILL, "")
    assert (registry.standing(), registry.verified().acts) == (0, acts)
    assert registry.take(file).json["accepted"] == 20
    assert registry.verified().broken is None


_DEATH = """
import os, signal, sys
from sqlalchemy import event
from sqlalchemy.engine import Engine

@event.listens_for(Engine, "after_cursor_execute")
def _die(connection, cursor, statement, parameters, context, executemany):
    bulk = "{moment}" in ("shipment", "current") and statement.startswith("INSERT INTO span")
    if bulk or statement.startswith("INSERT INTO {moment}"):
        os.kill(os.getpid(), signal.SIGKILL)
"""
"""Ends the process right after a certain row has been written; a bulk write shows by the spans that follow it."""


@pytest.mark.postgres
def test_a_lost_connection_is_one_line_and_nothing_is_half_written(served: Registry, tmp_path: Path) -> None:
    file = a_workbook(tmp_path / "k.xlsx", shipments(5_000))
    began = time.monotonic()
    running = served.start("import", "shipments", file, "--agency", AGENCY, "--json")

    while running.poll() is None and time.monotonic() - began < 30:
        _end_writers(served.url)
        time.sleep(0.01)
    out, err = running.communicate()

    if running.returncode == 2:
        assert err.count(b"\n") == 1
        assert served.standing() == 0
    else:
        assert b'"committed"' in out
    assert served.verified().broken is None
    served.take(file)
    assert served.standing() == 5_000


def _end_writers(url: str) -> None:
    """End every other connection that is writing."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    query = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND (query LIKE 'COPY%' OR query LIKE 'INSERT%')"
    )
    with engine.connect() as connection:
        connection.execute(text(query))
    engine.dispose()
