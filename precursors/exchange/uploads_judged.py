"""What a judgement came to, kept as plain data: every language can tell it later, and no file is read again for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from precursors.exchange.imports import Answer
from precursors.exchange.report import totals
from precursors.exchange.sheets import Head
from precursors.i18n.catalogue import warning
from precursors.intake.drafts import Trouble
from precursors.intake.grid import PlainCell
from precursors.problems import Problem
from precursors.workbooks.blocks import SheetStart

MOST_SHOWN = 5_000
"""Problems that are kept one by one; all of them are counted, grouped, and in the rejects workbook."""

MOST_GROUPS = 200
MOST_PLACES = 10
TOP_ROWS = 30
MOST_HEADS = 20

CONFLICT, DUPLICATE = "record.conflict", "record.duplicate"

SECTIONS = ("bad", "conflicts", "duplicates")
"""How rejected rows are parted: what a person can mend, what stands otherwise already, what the file says twice."""


def kept(answer: Answer) -> dict[str, Any]:
    """The answer as plain data."""
    outcome = answer.outcome
    wrong = answer.problem
    return {
        "state": answer.state,
        "act": answer.act,
        "refs": [list(block) for block in answer.refs],
        "rows": outcome.rows,
        "accepted": outcome.accepted,
        "rejected": len(outcome.bad_rows),
        "known": outcome.known,
        "flags": outcome.flags,
        "totals": totals(outcome),
        "sections": _sections(outcome.rejected),
        "troubles": [_plain(trouble) for trouble in outcome.rejected[:MOST_SHOWN]],
        "groups": groups(outcome.rejected),
        "warnings": _warned(answer),
        "ignored": _ignored(answer),
        "problem": wrong and {"code": wrong.code, "values": dict(wrong.values)},
        "proposal": answer.proposal,
        "heads": [_head(head) for head in answer.heads[:MOST_HEADS]],
        "seconds": answer.seconds,
    }


def section_of(code: str) -> str:
    """Where on the page a rejected row of this code stands."""
    return {CONFLICT: "conflicts", DUPLICATE: "duplicates"}.get(code, "bad")


def problem_in(kept_problem: dict[str, Any] | None) -> Problem | None:
    """A problem back from plain data."""
    return Problem(kept_problem["code"], None, kept_problem["values"]) if kept_problem else None


def warned(code: str, values: dict[str, str], language: str) -> str:
    """The sentence of a warning: its own, or that of the problem it would be."""
    return warning(Problem(code, None, values), language)


def groups(troubles: Sequence[Trouble]) -> list[dict[str, Any]]:
    """What one sentence says of several rows, most rows first: code, field, value, and the rows as runs by sheet."""
    found: dict[tuple[object, ...], list[Trouble]] = {}
    for trouble in troubles:
        wrong = trouble.problem
        if section_of(wrong.code) == "bad":
            alike = (wrong.code, wrong.field, trouble.value, *sorted(wrong.values.items()))
            found.setdefault(alike, []).append(trouble)
    several = [(key, own) for key, own in found.items() if len(own) > 1]
    several.sort(key=lambda pair: -len(pair[1]))
    return [
        {"code": code, "field": field, "value": value, "values": dict(own[0].problem.values)}
        | {"column": own[0].column, "count": len(own), "rows": _runs(own)}
        for (code, field, value, *_), own in several[:MOST_GROUPS]
    ]


def rows_of(group: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """Every (sheet, row) of a group."""
    for sheet, runs in group["rows"].items():
        for first, last in runs:
            yield from ((sheet, row) for row in range(first, last + 1))


def _runs(troubles: Iterable[Trouble]) -> dict[str, list[list[int]]]:
    found: dict[str, list[list[int]]] = {}
    for sheet, row in sorted({(trouble.sheet, trouble.row) for trouble in troubles}):
        runs = found.setdefault(sheet, [])
        if runs and runs[-1][1] == row - 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    return found


def _sections(troubles: Iterable[Trouble]) -> dict[str, int]:
    """Rows of each section; a row with several problems counts once in each."""
    rows = {(section_of(each.problem.code), each.sheet, each.row) for each in troubles}
    counted = Counter(section for section, _, _ in rows)
    return {section: counted[section] for section in SECTIONS}


def _plain(trouble: Trouble) -> dict[str, Any]:
    against = trouble.problem
    place = {"sheet": trouble.sheet, "row": trouble.row, "column": trouble.column, "value": trouble.value}
    return place | {"code": against.code, "field": against.field, "values": dict(against.values)}


def _warned(answer: Answer) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for each in answer.sheet_warnings:
        _count(found, each.code, {}, each.sheet, each.row)
    for trouble in answer.outcome.warnings:
        if trouble.problem.code != "warnings.more":
            _count(found, trouble.problem.code, dict(trouble.problem.values), trouble.sheet, trouble.row)
            continue
        told = dict(trouble.problem.values)
        known = found.get(told["warned"])
        if known is not None:
            known["count"] += int(told["count"])
    return sorted(found.values(), key=lambda each: -each["count"])


def _ignored(answer: Answer) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for each in answer.ignored:
        _count(found, each.why, {}, each.sheet, each.row)
    return list(found.values())


def _count(found: dict[str, dict[str, Any]], code: str, values: dict[str, str], sheet: str, row: int | None) -> None:
    own = found.setdefault(code, {"code": code, "values": values, "count": 0, "places": []})
    own["count"] += 1
    if len(own["places"]) < MOST_PLACES:
        own["places"].append([sheet, row])


def _head(head: Head) -> dict[str, Any]:
    sheet = head.sheet
    rows = [[number, [[cell.kind, cell.text[:200], cell.format] for cell in cells]] for number, cells in head.rows]
    merges = [list(merge) for merge in sheet.merges or [] if merge[0] <= TOP_ROWS]
    return {"index": sheet.sheet, "name": sheet.name, "hidden": sheet.hidden, "merges": merges, "rows": rows}


def heads_in(document: dict[str, Any]) -> list[tuple[SheetStart, list[tuple[int, list[PlainCell]]]]]:
    """How each data sheet of the file begins, back from plain data."""
    return [
        (
            SheetStart(head["index"], head["name"], head["hidden"], [], [tuple(merge) for merge in head["merges"]]),
            [(number, [PlainCell(*cell) for cell in cells]) for number, cells in head["rows"]],
        )
        for head in document["heads"]
    ]
