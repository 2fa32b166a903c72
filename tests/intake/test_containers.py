"""Check digits of container numbers, as ISO 6346 defines them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precursors.intake.types import container_digit_fits

VALUES = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", [n for n in range(10, 39) if n % 11], strict=True))


def digit(owner: str, number: str) -> int:
    """The standard's own words: values times rising powers of two, the sum's rest of 11, ten counting as nought."""
    figures = [VALUES[letter] for letter in owner] + [int(character) for character in number]
    return sum(value * 2**place for place, value in enumerate(figures)) % 11 % 10


@given(st.from_regex(r"[A-Z]{3}[UJZ]", fullmatch=True), st.from_regex(r"[0-9]{6}", fullmatch=True))
def test_exactly_one_check_digit_fits(owner: str, number: str) -> None:
    fitting = [last for last in range(10) if container_digit_fits(f"{owner}{number}{last}")]

    assert fitting == [digit(owner, number)]


@pytest.mark.parametrize("text", ["CSQU 305438-3", "csqu3054383", "CSQU3054383"])
def test_blanks_dashes_and_case_do_not_matter(text: str) -> None:
    assert container_digit_fits(text)


@pytest.mark.parametrize("text", ["BULK", "ABC", "CSQU30543834", "1234567", "CSQX3054384"])
def test_what_is_no_container_number_is_not_judged(text: str) -> None:
    assert container_digit_fits(text)
