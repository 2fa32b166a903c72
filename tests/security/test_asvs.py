"""The list of demands of OWASP ASVS 5.0 is whole in its shape, and what it names is there."""

from __future__ import annotations

import ast
import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"
STATES = ("tested", "documented", "not-applicable", "open")
HIGHEST = {1: 5, 2: 4, 3: 7, 4: 4, 5: 4, 6: 8, 7: 6, 8: 4, 9: 2, 10: 7, 11: 7, 12: 3, 13: 4, 14: 3, 15: 4, 16: 5, 17: 3}
"""Chapter to its highest section."""


class Demand(NamedTuple):
    """One line of the list."""

    id: str
    level: str
    state: str
    evidence: str


@cache
def demands() -> tuple[Demand, ...]:
    """The list."""
    with (REFERENCE / "asvs.csv").open(encoding="utf-8", newline="") as file:
        heads, *rows = csv.reader(file)
    assert tuple(heads) == Demand._fields
    return tuple(Demand(*row) for row in rows)


@cache
def held_in(path: str) -> frozenset[str]:
    """Names of the tests in a file, read and not run."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_every_line_is_in_shape_and_stands_once() -> None:
    ids = [each.id for each in demands()]

    assert len(ids) == len(set(ids)) > 200
    assert sorted(ids, key=lambda text: [int(part) for part in text.split(".")]) == ids
    for each in demands():
        chapter, section, number = (int(part) for part in each.id.split("."))
        assert section <= HIGHEST[chapter], each.id
        assert number >= 1
        assert each.level in {"1", "2"}
        assert each.state in STATES
        assert each.evidence


@pytest.mark.parametrize("demand", [each for each in demands() if each.state == "tested"], ids=lambda each: each.id)
def test_every_test_that_is_named_exists(demand: Demand) -> None:
    for named in demand.evidence.split():
        path, _, name = named.partition("::")
        assert name in held_in(path), named


@pytest.mark.parametrize("demand", [each for each in demands() if each.state == "documented"], ids=lambda each: each.id)
def test_every_page_that_is_named_exists(demand: Demand) -> None:
    for page in demand.evidence.split():
        assert page.startswith("docs/")
        assert (ROOT / page).is_file(), page


def test_what_is_open_or_does_not_apply_says_why_in_one_sentence() -> None:
    told = [each for each in demands() if each.state in {"open", "not-applicable"}]

    assert [
        each.id
        for each in told
        if not re.fullmatch(r"[A-Z][^.]{12,240}\.", re.sub(r"\d\.\d|HTTP/\d\.\d", "", each.evidence))
    ] == []


def test_the_page_counts_as_the_list_does() -> None:
    page = (REFERENCE / "asvs.md").read_text(encoding="utf-8")
    counted = Counter((each.level, each.state) for each in demands())

    for level in ("1", "2"):
        told = " | ".join(str(counted[level, state]) for state in STATES)
        assert f"| {level} | {told} |" in page
