"""The evidence package of a case: records as they stand, their documents, proofs, a page that tells what is what."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit import checkpoint
from precursors.audit.package import PROOFS, Part, written
from precursors.audit.proof import prove_all
from precursors.audit.refs import refs_of
from precursors.cases.linking import links_of, rows_of
from precursors.cases.models import CaseFile, CaseLink
from precursors.db.tables import Fact
from precursors.documents.models import Attachment, Document
from precursors.documents.store import Store
from precursors.flags.models import Flag
from precursors.scope.models import NOMINAL

_NAMES = {Flag.__tablename__: ("cause", "inputs"), Document.__tablename__: ("name",)}
"""What may name people in records that are never shared and so call no field personal."""


class Item(NamedTuple):
    """One record of a package: its reference and part, where it lies, what proves it, what is withheld."""

    ref: str
    kind: str
    role: str
    file: str
    proof: str | None
    """None where the whole record would have to be shown to prove it."""
    withheld: tuple[str, ...]
    documents: tuple[str, ...]


@dataclass(slots=True)
class Evidence:
    """The files of a package about to be packed, and what its page tells of them."""

    items: list[Item] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    left_out: int = 0
    """Records of the case that belong to others: a share gives no right to show them on."""


class Linked(NamedTuple):
    """A record of a case as it stands: its link (None for the case itself), the row, its reference."""

    link: CaseLink | None
    row: Any
    ref: str


def gather(
    session: Session, case: CaseFile, tier: str, wanted: Sequence[str], store: Store, signing: Ed25519PrivateKey
) -> tuple[Evidence, str]:
    """The evidence of a case and the signed log head it is proved against.

    `wanted` are references of linked records; empty for all. The case itself always comes first. A record is proved
    where all of it is shown: its leaf is one hash over every field, and a hash over fields that are withheld would
    only let somebody try names until one fits.
    """
    made = Evidence()
    rows = [Linked(None, case, refs_of(session, CaseFile, [case.id])[case.id]), *_own_rows(session, case, wanted, made)]
    proved = [each.row.id for each in rows if not _withheld(each.row, tier)]
    laid = _documents(session, rows) if tier == NOMINAL else {}
    keys = [*proved, *(document.id for own in laid.values() for document in own)]
    proofs = dict(zip(sorted(set(keys)), prove_all(session, set(keys), signing), strict=True))
    for each in rows:
        made.items.append(_put(made, each, tier, laid.get(each.row.id, ()), proofs))
    _put_documents(made, laid, store, proofs)
    head, _ = checkpoint.log_head(session)
    return made, checkpoint.sign(head, signing)


def _own_rows(session: Session, case: CaseFile, wanted: Sequence[str], made: Evidence) -> Iterator[Linked]:
    """The linked records of the agency's own, as they stand, a query for each kind."""
    links = [each for each in links_of(session, case.key) if not wanted or each.ref in wanted]
    numbers = rows_of(session, links)
    of_kind: dict[str, list[CaseLink]] = {}
    for link in links:
        of_kind.setdefault(link.kind, []).append(link)
    for kind, own in of_kind.items():
        model = Fact.kinds[kind]
        keys = [numbers[link.kind, bytes(link.subject)] for link in own]
        rows: dict[int, Any] = {
            each.id: each for each in session.execute(select(model).where(model.id.in_(keys))).scalars()
        }
        refs = refs_of(session, model, keys) if model.prefix else {}
        for link, key in zip(own, keys, strict=True):
            if getattr(rows[key], "agency", case.agency) == case.agency:
                yield Linked(link, rows[key], refs.get(key, link.ref))
            else:
                made.left_out += 1


def own_linked(session: Session, case: CaseFile, wanted: Sequence[str] = ()) -> list[Linked]:
    """The linked records of the agency's own that can be shared, as they stand; those wanted, or all."""
    found = _own_rows(session, case, wanted, Evidence())
    return [each for each in found if "key" in each.row.facts[1] and each.row.prefix]


def foreign(session: Session, case: CaseFile, wanted: Sequence[str]) -> list[str]:
    """Those of the wanted references that the case does not hold or that belong to another agency."""
    made = Evidence()
    own = {each.link.ref for each in _own_rows(session, case, wanted, made) if each.link is not None}
    return [ref for ref in wanted if ref not in own]


def _withheld(row: Any, tier: str) -> tuple[str, ...]:  # noqa: ANN401 - a fact of any kind
    """Personal fields of a record that say something and are not shown at this tier."""
    personal = () if tier == NOMINAL else _NAMES.get(row.__tablename__, row.personal)
    return tuple(name for name in personal if getattr(row, name) is not None)


def _documents(session: Session, rows: Sequence[Linked]) -> dict[int, tuple[Document, ...]]:
    """The documents laid to each record, and linked ones themselves."""
    query = select(Attachment.kind, Attachment.subject, Document).join(Document, Document.id == Attachment.document)
    query = query.where(Attachment.subject.in_([each.row.id for each in rows])).order_by(Document.id)
    kinds = {each.row.id: each.row.__tablename__ for each in rows}
    found: dict[int, tuple[Document, ...]] = {}
    for kind, subject, document in session.execute(query):
        if kinds[subject] == kind:
            found[subject] = (*found.get(subject, ()), document)
    return found | {each.row.id: (each.row,) for each in rows if isinstance(each.row, Document)}


def _put(made: Evidence, each: Linked, tier: str, laid: Sequence[Document], proofs: dict[int, Any]) -> Item:
    name, row = _plain(each.ref), each.row
    proof = f"{PROOFS}{name}.json" if row.id in proofs else None
    file, withheld = f"records/{name}.json", _withheld(row, tier)
    told = {"ref": each.ref, "kind": row.__tablename__, "version": row.facts[0], "withheld": sorted(withheld)}
    told["fields"] = {key: None if key in withheld else _value(getattr(row, key)) for key in row.facts[1]}
    made.parts.append(Part(file, written(told)))
    if proof:
        made.parts.append(Part(proof, _json(proofs[row.id])))
    documents = tuple(_document_name(document) for document in laid)
    role = each.link.role if each.link else "case"
    return Item(each.ref, row.__tablename__, role, file, proof, withheld, documents)


def _put_documents(made: Evidence, laid: dict[int, tuple[Document, ...]], store: Store, proofs: dict[int, Any]) -> None:
    """Each document once, with the proof that exactly these bytes were handed in."""
    seen: set[str] = set()
    for document in (each for own in laid.values() for each in own):
        name = _document_name(document)
        if name not in seen:
            seen.add(name)
            made.parts.append(Part(name, store.path(document.sha256)))
            made.parts.append(Part(f"{PROOFS}document-{document.sha256.hex()[:16]}.json", _json(proofs[document.id])))


def _document_name(document: Document) -> str:
    safe = re.sub(r"[^A-Za-z0-9._-]", "_", document.name)[-60:].lstrip(".")
    return f"documents/{document.sha256.hex()[:16]}-{safe}"


def _plain(ref: str) -> str:
    return ref.replace("*", "_")


def _json(proof: Any) -> bytes:  # noqa: ANN401 - a proof
    return json.dumps(proof, indent=1).encode() + b"\n"


def _value(value: Any) -> Any:  # noqa: ANN401 - the value of any column
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if isinstance(value, date | datetime) else value
