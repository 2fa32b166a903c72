"""The one byte form of a row, from which its leaf hash is taken.

A field is its length in UTF-8 bytes, a colon, and the bytes; a missing field is a hyphen, so NULL differs from
empty text and no field can run into the next. A row is its table's tag, its version, its fields in declared order,
then its transfers (debit, credit, measure, amount as fields). Same bytes on both engines and in any language.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TypeAlias

from precursors.db.types import written

Value: TypeAlias = str | int | bytes | date | datetime | None

NULL = b"-"


def piece(value: Value) -> bytes:
    """The bytes of one field."""
    if value is None:
        return NULL
    if isinstance(value, bytes):
        return b"%d:%b" % (len(value), value)
    if isinstance(value, datetime):
        value = written(value)
    elif isinstance(value, date):
        value = value.isoformat()
    octets = str(value).encode()
    return b"%d:%b" % (len(octets), octets)


def head(table: str, version: int) -> bytes:
    """How every row of `table` begins."""
    return piece(table) + piece(version)


def row(table: str, version: int, values: Iterable[Value]) -> bytes:
    """A whole row without its transfers."""
    return head(table, version) + b"".join(map(piece, values))


def texts(values: Iterable[str | None]) -> list[bytes]:
    """The bytes of many text fields."""
    return [NULL if text is None else b"%d:%b" % (len(octets := text.encode()), octets) for text in values]


def wholes(values: Iterable[int | None]) -> list[bytes]:
    """The bytes of many whole-number fields."""
    return [NULL if value is None else b"%d:%b" % (len(digits := b"%d" % value), digits) for value in values]


class Pieces(dict[Value, bytes]):
    """Pieces of repeated values, each made once; forgets when it has grown past `limit` entries."""

    limit = 50_000

    def __missing__(self, value: Value) -> bytes:
        if len(self) > self.limit:
            self.clear()
        made = self[value] = piece(value)
        return made
