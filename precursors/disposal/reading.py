"""Fields of a step's form, on a page or from a tablet, turned into evidence. Their names: `e.<evidence>.<n>.<what>`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from precursors.disposal.rules.evidence import MEASURED, Spec
from precursors.disposal.rules.protocol import Protocol

WHATS: Mapping[str, tuple[str, ...]] = {
    "pass-fail": ("result",),
    "photo": ("sha256",),
    "sign": ("person",),
    "document": ("number", "verified"),
    "instrument": ("id",),
    "count": ("value",),
    "choice": ("value",),
    "geo-point": ("latitude", "longitude"),
}
"""What is asked for each kind that is not measured."""
READING = ("value", "at", "instrument")
"""What is asked for each reading of a measured kind."""


InZone = Callable[[str], str]
"""A moment as a field has it, which names no zone, with the zone in which it was meant."""


def evidence_of(protocol: Protocol | None, step: str, fields: Mapping[str, Any], in_zone: InZone) -> dict[str, Any]:
    """The evidence a form holds for a step; what it does not ask is left out."""
    found = next((each for each in (protocol.steps if protocol else ()) if each.key == step), None)
    asked = (*found.weather, *found.evidence) if found else ()
    pieces = {spec.key: _piece(spec, fields, in_zone) for spec in asked}
    return {key: piece for key, piece in pieces.items() if piece}


def _piece(spec: Spec, fields: Mapping[str, Any], in_zone: InZone) -> dict[str, Any]:
    if spec.kind not in MEASURED:
        return _filled(spec, 0, WHATS[spec.kind], fields)
    readings = [_filled(spec, n, READING, fields) for n in range(max(spec.readings, 1))]
    kept = [each | {"unit": spec.unit} for each in readings if each.get("value")]
    kept = [each | ({"at": in_zone(each["at"])} if each.get("at") else {}) for each in kept]
    return {"readings": kept} if kept else {}


def _filled(spec: Spec, n: int, whats: tuple[str, ...], fields: Mapping[str, Any]) -> dict[str, Any]:
    told = {what: str(fields.get(f"e.{spec.key}.{n}.{what}") or "").strip()[:200] for what in whats}
    return {what: text for what, text in told.items() if text}
