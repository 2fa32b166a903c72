"""The application that shows every part of a page."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.sink import sink_app


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    """The application."""
    return sink_app(tmp_path)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without scripts."""
    return app.test_client()
