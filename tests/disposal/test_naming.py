"""Keys of protocols, parts and rules are told as people call them, in every language of the product."""

from __future__ import annotations

import pytest

from precursors.config.settings import LANGUAGES
from precursors.disposal.library import documents
from precursors.disposal.naming import name_key, name_part, name_rule
from precursors.disposal.rules.deviations import CRITICAL_RULES
from precursors.disposal.rules.methods import PPE
from precursors.disposal.rules.protocol import Protocol, read
from precursors.i18n.catalogue import sentence
from precursors.paths import resource, seed_rows
from precursors.problems import problem


@pytest.mark.parametrize("name", documents())
def test_every_key_of_the_seed_has_a_name_in_every_language(name: str) -> None:
    made = read(documents()[name])
    assert isinstance(made, Protocol)
    rows = {row["key"]: row for row in seed_rows(resource("seed") / "protocols" / "names.csv")}
    specs = [spec for step in made.steps for spec in (*step.weather, *step.evidence)]
    keys = {step.key for step in made.steps} | {what for step in made.steps for what, _ in step.distances}
    keys |= {each for spec in specs for each in (spec.key, *spec.choices) if each not in PPE}
    rules = {spec.check for spec in specs if spec.check} | CRITICAL_RULES

    assert keys <= rows.keys()
    assert all(set(row) == {"key", *LANGUAGES} and all(row.values()) for row in rows.values())
    assert [each for each in rules if name_rule(each, "en") == each] == []


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ("weigh-in, feed", "pesaje inicial, alimentación"),
        ("lel", "vapor inflamable (parte del LEL)"),
        ("wash,feed", "wash,alimentación"),
        ("12,5 kg", "12,5 kg"),
        ("", ""),
    ],
)
def test_several_keys_are_told_one_by_one_and_unknown_ones_as_they_stand(keys: str, told: str) -> None:
    assert name_key(keys, "es") == told


@pytest.mark.parametrize(
    ("rule", "told"),
    [("E4", "flammable vapour (E4)"), ("conflict", "entry that did not fit"), ("ph", "pH"), ("a spill", "a spill")],
)
def test_a_rule_is_told_by_what_it_asks(rule: str, told: str) -> None:
    assert name_rule(rule, "en") == told


def test_refusals_name_parts_and_evidence() -> None:
    missing = problem("disposal.evidence-missing", "lel", evidence="lel")
    twice = problem("disposal.same-person", "witness", person="ana", one="performer", other="witness")

    assert sentence(missing, "fr") == "Preuve manquante : vapeur inflammable (part de la LIE)."
    assert sentence(twice, "en") == "ana cannot be both Performer and Witness."
    assert name_part("somebody", "en") == "somebody"
