"""The header of an act: what its hash, its leaf in the log, is taken of; written when it is sealed, read in a proof.

It holds the act's runs of rows, so that the hash binds not only the rows but also the references people know them by.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from precursors.audit import canonical
from precursors.audit.canonical import Value

NAMED = ("number", "prev", "kind", "actor", "agency", "at", "reason", "request key")
"""Fields of an act that its header begins with, in order."""


class Run(NamedTuple):
    """Rows of one table that follow each other in an act, as its span tells them."""

    first: int
    """Leaf number of the first row."""
    rows: int
    kind: str
    """Table of the rows."""
    version: int
    """Version of their canonical form."""
    ref_year: int | None
    """Year in their references, where the kind has them."""
    ref_first: int | None
    """Number in the first row's reference; the others follow."""


class Header(NamedTuple):
    """What a proof reads in a header."""

    number: int
    leaves: int
    root: bytes
    runs: tuple[Run, ...]


def run_of(span: Mapping[str, Any]) -> Run:
    """The run of a span given by the names of its columns."""
    year, number = span["ref_year"], span["ref_first"]
    return Run(span["first"], span["count"], span["kind"], span["version"], year, number)


def written(named: Sequence[Value], leaves: int, root: bytes, runs: Iterable[Run]) -> bytes:
    """The canonical header of an act: the fields `NAMED`, leaf count, root, then its runs."""
    return canonical.row("act", 1, (*named, leaves, root, *(value for run in runs for value in run)))


def read(content: bytes) -> Header:
    """The header that `content` is. Raises ValueError when it is none."""
    table, version, *rest = canonical.fields(content)
    named, runs = rest[: len(NAMED) + 2], rest[len(NAMED) + 2 :]
    if (table, version) != (b"act", b"1") or len(named) != len(NAMED) + 2 or len(runs) % len(Run._fields):
        message = "not the header of an act"
        raise ValueError(message)
    return Header(_whole(named[0]), _whole(named[-2]), named[-1] or b"", tuple(map(_run, _by(runs, len(Run._fields)))))


def _by(values: Sequence[bytes | None], size: int) -> Iterable[Sequence[bytes | None]]:
    return (values[at : at + size] for at in range(0, len(values), size))


def _run(values: Sequence[bytes | None]) -> Run:
    first, count, kind, version, year, number = values
    return Run(
        _whole(first),
        _whole(count),
        (kind or b"").decode(),
        _whole(version),
        None if year is None else _whole(year),
        None if number is None else _whole(number),
    )


def _whole(value: bytes | None) -> int:
    return int(value or b"")
