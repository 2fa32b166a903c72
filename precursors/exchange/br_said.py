"""What Brazil's map can say of a record: the same for the record and for the line that was written of it.

A map is upper case without accents, knows no basis of a strength, no site, and no name of a batch. So a line that comes
back from it is known by what the format can say, field by field, not by what the registry holds beside it.
"""

from __future__ import annotations

from collections.abc import Mapping

from precursors.exchange.br_layouts import CC, LAYOUTS, MADE, TN, TRADED
from precursors.exchange.fixed_width import Part, plain, said
from precursors.problems import Problem

_PARTS: Mapping[str, Part] = {
    part.name: part for section in ("PR", "MM", "MVN", "MT", "MA", "UC") for part in LAYOUTS[section]
}
_LEG = {part.name: part for part in (*TN, *CC) if part.name not in {"section", "taken_over_by"}}
_GOODS = ("product_code", "concentration", "density", "quantity", "unit", "form", "operation", "day", "operator")
_TRADE = (
    "document", "counterparty", "counterparty_name", "storage", "haulage", "carrier", "carrier_name", "keeper",
    "keeper_name", "keeper_place",
)  # fmt: skip
_BARE = frozenset({"unit", "form", "operation", "purpose"})
"""Values of the registry itself, which the map tells by letters."""

_NUMBERS = frozenset({"document", "transport_document", "operator"})
"""Numbers that lose their marks, and zeros in front."""


def of_leg(row: Mapping[str, str]) -> dict[str, str] | None:
    """A carriage as the map says it; None where it cannot."""
    found = _fields(row, _LEG)
    return None if found is None else found | _note(row)


def of_operation(row: Mapping[str, str]) -> dict[str, str] | None:
    """An operation as the map says it, without what names its batch; None where it cannot."""
    operation = row.get("operation", "")
    names = [*_GOODS, *(_TRADE if operation in TRADED.values() else ())]
    found = _fields({"form": "product", **row}, {name: _PARTS.get(name, Part(name, 1, 1)) for name in names})
    if found is None or operation not in {MADE["UC"], MADE["UF"]}:
        return found
    purpose = {"purpose": row["purpose"]} if row.get("purpose") else {}
    return found | purpose | _note(row)


def _note(row: Mapping[str, str]) -> dict[str, str]:
    note = plain(row.get("notes", "").partition("\n")[0])
    return {"notes": note} if note else {}


def _fields(row: Mapping[str, str], parts: Mapping[str, Part]) -> dict[str, str] | None:
    found = {}
    for name, part in parts.items():
        text = row.get(name, "")
        told: str | Problem = text if name in _BARE else _bare(text) if name in _NUMBERS else said(part, text)
        if isinstance(told, Problem):
            return None
        if told:
            found[name] = told
    return found


def _bare(text: str) -> str:
    return plain(text).translate(str.maketrans("", "", ".-/ ")).lstrip("0")
