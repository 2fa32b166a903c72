"""The proof of one record: its bytes, its place in its act, the act's place in the log, the signed log head.

A proof is checked with nothing but itself and the registry's public key: no database, no trust in whoever sends it.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import groupby
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit import canonical, checkpoint, headers, merkle, refs
from precursors.audit.headers import Run
from precursors.audit.leaves import content, leaf_hashes
from precursors.audit.models import Act, Seal, Span
from precursors.db.tables import Fact, act_of, leaf_of
from precursors.problems import Problem, problem

FORM = "precursors-proof/2"


def prove(session: Session, key: int, signing: Ed25519PrivateKey) -> dict[str, Any]:
    """The proof of the fact with `key`, as plain JSON values. Raises LookupError when the record is not whole."""
    return next(prove_all(session, [key], signing))


def prove_all(session: Session, keys: Iterable[int], signing: Ed25519PrivateKey) -> Iterator[dict[str, Any]]:
    """The proofs of several facts against one log head, in the order of their acts: each act is recomputed once.

    Raises LookupError when a record is not whole.
    """
    head, log = checkpoint.log_head(session)
    closing = {
        "checkpoint": checkpoint.sign(head, signing),
        "public_key": _text(checkpoint.public_bytes(signing)),
    }
    for number, together in groupby(sorted(keys), act_of):
        act, seal = session.get_one(Act, number), session.get_one(Seal, number)
        spans = session.execute(select(*Span.__table__.columns).where(Span.act == number).order_by(Span.first))
        runs = [headers.run_of(dict(span)) for span in spans.mappings()]
        hashes, beside = leaf_hashes(session, number, runs), _texts(merkle.inclusion(log, number))
        named = (act.id, seal.prev, act.kind, act.actor, act.agency, act.at, act.reason, act.request_key)
        heading = _text(headers.written(named, seal.leaves, seal.root, runs))
        for leaf in map(leaf_of, together):
            run = _run_of(leaf, runs)
            yield {
                "form": FORM,
                "ref": _ref(leaf, run),
                "record": _text(content(session, number, run, leaf)),
                "leaf": {"index": leaf, "path": _texts(merkle.inclusion(hashes, leaf))},
                "act": heading,
                "log": {"path": beside},
                **closing,
            }


def _run_of(leaf: int, runs: Iterable[Run]) -> Run:
    """The run that holds a leaf. Raises LookupError."""
    for run in runs:
        if run.first <= leaf < run.first + run.rows:
            return run
    message = f"no run holds leaf {leaf}"
    raise LookupError(message)


def _ref(leaf: int, run: Run) -> str | None:
    """The reference that follows from a row's place in its run; None for rows that people never name."""
    prefix = Fact.kinds[run.kind].prefix if run.kind in Fact.kinds else None
    if prefix is None or run.ref_year is None or run.ref_first is None:
        return None
    return refs.written(prefix, run.ref_year, run.ref_first + leaf - run.first)


def check(proof: Mapping[str, Any], public: bytes | None = None) -> Problem | None:
    """What is wrong with a proof, or None. `public` is the key one trusts; without it the proof's own is used."""
    try:
        return _wrong(proof, public)
    except (LookupError, TypeError, ValueError, AttributeError) as damage:
        return problem("proof.damaged", detail=damage)


def _wrong(proof: Mapping[str, Any], public: bytes | None) -> Problem | None:
    if proof["form"] != FORM:
        return problem("proof.unknown-form", form=proof["form"])
    trusted = public or b64decode(proof["public_key"])
    try:
        head = checkpoint.opened(proof["checkpoint"], trusted)
    except checkpoint.BadNote as bad:
        return problem("proof.checkpoint", detail=bad)
    heading = b64decode(proof["act"])
    act, index = headers.read(heading), int(proof["leaf"]["index"])
    path = _octets(proof["log"]["path"])
    if not merkle.included(merkle.leaf_hash(heading), act.number, head.size, path, head.root):
        return problem("proof.log")
    record = b64decode(proof["record"])
    if not merkle.included(merkle.leaf_hash(record), index, act.leaves, _octets(proof["leaf"]["path"]), act.root):
        return problem("proof.record")
    run = _run_of(index, act.runs)
    if not record.startswith(canonical.head(run.kind, run.version)) or proof["ref"] != _ref(index, run):
        return problem("proof.ref", ref=proof["ref"])
    return None


def told(proof: Mapping[str, Any]) -> dict[str, str]:
    """What the record of a proof that holds says, field by field as it was hashed; bytes and empty fields are left out.

    A paper that carries the proof is held against it: a genuine proof beside other figures proves nothing of them.
    """
    kind, version, *values = canonical.fields(b64decode(proof["record"]))
    model = Fact.kinds.get((kind or b"").decode())
    names = model.fields_in(int(version or 0)) if model else None
    found = {}
    for name, value in zip(names or (), values, strict=False):  # its movements follow
        if value is not None and name != "key":
            with suppress(UnicodeDecodeError):
                found[name] = value.decode()
    return found


def _text(octets: bytes) -> str:
    return b64encode(octets).decode()


def _texts(nodes: list[bytes]) -> list[str]:
    return [_text(node) for node in nodes]


def _octets(nodes: list[str]) -> list[bytes]:
    return [b64decode(node) for node in nodes]
