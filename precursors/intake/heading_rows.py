"""Find the one to three rows of a sheet that hold its headings, and read each column's heading from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from precursors.intake.goods_headings import Goods, goods_in
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

NO_HEADINGS = (0,)
"""The heading rows of a table that has none: its records begin with the first row."""

Numbered = tuple[int, Mapping[int, str]]
"""A row's number and its texts by column."""

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
    """The heading of one column: its text (rows joined by " / ") and what it means."""

    column: int
    text: str
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class HeadingRows:
    """The headings of a sheet: row numbers (one to three, from 1) and a cell for every column that has one.

    A table without headings has the row number 0 and no cells.
    """

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
    """The headings in the given row numbers (one to three); None where a row is blank or not there."""
    if tuple(rows) == NO_HEADINGS:
        return HeadingRows(NO_HEADINGS, (), 0.0)
    found = [(number, _texts(cells)) for number, cells in top if number in rows]
    if len(found) != len(rows) or not found:
        return None
    if len(found) == 1:
        return _single(found[0][0], found[0][1], kind, loose=False)
    return _double(found[0], found[1], merges, kind) if len(found) == 2 else _triple(found, merges, kind)


def _candidates(top: Top, merges: Sequence[Merge] | None, kind: str, loose: bool) -> Iterator[HeadingRows]:
    rows = [(number, _texts(cells) if _mostly_text(cells) and not _labels(cells) else {}) for number, cells in top]
    singles = [_single(number, row, kind, loose) for number, row in rows]
    for i, (number, row) in enumerate(rows):
        if row and _enough(singles[i], row, kind):
            yield singles[i]
        if i + 1 < len(rows) and row and rows[i + 1][1] and rows[i + 1][0] == number + 1:
            double = _double((number, row), rows[i + 1], merges, kind)
            plain = max(singles[i].score, singles[i + 1].score)
            grouped = _only_under_captions(row, rows[i + 1][1], merges, number)
            if (grouped or double.score > plain + 0.01) and _enough(double, row | rows[i + 1][1], kind):
                yield replace(double, score=max(double.score, plain + 0.5)) if grouped else double
            triple = _three(rows[i : i + 3], merges, kind)
            if triple is not None and triple.score > max(double.score, plain, _score_of(rows, i + 1, merges, kind)):
                yield triple


def _three(rows: Sequence[Numbered], merges: Sequence[Merge] | None, kind: str) -> HeadingRows | None:
    """Three adjacent rows as headings, where the last one says only units, or only stands below captions."""
    if len(rows) < 3 or not all(row for _, row in rows) or rows[2][0] != rows[0][0] + 2:
        return None
    (_, _), (number, middle), (_, last) = rows
    units = all(unit_kind(text.strip("()[] ")) is not None or "%" in text or is_hint(text) for text in last.values())
    if not units and not _only_under_captions(middle, last, merges, number):
        return None
    return _triple(rows, merges, kind)


def _score_of(rows: Sequence[Numbered], at: int, merges: Sequence[Merge] | None, kind: str) -> float:
    """How well the two rows from `at` on do without the one above them."""
    return _double(rows[at], rows[at + 1], merges, kind).score + 0.01


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


def _labels(cells: Sequence[CellLike]) -> bool:
    """Whether a row is a title of labels and their values: a label ends with a colon, and its value does not."""
    texts = [cell.text.rstrip() for cell in cells if cell.kind]
    return any(one.endswith(":") and not other.endswith(":") for one, other in pairwise(texts))


def _single(number: int, row: Mapping[int, str], kind: str, loose: bool) -> HeadingRows:
    cells = tuple(HeadingCell(column, tidy(text), understand(text, kind)) for column, text in row.items())
    return HeadingRows((number,), cells, _score(cells, kind, loose))


def _double(
    first: Numbered,
    second: Numbered,
    merges: Sequence[Merge] | None,
    kind: str,
) -> HeadingRows:
    upper, spread = _spread(first, second, merges)
    above = {column: _alone(column, text, kind) for column, text in upper.items()}
    cells = _beneath(above, second[1], spread, kind)
    return HeadingRows((first[0], second[0]), cells, _score(cells, kind, loose=False))


def _triple(rows: Sequence[Numbered], merges: Sequence[Merge] | None, kind: str) -> HeadingRows:
    """Three rows: the second beneath the first, its captions spread, then the third beneath both."""
    first, second, third = rows
    middle, spread = _spread(second, third, merges)
    above = {cell.column: cell for cell in _double(first, (second[0], middle), merges, kind).cells}
    cells = _beneath(above, third[1], spread, kind)
    return HeadingRows((first[0], second[0], third[0]), cells, _score(cells, kind, loose=False))


def _alone(column: int, text: str, kind: str) -> HeadingCell:
    return HeadingCell(column, tidy(text), understand(text, kind))


def _beneath(
    above: Mapping[int, HeadingCell], lower: Mapping[int, str], spread: set[int], kind: str
) -> tuple[HeadingCell, ...]:
    """Each column's heading from what stands above and the row below; `spread` are columns of supposed captions."""
    cells = []
    for column in sorted(above.keys() | lower.keys()):
        upper, text = above.get(column), lower.get(column, "")
        if upper is None:
            cells.append(_alone(column, text, kind))
        elif not text or tidy(text) == upper.text:
            cells.append(upper)
        else:
            cells.append(_composed(upper, text, column in spread, kind))
    return tuple(cells)


def _spread(
    first: Numbered,
    second: Numbered,
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


def _composed(upper: HeadingCell, lower: str, supposed: bool, kind: str) -> HeadingCell:
    meaning = _meaning_under(upper, lower, kind)
    if meaning is None and supposed and goods_in(f"{upper.text} / {tidy(lower)}", kind) is None:
        return _alone(upper.column, lower, kind)
    return HeadingCell(upper.column, f"{upper.text} / {tidy(lower)}", meaning)


def _meaning_under(upper: HeadingCell, lower: str, kind: str) -> Meaning:
    """What a heading means beneath a caption that spans it."""
    above, below = upper.meaning, understand(lower, kind)
    together = understand(f"{upper.text} {lower}", kind) or understand(f"{upper.text} ({lower})", kind)
    if above is None:
        return together or below
    unit = lower.strip("()[] ")
    if unit_kind(unit) is not None or ("%" in unit and below is None):
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
    """How much is understood: each field once (in kilograms and in litres twice), a unit a little, an open meaning
    somewhat; columns headed by goods are a substance and a quantity.
    """
    fields = {(cell.meaning.field, cell.meaning.unit) for cell in cells if isinstance(cell.meaning, Reading)}
    measured = {(field, unit_kind(unit) if unit else None) for field, unit in fields}
    score = len(measured) + 0.25 * sum(unit is not None for _, unit in fields)
    goods = _goods(cells, kind)
    score += 2 + 0.25 * any(each.unit for each in goods) if goods else 0
    score += 0.6 * len({cell.meaning for cell in cells if isinstance(cell.meaning, Ambiguous) and cell.meaning.fields})
    if loose:
        unknown = (cell.text for cell in cells if cell.meaning is None)
        score += sum(0.5 for text in unknown if any(each.score >= 75 for each in nearest(text, kind)))
    return score


def _enough(found: HeadingRows, row: Mapping[int, str], kind: str) -> bool:
    """Whether so much is understood that it is the headings; however many columns are headed by goods."""
    return found.score >= 1.9 and found.score >= 0.3 * (len(row) - len(_goods(found.cells, kind)))


def _goods(cells: Sequence[HeadingCell], kind: str) -> list[Goods]:
    """The goods that head columns; a lone name without a unit is as likely the cell of a record."""
    found = (goods_in(cell.text, kind) for cell in cells if cell.meaning is None)
    goods = [each for each in found if each and each.name]
    return goods if len(goods) > 1 or any(each.unit for each in goods) else []
