"""Declarations in which one importer's goods of one code are wrong, and the rest are as they should be."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path
from random import Random

from precursors.problems import Problem
from precursors.ranking.layout import Case, Layout, layout

FIRST = date(2025, 1, 1)


def customs() -> Layout:
    """The layout of the published declarations."""
    found = layout("kr-customs")
    assert not isinstance(found, Problem)
    return found


def declarations(count: int, seed: int = 1) -> list[dict[str, str]]:
    """Rows as they stand in a file: ten a day; importer IMP-3 undervalues what it brings from XA."""
    random = Random(seed)
    read, rows = customs(), []
    for number in range(count):
        row = dict.fromkeys((read.row, read.day, *read.words.values(), *read.numbers.values()), "")
        importer, origin = random.randrange(12), random.choice(("XA", "XB", "XC"))
        bad = importer == 3 and origin == "XA" and random.random() < 0.9
        mass = random.uniform(10, 1000)
        row |= {read.row: str(number), read.day: (FIRST + timedelta(days=number // 10)).isoformat()}
        row |= {
            "Importer ID": f"IMP-{importer}",
            "Country of Origin": origin,
            "HS6 Code": random.choice(("290110", "392690")),
        }
        row |= {"Net Mass": f"{mass:.1f}", "Item Price": f"{mass * (2 if bad else 10) * random.uniform(0.8, 1.2):.2f}"}
        rows.append(row | {"Fraud": str(int(bad or random.random() < 0.03))})
    return rows


def cases(rows: list[dict[str, str]], *, labelled: bool = True) -> list[Case]:
    """The same as the ranking sees them."""
    read = customs()
    return [read.case(row, row["Fraud"] == "1" if labelled else None) for row in rows]


def a_file(path: Path, rows: list[dict[str, str]]) -> Path:
    """The rows as a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        out = csv.DictWriter(stream, rows[0])
        out.writeheader()
        out.writerows(rows)
    return path
