"""Published figures as tables: what trips a limit, what is left under it, over which days it adds up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precursors.law.book import Threshold, law_book
from precursors.law.dated import Entry, NotInForce
from precursors.law.fees import fee
from precursors.law.limits import Sum, left, limits_for, span, tripped
from precursors.law.mixtures import rules_on
from precursors.quantities.normalise import Stated, normalise
from precursors.substances.book import book

TODAY = date(2026, 6, 5)
G, KG, ML, L = 10**6, 10**9, 10**3, 10**6
SOLVENTS = frozenset({"acetone", "toluene"})


def limits(country: str, key: str, way: str = "domestic") -> tuple[Entry[Threshold], ...]:
    return limits_for(law_book(demo=True), country, [key], way, TODAY)


def any_tripped(country: str, key: str, amount: Sum, way: str = "domestic") -> bool:
    found = limits(country, key, way)
    assert found, (country, key, way)
    return any(tripped(entry.value, amount) for entry in found)


@pytest.mark.parametrize(
    ("country", "key", "way", "under", "over"),
    [
        # EU: registration not required at or below, Annex II of 273/2004; exports of category 3, 2015/1011
        ("DE", "acetic-anhydride", "domestic", Sum(ul=100 * L), Sum(ul=100 * L + 1)),
        ("DE", "potassium-permanganate", "domestic", Sum(100 * KG), Sum(100 * KG + 1)),
        ("DE", "anthranilic-acid", "domestic", Sum(KG), Sum(KG + 1)),
        ("DE", "phenylacetic-acid", "domestic", Sum(KG), Sum(KG + 1)),
        ("DE", "piperidine", "domestic", Sum(500 * G), Sum(500 * G + 1)),
        ("DE", "red-phosphorus", "domestic", Sum(100 * G), Sum(100 * G + 1)),
        ("DE", "acetone", "export", Sum(50 * KG), Sum(50 * KG + 1)),
        ("DE", "methyl-ethyl-ketone", "export", Sum(50 * KG), Sum(50 * KG + 1)),
        ("DE", "toluene", "export", Sum(50 * KG), Sum(50 * KG + 1)),
        ("DE", "ethyl-ether", "export", Sum(20 * KG), Sum(20 * KG + 1)),
        ("DE", "sulphuric-acid", "export", Sum(100 * KG), Sum(100 * KG + 1)),
        ("DE", "hydrochloric-acid", "export", Sum(100 * KG), Sum(100 * KG + 1)),
        # US, import and export, calendar month: gallons and kilograms side by side
        ("US", "acetic-anhydride", "import", Sum(1023 * KG - 1), Sum(1023 * KG)),
        ("US", "acetic-anhydride", "import", Sum(ul=946_352_945), Sum(ul=946_352_946)),
        ("US", "acetone", "export", Sum(1500 * KG - 1, 1_892_705_891), Sum(1500 * KG, 1_892_705_891)),
        ("US", "acetone", "export", Sum(1500 * KG - 1, 1_892_705_891), Sum(1500 * KG - 1, 1_892_705_892)),
        ("US", "ethyl-ether", "import", Sum(1364 * KG - 1), Sum(1364 * KG)),
        ("US", "methyl-ethyl-ketone", "import", Sum(1455 * KG - 1), Sum(1455 * KG)),
        ("US", "toluene", "import", Sum(1591 * KG - 1), Sum(1591 * KG)),
        ("US", "potassium-permanganate", "import", Sum(500 * KG - 1), Sum(500 * KG)),
        ("US", "methyl-isobutyl-ketone", "export", Sum(1523 * KG), Sum(1523 * KG + 1)),
        # Australia: 99 and 100 litres
        ("AU", "acetone", "domestic", Sum(ul=99 * L), Sum(ul=100 * L)),
        # Colombia
        ("CO", "acetic-anhydride", "domestic", Sum(ug=None, ul=None), Sum(1)),
        # Demoland
        ("XD", "acetone", "domestic", Sum(50 * KG, 60 * L), Sum(50 * KG, 60 * L + 1)),
        ("XD", "ephedrine", "domestic", Sum(0), Sum(1)),
    ],
)
def test_a_limit_is_tripped_at_its_figure_and_not_before(
    country: str, key: str, way: str, under: Sum, over: Sum
) -> None:
    assert not any_tripped(country, key, under, way)
    assert any_tripped(country, key, over, way)


def test_either_figure_trips_and_neither_follows_from_the_other() -> None:
    (limit,) = (entry.value for entry in limits("US", "methyl-ethyl-ketone", "import"))

    assert tripped(limit, Sum(1400 * KG, 1_900 * L))
    assert tripped(limit, Sum(1460 * KG, 1_000 * L))
    assert not tripped(limit, Sum(1400 * KG, 1_800 * L))
    assert tripped(limit, Sum(1400 * KG)) is False


def test_litres_under_a_limit_in_kilograms_alone_are_not_said_to_be_under_it() -> None:
    (limit,) = (entry.value for entry in limits("DE", "piperidine"))

    assert tripped(limit, Sum(ul=5 * L)) is None
    assert left(limit, Sum(ul=5 * L)) == Sum()


SUMS = st.builds(
    Sum, st.none() | st.integers(0, 200 * KG), st.none() | st.integers(0, 200 * L), st.booleans(), st.booleans()
)


@pytest.mark.parametrize(
    ("before", "amount", "trips"),
    [
        (Sum(0, 0), Sum(ul=100 * L), False),
        (Sum(0, 0), Sum(109 * KG), None),
        (Sum(0, 1), Sum(ul=100 * L), True),
        (Sum(60 * KG, 0, open_ul=True), Sum(KG, L), None),
        (Sum(60 * KG, 100 * L, open_ul=True), Sum(KG, L), True),
    ],
)
def test_what_is_unknown_in_a_measure_is_never_nought(before: Sum, amount: Sum, trips: bool | None) -> None:
    (limit,) = (entry.value for entry in limits("DE", "acetic-anhydride"))

    assert tripped(limit, before + amount) is trips


@given(one=SUMS, two=SUMS)
def test_more_never_brings_a_sum_back_under_a_limit(one: Sum, two: Sum) -> None:
    for entry in (*limits("XD", "acetone"), *limits("DE", "acetic-anhydride"), *limits("DE", "piperidine")):
        assert one + two == two + one
        if tripped(entry.value, one):
            assert tripped(entry.value, one + two)
        if tripped(entry.value, one + two) is False:
            assert tripped(entry.value, two) is not True


def test_every_other_listed_substance_has_its_limit_in_colombia() -> None:
    (entry,) = limits("CO", "acetone")

    assert (entry.value.kg, entry.value.litres) == (5, 5)
    assert [each.value.kg for each in limits("CO", "acetic-anhydride")] == [0]
    assert limits("CO", "caffeine") == ()


PAIRS = {
    "acetic-anhydride": ("import", "1.081"), "acetone": ("import", "0.793"), "ethyl-ether": ("import", "0.721"),
    "methyl-ethyl-ketone": ("import", "0.769"), "toluene": ("import", "0.841"),
    "methyl-isobutyl-ketone": ("export", "0.805"),
}  # fmt: skip
"""21 CFR 1310.04: what kilograms over litres of its pairs come to."""


@pytest.mark.parametrize(("key", "way", "implied"), [(key, *pair) for key, pair in PAIRS.items()])
def test_what_the_american_pairs_imply_is_no_density_to_count_with(key: str, way: str, implied: str) -> None:
    limit = next(entry.value for entry in limits("US", key, way) if entry.value.kg and entry.value.litres)
    assert limit.kg is not None
    assert limit.litres is not None

    assert round(limit.kg / limit.litres, 3) == Decimal(implied)
    full = int(limit.litres * L)
    assert tripped(limit, Sum(ul=full - 1)) is False
    assert left(limit, Sum(ul=full - 1)).ug is None
    assert tripped(limit, Sum(ul=full + 1)) is True


@pytest.mark.parametrize(("key", "trips"), [("methyl-ethyl-ketone", True), ("toluene", True), ("acetone", False)])
def test_of_two_solvents_a_volume_under_the_gallons_weighs_more_than_the_kilograms(key: str, trips: bool) -> None:
    """Who derived one figure of the pair from the other would let them pass: both are held against what is known."""
    limit = next(entry.value for entry in limits("US", key, "import") if entry.value.kg and entry.value.litres)
    weighed = normalise(Stated("1850", "L"), book().profile(key)).base_ug

    assert tripped(limit, Sum(ul=1850 * L)) is False
    assert tripped(limit, Sum(weighed, 1850 * L)) is trips


def test_what_is_recalled_does_not_decide() -> None:
    assert {entry.decides for entry in limits("US", "acetone", "import")} == {False}
    assert {entry.decides for entry in limits("DE", "acetic-anhydride")} == {True}
    assert {entry.decides for entry in limits("DE", "toluene", "export")} == {False}


@pytest.mark.parametrize(
    ("window", "day", "first", "last"),
    [
        ("month", date(2024, 2, 29), date(2024, 2, 1), date(2024, 2, 29)),
        ("month", date(2026, 12, 5), date(2026, 12, 1), date(2026, 12, 31)),
        ("year", date(2026, 6, 5), date(2026, 1, 1), date(2026, 12, 31)),
        ("transaction", date(2026, 6, 5), date(2026, 6, 5), date(2026, 6, 5)),
    ],
)
def test_a_limit_adds_up_over_its_days(window: str, day: date, first: date, last: date) -> None:
    assert span(window, day) == (first, last)


@given(known=st.integers(0, 200 * KG), more=st.integers(0, 200 * KG))
def test_what_is_left_fits_and_one_more_does_not(known: int, more: int) -> None:
    (limit,) = (entry.value for entry in limits("DE", "potassium-permanganate"))
    free = left(limit, Sum(known)).ug
    assert free is not None

    if not tripped(limit, Sum(known)):
        assert not tripped(limit, Sum(known + min(free, more)))
        assert tripped(limit, Sum(known + free + 1))


@pytest.mark.parametrize(
    ("day", "parts", "controlled"),
    [
        (date(2010, 1, 1), {"acetone": 40, "toluene": 40}, False),
        (date(2010, 1, 1), {"acetone": 61, "toluene": 10}, True),
        (date(2020, 1, 1), {"acetone": 40, "toluene": 40}, True),
        (date(2020, 1, 1), {"acetone": 30, "toluene": 30}, False),
        (date(2020, 1, 1), {"piperonal": 90}, None),
    ],
)
def test_brazil_looked_at_each_solvent_and_now_at_their_sum(
    day: date, parts: dict[str, int], controlled: bool | None
) -> None:
    (entry,) = rules_on(("BR",), day)

    assert entry.value.controls({key: Decimal(share) for key, share in parts.items()}) is controlled


@pytest.mark.parametrize(
    ("quantity", "price"),
    [("0.1", 23), ("50", 23), ("50.1", 31), ("100", 31), ("500", 39), ("1000", 48), ("5000", 55), ("10000", 63),
     ("15000", 71), ("20000", 79), ("20000.1", 88), ("900000", 88)],
)  # fmt: skip
def test_bolivia_prices_a_purchase_by_its_band(quantity: str, price: int) -> None:
    entry = fee("BO", "local-purchase-authorisation", Decimal(quantity), TODAY)

    assert (entry.value.amount, entry.value.currency) == (price, "BOB")


@pytest.mark.parametrize("kind", ["import", "export"])
def test_the_united_kingdom_prices_a_licence_whatever_it_is_for(kind: str) -> None:
    for quantity in ("0.001", "50", "20000.1"):
        entry = fee("GB", f"{kind}-authorisation", Decimal(quantity), TODAY)

        assert (entry.value.amount, entry.value.currency) == (24, "GBP")


def test_no_band_no_price() -> None:
    with pytest.raises(NotInForce):
        fee("BO", "local-purchase-authorisation", Decimal(0), TODAY)
    with pytest.raises(NotInForce):
        fee("GB", "import-authorisation", Decimal(1), date(2017, 12, 31))
