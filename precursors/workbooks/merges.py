"""The merges of a sheet before its rows: they stand behind the rows in the part, but layouts need them first.

Only what stands around the rows is parsed; the rows themselves are inflated and skipped. Where that might see
something else than the reading that follows (another encoding, merges between rows) the whole part is parsed,
and whoever reads the rows compares: an answer that was not the truth refuses the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from precursors.workbooks.blocks import Merge
from precursors.workbooks.exact import area
from precursors.workbooks.markup import MAIN, Attributes, Markup

_BEGIN, _END, _MERGE = b"<sheetData>", b"</sheetData>", b"mergeCell"
_DECLARATION = rb"<\?xml version=.1\.0.(?: encoding=.(?i:utf-8).)?+(?: standalone=.(?:yes|no).)?+ *+\?>"
_UTF8 = re.compile(rb"(?:\xef\xbb\xbf)?+(?:" + _DECLARATION + rb")?+\s*+<[A-Za-z]")


class MergeMarkup(Markup):
    """Only the merges of a sheet part."""

    def __init__(self, part: str, sheet: str) -> None:
        super().__init__(part)
        self._sheet = sheet
        self.found: list[Merge] = []

    def start(self, name: str, attributes: Attributes) -> None:
        """Note a merge."""
        if name == MAIN + "mergeCell":
            self.found.append(area(attributes.get("ref", ""), self._sheet))


def merges_of(part: str, sheet: str, pieces: Callable[[], Iterable[bytes]]) -> list[Merge]:
    """The merges of a sheet part; `pieces` begins its bytes anew at each call. Raises Refused."""
    around = _around_rows(pieces())
    if around == b"":
        return []
    markup = MergeMarkup(part, sheet)
    markup.run(pieces() if around is None else [around])
    return markup.found


def _around_rows(pieces: Iterable[bytes]) -> bytes | None:
    """The part without its rows: b"" when it names no merge at all, None when only parsing it all will tell."""
    head: bytes | None = None
    tail = b""
    for piece in pieces:
        if head is None:
            begin = piece.find(_BEGIN) + len(_BEGIN)
            if begin < len(_BEGIN) or not _UTF8.match(piece):
                return None
            head, piece = piece[:begin], piece[begin:]
        tail += piece
        end = tail.rfind(_END)
        cut = end if end >= 0 else max(0, len(tail) - len(_END))
        if _MERGE in tail[: cut + len(_MERGE) - 1]:
            return None
        tail = tail[cut:]
    if head is None or not tail.startswith(_END):
        return None
    return head + tail if _MERGE in head or _MERGE in tail else b""
