"""The book of substances: everything the seed says about them, read once and never changed.

It is loaded with the csv module alone, so that a command which needs one density starts quickly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import cast

from precursors.paths import resource, seed_rows
from precursors.quantities.profile import DensityStatus, Profile, ProfileKind, Salt, SolutionPoint
from precursors.substances.cas import check_digit_holds
from precursors.substances.fold import words

_HEADING = 4
"""Digits of an HS heading, under which much else is traded."""

_WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Name:
    """One name of one substance in one language."""

    key: str
    """Key of the substance."""

    language: str
    """ISO 639-1 code, or `mul` for names used in several."""

    text: str
    """The name as it is written."""

    kind: str
    """inn, synonym, abbreviation, formula, weak, shared-abbreviation, or `salt:<name of the salt>`."""


@dataclass(frozen=True, slots=True)
class Code:
    """One number by which trade knows a substance, valid from and to a day where that is known."""

    key: str
    scheme: str
    """cas, hs, cn or un."""

    code: str
    valid_from: date | None
    valid_to: date | None
    note: str


@dataclass(frozen=True, slots=True)
class Substance:
    """One substance, group, plant or article a list can name."""

    key: str
    name: str
    """International non-proprietary or list name, in English."""

    kind: ProfileKind
    formula: str | None
    profile: Profile
    members: tuple[str, ...]
    """Keys of the members of a group; empty for a single substance."""

    note: str
    source: str


class Book:
    """The substances by key, and the ways to find one by a code."""

    def __init__(
        self,
        substances: Mapping[str, Substance],
        names: tuple[Name, ...],
        codes: tuple[Code, ...],
        counting: Mapping[str, tuple[tuple[frozenset[str], str], ...]] = MappingProxyType({}),
    ) -> None:
        """Keep the tables of one edition of the seed."""
        self.substances = substances
        self.names = names
        self.codes = codes
        self._counting = counting

    def counted(self, key: str, said: frozenset[str]) -> str | None:
        """What a percentage of the goods counts, where folded words of their name say that it is not the substance."""
        return next((counts for mark, counts in self._counting.get(key, ()) if mark <= said), None)

    def get(self, key: str) -> Substance | None:
        """The substance of that key, or None."""
        return self.substances.get(key)

    def profile(self, key: str) -> Profile:
        """The physical figures of a substance. Raises KeyError for an unknown key."""
        return self.substances[key].profile

    @cached_property
    def cas(self) -> Mapping[str, tuple[tuple[str, str | None], ...]]:
        """By CAS number: the (substance, salt or None) it stands for; more than one where it is shared."""
        found: dict[str, list[tuple[str, str | None]]] = {}
        for code in self.codes:
            if code.scheme == "cas":
                salt = code.note.removeprefix("salt: ") if code.note.startswith("salt: ") else None
                found.setdefault(code.code, []).append((code.key, salt))
        for substance in self.substances.values():
            for salt_row in substance.profile.salts.values():
                if salt_row.cas:
                    found.setdefault(salt_row.cas, []).append((substance.key, salt_row.name))
        return MappingProxyType({cas: tuple(keys) for cas, keys in found.items()})

    @cached_property
    def hs(self) -> Mapping[str, frozenset[str]]:
        """By key: its HS subheadings of six digits (or its heading of four)."""
        found: dict[str, set[str]] = {}
        for code in self.codes:
            if code.scheme == "hs":
                found.setdefault(code.key, set()).add(code.code)
        return MappingProxyType({key: frozenset(codes) for key, codes in found.items()})

    @cached_property
    def of_hs(self) -> Mapping[str, tuple[str, ...]]:
        """By HS subheading of six digits: the substances it is a code of, on any day."""
        found: dict[str, list[str]] = {}
        for key, codes in self.hs.items():
            for code in codes:
                found.setdefault(code, []).append(key)
        return MappingProxyType({code: tuple(sorted(keys)) for code, keys in found.items() if len(code) > _HEADING})

    def hs_codes(self, key: str, day: date | None = None) -> frozenset[str]:
        """HS codes of a substance, only those valid on `day` where a day is given."""
        return frozenset(
            code.code
            for code in self.codes
            if code.key == key and code.scheme == "hs" and (day is None or _valid(code, day))
        )

    def first_cas(self, key: str) -> str | None:
        """The CAS number listed first for a substance, or None where it has none."""
        return self._first_cas.get(key)

    @cached_property
    def _first_cas(self) -> dict[str, str]:
        return {code.key: code.code for code in reversed(self.codes) if code.scheme == "cas"}

    def groups_of(self, key: str) -> tuple[str, ...]:
        """The groups a substance is a member of."""
        return tuple(group.key for group in self.substances.values() if key in group.members)


@cache
def book() -> Book:
    """The book of the seed that belongs to this installation."""
    return load(resource("seed") / "substances")


def load(folder: Path) -> Book:
    """Read a book from the csv files in `folder`.

    Raises ValueError when a CAS number fails its check digit or a row names an unknown substance,
    since a seed with such a row must not be used at all.
    """
    salts, solutions, members = _salts(folder), _solutions(folder), _members(folder)
    strongest = _strongest(folder)
    substances = {
        row["key"]: _substance(
            row, salts.get(row["key"], {}), solutions.get(row["key"], ()), members, strongest.get(row["key"], _WHOLE)
        )
        for row in seed_rows(folder / "substances.csv")
    }
    names = tuple(
        Name(row["key"], row["language"], row["name"], row["kind"]) for row in seed_rows(folder / "names.csv")
    )
    codes = tuple(_code(row) for row in seed_rows(folder / "codes.csv"))
    _insist(substances, names, codes)
    return Book(MappingProxyType(substances), names, codes, _counting(folder))


def _insist(substances: Mapping[str, Substance], names: tuple[Name, ...], codes: tuple[Code, ...]) -> None:
    strangers = ({name.key for name in names} | {code.key for code in codes}) - substances.keys()
    wrong = [code.code for code in codes if code.scheme == "cas" and not check_digit_holds(code.code)]
    if strangers or wrong:
        message = f"seed of substances: unknown keys {sorted(strangers)}, wrong CAS numbers {wrong}"
        raise ValueError(message)


def _substance(
    row: dict[str, str],
    salts: dict[str, Salt],
    solutions: tuple[SolutionPoint, ...],
    members: dict[str, tuple[str, ...]],
    strongest: Decimal,
) -> Substance:
    kind = cast("ProfileKind", row["kind"])
    profile = Profile(
        key=row["key"],
        state=row["state"],
        molar_mass=_decimal(row["molar_mass"]),
        density=_decimal(row["density"]),
        density_status=cast("DensityStatus | None", row["density_status"] or None),
        expansion=_decimal(row["expansion"]),
        boiling_point=_decimal(row["boiling_point"]),
        salts=MappingProxyType(salts),
        solutions=solutions,
        kind=kind,
        strongest=strongest,
    )
    return Substance(
        key=row["key"],
        name=row["name"],
        kind=kind,
        formula=row["formula"] or None,
        profile=profile,
        members=members.get(row["key"], ()),
        note=row["notes"],
        source=row["source"],
    )


def _salts(folder: Path) -> dict[str, dict[str, Salt]]:
    found: dict[str, dict[str, Salt]] = {}
    for row in seed_rows(folder / "salts.csv"):
        salt = Salt(row["salt"], Decimal(row["factor"]), row["cas"] or None)
        found.setdefault(row["key"], {})[salt.name] = salt
    return found


def _solutions(folder: Path) -> dict[str, tuple[SolutionPoint, ...]]:
    found: dict[str, list[SolutionPoint]] = {}
    for row in seed_rows(folder / "solution_densities.csv"):
        point = SolutionPoint(Decimal(row["percent"]), Decimal(row["density"]), row["status"])
        found.setdefault(row["key"], []).append(point)
    return {key: tuple(sorted(points, key=lambda point: point.percent)) for key, points in found.items()}


def _members(folder: Path) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in seed_rows(folder / "groups.csv"):
        found[row["group"]] = (*found.get(row["group"], ()), row["member"])
    return found


def _counting(folder: Path) -> dict[str, tuple[tuple[frozenset[str], str], ...]]:
    found: dict[str, tuple[tuple[frozenset[str], str], ...]] = {}
    for row in seed_rows(folder / "percentages.csv"):
        found[row["key"]] = (*found.get(row["key"], ()), (frozenset(words(row["word"])), row["counts"]))
    return found


def _strongest(folder: Path) -> dict[str, Decimal]:
    """Per cent of the substance in what is all of what trade counts, where that is more than the substance itself."""
    return {row["key"]: Decimal(row["whole"]) for row in seed_rows(folder / "percentages.csv")}


def _code(row: dict[str, str]) -> Code:
    return Code(row["key"], row["scheme"], row["code"], _day(row["valid_from"]), _day(row["valid_to"]), row["note"])


def _valid(code: Code, day: date) -> bool:
    return (code.valid_from is None or code.valid_from <= day) and (code.valid_to is None or day <= code.valid_to)


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
