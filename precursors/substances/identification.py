"""The answer to the question which substance a text names."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Form = Literal["pure", "solution", "preparation", "mixture", "group", "plant", "article", "unknown"]
MIXED = frozenset({"preparation", "mixture", "article"})
"""Forms of goods that hold a substance beside others by design."""

DILUTED = MIXED | {"solution"}
"""Forms of which a mass alone says nothing: how much of it is the substance must be stated."""

SURE, UNSURE, NOTHING = 0.97, 0.5, 0.0
"""Confidence of a name that stands there as listed, of a question to a person, and of no answer."""


@dataclass(frozen=True, slots=True)
class Identification:
    """The answer about one text."""

    status: Literal["match", "ambiguous", "none"]
    substance: str | None
    """Key of the substance; None unless `status` is match."""

    cas: str | None
    confidence: float
    """Between 0 and 1; a measure of the evidence, not a probability."""

    salt: str | None
    """Name of the salt in the substance's table of salts, where the text names one."""

    form: Form
    concentration: str | None
    because: str
    """Permanent code of the reason; its sentence stands in the catalogue of this room."""

    values: tuple[tuple[str, str], ...] = ()
    """What fills the sentence, as (name, value)."""

    candidates: tuple[str, ...] = ()
    """Keys a person may choose from, best first."""

    counts: str | None = None
    """What a percentage of these goods counts where it is not the substance: the free SO3 of oleum."""

    def strength(self, told: str | Decimal | None) -> str | Decimal | None:
        """The strength to read: `told` by a cell of its own, or by the name, with what it counts if that is another."""
        if told in (None, ""):
            return self.concentration
        return told if self.counts is None else f"{told} {self.counts}"


def nothing(code: str, **values: str) -> Identification:
    """The answer that no listed substance is named, for the reason `code`."""
    return Identification("none", None, None, NOTHING, None, "unknown", None, code, tuple(values.items()))
