"""The vocabulary of units and its edition."""

from __future__ import annotations

import json
from decimal import Decimal

import pint
import pytest

from precursors.paths import resource
from precursors.quantities.conventions import convention, convention_names
from precursors.quantities.edition import compile_edition, factor
from precursors.quantities.units import find_unit, fold, unit_edition, vocabulary

NONE = convention(None)
UNITS = list(vocabulary().exact.values())


def test_the_stored_edition_is_what_pint_says_today() -> None:
    stored = json.loads((resource("seed") / "units" / "edition.json").read_text(encoding="utf-8"))

    assert compile_edition() == stored
    assert stored["pint"] == pint.__version__
    assert unit_edition() == stored["edition"]


def test_pint_agrees_on_every_factor() -> None:
    stored = json.loads((resource("seed") / "units" / "edition.json").read_text(encoding="utf-8"))
    registry: pint.UnitRegistry[Decimal] = pint.UnitRegistry(non_int_type=Decimal)

    for code, entry in stored["units"].items():
        assert factor(entry["pint"], entry["kind"], registry) == Decimal(entry["factor"]), code


@pytest.mark.parametrize(
    ("code", "kilograms_or_litres"),
    [
        ("pound", "0.45359237"), ("ounce", "0.028349523125"), ("troy-ounce", "0.0311034768"),
        ("grain", "0.00006479891"),
        ("short-ton", "907.18474"), ("long-ton", "1016.0469088"), ("short-hundredweight", "45.359237"),
        ("long-hundredweight", "50.80234544"), ("us-gallon", "3.785411784"), ("imperial-gallon", "4.54609"),
        ("us-fluid-ounce", "0.0295735295625"), ("oil-barrel", "158.987294928"), ("tola", "0.0116638038"),
        ("pood", "16.3804815"), ("us-quart", "0.946352946"), ("us-pint", "0.473176473"),
    ],
)  # fmt: skip
def test_legal_definitions_stand_in_the_edition(code: str, kilograms_or_litres: str) -> None:
    assert vocabulary().by_code[code].factor == Decimal(kilograms_or_litres)


def test_every_spelling_says_enough_to_be_used_or_asked() -> None:
    for unit in UNITS:
        measures = unit.kind in ("mass", "volume") and unit.policy == "accept"
        assert find_unit(unit.spelling, NONE) is unit, unit
        assert (unit.factor is not None) or not measures, unit
        assert unit.factor is None or unit.factor > 0, unit
        assert unit.source, unit
        assert unit.candidates or unit.policy != "ask" or unit.kind in ("concentration", "other"), unit


def test_folding_never_changes_what_a_spelling_means() -> None:
    for unit in UNITS:
        folded = vocabulary().folded.get(fold(unit.spelling))
        assert folded is None or (folded.code, folded.policy) == (unit.code, unit.policy)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("KILOGRAMS", "kilogram"),
        (" kg. ", "kilogram"),
        ("metric\u00a0ton", "tonne"),
        ("Kilogramos", "kilogram"),
        ("Galónes", None),
    ],
)
def test_only_harmless_differences_are_folded(text: str, code: str | None) -> None:
    found = find_unit(text, NONE)

    assert (found.code if found and found.policy == "accept" else None) == code


@pytest.mark.parametrize("text", ["mG", "kilogrm", "lbkg", "k g", "", "1", "kg/h", "__import__"])
def test_what_is_not_in_the_vocabulary_is_no_unit(text: str) -> None:
    assert find_unit(text, NONE) is None


def test_a_milligram_and_a_megagram_are_never_confused() -> None:
    found = {text: find_unit(text, NONE) for text in ("mg", "Mg", "MG")}

    assert [unit.policy for unit in found.values() if unit] == ["accept", "ask", "ask"]


@pytest.mark.parametrize("name", convention_names())
def test_every_meaning_a_convention_gives_is_a_known_unit(name: str) -> None:
    source = convention(name)

    for spelling, code in {**source.units, **source.units_of_solids}.items():
        unit = vocabulary().by_code[code]
        assert unit.factor is not None
        assert find_unit(spelling, source, solid=True) is unit
    assert all(spelling in vocabulary().exact for spelling in source.asked)


def test_an_ounce_of_a_liquid_is_asked_even_where_ounces_are_usual() -> None:
    source = convention("en-US")

    assert [getattr(find_unit("oz", source, solid=solid), "policy", None) for solid in (True, False)] == [
        "accept",
        "ask",
    ]
