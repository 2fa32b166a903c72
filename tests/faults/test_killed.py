"""A command ended by kill -9 at any moment: all of its work or nothing, and it can be given again."""

from __future__ import annotations

import random
import signal
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.counts import counted, many
from tests.factories import AGENCY, Registry, a_workbook, shipments
from tests.faults.warm import Warm

KILLS = many("KILLS", 20, 500)
BATCH = 25
"""Kills against one registry; then a fresh one, since to verify all of it takes longer with every import."""

BATCHES = [(done // BATCH, min(BATCH, KILLS - done)) for done in range(0, KILLS, BATCH)]
ROWS = 400


def moments(usual: float, seed: object) -> Iterator[float]:
    """Seconds after which to kill, somewhere within what the command usually takes."""
    chance = random.Random(f"killed {seed}")
    while True:
        yield usual * chance.random()


def timed(run: Callable[[], object]) -> float:
    """Seconds it takes, once everything is warm."""
    run()
    began = time.monotonic()
    run()
    return time.monotonic() - began


@pytest.mark.parametrize(("batch", "kills"), BATCHES)
def test_an_import_killed_at_any_moment_is_whole_or_nothing(
    registry: Registry, warm: Warm, tmp_path: Path, batch: int, kills: int
) -> None:
    registry.run("init", code=0)
    first = [a_workbook(tmp_path / f"{name}.xlsx", shipments(ROWS, document=f"D-{name}")) for name in "ab"]
    waiting = iter(first)
    usual = timed(lambda: warm.run(registry.environ, *import_of(next(waiting))))
    expected = 2 * ROWS
    for number, moment in zip(range(kills), moments(usual, batch), strict=False):
        file = a_workbook(tmp_path / "k.xlsx", shipments(ROWS, document=f"D-{number}"))

        said = warm.run(registry.environ, *import_of(file), kill_after=moment)

        answered = said.code != -signal.SIGKILL
        assert registry.standing() in ({expected + ROWS} if answered else {expected, expected + ROWS})
        assert registry.verified().broken is None
        again = registry.take(file).json
        assert (again["state"], again["accepted"] + again["already_known"]) == ("committed", ROWS)
        expected += ROWS
        assert registry.standing() == expected
        assert [*registry.home.rglob("*.part")] == []
        counted("kill -9 of an import", registry.engine)

    assert registry.kilograms() == {"acetone": (kills + 2) * ROWS * (ROWS + 1) // 2 * 10**9}
    assert registry.unbalanced() == []


def import_of(file: Path) -> list[object]:
    """The command under test."""
    return ["import", "shipments", file, "--agency", AGENCY, "--json"]


def empty_places(registry: Registry, request: pytest.FixtureRequest) -> Callable[[], Registry]:
    """A maker of places without any database, on the engine of `registry`; the same every time on SQLite."""

    def made() -> Registry:
        name = "m_" + uuid.uuid4().hex[:12]
        if registry.url.startswith("sqlite"):
            url = f"sqlite:///{registry.home.parent / name}.sqlite3"
        else:
            server = request.getfixturevalue("server")
            server.create(name)
            request.addfinalizer(lambda: server.drop(name))
            url = server.url(name)
        return Registry(url, registry.home.parent / name, registry.patch, registry.capsys)

    return made


@pytest.mark.parametrize(("batch", "kills"), BATCHES)
def test_a_migration_killed_at_any_moment_is_finished_by_the_next(
    registry: Registry, warm: Warm, request: pytest.FixtureRequest, batch: int, kills: int
) -> None:
    place = empty_places(registry, request)
    usual = timed(lambda: warm.run(place().environ, "init"))
    for _, moment in zip(range(kills), moments(usual, batch), strict=False):
        new = place()

        warm.run(new.environ, "init", kill_after=moment)

        assert warm.run(new.environ, "init").code == 0
        verdict = new.verified()
        assert (verdict.broken, verdict.acts) == (None, 3)  # seed editions, founding, the name of the key
        assert warm.run(new.environ, "doctor", "--json").json["findings"] is not None
        assert [*new.home.rglob("*.part")] == []
        counted("kill -9 of a migration", registry.engine)


@pytest.mark.parametrize(("batch", "kills"), BATCHES)
def test_a_migration_killed_over_data_leaves_the_data(registry: Registry, warm: Warm, batch: int, kills: int) -> None:
    registry.run("init", code=0)
    registry.take(a_workbook(registry.home / "s.xlsx", shipments(50)))
    before = registry.verified()
    usual = timed(lambda: warm.run(registry.environ, "init"))
    for _, moment in zip(range(max(1, kills // 4)), moments(usual, batch), strict=False):
        warm.run(registry.environ, "init", kill_after=moment)

        assert registry.verified() == before
        counted("kill -9 of a migration over data", registry.engine)
    assert warm.run(registry.environ, "init").code == 0
    assert registry.verified() == before


@pytest.mark.parametrize(("batch", "kills"), BATCHES)
def test_a_backup_killed_at_any_moment_is_whole_or_not_there(
    registry: Registry, warm: Warm, request: pytest.FixtureRequest, tmp_path: Path, batch: int, kills: int
) -> None:
    registry.run("init", code=0)
    registry.take(a_workbook(tmp_path / "s.xlsx", shipments(ROWS)))
    before, place = registry.verified(), empty_places(registry, request)
    folder = tmp_path / "backups"
    folder.mkdir()
    out = folder / "copy.tar"
    usual = timed(lambda: warm.run(registry.environ, "backup", out))
    for _, moment in zip(range(kills), moments(usual, batch), strict=False):
        out.unlink(missing_ok=True)

        said = warm.run(registry.environ, "backup", out, kill_after=moment)

        assert out.exists() or said.code == -signal.SIGKILL
        if out.exists():
            assert warm.run(place().environ, "restore", out, "--json").json["ok"] is True
        assert warm.run(registry.environ, "backup", out).code == 0
        assert [path.name for path in folder.iterdir()] == ["copy.tar"]
        counted("kill -9 of a backup", registry.engine)
    assert registry.verified() == before
    assert warm.run(place().environ, "restore", out, "--json").json["ok"] is True


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
