"""Profiles with figures written out by hand, so that these tests need no other room's seed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from precursors.quantities.normalise import Normalised, Stated, kilograms, normalise
from precursors.quantities.profile import Profile, Salt, SolutionPoint


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def a_profile(key: str, state: str = "solid", **changes: object) -> Profile:
    """Return A substance about which nothing is known but what is given."""
    return replace(Profile(key, state, None, None, None, None, None), **changes)  # type: ignore[arg-type] # by name


def _liquid(
    key: str, mass: str, density: str, expansion: str = "", boils: str = "", status: str = "verified"
) -> Profile:
    return a_profile(
        key,
        "liquid",
        molar_mass=Decimal(mass),
        density=_decimal(density),
        density_status=status,
        expansion=_decimal(expansion),
        boiling_point=_decimal(boils),
    )


def _salted(key: str, mass: str, **salts: tuple[str, str]) -> Profile:
    """Salts as name -> (how many bases in one, molar mass of the salt)."""
    known = {
        name.replace("_", " "): Salt(name.replace("_", " "), int(many) * Decimal(mass) / Decimal(heavy), None)
        for name, (many, heavy) in salts.items()
    }
    return a_profile(key, molar_mass=Decimal(mass), salts=known)


def _points(text: str, status: str) -> tuple[SolutionPoint, ...]:
    pairs = (pair.split(":") for pair in text.split())
    return tuple(SolutionPoint(Decimal(percent), Decimal(density), status) for percent, density in pairs)


PROFILES: dict[str, Profile] = {
    "potassium permanganate": a_profile("potassium-permanganate", molar_mass=Decimal("158.032")),
    "red phosphorus": a_profile("red-phosphorus", molar_mass=Decimal("30.974")),
    "acetone": _liquid("acetone", "58.080", "0.790", "0.00143", "56.1"),
    "acetic anhydride": _liquid("acetic-anhydride", "102.089", "1.0818", "0.00112", "139.8"),
    "toluene": _liquid("toluene", "92.141", "0.8669", "0.00105", "110.6"),
    "ethyl ether": _liquid("ethyl-ether", "74.123", "0.7138", "0.00161", "34.6"),
    "piperidine": _liquid("piperidine", "85.150", "0.862", "0.00102", "106"),
    "1-phenyl-2-propanone": _liquid("1-phenyl-2-propanone", "134.178", "1.0157", status="recalled"),
    "safrole": _liquid("safrole", "162.188", "1.100", status="single-source"),
    "3,4-methylenedioxyphenyl-2-propanone": a_profile("pmk", "liquid", molar_mass=Decimal("178.187")),
    "methylamine": a_profile("methylamine", "gas (often 40 % aqueous)", molar_mass=Decimal("31.058")),
    "hydrochloric acid": a_profile(
        "hydrochloric-acid",
        "solution (gas when anhydrous)",
        molar_mass=Decimal("36.458"),
        density=Decimal("1.184"),
        density_status="verified",
        expansion=Decimal("0.00628"),
        solutions=_points("10:1.048 20:1.098 30:1.149 32:1.159 34:1.169 36:1.179 37:1.184 38:1.189", "verified"),
    ),
    "sulphuric acid": a_profile(
        "sulphuric-acid",
        "liquid",
        molar_mass=Decimal("98.072"),
        strongest=Decimal("122.5"),
        density=Decimal("1.8361"),
        density_status="verified",
        solutions=_points(
            "10:1.0661 20:1.1394 50:1.3951 90:1.8144 93:1.8279 96:1.8355 98:1.8361 100:1.8305", "recalled"
        ),
    ),
    "hydriodic acid": a_profile(
        "hydriodic-acid",
        "solution (gas when anhydrous)",
        molar_mass=Decimal("127.912"),
        density=Decimal("1.70"),
        density_status="recalled",
        solutions=_points("57:1.70", "recalled"),
    ),
    "ephedrine": _salted("ephedrine", "165.236", hydrochloride=("1", "201.694"), **{"sulfate_(2:1)": ("2", "428.544")}),
    "pseudoephedrine": _salted(
        "pseudoephedrine", "165.236", hydrochloride=("1", "201.694"), **{"sulfate_(2:1)": ("2", "428.544")}
    ),
    "norephedrine": _salted("norephedrine", "151.209", hydrochloride=("1", "187.667"), bitartrate=("1", "301.295")),
    "ergotamine": _salted("ergotamine", "581.673", **{"tartrate_(2:1)": ("2", "1313.432")}),
    "ergometrine": _salted(
        "ergometrine", "325.412", **{"maleate_(1:1)": ("1", "441.484"), "tartrate_(2:1)": ("2", "800.910")}
    ),
    "phenylacetic acid": _salted(
        "phenylacetic-acid", "136.150", sodium_salt=("1", "158.132"), potassium_salt=("1", "174.240")
    ),
    "4-piperidone": _salted(
        "4-piperidone", "99.133", hydrochloride=("1", "135.591"), hydrochloride_monohydrate=("1", "153.606")
    ),
    "4-anilinopiperidine": _salted("4-anilinopiperidine", "176.263", dihydrochloride=("1", "249.179")),
    "anthranilic acid": _salted("anthranilic-acid", "137.138", sodium_salt=("1", "159.120")),
    "acetone (line 1 of mixture 50 % v/v)": _liquid("acetone", "58.080", "0.790", "0.00143", "56.1"),
    "PMK glycidate (ester not said)": a_profile("pmk-glycidate-esters", "solid/oil", kind="group"),
    "ephedra plant material": a_profile("ephedra", "solid", kind="plant"),
}


def answer(amount: str | int | Decimal | None, unit: str = "", substance: str = "", **stated: object) -> Normalised:
    """Return the answer for a quantity; without a substance only what its text states."""
    return normalise(
        replace(Stated(amount, unit), **stated),  # type: ignore[arg-type] # by name
        PROFILES[substance] if substance else None,
    )


def kg(found: Normalised) -> str | None:
    return kilograms(found.base_ug)
