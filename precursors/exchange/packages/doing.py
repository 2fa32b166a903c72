"""What pages, machines and commands ask for alike: the key of this registry, a package out, a package in."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from precursors.audit.acts import Actor
from precursors.audit.checkpoint import load_key, public_bytes
from precursors.audit.signing import fingerprint
from precursors.config.settings import Settings
from precursors.db.engine import Database
from precursors.documents.store import Store
from precursors.exchange.packages.filling import KINDS, Asked
from precursors.exchange.packages.rules import NAMELESS, NOMINAL
from precursors.exchange.packages.sending import Sent, send
from precursors.problems import Problem, problem

LONG_AGO = date(1990, 1, 1)


def own_key(settings: Settings) -> bytes:
    """The public key by which other registries know this one, 32 bytes. Raises BadNote where there is none."""
    return public_bytes(load_key(settings.signing_key_file))


def own_identity(settings: Settings) -> dict[str, str]:
    """What to give to another registry: the public key in base64, and its fingerprint."""
    key = own_key(settings)
    return {"public_key": b64encode(key).decode(), "fingerprint": fingerprint(key)}


def made(
    settings: Settings, database: Database, actor: Actor, told: Mapping[str, str], today: date, out: Path
) -> Sent | Problem:
    """A package from the texts of a form: receiver (fingerprint), kinds, first, last, visibility; written to `out`."""
    kinds = tuple(kind for kind in KINDS if not told.get("kinds") or kind in told["kinds"].replace(",", " ").split())
    visibility = told.get("visibility") or NOMINAL
    if visibility not in {NOMINAL, NAMELESS} or not kinds:
        return problem("choice.unknown", "visibility", value=visibility, expected=f"{NOMINAL}, {NAMELESS}")
    days = []
    for name, usual in (("first", LONG_AGO), ("last", today)):
        try:
            days.append(date.fromisoformat(told[name]) if told.get(name) else usual)
        except ValueError:
            return problem("date.unreadable", name, value=told[name][:80])
    asked = Asked(actor.agency or "", "", kinds, visibility, days[0], min(days[1], today))
    store = Store(settings.home / "documents")
    return send(database, store, load_key(settings.signing_key_file), actor, asked, told.get("receiver", ""), out)
