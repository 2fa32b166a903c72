"""Recipes: one truth for single answers and for many rows."""

from __future__ import annotations

import os
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from precursors.problems import Problem
from precursors.quantities.amounts import read_amount, read_scale
from precursors.quantities.codes import CODES, status_of, worst
from precursors.quantities.conventions import convention
from precursors.quantities.leading import split_leading
from precursors.quantities.normalise import Stated, kilograms, normalise, recipe
from precursors.quantities.recipe import rounded
from precursors.quantities.scales import Reading, Scale
from precursors.quantities.strength import read_strength
from tests.quantities.makers import PROFILES, answer

EXAMPLES = 1500 if os.environ.get("PRECURSORS_DEEP") else 120
SALTED = [(name, salt) for name, profile in PROFILES.items() for salt in profile.salts]
AROUND = [
    ("acetone", "L", {"concentration": "100"}),
    ("acetone", "drums of 55 US gal", {"concentration": "99.5 % w/w"}),
    ("hydrochloric acid", "L", {"concentration": "33 % w/w"}),
    ("pseudoephedrine", "lb", {"salt": "sulfate (2:1)"}),
    ("potassium permanganate", "tola", {}),
    ("toluene", "US gal", {"concentration": "100", "temperature": "31"}),
]
AMOUNTS = st.decimals(min_value=Decimal("0.01"), max_value=99999, places=2, allow_nan=False)


@settings(max_examples=EXAMPLES)
@given(st.integers(1, 99999), st.sampled_from(AROUND))
def test_the_quick_measure_and_the_full_answer_are_the_same(amount: int, row: tuple[str, str, dict[str, str]]) -> None:
    substance, unit, around = row
    quick = recipe(unit, profile=PROFILES[substance], **around).measure(amount)

    full = answer(str(amount), unit, substance, **around)

    assert (
        quick.status,
        quick.code,
        quick.base_ug,
        quick.net_ug,
        quick.ul,
        quick.stated_ug,
        quick.stated_ul,
    ) == (
        full.status,
        full.code,
        full.base_ug,
        full.net_ug,
        full.ul,
        full.stated_ug,
        full.stated_ul,
    )
    assert quick.relative_uncertainty == full.relative_uncertainty


@settings(max_examples=EXAMPLES)
@given(AMOUNTS, AMOUNTS)
def test_the_parts_of_an_amount_weigh_what_the_whole_weighs(one: Decimal, other: Decimal) -> None:
    made = recipe("L", profile=PROFILES["toluene"], concentration="97 % w/w")

    parts, whole = [made.measure(one), made.measure(other)], made.measure(one + other)

    assert abs(sum(part.base_ug or 0 for part in parts) - (whole.base_ug or 0)) <= 1
    assert (parts[0].base_ug or 0) < (whole.base_ug or 0)


@settings(max_examples=EXAMPLES)
@given(st.integers(0, 10**24), st.integers(1, 10**12))
def test_rounding_goes_to_the_nearest_and_to_the_even(top: int, bottom: int) -> None:
    assert rounded(top, bottom) == round(Fraction(top, bottom))


@pytest.mark.parametrize(("substance", "salt"), SALTED)
def test_a_salt_never_weighs_less_than_its_base(substance: str, salt: str) -> None:
    assert 0 < PROFILES[substance].salts[salt].factor <= 1
    assert answer("100", "kg", substance, salt=salt).base_ug == rounded(
        (Fraction(PROFILES[substance].salts[salt].factor) * 10**11).numerator,
        (Fraction(PROFILES[substance].salts[salt].factor) * 10**11).denominator,
    )


@pytest.mark.parametrize(
    "amount", [0, -1, Decimal("NaN"), Decimal("Infinity"), Decimal("-0.5"), 10**30, Decimal("1e-30")]
)
def test_an_impossible_number_gives_nothing_instead_of_zero(amount: int | Decimal) -> None:
    found = recipe("kg", profile=PROFILES["ephedrine"]).measure(amount)

    assert found.status in ("ask", "refuse")
    assert (found.base_ug, found.net_ug, found.ul) == (None, None, None)


def test_a_recipe_is_made_once_for_the_same_circumstances() -> None:
    one = recipe("kg", profile=PROFILES["acetone"], concentration="50 %")

    assert recipe("kg", profile=PROFILES["acetone"], concentration="50 %") is one
    assert recipe("kg", profile=PROFILES["toluene"], concentration="50 %") is not one
    assert recipe("kg", profile=PROFILES["acetone"], concentration="50 %", source="es-ES") is not one


NOISE = st.lists(
    st.sampled_from(
        [
            "20",
            "200",
            "2.5",
            "1,234",
            "½",
            "-5",
            "0",
            "drums",
            "drum",
            "x",
            "×",
            "of",
            "de",
            "L",
            "kg",
            "g",
            "mg",
            "gal",
            "%",
            "w/w",
            "(",
            ")",
            ",",
            ";",
            "/",
            "+",
            "-",
            "per",
            "each",
            "total",
            "net",
            "gross",
            "half-full",
            "tablets",
            "60",
            "acetone",
            "lot",
            "CAS",
            "67-64-1",
            "approx",
            ">",
            "±",
            "12/1",
            "кг",
            "бочек",
            "по",
            "c/u",
            "@",
            "*",
            "98",
            "g/mol",
            "IBC",
            "1e3",
            "M",
        ]
    ),
    max_size=9,
).map(" ".join)


@settings(max_examples=EXAMPLES * 4)
@given(NOISE, st.booleans(), st.sampled_from(["acetone", "pseudoephedrine", "hydrochloric acid"]))
def test_any_jumble_of_words_is_answered_with_a_declared_code(text: str, free: bool, substance: str) -> None:
    found = normalise(Stated(text, free_text=free), PROFILES[substance])

    assert found.status in ("ok", "ok_flag", "ask", "refuse")
    assert all(code in CODES for code in found.codes)
    assert (found.base_ug is None) == (found.status in ("ask", "refuse"))
    assert found.base_ug is None or found.base_ug > 0


@settings(max_examples=EXAMPLES * 8)
@given(st.integers(1, 400), NOISE, st.sampled_from(["", "x ", "drums x ", "kg "]))
def test_the_quick_way_and_the_full_reading_never_differ(number: int, tail: str, head: str) -> None:
    text = f"{number} {head}{tail}"
    split = split_leading(text, convention(None), solid=False)
    if split is None:
        return

    full = read_amount(text, convention=convention(None))
    scale = read_scale(split[1], convention=convention(None))

    assert isinstance(full, Reading), (text, full)
    assert isinstance(scale, Scale)
    for whole, part in ((full.scale.kg, scale.kg), (full.scale.litres, scale.litres)):
        assert (whole and whole * Fraction(full.number.value)) == (part and part * Fraction(split[0])), text
    assert {*full.scale.flags, *full.number.flags} == {*scale.flags}, text
    assert full.strengths == ()


@settings(max_examples=EXAMPLES)
@given(st.text(max_size=60), st.text(max_size=20))
def test_any_text_whatever_is_answered(text: str, other: str) -> None:
    read = read_amount(text, other, convention=convention(None), strict=False)
    strength = read_strength(text, other)

    assert not isinstance(read, Problem) or read.code in CODES
    assert not isinstance(strength, Problem) or strength.code in CODES


def test_the_gravest_code_decides() -> None:
    assert worst(["amount.assumed-neat", "unit.ambiguous", "number.negative", "unit.gross"]) == (
        "refuse",
        "number.negative",
    )
    assert worst([]) == ("ok", None)
    assert status_of("salt.assumed-base") == "ok_flag"


@pytest.mark.parametrize(("micro", "text"), [(None, None), (1, "0.000000001"), (1_228_800_000, "1.228800000")])
def test_kilograms_are_printed_with_nine_decimals(micro: int | None, text: str | None) -> None:
    assert kilograms(micro) == text


def test_packages_that_do_not_fit_the_amount_are_asked() -> None:
    made = recipe("kg", profile=PROFILES["potassium permanganate"], package_size="25 kg")

    assert [made.measure(1000, packages).status for packages in (40, 39)] == ["ok", "ask"]


@pytest.mark.parametrize("source", ["none", "es-PE", "en-US", "ru-RU"])
@pytest.mark.parametrize("unit", ["kg", "L", "g", "lb", "litros", "кг"])
@pytest.mark.parametrize("number", ["7", "0.143", "12.571", "1,234", "12,5", "1234.567", "0,50", "3.1415"])
def test_a_number_and_its_unit_in_one_cell_are_read_as_in_two(number: str, unit: str, source: str) -> None:
    apart = answer(number, unit, "acetone", convention=source)

    together = answer(f"{number} {unit}", "", "acetone", convention=source)

    figures = ("status", "code", "base_ug", "net_ug", "ul", "stated_ug", "stated_ul", "steps")
    known = [name for name in figures if together.code != "number.convention" or name in ("status", "code")]
    assert [getattr(together, name) for name in known] == [getattr(apart, name) for name in known]
    assert together.relative_uncertainty == apart.relative_uncertainty
