"""Goods that hold more than the substance: exempt only where decided law says so of all that may be in them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precursors.law.book import law_book
from precursors.substances.control import Held, control_of, others_in, share_of
from precursors.substances.identify import identify

TODAY = date(2024, 1, 1)
"""A day within the law of Brazil's sum of solvents."""

D = Decimal


@pytest.mark.parametrize(
    ("text", "country", "day", "answer"),
    [
        ("Hydrochloric acid 29 %", "AU", date(2018, 6, 1), "exempt"),
        ("Hydrochloric acid 30 %", "AU", date(2018, 6, 1), "counted"),
        ("Acetic anhydride 89 %", "AU", date(2018, 6, 1), "exempt"),
        ("Acetic anhydride 90 %", "AU", date(2018, 6, 1), "counted"),
        ("Potassium permanganate 89.9 %", "AU", date(2018, 6, 1), "exempt"),
        ("Potassium permanganate 90 %", "AU", date(2018, 6, 1), "counted"),
        ("Acetic anhydride 85-90 %", "AU", date(2018, 6, 1), "ask"),
        ("Acetic anhydride ≥ 80 %", "AU", date(2018, 6, 1), "ask"),
        ("Acetone 50 %", "RU", date(2024, 1, 1), "exempt"),
        ("Acetone 50 %", "RU", date(2001, 1, 1), None),
        ("Hydrochloric acid 5 %", "DE", date(2024, 1, 1), None),
        ("Hydrochloric acid", "AU", date(2018, 6, 1), None),
    ],
)
def test_goods_are_exempt_by_their_strength_only_where_the_law_says_so(
    text: str, country: str, day: date, answer: str | None
) -> None:
    found = identify(text)
    held = Held(str(found.substance), share_of(found.concentration, None))

    told = control_of(held, country, day, law_book())

    assert (told.answer if told else None) == answer


@pytest.mark.parametrize(
    ("share", "contains", "answer"),
    [
        ("70 %", "", "counted"),
        ("61 %", "none", "counted"),
        ("60 %", "none", "exempt"),
        ("30 %", "none", "exempt"),
        ("30 %", "water", "exempt"),
        ("30 %", "", "ask"),
        ("30 %", "toluene 30 %; water", "exempt"),
        ("30 %", "toluene 31 %", "counted"),
        ("30 %", "toluene", "ask"),
        ("30 %", "thinner 20 %", "ask"),
        ("30 %", "toluene 20 %; solvent blend", "ask"),
        (None, "toluene 61 %", "counted"),
        (None, "toluene 10 %", "ask"),
    ],
)
def test_the_solvents_of_a_mixture_are_added_up(share: str | None, contains: str, answer: str) -> None:
    others = others_in(contains)
    held = Held("acetone", share_of(share, None), others.shares, others.whole, mixed=True)

    told = control_of(held, "BR", TODAY, law_book())

    assert told is not None
    assert (told.answer, told.law) == (answer, "Portaria MJSP 240/2019")


def test_a_neat_substance_is_no_mixture_and_no_rule_speaks_of_it() -> None:
    assert control_of(Held("acetone", None), "BR", TODAY, law_book()) is None
    assert control_of(Held("acetone", (D(100), D(100))), "BR", TODAY, law_book()) is None


@pytest.mark.parametrize(
    ("strength", "basis", "span"),
    [
        ("37 %", "", (37, 37)),
        ("95-98 %", "", (95, 98)),
        ("≥ 99 %", "", (99, 100)),
        (D(37), "", (37, 37)),
        ("40 %", "w/v", None),
        ("2 M", "", None),
        ("unknown", "", None),
        ("< 30 %", "", None),
        (None, "", None),
    ],
)
def test_a_strength_that_counts_in_another_way_is_unknown(
    strength: str | Decimal | None, basis: str, span: tuple[int, int] | None
) -> None:
    assert share_of(strength, basis) == span


@given(
    low=st.integers(1, 60),
    more=st.integers(0, 40),
    toluene=st.integers(1, 99),
    unsaid=st.booleans(),
)
def test_knowing_less_never_sets_goods_free(low: int, more: int, toluene: int, unsaid: bool) -> None:
    sure = Held("acetone", (D(low), D(low)), {"toluene": (D(toluene), D(toluene))}, whole=True)
    vague = Held("acetone", (D(low), D(low + more)), {} if unsaid else sure.others, whole=not unsaid)

    known, less = (control_of(each, "BR", TODAY, law_book()) for each in (sure, vague))

    assert known is not None
    assert less is not None
    if known.answer == "counted":
        assert less.answer != "exempt"
