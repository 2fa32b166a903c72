"""What the seed says about destruction, dated and with its source: operations, limits, methods, protocols."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from precursors.disposal.rules.balance import Limits
from precursors.disposal.rules.methods import Allowed, Operation
from precursors.disposal.rules.reagents import Plausible
from precursors.law.dated import NotInForce
from precursors.paths import resource, seed_rows

RESIDUE = "residue"
"""What is left of goods after treatment: goods of its own, under no prohibition of what it was (3.1 rule 0)."""


def _folder() -> Path:
    return resource("seed") / "protocols"


def _rows(name: str) -> list[dict[str, str]]:
    return seed_rows(_folder() / name)


@cache
def operations() -> tuple[Operation, ...]:
    """Disposal operations of the Basel Convention."""
    return tuple(
        Operation(row["code"], row["final"] == "yes", row["recovery"] == "yes") for row in _rows("operations.csv")
    )


@cache
def _limits() -> tuple[tuple[date, date, Limits], ...]:
    return tuple(
        (
            date.fromisoformat(row["valid_from"]),
            date.fromisoformat(row["valid_to"]) if row["valid_to"] else date.max,
            Limits(
                Decimal(row["coverage"]),
                Decimal(row["share"]),
                int(row["solid_ug"]),
                int(row["liquid_ug"]),
                Decimal(row["report_share"]),
                int(row["report_days"]),
                int(row["emergency_hours"]),
                row["source"],
                row["status"],
            ),
        )
        for row in _rows("limits.csv")
    )


def limits(day: date) -> Limits:
    """The limits in force on a day. Raises NotInForce when there are none."""
    for first, last, each in _limits():
        if first <= day <= last:
            return each
    raise NotInForce("disposal limits", day, None)


@cache
def allowed() -> Mapping[str, Allowed]:
    """What the library says of each substance. It is a draft: it may forbid, and permits nothing by itself."""
    return {
        row["substance"]: Allowed(
            row["substance"],
            row["state"],
            tuple(row["methods"].split()),
            frozenset(row["prohibited"].split()),
            row["ppe"],
            tuple(row["checks"].split()),
        )
        for row in _rows("substances.csv")
    }


@cache
def waste_codes() -> Mapping[str, Mapping[str, str]]:
    """Waste codes of each substance: European list, Basel Y and H, UN number."""
    return {
        row["substance"]: {name: row[name] for name in ("low", "basel_y", "basel_h", "un")}
        for row in _rows("substances.csv")
    }


@cache
def plausible() -> tuple[Plausible, ...]:
    """Which doses are believable."""
    figures = ("least", "low", "high")
    return tuple(
        Plausible(row["substance"], row["reagent"], *(Decimal(row[name]) for name in figures))
        for row in _rows("reagents.csv")
    )


@cache
def documents() -> Mapping[str, Mapping[str, Any]]:
    """The protocol documents of the seed by file name."""
    return {
        path.stem: plain(tomllib.loads(path.read_text(encoding="utf-8"))) for path in sorted(_folder().glob("*.toml"))
    }


def plain(document: Any) -> Any:  # noqa: ANN401 - any TOML or JSON value
    """The same as JSON has it: days as ISO texts."""
    if isinstance(document, Mapping):
        return {str(name): plain(value) for name, value in document.items()}
    if isinstance(document, list):
        return [plain(each) for each in document]
    return document.isoformat() if isinstance(document, date) else document
