"""Give evidence of a case to somebody outside: the package is made and kept, the act written, then bytes may leave."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import render_template
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from precursors.audit.acts import Actor, open_act
from precursors.audit.checkpoint import load_key
from precursors.audit.keys import natural_key
from precursors.audit.models import Current
from precursors.audit.package import Part, pack, written
from precursors.cases.evidence import Evidence, foreign, gather
from precursors.cases.evidence_models import Disclosure
from precursors.cases.models import CaseFile
from precursors.cases.rules import named_in
from precursors.documents.models import Document
from precursors.documents.store import Store
from precursors.holds.service import held
from precursors.problems import Problem, problem
from precursors.registers.listing import find
from precursors.registers.shelf import Asked
from precursors.scope.visible import Sight
from precursors.web.here import here
from precursors.web.language import direction, language
from precursors.web.texts import t

Done = int | Problem | list[Problem]


def disclose(session: Session, actor: Actor, row: Any, asked: Asked) -> Done:  # noqa: ANN401 - a case
    """Make a package of the case's records, keep it, and write down who is given it on what ground."""
    wanted = named_in(asked.stated["records"] or "")
    secret = held(session, CaseFile.__tablename__, row.key, asked.today)
    others = foreign(session, row, wanted) if wanted else []
    wrong = [secret] if secret else [problem("disclosure.not-yours", "records", ref=ref) for ref in others]
    if wrong:
        return wrong
    store = Store(here().settings.home / "documents")
    with tempfile.TemporaryDirectory(dir=_scratch()) as folder:
        path = Path(folder) / "package.zip"
        made = _packed(session, row, asked, wanted, store, path)
        digest, size = store.keep(path), path.stat().st_size
    act = open_act(
        session, "disclose-case-file", Actor(actor.name, row.agency), asked.stated["ground"], asked.request_key
    )
    key = natural_key("disclosure", bytes(row.key).hex(), str(act.id))
    values: dict[str, Any] = {name: asked.stated[name] for name in ("receiver", "ground", "purpose")}
    values |= {"receiver_kind": asked.values["receiver_kind"], "tier": asked.values["tier"], "agency": row.agency}
    values |= {"file_key": row.key, "records": len(made.items), "left_out": made.left_out}
    number = act.add(Disclosure, values | {"sha256": digest, "size": size, "key": key})
    act.add(Document, {"sha256": digest, "name": f"{row.number}.zip", "size": size, "role": "package"})
    session.execute(insert(Current), {"key": key, "id": number})
    act.seal()
    return act.id


def _scratch() -> Path:
    folder = here().settings.home / "scratch"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _packed(session: Session, row: CaseFile, asked: Asked, wanted: Sequence[str], store: Store, path: Path) -> Evidence:
    signing = load_key(here().settings.signing_key_file)
    made, note = gather(session, row, asked.values["tier"], wanted, store, signing)
    words = {name: asked.stated[name] for name in ("receiver", "ground", "purpose")}
    words |= {"receiver_kind": asked.values["receiver_kind"], "tier": asked.values["tier"], "kind": "evidence"}
    words |= {"agency": row.agency, "case": made.items[0].ref, "day": asked.today.isoformat()}
    contents = [item._asdict() for item in made.items]
    page = render_template("cases/evidence.html", made=made, words=words, row=row, lang=language(), dir=direction())
    own = (
        Part("index.html", page.encode()),
        Part("README.txt", (t("cases.verify-how") + "\n").encode()),
        Part("contents.json", written({"left_out": made.left_out, "records": contents})),
    )
    pack(path, [*made.parts, *own], words, note, signing)
    return made


def package_of(session: Session, sight: Sight, ref: str) -> tuple[Disclosure, Path] | None:
    """A disclosure of the reader's own and where the bytes lie that it gave."""
    given = find(session, Disclosure, sight.own, ref)
    path = Store(here().settings.home / "documents").path(given.sha256) if given is not None else None
    return (given, path) if given is not None and path is not None and path.exists() else None


def disclosures_of(session: Session, case: bytes) -> list[Disclosure]:
    """What was given out of a case, oldest first."""
    query = select(Disclosure).where(Disclosure.file_key == case).order_by(Disclosure.id)
    return list(session.execute(query).scalars())
