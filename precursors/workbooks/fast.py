"""The fast path of a sheet: one regular expression for a whole plain row, learned from the sheet itself.

Only rows whose shape expat has accepted before can match. Addresses repeat the row's number by
back-reference and columns stand in rising order, so the address rules hold by construction; row numbers
are compared afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from operator import lt

from precursors.workbooks.building import BlockBuilder
from precursors.workbooks.decoding import FORMULA_END, Head, Plan
from precursors.workbooks.exact import GRID_ROWS, SheetXml, column_index, column_letters
from precursors.workbooks.twopaths import PLAIN_TEXT, Match, TwoPaths

MAX_HEADS, MAX_LEARNED, MAX_TAILS = 8, 64, 4

_NUMBER = r"-?+[0-9]++(?:\.[0-9]++)?+(?:E[+-]?+[0-9]++)?+"
_INSIDE = {"n": _NUMBER, "s": "[0-9]{1,7}+", "b": "[01]", "str": PLAIN_TEXT, "inlineStr": PLAIN_TEXT}
_VALUE_END, _INLINE_END = "</v></c>", "</t></is></c>"

_RAW_ROW = re.compile(
    r'<row r="[1-9][0-9]{0,6}"((?: (?:spans|ht|customHeight|x14ac:dyDescent|s|customFormat|thickBot|thickTop'
    r'|outlineLevel|ph)="[0-9A-Za-z.: ]*")*)>(.*?)</row>',
    re.DOTALL | re.ASCII,
)
_RAW_CELL = re.compile(
    r'<c r="([A-Z]{1,3})[1-9][0-9]{0,6}"((?: [st]="[A-Za-z0-9]{1,9}"){0,2})'
    r'(/>|></c>|><v>|><is><t>|><is><t xml:space="preserve">|><f>|><f(?: (?:t|si|ca)="[a-z0-9]*")+/><v>)',
    re.ASCII,
)
_STYLE = re.compile(r' s="([0-9]{1,5})"')
_SORT = re.compile(r' t="(n|s|b|str|inlineStr)"')
_ATTRIBUTE_VALUE = re.compile(r'="[^"]*"')
_BLANK = ("/>", "></c>")


class Shapes:
    """What plain rows of this sheet look like: tails of the row tag, and heads of cells by column.

    Columns from `columns` on are never learned. `before_change` is called while the old shapes hold.
    """

    def __init__(self, columns: int) -> None:
        self.before_change: Callable[[], None] = lambda: None
        self.pattern: re.Pattern[str] | None = None
        self.positions: list[int] = []
        self.plans: dict[int, Plan] = {}
        self._columns = columns
        self._heads: dict[int, list[Head]] = {}
        self._tails: list[str] = [""]
        self._learned = 0

    def learn(self, raw: str) -> None:
        """Take up the shapes of the rows in `raw`, which expat has just accepted."""
        if self._learned >= MAX_LEARNED:
            return
        tails = list(self._tails)
        heads = {column: list(known) for column, known in self._heads.items()}
        for tail, cells in _RAW_ROW.findall(raw):
            pattern = _ATTRIBUTE_VALUE.sub('="[0-9A-Za-z.: ]*+"', tail)
            if pattern not in tails and len(tails) < MAX_TAILS:
                tails.insert(0, pattern)
            for letters, attributes, opening in _RAW_CELL.findall(cells):
                self._add(heads, column_index(letters), _head(attributes, opening))
        if tails != self._tails or heads != self._heads:
            self.before_change()
            self._tails, self._heads = tails, heads
            self._learned += 1
            self._compile()

    def _add(self, heads: dict[int, list[Head]], column: int, head: Head | None) -> None:
        if head is None or column >= self._columns:
            return
        known = heads.setdefault(column, [])
        if head not in known and len(known) < MAX_HEADS:
            known.append(head)

    def _compile(self) -> None:
        self.positions = sorted(self._heads)
        cells = ""
        for position in self.positions:
            spoken = [head for head in self._heads[position] if not head.blank]
            blank = [head for head in self._heads[position] if head.blank]
            bare = len(spoken) == 1 and not spoken[0].wordy
            self.plans[position] = Plan(spoken if bare else [*spoken, *blank], bare)
            cells += _cell_pattern(f'<c r="{column_letters(position)}(?P=r)"', spoken, blank, bare)
        tails = "|".join(self._tails)
        self.pattern = re.compile(rf'([ \t\r\n]*+<row r="(?P<r>[1-9][0-9]{{0,6}})"(?:{tails})(?:/>|>{cells}</row>))')


def _head(attributes: str, opening: str) -> Head | None:
    """The head of a cell that begins so, or None when it is none for the pattern."""
    style, sort = _STYLE.search(attributes), _SORT.search(attributes)
    if bool(style) + bool(sort) != attributes.count("="):
        return None
    kind = sort[1] if sort else "n"
    blank, formula = opening in _BLANK, opening.startswith("><f")
    if not blank and (kind == "inlineStr") != ("<is>" in opening):
        return None
    ending = "" if blank else _INLINE_END if kind == "inlineStr" else _VALUE_END
    return Head(attributes + opening, int(style[1]) if style else 0, kind, ending, blank, formula, opening == "><f>")


def _cell_pattern(address: str, spoken: Sequence[Head], blank: Sequence[Head], bare: bool) -> str:
    """The pattern of one column with one group: the bare value of its only head, or the whole token."""
    blanks = "|".join(re.escape(head.opening) for head in blank)
    if bare:
        (head,) = spoken
        only = f"{address}{re.escape(head.opening)}({_inside(head)}){head.ending}"
        return f"(?:{only}|{address}(?:{blanks})|)" if blanks else f"(?:{only}|)"
    tokens = [re.escape(head.opening) + _inside(head) + head.ending for head in spoken]
    return f"(?:{address}({'|'.join([*tokens, *([blanks] if blanks else [])])})|)"


def _inside(head: Head) -> str:
    """The pattern between a head and its ending."""
    formula = PLAIN_TEXT + FORMULA_END if head.wordy else ""
    return formula + _INSIDE[head.sort]


class SheetReader(TwoPaths):
    """Reads a sheet part by both paths; feed it with `run`."""

    def __init__(self, xml: SheetXml, builder: BlockBuilder, shapes: Shapes, fast: bool = True) -> None:
        super().__init__(xml, "row", fast)
        self._xml = xml
        self._builder = builder
        self._shapes = shapes
        shapes.before_change = builder.settle

    def run(self, pieces: Iterable[bytes]) -> None:
        """Read the whole part and close the last block."""
        super().run(pieces)
        self._builder.flush()

    def learn(self, text: str) -> None:
        """Learn the shapes of rows just accepted."""
        self._shapes.learn(text)
        self.pattern = self._shapes.pattern

    def take(self, matches: list[Match]) -> None:
        """Hand on rows whose shape is proved, after comparing their numbers."""
        if not matches:
            return
        columns = list(zip(*matches, strict=True))
        numbers = list(map(int, columns[1]))
        rising = self._xml.last_row < numbers[0] and all(map(lt, numbers, numbers[1:]))
        if not rising or numbers[-1] > GRID_ROWS:
            self.exactly("".join(columns[0]).encode("utf-8"))
            return
        self._xml.last_row = numbers[-1]
        start = 0
        while start < len(numbers):
            stop = min(start + self._builder.room, len(numbers))
            part = zip(self._shapes.positions, columns[2:], strict=True)
            self._builder.run(numbers[start:stop], [(position, tokens[start:stop]) for position, tokens in part])
            start = stop
