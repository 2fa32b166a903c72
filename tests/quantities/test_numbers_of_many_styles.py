"""Numbers as every country writes them, held against readers written apart: taken right, or asked about."""

from __future__ import annotations

import os
from decimal import Decimal
from itertools import product
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from precursors.quantities.conventions import convention
from precursors.quantities.normalise import Stated, normalise

EXAMPLES = 20_000 if os.environ.get("PRECURSORS_DEEP") else 600

SPACES = " \u00a0\u202f\u2009"
MARKS = {
    ".": ".．", ",": ",，", "'": "'’", " ": SPACES, "٬": "٬", "٫": "٫",
}  # fmt: skip
"""A mark to the characters it may be typed as."""

STYLES = [
    (decimal, group, indian)
    for decimal, group, indian in product(".,٫", ("", ",", ".", " ", "'", "٬"), (False, True))
    if decimal != group and (not indian or group == ",")
]
"""Decimal mark, group mark, whether groups are of two but for the last."""

SCRIPTS = ("0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "０１２３４５６７８９", "๐๑๒๓๔๕๖๗๘๙", "০১২৩৪৫৬৭৮৯")
UNITS = {
    "kg": Decimal(1),
    "g": Decimal("0.001"),
    "t": Decimal(1000),
    "кг": Decimal(1),
    "كجم": Decimal(1),
    "千克": Decimal(1),
}
BESIDE = ("", " ", "\u00a0", "\u202f")
AROUND = ("", " ", "\u200f", "\u200e", "\u202b", "\ufeff", "\t", "\u00a0")
CONVENTIONS = (
    "none",
    "es-ES",
    "es-PE",
    "de-DE",
    "en-US",
    "en-IN",
    "fr-FR",
    "ru-RU",
    "ar-SA",
    "ar-MA",
    "pt-BR",
    "zh-CN",
)


def written(digits: str, decimals: str, style: tuple[str, str, bool]) -> str:
    """A number in one style, with plain marks."""
    decimal, group, indian = style
    groups = [digits[-3:]]
    rest, size = digits[:-3], 2 if indian else 3
    while rest:
        groups.insert(0, rest[-size:])
        rest = rest[:-size]
    whole = group.join(groups) if group else digits
    return f"{whole}{decimal}{decimals}" if decimals else whole


def read(text: str, style: tuple[str, str, bool]) -> Decimal | None:
    """What a reader of one style alone makes of a text of plain marks; None where it is not his."""
    decimal, _, _ = style
    whole, mark, decimals = text.partition(decimal)
    digits = "".join(filter(str.isdigit, whole))
    if mark and not decimals.isdigit():
        return None
    if (
        not digits
        or (len(digits) > 1 and digits[0] == "0" and whole != digits)
        or written(digits, decimals, style) != text
    ):
        return None
    return Decimal(f"{digits}.{decimals or 0}")


def readings(text: str, styles: list[tuple[str, str, bool]]) -> set[Decimal]:
    """Every number that some of the styles read."""
    return {found for style in styles if (found := read(text, style)) is not None}


@settings(max_examples=EXAMPLES)
@given(
    digits=st.from_regex(r"0|[1-9][0-9]{0,7}", fullmatch=True),
    decimals=st.from_regex(r"[0-9]{0,4}", fullmatch=True),
    style=st.sampled_from(STYLES),
    script=st.sampled_from(SCRIPTS),
    unit=st.sampled_from(tuple(UNITS)),
    shape=st.tuples(*[st.sampled_from(each) for each in (AROUND, BESIDE, AROUND)], st.booleans()),
    source=st.sampled_from(CONVENTIONS),
    typed=st.randoms(use_true_random=False),
)
def test_a_number_of_any_style_is_read_as_its_source_means_it_or_asked_about(
    digits: str,
    decimals: str,
    style: tuple[str, str, bool],
    script: str,
    unit: str,
    shape: tuple[str, str, str, bool],
    source: str,
    typed: Random,
) -> None:
    plain = written(digits, decimals, style)
    as_typed = "".join(script[int(c)] if c.isdigit() else typed.choice(MARKS[c]) for c in plain)
    before, between, behind, apart = shape
    text, unit_cell = f"{before}{as_typed}{between}{unit}{behind}", ""
    if apart:
        text, unit_cell = f"{before}{as_typed}{behind}", unit
    held = convention(source)
    own = [
        each
        for each in STYLES
        if each[0] in (held.decimal, "٫") and (each[1] in ("", *held.groups)) and (not each[2] or held.indian)
    ]
    meant = (readings(plain, own) if held.decimal else set()) or readings(plain, STYLES)

    for free in (False, True):
        found = normalise(Stated(text, unit=unit_cell, convention=source, free_text=free))

        if found.status in ("ok", "ok_flag"):
            assert found.stated_ug is not None, text
            assert {Decimal(found.stated_ug) / 10**9} == {each * UNITS[unit] for each in meant}, (text, source, found)
