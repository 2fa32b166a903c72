"""Raw tokens of the fast path, decoded in bulk: each distinct token of a column once per block.

A token is everything behind a cell's address up to its end, such as ` s="1" t="s"><v>15</v></c>`; it
begins with a *head* (style, type, opening tags) that says how the rest is to be understood. So a token
carries its kind with it and can never be taken for another one's value. Where a column knows a single
head, its tokens are the bare values: then the column's plan carries the kind, and no block may outlive it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from precursors.workbooks.blocks import BOOLEAN, NOTHING, NUMBER, TEXT, Cell, Shape
from precursors.workbooks.formats import PLAIN
from precursors.workbooks.strings import Strings
from precursors.workbooks.values import EXACT_DIGITS, PLAIN_NUMBER, Values, canonical, plain_texts

EMPTY_SHAPE: Shape = (NOTHING, "", False)
_PLAIN_LINES = re.compile(f"(?:(?:{PLAIN_NUMBER.pattern})\n)*+", re.ASCII)


class Head(NamedTuple):
    """How tokens with this beginning are understood: style, type, and what their ending is.

    `wordy`: a formula's text stands between the opening and the value.
    """

    opening: str
    style: int
    sort: str
    ending: str
    blank: bool
    formula: bool
    wordy: bool


class Plan(NamedTuple):
    """The heads a column's tokens may have; `bare` when they are values of the first head, without it."""

    heads: Sequence[Head]
    bare: bool


NO_PLAN = Plan((), False)
FORMULA_END = "</f><v>"


class Decoded(NamedTuple):
    """Texts with one shape each, as indexes into `shapes`."""

    texts: list[str]
    shape_of: Sequence[int]
    shapes: list[Shape]


def uniform(texts: list[str], kind: str, form: str = "", formula: bool = False) -> Decoded:
    """All texts of one shape."""
    return Decoded(texts, bytes(len(texts)), [(kind, form, formula)])


def from_cells(cells: Sequence[Cell]) -> Decoded:
    """The same of finished cells."""
    shapes: dict[Shape, int] = {}
    shape_of = [shapes.setdefault((kind, form, formula), len(shapes)) for kind, _, form, formula in cells]
    return Decoded([cell.text for cell in cells], shape_of, list(shapes))


class Decoder:
    """Decodes the tokens of one sheet with the values and strings of its workbook."""

    def __init__(self, values: Values, strings: Strings) -> None:
        self._values = values
        self._strings = strings
        self._memo: dict[tuple[int, str], Cell] = {}

    def decode(self, tokens: list[str], plan: Plan) -> Decoded:
        """Tokens of one column, taken under this plan."""
        if not tokens:
            return Decoded([], b"", [])
        if plan.bare:
            return self._raw(plan.heads[0], tokens)
        if len(plan.heads) == 1:
            return self._alike(plan.heads[0], tokens)
        return self._mixed(tokens, plan.heads)

    def _mixed(self, tokens: list[str], heads: Sequence[Head]) -> Decoded:
        """Each head's tokens decoded together, then put back into their order."""
        texts = [""] * len(tokens)
        shape_of = [0] * len(tokens)
        shapes: dict[Shape, int] = {}
        left = list(range(len(tokens)))
        for head in heads:
            mine = [place for place in left if tokens[place].startswith(head.opening)]
            if not mine:
                continue
            decoded = self._alike(head, [tokens[place] for place in mine])
            numbers = [shapes.setdefault(shape, len(shapes)) for shape in decoded.shapes]
            for place, text, which in zip(mine, decoded.texts, decoded.shape_of, strict=True):
                texts[place] = text
                shape_of[place] = numbers[which]
            taken = set(mine)
            left = [place for place in left if place not in taken]
        return Decoded(texts, shape_of, list(shapes))

    def _alike(self, head: Head, tokens: list[str]) -> Decoded:
        """Tokens that all begin with `head`."""
        if head.blank:
            self._values.format(head.style)
            return uniform([""] * len(tokens), NOTHING)
        start, stop = len(head.opening), -len(head.ending)
        raw = [token[start:stop] for token in tokens]
        if head.wordy:
            raw = [text.rpartition(FORMULA_END)[2] for text in raw]
        return self._raw(head, raw)

    def _raw(self, head: Head, raw: list[str]) -> Decoded:
        """Value texts that all stood behind `head`."""
        form = self._values.format(head.style)
        if head.sort == "s":
            return uniform(self._strings.many(list(map(int, raw))), TEXT, "", head.formula)
        if head.sort in ("str", "inlineStr"):
            return uniform(plain_texts(raw), TEXT, "", head.formula)
        if head.sort == "b":
            truths = ["true" if text == "1" else "false" for text in raw]
            return uniform(truths, BOOLEAN, "", head.formula)
        if form.kind == PLAIN and not form.sections:
            numbers = plain_numbers(raw)
            if numbers is not None:
                return uniform(numbers, NUMBER, form.hint, head.formula)
        cells = [self._number(head.style, text) for text in raw]
        return from_cells([cell._replace(formula=True) for cell in cells] if head.formula else cells)

    def _number(self, style: int, raw: str) -> Cell:
        """A number whose format asks for more than its text: a date, a condition, an odd notation."""
        key = (style, raw)
        cell = self._memo.get(key)
        if cell is None:
            if len(self._memo) > 50_000:
                self._memo.clear()
            cell = self._memo[key] = self._values.number(self._values.format(style), raw)
        return cell


def plain_numbers(raw: list[str]) -> list[str] | None:
    """Their canonical texts, or None when one of them is no number."""
    lines = "\n".join(raw) + "\n"
    if ".0\n" in lines:  # some programs write a whole number as 27.0
        lines = lines.replace(".0\n", "\n")
        whole = lines[:-1].split("\n")
    else:
        whole = raw
    if len(whole) == len(raw) and _PLAIN_LINES.fullmatch(lines):
        if len(max(whole, key=len)) <= EXACT_DIGITS:
            return whole
        raw = whole
    numbers = [text if len(text) <= EXACT_DIGITS and PLAIN_NUMBER.fullmatch(text) else canonical(text) for text in raw]
    return None if None in numbers else [text for text in numbers if text is not None]
