"""Amounts as authorities have published them: what each comes to, and which of them nobody may count."""

from __future__ import annotations

from decimal import Decimal

import pytest

from precursors.quantities.normalise import Stated, normalise
from precursors.substances.book import book
from precursors.substances.identify import identify

KG, T = 10**9, 10**12

EACH = 819_241  # base in 1,000,000 of pseudoephedrine hydrochloride, 165.236 / 201.694; 0.8192 as DEA rounds it


@pytest.mark.parametrize(
    ("text", "name", "said", "status", "base"),
    [
        # DEA, instructions of form 486
        ("500 bottles x 100 tablets x 30 mg", "Pseudoephedrine", {"salt": "hydrochloride"}, "ok", 1_228_861_543),
        ("80 drums x 100 kg", "Ephedrine", {"salt": "base"}, "ok", 8_000 * KG),
        # DEA, form 41: two packages of 60 capsules, 83 of a broken one, bulk
        ("2 x 60 capsules x 30 mg", "Pseudoephedrine", {"salt": "hydrochloride"}, "ok", 36 * EACH // 10),
        ("83 capsules x 30 mg", "Pseudoephedrine", {"salt": "hydrochloride"}, "ok", 249 * EACH // 100),
        ("1.25 kg", "Ephedrine", {"salt": "base"}, "ok", 1_250_000_000),
        ("2 x 60 caps", "Ephedrine", {}, "ask", None),
        # EDR 2017: seizures in the European Union
        ("48,000 kg", "APAAN", {}, "ok", 48_000 * KG),
        ("780 kg", "APAAN", {}, "ok", 780 * KG),
        ("7,000 kg", "BMK", {}, "ok", 7_000 * KG),
        ("622 kg", "PMK", {}, "ok", 622 * KG),
        ("≈ 5,500 kg", "Safrole", {}, "ok_flag", 5_500 * KG),
        # EMCDDA 2011: about 40 licit shipments of safrole, and what was seized
        ("101,840 L", "Safrole", {"concentration": "100 %"}, "ok_flag", 112_024 * KG),
        ("1,050 L", "Safrole", {"concentration": "100 %"}, "ok_flag", 1_155 * KG),
        # UNIS/NAR/1498 (2024): tons whose kind nobody says, bounds, and a number of litres that cannot be
        ("32,000 t", "Acetone", {}, "ok_flag", 32_000 * T),
        ("2,600 t", "Acetone", {}, "ok_flag", 2_600 * T),
        ("500,000 L", "Acetone", {}, "ok_flag", 395_000 * KG),
        ("> 136,000 t", "Acetone", {}, "refuse", None),
        ("more than 3 million L", "Acetone", {}, "refuse", None),
        ("5 billion L", "Acetone", {}, "refuse", None),
        # E/INCB/2015/4: taken from a drum of 25 kg; Global Coalition 1117: a lot to be stored and disposed of
        ("approximately 5 kg", "Ephedrine", {"salt": "base"}, "ok_flag", 5 * KG),
        ("72 t", "Propionyl chloride", {}, "ok", 72 * T),
    ],
)
def test_a_published_amount(text: str, name: str, said: dict[str, str], status: str, base: int | None) -> None:
    found = identify(name)
    assert found.substance is not None

    made = normalise(Stated(text, convention="en-US", **said), book().profile(found.substance))  # type: ignore[arg-type]

    assert made.status == status
    assert (made.base_ug is None) == (base is None)
    assert base is None or abs(Decimal(made.base_ug or 0) / base - 1) < Decimal("0.000001")


def test_the_salt_factor_lies_between_what_two_authorities_have_rounded_it_to() -> None:
    """0.8192 (DEA) and 82 per cent (United Kingdom) are both the ratio of the molar masses, rounded."""
    factor = book().profile("pseudoephedrine").salts["hydrochloride"].factor

    assert (round(factor, 4), round(factor, 2)) == (Decimal("0.8192"), Decimal("0.82"))
