"""Keep every edition of the seed that rows are judged by: its files as documents, so a finding can be replayed."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from precursors.audit.acts import act_of_request, open_act
from precursors.audit.genesis import LOCAL
from precursors.db.engine import Database, lock_writer
from precursors.documents.models import Document
from precursors.documents.store import Store
from precursors.paths import EDITIONS, edition_in_use, resource


def keep_editions(database: Database, store: Store) -> bool:
    """Keep the files of the edition in use; False when that has been done before. Only ever appends."""
    edition = edition_in_use()
    request = f"seed:{edition}"
    with database.read() as session:
        if act_of_request(session, request) is not None:
            return False
    root = resource("seed")
    folders = [root / folder for area in EDITIONS for folder in area]
    files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    rows = [_row(store, root, path) for path in files]

    def unit(session: Session) -> bool:
        lock_writer(session)  # so that of several who come at once the first keeps it and the others see that
        if act_of_request(session, request) is not None:
            return False
        act = open_act(session, "seed", LOCAL, f"edition {edition}", request)
        act.add_many(Document, rows)
        act.seal()
        return True

    return database.write(unit)


def _row(store: Store, root: Path, path: Path) -> dict[str, object]:
    name = path.relative_to(root).as_posix()
    return {"sha256": store.keep(path), "name": name, "size": path.stat().st_size, "role": "edition"}
