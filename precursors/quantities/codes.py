"""Every code this room can answer with, and what it means for the amount.

One table for all: a code says the same wherever it is raised, so its verdict stands here
and not at the place that raises it. The sentence of each code is in `i18n/<language>/quantities.toml`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

Status = Literal["ok", "ok_flag", "ask", "refuse"]
"""Right; right but to be looked at; a person must choose; no choice could make it right."""

FLAGS = frozenset({
    "amount.above-million-kg", "amount.assumed-neat", "amount.compound", "amount.estimated-fill",
    "amount.mass-and-volume", "amount.one-package-assumed", "amount.recalled-density",
    "amount.rounded", "amount.single-source-density", "amount.pack-slash", "amount.group",
    "basis.assumed-purity", "density.no-expansion", "density.stated",
    "number.approximate", "number.exponent", "number.other-digits", "number.plus-minus",
    "number.range", "number.word", "salt.assumed-base", "strength.range", "strength.bound",
    "strength.unknown",
})  # fmt: skip
"""The amount is taken, and a person should look at it."""

ASKS = frozenset({
    "amount.no-density", "amount.zero", "amount.several", "amount.trailing-text", "amount.each-or-total",
    "amount.unlabelled-number", "amount.mass-volume-disagree", "amount.unknown-fill", "amount.article",
    "amount.content-missing", "amount.fraction-or-pack", "basis.missing", "basis.unknown", "basis.mismatch",
    "density.missing", "density.disagrees", "density.unreadable", "number.convention", "number.words-only",
    "number.suffix", "packages.count-missing", "packages.not-whole",
    "packages.disagree", "packages.size-missing",
    "packages.size-unreadable", "salt.missing", "salt.unknown", "salt.ambiguous", "salt.molar",
    "strength.baume", "strength.fraction-or-percent", "strength.missing",
    "strength.molar-or-other", "strength.heavy", "strength.normality", "strength.oleum", "strength.unit",
    "strength.unreadable", "strength.zero", "strength.no-molar-mass",
    "strength.disagrees", "temperature.unreadable", "unit.ambiguous", "unit.disagrees", "unit.missing",
    "unit.not-an-amount", "unit.unknown", "unit.tablet-content",
})  # fmt: skip
"""A person must choose a unit, a convention, a basis or a strength."""

REFUSALS = frozenset({
    "amount.above-boiling-point", "amount.below-microgram", "amount.too-large", "amount.plant-material",
    "number.bad-grouping", "number.bound", "number.missing", "number.negative", "number.not-a-number",
    "number.out-of-range", "number.range-reversed", "number.too-long", "number.forbidden-character",
    "packages.negative", "strength.above-hundred", "strength.negative",
    "temperature.impossible", "unit.gross", "unit.refused",
})  # fmt: skip
"""No choice of a person could make this an amount."""

CODES: dict[str, Status] = {
    **dict.fromkeys(FLAGS, "ok_flag"), **dict.fromkeys(ASKS, "ask"), **dict.fromkeys(REFUSALS, "refuse"),
}  # fmt: skip
"""Code -> status."""

_ORDER: dict[Status, int] = {"ok": 0, "ok_flag": 1, "ask": 2, "refuse": 3}


def status_of(code: str) -> Status:
    """Tell what `code` does to an amount. Raises KeyError for a code that nobody declared."""
    return CODES[code]


def worst(codes: Iterable[str]) -> tuple[Status, str | None]:
    """Return the gravest status among `codes` and the first code that has it; ("ok", None) without codes."""
    status: Status = "ok"
    first: str | None = None
    for code in codes:
        its = CODES[code]
        if _ORDER[its] > _ORDER[status]:
            status, first = its, code
    return status, first
