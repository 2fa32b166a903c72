"""The law book: dated listings, limits as published, demands by country, and a demo that stays at home."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from precursors.law.book import law_book, load
from precursors.law.dated import NotInForce

SEED = Path(__file__).parents[2] / "seed" / "law"
TODAY = date(2026, 6, 5)


def test_every_entry_cites_its_law_and_its_source() -> None:
    silent = [
        entry for entry in law_book(demo=True).entries() if not (entry.citation and entry.source and entry.status)
    ]

    assert silent == []


@pytest.mark.parametrize(
    ("key", "day", "lists"),
    [
        ("acetic-anhydride", date(1985, 1, 1), set()),
        ("acetic-anhydride", date(1995, 1, 1), {"UN:II"}),
        ("acetic-anhydride", date(2003, 1, 1), {"UN:I"}),
        ("phenylacetic-acid", date(2009, 1, 1), {"UN:II"}),
        ("phenylacetic-acid", date(2012, 1, 1), {"UN:I"}),
        ("4-piperidone", date(2024, 12, 2), set()),
        ("4-piperidone", date(2024, 12, 3), {"UN:I"}),
        ("acetone", date(2020, 1, 1), {"UN:II"}),
        ("ethyl-acetate", date(2020, 1, 1), set()),
    ],
)
def test_a_substance_is_on_the_treaty_table_of_that_day(key: str, day: date, lists: set[str]) -> None:
    found = {entry.value.list_id for entry in law_book().listings(key, day)}

    assert {name for name in found if name in ("UN:I", "UN:II")} == lists


def test_limits_in_litres_and_kilograms_stand_as_published() -> None:
    entry = law_book().threshold("US", "methyl-isobutyl-ketone", date(2020, 1, 1))

    assert entry.value.kg == Decimal(1523)
    assert entry.value.litres == Decimal("1892.705892")
    assert entry.value.stated == "500 gal (US) / 1523 kg"


def test_a_limit_in_litres_alone_has_no_kilograms() -> None:
    limit = law_book().threshold("PL", "acetic-anhydride", TODAY).value

    assert (limit.litres, limit.kg) == (Decimal(100), None)


def test_a_limit_nobody_set_is_not_in_force() -> None:
    with pytest.raises(NotInForce):
        law_book().threshold("DE", "methyl-isobutyl-ketone", TODAY)


@pytest.mark.parametrize(
    ("country", "key", "direction", "day", "kind"),
    [
        ("DE", "ephedrine", "import", TODAY, "licence"),
        ("DE", "acetic-anhydride", "export", TODAY, "registration"),
        ("DE", "acetone", "import", TODAY, None),
        ("DE", "acetone", "export", TODAY, None),
        ("GB", "ephedrine", "import", date(2019, 1, 1), "licence"),
        ("GB", "ephedrine", "import", TODAY, None),
        ("HR", "ephedrine", "import", date(2012, 1, 1), None),
        ("DE", "ephedrine", "import", date(2000, 1, 1), None),
        ("ZZ", "ephedrine", "import", TODAY, None),
    ],
)
def test_a_licence_is_demanded_by_law_of_the_place_and_the_day(
    country: str, key: str, direction: str, day: date, kind: str | None
) -> None:
    entry = law_book().licence_demanded(country, key, direction, day)

    assert (entry.value.kind if entry else None) == kind


def test_recalled_law_warns_but_demands_nothing() -> None:
    found = law_book().demanded("pre-export-notification", "DE", "acetic-anhydride", "export", TODAY)

    assert {(entry.value.jurisdiction, entry.decides) for entry in found} == {("UN", True), ("EU", False)}


def test_an_export_authorisation_is_demanded_for_categories_one_two_and_four() -> None:
    book = law_book()

    for key in ("ephedrine", "acetic-anhydride", "potassium-permanganate"):
        found = book.demanded("export-authorisation", "DE", key, "export", TODAY)
        assert [entry for entry in found if entry.decides and not entry.value.condition], key
    (only,) = book.demanded("export-authorisation", "DE", "acetone", "export", TODAY)
    assert only.value.condition == "listed-destination"


def test_the_fictitious_country_has_law_in_the_demo_only() -> None:
    assert law_book().licence_demanded("XD", "acetone", "import", TODAY) is None
    entry = law_book(demo=True).licence_demanded("XD", "acetone", "import", TODAY)

    assert entry is not None
    assert entry.status == "DEMO"


def test_demo_law_never_reaches_another_country() -> None:
    book = law_book(demo=True)

    for country in ("DE", "US", "CO", "ZZ"):
        for direction in ("import", "export", "domestic", "transit"):
            found = book.requirements(country, "acetone", direction, TODAY)
            assert all(entry.status != "DEMO" for entry in found)


def test_the_edition_changes_with_a_single_byte(tmp_path: Path) -> None:
    for path in SEED.glob("*.csv"):
        shutil.copy(path, tmp_path / path.name)
    same = load([tmp_path]).edition

    with (tmp_path / "listings.csv").open("a", encoding="utf-8") as stream:
        stream.write("XX:I,acetone,2020-01-01,,Act,gazette,verified-primary,2026-01-01,\n")

    assert same == law_book().edition
    assert load([tmp_path]).edition != same


def test_two_thresholds_on_one_day_stop_the_book(tmp_path: Path) -> None:
    for path in SEED.glob("*.csv"):
        shutil.copy(path, tmp_path / path.name)
    with (tmp_path / "listings.csv").open("a", encoding="utf-8") as stream:
        stream.write("UN:II,acetone,2020-01-01,,Act,gazette,verified-primary,2026-01-01,\n")

    with pytest.raises(ValueError, match="two values"):
        load([tmp_path])
