"""What normalising an amount needs to know about a substance, and nothing else.

The room `substances` fills these records from its seed; the room `quantities`
only reads them. They are plain data, so that a calculation can be repeated years
later from the same figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

DensityStatus = Literal["verified", "single-source", "recalled"]
"""How well a density is known: two agreeing sources, one source, or memory alone."""

ProfileKind = Literal["substance", "group", "plant", "article"]
"""What sort of thing the key names; only a `substance` has one molar mass and one density."""


@dataclass(frozen=True, slots=True)
class Salt:
    """One salt (or hydrate) of a base or acid."""

    name: str
    """Name of the salt as the substance's table of salts has it, for instance `sulfate (2:1)`."""

    factor: Decimal
    """Grams of the base or acid in one gram of the salt, from molar masses; above 0, at most 1."""

    cas: str | None
    """CAS Registry Number of the salt itself, or None where it is not known."""


@dataclass(frozen=True, slots=True)
class SolutionPoint:
    """Density of an aqueous solution at 20 °C and one strength."""

    percent: Decimal
    """Strength in per cent by mass (w/w)."""

    density: Decimal
    """Density of the solution in kilograms per litre."""

    status: str
    """How well the figure is known; the words of `DensityStatus`."""


@dataclass(frozen=True, slots=True)
class Profile:
    """The physical figures of one listed substance; None means that nobody has told us."""

    key: str
    """Key of the substance, for instance `acetic-anhydride`."""

    state: str
    """State as sold: `liquid`, `solid`, or a text that begins with `solution` or `gas`."""

    molar_mass: Decimal | None
    """Grams per mole of the controlled substance itself (anhydrous base or acid)."""

    density: Decimal | None
    """Density of the neat substance at 20 °C in kilograms per litre."""

    density_status: DensityStatus | None
    """How well `density` is known; None where there is no density."""

    expansion: Decimal | None
    """Volumetric thermal expansion per kelvin near 20 °C."""

    boiling_point: Decimal | None
    """Boiling point in degrees Celsius at normal pressure."""

    salts: Mapping[str, Salt] = field(default_factory=lambda: MappingProxyType({}))
    """Salts by the name under which `Salt.name` knows them."""

    solutions: tuple[SolutionPoint, ...] = ()
    """Densities of aqueous solutions, rising in strength; empty where none is tabulated."""

    kind: ProfileKind = "substance"
    """Whether the key names a substance, a group of them, plant material or an article."""

    strongest: Decimal = Decimal(100)
    """Most per cent by mass a strength may say: above 100 for what takes up water as it becomes the substance."""
