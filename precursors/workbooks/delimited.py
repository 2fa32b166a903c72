"""Text tables: CSV with whatever delimiter, in UTF-8, UTF-16 or a declared code page.

Every cell is text; nothing is guessed about its meaning. The delimiter is the one that cuts the first
lines into the same number of cells, or the table is refused as unreadable.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator
from itertools import islice, zip_longest
from typing import BinaryIO

from precursors.workbooks.blocks import TEXT, Block, Refused, SheetEnd, SheetStart, Wish
from precursors.workbooks.building import BlockBuilder
from precursors.workbooks.decoding import uniform
from precursors.workbooks.safe import revive
from precursors.workbooks.values import MAX_TEXT

DELIMITERS = ",;\t|"
_SAMPLE = 64 << 10
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_FOREIGN = (b"<!doctype", b"<html", b"<table", b"<?xml", b"%pdf", b"{\\rtf", b"mime-version:")
_JSON = re.compile(rb"[\[{]\s*(?:[{\"\[]|$)")
"""How a JSON document begins; no heading does."""

Emit = Callable[[SheetStart | Block | SheetEnd], None]


def read_delimited(file: BinaryIO, wish: Wish, emit: Emit) -> None:
    """Read a text table as one sheet without a name. Raises Refused."""
    file.seek(0)
    head = file.read(_SAMPLE)
    name = _encoding(head, wish.encoding)
    delimiter = _delimiter(_sample(head, name))
    file.seek(0)
    lines = io.TextIOWrapper(file, encoding=name, newline="")
    builder = BlockBuilder(0, wish.limits, 0, lambda _, raw: uniform(list(map(revive, raw)), TEXT), emit)
    emit(SheetStart(0, "", False, [], []))
    records = csv.reader(_checked(lines), delimiter=delimiter, strict=True)
    try:
        _rows(records, builder)
    except UnicodeError as error:
        raise Refused("file.encoding", encoding=name) from error
    except csv.Error as error:
        raise Refused("file.quotes", line=records.line_num) from error
    finally:
        lines.detach()
    builder.flush()
    emit(SheetEnd(0, builder.rows_read, builder.blank_rows, []))


def is_code_page(name: str) -> bool:
    """Whether text can be read by an encoding of this name; False for the likes of "base64"."""
    try:
        return codecs.lookup(name)._is_text_encoding
    except (LookupError, ValueError):
        return False


def _encoding(head: bytes, declared: str | None) -> str:
    """The encoding by its mark, by declaration, or UTF-8; Refused for what is no text at all."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(_FOREIGN) or _JSON.match(start):
        raise Refused("file.not-a-workbook")
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    if declared is None and b"\0" in head:
        raise Refused("file.not-a-workbook")
    name = declared or "utf-8"
    if not is_code_page(name):
        raise Refused("file.encoding", encoding=declared)
    return codecs.lookup(name).name


def _sample(head: bytes, encoding: str) -> str:
    """The first whole lines as text."""
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(head, len(head) < _SAMPLE)
    except UnicodeError as error:
        raise Refused("file.encoding", encoding=encoding) from error
    if len(head) < _SAMPLE:
        return text
    return text[: max(text.rfind("\n"), text.rfind("\r")) + 1] or text


def _delimiter(sample: str) -> str:
    """The delimiter under which most of the first rows have the same number (above one) of cells.

    A table of a single column has none of them: then a comma does no harm. Refused when two delimiters
    fit equally well, since then nobody knows.
    """
    scores = {delimiter: _fit(sample, delimiter) for delimiter in DELIMITERS}
    best = max(scores.values())
    winners = [delimiter for delimiter, score in scores.items() if score == best]
    if best == (0.0, 0):
        return ","
    if len(winners) > 1:
        raise Refused("file.delimiter")
    return winners[0]


def _fit(sample: str, delimiter: str) -> tuple[float, int]:
    """How well a delimiter fits: the share of rows with the commonest width above one, then that width."""
    widths: list[int] = []
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter, strict=True):
            if row:
                widths.append(len(row))
            if len(widths) == 200:
                break
    except csv.Error:
        if not widths:
            return 0.0, 0
    wide = [width for width in widths if width > 1]
    if not wide:
        return 0.0, 0
    common = max(set(wide), key=lambda width: (wide.count(width), width))
    return wide.count(common) / len(widths), common


def _checked(lines: Iterator[str]) -> Iterator[str]:
    """The lines, refusing what no text table holds."""
    for line in lines:
        if "\0" in line:
            raise Refused("file.not-a-workbook")
        yield line


def _rows(reader: Iterator[list[str]], builder: BlockBuilder) -> None:
    """Every record as one row; its number counts records, blank ones too."""
    csv.field_size_limit(MAX_TEXT * 4)
    number = 1
    while records := list(islice(reader, builder.room)):
        columns = list(zip_longest(*records, fillvalue=""))
        if max((len(max(column, key=len)) for column in columns), default=0) > MAX_TEXT:
            raise Refused("file.text-too-long", limit=MAX_TEXT)
        builder.run(range(number, number + len(records)), list(enumerate(columns)))
        number += len(records)
