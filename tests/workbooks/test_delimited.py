"""Text tables come in as text, whole, or with the reason why not."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precursors.workbooks.blocks import Cell, Limits
from precursors.workbooks.safe import inert, is_dangerous, revive
from precursors.workbooks.streams import CsvStream
from tests.workbooks.making import events_of, grid, refusal


def table(path: Path, data: bytes | str, **how: str | None) -> dict[int, list[str]] | str:
    """The texts by row, or the code of the refusal."""
    path = path / "a.csv"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    events = events_of(path, **how)
    return refusal(events) or {n: [cell.text for cell in row] for n, row in grid(events).items()}


@pytest.mark.parametrize("delimiter", list(",;\t|"))
def test_each_delimiter_is_recognised(delimiter: str, tmp_path: Path) -> None:
    text = "a,b\n1.5,x\n2,y\n".replace(",", delimiter)

    assert table(tmp_path, text) == {1: ["a", "b"], 2: ["1.5", "x"], 3: ["2", "y"]}


def test_decimal_commas_do_not_pass_for_delimiters(tmp_path: Path) -> None:
    assert table(tmp_path, "a;b\n1,5;x\n2,5;y\n") == {1: ["a", "b"], 2: ["1,5", "x"], 3: ["2,5", "y"]}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_recognised_by_its_mark(encoding: str, tmp_path: Path) -> None:
    assert table(tmp_path, "é,漢\n1,2\n".encode(encoding)) == {1: ["é", "漢"], 2: ["1", "2"]}


def test_a_code_page_must_be_declared(tmp_path: Path) -> None:
    data = "Stoff;Menge\nEssigsäure;1\n".encode("cp1252")

    assert table(tmp_path, data) == "file.encoding"
    assert table(tmp_path, data, encoding="cp1252") == {1: ["Stoff", "Menge"], 2: ["Essigsäure", "1"]}
    assert table(tmp_path, data, encoding="cp1252", in_process=False) == {
        1: ["Stoff", "Menge"],
        2: ["Essigsäure", "1"],
    }  # type: ignore[arg-type]
    assert table(tmp_path, data, encoding="klingon") == "file.encoding"
    assert table(tmp_path, data, encoding="hex") == "file.encoding"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('a,b\n"x, y","say ""hi"""\n', {1: ["a", "b"], 2: ["x, y", 'say "hi"']}),
        ('a,b\n"two\nlines",2\n3,4\n', {1: ["a", "b"], 2: ["two\nlines", "2"], 3: ["3", "4"]}),
        ("a,b,c\n1\n\n2,3,4,5\n", {1: ["a", "b", "c"], 2: ["1"], 4: ["2", "3", "4", "5"]}),
        ("a,b\r\n1,2\r\n", {1: ["a", "b"], 2: ["1", "2"]}),
        ("only\none\ncolumn\n", {1: ["only"], 2: ["one"], 3: ["column"]}),
        ("a,b\n,\n 1 ,2", {1: ["a", "b"], 3: [" 1 ", "2"]}),
    ],
)
def test_quotes_newlines_ragged_and_blank_rows(text: str, rows: dict[int, list[str]], tmp_path: Path) -> None:
    assert table(tmp_path, text) == rows


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"a,b\n1,\0\n", "file.not-a-workbook"),
        (b"a,b\n1,\xff\n", "file.encoding"),
        (b'a,b\n"1,2\n', "file.quotes"),
        (b'a,b\n"1"x,2\n', "file.quotes"),
        (b"<html></html>", "file.not-a-workbook"),
        (b"\xff\xfea\0,", "file.encoding"),
        (b"%PDF-1.7", "file.not-a-workbook"),
        (b"a,b;c\n1,2;3\n", "file.delimiter"),
        (b"a,b\n" + b"x" * 40_000 + b",1\n", "file.text-too-long"),
    ],
)
def test_what_is_no_table_is_refused(data: bytes, code: str, tmp_path: Path) -> None:
    assert table(tmp_path, data) == code


def test_limits_hold_for_text_tables_too(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n3,4\n")

    assert refusal(events_of(path, limits=Limits(rows=2))) == "file.too-many-rows"
    assert refusal(events_of(path, limits=Limits(columns=1))) == "file.too-many-columns"


@given(st.text())
def test_inert_text_is_harmless_and_comes_back(text: str) -> None:
    assert not is_dangerous(inert(text))
    assert revive(inert(text)) == text


@given(st.text(alphabet="'=+-@\t\r\n＝a1", max_size=6))
def test_quotes_and_formula_signs_come_back_in_any_order(text: str) -> None:
    assert not is_dangerous(inert(text))
    assert revive(inert(text)) == text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠x", "'=1"])
def test_every_known_way_to_start_a_formula_gets_its_apostrophe(text: str) -> None:
    assert inert(text) == "'" + text


@pytest.mark.parametrize("text", ["'s Hertogenbosch", "O'Brien", "67-64-1", "a=b", ""])
def test_ordinary_text_is_left_alone_both_ways(text: str) -> None:
    assert inert(text) == revive(text) == text


@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=9),
            min_size=2,
            max_size=4,
        ),
        min_size=1,
        max_size=6,
    )
)
def test_an_exported_table_is_read_back_as_it_was(rows: list[list[str]]) -> None:
    file = io.StringIO(newline="")
    CsvStream(file).rows([["Heading", "Other"], *rows])
    file.seek(0)

    read = list(csv.reader(io.StringIO(file.read().removeprefix("\ufeff"), newline="")))

    assert [[revive(cell) for cell in row] for row in read[1:]] == rows


def test_an_exported_table_passes_the_reader(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        CsvStream(file).rows(
            [["Name", "Amount"], ["=cmd|'/c calc'!A0", 5], ["'=x", None], ["two\nlines", Cell("n", "-1.5")]]
        )

    rows = grid(events_of(path))

    assert [[cell.text for cell in row] for row in rows.values()] == [
        ["Name", "Amount"],
        ["=cmd|'/c calc'!A0", "5"],
        ["'=x"],
        ["two\nlines", "-1.5"],
    ]
