"""The installation a page is served from: its settings and its database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from flask import Flask, current_app

from precursors.config.settings import Settings
from precursors.db.engine import Database


@dataclass(frozen=True, slots=True)
class Here:
    """What a view needs of the installation."""

    settings: Settings
    database: Database

    @property
    def today(self) -> date:
        """Today in the installation's own time zone."""
        return datetime.now(self.settings.timezone).date()


def stand(app: Flask, settings: Settings, database: Database) -> None:
    """Let the views of `app` stand in this installation."""
    app.extensions["here"] = Here(settings, database)


def here() -> Here:
    """The installation of the present request."""
    return cast(Here, current_app.extensions["here"])
