"""Make a package for another registry: records, schema, proofs, growth of the log, all of it signed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from precursors.agencies.service import by_code
from precursors.audit import checkpoint
from precursors.audit.acts import Actor, open_act
from precursors.audit.checkpoint import Head
from precursors.audit.keys import natural_key, standing
from precursors.audit.models import Current
from precursors.audit.package import PROOFS, Part, pack, written
from precursors.audit.proof import prove_all
from precursors.audit.refs import ref_of
from precursors.db.engine import Database
from precursors.documents.models import Document
from precursors.documents.store import Store
from precursors.exchange.packages import rules
from precursors.exchange.packages.filling import Asked, Filled, filled
from precursors.exchange.packages.models import ExchangePackage, KnownRegistry
from precursors.exchange.packages.trusting import against_registry, known_registry
from precursors.problems import Problem, problem

_MOST_EARLIER = 50
"""Earlier packages of which a new one proves that the log has only grown since."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A package that was made: its reference here, the act, how many records, its hash."""

    ref: str
    act: int
    records: int
    sha256: bytes


def send(
    database: Database, store: Store, signing: Ed25519PrivateKey, actor: Actor, asked: Asked, receiver: str, out: Path
) -> Sent | Problem:
    """Write a package for the registry of a fingerprint to `out`, keep it, and record that it was made.

    Of the sender's log it shows the head, the records that go along and, of each, its place; nothing else.
    """
    with database.read() as session:
        row = known_registry(session, asked.agency, receiver)
        wrong = against_registry(session, row, asked.last, receiver)
        if wrong or row is None:
            return wrong or problem("package.unknown-registry", fingerprint=receiver)
        asked = asked._replace(country=row.country)
        found = filled(session, asked)
        if not found or len(found) > rules.MOST_RECORDS:
            few = problem("package.empty", country=row.country)
            return problem("package.too-many", records=len(found), most=rules.MOST_RECORDS) if found else few
        head = _pack(session, signing, asked, row, found, out)
        told: dict[str, Any] = {"name": row.name, "country": row.country, "fingerprint": row.fingerprint}
    digest = store.keep(out)
    values = told | {"agency": asked.agency, "direction": "sent", "visibility": asked.visibility}
    values |= {"records": len(found), "made": asked.last, "sha256": digest, "size": head.size, "root": head.root}
    name, size = f"{row.country}-{digest.hex()[:12]}.zip", out.stat().st_size
    return database.write(lambda session: _recorded(session, actor, values, name, size))


def _pack(
    session: Session, signing: Ed25519PrivateKey, asked: Asked, row: KnownRegistry, found: list[Filled], out: Path
) -> Head:
    head, log = checkpoint.log_head(session)
    facts = sorted({fact for _, fact in found if fact is not None and asked.visibility == rules.NOMINAL})
    names = {fact: f"{PROOFS}{number:05d}.json" for number, fact in enumerate(facts)}
    proofs = zip(facts, prove_all(session, facts, signing), strict=True)
    parts = [Part(names[fact], written(proof)) for fact, proof in proofs]
    items = [item._replace(proof=names.get(fact or 0)) for item, fact in found]
    parts.append(Part(rules.RECORDS, written(rules.written(items))))
    parts.append(Part(rules.SCHEMA, written(rules.schema())))
    parts.append(Part(rules.GROWTH, written(rules.growth(log, _earlier(session, asked.agency, row.fingerprint)))))
    pack(out, parts, {"exchange": _words(session, asked, row)}, checkpoint.sign(head, signing), signing)
    return head


def _words(session: Session, asked: Asked, row: KnownRegistry) -> dict[str, Any]:
    own = by_code(session, asked.agency)
    told = {"form": rules.FORM, "name": own.name if own else asked.agency, "country": own.country if own else ""}
    return told | {"receiver": row.fingerprint, "visibility": asked.visibility, "made": asked.last.isoformat()}


def _earlier(session: Session, agency: str, fingerprint: str) -> list[int]:
    p = ExchangePackage
    query = select(p.size).where(p.agency == agency, p.fingerprint == fingerprint, p.direction == "sent")
    return list(session.execute(query.order_by(p.id.desc()).limit(_MOST_EARLIER)).scalars())


def _recorded(session: Session, actor: Actor, values: dict[str, Any], name: str, size: int) -> Sent:
    agency = values["agency"]
    key = natural_key("exchange-package", agency, "sent", values["sha256"].hex())
    act = open_act(session, "send-package", Actor(actor.name, agency))
    act.add(Document, {"sha256": values["sha256"], "name": name, "size": size, "role": "package"})
    number = act.add(ExchangePackage, values | {"key": key})
    if key not in standing(session, [key]):
        session.execute(insert(Current), {"key": key, "id": number})
    act.seal()
    return Sent(ref_of(session, ExchangePackage, number), act.id, values["records"], values["sha256"])
