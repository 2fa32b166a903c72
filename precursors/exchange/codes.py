"""Every code list of the registry, to take away: words, units, substances, law, headings; rows as the seed has them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

from precursors.paths import resource
from precursors.workbooks.streams import CsvStream, XlsxStream, sheet_name

AREAS = ("words", "units", "substances", "law", "headings")
"""Folders of the seed that hold lists."""


def code_lists() -> dict[str, Path]:
    """Name of each list, such as `words/activities`, and where it lies."""
    seed = resource("seed")
    found = (path for area in AREAS for path in sorted((seed / area).rglob("*.csv")))
    return {path.relative_to(seed).with_suffix("").as_posix(): path for path in found}


def rows_of(name: str) -> Iterator[list[str]]:
    """The rows of a list, its head first. Raises KeyError for a list that there is not."""
    with code_lists()[name].open(encoding="utf-8", newline="") as stream:
        yield from csv.reader(stream)


def write_codes(out: Path, names: tuple[str, ...]) -> int:
    """Write lists to `out` (.xlsx a sheet each, .json, .csv one list alone); answers how many rows.

    Raises ValueError for another ending, or for several lists in one CSV.
    """
    if out.suffix == ".csv" and len(names) != 1:
        message = "a CSV holds one list; name it with --list"
        raise ValueError(message)
    writers = {".csv": _csv, ".json": _json, ".xlsx": _xlsx}
    if out.suffix not in writers:
        message = "the name must end in .xlsx, .csv or .json"
        raise ValueError(message)
    waiting = out.with_name(out.name + ".part")
    try:
        count = writers[out.suffix](waiting, names)
        waiting.replace(out)
    finally:
        waiting.unlink(missing_ok=True)
    return count


def _csv(path: Path, names: tuple[str, ...]) -> int:
    rows = list(rows_of(names[0]))
    with path.open("w", encoding="utf-8", newline="") as file:
        CsvStream(file).rows(rows)
    return len(rows) - 1


def _json(path: Path, names: tuple[str, ...]) -> int:
    told = {}
    for name in names:
        head, *rows = rows_of(name)
        told[name] = [dict(zip(head, row, strict=False)) for row in rows]
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return sum(len(rows) for rows in told.values())


def _xlsx(path: Path, names: tuple[str, ...]) -> int:
    count = 0
    taken: list[str] = []
    for name in names:
        taken.append(sheet_name(name.replace("/", " "), taken))
    with path.open("wb") as file:
        book = XlsxStream(file, taken)
        for name in names:
            rows = list(rows_of(name))
            sheet = book.sheet()
            sheet.rows(rows)
            sheet.close()
            count += len(rows) - 1
        book.close()
    return count
