"""Sheets with a column for each substance or each way: what one block holds, taken apart by column.

A row of such a sheet is a record for each amount it states. A blank, a nought or a dash says that nothing moved.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from precursors.intake.folding import phrase
from precursors.intake.goods_headings import Goods, goods_in
from precursors.intake.grid import BlockLike, ColumnLike, MadeColumn, PlainCell, with_columns
from precursors.intake.headings import unit_kind
from precursors.intake.placing import Placed
from precursors.intake.record import CellLike

_NOTHING = frozenset({"-", "–", "—", "−", "--", "."})


class Part(NamedTuple):
    """The records of one substance in a block: the heading they stand under, the block, its columns, its rows."""

    heading: str
    block: BlockLike
    placed: tuple[Placed, ...]
    keep: list[bool]


def goods_columns(placed: Sequence[Placed], kind: str) -> dict[int, Goods]:
    """Column to the goods, or the way, it is headed by, where each amount of a row is a record."""
    amounts = [each for each in placed if each.field == "quantity"]
    told = {each.column: goods for each in amounts if (goods := goods_in(each.heading, kind))}
    if any(each.field in {"substance", "cas", "hs"} for each in placed):
        return told if len(told) > 1 and not any(goods.name for goods in told.values()) else {}
    return {column: goods for column, goods in told.items() if goods.name}


def parts(
    block: BlockLike, placed: Sequence[Placed], keep: Sequence[bool] | None, goods: dict[int, Goods]
) -> Iterator[Part]:
    """The block once for each of the goods; an amount in kilograms and one in litres of the same are one record."""
    for group in _groups(placed, goods):
        own = {each.column for each in group}
        columns = [
            MadeColumn.empty(len(block.rows)) if at in goods and at not in own else column
            for at, column in enumerate(block.columns)
        ]
        stated = [_stated(columns[at]) for at in own if at < len(columns)]
        filled = [any(own) for own in zip(*stated, strict=True)] if stated else [False] * len(block.rows)
        kept = [states and (keep is None or keep[at]) for at, states in enumerate(filled)]
        others = [each for each in placed if each.column not in goods]
        name, _, way = goods[group[0].column]
        told = [(key, text) for key, text in (("substance", name), ("direction", way)) if text]
        made = [Placed(len(columns) + n, key, group[0].heading) for n, (key, _) in enumerate(told)]
        columns += [_same(text, len(block.rows)) for _, text in told]
        yield Part(group[0].heading, with_columns(block, columns), (*others, *group, *made), kept)


def _groups(placed: Sequence[Placed], goods: dict[int, Goods]) -> list[list[Placed]]:
    """The columns of each of the goods: one, or one of mass and one of volume."""
    found: dict[tuple[str, str | None], list[Placed]] = {}
    for each in placed:
        if each.column in goods:
            found.setdefault((phrase(goods[each.column].name), goods[each.column].direction), []).append(each)
    grouped: list[list[Placed]] = []
    for group in found.values():
        measured = {"net_mass" if unit_kind(each.unit or "") == "mass" else "volume": each for each in group}
        if len(group) == len(measured) == 2:
            grouped.append([each._replace(field=field) for field, each in measured.items()])
        else:
            grouped += [[each] for each in group]
    return grouped


def _stated(column: ColumnLike) -> list[bool]:
    """Which rows of a column state an amount."""
    says = [bool(code) and _is_amount(cell) for code, cell in enumerate(column.cells)]
    return [says[code] for code in column.codes]


def _is_amount(cell: CellLike) -> bool:
    text = cell.text.strip()
    if cell.kind == "n":
        return Decimal(text) != 0
    return bool(text) and text not in _NOTHING and (cell.kind != "t" or text.strip("0.,") != "")


def _same(text: str, rows: int) -> MadeColumn:
    column = MadeColumn.empty(rows)
    column.codes = array("H", [column.code_of(PlainCell("t", text))]) * rows
    return column
