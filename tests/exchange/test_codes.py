"""Lists of codes, taken away."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from precursors.exchange.codes import code_lists, rows_of, write_codes


def test_every_list_comes_out_whole_in_every_form(tmp_path: Path) -> None:
    names = tuple(code_lists())

    count = write_codes(tmp_path / "codes.json", names)
    write_codes(tmp_path / "codes.xlsx", names)

    told = json.loads((tmp_path / "codes.json").read_text(encoding="utf-8"))
    book = openpyxl.load_workbook(tmp_path / "codes.xlsx", read_only=True)
    assert set(told) == set(names)
    assert sum(map(len, told.values())) == count
    assert len(book.sheetnames) == len(names)
    assert told["words/activities"][0] == {"value": "import", "language": "en", "spelling": "import"}


def test_a_table_holds_one_list(tmp_path: Path) -> None:
    write_codes(tmp_path / "a.csv", ("words/gravities",))

    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == list(rows_of("words/gravities"))
    with pytest.raises(ValueError, match="one list"):
        write_codes(tmp_path / "b.csv", tuple(code_lists()))
    with pytest.raises(ValueError, match="must end"):
        write_codes(tmp_path / "b.txt", ("words/gravities",))
    assert not list(tmp_path.glob("*.part"))
