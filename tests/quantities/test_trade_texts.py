"""Quantities as traders of many countries write them: each is right or asked about, none silently wrong."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from precursors.problems import Problem
from precursors.quantities.conventions import convention
from precursors.quantities.normalise import Normalised, Stated, normalise
from precursors.quantities.strength import read_strength
from precursors.substances.book import book

NINE_PLACES = Decimal("0.000000001")


def texts() -> list[tuple[str, str, str]]:
    with Path(__file__).with_name("trade_texts.csv").open(encoding="utf-8", newline="") as stream:
        return [(row["text"], row["convention"], row["answer"]) for row in csv.DictReader(stream)]


def taken(found: Normalised) -> str | None:
    """What was taken, as the table writes it; a mass goes before the volume beside it. None where a person is asked."""
    if found.status not in ("ok", "ok_flag"):
        return None
    micro, unit = (found.stated_ug, "kg") if found.stated_ug is not None else (found.stated_ul, "L")
    assert micro is not None
    return f"{(Decimal(micro) * NINE_PLACES).normalize():f} {unit}"


def test_no_text_of_the_table_is_silently_wrong() -> None:
    wrong = [
        (text, free, answer, found)
        for text, writes, answer in texts()
        for free in (False, True)
        if (found := taken(normalise(Stated(text, free_text=free, convention=writes)))) not in (None, answer)
    ]

    assert len(texts()) >= 600
    assert wrong == []


def test_most_texts_of_the_table_that_have_an_answer_are_taken() -> None:
    answered = [(text, writes, answer) for text, writes, answer in texts() if answer != "ask"]

    found = [taken(normalise(Stated(text, convention=writes))) == answer for text, writes, answer in answered]

    assert sum(found) / len(found) >= LEAST_TAKEN


LEAST_TAKEN = 0.7
"""Share of the answerable texts that a cell's reading takes; the others are asked about."""


@pytest.mark.parametrize(
    ("text", "kilograms"),
    [
        # a tax, a tolerance, a yield, an impurity is no strength, before or behind its figure
        ("25 kg, 21% IVA", "25"), ("25 kg, 18 % GST", "25"), ("25 кг, 20 % НДС", "25"), ("25 kg, 19 % MwSt", "25"),
        ("25 kg, 0.5% moisture", "25"), ("25 kg, 0,5 % humedad", "25"), ("25 kg, 0.3% impurities", "25"),
        ("25 kg ± 5%", "25"), ("25 kg (5 % tolerance)", "25"), ("25 kg, 80% yield", "25"), ("25 kg, 60 % RH", "25"),
        ("25 kg, 50% paid", "25"), ("anticipo 50 %, 25 kg", "25"), ("25 kg, 5% discount", "25"),
        # beside a strength, water is what is left
        ("25 kg acetone 99.5%, water 0.3%", "24.875"), ("25 kg, 99.5 % (water max 0.3 %)", "24.875"),
        ("25 kg, 98 % iron free", "24.5"), ("25 kg, +98 %", "24.5"), ("25 kg - 98%", "24.5"),
        # nobody can say
        ("25 kg, 0.5 % water", None), ("25 kg, H2O 0.5%", None), ("25 kg, Fe 0.001 %", None),
        ("25 kg, methanol 0.05%", None), ("25 kg, stabilised with 2 % ethanol", None), ("25 kg + 5 %", None),
        ("25 kg -10%", None), ("50% of 25 kg", None), ("25 kg, of which 50 % recycled", None),
        ("drum 25 kg 75 % full", None), ("бочка 25 кг, заполнена на 75 %", None), ("25 kg 98% 95%", None),
    ],
)  # fmt: skip
def test_a_percentage_is_the_strength_only_where_it_is_said_of_the_goods(text: str, kilograms: str | None) -> None:
    found = normalise(Stated(text, free_text=True, convention="none"), book().profile("acetone"))

    assert found.base_ug == (None if kilograms is None else Decimal(kilograms) * 10**9), found


@pytest.mark.parametrize(
    ("text", "per_cent"),
    [
        ("98 %", "98"), ("%98", "98"), ("en az %98", "98"), ("mindestens 98 %", "98"), ("min98%", "98"),
        ("含量98%", "98"), ("纯度 ≥ 99.5%", "99.5"), ("Purity: 98% min", "98"), ("98% ± 1%", "98"),
        ("массовая доля 98 %", "98"), ("40% in water", "40"),
        ("95% 98%", None), ("98%/95%", None), ("2% water", None),
        ("2% de agua", None), ("98 % agua", None), ("content of water 2 %", None),
        ("массовая доля воды 0,5 %", None), ("98% as base", None), ("30 vol", None), ("99.5%, water 0.2%", None),
        ("98% max", None), ("0.98", None), ("1:10", None), ("98 5 %", None),
    ],
)  # fmt: skip
def test_a_cell_of_the_strength_is_right_or_asked_about(text: str, per_cent: str | None) -> None:
    found = read_strength(text, "", convention("none"))

    if per_cent is None:
        assert isinstance(found, Problem), found
    else:
        assert found is not None
        assert not isinstance(found, Problem), found
        assert found.value == Decimal(per_cent)


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        # what the goods had to keep to, beside what they are
        ("99.5 % (min 99 %)", "99.5"), ("99,5 % mín. 99 %", "99.5"), ("99.5% (≥ 99%)", "99.5"),
        ("37 % (36.5-38 %)", "37"), ("99.5 % (max 100 %)", "99.5"),
        # how it was found, and the grade
        ("99.5 % (GC)", "99.5"), ("98 % p.a.", "98"), ("98 % ч.д.а.", "98"), ("98 Prozent", "98"),
        # two strengths, or one that its own limit denies
        ("98 % (min 99 %)", None), ("99.5 % (98 %)", None), ("min 99 % (99.5 %)", None), ("39 % (36.5-38 %)", None),
    ],
)  # fmt: skip
def test_a_limit_beside_a_strength_changes_nothing_where_the_strength_keeps_it(text: str, percent: str | None) -> None:
    found = read_strength(text, None)

    assert (None if isinstance(found, Problem) or found is None else str(found.value)) == percent, found
