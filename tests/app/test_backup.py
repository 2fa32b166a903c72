"""A backup counts when its restore verifies."""

from __future__ import annotations

import json
import tarfile
from io import BytesIO
from pathlib import Path

import pytest

from precursors.agencies.service import AgencyDraft, add
from precursors.app.backup import FORM, NotABackup, backup, restore
from precursors.audit.acts import Actor
from precursors.audit.verify import verify
from precursors.db.engine import Database
from precursors.db.revision import head
from precursors.documents.store import Store

DRAFT = AgencyDraft("XD-DIQ", "Insumos", "inspection", "XD", "es-PE")


def target_of(url: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """Another place of the same engine, with nothing in it."""
    if url.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'restored.sqlite3'}"
    server = request.getfixturevalue("server")
    name = "r_" + url.rsplit("/", maxsplit=1)[-1].split("?", maxsplit=1)[0][-8:]
    server.create(name)
    return str(server.url(name))


def test_what_was_backed_up_comes_back_and_verifies(
    url: str, database: Database, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    database.write(lambda session: add(session, Actor("tester"), DRAFT))
    store = Store(tmp_path / "documents")
    (tmp_path / "paper.txt").write_text("paper")
    digest = store.keep(tmp_path / "paper.txt")
    made = backup(database, store, tmp_path / "copy.tar")

    elsewhere = target_of(url, tmp_path, request)
    other = Store(tmp_path / "other")
    restore(tmp_path / "copy.tar", elsewhere, None, other)

    restored = Database(elsewhere)
    with restored.read() as session:
        verdict = verify(session, 0, (made.acts, bytes.fromhex(made.log_root)))
    restored.close()
    assert verdict.broken is None
    assert verdict.acts == 2
    assert other.path(digest).read_text() == "paper"


def test_a_place_with_a_registry_is_not_overwritten(url: str, database: Database, tmp_path: Path) -> None:
    store = Store(tmp_path / "documents")
    backup(database, store, tmp_path / "copy.tar")

    with pytest.raises(NotABackup, match="already"):
        restore(tmp_path / "copy.tar", url, None, store)


@pytest.mark.parametrize("content", [b"", b"not a tar", b"x" * 4096])
def test_what_is_no_backup_is_refused_in_one_sentence(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "copy.tar").write_bytes(content)

    with pytest.raises(NotABackup):
        restore(tmp_path / "copy.tar", f"sqlite:///{tmp_path / 'x.sqlite3'}", None, Store(tmp_path / "d"))


WHOLE = {"form": FORM, "engine": "sqlite", "revision": head(), "acts": 1, "log_root": "00", "documents": 0}


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        ("x", "damaged"), ("[]", "damaged"), ("{}", "another form"), (json.dumps({"form": FORM}), "damaged"),
        (json.dumps(WHOLE | {"log_root": "zz"}), "damaged"), (json.dumps(WHOLE | {"acts": None}), "damaged"),
        (json.dumps(WHOLE), "whole database"), (json.dumps(WHOLE | {"revision": "next"}), "schema next"),
    ],
)  # fmt: skip
def test_a_manifest_that_says_nonsense_is_refused_in_one_sentence(manifest: str, said: str, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "copy.tar", "w") as archive:
        info = tarfile.TarInfo("manifest.json")
        info.size = len(manifest)
        archive.addfile(info, BytesIO(manifest.encode()))

    with pytest.raises(NotABackup, match=said):
        restore(tmp_path / "copy.tar", f"sqlite:///{tmp_path / 'x.sqlite3'}", None, Store(tmp_path / "d"))

    assert not (tmp_path / "x.sqlite3").exists()


def test_an_archive_cut_short_is_refused(database: Database, tmp_path: Path) -> None:
    store = Store(tmp_path / "documents")
    backup(database, store, tmp_path / "copy.tar")
    with tarfile.open(tmp_path / "copy.tar") as whole, tarfile.open(tmp_path / "cut.tar", "w") as cut:
        for member in whole.getmembers()[:-1]:
            cut.addfile(member, whole.extractfile(member))

    with pytest.raises(NotABackup, match="manifest"):
        restore(tmp_path / "cut.tar", f"sqlite:///{tmp_path / 'x.sqlite3'}", None, store)
