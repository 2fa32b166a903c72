"""A registry with its agency on one engine, where the fault is that engine's own."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from precursors.db.engine import ASIDE
from tests.factories import Registry, a_registry, checks_kept
from tests.faults.warm import Warm
from tests.postgres import Server


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warm]:
    """Commands in forks of a process that has the product loaded."""
    running = Warm(tmp_path_factory.mktemp("warm"))
    yield running
    running.close()


@pytest.fixture
def embedded(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Registry]:
    """A fresh, founded registry with the tests' agency in an SQLite file."""
    path = tmp_path / "registry.sqlite3"
    shutil.copy(sqlite_template, path)
    shutil.copy(sqlite_template.with_name(ASIDE), path.with_name(ASIDE))
    with checks_kept():
        yield a_registry(f"sqlite:///{path}", tmp_path / "home", monkeypatch, capsys)


@pytest.fixture
def served(
    server: Server,
    postgres_template: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Registry]:
    """The same on PostgreSQL."""
    name = "f_" + uuid.uuid4().hex[:12]
    server.create(name, postgres_template)
    with checks_kept():
        yield a_registry(server.url(name), tmp_path / "home", monkeypatch, capsys)
    server.drop(name)
