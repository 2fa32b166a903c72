"""Merges known before the rows: the quick look agrees with the whole reading, or leaves it to that."""

from __future__ import annotations

import pytest

from precursors.workbooks.merges import merges_of

NS = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
ROWS = b'<row r="1"><c r="A1"><v>1</v></c></row>' * 50
MERGES = b'<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="C3:C9"/></mergeCells>'


def found(part: bytes, size: int = 1 << 16) -> list[tuple[int, int, int, int]]:
    return merges_of("part", "sheet", lambda: iter([part[at : at + size] for at in range(0, len(part), size)]))


def sheet(before: bytes = b"", after: bytes = b"", declared: bytes = b"") -> bytes:
    return b"%b<worksheet %b>%b<sheetData>%b</sheetData>%b</worksheet>" % (declared, NS, before, ROWS, after)


@pytest.mark.parametrize("size", [300, 301, 307, 311, 1 << 16])
def test_merges_behind_the_rows_are_found_wherever_the_pieces_are_cut(size: int) -> None:
    assert found(sheet(after=MERGES), size) == [(1, 0, 2, 1), (3, 2, 9, 2)]


def test_a_sheet_that_names_no_merge_has_none() -> None:
    assert found(sheet()) == []


def test_merges_before_the_rows_count_too() -> None:
    assert found(sheet(before=MERGES)) == [(1, 0, 2, 1), (3, 2, 9, 2)]


def test_merges_in_another_encoding_are_found_by_the_whole_reading() -> None:
    text = sheet(after=MERGES).decode()

    assert found(text.encode("utf-16")) == [(1, 0, 2, 1), (3, 2, 9, 2)]


def test_a_prefix_before_every_name_is_understood() -> None:
    plain = sheet(after=MERGES).replace(b"xmlns=", b"xmlns:x=").replace(b"</", b"</x:")
    prefixed = plain.replace(b"<", b"<x:").replace(b"<x:/x:", b"</x:")

    assert found(prefixed) == [(1, 0, 2, 1), (3, 2, 9, 2)]


def test_a_comment_that_plays_the_end_of_the_rows_does_not_hide_a_merge() -> None:
    odd = sheet(after=MERGES + b"<!-- </sheetData> -->")

    assert found(odd) == [(1, 0, 2, 1), (3, 2, 9, 2)]
