"""What is missing or unsafe in an installation, and what to do about it."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from precursors.agencies.links import have_a_factor
from precursors.agencies.roles import administrators
from precursors.app.clearing import LATE, kept
from precursors.app.keeping import Place
from precursors.app.registry import guards_stand
from precursors.app.setup import NotReady, opened
from precursors.audit.checkpoint import NoKey, load_key, public_bytes
from precursors.audit.models import Act
from precursors.audit.signing import fingerprint, named
from precursors.config.settings import Settings
from precursors.db.clock import database_time
from precursors.db.engine import Database
from precursors.db.shape import indexes_comparable, schema_holds
from precursors.documents.store import Store
from precursors.i18n.catalogue import sentence

ADDRESS_LEFT = "PRECURSORS_PUBLIC_URL is left at its default, {}: links handed to others lead nowhere."
ADDRESS_DO = "Set PRECURSORS_PUBLIC_URL to the address at which people reach the pages."


_DRIFT = timedelta(minutes=10)
"""By so much clocks may differ before somebody should look."""


class Finding(NamedTuple):
    """One thing a person should know; a grave one means that the installation cannot be relied on."""

    code: str
    what: str
    do: str
    grave: bool


def examine(settings: Settings) -> list[Finding]:
    """Everything found, grave things first."""
    return sorted(_findings(settings), key=lambda finding: not finding.grave)


def _findings(settings: Settings) -> Iterator[Finding]:
    for path in (settings.signing_key_file, settings.home / "secret.key"):
        yield from _key(path)
    yield from _seals(settings.seals)
    yield from _address(settings)
    try:
        database = opened(settings)
    except NotReady as why:
        yield Finding("database.not-ready", f"{why}.", "", grave=True)
        return
    try:
        yield from _walls(database)
        with database.read() as session:
            yield from other_key(session, settings)
            yield from _clock(session)
        yield from _people(database, datetime.now(settings.timezone).date())
        yield from _keeping(settings, database)
        yield from _sqlite(database) if database.is_sqlite else _postgres(database)
    finally:
        database.close()


def _key(path: Path) -> Iterator[Finding]:
    if not path.exists():
        yield Finding("key.missing", f"{path} does not exist.", "Run `precursors init`.", grave=True)
    elif stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield Finding("key.readable", f"{path} can be read by others.", f"Run `chmod 600 {path}`.", grave=True)


def _seals(folder: Path | None) -> Iterator[Finding]:
    """A folder of keys that is not there seals nothing; a key in it may be read by its owner alone."""
    if folder is not None and not folder.is_dir():
        said = f"PRECURSORS_SEALS names {folder}, which is no folder: no certificate is sealed."
        do = "Make the folder and lay the keys in it, or take the setting away."
        yield Finding("seal.no-folder", said, do, grave=True)
    for path in sorted(folder.glob("*.p12")) if folder is not None else ():
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Finding("seal.readable", f"{path} can be read by others.", f"Run `chmod 600 {path}`.", grave=True)


def _address(settings: Settings) -> Iterator[Finding]:
    """Links that are handed out begin with PUBLIC_URL: behind a proxy the default leads nowhere."""
    if settings.trusted_proxies and settings.origins.get("PUBLIC_URL") == "default":
        yield Finding("address.default", ADDRESS_LEFT.format(settings.public_url), ADDRESS_DO, grave=False)
    elif settings.public_url.startswith("http://") and not is_here(urlsplit(settings.public_url).hostname or ""):
        said = f"People reach the pages at {settings.public_url}, which is not encrypted."
        do = "Let the proxy speak HTTPS and set PRECURSORS_PUBLIC_URL to it."
        yield Finding("address.plain", said, do, grave=False)


def is_here(host: str) -> bool:
    """Whether an address can be reached from this machine alone."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _keeping(settings: Settings, database: Database) -> Iterator[Finding]:
    """What should have gone days ago is still here when no worker runs."""
    place = Place(settings, database, Store(settings.home / "documents"))
    due = {each.what: each.due for each in kept(place, datetime.now(UTC), LATE) if each.due}
    if due:
        told = ", ".join(f"{count} {what}" for what, count in due.items())
        said = f"Kept longer than laid down: {told}."
        do = "Let a worker run: `precursors worker`, or `precursors serve`."
        yield Finding("keeping.overdue", said, do, grave=False)


def other_key(session: Session, settings: Settings) -> list[Finding]:
    """Heads are signed by the key that the log names: where another lies here, that is told."""
    try:
        said, used = named(session), fingerprint(public_bytes(load_key(settings.signing_key_file)))
    except NoKey:
        return []
    told = f"{settings.signing_key_file} holds the key {used}, the log names the key {said}."
    do = "Bring that key back; if it is lost, `precursors init` writes the new one into the log."
    return [] if said in {None, used} else [Finding("key.other", told, do, grave=True)]


def _clock(session: Session) -> Iterator[Finding]:
    """No act is earlier than the one before: one sealed by a clock far ahead gives its time to all after it."""
    last, now = session.execute(select(func.max(Act.at))).scalar_one(), database_time(session)
    ahead = last.replace(tzinfo=UTC) if last and last.tzinfo is None else last
    if ahead and ahead - now > _DRIFT:
        said = f"The last act bears {ahead:%Y-%m-%d %H:%M} UTC, the clock says {now:%Y-%m-%d %H:%M}."
        do = "Set the clock right. If it had been ahead, acts bear that time until it has come; their order stands."
        yield Finding("clock.behind-log", said, do, grave=True)


def _walls(database: Database) -> Iterator[Finding]:
    with database.read() as session:
        found = [*guards_stand(session), *schema_holds(session)]
    for each in found:
        yield Finding(
            each.code,
            sentence(each),
            "Find out who changed the database and when; verify it; `precursors init` lays the guards again.",
            grave=True,
        )


def _people(database: Database, today: date) -> Iterator[Finding]:
    """Whether somebody can look after the people, and nobody can do so with a password alone."""
    with database.read() as session:
        found = administrators(session, today)
    if not found:
        yield Finding(
            "people.no-administrator",
            "Nobody is an administrator, so people can only be added on this machine.",
            "Run `precursors users add NAME --agency CODE --role administrator`.",
            grave=False,
        )
    with database.aside.read() as aside:
        strong = have_a_factor(aside, found)
    for each in sorted(set(found) - strong):
        said = f"The administrator {each} has no second factor; until they set one up the role does not count."
        yield Finding("people.no-second-factor", said, f"Ask {each} to sign in and set one up.", grave=False)


def _sqlite(database: Database) -> Iterator[Finding]:
    path = database.file
    if path and stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield Finding("database.readable", f"{path} can be read by others.", f"Run `chmod 600 {path}`.", grave=True)
    yield Finding(
        "checkpoint.outside",
        "The embedded database cannot stop whoever owns its file; only checkpoints kept elsewhere show a rewrite.",
        "Keep the output of `precursors checkpoint` outside this machine.",
        grave=False,
    )


def _postgres(database: Database) -> Iterator[Finding]:
    with database.read() as session:
        owns = session.execute(text("SELECT tableowner = current_user FROM pg_tables WHERE tablename = 'act'")).scalar()
    if owns:
        yield Finding(
            "database.one-role",
            "The application owns its tables: triggers refuse changes, but the wall of a second role is missing.",
            "Set PRECURSORS_OWNER_DATABASE_URL and give the application a role of its own.",
            grave=False,
        )
    with database.read() as session:
        comparable = indexes_comparable(session)
    if not comparable:
        yield Finding(
            "database.indexes-unchecked",
            "`verify` cannot compare the indexes of PostgreSQL with their tables.",
            "Install the extension amcheck in the schema public and let this role call bt_index_check.",
            grave=False,
        )
    passes = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    with database.read() as session:
        free = session.execute(text(passes)).scalar()
    if free:
        said = "The application connects as a superuser or a role that bypasses row-level security: no wall binds it."
        yield Finding("database.superuser", said, "Use an ordinary role.", grave=False)
