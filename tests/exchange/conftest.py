"""An inspector at the pages, on each engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from precursors.db.engine import Database
from tests.exchange.uploading import Person, somebody


@pytest.fixture
def person(database: Database, tmp_path: Path) -> Person:
    """A signed-in inspector."""
    return somebody(database, tmp_path / "home")
