"""Judged rows beside the stored original until they are written: memory does not grow with the file.

The form is Python's `marshal` of plain lists, written and read by the same process within one import; nothing else
reads it, and the file has no name anybody could reach.
"""

from __future__ import annotations

import marshal
import tempfile
from array import array
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import IO, Any, NamedTuple

from precursors.trade.tally import Judged

_NAMES = [each.name for each in fields(Judged)]


class Move(NamedTuple):
    """A way goods move in some row: from whom to whom, of what, and which of the three measures are known."""

    way: str
    party: str | None
    other: str | None
    """Named where it matters, which is inside the country."""
    substance: str
    base: bool
    net: bool
    ul: bool


class Spool:
    """Blocks of good rows, in order."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file: IO[bytes] = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed by `close`
        self.columns: set[str] = set()
        self.keys = bytearray()
        """Natural keys of all good rows, 16 bytes each."""
        self.moves: set[Move] = set()
        """Every way goods move in these rows."""

    def add(self, judged: Judged) -> None:
        """Keep the good rows of one block."""
        self.columns |= judged.columns.keys()
        self.keys += b"".join(judged.keys)
        self.moves.update(_moves(judged))
        plain: dict[str, Any] = {name: getattr(judged, name) for name in _NAMES}
        plain["columns"] = {
            name: (list(texts), array("H", codes).tobytes()) for name, (texts, codes) in judged.columns.items()
        }
        octets = marshal.dumps(plain, 2)
        self._file.write(len(octets).to_bytes(8, "big") + octets)

    def blocks(self) -> Iterator[Judged]:
        """The blocks again, from the first."""
        self._file.seek(0)
        while size := self._file.read(8):
            plain = marshal.loads(self._file.read(int.from_bytes(size, "big")))  # noqa: S302 - our own file, see above
            plain["columns"] = {name: (texts, array("H", codes)) for name, (texts, codes) in plain["columns"].items()}
            yield Judged(**plain)

    def close(self) -> None:
        """Give the space back."""
        self._file.close()


def _moves(judged: Judged) -> Iterator[Move]:
    """The distinct moves of one block."""
    known = [(bool(amount[0]), bool(amount[1]), bool(amount[2])) for amount in judged.amounts]
    rows = set(zip(judged.directions, judged.parties, judged.counterparties, judged.substances, known, strict=True))
    return (Move(way, party, other, substance, *measures) for way, party, other, substance, measures in rows)
