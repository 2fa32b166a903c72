"""`backup` and `restore`."""

from __future__ import annotations

from pathlib import Path

import click

from precursors.app.backup import NotABackup
from precursors.app.backup import backup as write_backup
from precursors.app.backup import restore as bring_back
from precursors.app.doctor import other_key
from precursors.app.founding import initialise
from precursors.audit.verify import verify as verify_all
from precursors.cli.place import JSON, answer, place, settings
from precursors.documents.store import Store


@click.command("backup")
@click.argument("out", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@JSON
def backup(out: Path, as_json: bool) -> None:
    """Write database and documents to one file; the registry may be in use. Keys are kept apart.

    Example: precursors backup registry-2026-11-21.tar
    """
    with place() as here:
        made = write_backup(here.database, here.store, out)
    document = {"out": str(out), "acts": made.acts, "log_root": made.log_root, "documents": made.documents}
    answer(document, [f"{made.acts} acts, {made.documents} documents: {out}"], as_json=as_json)


@click.command("restore")
@click.argument("source", metavar="IN", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@JSON
def restore(source: Path, as_json: bool) -> None:
    """Bring a backup back into a place that has no registry yet, and verify it.

    Example: precursors restore registry-2026-11-21.tar
    """
    found = settings()
    found.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    store = Store(found.home / "documents")
    try:
        manifest = bring_back(source, found.database_url, found.owner_database_url, store)
    except NotABackup as wrong:
        raise click.ClickException(str(wrong)) from None
    initialise(found)
    with place() as here:
        with here.database.read() as session:
            verdict = verify_all(session, 0, (manifest.acts, bytes.fromhex(manifest.log_root)), [here.store.whole])
            other = other_key(session, found)
        broken = verdict.broken
        said = here.told(broken) if broken else f"{verdict.acts} acts, {verdict.rows} rows restored and verified"
    document = {"ok": broken is None, "acts": verdict.acts, "rows": verdict.rows, "message": said}
    hints = [f"{each.what} {each.do}" for each in other]
    answer(document | {"hints": hints}, [said, *hints], as_json=as_json, code=1 if broken else 0)
