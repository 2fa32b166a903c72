"""Events as bytes on a pipe: length, kind, then plain JSON and raw arrays. Nothing in them can be executed.

A block is one JSON header followed by its arrays and texts; the texts of a column are joined by NUL, which
no cell can hold. Both ends run on one machine, so arrays keep its byte order.
"""

from __future__ import annotations

import json
import struct
from array import array
from collections.abc import Sequence

from precursors.workbooks.blocks import Block, Column, SheetEnd, SheetStart

HEAD = struct.Struct("<cI")
"""The kind of a frame and the length of what follows."""

START, BLOCK, END, PROBLEM, ALIVE, DONE = b"S", b"B", b"E", b"P", b"A", b"D"
MAX_FRAME = 512 << 20
_LENGTH = struct.Struct("<I")


def packed(kind: bytes, body: bytes) -> bytes:
    """A whole frame."""
    return HEAD.pack(kind, len(body)) + body


def pack_event(event: SheetStart | Block | SheetEnd) -> bytes:
    """The frame of an event."""
    if isinstance(event, Block):
        return packed(BLOCK, _pack_block(event))
    return packed(START if isinstance(event, SheetStart) else END, json.dumps(event).encode())


def pack_problem(code: str, values: dict[str, str]) -> bytes:
    """The frame that says why a file was refused."""
    return packed(PROBLEM, json.dumps([code, values]).encode())


def unpack_problem(body: bytes) -> tuple[str, dict[str, str]]:
    """The code and the values of a refusal."""
    code, values = json.loads(body)
    return str(code), {str(name): str(value) for name, value in values.items()}


def unpack_event(kind: bytes, body: bytes) -> SheetStart | Block | SheetEnd:
    """The event of a frame. Raises ValueError when the bytes make no sense."""
    if kind == BLOCK:
        return _unpack_block(body)
    fields = json.loads(body)
    if kind == START:
        index, name, hidden, columns, merges = fields
        return SheetStart(int(index), str(name), bool(hidden), columns, merges and [tuple(m) for m in merges])
    if kind == END:
        index, rows, blank, merges = fields
        return SheetEnd(int(index), int(rows), int(blank), [tuple(merge) for merge in merges])
    raise ValueError(kind)


def _pack_block(block: Block) -> bytes:
    """Header, row numbers; for each column its codes, its shape numbers (unless all alike), its texts."""
    sizes: list[tuple[int, int, int, Sequence[object]]] = []
    parts: list[bytes] = [block.rows.tobytes()]
    for column in block.columns:
        if column.is_empty():
            sizes.append((1, 0, 0, []))
            continue
        alike = len(column.shapes) == 2 and column.shape_of[1:] == b"\1" * (len(column.texts) - 1)
        shape_of = b"" if alike else array("H", column.shape_of).tobytes()
        texts = "\0".join(column.texts).encode("utf-8")
        sizes.append((len(column.texts), len(shape_of), len(texts), column.shapes))
        parts += (column.codes.tobytes(), shape_of, texts)
    header = json.dumps([block.sheet, len(block.rows), block.hidden_rows, block.formulas, sizes]).encode()
    return b"".join((_LENGTH.pack(len(header)), header, *parts))


def _unpack_block(body: bytes) -> Block:
    (length,) = _LENGTH.unpack_from(body)
    sheet, count, hidden, formulas, sizes = json.loads(body[4 : 4 + length])
    place = 4 + length
    rows = array("I", body[place : place + 4 * count])
    place += 4 * count
    columns: list[Column] = []
    for cells, shape_bytes, text_bytes, shapes in sizes:
        if cells == 1:
            columns.append(Column(array("H", bytes(2 * count)), [""], b"\0", [("", "", False)]))
            continue
        codes = array("H", body[place : place + 2 * count])
        place += 2 * count
        shape_of: Sequence[int] = b"\0" + b"\1" * (cells - 1)
        if shape_bytes:
            shape_of = array("H", body[place : place + shape_bytes])
            place += shape_bytes
        texts = body[place : place + text_bytes].decode("utf-8").split("\0")
        place += text_bytes
        if len(texts) != cells or len(codes) != count or len(shape_of) != cells:
            raise ValueError("block")
        columns.append(Column(codes, texts, shape_of, [(str(k), str(f), bool(x)) for k, f, x in shapes]))
    if place != len(body) or len(rows) != count:
        raise ValueError("block")
    return Block(sheet, rows, columns, hidden, formulas)
