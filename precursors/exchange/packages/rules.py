"""What a package's records must be, how they are held against their proofs, and whether a log only grew. Pure."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from precursors.audit import canonical, merkle
from precursors.audit.checkpoint import Head
from precursors.audit.keys import natural_key
from precursors.db.tables import Fact
from precursors.intake.words import folded
from precursors.problems import Problem, problem
from precursors.substances.titles import title

FORM = "precursors-exchange/1"
RECORDS, SCHEMA, GROWTH = "records.json", "schema.json", "growth.json"
MOST_RECORDS = 2_000
MOST_TEXT = 4_000
"""Characters of one field."""

NOMINAL, NAMELESS = "nominal", "non-nominal"
TABLES = {
    "notifications": "notification",
    "replies": "transition",
    "figures": "shipment",
    "authorisations": "authorisation",
    "notices": "seizure",
}
"""Kinds of record a package may hold, and the table their proofs are of."""

PAPERS = ("document", "notification", "authorisation", "container")
"""What a figure may name that its proof shows too."""

_UG = 10**9


class Item(NamedTuple):
    """One record of a package: kind, reference there, the texts of its fields, the file of its proof if it has one."""

    kind: str
    ref: str
    fields: dict[str, str]
    proof: str | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """What the list of a package says of it."""

    name: str
    country: str
    receiver: str
    """Fingerprint of the key of the registry it is for."""
    visibility: str
    made: date


def schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of the file of records."""
    text = {"type": "string", "maxLength": MOST_TEXT}
    item = {
        "type": "object",
        "properties": {
            "kind": {"enum": list(TABLES)},
            "ref": text,
            "fields": {"type": "object", "additionalProperties": text},
            "proof": {"type": ["string", "null"]},
        },
        "required": ["kind", "ref", "fields", "proof"],
        "additionalProperties": False,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {"form": {"const": FORM}, "records": {"type": "array", "maxItems": MOST_RECORDS, "items": item}},
        "required": ["form", "records"],
        "additionalProperties": False,
    }


def written(items: Sequence[Item]) -> dict[str, Any]:
    """The file of records."""
    return {"form": FORM, "records": [item._asdict() for item in items]}


def read_items(octets: bytes) -> list[Item] | Problem:
    """The records of a file, each of the shape the schema says."""
    try:
        told = json.loads(octets)
        if told["form"] != FORM:
            return problem("package.unknown-form", form=str(told["form"])[:80])
        items = [Item(each["kind"], each["ref"], each["fields"], each["proof"]) for each in told["records"]]
    except (LookupError, TypeError, ValueError, RecursionError) as bad:
        return problem("package.damaged", detail=f"{RECORDS}: {type(bad).__name__}")
    if len(items) > MOST_RECORDS:
        return problem("package.too-many", records=len(items), most=MOST_RECORDS)
    if len({(item.kind, item.ref) for item in items if _shaped(item)}) != len(items):
        return problem("package.shape", name=RECORDS)
    return items


def _shaped(item: Item) -> bool:
    """Whether a record has the shape of the schema."""
    texts = [item.ref, *item.fields, *item.fields.values()] if isinstance(item.fields, dict) else [None]
    plain = all(isinstance(each, str) and len(each) <= MOST_TEXT for each in texts)
    return plain and isinstance(item.kind, str) and item.kind in TABLES and isinstance(item.proof, str | None)


def read_words(manifest: Mapping[str, Any]) -> Words | Problem:
    """What the list says of an exchange between registries; a package of another purpose is none."""
    told: Any = manifest.get("exchange")
    try:
        made = Words(
            str(told["name"])[:200],
            str(told["country"]),
            str(told["receiver"]),
            str(told["visibility"]),
            date.fromisoformat(told["made"]),
        )
    except (LookupError, TypeError, ValueError):
        return problem("package.no-exchange")
    return made if made.visibility in {NOMINAL, NAMELESS} else problem("package.no-exchange")


def proved(item: Item, proof: Mapping[str, Any]) -> bool:
    """Whether a proof, itself found good, is of this record and shows what it says."""
    leaf = canonical.fields(b64decode(proof["record"]))
    model = Fact.kinds[TABLES[item.kind]]
    if leaf[:2] != [model.__tablename__.encode(), str(model.facts[0]).encode()]:
        return False
    shown = dict(zip(model.facts[1], leaf[2:], strict=False))
    if item.kind == "replies":
        return shown["subject"] == _answered(item, shown["agency"]) and _same(item, shown, ("state", "day"))
    if proof["ref"] != item.ref:
        return False
    if item.kind == "figures":
        ug, substance = shown["base_ug"], (shown["substance"] or b"").decode()
        weighed = (None if ug is None else int(ug)) == micrograms(item.fields.get("quantity"))
        papers = [name for name in PAPERS if name in item.fields]
        goods = title(substance, "en") == item.fields["substance"]
        return weighed and goods and _same(item, shown, ("direction", "day", *papers))
    return _same(item, shown, item.fields)


def _same(item: Item, shown: Mapping[str, bytes | None], names: Iterable[str]) -> bool:
    return all(shown[name] == item.fields[name].encode() for name in names)


def _answered(item: Item, agency: bytes | None) -> bytes:
    """Natural key, in the sender's registry, of the notification an answer names."""
    naming = folded(item.fields["number"]), item.fields.get("line") or item.fields["substance"]
    return natural_key("notification", (agency or b"").decode(), "received", *naming)


def micrograms(kilograms: str | None) -> int | None:
    """A text of kilograms as micrograms; None where it is none."""
    try:
        return None if kilograms is None else int(Decimal(kilograms) * _UG)
    except (InvalidOperation, ValueError):
        return None


def growth(log: bytes, earlier: Sequence[int]) -> dict[str, Any]:
    """Proofs that the log of these act hashes grew from each of some earlier sizes."""
    sizes = sorted(size for size in set(earlier) if 0 < size < len(log) // merkle.SIZE)
    paths = {size: [b64encode(node).decode() for node in merkle.consistency(log, size)] for size in sizes}
    return {"form": FORM, "from": [{"size": size, "path": path} for size, path in paths.items()]}


def grown(known: Head | None, now: Head, octets: bytes) -> Problem | None:
    """What is wrong with a log head beside the last one known of the same registry: older, unproved, rewritten."""
    if known is None:
        return None
    if now.size < known.size:
        return problem("package.older", size=now.size, known=known.size)
    if now.size == known.size:
        return None if now.root == known.root else problem("package.rewritten", size=known.size)
    try:
        paths = {each["size"]: [b64decode(node) for node in each["path"]] for each in json.loads(octets)["from"]}
    except (LookupError, TypeError, ValueError, RecursionError):
        return problem("package.damaged", detail=GROWTH)
    if known.size not in paths:
        return problem("package.no-growth", size=known.size)
    holds = merkle.consistent(known.size, known.root, now.size, now.root, paths[known.size])
    return None if holds else problem("package.rewritten", size=known.size)
