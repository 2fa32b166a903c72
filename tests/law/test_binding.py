"""Every row of the law binds: the goods, countries and matters it names are such as the registry asks about.

A row under a name that nobody asks stands there as if it were kept, and nothing follows from it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

import precursors
from precursors.intake.countries import country_code
from precursors.intake.words import words
from precursors.law.book import RequirementKind
from precursors.licensing.authorisations.models import Authorisation
from precursors.licensing.deals_rules import CONDITIONAL, LISTED_DESTINATION
from precursors.licensing.notifications.requests import ON_REQUEST
from precursors.paths import resource, seed_rows
from precursors.substances.book import book

LAW = resource("seed") / "law"
FILES = sorted(path for folder in (LAW, LAW / "demo") for path in folder.glob("*.csv"))
KINDS = frozenset(words("authorisation_kinds").values())
FREQUENCIES = ("monthly", "quarterly", "yearly")
ASKED_BY_KIND = frozenset(
    [f"{kind}-{matter}" for kind in KINDS for matter in ("decision", "validity")]
    + [f"{often}-report" for often in FREQUENCIES]
)
"""Deadlines that the code names by putting a kind of authorisation, or how often stock is declared, before a word."""

UNASKED = {
    "records-retention": "the registry gives no record away: facts are never deleted",
    "re-export-exemption": "no record says on which day goods were placed under a suspensive procedure",
    "route-sheet-validity": "a leg names its transport document, whatever kind it is",
}
"""Deadlines that nothing asks about, and why."""

NO_GOODS = {
    ("EU", "all other Category 1 substances"): "their licence is demanded by list in requirements.csv",
    ("CA", "mixtures with gamma-butyrolactone or 1,4-butanediol (total)"): "a share of a mixture, by mass or by volume",
    ("BR", "list I precursors"): "the sources do not tell which list a substance is on",
    ("BR", "all lists except VII"): "the sources do not tell which list a substance is on",
    ("BR", "solvent-based solutions (not ethyl chloride)"): "stands as a rule in mixtures.csv",
    **dict.fromkeys((("CO", "thinner"), ("CO", "cement"), ("CO", "petrol / ACPM (diesel)")), "not in the book"),
    **dict.fromkeys(
        (
            ("BR", "methylergometrine"), ("RU", "N-methylephedrine"), ("RU", "diphenylacetic acid"),
            ("RU", "methyl phenylacetate"), ("US", "norpseudoephedrine"), ("US", "N-methylephedrine"),
            ("US", "N-methylpseudoephedrine"),
        ),
        "not in the book",
    ),
}  # fmt: skip
"""Limits that no goods of the book bear, and why."""


def rows(name: str) -> list[dict[str, str]]:
    return [row for path in FILES if path.name == name for row in seed_rows(path)]


def code() -> str:
    folder = Path(precursors.__file__).parent
    return "\n".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.py"))


def test_every_deadline_is_asked_somewhere_or_it_is_said_why_not() -> None:
    named = set(re.findall(r'"([a-z-]+)"', code())) | ASKED_BY_KIND

    unasked = {row["what"] for row in rows("deadlines.csv")} - named

    assert unasked == UNASKED.keys()


def test_every_limit_is_one_of_goods_or_it_is_said_why_not() -> None:
    known = {*book().substances, "*"}

    of_nothing = {(row["jurisdiction"], row["subject"]) for row in rows("thresholds.csv") if row["key"] not in known}

    assert of_nothing == NO_GOODS.keys()


def test_every_listing_and_every_rule_on_mixtures_names_goods() -> None:
    named = {row["key"] for row in rows("listings.csv")}
    named |= {key for row in rows("mixtures.csv") for key in row["keys"].split()}

    assert named <= set(book().substances)


def test_every_demand_speaks_of_a_list_with_goods_and_of_a_condition_that_is_judged() -> None:
    lists = {row["list"] for row in rows("listings.csv")}
    conditions = {"", *CONDITIONAL, LISTED_DESTINATION, ON_REQUEST}

    for row in rows("requirements.csv"):
        assert row["list"] in lists, row
        assert row["list"].partition(":")[0] == row["jurisdiction"], row
        assert row["kind"] in get_args(RequirementKind), row
        assert row["condition"] in conditions, row


@pytest.mark.parametrize("name", ["thresholds.csv", "requirements.csv", "mixtures.csv"])
def test_law_of_goods_is_of_a_jurisdiction_that_some_country_is_under(name: str) -> None:
    members = {row["jurisdiction"] for row in rows("members.csv")}

    assert {row["jurisdiction"] for row in rows(name)} <= members


def test_lists_are_of_jurisdictions_that_some_country_is_under() -> None:
    members = {row["jurisdiction"] for row in rows("members.csv")}

    assert {row["list"].partition(":")[0] for row in rows("listings.csv")} <= members


@pytest.mark.parametrize("name", ["deadlines.csv", "cycles.csv", "fees.csv", "tolerances.csv", "boxes.csv"])
def test_law_of_procedure_is_of_a_country_or_a_union(name: str) -> None:
    members = {row["jurisdiction"] for row in rows("members.csv")}
    found = {row["jurisdiction"] for row in rows(name)} - members - {"*"}

    assert {each for each in found if country_code(each) != each} == set()


def test_every_box_is_a_field_of_the_application_it_stands_on() -> None:
    fields = {column.key for column in Authorisation.__table__.columns}

    assert {row["field"] for row in rows("boxes.csv")} <= fields
    assert {row["kind"] for row in rows("boxes.csv")} <= KINDS


def test_every_cycle_and_every_price_names_a_matter_that_is_asked() -> None:
    assert {row["frequency"] for row in rows("cycles.csv")} <= set(FREQUENCIES)
    assert {row["deadline"] for row in rows("cycles.csv")} <= ASKED_BY_KIND
    assert {row["what"] for row in rows("fees.csv")} <= {f"{kind}-authorisation" for kind in KINDS}


def test_every_figure_of_a_rule_and_every_tolerance_is_asked_by_the_code() -> None:
    said = code()
    figures = {row["parameter"] for row in rows("parameters.csv")} | {row["rule"] for row in rows("tolerances.csv")}

    assert {each for each in figures if f'"{each}"' not in said} == set()
