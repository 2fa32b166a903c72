"""Documents of a record in its proof: that a file's hash was recorded and laid to this record."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit import headers
from precursors.audit.canonical import fields
from precursors.audit.proof import check, prove
from precursors.db.tables import fact_id
from precursors.documents.models import Attachment, Document
from precursors.problems import Problem, problem

Proof = Mapping[str, Any]


def prove_with_documents(session: Session, kind: str, key: int, signing: Ed25519PrivateKey) -> dict[str, Any]:
    """The proof of a record; beside it, as `documents`, for each document laid to it the proofs of its hash and of
    where it was laid. Raises LookupError when the record is not whole.
    """
    made = prove(session, key, signing)
    laid = select(Attachment.id, Attachment.document).where(Attachment.kind == kind, Attachment.subject == key)
    found = session.execute(laid.order_by(Attachment.id)).all()
    told = [
        {"document": prove(session, document, signing), "laid": prove(session, number, signing)}
        for number, document in found
    ]
    return made | ({"documents": told} if told else {})


def document_against(proof: Proof, digest: bytes, public: bytes | None) -> Problem | None:
    """What is against it that a file with this SHA-256 was laid to the record of a sound proof; None where it was."""
    try:
        for each in proof.get("documents", ()):
            if _holds(proof, each, digest):
                return check(each["document"], public) or check(each["laid"], public)
    except (LookupError, TypeError, ValueError, AttributeError) as damage:
        return problem("proof.damaged", detail=damage)
    return problem("proof.no-document", None, sha256=digest.hex())


def _holds(proof: Proof, each: Mapping[str, Proof], digest: bytes) -> bool:
    """Whether these two records say: a file of this hash, laid to the record of `proof`."""
    document, laid = (fields(b64decode(each[name]["record"])) for name in ("document", "laid"))
    if document[:1] != [Document.__tablename__.encode()] or laid[:1] != [Attachment.__tablename__.encode()]:
        return False
    hashes = Document.facts[1].index("sha256") + 2
    wanted = {"kind": fields(b64decode(proof["record"]))[0], "subject": _key(proof), "document": _key(each["document"])}
    named = {name: laid[Attachment.facts[1].index(name) + 2] for name in wanted}
    return document[hashes] == digest and named == wanted


def _key(proof: Proof) -> bytes:
    """The key of a proof's record, as a leaf writes it."""
    number = headers.read(b64decode(proof["act"])).number
    return b"%d" % fact_id(number, int(proof["leaf"]["index"]))
