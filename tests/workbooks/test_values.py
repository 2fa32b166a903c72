"""Numbers, dates and formats mean what the spreadsheet program means by them."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precursors.workbooks import formats
from precursors.workbooks.blocks import EMPTY, Block, Cell, SheetStart
from precursors.workbooks.cellxml import serial
from precursors.workbooks.decoding import plain_numbers
from precursors.workbooks.values import canonical, iso_moment, moment
from tests.workbooks.making import a_workbook, events_of, grid, pack, parts_of, sheet_xml, strings_xml


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("0", "0"),
        ("-0", "0"),
        ("0.0", "0"),
        ("1.0", "1"),
        ("1.50", "1.5"),
        ("01", "1"),
        ("+3", "3"),
        (".5", "0.5"),
        ("5.", "5"),
        ("0.30000000000000004", "0.3"),
        ("1234567.8900000001", "1234567.89"),
        ("643.8200000000001", "643.82"),
        ("1E-5", "0.00001"),
        ("1.5e3", "1500"),
        ("1E+20", "100000000000000000000"),
        ("1E+21", "1E+21"),
        ("1.5E-21", "1.5E-21"),
        ("12345678901234567", "12345678901234600"),
        (" 7 ", "7"),
        ("-273.15", "-273.15"),
        ("1E-400", None),
        ("1E400", None),
        ("9" * 400, None),
        ("nan", None),
        ("inf", None),
        ("1,5", None),
        ("0x10", None),
        ("٣", None),
        ("1_000", None),
        ("", None),
        ("--1", None),
        ("1e", None),
    ],
)
def test_a_stored_number_becomes_plain_decimal_text(raw: str, text: str | None) -> None:
    assert canonical(raw) == text


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=3))
def test_a_number_of_at_most_fifteen_digits_keeps_its_value(number: Decimal) -> None:
    told = canonical(str(number))

    assert told is not None
    assert Decimal(told) == number
    assert canonical(told) == told


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_double_written_in_full_is_told_with_fifteen_digits(number: float) -> None:
    told = canonical(repr(number))

    assert told is None or Decimal(told) == Decimal(f"{number:.14e}") or abs(number) < 1e-300 or _is_tie(number)


def _is_tie(number: float) -> bool:
    """Two roundings of the shortest text and of the binary value may part where the text ends in a lone 5."""
    digits = repr(abs(number)).partition("e")[0].replace(".", "").strip("0")
    return len(digits) == 16 and digits.endswith("5")


@pytest.mark.parametrize(
    ("days", "epoch_1904", "cell"),
    [
        ("1", False, Cell("d", "1900-01-01")),
        ("59", False, Cell("d", "1900-02-28")),
        ("60", False, Cell("e", "1900-02-29")),
        ("61", False, Cell("d", "1900-03-01")),
        ("46023", False, Cell("d", "2026-01-01")),
        ("46023.5", False, Cell("d", "2026-01-01T12:00:00")),
        ("46023.9999999999", False, Cell("d", "2026-01-02")),
        ("0", True, Cell("d", "1904-01-01")),
        ("44561", True, Cell("d", "2026-01-01")),
        ("0", False, Cell("e", "0")),
        ("-1", False, Cell("e", "-1")),
        ("2958465", False, Cell("d", "9999-12-31")),
        ("2958466", False, Cell("e", "2958466")),
        ("2958465", True, Cell("e", "2958465")),
        ("0.5", False, Cell("d", "12:00:00")),
        ("1E+21", False, Cell("e", "1E+21")),
        ("46023.000005787", False, Cell("d", "2026-01-01T00:00:00.500")),
    ],
)
def test_a_serial_number_becomes_its_day_in_either_epoch(days: str, epoch_1904: bool, cell: Cell) -> None:
    assert moment(days, formats.DATE, epoch_1904) == cell


@given(st.datetimes(min_value=datetime(1900, 3, 1), max_value=datetime(9999, 12, 30)))  # noqa: DTZ001 - workbook moments have no zone
def test_a_moment_written_and_read_again_is_the_same(when: datetime) -> None:
    when = when.replace(microsecond=0)
    text = when.isoformat() if when.time() != datetime.min.time() else when.date().isoformat()

    assert moment(serial(text), formats.DATE, False) == Cell("d", text)


def test_days_before_the_false_leap_day_survive_a_round_trip() -> None:
    for days in range(1, 80):
        if days != 60:
            day = (datetime(1899, 12, 31) + timedelta(days=days - (days > 60))).date().isoformat()  # noqa: DTZ001 - workbook moments have no zone
            assert moment(serial(day), formats.DATE, False) == Cell("d", day)


@pytest.mark.parametrize(
    ("raw", "cell"),
    [
        ("2026-01-01", Cell("d", "2026-01-01")),
        ("2026-01-01T10:30:00Z", Cell("d", "2026-01-01T10:30:00")),
        ("2026-01-01T00:00:00", Cell("d", "2026-01-01")),
        ("2026-02-30", Cell("e", "2026-02-30")),
        ("1 May", Cell("e", "1 May")),
    ],
)
def test_cells_of_the_date_type_are_checked(raw: str, cell: Cell) -> None:
    assert iso_moment(raw) == cell


@pytest.mark.parametrize(
    ("code", "kind", "hint"),
    [
        ("General", "plain", ""),
        ("0.00", "plain", ""),
        ("#,##0.00", "plain", ""),
        ("0.00E+00", "plain", ""),
        ("@", "plain", ""),
        ("0%", "plain", "%"),
        ("0.0 %", "plain", "%"),
        ('0.0"%"', "plain", '"%"'),
        ("0.0\\%", "plain", '"%"'),
        ('0.00" kg"', "plain", "kg"),
        ('#,##0.0\\ "kg"', "plain", "kg"),
        ("0\\ \\k\\g", "plain", "kg"),
        ('0" Eimer"', "plain", "Eimer"),
        ("#,##0.00 [$€-407]", "plain", "€"),
        ("[$USD] #,##0", "plain", "USD"),
        ("#,##0 €", "plain", "€"),
        ("[$-409]#,##0", "plain", ""),
        ('0.0,"t"', "plain", ",t"),
        ('0.0,,"t"', "plain", ",,t"),
        ("#,##0,", "plain", ","),
        ("#,##0", "plain", ""),
        ("[Red]0.00;[Blue]-0.00", "plain", ""),
        ('_-* #,##0.00" L"_-;-* #,##0.00" L"_-', "plain", "L"),
        ("dd.mm.yyyy", "date", ""),
        ("[$-409]d-mmm-yy", "date", ""),
        ("yyyy\\-mm\\-dd;@", "date", ""),
        ("mmm", "date", ""),
        ("h:mm", "time", ""),
        ("mm:ss.0", "time", ""),
        ("h:mm AM/PM", "time", ""),
        ("m/d/yy h:mm", "date", ""),
        ("[h]:mm:ss", "[h]", "[h]"),
        ("[mm]:ss", "[h]", "[h]"),
        ('"day" 0', "plain", "day"),
        ('0"d"', "plain", "d"),
        ("", "plain", ""),
        ('0" kg', "plain", "kg"),
        ("[", "plain", "["),
        ("\\", "plain", "\\"),
    ],
)
def test_a_format_code_is_read_for_its_meaning(code: str, kind: str, hint: str) -> None:
    told = formats.parse(code)

    assert (told.kind, told.hint) == (kind, hint)


def test_a_conditional_format_gives_each_number_its_own_unit() -> None:
    told = formats.parse('[>=1000]0.0,"t";0"kg"')

    assert [told.hint_for(Decimal(n)) for n in (500, 1000, 2500)] == ["kg", ",t", ",t"]
    assert [formats.parse('0" in";0" out";"none"').hint_for(Decimal(n)) for n in (1, -1, 0)] == [
        "in",
        "out",
        "none",
    ]


@given(st.text(max_size=60))
def test_no_format_code_is_too_odd(code: str) -> None:
    told = formats.parse(code)

    assert told.kind in ("plain", "date", "time", "[h]")


@given(st.text(alphabet="kgtL³€%/ .x'\"漢é", max_size=8).map(lambda text: formats.parse(f'0"{text}"').hint))
def test_a_hint_can_be_written_as_a_format_again(hint: str) -> None:
    assert formats.parse(formats.code_for(hint)).hint == hint


@pytest.mark.parametrize("hint", ["", "%", "[h]", "kg", ",t", ",,t", '"%"', "€", ","])
def test_known_hints_survive(hint: str) -> None:
    assert formats.parse(formats.code_for(hint)).hint == hint


CELLS = (
    '<row r="1"><c r="A1" s="1"><v>46023</v></c><c r="B1" s="2"><v>0.15</v></c><c r="C1" s="3"><v>7</v></c>'
    '<c r="D1" s="4"><v>1.5</v></c><c r="E1" s="5"><v>1500</v></c><c r="F1" t="b"><v>1</v></c>'
    '<c r="G1" t="e"><v>#DIV/0!</v></c><c r="H1" t="n"><v>nan</v></c><c r="I1"><f>1+1</f><v>2</v></c>'
    '<c r="J1"><f>1+1</f></c><c r="K1" t="str"><f>A1</f><v></v></c><c r="L1" t="s"><v>0</v></c>'
    '<c r="M1" t="inlineStr"><is><r><t>a</t></r><rPh><t>no</t></rPh><r><t>b_x000D_c</t></r></is></c>'
    '<c r="N1" t="d"><v>2026-01-01</v></c><c r="O1" t="b"><v>2</v></c><c r="P1" s="1" t="s"><v>1</v></c>'
    '<c r="Q1"><v>1.234</v></c></row>'
)


def test_every_kind_of_cell_is_told_as_it_is(tmp_path: Path) -> None:
    events = events_of(a_workbook(tmp_path / "a.xlsx", CELLS, strings=strings_xml(["1.234", "2026-01-01"])))

    assert grid(events)[1] == [
        Cell("d", "2026-01-01"),
        Cell("n", "0.15", "%"),
        Cell("n", "7", "kg"),
        Cell("n", "1.5", "[h]"),
        Cell("n", "1500", ",t"),
        Cell("b", "true"),
        Cell("e", "#DIV/0!"),
        Cell("e", "nan"),
        Cell("n", "2", "", True),
        Cell("e", "", "", True),
        EMPTY,
        Cell("t", "1.234"),
        Cell("t", "ab\rc"),
        Cell("d", "2026-01-01"),
        Cell("e", "2"),
        Cell("t", "2026-01-01"),
        Cell("n", "1.234"),
    ]
    assert sum(event.formulas for event in events if isinstance(event, Block)) == 2


def test_the_1904_epoch_is_obeyed(tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "a.xlsx", '<row><c s="1"><v>44561</v></c></row>', epoch_1904=True)

    assert grid(events_of(path)) == {1: [Cell("d", "2026-01-01")]}


def test_hidden_rows_columns_sheets_and_merges_are_told(tmp_path: Path) -> None:
    text = sheet_xml(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="1"><c r="A2"><v>2</v></c></row>',
        before='<cols><col min="2" max="3" hidden="1"/></cols>',
        after='<mergeCells><mergeCell ref="A1:A2"/></mergeCells>',
    )

    start, block, _ = events_of(pack(tmp_path / "a.xlsx", parts_of(text, state="veryHidden")))

    assert isinstance(start, SheetStart)
    assert isinstance(block, Block)
    assert (start.hidden, start.hidden_columns, start.merges) == (True, [1, 2], [(1, 0, 2, 0)])
    assert block.hidden_rows == [2]


def test_rows_hidden_by_default_are_told(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 1000))
    text = sheet_xml(rows, before='<sheetFormatPr defaultRowHeight="15" zeroHeight="1"/>')

    _, block, _ = events_of(pack(tmp_path / "a.xlsx", parts_of(text)))

    assert isinstance(block, Block)
    assert len(block.hidden_rows) == 999


def test_equal_cells_share_a_code_and_empty_texts_are_empty(tmp_path: Path) -> None:
    rows = '<row><c t="s"><v>0</v></c><c><v>1</v></c></row><row><c t="s"><v>1</v></c><c><v>1.0</v></c></row>'
    rows += '<row><c t="s"><v>2</v></c><c s="0"><v>1e0</v></c></row><row><c t="s"><v>2</v></c></row>'

    _, block, end = events_of(a_workbook(tmp_path / "a.xlsx", rows, strings=strings_xml(["kg", "kg", ""])))

    assert isinstance(block, Block)
    assert block.columns[0].cells == [EMPTY, Cell("t", "kg")]
    assert list(block.columns[0].codes) == [1, 1, 0]
    assert block.columns[1].cells == [EMPTY, Cell("n", "1")]
    assert end.blank_rows == 1  # type: ignore[union-attr]


_RAW = ["27.0", "0.0", ".0", "-.0", "-0.0", "7", "1.50", "1E3", "1.0E2", "12345678901234567.0", "0.1", "x", "1.0.0"]


@given(st.lists(st.one_of(st.sampled_from(_RAW), st.floats(allow_nan=False).map(repr)), min_size=1))
def test_numbers_read_together_are_those_read_one_by_one(raw: list[str]) -> None:
    one_by_one = [canonical(text) for text in raw]

    assert plain_numbers(raw) == (None if None in one_by_one else one_by_one)
