"""Compiles the edition of units: asks pint, once and exactly, for the factor of every accepted spelling.

Only this module opens pint. It reads the trusted expressions of `seed/units/units.csv`, never a user's
text, and is run when the vocabulary changes; ordinary work reads the edition that it wrote.
"""

from __future__ import annotations

import csv
import hashlib
import json
from decimal import Context, Decimal, localcontext
from pathlib import Path
from typing import Any, cast

import pint

from precursors.paths import resource

_PLACES = 24
"""Significant digits kept of a factor; legal definitions need at most fourteen."""


def _registry() -> pint.UnitRegistry[Any]:
    return pint.UnitRegistry(non_int_type=Decimal)


def factor(expression: str, kind: str, registry: pint.UnitRegistry[Any] | None = None) -> Decimal:
    """Kilograms (kind `mass`) or litres (kind `volume`) in one `expression`, exactly, as pint has it."""
    target = {"mass": "kilogram", "volume": "liter"}[kind]
    with localcontext(Context(prec=60)):
        quantity = cast("Any", (registry or _registry()).parse_expression(expression))
        return _shortened(Decimal(quantity.to(target).magnitude))


def _shortened(value: Decimal) -> Decimal:
    rounded = Context(prec=_PLACES).create_decimal(value).normalize(Context(prec=_PLACES))
    return Decimal(f"{rounded:f}")


def compile_edition(folder: Path | None = None) -> dict[str, Any]:
    """Return the edition as a document: pint's version, every unit code with its factor, a SHA-256 as its id.

    Raises ValueError when one code has two factors.
    """
    place = folder or resource("seed") / "units"
    text = (place / "units.csv").read_text(encoding="utf-8")
    registry, units = _registry(), dict[str, dict[str, str]]()
    for row in csv.DictReader(text.splitlines()):
        if not row["pint"]:
            continue
        exact = factor(row["pint"], row["kind"], registry)
        entry = {"kind": row["kind"], "pint": row["pint"], "factor": str(exact)}
        if units.setdefault(row["code"], entry) != entry:
            message = f"the unit {row['code']!r} has two factors"
            raise ValueError(message)
    body: dict[str, Any] = {
        "pint": pint.__version__,
        "vocabulary": hashlib.sha256(text.encode()).hexdigest(),
        "units": dict(sorted(units.items())),
    }
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return {"edition": hashlib.sha256(canonical.encode()).hexdigest(), **body}


def write_edition(folder: Path | None = None) -> str:
    """Compiles the edition into `edition.json` beside the vocabulary and returns its id."""
    place = folder or resource("seed") / "units"
    document = compile_edition(place)
    text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
    (place / "edition.json").write_text(text, encoding="utf-8")
    return str(document["edition"])
