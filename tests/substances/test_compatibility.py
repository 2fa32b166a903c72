"""May two goods stand together: the known answers, and what must hold for all pairs."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import combinations_with_replacement

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precursors.config.settings import LANGUAGES
from precursors.i18n.catalogue import SOURCE
from precursors.paths import resource, seed_rows
from precursors.substances.book import book
from precursors.substances.compatibility import LEVELS, Goods, of_groups, verdict, worst
from precursors.substances.hazards import hazards
from precursors.substances.titles import title

KNOWN = hazards()
KEYS = sorted(KNOWN.profiles)


def goods(key: str, percent: Decimal | None = None) -> Goods:
    return Goods(key, KNOWN.profile(key, percent))


def of_group(*numbers: int) -> Goods:
    """Goods of which nothing is known but their reactive groups."""
    bare = replace(KNOWN.profiles["phenylacetic-acid"][0], groups=frozenset(numbers), hazard_class=None, subsidiary=())
    return Goods(f"group {numbers}", replace(bare, segregation_groups=()))


@pytest.mark.parametrize(
    ("a", "b", "level", "outcomes"),
    [
        (1, 11, "incompatible", {"GT", "GF"}),
        (1, 10, "incompatible", {"H"}),
        (2, 19, "incompatible", {"H", "F"}),
        (19, 104, "incompatible", {"H", "F"}),
        (7, 104, "incompatible", {"H", "F", "GT"}),
        (17, 22, "incompatible", {"H", "E"}),
        (10, 22, "incompatible", {"H", "GF"}),
        (21, 106, "incompatible", {"H", "GF"}),
        (1, 24, "caution", {"S"}),
        (3, 7, "caution", {"H"}),
        (104, 105, "incompatible", {"H", "F", "E"}),
    ],
)
def test_pairs_of_groups_come_to_what_the_chart_says(a: int, b: int, level: str, outcomes: set[str]) -> None:
    found = verdict(of_group(a), of_group(b), KNOWN)

    assert (found.level, found.outcomes) == (level, outcomes)


@pytest.mark.parametrize(
    ("one", "other", "level", "outcome"),
    [
        ("acetic-anhydride", "toluene", "incompatible", "DNM"),
        ("acetic-anhydride", "calcium-chloride", "incompatible", "DNM"),
        ("sulphuric-acid", "potassium-permanganate", "incompatible", "E"),
        ("potassium-permanganate", "hydrogen-peroxide", "incompatible", "E"),
        ("acetone", "toluene", "compatible", None),
        ("methanol", "acetone", "compatible", None),
        ("iodine", "ammonia-solution", "incompatible", "E"),
        ("sodium-cyanide", "acetic-acid", "incompatible", "GT"),
        ("acetone", "methyl-ethyl-ketone", "caution", None),
        ("nitric-acid", "toluene", "incompatible", "F"),
        ("acetone", "acetone", "compatible", None),
    ],
)
def test_pairs_of_substances_have_their_known_answers(one: str, other: str, level: str, outcome: str | None) -> None:
    found = verdict(goods(one), goods(other), KNOWN)

    assert found.level == level
    assert outcome is None or outcome in found.outcomes


def test_goods_without_a_group_are_caution_and_a_task_whatever_stands_beside_them() -> None:
    stranger = Goods("blue-powder", None)

    found = [verdict(stranger, goods(key), KNOWN) for key in KEYS]

    assert {each.level for each in found} == {"caution", "incompatible"}  # beside what goes with nothing
    assert verdict(stranger, goods("acetone"), KNOWN).level == "caution"
    assert all(each.task for each in found)


def test_a_pair_the_chart_leaves_blank_is_caution_and_says_so() -> None:
    ground = of_groups(1, 3, KNOWN)

    assert (ground.level, ground.code) == ("caution", "unlisted")


def test_the_chart_is_whole_and_says_the_same_from_both_sides() -> None:
    numbers = sorted(KNOWN.groups)
    pairs = list(combinations_with_replacement(numbers, 2))

    assert len(pairs) == len(KNOWN.pairs) == 861
    assert all(of_groups(a, b, KNOWN) == of_groups(b, a, KNOWN) for a, b in pairs)


@given(st.sampled_from(KEYS), st.sampled_from(KEYS))
def test_order_does_not_matter_and_no_overlay_lowers_a_verdict(one: str, other: str) -> None:
    without = replace(KNOWN, overlays=())

    found, mirrored = (verdict(goods(a), goods(b), KNOWN) for a, b in ((one, other), (other, one)))

    assert found == mirrored
    assert LEVELS.index(found.level) >= LEVELS.index(verdict(goods(one), goods(other), without).level)


def test_the_profile_follows_the_strength() -> None:
    strong, weak, unknown = (KNOWN.profile("sulphuric-acid", each) for each in (Decimal(98), Decimal(51), None))

    assert [each and each.un for each in (strong, weak, unknown)] == ["UN1830", "UN2796", "UN1830"]


def test_classes_that_transport_separates_do_not_share_a_place() -> None:
    found = verdict(goods("iodine"), goods("acetone"), KNOWN)

    assert "class" not in {ground.code for ground in found.grounds}
    assert "class" in {ground.code for ground in verdict(goods("acetone"), goods("hydrogen-peroxide"), KNOWN).grounds}


def test_the_worst_neighbour_is_named() -> None:
    found = worst(goods("acetone"), [goods("toluene"), goods("hydrogen-peroxide"), goods("kerosene")], KNOWN)

    assert found is not None
    assert (found[0].substance, found[1].level) == ("hydrogen-peroxide", "incompatible")
    assert worst(goods("acetone"), [], KNOWN) is None


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != SOURCE])
def test_goods_that_no_list_names_are_called_by_each_language(language: str) -> None:
    unlisted = sorted(hazards().profiles.keys() - book().substances.keys())
    rows = {row["key"]: row for row in seed_rows(resource("seed") / "hazards" / "names.csv")}

    assert unlisted == sorted(rows)
    assert [title(key, language) for key in unlisted] == [rows[key][language] for key in unlisted]
    assert title("methanol", "en") == "Methanol"
