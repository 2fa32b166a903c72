"""Find the one or two rows of a sheet that hold its headings, and read each column's heading from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from precursors.intake.grid import Merge, Top, letter
from precursors.intake.headings import (
    Ambiguous,
    Meaning,
    Reading,
    nearest,
    understand,
    unit_kind,
    with_unit,
)
from precursors.intake.record import CellLike
from precursors.intake.surroundings import is_hint

TOP_ROWS = 30
"""Non-blank rows among which headings are looked for."""

_AS_GOOD = 0.75
"""Headings higher up win over others that are understood a little better: those only repeat them, and the
rows between them would be lost."""

_UNDER: Mapping[str, frozenset[str]] = {
    "document": frozenset({"value", "currency", "line"}),
    "operator": frozenset({"licence", "operator"}),
    "packages": frozenset({"package_size"}),
    "quantity": frozenset({"quantity", "net_mass", "volume", "gross_mass", "unit"}),
    "substance": frozenset({"cas", "hs", "concentration", "salt", "basis", "quantity", "net_mass", "volume", "unit"}),
    "transport": frozenset({"carrier", "container", "seals"}),
}
"""Caption above to the headings that keep their own meaning beneath it."""


@dataclass(frozen=True, slots=True)
class HeadingCell:
    """The heading of one column: its text (two rows joined by " / ") and what it means."""

    column: int
    text: str
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class HeadingRows:
    """The headings of a sheet: row numbers (one or two, from 1) and a cell for every column that has one."""

    rows: tuple[int, ...]
    cells: tuple[HeadingCell, ...]
    score: float

    def keys(self) -> tuple[str, ...]:
        """A name for each cell, in order; headings that occur twice are told apart by the column's letter."""
        texts = [cell.text for cell in self.cells]
        return tuple(
            text if texts.count(text) == 1 else f"{text} [{letter(cell.column)}]"
            for text, cell in zip(texts, self.cells, strict=True)
        )


def find(top: Top, merges: Sequence[Merge] | None, kind: str, *, loose: bool = False) -> HeadingRows | None:
    """The heading rows among the first rows of a sheet, or None where nothing looks like headings.

    `loose` counts near matches too: enough to propose something to a person, never to read records.
    """
    candidates = list(_candidates(top[:TOP_ROWS], merges, kind, loose))
    if not candidates:
        return None
    best = max(candidates, key=lambda each: each.score)
    earlier = [each for each in candidates if each.rows[-1] + 1 < best.rows[0] and each.score >= _AS_GOOD * best.score]
    if not earlier:
        return best
    first = earlier[0].rows[0]
    return max((each for each in earlier if each.rows[0] == first), key=lambda each: each.score)


def read_at(top: Top, rows: Sequence[int], merges: Sequence[Merge] | None, kind: str) -> HeadingRows | None:
    """The headings in the given row numbers (one or two); None where a row is blank or not there."""
    found = [(number, _texts(cells)) for number, cells in top if number in rows]
    if len(found) != len(rows) or not found:
        return None
    if len(found) == 1:
        return _single(found[0][0], found[0][1], kind, loose=False)
    return _double(found[0], found[1], merges, kind)


def _candidates(top: Top, merges: Sequence[Merge] | None, kind: str, loose: bool) -> Iterator[HeadingRows]:
    rows = [(number, _texts(cells) if _mostly_text(cells) else {}) for number, cells in top]
    singles = [_single(number, row, kind, loose) for number, row in rows]
    for i, (number, row) in enumerate(rows):
        if row and _enough(singles[i], row):
            yield singles[i]
        if i + 1 < len(rows) and row and rows[i + 1][1] and rows[i + 1][0] == number + 1:
            double = _double((number, row), rows[i + 1], merges, kind)
            plain = max(singles[i].score, singles[i + 1].score)
            grouped = _only_under_captions(row, rows[i + 1][1], merges, number)
            if (grouped or double.score > plain + 0.01) and _enough(double, row | rows[i + 1][1]):
                yield replace(double, score=max(double.score, plain + 0.5)) if grouped else double


def _only_under_captions(
    upper: Mapping[int, str], lower: Mapping[int, str], merges: Sequence[Merge] | None, number: int
) -> bool:
    """Whether the lower row says something only below captions that span several of its columns."""
    spread, _ = _spread((number, upper), (number + 1, lower), merges)
    spanned = {column for column in lower if column in spread and column not in upper}
    under = spanned | {column for column in lower if column in upper and column + 1 in spanned}
    return bool(spanned) and set(lower) == under and len(lower) < len(upper)


def _texts(cells: Sequence[CellLike]) -> dict[int, str]:
    """Column to heading text, blanks left out."""
    return {column: cell.text for column, cell in enumerate(cells) if cell.kind == "t" and cell.text.strip()}


def _mostly_text(cells: Sequence[CellLike]) -> bool:
    kinds = [cell.kind for cell in cells if cell.kind]
    return bool(kinds) and kinds.count("t") >= 0.75 * len(kinds)


def _single(number: int, row: Mapping[int, str], kind: str, loose: bool) -> HeadingRows:
    cells = tuple(HeadingCell(column, tidy(text), understand(text, kind)) for column, text in row.items())
    return HeadingRows((number,), cells, _score(cells, kind, loose))


def _double(
    first: tuple[int, Mapping[int, str]],
    second: tuple[int, Mapping[int, str]],
    merges: Sequence[Merge] | None,
    kind: str,
) -> HeadingRows:
    upper, spread = _spread(first, second, merges)
    lower = second[1]
    cells = tuple(
        _composed(column, upper.get(column, ""), lower.get(column, ""), column in spread, kind)
        for column in sorted(upper.keys() | lower.keys())
    )
    return HeadingRows((first[0], second[0]), cells, _score(cells, kind, loose=False))


def _spread(
    first: tuple[int, Mapping[int, str]],
    second: tuple[int, Mapping[int, str]],
    merges: Sequence[Merge] | None,
) -> tuple[dict[int, str], set[int]]:
    """The upper row with captions copied over their columns; and the columns where that was only supposed."""
    number, row = first
    upper = dict(row)
    for top, left, bottom, right in merges or ():
        if top <= number <= bottom and left in row:
            upper.update({column: row[left] for column in range(left + 1, right + 1) if column not in row})
    supposed: set[int] = set()
    for column in sorted(second[1]):
        if column not in upper and column - 1 in upper and column - 1 in second[1]:
            upper[column] = upper[column - 1]
            supposed.add(column)
    return upper, supposed


def _composed(column: int, upper: str, lower: str, supposed: bool, kind: str) -> HeadingCell:
    if not upper or not lower or tidy(upper) == tidy(lower):
        text = upper or lower
        return HeadingCell(column, tidy(text), understand(text, kind))
    meaning = _meaning_under(upper, lower, kind)
    own = understand(lower, kind)
    if meaning is None and supposed:
        return HeadingCell(column, tidy(lower), own)
    return HeadingCell(column, f"{tidy(upper)} / {tidy(lower)}", meaning)


def _meaning_under(upper: str, lower: str, kind: str) -> Meaning:
    """What a heading means beneath a caption that spans it."""
    above, below = understand(upper, kind), understand(lower, kind)
    together = understand(f"{upper} {lower}", kind) or understand(f"{upper} ({lower})", kind)
    if above is None:
        return together or below
    unit = lower.strip("()[] ")
    if unit_kind(unit) is not None or "%" in unit:
        return with_unit(above, unit)
    if is_hint(lower):
        return above
    return together or _in_group(above, below)


def _in_group(above: Reading | Ambiguous, below: Meaning) -> Meaning:
    if below is None:
        return None
    if isinstance(below, Ambiguous):
        return _ambiguous_in_group(above, below)
    if isinstance(above, Ambiguous):
        return above if above.rule == "party" and below.field in {"operator", "counterparty"} else None
    if above.field == below.field or below.field in _UNDER.get(above.field, ()):
        return below
    return above if above.field == "counterparty" and below.field == "operator" else None


def _ambiguous_in_group(above: Reading | Ambiguous, below: Ambiguous) -> Meaning:
    names = below.fields == ("operator", "counterparty")
    party = above.fields[0] if isinstance(above, Ambiguous) and above.rule == "party" else None
    if below.rule == "side" and party is not None and "origin" in below.fields:
        return Reading("origin" if party in {"exporter", "sender", "supplier"} else "destination")
    if isinstance(above, Ambiguous):
        return above if names and party is not None else None
    if names and above.field in {"operator", "counterparty", "consignee", "carrier", "broker", "substance"}:
        return above
    if below.rule == "number" and above.field in {
        "document",
        "licence",
        "authorisation",
        "notification",
        "packages",
    }:
        return above
    return below if below.rule == "free" and above.field == below.fields[0] else None


def tidy(text: str) -> str:
    """A heading on one line."""
    return " ".join(text.split())


def _score(cells: Sequence[HeadingCell], kind: str, loose: bool) -> float:
    """How much is understood: each field once, a unit a little, an open meaning somewhat."""
    fields = {(cell.meaning.field, cell.meaning.unit) for cell in cells if isinstance(cell.meaning, Reading)}
    score = len({field for field, _ in fields}) + 0.25 * sum(unit is not None for _, unit in fields)
    score += 0.6 * len({cell.meaning for cell in cells if isinstance(cell.meaning, Ambiguous) and cell.meaning.fields})
    if loose:
        unknown = (cell.text for cell in cells if cell.meaning is None)
        score += sum(0.5 for text in unknown if any(each.score >= 75 for each in nearest(text, kind)))
    return score


def _enough(found: HeadingRows, row: Mapping[int, str]) -> bool:
    return found.score >= 1.9 and found.score >= 0.3 * len(row)
