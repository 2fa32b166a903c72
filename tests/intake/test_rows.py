"""Rows that are no records, and values that stand for several rows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precursors.intake.layout import NeedsMapping, recognise
from precursors.intake.rows import Sieve, Sifted
from tests.intake.paper import SHIPMENTS, Rows, Value, a_block, a_sheet, the_sheet

HEAD: list[Value] = ["Fecha", "Nº documento", "Sustancia", "Cantidad", "Unidad", "Empresa", "Observaciones"]


def a_row(substance: Value = "Acetona", quantity: Value = 20, **changes: Value) -> list[Value]:
    named = {
        "date": "2024-03-01",
        "document": "F-1",
        "unit": "kg",
        "operator": "ACME",
        "notes": None,
    } | changes
    return [
        named["date"],
        named["document"],
        substance,
        quantity,
        named["unit"],
        named["operator"],
        named["notes"],
    ]


def sifted(rows: Rows, merges: list[tuple[int, int, int, int]] | None = None, name: str = "Sheet1") -> Sifted:
    layout = the_sheet(rows, name, merges)
    return Sieve(layout, SHIPMENTS, merges).sift(a_block(rows))


def whys(rows: Rows) -> dict[int, str]:
    return dict(sifted(rows).ignored)


def column(found: Sifted, field: str) -> list[str]:
    """What the rows kept say in a field."""
    (place,) = [each for each in found.placed if each.field == field]
    held = found.block.columns[place.column]
    keep = found.keep or [True] * len(held.codes)
    return [held.cells[code].text for code, kept in zip(held.codes, keep, strict=True) if kept]


def test_plain_rows_are_all_kept() -> None:
    found = sifted([HEAD, a_row(), a_row("Tolueno"), a_row(quantity=3)])

    assert found.keep == [False, True, True, True]
    assert found.ignored == []


def test_a_later_block_of_plain_rows_needs_no_mask() -> None:
    sieve = Sieve(the_sheet([HEAD, a_row()]), SHIPMENTS)
    sieve.sift(a_block([HEAD, a_row()]))

    later = sieve.sift(a_block([a_row() for _ in range(9)], first=4000))

    assert later.keep is None


@pytest.mark.parametrize(
    "row",
    [
        ["TOTAL", None, None, 40, None, None],
        [None, None, "Subtotal acetona", 40, "kg", None],
        [None, "Итого", None, 40, None, None],
        [None, "Итого по ацетону:", None, 40, "кг", None],
        ["Total général", None, None, 40],
        [None, None, None, "المجموع", 40],
        ["Suma", None, None, 40],
        [None, "Grand total", "Acetona", 40, "kg"],
        ["2024-03-31", "TOTAL", "Acetona", 40, "kg"],
        ["Total geral", None, None, 40],
        [None, None, None, 40],
        ["Acumulado del mes", None, None, 39],
    ],
)
def test_sums_are_no_records(row: list[Value]) -> None:
    assert whys([HEAD, a_row(), a_row(), row]) == {4: "total-row"}


@pytest.mark.parametrize(
    "row",
    [
        a_row(operator="Total Energies"),
        a_row(operator="TOTAL"),
        a_row(operator="Total Energies", date=None),
        a_row(date=None),
        a_row(substance=None),
        a_row(quantity=None),
        a_row(quantity="TOTAL 20 kg"),
        a_row(substance="Total Clean solvent"),
        a_row(notes="Nota: envase dañado"),
        a_row(notes="Total general revisado", date=None),
        a_row(document="Nota 7", date=None),
        [None, "F-9", None, 40, None, None],
        [None, None, "Acetona", 40, None, None],
        [None, None, None, 41, None, None],
    ],
)
def test_a_possible_record_is_never_swallowed(row: list[Value]) -> None:
    assert whys([HEAD, a_row(), a_row(), row]) == {}


def test_repeated_headings_and_units_below_them_are_no_records() -> None:
    units: list[Value] = ["dd/mm/aaaa", None, None, "kg", None, None]

    assert whys([HEAD, a_row(), HEAD, units, a_row()]) == {3: "repeated-heading", 4: "units-row"}


def test_a_row_that_numbers_the_columns_is_no_record() -> None:
    assert whys([HEAD, [1, 2, 3, 4, 5, 6, 7], a_row()]) == {2: "units-row"}


@pytest.mark.parametrize(
    "row",
    [
        ["Fuente: aduana"],
        ["* cantidades netas"],
        ["Elaborado por: J. Pérez", None, None, None, "Fecha", "2024-04-01"],
        ["Примечание: без учета тары"],
        ["Les quantités indiquées ci-dessus sont exprimées en masse nette de produit pur."],
        ["(1) Provisional"],
        ["Firma", None, "Sello"],
    ],
)
def test_small_print_is_no_record(row: list[Value]) -> None:
    assert whys([HEAD, a_row(), row]) == {3: "footnote"}


def test_a_blank_looking_row_is_blank() -> None:
    assert whys([HEAD, a_row(), ["  ", " "], a_row()]) == {3: "blank-row"}


def test_the_caption_of_a_group_names_its_rows() -> None:
    rows: Rows = [
        HEAD,
        ["Acetona"], a_row(None), a_row(None), ["Subtotal", None, None, 40],
        ["Tolueno"], a_row(None), a_row("Benceno"), ["Subtotal", None, None, 40],
        a_row(None),
    ]  # fmt: skip

    found = sifted(rows)

    assert column(found, "substance") == ["Acetona", "Acetona", "Tolueno", "Benceno", ""]
    assert [why for _, why in found.ignored] == ["group-row", "total-row", "group-row", "total-row"]


def test_a_group_goes_on_in_the_next_block() -> None:
    sieve = Sieve(the_sheet([HEAD, a_row()]), SHIPMENTS)
    sieve.sift(a_block([HEAD, a_row(), ["Acetona"], a_row(None)]))

    later = sieve.sift(a_block([a_row(None)], first=5))

    assert column(later, "substance") == ["Acetona"]


def test_captions_name_the_substance_where_no_column_does() -> None:
    head: list[Value] = [*HEAD[:2], *HEAD[3:]]
    without = [value for at, value in enumerate(a_row()) if at != 2]
    rows: Rows = [head, ["Acetona"], without, without, ["Subtotal", None, 40], ["Tolueno"], without, ["Fuente: aduana"]]

    found = sifted(rows)

    assert column(found, "substance") == ["Acetona", "Acetona", "Tolueno"]
    assert [why for _, why in found.ignored] == ["group-row", "total-row", "group-row", "footnote"]


@pytest.mark.parametrize("first", ["Subtotal", "Fuente: aduana", "1", "x" * 61])
def test_a_lone_text_that_is_no_caption_leaves_the_substance_missing(first: str) -> None:
    head: list[Value] = [*HEAD[:2], *HEAD[3:]]
    without = [value for at, value in enumerate(a_row()) if at != 2]

    asked = recognise([a_sheet([head, [first], without])], SHIPMENTS)

    assert isinstance(asked, NeedsMapping)
    assert asked.missing == ("substance",)


def test_captions_may_state_the_direction_of_their_rows() -> None:
    found = sifted([HEAD, ["IMPORTACIONES"], a_row(), HEAD, ["EXPORTACIONES"], a_row(), a_row()])

    assert column(found, "direction") == ["import", "export", "export"]


def test_a_second_table_with_other_headings_is_told() -> None:
    other: list[Value] = ["Sustancia", "Fecha", "Unidad", "Cantidad", "Empresa"]

    found = sifted([HEAD, a_row(), other, ["Acetona", "2024-03-01", "kg", 3, "X"]])

    assert found.second_table == 3


def test_values_merged_down_reach_every_row_of_their_group() -> None:
    rows: Rows = [HEAD, a_row("Acetona"), a_row(None), a_row("hidden"), a_row("Tolueno")]

    found = sifted(rows, merges=[(2, 2, 4, 2), (1, 0, 1, 1)])

    assert column(found, "substance") == ["Acetona", "Acetona", "Acetona", "Tolueno"]


def test_a_merge_reaches_over_blocks_and_sideways_hides_what_it_covers() -> None:
    merges = [(2, 2, 5, 3)]
    sieve = Sieve(the_sheet([HEAD, a_row()]), SHIPMENTS, merges)
    first = sieve.sift(a_block([HEAD, a_row("Acetona", 20), a_row(None, 7)]))

    later = sieve.sift(a_block([a_row(None, 9), a_row("x", 9), a_row("Tolueno", 9)], first=4))

    assert column(first, "substance") == ["Acetona", "Acetona"]
    assert column(later, "substance") == ["Acetona", "Acetona", "Tolueno"]
    assert column(later, "quantity") == ["", "", "9"]


def test_an_importer_is_the_operator_of_imports_and_the_counterparty_of_exports() -> None:
    head: list[Value] = ["Date", "Direction", "Substance", "Net (kg)", "Importer", "Exporter"]
    rows: Rows = [
        head,
        ["2024-01-01", "import", "a", 1, "home", "abroad"],
        ["2024-01-01", "Export", "a", 1, "abroad", "home"],
        ["2024-01-01", "?", "a", 1, "x", "y"],
    ]

    found = sifted(rows)

    assert column(found, "operator") == ["home", "home", ""]
    assert column(found, "counterparty") == ["abroad", "abroad", ""]


@given(
    st.lists(st.sampled_from(["Acetona", "Tolueno", "Total Clean", "Nota"]), min_size=1, max_size=40),
    st.data(),
)
def test_rows_that_fill_every_need_are_kept_whatever_they_say(substances: list[str], data: st.DataObject) -> None:
    words = st.sampled_from(["x", "TOTAL", "Nota: x", "Subtotal de algo y compañía limitada sociedad", None])
    rows = [a_row(name, at + 100, operator=data.draw(words)) for at, name in enumerate(substances)]

    assert whys([HEAD, a_row(), *rows]) == {}


def test_an_amount_merged_over_rows_counts_once() -> None:
    rows: Rows = [HEAD, a_row("Acetona", 60), a_row(None, None), a_row("Tolueno", 5)]

    found = sifted(rows, merges=[(2, 3, 3, 3), (2, 2, 3, 2)])

    assert column(found, "quantity") == ["60", "", "5"]
    assert column(found, "substance") == ["Acetona", "Acetona", "Tolueno"]
