"""Good rows of a page as columns that are kept: stated texts, what they mean, figures, natural keys."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress
from typing import Any

from precursors.intake.parties import party
from precursors.trade.goods import Goods
from precursors.trade.measuring import figures
from precursors.trade.models import STATED
from precursors.trade.naming import natural_keys
from precursors.trade.reading import Page
from precursors.trade.tally import Coded, Context, Judged, spread

PLAIN = tuple(
    (column, {"stated_substance": "substance", "stated_date": "date"}.get(column, column)) for column in STATED
)
"""Column of the table, field of the sheet it is kept from."""

WAYS = ("import", "export", "transit", "domestic")
_WAYS = {None: 0} | {way: code for code, way in enumerate(WAYS)}

MOST_HOLDERS = 200_000
"""Operators of one file that are remembered."""


class Keeper:
    """Makes the kept columns of one file's blocks."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._holders: dict[str, str] = {}
        """Operator as stated to the holder of its account, for the operators met first."""

    def judged(self, page: Page, good: Sequence[int]) -> Judged:
        """The rows at the positions `good`, which nothing stops."""
        choice = _Choice(len(page.rows), good)
        goods = choice.of(page.goods)
        stated = self._stated(page, choice)
        days = page.fields["date"]
        direction = WAYS, choice.of(list(map(_WAYS.__getitem__, page.ways)))
        day = [day.isoformat() if day else None for day in days.reading.values], choice.of(days.codes)
        operators = page.fields["operator"]
        return Judged(
            page.sheet,
            choice.of(page.rows),
            stated,
            direction,
            day,
            _substances(goods),
            ([self._holder(text) for text in operators.reading.stated], choice.of(operators.codes)),
            self._others(page, direction, choice),
            figures(choice.of(page.amounts), goods),
            b"".join(natural_keys(self.context.agency, stated, goods, spread(direction), spread(day))),
        )

    def _stated(self, page: Page, choice: _Choice) -> dict[str, Coded]:
        columns: dict[str, Coded] = {}
        for column, key in PLAIN:
            cells = page.fields.cells.get(key)
            if cells is not None and any(cells.reading.stated):
                columns[column] = (cells.reading.stated, choice.of(cells.codes))
        notes = _noted(page)
        if notes is not None:
            columns["notes"] = _coded(choice.of(notes))
        return columns

    def _others(self, page: Page, direction: Coded, choice: _Choice) -> Coded:
        """Holders of the counterparties of domestic rows."""
        domestic = WAYS.index("domestic")
        if domestic not in direction[1]:
            return (None,), bytes(len(direction[1]))
        cells = page.fields["counterparty"]
        named = zip(direction[1], choice.of(cells.codes), strict=True)
        holders = [self._holder(text) for text in cells.reading.stated]
        return holders, [code if way == domestic else 0 for way, code in named]

    def _holder(self, text: str | None) -> str | None:
        """Whose account goods go to: a registered operator's, or that of a party known only as stated."""
        if not text:
            return None
        found = self._holders.get(text)
        if found is None:
            known = self.context.register.operator(text)
            found = f"operator:{known}" if known is not None else f"party:{self.context.agency}:{party(text)}"
            if len(self._holders) < MOST_HOLDERS:
                self._holders[text] = found
        return found


class _Choice:
    """Some rows of a block; nothing is copied where all of them are chosen."""

    def __init__(self, size: int, positions: Sequence[int]) -> None:
        self._mask: bytearray | None = None
        if len(positions) < size:
            self._mask = bytearray(size)
            for at in positions:
                self._mask[at] = 1

    def of(self, column: Sequence[Any]) -> Any:  # noqa: ANN401 - entries of the column it is given
        """The entries of the chosen rows."""
        return column if self._mask is None else list(compress(column, self._mask))


def _substances(goods: Sequence[Goods]) -> Coded:
    """What the goods of each row are."""
    named = {id(each): each for each in goods}
    codes = {key: code for code, key in enumerate(named)}
    return [each.substance for each in named.values()], list(map(codes.__getitem__, map(id, goods)))


def _coded(texts: Sequence[str | None]) -> Coded:
    """A column of texts, each distinct one kept once."""
    distinct: dict[str | None, int] = {None: 0}
    codes = [distinct.setdefault(text, len(distinct)) for text in texts]
    return list(distinct), codes


def _noted(page: Page) -> list[str | None] | None:
    """Unknown columns are kept as notes, one `heading: text` line each, behind the remarks of the row."""
    columns = page.block.columns
    extra = [
        (heading, columns[column])
        for column, heading in page.unknown
        if column < len(columns) and not columns[column].is_empty()
    ]
    if not extra:
        return None
    notes = []
    for at, remark in enumerate(page.fields["notes"].texts()):
        lines = [remark] if remark else []
        lines += [f"{heading}: {column.texts[column.codes[at]]}" for heading, column in extra if column.codes[at]]
        notes.append("\n".join(lines) or None)
    return notes
