"""The seed of substances: it loads, cites, checks its numbers and agrees with itself."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from precursors.substances.book import book, load

SEED = Path(__file__).parents[2] / "seed" / "substances"


def table(name: str) -> list[dict[str, str]]:
    with (SEED / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_row_of_the_seed_says_where_it_comes_from() -> None:
    tables = ("substances.csv", "names.csv", "codes.csv", "salts.csv", "groups.csv", "solution_densities.csv")

    assert [(name, row) for name in tables for row in table(name) if not row["source"]] == []


def test_substances_have_names_in_six_languages_where_trade_is_heaviest() -> None:
    heavy = (
        "acetone",
        "acetic-anhydride",
        "potassium-permanganate",
        "toluene",
        "sulphuric-acid",
        "ephedrine",
    )

    for key in heavy:
        languages = {name.language for name in book().names if name.key == key}
        assert {"en", "es", "fr", "pt", "ru", "ar"} <= languages, key


def test_salt_factors_follow_from_the_molar_masses_and_never_exceed_one() -> None:
    masses = {row["key"]: Decimal(row["molar_mass"]) for row in table("substances.csv") if row["molar_mass"]}

    for row in table("salts.csv"):
        expected = int(row["units_of_base"]) * masses[row["key"]] / Decimal(row["molar_mass"])
        factor = book().profile(row["key"]).salts[row["salt"]].factor
        assert abs(factor - expected) < Decimal("1e-18")
        assert 0 < factor < 1


def test_the_factor_of_pseudoephedrine_hydrochloride_is_that_of_the_authorities() -> None:
    factor = book().profile("pseudoephedrine").salts["hydrochloride"].factor

    assert round(factor, 4) == Decimal("0.8192")


def test_groups_have_members_and_no_molar_mass() -> None:
    group = book().substances["pmk-glycidate-esters"]

    assert group.kind == "group"
    assert len(group.members) == 8
    assert group.profile.molar_mass is None
    assert book().groups_of("safrole") == ("safrole-rich-oils",)


def test_plant_and_article_are_told_apart_from_substances() -> None:
    assert book().profile("ephedra").kind == "plant"
    assert book().profile("red-phosphorus-striker-strips").kind == "article"


def test_densities_carry_how_well_they_are_known() -> None:
    for substance in book().substances.values():
        assert (substance.profile.density is None) == (substance.profile.density_status is None)
    assert book().profile("acetone").density_status == "verified"
    assert book().profile("1-phenyl-2-propanone").density_status == "recalled"
    assert book().profile("hydriodic-acid").density_status == "recalled"
    assert book().profile("3-4-methylenedioxyphenyl-2-propanone").density is None


def test_solution_densities_rise_in_strength() -> None:
    strengths = [point.percent for point in book().profile("hydrochloric-acid").solutions]

    assert strengths == sorted(strengths)
    assert Decimal(37) in strengths


def test_one_hs_code_may_stand_for_many_substances_and_one_substance_have_many() -> None:
    shared = [key for key, codes in book().hs.items() if "293299" in codes]

    assert len(shared) > 5
    assert {"293942", "300342", "300442"} <= book().hs_codes("pseudoephedrine")


def test_an_unknown_key_is_an_error_of_the_programmer() -> None:
    assert book().get("no-such-thing") is None
    with pytest.raises(KeyError):
        book().profile("no-such-thing")


def test_a_seed_with_a_wrong_cas_number_is_refused(tmp_path: Path) -> None:
    for path in SEED.glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        (tmp_path / path.name).write_text(text.replace("acetone,cas,67-64-1", "acetone,cas,67-64-2"))

    with pytest.raises(ValueError, match="67-64-2"):
        load(tmp_path)
