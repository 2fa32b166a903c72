"""The fast path may never say anything that the exact one does not: sheets made, broken and read by both."""

from __future__ import annotations

import os
import random
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from precursors.workbooks import fast, strings, twopaths
from precursors.workbooks.blocks import Block
from precursors.workbooks.exact import column_letters
from tests.workbooks.making import STYLES, events_of, outcome, pack, parts_of, refusal, sheet_xml, strings_xml

DEEP = bool(os.environ.get("PRECURSORS_DEEP"))
EXAMPLES = 20_000 if DEEP else 250

TEXTS = ["Acetone", "a &amp; b", "x]y", "_x000D_z", "", " kg ", "é漢", "&#65;", "'=1"]
SNIPPETS = [
    "<!-- x -->",
    '<!-- <row r="3"><c r="A3"><v>9</v></c></row> -->',
    "<![CDATA[ ]]>",
    "<?go on?>",
    " ",
    "\n",
    "\r\n",
    'hidden="1" ',
    "<f>1+1</f>",
    "]]>",
    "&amp;",
    "&#0;",
    "&nope;",
    "\x01",
    "\ufffe",
    "</row>",
    "<row/>",
    '<row r="4"/>',
    "<c/>",
    '<c r="B2"><v>1</v></c>',
    "<v>7</v>",
    "-",
    "1",
    "E5",
    ".",
    '"',
    "<",
    ">",
    "x",
    "<is><t>q</t></is>",
    '<row xmlns="urn:other" r="9"/>',
    't="s" ',
    's="99" ',
    't="b" ',
    't="e" ',
    '<row r="1048577"></row>',
    "0",
    '<x:row xmlns:x="urn:x"/>',
    't="str" ',
    "<t/>",
    "\ud7ff",
    '<c r="ZZZ3"><v>1</v></c>',
    "<v/>",
    'xml:space="preserve"',
]


def cell(chance: random.Random, address: str, kind: int) -> str:
    """A plain cell of one of the kinds that sheets are full of."""
    number = chance.choice(["0", "15", "-1.50", "438.25", "1E-5", "0.30000000000000004", "46000.5", "1e5", "7" * 20])
    return (
        f'<c r="{address}" s="{chance.randrange(3)}" t="s"><v>{chance.randrange(9)}</v></c>',
        f'<c r="{address}"><v>{number}</v></c>',
        f'<c r="{address}" s="{chance.randrange(7)}"><v>{number}</v></c>',
        f'<c r="{address}" t="inlineStr"><is><t>{chance.choice(TEXTS)}</t></is></c>',
        f'<c r="{address}" t="str"><v>{chance.choice(TEXTS)}</v></c>',
        f'<c r="{address}" t="b"><v>{chance.randrange(2)}</v></c>',
        f'<c r="{address}" s="1"/>',
        f'<c r="{address}" s="3"><f>A1</f><v>{number}</v></c>',
        f'<c r="{address}" t="e"><v>#N/A</v></c>',
        "",
    )[kind]


def made_rows(chance: random.Random) -> list[str]:
    """Rows whose columns mostly keep to one or two kinds of cells."""
    kinds = [chance.sample(range(10), 2) for _ in range(chance.randrange(1, 6))]
    tails = ["", ' spans="1:5"', ' ht="15" customHeight="1"', ' hidden="1"']
    rows, number = [], 0
    for _ in range(chance.randrange(1, 60)):
        number += 1 if chance.random() < 0.9 else chance.randrange(1, 4)
        cells = "".join(
            cell(
                chance,
                f"{column_letters(place)}{number}",
                chance.choice(two) if chance.random() < 0.3 else two[0],
            )
            for place, two in enumerate(kinds)
        )
        tail = tails[0] if chance.random() < 0.9 else chance.choice(tails)
        rows.append(f'<row r="{number}"{tail}>{cells}</row>')
    return rows


def broken(chance: random.Random, text: str) -> str:
    """The same XML with a few things changed, most of them inside the rows."""
    for _ in range(chance.choice([0, 0, 0, 1, 1, 2])):
        at = chance.randrange(len(text))
        what = chance.randrange(5)
        if what == 0:
            text = text[:at] + chance.choice(SNIPPETS) + text[at:]
        elif what == 1:
            at = chance.choice([m for m in range(len(text)) if text[m] in "<> "] or [0])
            text = text[:at] + chance.choice(SNIPPETS) + text[at:]
        elif what == 2:
            text = text[:at] + text[at + chance.randrange(1, 30) :]
        elif what == 3:
            end = at + chance.randrange(1, 120)
            text = text[:end] + text[at:end] + text[end:]
        else:
            digits = [place for place in range(len(text)) if text[place].isdigit()]
            if digits:
                at = chance.choice(digits)
                text = text[:at] + str(chance.randrange(10)) + text[at + 1 :]
    return text


def encoded(chance: random.Random, text: str) -> bytes:
    """Bytes of the sheet: UTF-8, now and then another encoding or a byte that is none."""
    if chance.random() < 0.03:
        return ("\ufeff" + text).encode("utf-16-le", "surrogatepass")
    data = text.encode("utf-8", "surrogatepass")
    if chance.random() < 0.03:
        return b'<?xml version="1.0" encoding="ISO-8859-1"?>' + data
    if chance.random() < 0.03:
        at = chance.randrange(len(data))
        return data[:at] + bytes([chance.randrange(128, 256)]) + data[at:]
    return data


def a_case(seed: int) -> tuple[bytes, str]:
    """Sheet and strings of one try."""
    chance = random.Random(seed)
    rows = made_rows(chance)
    if chance.random() < 0.05:
        chance.shuffle(rows)
    elif chance.random() < 0.2:
        at = chance.randrange(len(rows))
        rows.insert(min(len(rows), at + chance.randrange(4)), rows[at])
    between = chance.choice(["", "", "\n", "\r\n  "])
    text = sheet_xml(between.join(rows), after=chance.choice(["", '<mergeCells><mergeCell ref="A2:A3"/></mergeCells>']))
    shared = "".join(
        chance.choice(
            ["<si><t>{}</t></si>", '<si><t xml:space="preserve">{}</t></si>', "<si><r><t>{}</t></r></si>"]
        ).format(chance.choice(TEXTS))
        for _ in range(chance.randrange(9, 14))
    )
    sst = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{shared}</sst>'
    if chance.random() < 0.8:
        text = broken(chance, text)
    else:
        sst = broken(chance, sst)
    return encoded(chance, text), sst


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Make the paths take turns within small sheets: pieces of a few hundred bytes, growing to `most`."""

    def cut(size: int, most: int = 0) -> None:
        monkeypatch.setattr("precursors.workbooks.sheets.SMALL_SHEET", 0)  # no look ahead for merges by expat alone
        monkeypatch.setattr(twopaths, "FIRST_PIECE", size)
        monkeypatch.setattr(twopaths, "PIECE", max(size, most))
        monkeypatch.setattr("precursors.workbooks.archive.FIRST_CHUNK", size)
        monkeypatch.setattr("precursors.workbooks.archive.CHUNK", size)

    return cut


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**40), size=st.integers(40, 900))
def test_both_paths_say_the_same_of_every_sheet(seed: int, size: int, small_pieces: Callable[..., None]) -> None:
    small_pieces(size, size * (1 + seed % 5))
    sheet, shared = a_case(seed)

    with tempfile.TemporaryDirectory() as folder:
        path = pack(Path(folder) / "a.xlsx", parts_of(sheet, strings=shared, styles=STYLES), zipfile.ZIP_STORED)
        quick, exact = outcome(events_of(path)), outcome(events_of(path, fast=False))

    assert quick == exact


def test_the_fast_path_is_really_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = {"rows": 0, "strings": 0}
    for name, reader in (("rows", fast.SheetReader), ("strings", strings._StringsReader)):
        original = reader.take

        def counted(self: object, matches: list[tuple[str, ...]], name: str = name, take: object = original) -> None:
            taken[name] += len(matches)
            take(self, matches)  # type: ignore[operator]

        monkeypatch.setattr(reader, "take", counted)
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>{n}</v></c><c r="B{n}"><v>{n}.5</v></c></row>' for n in range(1, 4000)
    )
    shared = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</sst>'.format(
        "".join(f"<si><t>text {n}</t></si>" for n in range(4000))
    )

    events = events_of(pack(tmp_path / "a.xlsx", parts_of(sheet_xml(rows), strings=shared)))

    assert taken["rows"] > 3000
    assert taken["strings"] > 2000
    assert outcome(events) == outcome(events_of(tmp_path / "a.xlsx", fast=False))


@pytest.mark.parametrize(
    "middle",
    [
        '<!-- <row r="60"><c r="A60"><v>1</v></c></row> -->',
        '<!-- </row><row r="60"><c r="A60"><v>1</v></c></row> -->',
        '<?x <row r="60"><c r="A60"><v>1</v></c></row>?>',
        '<row r="60" hidden="1"><c r="A60"><v>60</v></c></row>',
        '<row r="60"><c r="A60"><f>1</f><v>60</v></c></row>',
        '<row r="60"><c r="A60" t="e"><v>#N/A</v></c></row>',
        '<row r="60"><c r="A59"><v>60</v></c></row>',
        '<row r="50"><c r="A50"><v>60</v></c></row>',
        '<row r="60"><c r="A60"><v>1</v></c><c r="A60"><v>2</v></c></row>',
        '<row r="60"><c r="A60" s="99"><v>1</v></c></row>',
        '<row r="60"><c r="A60" t="s"><v>4</v></c></row>',
        '<row r="60"/>',
        '<row r="60" hidden="1"/>',
        '<row r="60"><c r="A60"><f t="shared" si="0"/><v>60</v></c></row>',
        '<row r="60"><c r="A60"/><c r="XFD60" s="1"/></row>',
        '<row r="60"><c r="XFD60"><v>1</v></c></row>',
        '<row r="60"><c r="A60" t="inlineStr"><is><t>15</t></is></c></row>',
        '<row r="60"><c r="A60"><v>1E400</v></c></row>',
        '<row r="60" hidden="1"/><!-- </row><row r="61"><c r="A61"><v>1</v></c></row> -->',
        '<row r="60" hidden="1"><c r="A60"/></row><!-- </row><row r="61"><c r="A61"><v>1</v></c></row> -->',
        "&#x26;",
        "]]>",
    ],
)
def test_one_odd_thing_between_plain_rows(middle: str, tmp_path: Path, small_pieces: Callable[..., None]) -> None:
    row = '<row r="{0}"><c r="A{0}"><v>{0}</v></c></row>'
    rows = "".join(map(row.format, range(1, 60))) + middle + "".join(map(row.format, range(61, 120)))
    path = pack(tmp_path / "a.xlsx", parts_of(sheet_xml(rows)))
    small_pieces(300)
    exact = outcome(events_of(path, fast=False))

    for size, most in ((300, 300), (350, 350), (410, 410), (300, 5000)):
        small_pieces(size, most)
        assert outcome(events_of(path)) == exact, size


@pytest.mark.parametrize("formula", ["<f>A{0}*2</f>", '<f t="shared" si="0"/>', "<f>IF(A{0}&gt;1,&quot;x&quot;)</f>"])
@pytest.mark.parametrize("value", ["{0}", "0.{0}5"])
def test_columns_of_formulas_are_hurried_and_flagged(
    formula: str, value: str, tmp_path: Path, small_pieces: Callable[..., None]
) -> None:
    small_pieces(400)
    row = f'<row r="{{0}}"><c r="A{{0}}"><v>{{0}}</v></c><c r="B{{0}}" s="3">{formula}<v>{value}</v></c></row>'

    path = pack(tmp_path / "a.xlsx", parts_of(sheet_xml("".join(map(row.format, range(1, 99))))))

    quick = events_of(path)
    assert outcome(quick) == outcome(events_of(path, fast=False))
    assert sum(event.formulas for event in quick if isinstance(event, Block)) == 98


def test_a_column_that_changes_its_kind_never_lends_its_old_meaning(
    tmp_path: Path, small_pieces: Callable[..., None]
) -> None:
    small_pieces(300)
    kinds = [
        't="s"><v>3</v>',
        "><v>3</v>",
        's="1"><v>3</v>',
        't="b"><v>1</v>',
        't="inlineStr"><is><t>3</t></is>',
    ]
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" {kinds[n // 40 % 5]}</c></row>'.replace('" ><', '"><') for n in range(1, 400)
    )

    path = pack(tmp_path / "a.xlsx", parts_of(sheet_xml(rows), strings=strings_xml("abcd")))

    assert outcome(events_of(path)) == outcome(events_of(path, fast=False))


def test_nothing_is_learned_from_a_comment(tmp_path: Path, small_pieces: Callable[..., None]) -> None:
    small_pieces(300)
    row = '<row r="{0}"><c r="A{0}"><v>{0}</v></c></row>'
    comment = '<!-- <row r="9" x14ac:dyDescent="1"><c r="A9"><v>1</v></c></row> -->'
    unbound = '<row r="200" x14ac:dyDescent="1"><c r="A200"><v>1</v></c></row>'
    rows = comment + "".join(map(row.format, range(1, 120))) + unbound

    events = events_of(pack(tmp_path / "a.xlsx", parts_of(sheet_xml(rows))))

    assert refusal(events) == "file.damaged"
