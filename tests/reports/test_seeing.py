"""Figures of reports are read by people: to the gram on the page, every digit beneath."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from precursors.reports.beneath import every
from precursors.reports.report import Column, LeftOut, Row, Table
from precursors.reports.seeing import exactly, of_now, readable, shown
from precursors.reports.writing import to_xlsx
from precursors.trade.models import Shipment

KG = 10**9


def words(said: object) -> str:
    return re.sub("<[^>]*>", "", str(said))


@pytest.mark.parametrize(
    ("ug", "says"),
    [
        (20_378_620_584, "20.379 kg"),
        (1_000 * KG, "1,000.000 kg"),
        (999_500, "0.001 kg"),
        (123_456, "0.000123 kg"),
        (1, "0.000000001 kg"),
        (0, "0.000 kg"),
        (-8_700_000_600_000, "-8,700.001 kg"),
    ],
)
def test_an_amount_is_told_to_the_gram_and_a_smaller_one_by_its_first_digits(ug: int, says: str) -> None:
    assert words(shown(ug, "kg")) == says


@given(st.integers(-(10**18), 10**18))
def test_what_is_told_is_never_further_off_than_half_a_gram(ug: int) -> None:
    assert abs(readable(ug, KG) - ug) <= KG // 2000
    assert (readable(ug, KG) == 0) == (ug == 0)


def test_a_figure_that_was_rounded_has_all_its_digits_at_hand() -> None:
    columns = (Column("substance", "substance"), Column("base", "kg"), Column("lines", "count"))
    table = Table("imports", columns, [Row(("acetone", 6_864_523_765_468, 4)), Row(("toluene", 1_800 * KG, 1))])

    seen = of_now("form-d", {"year": "2026"}, table)

    (rounded, _), (whole, _) = seen.rows
    assert words(rounded[1].says) == "6,864.524 kg"
    assert words(rounded[1].exact) == "6,864.523765468 kg"
    assert whole[1].exact is None
    assert seen.rounded


def test_a_share_is_told_as_per_cent_a_month_and_a_country_by_name() -> None:
    assert shown(2 / 3, "percent") == "66.7%"
    assert shown(1.0, "percent") == "100%"
    assert shown(None, "percent") == shown(None, "count") == "not known"
    assert shown("2026-11", "month") == "Nov 2026"
    assert shown("DE", "country") == "Germany"
    assert exactly(0.4811, "share") == "0.481"


def test_a_workbook_says_in_words_what_is_not_counted_and_names_rules_and_countries(tmp_path: Path) -> None:
    columns = (Column("rule", "rule"), Column("country", "country"), Column("flags", "count"))
    rows = [Row(("hs-mismatch", "DE", 2))]
    table = Table("found", columns, rows, [LeftOut("left-unresolved", 7, every(Shipment, []))])

    to_xlsx([table], tmp_path / "report.xlsx", "en")

    book = openpyxl.load_workbook(tmp_path / "report.xlsx")
    _, row, left = book.worksheets[0].iter_rows(values_only=True)
    assert row == ("HS code does not fit", "Germany", 2)
    assert left[:2] == ("Lines not counted, as nobody has resolved their quantity: 7.", 7)
