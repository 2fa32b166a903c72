"""Countries as people write them; codes that ISO 3166 gives to nobody are none."""

from __future__ import annotations

import pytest
from babel import Locale

from precursors.intake.countries import Country, Place, country_code
from precursors.intake.places import countries


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("PE", "PE"), ("pe", "PE"), ("PER", "PE"), ("Perú", "PE"), ("uk", "GB"), ("XK", "XK"), ("XD", "XD"),
        ("ZZ", None), ("zz", None), ("AA", None), ("QM", None), ("QZ", None), ("XA", None), ("XZ", None),
        ("ZZZ", None), ("Unknown Region", None), ("región desconocida", None), ("", None), (None, None),
        ("YY", None), ("yy", None), ("OO", None), ("YU", None), ("EU", None), ("UN", None), ("EL", "GR"), ("xi", "GB"),
    ],
)  # fmt: skip
def test_a_country_is_known_by_code_or_name_and_a_code_of_nobody_is_none(text: str | None, code: str | None) -> None:
    assert country_code(text) == code


def test_every_country_on_the_map_is_one() -> None:
    assert [code for code in countries() if country_code(code) != code] == []
    assert country_code(Locale.parse("fr").territories["CI"]) == "CI"


@pytest.mark.parametrize(
    ("text", "country", "place"),
    [
        ("PE", False, False), ("Perú", False, False), ("YY", True, True), ("ZZ", True, True), ("Callao", True, False),
        ("Callao, PE", True, False), ("DE, PL", True, False), ("DE, YY", True, True), ("PE CLL", True, False),
    ],
)  # fmt: skip
def test_letters_of_no_country_are_strange_where_a_country_or_a_place_is_stated(
    text: str, country: bool, place: bool
) -> None:
    assert (Country.is_strange(text), Place.is_strange(text)) == (country, place)
