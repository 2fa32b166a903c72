"""Hand-computed cases and texts of products."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

import pytest

from precursors.quantities.normalise import Stated, normalise
from tests.quantities.cases import CASES, A, Case, S
from tests.quantities.makers import answer


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}|{case[1]}|{case[2]}|{case[3]}")
def test_a_hand_computed_case_comes_out_right(case: Case) -> None:
    amount, unit, substance, around, status, expected = case

    found = answer(amount, unit, substance, **around)

    assert (found.status, found.code is None) == (status, status == "ok"), found
    if expected is None:
        assert found.base_ug is None
    else:
        assert found.base_ug == int((expected * 10**9).quantize(Decimal(1), ROUND_HALF_EVEN))


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 150


@pytest.mark.parametrize(
    ("text", "kg", "litres"),
    [
        ("ACETONE, ACS REAGENT, >=99.5%, 2.5L", None, "2.5"),
        ("Merck 1.00014.2500 2.5 L CAS 67-64-1", None, "2.5"),
        ("500 g, lot 20231204, 99+%", "0.5", None),
        ("Toluene 4 x 4L, 99.9%, case", None, "16"),
        ("250 mL/bottle, 12 bottles/case", None, "3"),
        ("Hydrochloric acid 37% ACS 500 mL, d=1.2", None, "0.5"),
        ("10 x 10 mL ampoules", None, "0.1"),
        ("Ácido sulfúrico 98% tambor 200 kg", "200", None),
        ("80 DRUMS X 160 KG = 12800 KG", "12800", None),
        ("Acetone - 2.5 L - glass bottle", None, "2.5"),
    ],
)
def test_a_products_text_gives_its_amount_and_nothing_else(text: str, kg: str | None, litres: str | None) -> None:
    found = normalise(Stated(text, free_text=True))

    assert found.status in ("ok", "ok_flag")
    assert found.stated_ug == (None if kg is None else Decimal(kg) * 10**9)
    assert found.stated_ul == (None if litres is None else Decimal(litres) * 10**9)


MEANS_SOMETHING_ELSE = (
    # a limit, in front or behind
    "5 kg or more", "40 kg o más", "40 kg ou plus", "40 кг и более", "40 كغ أو أكثر", "40公斤以上", "acima de 40 kg",
    "لا يقل عن 40 كغ", "超过40公斤", "mind. 40 kg", "bis 40 kg", "en az 40 kg", "from 40 kg", "desde 40 kg", "от 40 кг",
    # what the packages weigh too
    "13 kg (gross)", "200 كغ قائم", "13 kg, bruto", "الوزن الإجمالي 45 كغ", "brüt 45 kg", "12 kg (con envase)",
    "12 kg incl. envase", "12 kg avec emballage", "12 кг с тарой", "12公斤（含包装）",
    # a part in words
    "1 tonne et demie", "2 toneladas y media", "2 тонны с половиной", "2 طن ونصف", "2吨半", "5 kg and a half",
    # a number that counts nothing
    "200 kg at 25 C", "200 L à 20 C", "2 of 5 drums of 200 L", "3 de 10 tambores de 200 L", "3 из 10 бочек по 200 л",
    # a rate, a loss, a content, a dose of two
    "200 kg/year", "200 kg monthly", "200 kg al mes", "200 кг в год", "200 kg par an", "loss 5 kg", "merma 5 kg",
    "20 kg as base", "20 кг в пересчёте на основание", "120/5 mg", "200/300 kg",
)  # fmt: skip
"""Texts whose first number and unit are not the amount."""


@pytest.mark.parametrize("text", MEANS_SOMETHING_ELSE)
@pytest.mark.parametrize("free_text", [False, True], ids=["cell", "product"])
def test_a_text_that_means_something_else_than_its_number_is_never_taken(text: str, free_text: bool) -> None:
    found = normalise(Stated(text, free_text=free_text))

    assert found.status in ("ask", "refuse") or found.stated_ul == 200 * 10**9, found


@pytest.mark.parametrize("text", ["1.234.567,5 kg", "1.234.567,50 kg", "1.234.567,5kg"])
@pytest.mark.parametrize("convention", ["es-ES", "none"])
@pytest.mark.parametrize("before", ["", "Acetona ", "Acetona, "])
def test_points_that_part_thousands_are_no_code(text: str, convention: str, before: str) -> None:
    found = normalise(Stated(before + text, convention=convention, free_text=bool(before)))

    assert found.stated_ug == 1_234_567_500 * 10**6


@pytest.mark.parametrize(
    ("substance", "strength", "basis", "status", "code"),
    [
        (S, "104.5 %", "", "ask", "strength.oleum"),
        (S, "104,5 %", "w/w", "ask", "strength.oleum"),
        (S, "122.5", "w/w", "ask", "strength.oleum"),
        (S, "123 %", "w/w", "refuse", "strength.above-hundred"),
        (A, "104.5 %", "", "refuse", "strength.above-hundred"),
        (S, "180 %", "w/v", "ask", "strength.heavy"),
        (S, "180 % w/v", "", "ask", "strength.heavy"),
        (S, "201 %", "w/v", "refuse", "strength.above-hundred"),
        (A, "101 %", "v/v", "refuse", "strength.above-hundred"),
    ],
)
def test_a_strength_above_a_hundred_is_asked_about_where_there_is_one(
    substance: str, strength: str, basis: str, status: str, code: str
) -> None:
    found = answer("100", "kg", substance, concentration=strength, basis=basis)

    assert (found.status, found.code, found.base_ug) == (status, code, None)


def test_a_minus_behind_is_asked_about() -> None:
    assert normalise(Stated("500,00-", unit="kg", convention="de-DE")).status in ("ask", "refuse")
    assert normalise(Stated("500,00 kg-", convention="de-DE")).status in ("ask", "refuse")


@pytest.mark.parametrize("text", ["Acetone 99 500 mL", "25 kg bag, qty 40", "1 kg tablets", "1 L, 5 L", "10 000 L"])
def test_a_products_text_with_two_readings_is_asked(text: str) -> None:
    found = normalise(Stated(text, free_text=True))

    assert found.status == "ask"


def test_an_unknown_density_keeps_the_litres() -> None:
    found = answer("20", "L", "3,4-methylenedioxyphenyl-2-propanone")

    assert (found.code, found.base_ug, found.net_ug, found.ul) == (
        "amount.no-density",
        None,
        None,
        20 * 10**9,
    )


def test_litres_of_a_volume_percentage_are_those_of_the_substance() -> None:
    found = answer("100", "L", "acetone", concentration="50", basis="v/v")

    assert (found.ul, found.stated_ul) == (50 * 10**9, 100 * 10**9)


def test_net_mass_is_that_of_the_goods_not_of_the_substance() -> None:
    found = answer("100", "L", "hydrochloric acid", concentration="37", basis="w/w")

    assert (found.net_ug, found.base_ug) == (118_400_000_000, 43_808_000_000)


def test_without_a_substance_only_the_stated_amount_is_given() -> None:
    found = answer("20 drums x 200 L")

    assert (found.status, found.base_ug, found.stated_ul) == ("ok", None, 4000 * 10**9)


def test_every_step_leads_to_the_next_and_the_last_to_the_result() -> None:
    found = answer("20 drums x 200 L", "", "acetone", concentration="100")

    assert [step.from_ for step in found.steps[1:]] == [step.to for step in found.steps[:-1]]
    assert Decimal(found.steps[-1].to) * 10**9 == found.base_ug
    assert all(step.source for step in found.steps)


@pytest.mark.parametrize(
    ("amount", "unit", "status", "kg", "litres"),
    [
        ("1.5 kg", "kg", "ok", "1.5", None),
        ("1,200.50 kgs", "KG", "ok", "1200.5", None),
        ("25kg", "Kilogramos", "ok", "25", None),
        ("20 x 200 L", "L", "ok", None, "4000"),
        ("20 tambores de 200 litros", "litros", "ok", None, "4000"),
        ("5 kg 200", "g", "ok_flag", "5.2", None),
        ("3 t", "kg", "ask", None, None),
        ("200 ml", "L", "ask", None, None),
        ("200 kg", "L", "ask", None, None),
    ],
)
def test_a_unit_said_twice_is_one_and_two_units_are_asked_about(
    amount: str, unit: str, status: str, kg: str | None, litres: str | None
) -> None:
    found = normalise(Stated(amount, unit, convention="en-US"))

    stated = [None if each is None else Decimal(each) / 10**9 for each in (found.stated_ug, found.stated_ul)]
    assert (found.status, *stated) == (status, kg and Decimal(kg), litres and Decimal(litres))
    assert found.code == ("unit.disagrees" if status == "ask" else found.code)


@pytest.mark.parametrize(
    ("amount", "unit", "size", "status"),
    [
        ("1160", "kg", "200 L", "ok"), ("900", "kg", "200 L", "ok"), ("1300", "kg", "200 L", "ask"),
        ("1000", "L", "200 L", "ok"), ("900", "L", "200 L", "ask"), ("1000", "L", "232 kg", "ok"),
        ("1000", "L", "200 kg", "ask"),
    ],
)  # fmt: skip
def test_packages_sized_by_the_other_measure_must_be_able_to_hold_the_amount(
    amount: str, unit: str, size: str, status: str
) -> None:
    """33 % hydrochloric acid weighs about 1.16 kg a litre."""
    found = answer(amount, unit, "hydrochloric acid", concentration="33 % w/w", packages="5", package_size=size)

    assert (found.status, found.code) == (status, "packages.disagree" if status == "ask" else None)
