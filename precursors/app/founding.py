"""Make a registry ready: folders and keys, schema and guards, genesis."""

from __future__ import annotations

import os
import secrets
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ProgrammingError

from precursors.app.editions import keep_editions
from precursors.app.registry import guards
from precursors.app.setup import NotReady, found, reached
from precursors.audit import signing
from precursors.audit.checkpoint import load_key, make_key, public_bytes
from precursors.config.settings import Settings
from precursors.db.engine import Database
from precursors.db.migrate import move, move_aside
from precursors.documents.store import Store
from precursors.intake.folds import fold_again


def initialise(settings: Settings) -> None:
    """Create or upgrade everything that lives outside the code; safe to repeat.

    Raises NotReady where the database is not reached, or its tables belong to somebody else and nobody said who.
    """
    _same_engine(settings)
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    _secret(settings.home / "secret.key")
    make_key(settings.signing_key_file)
    owner = Database(settings.owner_database_url or settings.database_url, guarded=False)
    try:
        if owner.file:
            owner.file.parent.mkdir(parents=True, exist_ok=True)
        with reached(owner):
            move(owner, guards, role=_app_role(settings), derive=fold_again)
            move_aside(owner, role=_app_role(settings))
        for file in (owner.file, owner.aside.file):
            if file:
                file.chmod(0o600)
    except ProgrammingError as wrong:
        if getattr(wrong.orig, "sqlstate", None) != _NOT_THE_OWNER:
            raise
        raise NotReady("the tables belong to another role: set PRECURSORS_OWNER_DATABASE_URL to its address") from wrong
    finally:
        owner.close()
    with closing(Database(settings.database_url)) as database:
        found(database)
        keep_editions(database, Store(settings.home / "documents"))


def name_key(settings: Settings) -> None:
    """Let the log say which key signs here. A copy brought back elsewhere has not asked for that yet."""
    public = public_bytes(load_key(settings.signing_key_file))
    with closing(Database(settings.database_url)) as database:
        database.write(lambda session: signing.name(session, public))


_NOT_THE_OWNER = "42501"
"""PostgreSQL's code for a right that is missing."""


def _same_engine(settings: Settings) -> None:
    """The owner's address is the same database for another role, which an embedded one does not know."""
    urls = [url for url in (settings.database_url, settings.owner_database_url) if url]
    if len({url.startswith("sqlite:") for url in urls}) > 1:
        said = "PRECURSORS_OWNER_DATABASE_URL names another kind of database than PRECURSORS_DATABASE_URL"
        raise NotReady(f"{said}: expected the same PostgreSQL database, by the role that owns its tables")


def _app_role(settings: Settings) -> str | None:
    """The application's own role, where it is not the owner's."""
    if not settings.owner_database_url:
        return None
    app, owner = make_url(settings.database_url), make_url(settings.owner_database_url)
    return app.username if app.username != owner.username else None


def _secret(path: Path) -> None:
    if path.exists():
        return
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
