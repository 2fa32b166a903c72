"""How values of findings on shipments are told: directions, fields, goods and what an amount lacks, in any language."""

from __future__ import annotations

from precursors.i18n.catalogue import text
from precursors.intake.record import headings
from precursors.registers.writing import country, word
from precursors.substances.titles import title
from precursors.trade.record import SHIPMENTS

_LETTERS = 2


def name_direction(value: str, language: str) -> str:
    """Import, export, transit, domestic."""
    return word("directions", value, language)


def name_checked(value: str, language: str) -> str:
    """Whether a limit of the law was checked against its text; the rule keeps `yes`, or `no` and why."""
    return text("words", f"checked-{value.partition(':')[0]}", language)


def name_lacking(code: str, language: str) -> str:
    """What an amount lacks so that nobody can say how much it is, from the code of its problem."""
    known = text("words", f"lacking-{code.replace('.', '-')}", language)
    return known if not known.startswith("lacking-") else text("words", f"lacking-{code.partition('.')[0]}", language)


def name_field(key: str, language: str) -> str:
    """A field of a shipment, as its form and its sheets call it."""
    known = headings(SHIPMENTS.kind).get(key, {})
    return known.get(language) or known.get("en") or key


def name_goods(value: str, language: str) -> str:
    """What a licence or an authorisation is for: substances joined by commas, each perhaps behind its kind."""
    parts = (part.split(" ") for part in value.split(", "))
    return ", ".join(" ".join(_good(each, language) for each in part) for part in parts)


def _good(value: str, language: str) -> str:
    kind = word("authorisation_kinds", value, language)
    return kind if kind != value else title(value, language)


def name_country(value: str, language: str) -> str:
    """A country by its code, or several joined by commas; any other text as it stands."""
    parts = (part.strip() for part in value.split(","))
    return ", ".join(country(part, language) if len(part) == _LETTERS and part.isupper() else part for part in parts)
