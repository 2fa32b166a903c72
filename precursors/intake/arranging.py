"""Columns whose field depends on the row's direction, turned into columns that hold one field each."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence

from precursors.intake.grid import BlockLike, ColumnLike, MadeColumn, PlainCell, with_columns
from precursors.intake.placing import Placed
from precursors.intake.surroundings import direction_in
from precursors.intake.titles import Title
from precursors.intake.words import folded, spelled_out, words


def with_directions(
    block: BlockLike, placed: Sequence[Placed], ways: Sequence[tuple[int, str]]
) -> tuple[BlockLike, tuple[Placed, ...]]:
    """The block with one more column that states each row's direction.

    `ways` are (position of the first row, direction), rising; rows before the first one state none.
    """
    column = MadeColumn.empty(len(block.rows))
    for number, (start, way) in enumerate(ways):
        end = ways[number + 1][0] if number + 1 < len(ways) else len(block.rows)
        code = column.code_of(PlainCell("t", way))
        for at in range(start, end):
            column.codes[at] = code
    made = with_columns(block, [*block.columns, column])
    return made, (*placed, Placed(len(block.columns), "direction", "Direction"))


def with_titles(
    block: BlockLike, placed: Sequence[Placed], titles: Sequence[Title]
) -> tuple[BlockLike, tuple[Placed, ...]]:
    """The block with a column for each field that a title gives to every row."""
    if not titles:
        return block, tuple(placed)
    columns, made = list(block.columns), list(placed)
    for title in titles:
        column = MadeColumn.empty(len(block.rows))
        code = column.code_of(title.cell)
        column.codes = array("H", [code]) * len(block.rows)
        made.append(Placed(len(columns), title.field, title.label))
        columns.append(column)
    return with_columns(block, columns), tuple(made)


def by_direction(
    block: BlockLike, placed: Sequence[Placed], sheet_direction: str | None
) -> tuple[BlockLike, tuple[Placed, ...]]:
    """The block with a column of its own for every field that lies elsewhere for imports than for exports."""
    limited = [each for each in placed if each.when is not None]
    if not limited:
        return block, tuple(placed)
    ways = _ways(block, placed, sheet_direction)
    columns: list[ColumnLike] = list(block.columns)
    always = [each for each in placed if each.when is None]
    for key in dict.fromkeys(each.field for each in limited):
        sources = {each.when: each for each in limited if each.field == key and each.column < len(block.columns)}
        if sources:
            heading = " | ".join(dict.fromkeys(each.heading for each in sources.values()))
            always.append(Placed(len(columns), key, heading))
            columns.append(_chosen(block, {way or "": each.column for way, each in sources.items()}, ways))
    return with_columns(block, columns), tuple(always)


def _ways(block: BlockLike, placed: Sequence[Placed], sheet_direction: str | None) -> list[str | None]:
    """The direction of each row."""
    stated = next((each.column for each in placed if each.field == "direction"), None)
    if stated is None or stated >= len(block.columns):
        return [sheet_direction] * len(block.rows)
    column = block.columns[stated]
    alone = spelled_out(column.texts, "directions")
    known = [_way(text) or alone.get(text) if text else sheet_direction for text in column.texts]
    return [known[code] for code in column.codes]


def _way(text: str) -> str | None:
    """The direction a cell states: by the words of that field, else by what a title would mean."""
    return words("directions").get(folded(text)) or direction_in(text)


def _chosen(block: BlockLike, columns: Mapping[str, int], ways: Sequence[str | None]) -> MadeColumn:
    """The cell of each row from the column its direction points at; empty where it points nowhere."""
    sources = [block.columns[column] for column in columns.values()]
    shifts: dict[str | None, tuple[Sequence[int], int]] = {}
    shift = 0
    for way, source in zip(columns, sources, strict=True):
        shifts[way] = (source.codes, shift)
        shift += len(source.texts)
    codes = [0] * len(block.rows)
    for at, direction in enumerate(ways):
        if direction in shifts:
            own, offset = shifts[direction]
            codes[at] = own[at] + offset if own[at] else 0
    return MadeColumn.joined(sources, codes)
