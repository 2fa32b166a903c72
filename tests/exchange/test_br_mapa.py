"""Brazil's monthly map: what is written is read again, line by line and position by position."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precursors.exchange.br_layouts import CC, EM, LAYOUTS, TN
from precursors.exchange.fixed_width import Layout
from precursors.exchange.formats import formats
from precursors.exchange.formats.br_mapa import GOODS, LEGS, name_of, read, write
from precursors.exchange.formats.contents import Contents
from precursors.problems import Problem

ABOUT = {"carrier": "12345678000195", "period": "2024-02", "activities": "transport"}
ROW = {
    "carrier": "12345678000195", "carrier_name": "TRANSPORTES ACME", "document": "98765",
    "document_day": "2024-02-07", "sender": "11222333000181", "sender_name": "QUIMICA NORTE",
    "receiver": "99888777000166", "receiver_name": "TINTAS SUL", "place_from": "P", "place_to": "A",
    "transport_document": "000000042", "transport_day": "2024-02-08", "arrived": "2024-02-10", "mode": "RO",
    "notes": "MARIA SOUZA",
}  # fmt: skip


def bytes_of(rows: dict[str, list[dict[str, str]]]) -> bytes:
    """A written file."""
    made = write(rows, ABOUT)
    assert isinstance(made, bytes), made
    return made


def lines_of(content: bytes | Problem) -> list[str]:
    """The lines of a written file."""
    assert isinstance(content, bytes), content
    return content.decode().removesuffix("\r\n").split("\r\n")


def test_lines_have_the_lengths_of_the_layout() -> None:
    assert [len(line) for line in lines_of(write({LEGS: [ROW]}, ABOUT))] == [31, 276, 103]


LENGTHS = {
    "DG": 2, "PR": 91, "PC": 87, "SC": 15, "RC": 91, "RS": 87, "RB": 15, "MVN": 111, "MM": 39, "MT": 86, "MA": 230,
    "UP": 39, "UF": 249, "UC": 112, "FB": 49, "TN": 276, "CC": 103,
}  # fmt: skip
"""Characters of each line, counted in what the sources write."""


@pytest.mark.parametrize(("parts", "length"), [(EM, 31), (TN, 276), (CC, 103)])
def test_the_fields_of_a_line_leave_no_gap(parts: Layout, length: int) -> None:
    ends = [0, *(part.last for part in parts)]

    assert [part.first for part in parts] == [end + 1 for end in ends[:-1]]
    assert ends[-1] == length


def test_every_section_has_the_length_its_source_gives_it() -> None:
    assert {section: parts[-1].last for section, parts in LAYOUTS.items()} == LENGTHS


def test_what_is_written_is_read_again() -> None:
    rows = [
        ROW,
        ROW | {"transport_document": "000000043"},
        {k: v for k, v in ROW.items() if k != "notes"} | {"document": "5"},
    ]

    found = read(bytes_of({LEGS: rows}))

    assert isinstance(found, Contents)
    assert (found.about, found.rows, found.problems) == (ABOUT, {LEGS: rows, GOODS: []}, [])


def test_accents_and_small_letters_go_and_masks_of_numbers_too() -> None:
    (_, goods, _) = lines_of(
        write({LEGS: [ROW | {"sender": "11.222.333/0001-81", "sender_name": "Química São João"}]}, ABOUT)
    )

    assert goods[106:190] == "11222333000181" + "QUIMICA SAO JOAO".ljust(70)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"sender_name": "X" * 71}, "format.too-long"),
        ({"sender": "ABC"}, "format.not-digits"),
    ],
)
def test_what_does_not_fit_is_never_cut(change: dict[str, str], code: str) -> None:
    made = write({LEGS: [ROW | change]}, ABOUT)

    assert isinstance(made, Problem)
    assert made.code == code


def test_sections_whose_layout_nobody_has_seen_are_told_and_bad_lines_have_their_number() -> None:
    good = lines_of(write({LEGS: [ROW]}, ABOUT))
    text = "\r\n".join([good[0], "UT" + "0" * 40, good[1][:-1], good[1], good[2].replace("10/02/2024", "31/02/2024")])

    found = read(text.encode())

    assert isinstance(found, Contents)
    assert found.unread == [(2, "UT")]
    assert [(number, each.code) for number, each in found.problems] == [(3, "format.line-length"), (5, "format.no-day")]
    assert len(found.rows[LEGS]) == 1


@pytest.mark.parametrize("content", [b"", b"TN", b"\xff\xfe\x00", b"EM1234"])
def test_what_is_no_map_is_refused(content: bytes) -> None:
    assert isinstance(read(content), Problem)


def test_the_format_is_found_by_itself_and_names_its_file() -> None:
    assert "br-mapa" in formats()
    assert name_of(ABOUT) == "M2024FEV12345678000195.txt"


SOLD = {
    "operator": "12345678000195", "day": "2024-02-03", "operation": "sale", "document": "123",
    "counterparty": "99888777000166", "counterparty_name": "TINTAS SUL", "storage": "F", "haulage": "T",
    "carrier": "98765432109800", "carrier_name": "TRANSPORTES ACME", "keeper": "43210989876543",
    "keeper_name": "ARMAZEM", "keeper_place": "RUA X | 88.270-000 | S/N | GALPAO 01 | CENTRO | SC | 4211504",
    "form": "product", "product": "ACIDO SULFURICO", "product_code": "TPN12881067", "concentration": "98 %",
    "density": "1.84", "quantity": "1234.5670", "unit": "L",
}  # fmt: skip
USED = {
    "operator": "12345678000195", "day": "2024-02-05", "operation": "used-in-production", "batch": "2024-02/1",
    "form": "product", "product": "ACIDO SULFURICO", "product_code": "TPN12881067", "concentration": "98 %",
    "density": "1.84", "quantity": "100", "unit": "L",
}  # fmt: skip
MADE = USED | {
    "operation": "produced", "form": "mixture", "product": "DECAPANTE", "product_code": "1234.56.78",
    "contains": "TPN12881067 55 %; TPN12961074 5 %", "quantity": "180", "unit": "kg", "density": "1.30",
    "notes": "LOTE 7",
}  # fmt: skip
del MADE["concentration"]
EATEN = {
    **{name: text for name, text in USED.items() if name != "batch"}, "operation": "consumed", "day": "2024-02-15",
    "purpose": "process", "notes": "PROCESSO ABCD",
}  # fmt: skip
GOODS_ROWS = [SOLD, USED, MADE, EATEN, EATEN | {"operation": "manufactured", "day": "2024-02-20"}]
GOODS_ROWS[-1] = {name: text for name, text in GOODS_ROWS[-1].items() if name not in {"purpose", "notes"}}


def test_trade_production_and_consumption_go_out_and_come_back() -> None:
    content = bytes_of({GOODS: GOODS_ROWS, LEGS: [ROW]})
    found = read(content)

    assert isinstance(found, Contents)
    assert (found.rows[GOODS], found.problems, found.unread) == (GOODS_ROWS, [], [])
    assert [line[:3].strip() for line in content.decode().splitlines()] == [
        "EM1", "DG", "PRT", "PC1", "SCT", "SCT", "MVN", "MMP", "MT9", "MA4", "UPP", "UFP", "UCP", "FBP", "TN1", "CC0",
    ]  # fmt: skip
    assert write(found.rows, found.about) == content


def test_the_sample_of_a_public_writer_is_read() -> None:
    """Lines as github.com/andersonls/siproquim2-mapas writes them in its test, read on 2026-11-28."""
    sample = "\n".join(
        [
            "EM12345678000100FEV202211001000",
            "DG",
            "PRTPN12881067" + "Acido Sulfúrico".ljust(70) + "00101,10",
            "PC1234.56.78" + "Químico composto".ljust(70) + "05,50",
            "SCTPN1296107455",
            "RCTPN12881067  " + "Residuo de Acido Sulfúrico".ljust(70) + "01066,60",
            "RS1234.56.78" + "Resíduo composto".ljust(70) + "06,66",
            "RBTPN12961074  66",
            "MVNEEC99999999999999" + "Fornecedor de Químicos".ljust(69) + "000000012301/02/2022NF",
            "MMPRTPN1288106700101,10        100,000L",
            "MMPC1234.56.78    05,50        500,000K",
            "MT98765432109800" + "Transportadora de químicos".ljust(70),
            "MVIC024" + "Razao social".ljust(151),
            "NF101020101011/01/2017E",
            "PRTPN1288106700101,10        100,000L",
            "UCPRTPN1288106700101,10        100,000L4" + "Processo ABCD".ljust(62) + "15/02/2022",
        ]
    )

    found = read(sample.encode())

    assert isinstance(found, Contents)
    assert (found.problems, found.unread) == ([], [(13, "MVI"), (14, "NF"), (15, "PR")])
    assert [(row["operation"], row["product"], row["quantity"], row["unit"]) for row in found.rows[GOODS]] == [
        ("purchase", "Acido Sulfúrico", "100", "L"),
        ("purchase", "Químico composto", "500", "kg"),
        ("consumed", "Acido Sulfúrico", "100", "L"),
    ]
    assert found.rows[GOODS][1]["contains"] == "TPN12961074 55 %"
    assert found.rows[GOODS][1]["carrier"] == "98765432109800"
    assert found.about["unmoved"] == "Residuo de Acido Sulfúrico; Resíduo composto"


def the_map(*lines: str) -> Contents:
    found = read("\r\n".join(["EM12345678000100FEV202211001000", *lines]).encode())
    assert isinstance(found, Contents)
    return found


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("MMPRTPN1288106700101,10        100,000L", "format.without-line"),
        ("SCTPN1296107455", "format.without-line"),
        ("UPPRTPN1288106700101,10        100,000L", "format.without-line"),
        ("MVNSEC99999999999999" + "X".ljust(69) + "000000012301/02/2022NF", "format.unknown-code"),
        ("MVNEXX99999999999999" + "X".ljust(69) + "000000012301/02/2022NF", "format.unknown-code"),
        ("FBPRTPN1288106700101,10        100,000X15/02/2022", "format.unknown-code"),
        ("FBXXTPN1288106700101,10        100,000L15/02/2022", "format.unknown-code"),
        ("FBPRTPN1288106700101,10        100.000L15/02/2022", "format.not-a-number"),
        ("FBPRTPN1288106700101,10       1.00,000L15/02/2022", "format.not-a-number"),
        ("FBPRTPN1288106700111.10        100,000L15/02/2022", "format.not-a-number"),
        ("FBPRTPN12881067A0101,10        100,000L15/02/2022", "format.not-digits"),
        ("UCPRTPN1288106700101,10        100,000L9" + " " * 62 + "15/02/2022", "format.unknown-code"),
    ],
)
def test_a_line_that_cannot_be_right_is_no_row_and_is_told(line: str, code: str) -> None:
    found = the_map(line)

    assert [(number, each.code) for number, each in found.problems] == [(2, code)]
    assert found.rows[GOODS] == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"product_code": ""}, "format.no-code"),
        ({"quantity": "1.2345"}, "format.too-exact"),
        ({"quantity": "1.234,5"}, "format.not-a-number"),
        ({"quantity": "-1"}, "format.too-exact"),
        ({"quantity": "NaN"}, "format.too-exact"),
        ({"concentration": "98.5 %"}, "format.too-exact"),
        ({"density": "1.841"}, "format.too-exact"),
        ({"operation": "used-in-transformation"}, "format.unknown-code"),
        ({"operation": "consumed"}, "format.unknown-code"),
        ({"operation": "used-in-production"}, "format.batch"),
        ({"unit": "drum"}, "format.too-long"),
        ({"counterparty_name": "X" * 70}, "format.too-long"),
    ],
)
def test_what_a_map_cannot_say_exactly_is_refused(change: dict[str, str], code: str) -> None:
    made = write({GOODS: [SOLD | change]}, ABOUT)

    assert isinstance(made, Problem)
    assert made.code == code


def test_operations_that_are_the_same_in_everything_are_told_apart() -> None:
    line = "FBPRTPN1288106700101,10        100,000L15/02/2022"

    assert [row.get("line") for row in the_map(line, line, line.replace("100,", "200,")).rows[GOODS]] == ["1", "2", "3"]


_TEXT = st.text("ABCDEFGHIJ0123456789 -/", min_size=1, max_size=20).map(str.strip).filter(bool)
_PRODUCTS = st.fixed_dictionaries(
    {
        "product_code": st.sampled_from(["TPN12881067", "TPN12471031", "TPN12961074"]),
        "concentration": st.integers(1, 100).map(lambda n: f"{n} %"),
        "density": st.integers(1, 9999).map(lambda n: f"{n / 100:.2f}"),
        "unit": st.sampled_from(["kg", "L"]),
    }
)
_MUCH = st.integers(1, 10**11).map(lambda n: f"{n // 1000}" if n % 1000 == 0 else f"{n // 1000}.{n % 1000:03d}0")
_DAYS = st.dates(date(2024, 2, 1), date(2024, 2, 29)).map(date.isoformat)


@st.composite
def operations(draw: st.DrawFn) -> list[dict[str, str]]:
    """Trade, consumption and manufacture of one month, no two alike in what names them, in the order of the map."""
    rows = []
    for at in range(draw(st.integers(0, 6))):
        row = draw(_PRODUCTS) | {"operator": ABOUT["carrier"], "form": "product", "day": draw(_DAYS)}
        row |= {
            "quantity": draw(_MUCH),
            "product": f"{row['product_code']} {row['concentration'][:-2]} {row['density']}",
        }
        what = draw(st.sampled_from(["purchase", "sale", "other-out", "consumed", "manufactured"]))
        row["operation"] = what
        if what == "consumed":
            row |= {"purpose": draw(st.sampled_from(["cleaning", "analysis", "other", "process", "water"]))}
            row |= {"notes": draw(_TEXT)}
        elif what != "manufactured":
            row |= {"document": str(at + 1), "counterparty_name": draw(_TEXT)}
        rows.append(row)
    order = {"consumed": 1, "manufactured": 2}
    named = {(r["day"], r["operation"], r.get("document"), r["product"]): r for r in rows}
    return sorted(named.values(), key=lambda row: order.get(row["operation"], 0))


@given(operations())
def test_whatever_is_written_is_read_again(rows: list[dict[str, str]]) -> None:
    found = read(bytes_of({GOODS: rows}))

    assert isinstance(found, Contents)
    assert (found.rows[GOODS], found.problems, found.unread) == (rows, [], [])
