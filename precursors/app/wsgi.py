"""The application for a WSGI server other than ours: `gunicorn "precursors.app.wsgi:application()"`."""

from __future__ import annotations

from flask import Flask

from precursors.app.journal import write_journal
from precursors.app.setup import opened
from precursors.app.web import create_app
from precursors.config.settings import load


def application() -> Flask:
    """The application of the installation that the settings name. Raises WrongSetting or NotReady with what to do.

    Such a server starts no worker: run `precursors worker` beside it.
    """
    write_journal()
    settings = load()
    return create_app(settings, opened(settings))
