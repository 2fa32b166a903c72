"""What a product text names: table cases, the bars on the corpus, and properties of the answer."""

from __future__ import annotations

import csv
import random
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precursors.i18n.catalogue import text as sentence
from precursors.quantities.words import words
from precursors.substances.book import book
from precursors.substances.identify import Identification, Watched, identify

CORPUS = Path(__file__).with_name("product_texts.csv")


def corpus() -> list[tuple[str, str]]:
    with CORPUS.open(encoding="utf-8", newline="") as stream:
        return [(row["text"], row["answer"]) for row in csv.DictReader(stream)]


def taken(text: str) -> str | None:
    found = identify(text)
    return found.substance if found.status == "match" else None


def test_the_corpus_is_named_with_recall_and_precision_above_the_bars() -> None:
    rows = corpus()

    answers = [(truth, taken(text)) for text, truth in rows]

    wanted = [pair for pair in answers if pair[0]]
    said = [pair for pair in answers if pair[1]]
    right = [pair for pair in answers if pair[0] and pair[0] == pair[1]]
    assert len(rows) >= 600
    assert len(right) / len(wanted) >= 0.98
    assert len(right) / len(said) >= 0.995


def test_no_near_miss_of_the_corpus_is_taken() -> None:
    others = [text for text, truth in corpus() if not truth]

    assert len(others) >= 300
    assert [text for text in others if taken(text)] == []


def test_no_name_of_the_lookalikes_is_taken_for_a_listed_substance() -> None:
    folder = Path(__file__).parents[2] / "seed" / "substances" / "lookalikes.csv"
    with folder.open(encoding="utf-8", newline="") as stream:
        names = [row["name"] for row in csv.DictReader(stream)]

    assert len(names) > 1500
    assert [name for name in names if taken(name)] == []


def test_every_name_of_the_seed_finds_its_own_substance_or_asks() -> None:
    wrong = [
        (name.text, found.substance)
        for name in book().names
        if (found := identify(name.text)).status != "ambiguous" and found.substance != name.key
    ]

    assert wrong == []


def test_nearly_every_name_of_the_seed_is_a_match_by_itself() -> None:
    names = [name for name in book().names if name.kind not in ("shared-abbreviation", "weak")]

    asked = [name.text for name in names if identify(name.text).status != "match"]

    assert len(asked) / len(names) < 0.02, asked


@pytest.mark.parametrize(
    ("text", "substance", "salt", "form", "concentration"),
    [
        ("ACETONE, ACS REAGENT, >=99.5%, 2.5L", "acetone", None, "pure", ">= 99.5 %"),
        ("Acido sulfurico 98% tambor 200 kg", "sulphuric-acid", None, "pure", "98 %"),
        ("Ácido clorídrico P.A. 37%", "hydrochloric-acid", None, "solution", "37 %"),
        ("Pseudoephedrine Sulfate USP", "pseudoephedrine", "sulfate (2:1)", "pure", None),
        ("Clorhidrato de efedrina", "ephedrine", "hydrochloride", "pure", None),
        ("4-Piperidone hydrochloride monohydrate", "4-piperidone", "hydrochloride monohydrate", "pure", None),
        ("Phenylacetic acid, sodium salt", "phenylacetic-acid", "sodium salt", "pure", None),
        ("sodium phenylacetate", "phenylacetic-acid", "sodium salt", "pure", None),
        ("nasal spray with pseudoephedrine", "pseudoephedrine", None, "preparation", None),
        ("PMK glycidate (ester not said)", "pmk-glycidate-esters", None, "group", None),
        ("ephedra plant material", "ephedra", None, "plant", None),
        ("Sassafras oil 90% safrole", "safrole-rich-oils", None, "mixture", "90 %"),
        ("acetone (line 1 of mixture 50 % v/v)", "acetone", None, "mixture", "50 % v/v"),
        ("0.1 M hydrochloric acid", "hydrochloric-acid", None, "solution", "0.1 M"),
        ("red phosphorus match-box striker strips", "red-phosphorus-striker-strips", None, "article", None),
        ("Acetone, moisture (KF) max 0.3 %", "acetone", None, "pure", None),
        ("Sulfuric acid IVA 18%", "sulphuric-acid", None, "pure", None),
        ("Серная кислота, НДС 20%, 96 %", "sulphuric-acid", None, "pure", "96 %"),
        ("Acetone, water 0.5 %", "acetone", None, "solution", "water 0.5 %"),
        ("Hydrochloric acid in water 37%", "hydrochloric-acid", None, "solution", "37 %"),
    ],
)
def test_a_product_text_is_read_with_salt_form_and_strength(
    text: str, substance: str, salt: str | None, form: str, concentration: str | None
) -> None:
    found = identify(text)

    assert (found.status, found.substance) == ("match", substance)
    assert (found.salt, found.form, found.concentration) == (salt, form, concentration)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ketones other than acetone", "substance.denied"),
        ("free of acetone", "substance.denied"),
        ("acetone-free", "substance.denied"),
        ("not containing acetone", "substance.denied"),
        ("precursor of acetone", "substance.denied"),
        ("acetone cyanohydrin", "substance.another"),
        ("allyl ethyl ether", "substance.another"),
        ("phenylacetic acid ethyl ester", "substance.another"),
        ("unknown white powder", "substance.unknown"),
        ("", "substance.nothing-stated"),
    ],
)
def test_what_is_denied_or_another_chemical_is_none(text: str, code: str) -> None:
    found = identify(text)

    assert (found.status, found.substance, found.because) == ("none", None, code)


@pytest.mark.parametrize(
    ("text", "code", "candidate"),
    [
        ("paint with acetone 10 %", "substance.ingredient", "acetone"),
        ("thinner containing toluene", "substance.ingredient", "toluene"),
        ("pump for hydrochloric acid", "substance.meant-for", "hydrochloric-acid"),
        ("acetone and toluene", "substance.several", "acetone"),
        ("acetone / methanol 50:50", "substance.with-another", "acetone"),
        ("PAA", "substance.name-shared", "phenylacetic-acid"),
        ("ephedrine acetate", "substance.salt-unknown", "ephedrine"),
        ("toluene, 2-nitroso-", "substance.part-of-a-name", "toluene"),
        ("Tolyuene", "substance.near", "toluene"),
    ],
)
def test_a_doubtful_text_is_asked_with_its_reason(text: str, code: str, candidate: str) -> None:
    found = identify(text)

    assert (found.status, found.because) == ("ambiguous", code)
    assert candidate in found.candidates


def test_a_precursor_by_its_own_name_is_not_denied_by_the_word_precursor() -> None:
    assert taken("drug precursor acetone") == "acetone"


def test_a_name_and_a_cas_number_that_disagree_are_asked() -> None:
    found = identify("acetone", cas="75-05-8")

    assert (found.status, found.because) == ("ambiguous", "substance.cas-mismatch")
    assert set(found.candidates) == {"acetone", "acetonitrile"}


def test_a_cas_number_that_agrees_makes_the_name_surer() -> None:
    assert identify("acetone", cas="67-64-1").confidence > identify("acetone").confidence


def test_a_cas_number_alone_names_a_substance_and_a_salt() -> None:
    found = identify(None, cas="345-78-8")

    assert (found.substance, found.salt, found.because) == (
        "pseudoephedrine",
        "hydrochloride",
        "substance.by-cas",
    )


def test_a_cas_number_turned_into_a_date_still_agrees() -> None:
    assert identify("methylene chloride", cas="1975-09-02").cas == "75-09-2"


def test_a_cas_number_with_a_wrong_digit_is_asked() -> None:
    assert identify("acetone", cas="67-64-2").because == "substance.cas-wrong"


def test_the_shared_number_of_phosphorus_fits_both_names_and_alone_is_asked() -> None:
    assert taken("red phosphorus") == "red-phosphorus"
    assert identify("white phosphorus", cas="7723-14-0").substance == "white-phosphorus"
    assert identify(None, cas="7723-14-0").because == "substance.cas-shared"


def test_an_hs_code_of_no_listed_goods_is_told_as_what_it_is() -> None:
    found = identify("", hs="760711")

    assert (found.status, found.because, found.values) == ("none", "substance.hs-only", (("hs", "760711"),))


def test_an_hs_code_moves_the_confidence_and_never_names() -> None:
    plain = identify("acetone")

    assert identify("acetone", hs="291411").confidence > plain.confidence
    assert identify("acetone", hs="2902.30").confidence < plain.confidence
    assert identify(None, hs="291411").status == "ambiguous"
    assert identify("unknown white powder", hs="291411").status == "none"


def test_a_watch_list_makes_its_names_known_even_where_they_were_lookalikes() -> None:
    watch = (Watched("1-3-butanediol", "1,3-butanediol"),)

    assert identify("1,3-Butanediol 99%").status == "none"
    assert identify("1,3-Butanediol 99%", watch=watch).substance == "1-3-butanediol"


@given(st.text(max_size=200))
def test_any_text_is_answered_and_a_match_always_has_its_substance(text: str) -> None:
    found = identify(text)

    assert (found.status == "match") == (found.substance is not None)
    assert 0 <= found.confidence <= 1
    assert sentence("problems", found.because, values=dict(found.values)) != found.because


@given(st.sampled_from(corpus()), st.sampled_from([str.upper, str.lower, str.title]))
def test_upper_and_lower_case_do_not_change_the_answer(row: tuple[str, str], case: object) -> None:
    text, truth = row

    assert callable(case)
    assert taken(case(text)) in (truth or None, None)


def test_a_cold_text_takes_well_under_a_millisecond() -> None:
    texts = _messy(2_000)
    identify("warm up")

    started = time.process_time()
    for text in texts:
        identify(text)
    spent = time.process_time() - started

    assert spent / len(texts) < 0.001


def _messy(count: int) -> list[str]:
    chance = random.Random(7)
    rows = [text for text, _ in corpus()]
    return [f"{chance.choice(rows)} lot {chance.randrange(10**6)}" for _ in range(count)]


def test_the_answer_is_a_value_that_can_be_remembered() -> None:
    assert identify("acetone") == identify("acetone")
    assert isinstance(hash(identify("acetone")), int)
    assert isinstance(identify("acetone"), Identification)


@pytest.mark.parametrize(
    "text",
    [
        "acetic acid aneydride", "PMK propl glycidate", "BMK tetr-butyl glycidate", "diácido glicídico de PMK",
        "piperidin-4-oe", "toluene derivative", "derivado de acetona", "acetona (análogo)", "ephedrine analogues",
        "iso-acetone", "iso-cianuro de bencilo",
    ],
)  # fmt: skip
def test_a_name_that_another_word_may_turn_into_another_chemical_is_never_taken(text: str) -> None:
    assert taken(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Autres que l'acétone",
        "Cetonas, otras que acetona",
        "иные чем ацетон",
        "Andere als Aceton",
        "Ketones other than acetone",
    ],
)
def test_what_is_anything_but_a_substance_is_not_that_substance(text: str) -> None:
    assert identify(text).status == "none"


DENIED = (
    "not acetone", "solvent but not acetone", "solvent, acetone excluded", "acetone: none", "acetone not included",
    "instead of acetone", "similar to acetone", "acetone equivalent", "acetone 0%", "0.0 % acetone",
    "solvente sin tolueno ni acetona",
    "a excepción de acetona", "con excepción de la acetona", "distinto de acetona", "en lugar de acetona",
    "sustituye a la acetona", "solvente, acetona excluida", "acetona: no", "acetona: no contiene",
    "solvente, acétone exclue", "à l'exclusion de l'acétone", "dépourvu d'acétone", "différent de l'acétone",
    "au lieu d'acétone", "ne contient pas d'acétone",
    "растворители, отличные от ацетона", "растворитель, ацетон исключен", "свободен от ацетона", "ацетон отсутствует",
    "растворитель, не содержащий ацетона", "вместо ацетона", "ацетон: нет",
    "خالي من الأسيتون", "مذيب خال من الأسيتون", "لا يحتوي على الأسيتون", "بدلا من الأسيتون", "مذيب بخلاف الأسيتون",
    "无丙酮", "丙酮除外", "丙酮以外的溶剂", "代替丙酮", "丙酮：无",
    "Lösemittel, Aceton ausgenommen", "Aceton hariç", "solvente diferente de acetona",
)  # fmt: skip
"""Texts that speak of acetone and say that it is not there."""
NOT_DENIED = (
    "Acetona, no inflamable", "Acetona no contiene agua", "丙酮，不含水", "ацетон не содержит воды",
    "acetone free flowing", "Acetone, not for resale", "Acetone, other grade", "无水丙酮", "acetone, free of peroxides",
    "أسيتون خالي من الماء",
    "Acetone without toluene",
)  # fmt: skip
"""Texts that deny something else."""


@pytest.mark.parametrize("text", DENIED)
def test_what_the_text_says_is_not_there_is_no_match(text: str) -> None:
    assert (identify(text).status, identify(text).substance) == ("none", None)


@pytest.mark.parametrize("text", NOT_DENIED)
def test_what_is_said_of_something_else_denies_nothing(text: str) -> None:
    assert "acetone" in (identify(text).substance, *identify(text).candidates)


def test_denials_are_known_in_every_language_of_the_product() -> None:
    with (Path(__file__).parents[2] / "seed" / "substances" / "denials.csv").open(encoding="utf-8") as file:
        found = {(row["language"], row["place"]) for row in csv.DictReader(file)}

    assert found >= {
        (each, place) for each in ("en", "es", "fr", "ru", "ar", "zh") for place in ("before", "behind", "end")
    }


def test_small_words_are_known_in_every_language_of_the_product() -> None:
    with (Path(__file__).parents[2] / "seed" / "substances" / "small_words.csv").open(encoding="utf-8") as file:
        found = {(row["language"], row["role"]) for row in csv.DictReader(file)}

    assert found >= {
        (each, role) for each in ("en", "es", "fr", "ru", "ar") for role in ("joins", "contains", "purpose")
    }
    assert found >= {(each, "derived") for each in ("en", "es", "fr", "ru", "ar")}


@pytest.mark.parametrize(
    ("text", "meant"),
    [("Acetic anhidride", "acetic-anhydride"), ("Potasium permanganat", "potassium-permanganate")],
)
def test_a_misspelt_name_of_several_words_is_asked_about(text: str, meant: str) -> None:
    found = identify(text)

    assert (found.status, found.because, found.candidates) == ("ambiguous", "substance.near", (meant,))


@pytest.mark.parametrize(
    ("text", "substance", "salt"),
    [
        ("Ephedrinhydrochlorid", "ephedrine", "hydrochloride"),
        ("L-Ephedrinhydrochlorid 25 kg", "ephedrine", "hydrochloride"),
        ("Pseudoephedrinsulfat", "pseudoephedrine", "sulfate (2:1)"),
        ("Ergotamintartrat", "ergotamine", "tartrate (2:1)"),
        ("Ergometrinmaleat", "ergometrine", "maleate (1:1)"),
        ("Methylaminhydrochlorid", "methylamine", "hydrochloride"),
        ("ephedrinehydrochloride", "ephedrine", "hydrochloride"),
        ("Permanganato de K", "potassium-permanganate", None),
        ("permanganate de K", "potassium-permanganate", None),
        ("K permanganate", "potassium-permanganate", None),
        ("перманганат К", "potassium-permanganate", None),
        ("برمنغنات K", "potassium-permanganate", None),
        ("dicromato de K", "potassium-dichromate", None),
        ("Na borohydride", "sodium-borohydride", None),
        ("borohidruro de Na", "sodium-borohydride", None),
        ("red P", "red-phosphorus", None),
    ],
)
def test_a_salt_in_one_word_and_a_metal_by_its_symbol_are_named(text: str, substance: str, salt: str | None) -> None:
    found = identify(text)

    assert (found.status, found.substance, found.salt) == ("match", substance, salt)


@pytest.mark.parametrize(
    "text",
    [
        "Chlorephedrinhydrochlorid", "Methylephedrinhydrochlorid", "Dimethylaminhydrochlorid",
        "Phenylethylaminhydrochlorid", "Acetonacetat", "Toluolsulfat", "Safrolacetat", "Phenylacetonsulfat",
        "Lysergsäurediethylamidtartrat", "Ephedrinhydrochlorid-Tabletten", "permanganato de Ca", "permanganato de Li",
        "vitamina K, permanganato", "Na cyanoborohydride", "cianoborohidruro de Na", "triacetoxiborohidruro de Na",
        "K ferrate", "tinta tipo P rojo", "Butylacetat", "Trimethylamin", "1,1-Dichlorethan", "Trichlormethan",
    ],
)  # fmt: skip
def test_a_near_miss_of_such_a_name_is_not_taken(text: str) -> None:
    assert taken(text) is None


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("acetone 20% VAT", None), ("Acetone 0.5 % moisture", None), ("acetone ± 5 %", None),
        ("acetone, drum 75 % full", None), ("acetone 99.5 ± 0.5 %", "99.5 %"), ("Acetone 40 % in water", "40 %"),
        ("acetone 99.5% (water max 0.3%)", "99.5 %"), ("Sulphuric acid 98 % iron free", "98 %"),
        ("Methylamin 40 % in Wasser", "40 %"), ("acetone 0.5 %", "0.5 %"), ("5 % acetone", "5 %"),
        # of these nobody can say; the strength is given with its word, so that it is asked about
        ("Acetone, agua, 0.5 %", "agua, 0.5 %"), ("acetone 2 % water", "2 % water"),
        ("acetone, H2O 0.5 %", "H2O 0.5 %"),
        ("Acetone 10 % of quota", "quota 10 %"), ("Acetone 20 % of total shipment", "total 20 %"),
        ("98 % of acetone", "98 %"), ("Acetone – lot 50 % – 99.5 %", "50 %; 99.5 %"),
        ("KMnO4 99.3 %, Cl < 0.01 %", "99.3 %"),
        ("Acetone, Fe 0.001 %", "fe 0.001 %"), ("Ethyl ether, BHT 0.0003 %", "bht 0.0003 %"),
    ],
)  # fmt: skip
def test_the_strength_of_a_product_is_what_is_said_of_the_goods(text: str, strength: str | None) -> None:
    assert identify(text).concentration == strength


def test_words_around_a_share_are_known_in_the_languages_of_the_papers() -> None:
    known = words()

    assert {"in", "en", "em", "dans", "в"} <= known.of("dissolved_in")
    assert {"free", "frei", "libre"} <= known.of("absent")
    assert {"purity", "pureza", "pureté", "чистота", "النقاء", "纯度"} <= known.of("purity")


@pytest.mark.parametrize(
    "text",
    ["Total acetone", "Acetone total", "Saldo inicial acetona", "Sous-total : acétone", "Итого ацетон",
     "остаток ацетона", "المجموع أسيتون", "Gesamt Aceton", "opening stock acetone",
     "acetona acumulado", "Promedio acetona"],
)  # fmt: skip
def test_a_sum_or_a_balance_of_a_substance_is_no_goods(text: str) -> None:
    found = identify(text)

    assert (found.status, found.because, found.candidates) == ("ambiguous", "substance.sum", ("acetone",))


@pytest.mark.parametrize(
    "text", ["Acetone, total acidity 0.002 %", "Acetone, total impurities < 0.5 %", "Acetone balance water"]
)
def test_a_word_for_a_sum_behind_a_name_may_be_of_its_analysis(text: str) -> None:
    assert taken(text) == "acetone"
