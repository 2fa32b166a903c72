"""Files made to mislead, to crash or to exhaust: each gets its own refusal, quickly and in little memory."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from precursors.workbooks.blocks import Cell, Limits, SheetEnd
from tests.workbooks.making import (
    MAIN,
    OFFICE,
    PACKAGE,
    TYPE,
    a_workbook,
    events_of,
    grid,
    outcome,
    pack,
    parts_of,
    refusal,
    sheet_xml,
    strings_xml,
)

PLAIN = '<row r="1"><c r="A1"><v>1</v></c></row>'
MISLEADING_ROWS = {
    "file.row-order": [
        '<row r="2"><c r="A2"/></row><row r="1"><c r="A1"><v>1</v></c></row>',
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="2"><c r="A2"><v>9</v></c></row>',
        '<row r="2"/><row><c><v>1</v></c></row><row r="3"/>',
    ],
    "file.cell-address": [
        '<row r="2"><c r="A3"><v>1</v></c></row>',
        '<row r="2"><c r="B2"><v>1</v></c><c r="A2"><v>1</v></c></row>',
        '<row r="2"><c r="A2"><v>1</v></c><c r="A2"><v>1</v></c></row>',
        '<row r="1"><c r="XFE1"><v>1</v></c></row>',
        '<row r="1"><c r="AAAAAAA1"><v>1</v></c></row>',
        '<row r="1"><c r="a1"><v>1</v></c></row>',
        '<row r="1"><c r="$A$1"><v>1</v></c></row>',
        '<row r="1"><c r=""><v>1</v></c></row>',
        '<row r="1048577"><c r="A1048577"><v>1</v></c></row>',
        '<row r="99999999999999999999"/>',
        '<row r="0"/>',
        '<row r="-1"/>',
        '<row r="1048576"/><row/>',
    ],
    "file.index-out-of-range": [
        '<row r="1"><c r="A1" t="s"><v>2</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>1.0</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>99999999999999999999</v></c></row>',
        '<row r="1"><c r="A1" s="7"><v>1</v></c></row>',
    ],
    "file.damaged": [
        '<row r="1"><c r="A1" t="wrong"><v>1</v></c></row>',
        '<row r="1"><c r="A1" s="-1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v><v>2</v></c></row>',
        '<row r="1"><c r="A1"><c r="B1"/></c></row>',
        '<row r="1"><x><c r="A1"><v>1</v></c></x></row>',
        '<c r="A1"><v>1</v></c>',
        '<block><row r="1"/></block>',
        '<row r="1"><row r="2"/></row>',
        '<row r="1"><c r="A1"><is><t>both</t></is><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="inlineStr"><is><t>&#1;</t></is></c></row>',
        '<row r="1"><c r="A1" t="inlineStr"><is><t>&bomb;</t></is></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c>',
        "</sheetData><sheetData>",
    ],
}


@pytest.mark.parametrize(("code", "rows"), [(code, rows) for code, many in MISLEADING_ROWS.items() for rows in many])
def test_rows_on_which_programs_disagree_are_refused(code: str, rows: str, tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "a.xlsx", rows, strings=strings_xml(["a", "b"]))

    assert refusal(events_of(path)) == code
    assert refusal(events_of(path, fast=False)) == code


def changed(**parts: str | bytes | None) -> dict[str, str | bytes]:
    """A good workbook with some parts replaced, added or taken away."""
    good = {**parts_of(sheet_xml(PLAIN), strings=strings_xml(["a"])), **parts}
    return {name: content for name, content in good.items() if content is not None}


def rels(*entries: str) -> str:
    return f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(entries)}</Relationships>'


def kinds(extra: str) -> str:
    return (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>{extra}</Types>'
    )


DTD = "<!DOCTYPE a [<!ENTITY b 'cc'>]>"
PACKAGES: dict[str, tuple[str, dict[str, str | bytes | None]]] = {
    "dtd in the sheet": ("file.dtd", {"xl/sheets/1.xml": DTD + sheet_xml(PLAIN)}),
    "dtd in the strings": ("file.dtd", {"xl/strings.xml": DTD + strings_xml(["a"])}),
    "dtd in a part nobody reads": ("file.dtd", {"docProps/app.xml": DTD + "<a/>"}),
    "dtd in the list of parts": ("file.dtd", {"[Content_Types].xml": DTD + kinds("")}),
    "sheet part missing": ("file.missing-part", {"xl/sheets/1.xml": None}),
    "strings part missing": ("file.missing-part", {"xl/strings.xml": None}),
    "no list of parts": ("file.not-a-workbook", {"[Content_Types].xml": None}),
    "macro by name": ("file.macro", {"xl/vbaProject.bin": b"x"}),
    "macro by kind": (
        "file.macro",
        {"[Content_Types].xml": kinds('<Override PartName="/x" ContentType="application/vnd.ms-office.vbaProject"/>')},
    ),
    "macro workbook": (
        "file.macro",
        {"[Content_Types].xml": kinds("").replace("main+xml", "main.macroEnabled+xml")},
    ),
    "binary workbook": (
        "file.xlsb",
        {"[Content_Types].xml": kinds('<Default Extension="bin" ContentType="x.sheet.binary.macroEnabled.main"/>')},
    ),
    "embedded object": ("file.embedded", {"xl/embeddings/oleObject1.bin": b"x"}),
    "word document": (
        "file.not-a-workbook",
        {"[Content_Types].xml": kinds("").replace("spreadsheetml.sheet", "wordprocessingml.document")},
    ),
    "open document": ("file.ods", {"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
    "strict workbook": (
        "file.strict-ooxml",
        {"xl/workbook.xml": '<workbook xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"/>'},
    ),
    "strict relations": (
        "file.strict-ooxml",
        {"_rels/.rels": rels('<Relationship Id="a" Type="http://purl.oclc.org/ooxml/officeDocument/x" Target="x"/>')},
    ),
    "target outside the package": (
        "file.unsafe-part-name",
        {"xl/_rels/workbook.xml.rels": rels(f'<Relationship Id="s1" Type="{OFFICE}/worksheet" Target="../../x"/>')},
    ),
    "sheet on the internet": (
        "file.missing-part",
        {
            "xl/_rels/workbook.xml.rels": rels(
                f'<Relationship Id="s1" Type="{OFFICE}/worksheet" Target="http://x/" TargetMode="External"/>'
            )
        },
    ),
    "no sheets": ("file.no-sheets", {"xl/workbook.xml": f'<workbook xmlns="{MAIN}"/>'}),
    "one part under two spellings": ("file.duplicate-part", {"XL/sheets/1.xml": sheet_xml(PLAIN)}),
    "climbing name": ("file.unsafe-part-name", {"../evil.xml": "<a/>"}),
    "absolute name": ("file.unsafe-part-name", {"/evil.xml": "<a/>"}),
    "deep markup": ("file.damaged", {"xl/sheets/1.xml": "<a>" * 5000 + "</a>" * 5000}),
    "many namespaces": (
        "file.damaged",
        {"docProps/app.xml": "<a " + " ".join(f'xmlns:n{n}="u{n}"' for n in range(300)) + "/>"},
    ),
    "other root": ("file.damaged", {"xl/sheets/1.xml": "<html/>"}),
    "not even markup": ("file.damaged", {"xl/sheets/1.xml": b"\xff\xfe\x00garbage"}),
    "unknown encoding": (
        "file.damaged",
        {"xl/sheets/1.xml": '<?xml version="1.0" encoding="klingon"?>' + sheet_xml("")},
    ),
    "a style nobody knows": ("file.damaged", {"xl/styles.xml": "<styleSheet"}),
    "merge out of the grid": (
        "file.cell-address",
        {"xl/sheets/1.xml": sheet_xml(PLAIN, after='<mergeCells><mergeCell ref="A1:XFE9"/></mergeCells>')},
    ),
}


@pytest.mark.parametrize("case", PACKAGES)
def test_packages_that_lie_are_refused(case: str, tmp_path: Path) -> None:
    code, parts = PACKAGES[case]

    assert refusal(events_of(pack(tmp_path / "a.xlsx", changed(**parts)))) == code


def test_the_workbook_all_these_are_made_from_is_read(tmp_path: Path) -> None:
    assert refusal(events_of(pack(tmp_path / "a.xlsx", changed()))) is None


def flip(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 0xFF]) + data[middle + 1 :]


DAMAGE: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "nothing": ("file.empty", lambda _: b""),
    "only the magic": ("file.damaged", lambda data: data[:4]),
    "half of it": ("file.damaged", lambda data: data[: len(data) // 2]),
    "something in front": ("file.not-a-workbook", lambda data: b"%PDF-1.4 " + data),
    "a zip in front": ("file.damaged", lambda data: data[:200] + data),
    "something behind": ("file.damaged", lambda data: data + b"<html>"),
    "an old workbook": ("file.old-xls", lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
    "a password": (
        "file.password",
        lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
    ),
    "a web page": ("file.not-a-workbook", lambda _: b"<html><table><tr><td>1</td></tr></table></html>"),
    "a picture": ("file.not-a-workbook", lambda _: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
}


@pytest.mark.parametrize("case", DAMAGE)
def test_damaged_and_foreign_files_are_refused(case: str, tmp_path: Path) -> None:
    code, change = DAMAGE[case]
    path = pack(tmp_path / "a.xlsx", changed())

    path.write_bytes(change(path.read_bytes()))

    assert refusal(events_of(path)) == code


def test_every_single_flipped_byte_is_survived(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.xlsx", changed())
    data, before = path.read_bytes(), outcome(events_of(path))
    for place in range(0, len(data), 7):
        path.write_bytes(data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :])

        after = outcome(events_of(path))

        assert isinstance(after, str) or after == before, place


def test_a_directory_that_understates_a_bomb_is_caught_while_inflating(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.xlsx", changed(**{"xl/sheets/1.xml": sheet_xml(" " * 3_000_000)}))
    data = path.read_bytes()
    size = len(sheet_xml(" " * 3_000_000)).to_bytes(4, "little")
    assert data.count(size) == 2

    path.write_bytes(data.replace(size, (500).to_bytes(4, "little")))

    assert refusal(events_of(path)) == "file.bomb"


def test_one_part_twice_is_refused(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.xlsx", changed())
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/sheets/1.xml", sheet_xml(""))

    assert refusal(events_of(path)) == "file.duplicate-part"


def test_too_many_parts_are_refused(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.xlsx", changed(**{f"media/{n}.png": b"x" for n in range(2100)}))

    assert refusal(events_of(path)) == "file.too-many-parts"


BOMBS: dict[str, Callable[[], dict[str, str | bytes]]] = {
    "rows": lambda: changed(**{"xl/sheets/1.xml": sheet_xml("<row><c><v>1</v></c></row>" * 5_000_000)}),
    "blanks": lambda: changed(**{"xl/sheets/1.xml": sheet_xml(" " * 130_000_000)}),
    "one string": lambda: changed(**{"xl/strings.xml": strings_xml(["a" * 130_000_000])}),
    "one attribute": lambda: changed(**{"xl/sheets/1.xml": sheet_xml(f'<row r="1" x="{"a" * 30_000_000}"/>')}),
    "one comment": lambda: changed(**{"xl/sheets/1.xml": sheet_xml(f"<!--{'a' * 30_000_000}-->")}),
    "a picture": lambda: changed(**{"xl/media/a.png": bytes(130_000_000)}),
    "a part nobody reads": lambda: changed(**{"docProps/app.xml": f"<a>{' ' * 130_000_000}</a>"}),
}


@pytest.mark.parametrize("case", BOMBS)
def test_bombs_are_defused_quickly_in_the_child(case: str, tmp_path: Path) -> None:
    path = pack(tmp_path / "a.xlsx", BOMBS[case]())
    began = time.monotonic()

    code = refusal(events_of(path, in_process=False))

    assert code in ("file.bomb", "file.damaged", "file.text-too-long")
    assert time.monotonic() - began < 20


def test_a_declared_dimension_is_not_believed(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 7))
    for lie in ("A1", "A1:A3", "A1:XFD1048576", "nonsense"):
        text = sheet_xml(rows, before=f'<dimension ref="{lie}"/>')

        read = grid(events_of(pack(tmp_path / "a.xlsx", parts_of(text))))

        assert [row[0].text for row in read.values()] == list("123456")


def test_declared_counts_are_not_believed(tmp_path: Path) -> None:
    shared = strings_xml(["a"]).replace("<sst ", '<sst count="4000000000" uniqueCount="4000000000" ')

    read = grid(events_of(a_workbook(tmp_path / "a.xlsx", '<row><c t="s"><v>0</v></c></row>', strings=shared)))

    assert read == {1: [Cell("t", "a")]}


def test_the_far_corner_of_the_grid_costs_nothing(tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "a.xlsx", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')

    assert refusal(events_of(path)) == "file.too-many-columns"
    assert refusal(events_of(path, limits=Limits(columns=16_384))) is None


def test_blank_cells_far_right_do_no_harm(tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "a.xlsx", '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/></row>')

    assert grid(events_of(path)) == {1: [Cell("n", "1")]}


def test_a_million_blank_rows_lose_none_behind_them(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{n}"/>' for n in range(1, 200_001)) + '<row r="200001"><c r="A200001"><v>5</v></c></row>'

    events = events_of(a_workbook(tmp_path / "a.xlsx", rows))

    assert grid(events) == {200_001: [Cell("n", "5")]}
    assert isinstance(events[-1], SheetEnd)
    assert events[-1].blank_rows == 200_000


def test_limits_on_rows_columns_and_size_hold(tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "a.xlsx", "".join("<row><c><v>1</v></c><c><v>1</v></c></row>" for _ in range(10)))

    assert refusal(events_of(path, limits=Limits(rows=10, columns=2))) is None
    assert refusal(events_of(path, limits=Limits(rows=9))) == "file.too-many-rows"
    assert refusal(events_of(path, limits=Limits(columns=1))) == "file.too-many-columns"
    assert refusal(events_of(path, limits=Limits(file_bytes=100))) == "file.too-large"


def test_a_text_longer_than_any_cell_is_refused(tmp_path: Path) -> None:
    shared = strings_xml(["a" * 32_768])
    path = a_workbook(tmp_path / "a.xlsx", '<row><c t="s"><v>0</v></c></row>', strings=shared)

    assert refusal(events_of(path)) == "file.text-too-long"
