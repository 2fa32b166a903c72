"""Registries in which everybody whom an order needs is known."""

from __future__ import annotations

import pytest

from tests.conftest import Filling
from tests.disposal.makers import everybody


@pytest.fixture
def beginning() -> Filling:
    """The people of `a_site`."""
    return everybody
