"""What a name says about the strength of an amount of it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from precursors.quantities.normalise import Stated
from precursors.substances.answering import answered
from precursors.substances.identify import identify


@pytest.mark.parametrize(
    "name",
    [
        "oleum 65%",
        "fuming sulphuric acid 20 % SO3",
        "ácido sulfúrico fumante 30%",
        "дымящая серная кислота 24%",
        "发烟硫酸 20%",
        "sulfuric acid, oleum, 20 %",
    ],
)
def test_percentage_of_oleum_counts_free_so3_and_is_asked_about(name: str) -> None:
    answer = answered(Stated("100 kg"), name)
    assert (answer.status, answer.code) == ("ask", "basis.unknown")
    assert answer.message is not None
    assert "SO3" in answer.message


def test_strength_cell_of_oleum_counts_free_so3_too() -> None:
    answer = answered(Stated("100 kg", concentration=Decimal(20)), "oleum")
    assert (answer.status, answer.code) == ("ask", "basis.unknown")


@pytest.mark.parametrize(("name", "kilograms"), [("sulphuric acid 98%", 98), ("fuming hydrochloric acid 37%", 37)])
def test_percentage_of_any_other_acid_is_its_strength(name: str, kilograms: int) -> None:
    answer = answered(Stated("100 kg"), name)
    assert answer.figures is not None
    assert answer.figures.base_ug == kilograms * 10**9


def test_name_of_oleum_without_percentage_states_no_strength() -> None:
    found = identify("oleum")
    assert (found.substance, found.concentration, found.strength(None)) == ("sulphuric-acid", None, None)


@pytest.mark.parametrize(
    "name",
    ["potassium permanganate 1:1000 solution", "acetone, aqueous solution", "solución de permanganato de potasio"],
)
def test_solution_of_which_no_strength_is_read_is_never_taken_as_the_substance_itself(name: str) -> None:
    answer = answered(Stated("100 kg"), name)
    assert (answer.status, answer.code) == ("ask", "strength.missing")
    assert answer.figures is None or answer.figures.base_ug is None


@pytest.mark.parametrize(
    ("name", "found"), [("toluene solution of phosgene 20%", None), ("solution of toluene", "toluene")]
)
def test_what_something_else_is_dissolved_in_is_asked_about(name: str, found: str | None) -> None:
    assert identify(name).substance == found
