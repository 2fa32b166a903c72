"""Countries as people write them; codes that ISO 3166 gives to nobody are none."""

from __future__ import annotations

import pytest

from precursors.intake.countries import country_code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("PE", "PE"), ("pe", "PE"), ("PER", "PE"), ("Perú", "PE"), ("uk", "GB"), ("XK", "XK"), ("XD", "XD"),
        ("ZZ", None), ("zz", None), ("AA", None), ("QM", None), ("QZ", None), ("XA", None), ("XZ", None),
        ("ZZZ", None), ("Unknown Region", None), ("región desconocida", None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_a_country_is_known_by_code_or_name_and_a_code_of_nobody_is_none(text: str | None, code: str | None) -> None:
    assert country_code(text) == code
