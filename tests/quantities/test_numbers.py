"""The grammar of numbers and the conventions of sources."""

from __future__ import annotations

import os
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from precursors.problems import Problem
from precursors.quantities.codes import CODES
from precursors.quantities.conventions import convention, convention_names
from precursors.quantities.numbers import Number, exact, read_number, read_plain

EXAMPLES = 5000 if os.environ.get("PRECURSORS_DEEP") else 150
MARKED = [name for name in convention_names() if convention(name).decimal]


def a_number(text: str, source: str | None = None) -> Number:
    read = read_number(text, convention(source))
    assert isinstance(read, Number), read
    return read


def a_problem(text: str, source: str | None = None) -> str:
    read = read_number(text, convention(source))
    assert isinstance(read, Problem), read
    return read.code


def grouped(whole: int, mark: str) -> str:
    return f"{whole:,}".replace(",", mark)


@settings(max_examples=EXAMPLES)
@given(st.integers(0, 10**12), st.integers(0, 999_999), st.sampled_from(MARKED), st.data())
def test_a_number_written_by_its_convention_is_read_back(whole: int, part: int, name: str, data: st.DataObject) -> None:
    source = convention(name)
    mark = data.draw(st.sampled_from(sorted(source.groups)))
    text = f"{grouped(whole, mark)}{source.decimal}{part:06d}"

    read = a_number(text, name)

    assert read.value == Decimal(f"{whole}.{part:06d}")


@settings(max_examples=EXAMPLES)
@given(st.integers(1, 999), st.integers(0, 999), st.sampled_from(".,"))
def test_one_mark_before_three_digits_is_asked_unless_declared(whole: int, part: int, mark: str) -> None:
    text = f"{whole}{mark}{part:03d}"

    readings = {
        name: read for name in convention_names() if isinstance(read := read_number(text, convention(name)), Number)
    }

    assert a_problem(text) == "number.convention"
    assert all(
        read.value == (Decimal(f"{whole}.{part:03d}") if convention(name).decimal == mark else whole * 1000 + part)
        for name, read in readings.items()
    )


@settings(max_examples=EXAMPLES * 2)
@given(st.text(max_size=40))
def test_any_text_at_all_gives_a_number_or_a_declared_problem(text: str) -> None:
    read = read_number(text, convention(None))

    assert read.code in CODES if isinstance(read, Problem) else read.value >= 0


@settings(max_examples=EXAMPLES * 2)
@given(st.text(alphabet="0123456789.,' -–±~/e×x%½٫٬٣৩kgмилот to а de", max_size=24))
def test_number_like_noise_never_raises_and_never_gives_less_than_nothing(text: str) -> None:
    read = read_number(text, convention("es-ES"))

    assert read.code in CODES if isinstance(read, Problem) else (read.value >= 0 and read.half >= 0)


@settings(max_examples=EXAMPLES)
@given(st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False, allow_infinity=False))
def test_the_quick_reading_of_plain_numbers_agrees_with_the_grammar(value: Decimal) -> None:
    text = f"{value:.2f}"
    plain = read_plain(text)

    assert plain is None or Decimal(plain) == value
    assert a_number(text).value == value


@pytest.mark.parametrize(
    ("text", "half"),
    [
        ("200", "0.5"),
        ("1.50", "0.005"),
        ("1e3", "500"),
        ("20-25", "2.5"),
        ("20 ± 1", "1"),
        ("approx 20", "2"),
        ("½", "0"),
    ],
)
def test_what_a_number_leaves_open_is_half_its_last_digit_or_what_it_says(text: str, half: str) -> None:
    assert a_number(text).half == Decimal(half)


@pytest.mark.parametrize("script", ["٠١٢٣٤٥٦٧٨٩", "০১২৩৪৫৬৭৮৯", "०१२३४५६७८९", "๐๑๒๓๔๕๖๗๘๙"])
def test_digits_of_another_script_are_read_and_flagged(script: str) -> None:
    read = a_number(script[1:])

    assert (read.value, read.flags) == (Decimal(123456789), ("number.other-digits",))


def test_full_width_digits_are_the_same_digits() -> None:
    assert a_number("１２．５") == exact(Decimal("12.5"))


@pytest.mark.parametrize("source", ["es_ES", "ES-es", " es-ES "])
def test_a_convention_is_found_however_its_name_is_written(source: str) -> None:
    assert convention(source) is convention("es-ES")


@pytest.mark.parametrize("source", [None, "", "es", "xx-YY", "none", "../none"])
def test_a_bare_language_or_an_unknown_name_declares_nothing(source: str | None) -> None:
    assert (convention(source).name, convention(source).decimal) == ("none", None)


def test_every_convention_says_where_it_comes_from() -> None:
    assert all(convention(name).source and convention(name).name == name for name in convention_names())
