"""National layouts full of traps: every row that is taken is right, every other is asked about, refused or left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.factories import MARCH, Registry, a_licence, a_workbook

HEADS = ("Document No", "Date", "Direction", "Licence No", "Substance", "Quantity", "Unit")
Cells = Sequence[object]


def row(
    number: int = 1, quantity: object = 25, unit: object = "kg", substance: object = "Acetone", day: object = MARCH
) -> list[object]:
    return [f"D-{number}", day, "import", "LIC-1", substance, quantity, unit]


def sheet(rows: Iterable[Cells], heads: Cells = HEADS, above: Iterable[Cells] = ()) -> Workbook:
    book = openpyxl.Workbook()
    for each in (*above, heads, *rows):
        book.worksheets[0].append(list(each))
    return book


def quantity_format(pattern: str, value: object = 25, unit: object = None, head: str = "Quantity") -> Workbook:
    heads = [head if each == "Quantity" else each for each in HEADS]
    book = sheet([row(1, value, unit)], heads)
    book.worksheets[0]["F2"].number_format = pattern
    return book


def altered(book: Workbook, change: Callable[[Worksheet], Any]) -> Workbook:
    change(book.worksheets[0])
    return book


def headed(head: str, value: object = 25, unit: bool = False) -> Workbook:
    heads = [head if each == "Quantity" else each for each in HEADS][: 7 if unit else 6]
    return sheet([row(1, value)[: 7 if unit else 6]], heads)


def mac(book: Workbook) -> Workbook:
    made = openpyxl.Workbook()
    made.epoch = CALENDAR_MAC_1904
    for each in book.worksheets[0].iter_rows(values_only=True):
        made.worksheets[0].append(list(each))
    return made


def hide(*rows: int) -> Callable[[Worksheet], None]:
    def done(on: Worksheet) -> None:
        for number in rows:
            on.row_dimensions[number].hidden = True

    return done


TWO = [row(1, 25), row(2, 30)]


def three_levels() -> Workbook:
    above = [["Imports of the year", *[None] * 6], ["Papers", None, None, None, "Goods", None, None]]

    def merged(on: Worksheet) -> None:
        for area in ("A1:G1", "A2:D2", "E2:G2"):
            on.merge_cells(area)

    return altered(sheet(TWO, above=above), merged)


LAYOUTS: dict[str, tuple[Workbook, str]] = {
    # sums and their like
    "a total below": (sheet([*TWO, [None, None, None, None, "TOTAL", 55, "kg"]]), "55"),
    "a total below without a word": (sheet([*TWO, [None, None, None, None, None, 55, None]]), "55"),
    "a total with all other cells filled": (
        sheet([*TWO, ["", MARCH, "import", "LIC-1", "Total acetone", 55, "kg"]]), "55"),
    "a total in a word of its own row": (sheet([*TWO, ["Итого", None, None, None, None, 55, "kg"]]), "55"),
    "a total above": (sheet([[None, None, None, None, "Total general", 55, "kg"], *TWO]), "55"),
    "sub-totals": (
        sheet([row(1, 25), [None, None, None, None, "Subtotal acetona", 25, "kg"],
        row(2, 30), ["Sous-total", None, None, None, None, 30, "kg"]]), "55"),
    "a carry-over": (
        sheet([["Übertrag", None, None, None, None, 99, "kg"], *TWO,
        ["Suma y sigue", None, None, None, None, 154, "kg"]]), "55"),
    "an average": (sheet([*TWO, ["Promedio", None, None, None, "Promedio", 27.5, "kg"]]), "55"),
    "an opening balance": (sheet([["", date(2024, 1, 1), "", "", "Saldo inicial acetona", 99, "kg"], *TWO]), "55"),
    "a total as a formula of no value": (sheet([*TWO, [None, None, None, None, "TOTAL", "=SUM(F2:F3)", "kg"]]), "55"),
    "headings again on the next page": (sheet([TWO[0], HEADS, TWO[1]]), "55"),
    "units beneath the headings": (sheet([row(1)[:6]], HEADS[:6], ()), "?"),
    "a row of units": (sheet([[None, None, None, None, None, "(kg)"], row(1)[:6]], HEADS[:6]), "25|?"),
    # units
    "tonnes in the heading": (headed("Quantity (t)", 0.025), "25"),
    "tonnes in a German heading": (headed("Menge in Tonnen", 0.025), "25|?"),
    "tonnes in a Chinese heading": (headed("数量（吨）", 0.025), "25|?"),
    "a unit in the heading and another in the cell": (headed("Quantity (kg)", 25, unit=True), "25"),
    "a unit in the heading against its column": (sheet([row(1, 25, "t")], [*HEADS[:5], "Quantity (kg)", "Unit"]), "?"),
    "thousands in the heading": (headed("Quantity ('000 kg)"), "?"),
    "thousands in a Spanish heading": (headed("Cantidad (miles de kg)"), "25000|?"),
    "thousands in a Russian heading": (headed("Количество, тыс. кг"), "25000|?"),
    "hundreds in the heading": (headed("Quantity (x100 kg)"), "?"),
    "a rate in the heading": (headed("Quantity (kg/month)"), "?"),
    "a gross heading": (headed("Quantity (kg gross)"), "?"),
    "gross weight beside net": (
        sheet([[*row(1)[:5], 25, 27]], [*HEADS[:5], "Net weight (kg)", "Gross weight (kg)"]), "25"),
    "thousands in the column of units": (sheet([row(1, 25, "x1000 kg")]), "25000|?"),
    "thousands of a unit": (sheet([row(1, 25, "тыс. кг")]), "25000|?"),
    "a unit in the first row only": (sheet([row(1, 25, "kg"), row(2, 30, None)]), "25|55|?"),
    "ditto marks": (sheet([row(1), ["D-2", "\"", "\"", "\"", "\"", 30, "\""]]), "25|55"),
    "idem": (sheet([row(1), ["D-2", "idem", "idem", "idem", "idem", 30, "idem"]]), "25|55"),
    "a unit in the cell beside its column": (sheet([row(1, "25 kg", "kg")]), "25"),
    "a unit in the cell against its column": (sheet([row(1, "25 kg", "t")]), "?"),
    "a unit in a list on another sheet": (sheet([row(1)[:6]], HEADS[:6]), "?"),
    # number formats
    "kilograms in the number format": (quantity_format('0.00" kg"'), "25"),
    "tonnes in the number format": (quantity_format('0.000" t"', 0.025), "25"),
    "tonnes in the format against the heading": (quantity_format('0.00" t"', head="Quantity (kg)"), "?"),
    "pounds in the format against the column": (quantity_format('0" lb"', 25, "kg"), "?"),
    "a format that shows thousands": (quantity_format("#,##0,", 25000, "kg"), "?"),
    "a format that shows another number": (quantity_format('"25000"', 25, "kg"), "?"),
    "a format that adds noughts": (quantity_format('0"000"', 25, "kg"), "?"),
    "a format that says less than": (quantity_format('"<"0', 25, "kg"), "?"),
    "a format that says about": (quantity_format('"ca. "0', 25, "kg"), "25|?"),
    "a format that hides the sign": (quantity_format("0;0", -25, "kg"), "?"),
    "a format that hides the number": (quantity_format(";;;", 25, "kg"), "25|?"),
    "a percentage": (quantity_format("0%", 0.25, "kg"), "?"),
    "money": (quantity_format("[$€-407] #,##0.00", 25, "kg"), "?"),
    "a date": (quantity_format("dd/mm/yyyy", 25, "kg"), "?"),
    "hours": (quantity_format("[h]:mm", 25, "kg"), "?"),
    "a fraction": (quantity_format("# ?/?", 2.5, "kg"), "2.5|?"),
    "scientific": (quantity_format("0.00E+00", 25, "kg"), "25"),
    # numbers
    "points and commas mixed": (
        sheet([row(1, "1.234,5"), row(2, "1,234.5"), row(3, "1.234"), row(4, "1,234")]), "2469"),
    "a decimal comma beside two readings": (sheet([row(1, "12,5"), row(2, "1.234"), row(3, "1.234 kg", None)]), "12.5"),
    "a text of digits": (sheet([row(1, "25")]), "25"),
    "a negative": (sheet([row(1), row(2, -30)]), "25"),
    "a negative in brackets": (sheet([row(1), row(2, "(30)")]), "25"),
    "a dash": (sheet([row(1), row(2, "-")]), "25"),
    "nil": (sheet([row(1), row(2, "nil")]), "25"),
    "a footnote mark": (sheet([row(1), row(2, "30*")]), "25"),
    "two amounts in one cell": (sheet([row(1), row(2, "10\n20")]), "25"),
    "a formula of no value": (sheet([row(1), row(2, "=10+20")]), "25"),
    "an error": (sheet([row(1), row(2, "#REF!")]), "25"),
    "true": (sheet([row(1), row(2, True)]), "25"),
    # days
    "Buddhist years": (sheet([row(1, day="01/03/2567"), row(2, day=date(2567, 3, 1))]), "?"),
    "the hijra": (sheet([row(1, day="1445-08-20"), row(2, day="20/08/1445"), row(3, day="20 شعبان 1445")]), "?"),
    "the Persian calendar": (sheet([row(1, day="1402/12/11"), row(2, day="۱۴۰۲/۱۲/۱۱")]), "?"),
    "years of an era": (sheet([row(1, day="令和6年3月1日"), row(2, day="R6.3.1")]), "?"),
    "a day number": (sheet([row(1, day=45352)]), "25|?"),
    "the epoch of old Macs": (mac(sheet(TWO)), "55"),
    "a month": (sheet([row(1, day="March 2024")]), "?"),
    "two digits of a year": (sheet([row(1, day="01.03.24")]), "25|?"),
    # what is hidden, filtered, merged
    "hidden rows": (altered(sheet(TWO), hide(3)), "55"),
    "filtered rows": (altered(altered(sheet(TWO), hide(2)), lambda on: setattr(on.auto_filter, "ref", "A1:G3")), "55"),
    "a hidden column": (altered(sheet(TWO), lambda on: setattr(on.column_dimensions["F"], "hidden", True)), "55"),
    "a substance merged over its rows": (
        altered(sheet([row(1), row(2, 30, substance=None)]), lambda on: on.merge_cells("E2:E3")), "25|55"),
    "an amount merged over its rows": (
        altered(sheet([row(1), row(2, None)]), lambda on: on.merge_cells("F2:F3")), "25"),
    "an amount merged over its unit": (
        altered(sheet([row(1, "25 kg", None)]), lambda on: on.merge_cells("F2:G2")), "25"),
    "three levels of merged headings": (three_levels(), "55"),
    # tables
    "two tables side by side": (sheet([[*row(1), None, *row(2, 30)]], [*HEADS, None, *HEADS]), "?"),
    "a summary beside the table": (
        sheet([[*row(1), None, "Acetone", 55], [*row(2, 30), None, "Toluene", 7]],
        [*HEADS, None, "Substance", "Total (kg)"]), "55|?"),
    "a table below": (sheet([row(1), [], ["Operator", "Substance", "Stock"], ["Acme", "Acetone", 99]]), "25|?"),
    "the months across": (
        sheet([["D-1", "import", "LIC-1", "Acetone", 10, 15, 20]],
        ["Document No", "Direction", "Licence No", "Substance", "Jan 2024 (kg)", "Feb 2024 (kg)",
        "Mar 2024 (kg)"]), "?"),
    "plan beside fact": (sheet([[*row(1)[:5], 100, 25]], [*HEADS[:5], "Planned (kg)", "Actual (kg)"]), "25|?"),
    "quantity ordered beside delivered": (
        sheet([[*row(1)[:5], 100, 25]], [*HEADS[:5], "Quantity ordered (kg)", "Quantity delivered (kg)"]), "25|?"),
    "cancelled rows": (sheet([[*row(1), "active"], [*row(2, 30), "CANCELLED"]], [*HEADS, "Status"]), "25"),
}  # fmt: skip
"""Name -> the workbook, and how many kilograms of acetone may be taken from it; `?` where nothing."""


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", LAYOUTS)
def test_of_an_odd_layout_nothing_wrong_is_taken(registry: Registry, tmp_path: Path, name: str) -> None:
    # what a sheet says does not depend on the engine it is written to; one of them is enough
    registry.take(a_workbook(tmp_path / "licences.xlsx", [a_licence()]), kind="licences", code=0)
    book, answers = LAYOUTS[name]
    book.save(tmp_path / "odd.xlsx")

    said = registry.take(tmp_path / "odd.xlsx", "--accept-good").json

    taken = registry.kilograms().get("acetone", 0)
    assert taken in {0 if each == "?" else int(Decimal(each) * 10**9) for each in answers.split("|")}, said
    assert set(registry.kilograms()) <= {"acetone"}
    if taken:
        assert {day for (day,) in registry.rows("SELECT DISTINCT day FROM shipment")} <= {MARCH, str(MARCH)}
