"""Rows of a CSV file as cases, and an order as a CSV file."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from precursors.problems import Problem, problem
from precursors.ranking.layout import Case, Layout
from precursors.ranking.model import Ranked, words

YES, NO = frozenset({"1", "true", "yes"}), frozenset({"0", "false", "no"})


def read(path: Path, layout: Layout, label: str | None = None) -> tuple[list[Case], str] | Problem:
    """The cases of a file and its hash; with `label`, what was found by that column, empty where nobody looked.

    A problem where the file lacks a column or a cell cannot be read; nothing is left out in silence.
    """
    try:
        octets = path.read_bytes()
        rows = csv.DictReader(octets.decode("utf-8-sig").splitlines())
        wrong = layout.missing(rows.fieldnames or (), label)
        if wrong:
            return wrong
        found: list[Case] = []
        for row in rows:
            case = _case(row, layout, label)
            if case is None:
                return problem("ranking.cell", None, line=rows.line_num, file=path.name)
            found.append(case)
    except (OSError, UnicodeDecodeError, csv.Error) as unread:
        return problem("ranking.unread", None, file=path.name, detail=str(unread)[:80])
    return found, sha256(octets).hexdigest()


def _case(row: dict[str, str], layout: Layout, label: str | None) -> Case | None:
    said = (row[label] or "").strip().casefold() if label else ""
    if said and said not in YES | NO:
        return None
    try:
        return layout.case(row, said in YES if said else None)
    except ValueError:
        return None


def write(path: Path, ranked: Iterable[Ranked]) -> None:
    """One line a row, the most worth a look first: place, name, score, day, why."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream)
        out.writerow(("rank", "row", "score", "day", "because"))
        for place, each in enumerate(ranked, 1):
            why = "; ".join(words(each.because))
            out.writerow((place, each.case.row, f"{each.score:.6f}", each.case.day.isoformat(), why))
