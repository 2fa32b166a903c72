"""Expat and a regular expression over one part, taking turns: expat judges, the pattern only hurries.

The pattern may take items (rows, strings) only at a place where expat stands between two items, and only
where one match begins exactly where the last one ended, so that nothing is ever skipped. All else, down
to a comment, is fed to expat as the bytes they are, and it alone decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from operator import itemgetter

from precursors.workbooks.markup import Markup

FIRST_PIECE, PIECE = 16 << 10, 256 << 10
MAX_CARRY = 1 << 20

PLAIN_TEXT = (
    r"(?:[^<&\]\r\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]++"
    r"|\](?!\]>)|&(?:amp|lt|gt|quot|apos);)*+"
)
"""Character data that means to expat what it says here, five entities apart."""

Match = tuple[str, ...]
"""The groups of one item: the whole of it first."""


class Items(Markup):
    """A part made of items; sets `item_end` to the byte offset of the last item's end tag.

    The offset counts what was fed; it is -1 once anything else came, or where no pattern may be used.
    """

    item_end = -1


class TwoPaths:
    """Reads a part of items that end with `</name>`. Subclasses learn, hold the pattern, take matches."""

    pattern: re.Pattern[str] | None = None

    def __init__(self, items: Items, name: str, fast: bool) -> None:
        self.items = items
        self._fast = fast
        self._end = f"</{name}>".encode()
        self._rest = re.compile(rf"</{name}[ \t\r\n]*>|<{name}[^<>&]*/>".encode())
        self._at_rest = False

    def learn(self, text: str) -> None:
        """See items that expat has just accepted; `text` holds no comment, no CDATA, no instruction."""

    def take(self, matches: list[Match]) -> None:
        """Take items the pattern has matched without a gap."""

    def run(self, pieces: Iterable[bytes]) -> None:
        """Read the whole part."""
        carry = b""
        for piece in _joined(pieces):
            carry = self._piece(carry + piece) if self._fast else self.exactly(piece)
        self.exactly(carry)
        self.items.feed(b"", last=True)

    def _piece(self, data: bytes) -> bytes:
        """Read whole items of `data`; answer what is left of it for the next time."""
        cut = data.rfind(self._end) + len(self._end)
        if cut < len(self._end):
            return data if self._at_rest and len(data) < MAX_CARRY else self.exactly(data)
        whole, rest = data[:cut], data[cut:]
        text = _decoded(whole) if self._at_rest and self.pattern is not None else None
        if text is None:
            self.exactly(whole)
        else:
            self._matched(text)
        return rest if self._at_rest else self.exactly(rest)

    def exactly(self, data: bytes) -> bytes:
        """Let expat read `data`, learn from it, and see whether it now stands between two items."""
        if not data:
            return b""
        items = self.items
        base = items.fed
        items.feed(data)
        self._at_rest = False
        if self._fast and items.item_end >= base and items.plain_encoding():
            self._at_rest = self._rest.fullmatch(data, items.item_end - base) is not None
            text = _decoded(data) if self._at_rest else None
            if text is not None and "<!" not in text and "<?" not in text:
                self.learn(text)
        return b""

    def _matched(self, text: str) -> None:
        """Take the plain items of `text`, which ends with one; whatever stands between goes to expat."""
        done = 0
        while done < len(text) and self._at_rest and self.pattern is not None:
            matches = self.pattern.findall(text, done)
            if sum(map(len, map(itemgetter(0), matches))) == len(text) - done:
                self.take(matches)
                return
            done = self._around(text, done, matches, self.pattern)
        if done < len(text):
            self.exactly(text[done:].encode("utf-8"))

    def _around(self, text: str, done: int, matches: list[Match], pattern: re.Pattern[str]) -> int:
        """Take items in turn with the odd ones between them; answer how far it got."""
        ready: list[Match] = []
        for match in matches:
            place = done if text.startswith(match[0], done) else text.find(match[0], done)
            if place > done:
                self.take(ready)
                ready = []
                self.exactly(text[done:place].encode("utf-8"))
                done = place
                if not self._at_rest or self.pattern is not pattern:
                    return done
            ready.append(match)
            done += len(match[0])
        self.take(ready)
        if done < len(text):
            self.exactly(text[done:].encode("utf-8"))
        return len(text)


def _decoded(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _joined(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces that grow, so that expat reads little before anything is learned."""
    gathered: list[bytes] = []
    size, wanted = 0, FIRST_PIECE
    for piece in pieces:
        gathered.append(piece)
        size += len(piece)
        if size >= wanted:
            yield b"".join(gathered)
            gathered, size, wanted = [], 0, min(2 * wanted, PIECE)
    if gathered:
        yield b"".join(gathered)
