"""Numbers that name companies: whether their check digits fit, where their scheme is known. Pure.

A number that does not fit is kept as it was stated and told of; nothing is ever put right silently.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Literal

from stdnum import ean, lei
from stdnum.util import get_cc_module

from precursors.intake.countries import country_code
from precursors.problems import Problem, problem

Verdict = Literal["fits", "does-not-fit", "not-known"]

_EORI = re.compile(r"[A-Z]{2}[A-Z0-9]{1,15}")
_GLN_LENGTH = 13
SCHEMES = ("vat", "businessid")
"""What the numbers of companies are called among the schemes of a country."""


def tax_number(text: str, country: str | None) -> Verdict:
    """Whether a text fits a company number of a country (ISO 3166-1 alpha-2) in one of its schemes we know."""
    if not country or not re.fullmatch(r"[A-Za-z]{2}", country):
        return "not-known"
    schemes = [module for name in SCHEMES if (module := get_cc_module(country.lower(), name)) is not None]
    if not schemes:
        return "not-known"
    return "fits" if any(module.is_valid(text) for module in schemes) else "does-not-fit"


def legal_entity(text: str) -> Verdict:
    """A legal entity identifier (ISO 17442)."""
    return "fits" if lei.is_valid(text) else "does-not-fit"


def location(text: str) -> Verdict:
    """A global location number (GS1): thirteen digits, the last one a check digit."""
    digits = re.sub(r"[\s-]", "", text)
    return "fits" if len(digits) == _GLN_LENGTH and ean.is_valid(digits) else "does-not-fit"


def customs(text: str) -> Verdict:
    """The shape of an EORI number; it has no check digit that all its countries share."""
    return "fits" if _EORI.fullmatch(re.sub(r"[\s-]", "", text.upper())) else "does-not-fit"


def verdicts(told: Mapping[str, str | None]) -> dict[str, Verdict]:
    """What is to be said of each number that an operator states, by the name of its field."""
    found: dict[str, Verdict] = {}
    if identifier := told.get("identifier"):
        found["identifier"] = tax_number(identifier, country_code(told.get("country")))
    for name, check in (("lei", legal_entity), ("eori", customs), ("gln", location)):
        if text := told.get(name):
            found[name] = check(text)
    return found


def doubts(told: Mapping[str, str | None]) -> Iterator[Problem]:
    """A warning for each number that does not fit its scheme."""
    for name, verdict in verdicts(told).items():
        if verdict == "does-not-fit":
            scheme = told.get("country") or "" if name == "identifier" else name.upper()
            yield problem("identifier.check", name, value=told[name] or "", scheme=scheme)
