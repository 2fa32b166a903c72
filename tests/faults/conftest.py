"""A registry with its agency, on each engine, driven through the command line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.factories import Registry, a_registry, checks_kept


@pytest.fixture
def registry(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Registry]:
    """A fresh, founded registry with the tests' agency."""
    with checks_kept():
        yield a_registry(url, tmp_path / "home", monkeypatch, capsys)
