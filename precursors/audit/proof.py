"""The proof of one record: its bytes, its place in its act, the act's place in the log, the signed log head.

A proof is checked with nothing but itself and the registry's public key: no database, no trust in whoever sends it.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit import checkpoint, merkle
from precursors.audit.acts import header
from precursors.audit.leaves import content, leaf_hashes
from precursors.audit.models import Act, Seal, Span
from precursors.db.tables import act_of, leaf_of
from precursors.problems import Problem, problem

FORM = "precursors-proof/1"


def prove(session: Session, ref: str, key: int, signing: Ed25519PrivateKey) -> dict[str, Any]:
    """The proof of the fact with `key`, as plain JSON values. Raises LookupError when the record is not whole."""
    number, leaf = act_of(key), leaf_of(key)
    act = session.get_one(Act, number)
    seal = session.get_one(Seal, number)
    spans = list(session.execute(select(Span).where(Span.act == number).order_by(Span.first)).scalars())
    span = next(s for s in spans if s.first <= leaf < s.first + s.count)
    head, log = checkpoint.log_head(session)
    fields = (act.id, seal.prev, act.kind, act.actor, act.agency, act.at, act.reason, act.request_key)
    return {
        "form": FORM,
        "ref": ref,
        "record": _text(content(session, number, span, leaf)),
        "leaf": {"index": leaf, "path": _texts(merkle.inclusion(leaf_hashes(session, number, spans), leaf))},
        "act": {"number": number, "header": _text(header(fields, seal.leaves, seal.root)), "leaves": seal.leaves}
        | {"root": _text(seal.root)},
        "log": {"path": _texts(merkle.inclusion(log, number))},
        "checkpoint": checkpoint.sign(head, signing),
        "public_key": _text(checkpoint.public_bytes(signing)),
    }


def check(proof: Mapping[str, Any], public: bytes | None = None) -> Problem | None:
    """What is wrong with a proof, or None. `public` is the key one trusts; without it the proof's own is used."""
    try:
        return _wrong(proof, public)
    except (KeyError, TypeError, ValueError, AttributeError) as damage:
        return problem("proof.damaged", detail=damage)


def _wrong(proof: Mapping[str, Any], public: bytes | None) -> Problem | None:
    if proof["form"] != FORM:
        return problem("proof.unknown-form", form=proof["form"])
    trusted = public or b64decode(proof["public_key"])
    try:
        head = checkpoint.opened(proof["checkpoint"], trusted)
    except checkpoint.BadNote as bad:
        return problem("proof.checkpoint", detail=bad)
    act, leaf = proof["act"], proof["leaf"]
    record = merkle.leaf_hash(b64decode(proof["record"]))
    root = b64decode(act["root"])
    if not merkle.included(record, int(leaf["index"]), int(act["leaves"]), _octets(leaf["path"]), root):
        return problem("proof.record")
    heading = b64decode(act["header"])
    if not heading.endswith(b"32:" + root):
        return problem("proof.act")
    if not merkle.included(
        merkle.leaf_hash(heading), int(act["number"]), head.size, _octets(proof["log"]["path"]), head.root
    ):
        return problem("proof.log")
    return None


def _text(octets: bytes) -> str:
    return b64encode(octets).decode()


def _texts(nodes: list[bytes]) -> list[str]:
    return [_text(node) for node in nodes]


def _octets(nodes: list[str]) -> list[bytes]:
    return [b64decode(node) for node in nodes]
