"""Amounts as trade papers write them: whatever stands around packages, the answer is right or asked for."""

from __future__ import annotations

import os
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from precursors.quantities.normalise import Stated, normalise
from precursors.substances.book import book

EXAMPLES = 20_000 if os.environ.get("PRECURSORS_DEEP") else 1_000

SIZES = {
    "25 kg": Decimal(25), "25kg": Decimal(25), "250 KG": Decimal(250), "2,5 kg": Decimal("2.5"),
    "0.5 kg": Decimal("0.5"),
    "50 lb": Decimal("22.6796185"), "1 t": Decimal(1000), "100 g": Decimal("0.1"), "200 L": Decimal(200),
    "200L": Decimal(200),
    "2.5L": Decimal("2.5"), "500 mL": Decimal("0.5"), "500ml": Decimal("0.5"), "20 lts": Decimal(20),
}  # fmt: skip
"""What one package holds, as written, in kilograms or litres."""

ALL = (
    "{n} x {s}", "{n}x{s}", "{n}×{s}", "{n} * {s}", "{s} x {n}", "{s} x{n}", "{s}x{n}", "{s}*{n}", "{n} {p} x {s}",
    "{n} {p} x{s}", "{n} {p} of {s}", "{n} {p} de {s}", "{n} {p} по {s}", "{n} {p}, {s} each", "{n} {p} @ {s}",
    "{s} {p} x {n}", "{p}: {n} x {s}", "{n} {p} {s} c/u", "{p} {s} ({n})", "{n}pcs x {s}", "{n}pk x {s}",
    "pack of {n} x {s}",
    "{n}-pack {s}", "{n}/{s}", "{n} {p} containing {s} each", "{n} units of {s}", "{n} шт x {s}",
)  # fmt: skip
"""Texts that state `n` packages of one size: only their product is right."""

OPEN = ("{n} {p} {s}", "{n} {p} ({s})", "{n} {p} - {s}", "{s}, {n} {p}", "{s} ({n} {p})", "qty {n}, {s}")
"""Texts in which the size may be that of one package or of all."""

BEFORE = (
    "", "Acetone ", "ACETONE HPLC GRADE ", "Acetone, lot 4711, ", "UN 1090 Acetone ", "Cat. No. A-123 ",
    "Acetone 99.5% ",
    "Acetone (67-64-1) ", "Ref 25 ", "Grade 1 ", "Type II ", "ISO 9001 ", "Item 7: ", "Lot: 7, ",
    "Position 3. ", "2024-05-01 ",
)  # fmt: skip
BEHIND = (
    "", " net", " total", " for export", ", 99.5%", " (2024)", " HS 2914.11", " full", " max", " UN1090",
    " on 2 pallets", ", 2",
    " / pallet", " per pallet", " lot 12", "; batch 9", " 5°C", " 158.03 g/mol", " 0.79 kg/L", " d=0.79",
)  # fmt: skip
PACKAGES = ("drums", "bags", "bottles", "IBC", "tambores", "sacos", "fûts", "flacons", "мешков", "бочек")


@settings(max_examples=EXAMPLES)
@given(
    form=st.sampled_from(ALL + OPEN),
    size=st.sampled_from(tuple(SIZES)),
    count=st.sampled_from((2, 3, 4, 12, 40, 160)),
    package=st.sampled_from(PACKAGES),
    around=st.tuples(st.sampled_from(BEFORE), st.sampled_from(BEHIND)),
    free_text=st.booleans(),
)
def test_packages_amid_other_words_are_counted_right_or_asked_for(
    form: str, size: str, count: int, package: str, around: tuple[str, str], free_text: bool
) -> None:
    text = form.format(n=count, s=size, p=package).join(around)

    amount = normalise(Stated(text, free_text=free_text, convention="none"))

    if amount.status in ("ok", "ok_flag"):
        stated = amount.stated_ul if size.lower().endswith(("l", "lts")) else amount.stated_ug
        right = {SIZES[size] * count, *((SIZES[size],) if form in OPEN else ())}
        assert stated is not None, text
        assert any(abs(Decimal(stated) / 10**9 - each) <= each / 1000 for each in right), text


@pytest.mark.parametrize(
    ("text", "kilograms"),
    [
        ("loss on drying 0.5%, 25 kg", "25"),
        ("25 kg drum x 4, loss on drying (105 °C): max 0.5 %", "100"),
        ("pérdida por secado 0,5%, 25 kg", "25"),
        ("потери при сушке 0,5 %, 25 кг", "25"),
        ("residue on evaporation 0.001 %, 25 kg", "25"),
        ("raw material, 20 bags x 25 kg", "500"),
        ("200 kg sin merma", "200"),
        ("без стабилизатора, 25 кг", "25"),
    ],
)
def test_a_word_of_danger_in_a_harmless_phrase_is_not_asked_about(text: str, kilograms: str) -> None:
    amount = normalise(Stated(text, free_text=True, convention="none"), book().profile("acetone"))

    assert amount.base_ug == Decimal(kilograms) * 10**9, amount


@pytest.mark.parametrize(
    "text",
    ["annual quota 25 kg", "loss 5 kg", "merma 2 kg", "25 kg plant material", "residue 25 kg", "25 kg sin tambor"],
)
def test_a_word_of_danger_by_itself_is_asked_about(text: str) -> None:
    assert normalise(Stated(text, free_text=True, convention="none")).code == "amount.article"


@pytest.mark.parametrize(
    "beside",
    ["moisture 0.5 %", "humedad: 0,5%", "impurities < 1 %", "влажность 0,2 %", "fer 0,0001 %", "IVA 18%", "НДС 20 %",
     "VAT 20%", "ضريبة 15%", "MwSt. 19 %"],
)  # fmt: skip
def test_the_share_of_something_else_is_not_the_strength_of_the_goods(beside: str) -> None:
    alone, strong = (
        normalise(Stated(text, free_text=True, convention="none"), book().profile("sulphuric-acid"))
        for text in (f"25 kg, {beside}", f"25 kg, {beside}, 98 %")
    )

    assert alone.code == "strength.missing"
    assert strong.base_ug == Decimal("24.5") * 10**9


@pytest.mark.parametrize("text", ["25 kg, water 0.5 %", "agua: 63%, 25 kg", "25 кг (вода 2 %)"])
def test_of_the_share_of_water_nobody_can_say_what_it_is_said_of(text: str) -> None:
    amount = normalise(Stated(text, free_text=True, convention="none"), book().profile("acetone"))

    assert (amount.base_ug, amount.code) == (None, "strength.unreadable")
