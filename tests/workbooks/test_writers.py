"""What we write is inert, streams, and is read back as it was: exports, rejects and templates."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from precursors.workbooks.blocks import EMPTY, Cell, SheetStart
from precursors.workbooks.formats import parse
from precursors.workbooks.rejects import MAX_COMMENTS, ProblemLine, RejectRow, RejectSheet, write_rejects
from precursors.workbooks.stamps import STAMP
from precursors.workbooks.streams import XlsxStream, sheet_name
from precursors.workbooks.template import TemplateColumn, write_template
from tests.workbooks.making import events_of, grid, refusal

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufffe\uffff"), max_size=12)
ODD_TEXT = st.text(alphabet="=+-@'_x000D\t\n\r &<>\"é\x01\x1f]", max_size=9)


def exported(path: Path, rows: list[list[object]]) -> Path:
    with path.open("wb") as file, XlsxStream(file, ["Sheet"]) as book, book.sheet() as sheet:
        sheet.rows(rows)  # type: ignore[arg-type]
    return path


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(ANY_TEXT | ODD_TEXT, min_size=1, max_size=4), min_size=1, max_size=6))
def test_every_text_comes_back_as_it_was(rows: list[list[str]], tmp_path: Path) -> None:
    read = grid(events_of(exported(tmp_path / "a.xlsx", rows)))  # type: ignore[arg-type]

    for number, row in enumerate(rows, start=1):
        told = [cell.text for cell in read.get(number, [])]
        assert told + [""] * (len(row) - len(told)) == row


def test_values_come_back_with_their_kinds(tmp_path: Path) -> None:
    row = [
        1,
        -5,
        Decimal("438.250"),
        date(2026, 5, 1),
        datetime(2026, 5, 1, 12, 30),  # noqa: DTZ001 - workbook moments have no zone
        True,
        None,
        "x",
        Decimal("-0.5"),
    ]

    assert grid(events_of(exported(tmp_path / "a.xlsx", [row])))[1] == [
        Cell("n", "1"),
        Cell("n", "-5"),
        Cell("n", "438.25"),
        Cell("d", "2026-05-01"),
        Cell("d", "2026-05-01T12:30:00"),
        Cell("b", "true"),
        EMPTY,
        Cell("t", "x"),
        Cell("n", "-0.5"),
    ]


@pytest.mark.parametrize("value", [1.5, float("nan"), object(), b"x", Decimal("NaN"), Decimal("Infinity")])
def test_a_value_that_says_too_little_is_the_programmers_fault(value: object, tmp_path: Path) -> None:
    with pytest.raises((TypeError, ValueError)):
        exported(tmp_path / "a.xlsx", [[value]])


CELLS = st.one_of(
    st.just(EMPTY),
    (ANY_TEXT | ODD_TEXT).filter(bool).map(lambda text: Cell("t", text)),
    st.tuples(st.integers(-(10**9), 10**9), st.sampled_from(["", "%", "kg", ",t", '"%"', "[h]", "€"])).map(
        lambda pair: Cell("n", str(pair[0]), pair[1])
    ),
    st.dates(date(1900, 3, 1)).map(lambda day: Cell("d", day.isoformat())),
    st.times().map(lambda at: Cell("d", at.replace(microsecond=0, second=max(1, at.second)).isoformat())),
    st.sampled_from([Cell("b", "true"), Cell("b", "false"), Cell("e", "#N/A"), Cell("e", "#DIV/0!")]),
)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=5), marked=st.booleans())
def test_cells_sent_back_are_read_as_the_cells_they_were(rows: list[list[Cell]], marked: bool, tmp_path: Path) -> None:
    guilty = {0: "why"} if marked else {}
    with (tmp_path / "a.xlsx").open("wb") as file:
        write_rejects(
            file,
            [RejectSheet("Data", [[Cell("t", "Heading")]], [RejectRow(row, guilty) for row in rows])],
            [],
        )

    read = grid(events_of(tmp_path / "a.xlsx"))

    for number, row in enumerate(rows, start=2):
        told = read.get(number, [])
        assert told + [EMPTY] * (len(row) - len(told)) == row


def test_dangerous_texts_are_typed_and_protected_as_text(tmp_path: Path) -> None:
    exported(tmp_path / "a.xlsx", [["=1+1", "+1", "-1", "@x", "plain"]])

    cells = openpyxl.load_workbook(tmp_path / "a.xlsx").active[1]

    assert [cell.data_type for cell in cells] == ["s"] * 5
    assert [cell.quotePrefix for cell in cells] == [True, True, True, True, False]


def test_an_export_stays_small_in_memory(tmp_path: Path) -> None:
    def rows() -> Iterator[list[object]]:
        return ([f"Document {n}", n, Decimal(n), "kg"] for n in range(30_000))

    tracemalloc.start()
    with (tmp_path / "a.xlsx").open("wb") as file, XlsxStream(file, ["Sheet"]) as book, book.sheet() as sheet:
        sheet.rows(rows())  # type: ignore[arg-type]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 12 << 20
    assert len(grid(events_of(tmp_path / "a.xlsx"))) == 30_000


def test_the_same_table_gives_the_same_bytes(tmp_path: Path) -> None:
    rows: list[list[object]] = [["a", 1], ["b", date(2026, 1, 1)]]

    first, second = exported(tmp_path / "a.xlsx", rows), exported(tmp_path / "b.xlsx", rows)

    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(
    ("wanted", "taken", "name"),
    [
        ("Stock", [], "Stock"),
        ("a/b:c", [], "a_b_c"),
        ("x" * 40, [], "x" * 31),
        ("Data", ["data"], "Data (2)"),
        ("", [], "Sheet"),
        ("x" * 31, ["x" * 31], "x" * 27 + " (2)"),
        ("'quoted'", [], "quoted"),
    ],
)
def test_sheet_names_are_ones_every_program_accepts(wanted: str, taken: list[str], name: str) -> None:
    assert sheet_name(wanted, taken) == name


def a_rejects_workbook(path: Path, rows: int = 3, guilty: int = 1) -> Path:
    row = RejectRow(
        [Cell("t", "DOC-1"), Cell("n", "5", "kg"), Cell("t", "=1+1")], {n: f"why {n}" for n in range(guilty)}
    )
    headings = [[Cell("t", "Shipment"), EMPTY], [Cell("t", "Document No"), Cell("t", "Quantity")]]
    problems = [ProblemLine("S1", 5, "Quantity", "=abt. 20", "amount.no-density", "Say how dense it is.")]
    with path.open("wb") as file:
        write_rejects(file, [RejectSheet("S1", headings, [row] * rows, [(1, 0, 1, 1)])], problems)
    return path


def test_rejects_carry_headings_marks_comments_and_the_list(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(a_rejects_workbook(tmp_path / "a.xlsx"))

    data, listed = book.worksheets
    assert (data.title, listed.title) == ("S1", "Problems")
    assert [cell.value for cell in data[2][:2]] == ["Document No", "Quantity"]
    assert data["A3"].fill.fgColor.rgb == "FFFFC7CE"
    assert data["B3"].fill.fill_type is None
    assert data["A3"].comment.text == "why 0"
    assert [str(area) for area in data.merged_cells.ranges] == ["A1:B1"]
    assert [cell.value for cell in listed[2]] == [
        "S1",
        5,
        "Quantity",
        "=abt. 20",
        "amount.no-density",
        "Say how dense it is.",
    ]
    assert listed["D2"].data_type == "s"


def test_rejects_are_read_again_in_the_child_like_any_workbook(tmp_path: Path) -> None:
    events = events_of(a_rejects_workbook(tmp_path / "a.xlsx"), in_process=False)

    assert refusal(events) is None
    assert grid(events)[3] == [Cell("t", "DOC-1"), Cell("n", "5", "kg"), Cell("t", "=1+1")]


def test_comments_end_after_the_first_two_thousand(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(a_rejects_workbook(tmp_path / "a.xlsx", rows=900, guilty=3))

    commented = sum(cell.comment is not None for row in book.worksheets[0].iter_rows() for cell in row)
    red = sum(cell.fill.fill_type == "solid" for row in book.worksheets[0].iter_rows() for cell in row)

    assert commented == MAX_COMMENTS
    assert red == 2700


def test_rejects_without_a_guilty_cell_need_no_drawing(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(a_rejects_workbook(tmp_path / "a.xlsx", guilty=0))

    assert book.worksheets[0].max_row == 5


def a_template() -> io.BytesIO:
    file = io.BytesIO()
    columns = [
        TemplateColumn("date", "Date", "Day of the shipment", needed=True, format="yyyy-mm-dd"),
        TemplateColumn("unit", "=Unit", "=HYPERLINK()", choices="units"),
    ]
    write_template(file, "Ship/ments", columns, help_lines=["=help"], lists={"units": ["kg", "=L"]}, stamp="7")
    file.seek(0)
    return file


def test_a_template_has_locked_headings_hints_lists_help_and_a_stamp() -> None:
    book = openpyxl.load_workbook(a_template())

    sheet = book.worksheets[0]
    assert book.sheetnames == ["Ship_ments", "Lists", "Help"]
    assert (sheet.protection.sheet, sheet["A1"].protection.locked) == (True, True)
    assert sheet.column_dimensions["A"].protection.locked is False
    assert sheet["A1"].comment.text == "Day of the shipment"
    assert book["Lists"].sheet_state == "hidden"
    assert book.defined_names["list_1"].attr_text == "'Lists'!$A$2:$A$3"
    (choice,) = sheet.data_validations.dataValidation
    assert (str(choice.sqref), choice.formula1) == ("B2:B20000", "=list_1")
    assert book.custom_doc_props[STAMP].value == "7"
    assert sheet["B1"].data_type == book["Help"]["A1"].data_type == book["Lists"]["A3"].data_type == "s"


def test_an_empty_template_is_read_as_its_headings(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(a_template().getvalue())

    events = events_of(tmp_path / "a.xlsx", in_process=False)

    assert grid(events) == {1: [Cell("t", "Date"), Cell("t", "=Unit")]}
    assert [event.hidden for event in events if isinstance(event, SheetStart)] == [False, True, False]


def test_a_column_without_its_list_is_the_programmers_fault() -> None:
    with pytest.raises(KeyError):
        write_template(io.BytesIO(), "x", [TemplateColumn("a", "A", choices="none")])


def test_format_codes_we_write_are_dates_to_our_own_reader() -> None:
    from precursors.workbooks import cellxml

    assert [parse(code).kind for code in (cellxml.DAY, cellxml.MOMENT, cellxml.CLOCK)] == [
        "date",
        "date",
        "time",
    ]
