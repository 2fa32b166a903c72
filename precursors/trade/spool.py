"""Judged rows beside the stored original until they are written: memory does not grow with the file.

The form is Python's `marshal` of plain lists, written and read by the same process within one import; nothing else
reads it, and the file has no name anybody could reach.
"""

from __future__ import annotations

import marshal
import tempfile
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple, TypeAlias

from precursors.intake.codes import at_codes
from precursors.trade.tally import Coded, Judged

_CODED = ("direction", "day", "substance", "party", "other")

Packed: TypeAlias = tuple[list[str | None], bytes]


class Move(NamedTuple):
    """A way goods move in some row: from whom to whom, of what, and which of the three measures are known."""

    way: str
    party: str | None
    other: str | None
    """Named where it matters, which is inside the country."""
    substance: str
    measures: int
    """1 base_ug, 2 net_ug, 4 ul, added up."""


class Spool:
    """Blocks of good rows, in order."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file: IO[bytes] = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed by `close`
        self.columns: set[str] = set()
        self.keys = bytearray()
        """Natural keys of all good rows, 16 bytes each."""
        self._texts: defaultdict[str | None, int] = defaultdict()
        """Every direction, party and substance, numbered from 0 as they came."""
        self._moves: defaultdict[tuple[int, ...], int] = defaultdict()
        """Every way goods move in these rows, its texts by their numbers, numbered from 0 as they came."""
        self._texts.default_factory = self._texts.__len__
        self._moves.default_factory = self._moves.__len__

    @property
    def moves(self) -> list[Move]:
        """Every way goods move in these rows, in the order of their numbers."""
        texts = list(self._texts)
        return [
            Move(str(texts[way]), texts[party], texts[other], str(texts[substance]), known)
            for way, party, other, substance, known in self._moves
        ]

    def add(self, judged: Judged) -> None:
        """Keep the good rows of one block."""
        self.columns |= judged.stated.keys()
        self.keys += judged.keys
        plain: dict[str, Any] = judged._asdict()
        plain["rows"] = array("I", judged.rows).tobytes()
        plain["stated"] = {name: _packed(column) for name, column in judged.stated.items()}
        plain |= {name: _packed(plain[name]) for name in _CODED}
        plain["moves"] = self._moved(judged).tobytes()
        octets = marshal.dumps(plain, 2)
        self._file.write(len(octets).to_bytes(8, "big") + octets)

    def blocks(self) -> Iterator[Judged]:
        """The blocks again, from the first."""
        self._file.seek(0)
        while size := self._file.read(8):
            plain = marshal.loads(self._file.read(int.from_bytes(size, "big")))  # noqa: S302 - our own file, see above
            plain["rows"] = array("I", plain["rows"]).tolist()
            plain["stated"] = {name: _unpacked(column) for name, column in plain["stated"].items()}
            plain |= {name: _unpacked(plain[name]) for name in _CODED}
            plain["moves"] = array("I", plain["moves"]).tolist()
            yield Judged(**plain)

    def _moved(self, judged: Judged) -> array[int]:
        """The number of each row's way of moving; new ways are given the next numbers."""
        columns: list[Iterable[int]] = []
        for texts, codes in (judged.direction, judged.party, judged.other, judged.substance):
            numbers = [self._texts[text] for text in texts]
            columns.append(at_codes(numbers, codes))
        return array("I", map(self._moves.__getitem__, zip(*columns, _known(judged.figures), strict=True)))

    def close(self) -> None:
        """Give the space back."""
        self._file.close()


def _packed(column: Coded) -> Packed:
    texts, codes = column
    return list(texts), array("H", list(codes) if isinstance(codes, bytes) else codes).tobytes()


def _unpacked(column: Packed) -> Coded:
    return column[0], array("H", column[1]).tolist()


def _known(figures: Sequence[Sequence[Any]]) -> list[int]:
    """Which of base_ug, net_ug and ul each row knows, as `Move.measures` counts them. Nothing moves by nought."""
    return [
        (1 if base else 0) + (2 if net else 0) + (4 if ul else 0) for base, net, ul in zip(*figures[:3], strict=True)
    ]
