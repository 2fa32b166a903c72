"""One file with everything the registry knows, and back again. A backup counts when its restore verifies.

Form: a tar archive: the database (an SQLite file made by the online backup, or every PostgreSQL table in COPY's text
form, all from one snapshot), the documents by hash, and last `manifest.json`. Keys are not in it: whoever holds a
backup must not be able to sign.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from sqlalchemy.orm import Session

from precursors.app.registry import guards
from precursors.audit.checkpoint import log_head
from precursors.db.engine import Database, raw
from precursors.db.guards import lay, lift
from precursors.db.migrate import move
from precursors.db.revision import head, revision
from precursors.db.tables import Table
from precursors.documents.store import Store

FORM = "precursors-backup/1"
_SQLITE = "registry.sqlite3"
_NO_DATABASE = "the archive does not hold the whole database"
_FIRST = ("act", "seal", "span", "account")
_DOCUMENT = re.compile(r"documents/([0-9a-f]{2})/([0-9a-f]{2})/\1\2[0-9a-f]{60}")


class NotABackup(Exception):
    """What is wrong with an archive, in one sentence."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says of itself."""

    engine: str
    revision: str
    acts: int
    log_root: str
    documents: int


def tables() -> list[str]:
    """Every table, those first that others refer to."""
    names = list(Table.metadata.tables)
    return [*_FIRST, *(name for name in names if name not in _FIRST)]


def backup(database: Database, store: Store, out: Path) -> Manifest:
    """Write a backup to `out`, whole or not at all. The registry may be in use meanwhile."""
    waiting, folder = out.with_name(out.name + ".part"), out.with_name(out.name + ".work")
    shutil.rmtree(folder, ignore_errors=True)  # of a backup that was killed: a copy nobody should find lying about
    folder.mkdir(mode=0o700)
    try:
        with tarfile.open(waiting, "w") as archive:
            manifest = _database(database, archive, folder)
            count = _documents(store, archive)
            made = Manifest(manifest.engine, manifest.revision, manifest.acts, manifest.log_root, count)
            _add(archive, "manifest.json", json.dumps({"form": FORM} | _plain(made), indent=1).encode())
        waiting.replace(out)
    finally:
        waiting.unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
    return made


def _plain(manifest: Manifest) -> dict[str, Any]:
    return {name: getattr(manifest, name) for name in Manifest.__dataclass_fields__}


def _database(database: Database, archive: tarfile.TarFile, folder: Path) -> Manifest:
    if database.file is not None:
        copy = folder / _SQLITE
        _copied(database.file, copy)
        archive.add(copy, _SQLITE)
        seen = Database(f"sqlite:///{copy}")
        with seen.read() as session:
            manifest = _seen("sqlite", seen, session)
        seen.close()
        return manifest
    with database.read() as session:
        for name in tables():
            path = folder / "table"
            with path.open("wb") as file, raw(session).cursor().copy(f'COPY "{name}" TO STDOUT') as copying:
                file.writelines(bytes(part) for part in copying)
            archive.add(path, f"tables/{name}.copy")
        return _seen("postgresql", database, session)


def _seen(engine: str, database: Database, session: Session) -> Manifest:
    found, _ = log_head(session)
    return Manifest(engine, str(revision(database)), found.size, found.root.hex(), 0)


def _copied(source: Path, target: Path) -> None:
    theirs, ours = sqlite3.connect(source), sqlite3.connect(target)
    try:
        theirs.backup(ours)
        ours.execute("PRAGMA journal_mode=DELETE")
    finally:
        ours.close()
        theirs.close()


def _documents(store: Store, archive: tarfile.TarFile) -> int:
    count = 0
    for path in sorted(store.folder.glob("??/??/*")):
        if re.fullmatch(r"[0-9a-f]{64}", path.name):
            archive.add(path, f"documents/{path.parent.parent.name}/{path.parent.name}/{path.name}")
            count += 1
    return count


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    archive.addfile(info, BytesIO(content))


def restore(source: Path, url: str, owner_url: str | None, store: Store) -> Manifest:
    """Bring a backup back into a place that has no registry. Raises NotABackup with one sentence.

    The caller verifies afterwards; until that holds, nothing is restored.
    """
    try:
        with tarfile.open(source, "r") as archive:
            manifest = _manifest(archive)
            _into(archive, manifest, Database(url), Database(owner_url or url, guarded=False))
            for member, file in _members(archive):
                if _DOCUMENT.fullmatch(member):
                    _document(store, member, file)
    except tarfile.TarError as wrong:
        raise NotABackup(f"{source} is not a backup, or it is damaged") from wrong
    return manifest


def _manifest(archive: tarfile.TarFile) -> Manifest:
    for member, file in _members(archive):
        if member == "manifest.json":
            return _read(file.read())
    raise NotABackup("the archive has no manifest: it was not written to its end")


def _read(octets: bytes) -> Manifest:
    """A manifest, of which every value is what it should be."""
    try:
        told = json.loads(octets)
        if told.get("form") != FORM:
            raise NotABackup("the archive is of another form than this version reads")
        made = Manifest(**{name: told[name] for name in Manifest.__dataclass_fields__})
        whole = bytes.fromhex(made.log_root) and made.acts >= 0
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError):
        whole = False
    if not whole:
        raise NotABackup("the archive's manifest is damaged")
    return made


def _members(archive: tarfile.TarFile) -> Iterator[tuple[str, IO[bytes]]]:
    for member in archive.getmembers():
        file = archive.extractfile(member) if member.isfile() else None
        if file is not None:
            yield member.name, file


def _into(archive: tarfile.TarFile, manifest: Manifest, database: Database, owner: Database) -> None:
    engine = "sqlite" if database.is_sqlite else "postgresql"
    if manifest.engine != engine:
        raise NotABackup(f"the backup is of a {manifest.engine} registry, this installation uses {engine}")
    if manifest.revision != head():
        raise NotABackup(f"the backup stands at schema {manifest.revision}, this version at {head()}")
    if database.file is not None:
        _sqlite(archive, database.file)
    else:
        _postgres(archive, owner)
    owner.close()
    database.close()


def _sqlite(archive: tarfile.TarFile, path: Path) -> None:
    if path.exists():
        raise NotABackup(f"there is a registry at {path} already")
    held = next((file for member, file in _members(archive) if member == _SQLITE), None)
    if held is None:
        raise NotABackup(_NO_DATABASE)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    waiting = path.with_name(path.name + ".part")
    with waiting.open("wb") as ours:
        shutil.copyfileobj(held, ours, 1 << 20)
    waiting.chmod(0o600)
    waiting.replace(path)


def _postgres(archive: tarfile.TarFile, owner: Database) -> None:
    if revision(owner) is not None:
        raise NotABackup("there is a registry in that database already")
    copies = dict(_members(archive))
    if not {f"tables/{name}.copy" for name in tables()} <= copies.keys():
        raise NotABackup(_NO_DATABASE)
    move(owner, guards)
    with owner.engine.connect() as connection, connection.begin():
        lift(connection)
        cursor = connection.connection.driver_connection.cursor()  # type: ignore[union-attr]  # an open connection has one
        for name in tables():
            with cursor.copy(f'COPY "{name}" FROM STDIN') as copying:
                while part := copies[f"tables/{name}.copy"].read(1 << 20):
                    copying.write(part)
        connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")  # pending checks would forbid laying guards
        lay(connection, guards("postgresql"))


def _document(store: Store, member: str, file: IO[bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "document"
        path.write_bytes(file.read())
        if store.keep(path).hex() != member.rsplit("/", 1)[1]:
            raise NotABackup(f"{member} is not what its name says")
