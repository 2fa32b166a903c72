"""What a chemist confirms of the hazard data: the profile of one substance, or one of the tables for all of them. Pure.

What is confirmed is the content, by its hash: where a later seed says otherwise of a part, that part is a draft again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from precursors.paths import resource, seed_rows
from precursors.substances.compatibility import Goods

TABLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "groups": ("number",),
        "pairs": ("a", "b"),
        "overlays": ("a", "b", "b_groups", "b_classes", "b_text"),
        "segregation": ("scheme", "a", "b"),
    }
)
"""Tables that hold for all substances, with the columns that name a row of each."""
_OF_PROFILE = ("conc_min", "conc_max")
_FIRST = (
    "number", "scheme", "key", "name", "cas", "state", *_OF_PROFILE, "a", "b", "b_groups", "b_classes", "b_text",
    "verdict", "degree", "codes", "un", "shipping_name", "class", "subsidiary", "packing_group", "ghs",
)  # fmt: skip
_LAST = ("note", "source", "source_transport", "source_ghs", "source_waste", "source_methods", "source_groups")
Row = Mapping[str, str]


class Change(NamedTuple):
    """What another content says otherwise: of which row, in which column; a text is None where there is no row."""

    row: str
    column: str
    before: str | None
    after: str | None


@cache
def parts() -> Mapping[str, str]:
    """The canonical content of every part as this installation has it."""
    return read_parts(resource("seed") / "hazards")


def read_parts(folder: Path) -> Mapping[str, str]:
    """Part to its rows as canonical JSON; what the seed says of its own standing is no part of what it says."""
    found = {name: _rows(folder / f"{name}.csv") for name in TABLES}
    for row in _rows(folder / "profiles.csv"):
        found.setdefault(row["key"], []).append(row)
    return MappingProxyType({name: json.dumps(own, sort_keys=True, ensure_ascii=False) for name, own in found.items()})


def _rows(path: Path) -> list[dict[str, str]]:
    return [{key: text for key, text in row.items() if key != "status"} for row in seed_rows(path)]


def digest(content: str) -> str:
    """What a confirmation pins."""
    return sha256(content.encode()).hexdigest()


def rows_of(content: str) -> list[dict[str, str]]:
    """The rows of a part back."""
    read: list[dict[str, str]] = json.loads(content)
    return read


def in_reading_order(row: Row) -> dict[str, str]:
    """What a row is about first, where it is from last: the canonical content is in the order of the alphabet."""
    rest = [name for name in row if name not in {*_FIRST, *_LAST}]
    return {name: row[name] for name in (*_FIRST, *rest, *_LAST) if name in row}


def changes(part: str, before: str | None, after: str) -> Iterator[Change]:
    """What `after` says otherwise than `before`, cell by cell; nothing where there was nothing before."""
    if before is None:
        return
    names = TABLES.get(part, _OF_PROFILE)
    old, new = ({_named(row, names): row for row in rows_of(each)} for each in (before, after))
    for name in dict.fromkeys([*old, *new]):
        one, other = old.get(name, {}), new.get(name, {})
        for column in dict.fromkeys([*one, *other]):
            if one.get(column) != other.get(column):
                yield Change(name, column, one.get(column), other.get(column))


def _named(row: Row, names: tuple[str, ...]) -> str:
    return " · ".join(row.get(name) or "–" for name in names)


def needed(one: Goods, other: Goods) -> frozenset[str]:
    """Parts that must be confirmed before two goods may be said to stand well together."""
    return frozenset({one.substance, other.substance, *TABLES})
