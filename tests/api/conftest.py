"""A program of an inspector, on each engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from precursors.db.engine import Database
from tests.api.caller import Caller, a_caller, an_api


@pytest.fixture
def caller(database: Database, tmp_path: Path) -> Caller:
    """A program with the token of an inspector."""
    return a_caller(an_api(database, tmp_path), database)
