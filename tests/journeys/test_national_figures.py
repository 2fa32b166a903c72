"""A published file of national figures of seizures, row by row, into the annual return; checked by another way."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from precursors.paths import resource
from precursors.seizures.totals import country_of
from precursors.substances.identify import identify
from tests.factories import AGENCY, Registry, a_workbook
from tests.reports.independent_totals import totals, verdicts

FILE = resource("seed") / "demo" / "seizures-of-precursors.csv"
YEAR = "2014"


def figures(registry: Registry, year: str = YEAR) -> dict[str, object]:
    """The part of the return that holds national figures."""
    told = registry.run("report", "form-d", "--year", year, "--agency", AGENCY, "--json", code=0).json
    (part,) = [each for each in told["tables"] if each["table"] == "part-national"]
    return dict(part)


def test_every_row_of_a_published_file_is_taken_or_refused_with_a_sentence_and_the_return_agrees(
    registry: Registry,
) -> None:
    expected = verdicts(FILE)
    taken = registry.take(FILE, "--accept-good", "--convention", "en-GB", kind="seizure-totals", code=1).json
    codes = Counter(each["code"] for each in taken["problems"])
    part = figures(registry)

    assert taken["rows"] == 386
    assert (taken["accepted"], taken["rejected"]) == (expected["taken"] - 1, 386 - expected["taken"] + 1)
    assert codes == {
        "seizure-total.several": expected["several"],
        "record.duplicate": expected["repeated"],
        "quantity.missing": expected["empty"],
        "agency.country": 1,  # KKK is no code of a country
    }
    assert all(each["message"] and each["row"] for each in taken["problems"])
    other_way = {
        (country_of(code), identify(drug).substance): kilograms
        for (code, drug), kilograms in totals(FILE, YEAR).items()
    }
    assert told(part) == other_way
    assert len(other_way) > 10
    assert [each["why"] for each in part["left_out"]] == ["left-unnamed"]  # type: ignore[attr-defined] # a list
    assert registry.verified().broken is None


SEIZED = [
    ("DE", 2013, "APAAN", "48,000"), ("DE", 2015, "APAAN", "780"), ("PL", 2015, "BMK", "7,000"),
    ("NL", 2014, "PMK", "0"), ("NL", 2015, "PMK", "622"),
]  # fmt: skip
"""EDR 2017. Of APAAN the figures are those of the Union as a whole; one member stands for it here."""
NEEDED = [("Ephedrine", "22,800"), ("Phenylpropanolamine", "27,100"), ("Pseudoephedrine", "280,000")]
"""Kilograms: 75 FR 79412, 2011; sale and conversion of ephedrine 4,200 and 18,600, of the second 5,300 and 21,800."""


def test_figures_authorities_published_come_out_as_they_went_in(registry: Registry, tmp_path: Path) -> None:
    seized = [
        {"Country": country, "Year": year, "Substance": name, "Quantity": quantity, "Unit": "kg", "Source": "EDR 2017"}
        for country, year, name, quantity in SEIZED
    ]
    needed = [
        {"Country": "US", "Substance": name, "Annual Requirement": kilograms, "Unit": "kg", "Date": date(2010, 12, 20)}
        for name, kilograms in NEEDED
    ]
    words = ("--convention", "en-US")
    first = registry.take(a_workbook(tmp_path / "s.xlsx", {"S": seized}), *words, kind="seizure-totals", code=0).json
    second = registry.take(a_workbook(tmp_path / "n.xlsx", {"N": needed}), *words, kind="annual-requirements").json

    assert (first["accepted"], second["accepted"]) == (5, 3)
    assert told(figures(registry, "2014")) == {("NL", "3-4-methylenedioxyphenyl-2-propanone"): 0}
    assert told(figures(registry, "2013")) == {("DE", "alpha-phenylacetoacetonitrile"): 48_000}
    assert told(figures(registry, "2015")) == {
        ("DE", "alpha-phenylacetoacetonitrile"): 780,
        ("NL", "3-4-methylenedioxyphenyl-2-propanone"): 622,
        ("PL", "1-phenyl-2-propanone"): 7000,
    }
    needs = registry.rows("SELECT substance, most FROM annual_requirement ORDER BY substance")
    assert [(name, most // 10**9) for name, most in needs] == [
        ("ephedrine", 22_800), ("norephedrine", 27_100), ("pseudoephedrine", 280_000),
    ]  # fmt: skip


SITES = {"clandestine laboratory": 61, "storage": 84, "dump": 177}
"""EMCDDA background paper, Netherlands 2016: laboratories, places of storage and dumps, 322 in all."""


def test_every_site_of_a_published_year_is_counted_once_by_its_kind(registry: Registry, tmp_path: Path) -> None:
    rows = [
        {"Seizure No": f"{place}-{n}", "Date": date(2016, 3, 1), "Country": "NL", "Place": "Brabant",
         "Kind of Incident": "seizure" if place == "storage" else place, "Place Type": place.split()[-1]}
        for place, count in SITES.items()
        for n in range(count)
    ]  # fmt: skip

    taken = registry.take(a_workbook(tmp_path / "sites.xlsx", {"S": rows}), kind="seizures", code=0).json
    told = registry.run("report", "form-d", "--year", "2016", "--agency", AGENCY, "--json", code=0).json
    found = registry.run("report", "seizures", "--year", "2016", "--agency", AGENCY, "--json", code=0).json

    (incidents,) = [each for each in told["tables"] if each["table"] == "part-incidents"]
    (methods,) = [each for each in found["tables"] if each["table"] == "methods"]
    assert (taken["accepted"], sum(SITES.values())) == (322, 322)
    assert sorted(row[-1] for row in incidents["rows"]) == [61, 177]
    assert [row[-1] for row in methods["rows"] if "storage" in row] == [84]


COUNTRIES = resource("seed") / "maps" / "countries.csv"
EXPORTERS = [line[:2] for line in COUNTRIES.read_text(encoding="utf-8").splitlines()[1:39]]
"""As many countries as sent notifications; which ones they were the report does not say."""


def test_the_notifications_of_a_published_year_add_up_by_exporter_and_substance(
    registry: Registry, tmp_path: Path
) -> None:
    """E/INCB/2015/4: about 5,800 of amphetamine-type precursors by 38 exporters, 5,260 of them (pseudo)ephedrine.

    One in twenty of them.
    """
    names = ["Ephedrine"] * 130 + ["Pseudoephedrine"] * 133 + ["P-2-P"] * 27
    rows = [
        {"PEN No": f"P-{n}", "Sent or Received": "received", "Exporter": "Abroad", "Importer": "Here",
         "Exporting Country": EXPORTERS[n % len(EXPORTERS)], "Importing Country": "XD", "Substance": name,
         "Quantity": 1, "Unit": "kg", "Notified On": date(2015, 1, 1) + timedelta(days=n % 300)}
        for n, name in enumerate(names)
    ]  # fmt: skip

    taken = registry.take(a_workbook(tmp_path / "pen.xlsx", {"N": rows}), kind="notifications").json
    told = registry.run("report", "pen", "--year", "2015", "--agency", AGENCY, "--json", code=0).json

    table = told["tables"][0]
    of = {name: sum(row[3] for row in table["rows"] if row[2] == name) for name in {row[2] for row in table["rows"]}}
    assert (taken["accepted"], sum(of.values())) == (5_800 // 20, 5_800 // 20)
    assert len({row[1] for row in table["rows"]}) == 38
    assert of["ephedrine"] + of["pseudoephedrine"] == 5_260 // 20


def told(part: dict[str, object]) -> dict[tuple[str, str], Decimal]:
    """Country and substance to kilograms."""
    rows = part["rows"]
    assert isinstance(rows, list)
    return {(row[0], row[1]): Decimal(row[3]) for row in rows}


def test_a_figure_left_open_is_unknown_and_never_nothing(registry: Registry, tmp_path: Path) -> None:
    words = ("--accept-good", "--convention", "en-GB", "--unresolved", "keep")
    registry.take(FILE, *words, kind="seizure-totals", code=1)

    part = figures(registry, "2016")

    assert ("IN", "acetic-anhydride") not in told(part)
    assert [each["why"] for each in part["left_out"]] == ["left-no-figure", "left-unnamed"]  # type: ignore[attr-defined] # a list


def test_several_figures_of_one_year_stand_when_something_tells_them_apart(registry: Registry, tmp_path: Path) -> None:
    file = tmp_path / "f.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["Country Code", "Year", "Substance", "Quantity", "Unit", "Part"])
        writer.writerow(["USA", "2013", "Ephedrine", "941", "kg", "tablets"])
        writer.writerow(["USA", "2013", "Ephedrine", "0", "kg", "raw"])
        writer.writerow(["USA", "2013", "Acetone", "20", "L", ""])

    refused = registry.take(file, kind="seizure-totals", code=1).json
    registry.take(file, "--accept-good", kind="seizure-totals", code=1)

    assert [each["code"] for each in refused["problems"]] == ["requirement.not-a-mass"]
    assert told(figures(registry, "2013")) == {("US", "ephedrine"): Decimal(941)}
