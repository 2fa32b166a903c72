"""The byte form of rows: nothing can be read two ways."""

from __future__ import annotations

from datetime import UTC, date, datetime
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from precursors.audit.canonical import ended_hashes, joined, piece, row, spelt, spelt_wholes

values = st.one_of(st.none(), st.text(), st.integers(), st.binary())


def test_null_differs_from_empty() -> None:
    assert piece(None) != piece("")


def test_length_counts_bytes_not_characters() -> None:
    assert piece("é") == b"2:\xc3\xa9"


def test_dates_and_moments_have_one_spelling() -> None:
    assert piece(date(2026, 1, 2)) == b"10:2026-01-02"
    assert piece(datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC)) == b"27:2026-01-02T03:04:05.000006Z"


def decoded(octets: bytes) -> list[bytes | None]:
    """An independent reader of the form."""
    found: list[bytes | None] = []
    while octets:
        if octets[:1] == b"-":
            found.append(None)
            octets = octets[1:]
            continue
        length, _, rest = octets.partition(b":")
        found.append(rest[: int(length)])
        octets = rest[int(length) :]
    return found


@given(st.text(min_size=1), st.integers(1, 9), st.lists(values))
def test_a_row_reads_back_field_by_field(table: str, version: int, fields: list[object]) -> None:
    expected = [None if f is None else f if isinstance(f, bytes) else str(f).encode() for f in fields]

    assert decoded(row(table, version, fields)) == [table.encode(), str(version).encode(), *expected]  # type: ignore[arg-type]


@given(st.lists(st.one_of(st.none(), st.text()), min_size=1), st.lists(st.one_of(st.none(), st.integers()), min_size=1))
def test_whole_columns_have_the_bytes_of_single_fields(words: list[str | None], numbers: list[int | None]) -> None:
    spelled = [*spelt(words), *spelt_wholes(numbers)]

    assert [text.encode("latin-1") for text in spelled] == [piece(value) for value in (*words, *numbers)]


@given(st.lists(st.tuples(st.one_of(st.none(), st.text()), st.integers()), min_size=1))
def test_rows_hashed_by_columns_have_the_hash_of_single_rows(rows: list[tuple[str | None, int]]) -> None:
    words, numbers = zip(*rows, strict=True)

    beginnings = joined([spelt(words, "\x00"), spelt_wholes(numbers)])

    whole = [b"\x00" + b"".join(map(piece, (*each, 7))) for each in rows]
    assert ended_hashes(beginnings, ["1:7"] * len(rows)) == b"".join(sha256(row).digest() for row in whole)
