"""Brazil's monthly map: what is written is read again, line by line and position by position."""

from __future__ import annotations

import pytest

from precursors.exchange.formats import formats
from precursors.exchange.formats.br_mapa import CC, EM, TN, name_of, read, write
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


def lines_of(content: bytes | Problem) -> list[str]:
    """The lines of a written file."""
    assert isinstance(content, bytes), content
    return content.decode().removesuffix("\r\n").split("\r\n")


def test_lines_have_the_lengths_of_the_layout() -> None:
    assert [len(line) for line in lines_of(write([ROW], ABOUT))] == [31, 276, 103]


@pytest.mark.parametrize(("layout", "length"), [(EM, 31), (TN, 276), (CC, 103)])
def test_the_fields_of_a_line_leave_no_gap(layout: tuple[object, ...], length: int) -> None:
    ends = [0, *(part.last for part in layout)]  # type: ignore[attr-defined]

    assert [part.first for part in layout] == [end + 1 for end in ends[:-1]]  # type: ignore[attr-defined]
    assert ends[-1] == length


def test_what_is_written_is_read_again() -> None:
    rows = [
        ROW,
        ROW | {"transport_document": "000000043"},
        {k: v for k, v in ROW.items() if k != "notes"} | {"document": "5"},
    ]

    found = read(write(rows, ABOUT))  # type: ignore[arg-type]

    assert isinstance(found, Contents)
    assert (found.about, list(found.rows), found.problems) == (ABOUT, rows, [])


def test_accents_and_small_letters_go_and_masks_of_numbers_too() -> None:
    (_, goods, _) = lines_of(write([ROW | {"sender": "11.222.333/0001-81", "sender_name": "Química São João"}], ABOUT))

    assert goods[106:190] == "11222333000181" + "QUIMICA SAO JOAO".ljust(70)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"sender_name": "X" * 71}, "format.too-long"),
        ({"sender": "ABC"}, "format.not-digits"),
    ],
)
def test_what_does_not_fit_is_never_cut(change: dict[str, str], code: str) -> None:
    made = write([ROW | change], ABOUT)

    assert isinstance(made, Problem)
    assert made.code == code


def test_sections_whose_layout_nobody_has_seen_are_told_and_bad_lines_have_their_number() -> None:
    good = lines_of(write([ROW], ABOUT))
    text = "\r\n".join([good[0], "PR" + "0" * 40, good[1][:-1], good[1], good[2].replace("10/02/2024", "31/02/2024")])

    found = read(text.encode())

    assert isinstance(found, Contents)
    assert found.unread == [(2, "PR")]
    assert [(number, each.code) for number, each in found.problems] == [(3, "format.line-length"), (5, "format.no-day")]
    assert len(found.rows) == 1


@pytest.mark.parametrize("content", [b"", b"TN", b"\xff\xfe\x00", b"EM1234"])
def test_what_is_no_map_is_refused(content: bytes) -> None:
    assert isinstance(read(content), Problem)


def test_the_format_is_found_by_itself_and_names_its_file() -> None:
    assert "br-mapa" in formats()
    assert name_of(ABOUT) == "M2024FEV12345678000195.txt"
