"""The child process: what it may not do, and what happens when it dies, stalls or lies."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from array import array
from pathlib import Path

import pytest

from precursors.problems import Problem
from precursors.workbooks import frames, reader
from precursors.workbooks.blocks import Block, Cell, Column, Limits, SheetEnd, SheetStart
from tests.workbooks.making import a_workbook, events_of, outcome, pack, parts_of, refusal, sheet_xml

ROWS = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="C{n}" t="b"><v>1</v></c></row>' for n in range(1, 9001))


def instead(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Let the child run another program, with the doors shut as for the real one."""
    monkeypatch.setattr(
        reader,
        "_START",
        "import sys, os, json; sys.path.append(sys.argv[1])\n"
        "from precursors.workbooks.child import shut_doors\n"
        "from precursors.workbooks.blocks import Limits\n"
        f"import socket, time\nshut_doors(Limits(*json.loads(sys.argv[2])[0]), 0)\n{program}",
    )


def test_blocks_hold_4096_rows_and_arrive_as_they_were_sent(tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "a.xlsx", ROWS)

    events = events_of(path, in_process=False)

    assert [len(event.rows) for event in events if isinstance(event, Block)] == [4096, 4096, 808]
    assert outcome(events) == outcome(events_of(path))
    assert [column.is_empty() for column in events[1].columns] == [False, True, False]  # type: ignore[union-attr]


def test_what_was_kept_of_a_reading_reads_as_it_did(tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "a.xlsx", ROWS)

    with (tmp_path / "kept").open("w+b") as kept:
        first = list(reader.read(path, keep=kept))
        again = list(reader.read_again(kept))

    assert outcome(again) == outcome(first)
    assert list(map(type, again)) == list(map(type, first))


@pytest.mark.parametrize(
    "program",
    [
        "os.abort()",
        "sys.exit(3)",
        "os.write(1, b'B' + b'\\xff' * 40); time.sleep(9)",
        "os.write(1, b'Z\\x01\\0\\0\\0x')",
        "os.write(1, b'S\\x02\\0\\0\\0{}')",
        "x = bytearray(3 << 30)",
        "time.sleep(60)",
        "while True: pass",
    ],
)
def test_a_child_that_dies_stalls_or_lies_costs_one_sentence(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    instead(monkeypatch, program)
    path = a_workbook(tmp_path / "a.xlsx", ROWS)
    began = time.monotonic()

    events = events_of(path, in_process=False, limits=Limits(silence_seconds=1.0))

    assert events == [Problem("file.unreadable")]
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "program",
    [
        "open('/etc/passwd')",
        "socket.socket()",
        "os.dup(1)",
        "os.pipe()",
        "raise OSError if os.environ.get('HOME') or os.environ.get('PATH') is None else ValueError",
        "bytearray(600 << 20)",
    ],
)
def test_the_child_can_open_nothing_and_take_little(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = f"try:\n    {program}\nexcept (OSError, MemoryError):\n    os.write(1, b'D\\0\\0\\0\\0')"
    instead(monkeypatch, refused)

    assert events_of(a_workbook(tmp_path / "a.xlsx", ROWS), in_process=False) == []


@pytest.mark.parametrize("taken", [0, 1])
def test_the_child_runs_at_once_and_ends_when_its_reader_leaves_early(taken: int, tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "a.xlsx", ROWS)
    events = reader.read(path)
    for _ in range(taken):
        next(events)
    children = _children()

    events.close()

    assert len(children) == 1
    assert _children() == []


def _children() -> list[str]:
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(os.getpid())], capture_output=True, text=True, check=True
    )
    own = [line.strip() for line in listed.stdout.splitlines()]
    return [
        pid
        for pid in own
        if Path(f"/proc/{pid}/cmdline").exists() and b"workbooks" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]


def test_a_file_that_is_not_there_is_the_callers_fault(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(reader.read(tmp_path / "none.xlsx"))


def test_the_child_imports_little_and_starts_soon() -> None:
    loaded = "import sys; sys.path.append(sys.argv[1]); import precursors.workbooks.child; print(*sys.modules)"

    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", loaded, reader._ROOT], capture_output=True, text=True, check=True
    )

    assert time.monotonic() - began < 2
    assert not {"openpyxl", "sqlalchemy", "flask", "asyncio", "dataclasses", "socket"} & set(done.stdout.split())


def test_merges_of_a_large_sheet_come_first_when_wanted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("precursors.workbooks.sheets.SMALL_SHEET", 100)
    text = sheet_xml(ROWS, after='<mergeCells><mergeCell ref="A1:B2"/></mergeCells>')
    path = pack(tmp_path / "a.xlsx", parts_of(text))

    late, early = events_of(path), events_of(path, merges_first=True)

    assert isinstance(late[0], SheetStart)
    assert isinstance(late[-1], SheetEnd)
    assert (late[0].merges, late[-1].merges) == (None, [(1, 0, 2, 1)])
    assert isinstance(early[0], SheetStart)
    assert early[0].merges == [(1, 0, 2, 1)]


def test_a_frame_comes_back_as_the_event_it_was() -> None:
    shapes = [("", "", False), ("t", "", False), ("n", "kg", True)]
    column = Column(array("H", [1, 2, 0]), ["", "a\n漢", "1"], array("H", [0, 1, 2]), shapes)
    block = Block(3, array("I", [5, 9, 10]), [column], [9], 1)

    frame = frames.pack_event(block)
    back = frames.unpack_event(frame[:1], frame[frames.HEAD.size :])

    assert isinstance(back, Block)
    assert back.columns[0].cells == [Cell("", ""), Cell("t", "a\n漢"), Cell("n", "1", "kg", True)]
    assert (back.rows, back.hidden_rows, back.formulas) == (block.rows, [9], 1)


def test_cut_frames_are_errors_not_blocks() -> None:
    column = Column(array("H", [1, 1]), ["", "a"], b"\0\1", [("", "", False), ("t", "", False)])
    frame = frames.pack_event(Block(0, array("I", [1, 2]), [column], [], 0))[frames.HEAD.size :]
    for length in range(len(frame)):
        with pytest.raises((ValueError, frames.struct.error)):
            frames.unpack_event(frames.BLOCK, frame[:length])


def test_a_refused_file_ends_with_one_problem_and_its_values(tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "a.xlsx", ROWS + '<row r="1"/>')

    events = events_of(path, in_process=False)

    assert events[-1] == Problem("file.row-order", None, {"sheet": "Sheet1", "row": "1"})
    assert refusal(events[:-1]) is None
