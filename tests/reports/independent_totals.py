"""Totals of a published file of seizures by another way: csv and Decimal of the standard library, nothing of ours.

Also a program: `python tests/reports/independent_totals.py FILE YEAR` prints what a return of that year must say.
"""

import csv
import sys
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

UNNAMED = {"Other precursors", "Non-specified precursors"}


def figures(path: Path) -> dict[tuple[str, str, str], list[str]]:
    """Country code, substance and year to the figures stated for them, in the order of the file."""
    found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["ISO Code"], row["Drug"], row["Year"]].append(row["KG Equivalent"].strip())
    return found


def totals(path: Path, year: str) -> dict[tuple[str, str], Decimal]:
    """Kilograms by country code and substance: one figure counts, several different ones and none at all do not."""
    return {
        (code, drug): Decimal(stated[0])
        for (code, drug, when), stated in figures(path).items()
        if when == year and drug not in UNNAMED and stated[0] and len({Decimal(each or -1) for each in stated}) == 1
    }


def verdicts(path: Path) -> dict[str, int]:
    """How many rows are taken, repeat a figure, contradict another, or state none."""
    count = {"taken": 0, "repeated": 0, "several": 0, "empty": 0}
    for stated in figures(path).values():
        if len({each and Decimal(each) for each in stated}) > 1:
            count["several"] += len(stated)
        elif not stated[0]:
            count["empty"] += len(stated)
        else:
            count["taken"] += 1
            count["repeated"] += len(stated) - 1
    return count


if __name__ == "__main__":
    for (code, drug), kilograms in sorted(totals(Path(sys.argv[1]), sys.argv[2]).items()):
        print(code, drug, kilograms, sep="\t")
    print(verdicts(Path(sys.argv[1])), file=sys.stderr)
