"""The installation a page is served from: its settings and its database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import cast
from urllib.parse import urlsplit

from flask import Flask, current_app, g, has_request_context, request

from precursors.config.settings import Settings
from precursors.db.engine import Database
from precursors.scope.visible import Sight


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Here:
    """What a view needs of the installation."""

    settings: Settings
    whole: Database
    """Everything: for judging rows, which are compared with what others have; never for what a page shows."""
    clock: Callable[[], datetime] = _now
    """The present moment; a test sets another clock."""

    @property
    def database(self) -> Database:
        """The database behind the wall: on PostgreSQL a page reads what its reader may see and no other row."""
        return self.whole.seen_by(_sight)

    @property
    def now(self) -> datetime:
        """This moment, UTC."""
        return self.clock()

    @property
    def today(self) -> date:
        """Today in the installation's own time zone."""
        return self.now.astimezone(self.settings.timezone).date()


def _sight() -> Sight | None:
    """What whoever is asking may see: nothing before they are known, everything outside of any request."""
    if not has_request_context():
        return None
    asking = g.get("reader")
    return cast(Sight, asking.sight) if asking else Sight(())


def stand(app: Flask, settings: Settings, database: Database) -> None:
    """Let the views of `app` stand in this installation."""
    app.extensions["here"] = Here(settings, database)


def here() -> Here:
    """The installation of the present request."""
    return cast(Here, current_app.extensions["here"])


def public_address(path: str) -> str:
    """The whole address of a page, to be handed out: as the settings name this installation, never as the request does.

    Whoever sends a request can write any host into it. Only where nobody has named the installation, and it is asked
    on its own machine, its address there will do.
    """
    settings = here().settings
    at_home = urlsplit(request.host_url).hostname in {"127.0.0.1", "::1", "localhost"}
    if at_home and settings.origins.get("PUBLIC_URL") == "default":
        return request.url_root.rstrip("/") + path
    return settings.public_url + path
