"""Headings: folded, exact, ambiguous, near."""

from __future__ import annotations

import csv
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precursors.intake.folding import key
from precursors.intake.headings import Ambiguous, Reading, nearest, understand
from precursors.intake.record import headings
from precursors.paths import resource

KINDS = (
    "shipments", "operators", "licences", "authorisations", "notifications",
    "stock", "returns", "consignments", "legs", "inspections",
    "inspection-findings", "incident-reports",
)  # fmt: skip
LANGUAGES = {"en", "es", "fr", "pt", "ru", "ar"}
MAIN = (
    "document",
    "date",
    "direction",
    "operator",
    "licence",
    "substance",
    "hs",
    "quantity",
    "unit",
    "net_mass",
)


def seed(kind: str) -> list[dict[str, str]]:
    with (resource("seed") / "headings" / f"{kind}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("kind", KINDS)
def test_no_synonym_means_two_fields(kind: str) -> None:
    fields: dict[str, set[str]] = defaultdict(set)

    for row in seed(kind):
        fields[key(row["heading"])].add(row["field"])

    assert {folded: found for folded, found in fields.items() if len(found) > 1 or not folded} == {}


def test_no_heading_is_both_clear_and_ambiguous() -> None:
    clear = {key(row["heading"]) for row in seed("shipments")}

    meanings: dict[str, set[str]] = defaultdict(set)
    for row in seed("ambiguous"):
        meanings[key(row["heading"])].add(row["meaning"])

    assert clear & meanings.keys() == set()
    assert {folded for folded, found in meanings.items() if len(found) > 1} == set()


@pytest.mark.parametrize("kind", KINDS)
def test_every_synonym_is_understood_as_its_field(kind: str) -> None:
    for row in seed(kind):
        meaning = understand(row["heading"], kind)
        assert isinstance(meaning, Reading), row
        assert meaning.field == row["field"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_has_its_own_name_in_six_languages(kind: str) -> None:
    assert {field: set(names) for field, names in headings(kind).items()} == dict.fromkeys(headings(kind), LANGUAGES)


def test_the_main_fields_know_at_least_25_synonyms() -> None:
    count: dict[str, int] = defaultdict(int)

    for row in seed("shipments"):
        count[row["field"]] += 1

    assert {field: count[field] for field in MAIN if count[field] < 25} == {}


@pytest.mark.parametrize(
    ("heading", "field", "unit"),
    [
        ("Net (kg)", "net_mass", "kg"),
        ("Масса нетто, кг", "net_mass", "кг"),
        ("Cantidad en Kg", "quantity", "Kg"),
        ("Quantity / L", "quantity", "L"),
        ("P. Neto Kg", "net_mass", "Kg"),
        ("Net Wt (KGS)", "net_mass", "KGS"),
        ("Кол-во,\nкг", "quantity", "кг"),
        ("الكمية (كغ)", "quantity", "كغ"),
        ("Volumen en litros", "volume", "litros"),
        ("Concentración (%)", "concentration", "%"),
        ("Concentration (% w/w)", "concentration", "% w/w"),
        ("Value (USD)", "value", "USD"),
        ("  DATE\u00a0of   Shipment * ", "date", None),
        ("N° CAS", "cas", None),
        ("U.M.", "unit", None),
        ("Fecha (dd/mm/aaaa)", "date", None),
        ("Quantity / Cantidad", "quantity", None),
        ("FECHA DE EMBARQUE", "date", None),
    ],
)
def test_a_heading_is_read_with_its_unit(heading: str, field: str, unit: str | None) -> None:
    meaning = understand(heading, "shipments")

    assert isinstance(meaning, Reading)
    assert (meaning.field, meaning.unit) == (field, unit)


@pytest.mark.parametrize(
    "heading",
    [
        "Peso",
        "Weight (kg)",
        "Importador/Exportador",
        "País",
        "No.",
        "Fecha de vencimiento",
        "Importer",
        "Poids",
        "Вес",
    ],
)
def test_a_heading_of_several_meanings_is_not_guessed(heading: str) -> None:
    assert isinstance(understand(heading, "shipments"), Ambiguous)


@pytest.mark.parametrize(
    "heading", ["Quantiy", "Substance (CAS)", "Quantity (imported under permit)", "Net (L)", "Colour"]
)
def test_what_is_only_near_is_never_a_reading(heading: str) -> None:
    assert understand(heading, "shipments") is None


def test_a_slip_of_the_pen_is_proposed() -> None:
    assert nearest("Quantiy", "shipments")[0].field == "quantity"
    assert nearest("KG", "shipments")[0].field == "quantity"
    assert nearest("Cantidda (kg)", "shipments")[0] == nearest("Cantidda (kg)", "shipments")[0]
    assert nearest("Cantidda (kg)", "shipments")[0].unit == "kg"


@given(st.text(max_size=60))
def test_any_text_can_be_asked_about(text: str) -> None:
    understand(text, "shipments")
    nearest(text, "shipments")
