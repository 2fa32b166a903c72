"""Everything one agency owns, in one archive it can take elsewhere and read without this product.

A ZIP: what stands, as CSV files that re-import (`standing/shipments.csv` …); every row the agency ever wrote, also
what was taken back since, as JSON lines by table (`facts/shipment.jsonl` …); its acts (`acts.jsonl`); the bytes of its
documents by hash (`documents/…`); and last `manifest.json`, which names each file with its SHA-256 and says of which
log head, number of acts and root, the archive was taken.
"""

from __future__ import annotations

import json
from codecs import getwriter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, TextIO, cast
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy import ColumnElement, false, select
from sqlalchemy.orm import Session

from precursors.audit.checkpoint import log_head
from precursors.audit.keys import stands
from precursors.audit.models import Act, Current, Seal
from precursors.audit.refs import refs_of
from precursors.db.tables import LEAF_BITS, Fact
from precursors.db.types import written
from precursors.documents.models import Document
from precursors.documents.store import Store
from precursors.exchange.exporting import SOURCES, Wanted, rows, to_csv
from precursors.scope.visible import Sight

FORM = "precursors-agency/1"
_BATCH = 1_000


@dataclass(slots=True)
class Belongings:
    """What went into the archive: file name to rows and SHA-256; for a document one row, its bytes."""

    agency: str
    acts: int
    root: str
    files: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Rows of all tables, taken back or not."""
        return sum(each["rows"] for name, each in self.files.items() if name.startswith("facts/"))


def take_away(session: Session, store: Store, agency: str, out: Path) -> Belongings:
    """Write the archive to `out`, whole or not at all, from one snapshot. `agency` is the code of a known agency."""
    head, _ = log_head(session)
    made = Belongings(agency, head.size, head.root.hex())
    waiting = out.with_name(out.name + ".part")
    try:
        with ZipFile(waiting, "w", ZIP_DEFLATED) as archive:
            _standing(archive, session, made)
            _facts(archive, session, made)
            _acts(archive, session, made)
            _documents(archive, session, store, made)
            told = {"form": FORM, "agency": agency, "acts": made.acts, "log_root": made.root, "files": made.files}
            archive.writestr("manifest.json", json.dumps(told, indent=1))
        waiting.replace(out)
    finally:
        waiting.unlink(missing_ok=True)
    return made


class _Hashing:
    """A file that hashes what is written into it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.hash = file, sha256()

    def write(self, part: bytes) -> int:
        """Write and hash a part."""
        self.hash.update(part)
        return self._file.write(part)


@contextmanager
def _member(archive: ZipFile, name: str, made: Belongings) -> Iterator[tuple[_Hashing, dict[str, Any]]]:
    """A file of the archive while it is written; its line in the manifest is finished at the end."""
    line: dict[str, Any] = {"rows": 0}
    with archive.open(name, "w", force_zip64=True) as file:
        hashing = _Hashing(file)
        yield hashing, line
    made.files[name] = line | {"sha256": hashing.hash.hexdigest()}


def _standing(archive: ZipFile, session: Session, made: Belongings) -> None:
    for kind, source in SOURCES.items():
        with _member(archive, f"standing/{kind}.csv", made) as (file, line):
            text = cast(TextIO, getwriter("utf-8")(cast(IO[bytes], file)))
            line["rows"] = to_csv(text, source, rows(session, source, Wanted(Sight((made.agency,)))))


def _facts(archive: ZipFile, session: Session, made: Belongings) -> None:
    for name, model in Fact.kinds.items():
        columns = model.__table__.columns
        if "agency" in columns:
            with _member(archive, f"facts/{name}.jsonl", made) as (file, line):
                for row in _rows_of(session, model, columns["agency"] == made.agency):
                    file.write(_line(row))
                    line["rows"] += 1


def _rows_of(session: Session, model: type[Fact], whose: ColumnElement[bool]) -> Iterator[dict[str, Any]]:
    """Every row of a table that is the agency's: reference, act, whether it stands, all fields of its leaf."""
    table = model.__table__
    names = model.facts[1]
    query = select(table.c.id, Current.id, *(table.c[name] for name in names))
    query = query.outerjoin(Current, stands(model) if "key" in names else false()).where(whose).order_by(table.c.id)
    for batch in session.execute(query.execution_options(yield_per=_BATCH)).partitions():
        refs = refs_of(session, model, [row[0] for row in batch]) if model.prefix else {}
        for key, latest, *values in batch:
            told = {"ref": refs.get(key), "act": key >> LEAF_BITS, "standing": latest is not None}
            yield told | dict(zip(names, values, strict=True))


def _acts(archive: ZipFile, session: Session, made: Belongings) -> None:
    query = select(Act, Seal).join(Seal, Seal.act == Act.id).where(Act.agency == made.agency).order_by(Act.id)
    with _member(archive, "acts.jsonl", made) as (file, line):
        for act, seal in session.execute(query.execution_options(yield_per=_BATCH)):
            names = ("id", "kind", "actor", "agency", "at", "reason")
            told = {name: getattr(act, name) for name in names}
            file.write(_line(told | {"leaves": seal.leaves, "root": seal.root, "prev": seal.prev, "hash": seal.hash}))
            line["rows"] += 1


def _documents(archive: ZipFile, session: Session, store: Store, made: Belongings) -> None:
    of_acts = select(Document.sha256).join(Act, Act.id == Document.id.op("/")(1 << LEAF_BITS))
    found = session.execute(of_acts.where(Act.agency == made.agency).distinct().order_by(Document.sha256)).scalars()
    for digest in found.all():
        with _member(archive, f"documents/{digest.hex()}", made) as (file, line), store.path(digest).open("rb") as kept:
            while part := kept.read(1 << 20):
                file.write(part)
            line["rows"] = 1


def _line(row: dict[str, Any]) -> bytes:
    return (json.dumps({name: _plain(value) for name, value in row.items()}, ensure_ascii=False) + "\n").encode()


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    if isinstance(value, datetime):
        return written(value)
    if isinstance(value, date):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes) else value
