"""File a report: freeze what it says today, keep the octets by hash, seal it. A later edition stands beside it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from precursors.audit.acts import Actor, open_act
from precursors.audit.keys import natural_key
from precursors.audit.models import Current
from precursors.audit.refs import key_of, ref_of, refs_of
from precursors.documents.models import Document
from precursors.documents.store import Store
from precursors.reports.models import FiledReport
from precursors.reports.writing import canonical
from precursors.scope.visible import Sight, visible

ROLE = "report"


class Filed(NamedTuple):
    """One filed edition."""

    ref: str
    row: FiledReport


def file_report(
    session: Session, actor: Actor, told: Mapping[str, Any], receiver: str | None, store: Store, scratch: Path
) -> str:
    """Keep what a report says, in an act of its own; answers its reference. The actor acts for an agency."""
    agency, name, year = str(actor.agency), str(told["report"]), int(told["year"])
    octets = canonical(dict(told))
    scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=scratch) as waiting:
        waiting.write(octets)
        waiting.flush()
        digest = store.keep(Path(waiting.name))
    act = open_act(session, "file-report", actor)
    edition = editions(session, agency, name, year) + 1
    act.add(Document, {"sha256": digest, "name": f"{name}-{year}-{edition}.json", "size": len(octets), "role": ROLE})
    key = natural_key("filed-report", agency, name, str(year), str(edition))
    values = {"agency": agency, "name": name, "year": year, "edition": edition, "sha256": digest, "key": key}
    filed = act.add(FiledReport, values | {"receiver": receiver or None})
    session.execute(insert(Current), {"key": key, "id": filed})
    act.seal()
    return ref_of(session, FiledReport, filed)


def editions(session: Session, agency: str, name: str, year: int) -> int:
    """The number of the last edition an agency filed of a report and year; 0 before the first."""
    place = (FiledReport.agency == agency, FiledReport.name == name, FiledReport.year == year)
    return int(session.execute(select(func.max(FiledReport.edition)).where(*place)).scalar_one() or 0)


def filed(session: Session, sight: Sight, name: str | None = None, year: int | None = None) -> list[Filed]:
    """Filed editions a reader may see, newest first; of one report and year where asked."""
    query: Any = select(FiledReport)
    query = query.where(FiledReport.name == name) if name else query
    query = query.where(FiledReport.year == year) if year else query
    rows = list(
        session.execute(visible(query, FiledReport, sight.own).order_by(FiledReport.id.desc()).limit(200)).scalars()
    )
    refs = refs_of(session, FiledReport, [row.id for row in rows])
    return [Filed(refs[row.id], row) for row in rows]


def find(session: Session, sight: Sight, ref: str) -> Filed | None:
    """The filed edition of this reference if the reader may see it."""
    found = key_of(session, ref)
    if found is None or found[0] is not FiledReport:
        return None
    query: Any = visible(select(FiledReport).where(FiledReport.id == found[1]), FiledReport, sight.own)
    row = session.execute(query).scalar_one_or_none()
    return None if row is None else Filed(ref.strip().upper(), row)


def content(store: Store, row: FiledReport) -> dict[str, Any] | None:
    """What an edition said, word for word; None where its octets are missing, as `verify` tells."""
    path = store.path(bytes(row.sha256))
    return json.loads(path.read_bytes()) if path.exists() else None
