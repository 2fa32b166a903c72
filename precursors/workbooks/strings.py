"""Shared strings: one blob of UTF-8 and an array of offsets, no object per string."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import overload

from precursors.workbooks.blocks import Refused
from precursors.workbooks.markup import MAIN, Attributes
from precursors.workbooks.twopaths import PLAIN_TEXT, Items, Match, TwoPaths
from precursors.workbooks.values import MAX_TEXT, plain_texts, text_of

MAX_BYTES = 160 << 20
_PLAIN_ITEM = re.compile(rf'([ \t\r\n]*+<si><t(?: xml:space="preserve")?+>({PLAIN_TEXT})</t></si>)')


class Strings(Sequence[str]):
    """The texts by index, cut out when asked for; add them all, then `close`.

    Closed, the blob is one string that holds each UTF-8 byte as one character (so it takes one byte for
    it); a text without foreign letters is then a mere slice, any other one is decoded after slicing.
    """

    def __init__(self) -> None:
        self._gathered = bytearray()
        self._blob = ""
        self._ends = array("I", [0])

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return self.many(range(*index.indices(len(self))))
        if index < 0:
            raise IndexError(index)
        return _unpacked(self._blob[self._ends[index] : self._ends[index + 1]])

    def many(self, indexes: Sequence[int]) -> list[str]:
        """The texts at `indexes`; Refused when one of them is beyond the end."""
        if indexes and max(indexes) >= len(self):
            raise Refused("file.index-out-of-range", index=max(indexes))
        blob, ends = self._blob, self._ends
        found = [blob[ends[index] : ends[index + 1]] for index in indexes]
        return found if "".join(found).isascii() else [_unpacked(text) for text in found]

    def add(self, texts: Sequence[str]) -> None:
        """Append texts; Refused when one or all of them are longer than any honest workbook's."""
        if not texts:
            return
        if len(max(texts, key=len)) > MAX_TEXT:
            raise Refused("file.text-too-long", limit=MAX_TEXT)
        whole = "".join(texts)
        lengths = map(len, texts) if whole.isascii() else (len(text.encode("utf-8")) for text in texts)
        ends = accumulate(lengths, initial=self._ends[-1])
        next(ends)
        self._ends.fromlist(list(ends))
        self._gathered += whole.encode("utf-8")
        if len(self._gathered) > MAX_BYTES:
            raise Refused("file.bomb", part="sharedStrings")

    def close(self) -> None:
        """Make the texts ready for reading."""
        self._blob = self._gathered.decode("latin-1")
        self._gathered = bytearray()


def _unpacked(text: str) -> str:
    return text if text.isascii() else text.encode("latin-1").decode("utf-8")


class StringItems(Items):
    """The exact reader of the shared strings part: rich runs joined, phonetic hints dropped."""

    def __init__(self, part: str, strings: Strings) -> None:
        super().__init__(part)
        self._strings = strings
        self._pieces: list[str] = []
        self._length = 0
        self._silent = 0
        self._collecting = False
        self._batch: list[str] = []

    def start(self, name: str, _: Attributes) -> None:
        """Go one element in."""
        if self.depth == 1 and name != MAIN + "sst":
            raise Refused("file.damaged", part=self.part)
        self.item_end = -1
        if self.depth == 2 and name not in (MAIN + "si", MAIN + "extLst"):
            raise Refused("file.damaged", part=self.part)
        if name == MAIN + "si":
            if self.depth != 2:
                raise Refused("file.damaged", part=self.part)
            self._pieces.clear()
            self._length = 0
        elif name == MAIN + "rPh":
            self._silent += 1
        elif name == MAIN + "t":
            self._collecting = not self._silent

    def end(self, name: str) -> None:
        """Go one element out, finishing an item."""
        self.item_end = -1
        if name == MAIN + "si":
            self.item_end = self.parser.CurrentByteIndex
            self._batch.append(text_of("".join(self._pieces)))
            if len(self._batch) >= 1024:
                self.flush()
        elif name == MAIN + "rPh":
            self._silent -= 1
        elif name == MAIN + "t":
            self._collecting = False

    def text(self, data: str) -> None:
        """Collect characters of an item."""
        if self._collecting:
            self._length += len(data)
            if self._length > MAX_TEXT * 8:
                raise Refused("file.text-too-long", limit=MAX_TEXT)
            self._pieces.append(data)

    def flush(self) -> None:
        """Move what is gathered into the strings."""
        self._strings.add(self._batch)
        self._batch = []


class _StringsReader(TwoPaths):
    """Reads the part by both paths; plain items without runs are the fast ones."""

    def __init__(self, items: StringItems, strings: Strings, fast: bool) -> None:
        super().__init__(items, "si", fast)
        self._exact = items
        self._strings = strings

    def learn(self, text: str) -> None:
        """Allow the pattern once such an item was accepted: then the names mean what they say."""
        if "<si><t>" in text or "<si><t xml:space" in text:
            self.pattern = _PLAIN_ITEM

    def take(self, matches: list[Match]) -> None:
        """Keep the texts of plain items, behind what the exact reader has gathered."""
        if matches:
            self._exact.flush()
            self._strings.add(plain_texts([match[1] for match in matches]))


def read_strings(part: str, pieces: Iterable[bytes], fast: bool = True) -> Strings:
    """All shared strings of a workbook. The counts that the part states are not believed."""
    strings = Strings()
    items = StringItems(part, strings)
    _StringsReader(items, strings, fast).run(pieces)
    items.flush()
    strings.close()
    return strings
