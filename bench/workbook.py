"""The speed bar's workbook: shipments, 25 columns of mixed types, 2 % broken rows, as a spreadsheet program writes it.

Shared strings, cell references, a date style; written by hand so that a million rows do not take longer to make
than to import.
"""

from __future__ import annotations

import random
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

HEADINGS = (
    "Document No", "Line", "Date", "Direction", "Operator", "Licence No", "PEN No", "Substance", "CAS", "HS Code",
    "Quantity", "Unit", "Concentration", "Packages", "Net Mass", "Gross Mass", "Value", "Currency", "Counterparty",
    "Origin", "Destination", "Port of Loading", "Mode of Transport", "Container No", "Notes",
)  # fmt: skip
GOODS = (
    ("Acetic anhydride", "108-24-7", "291524", "98%"),
    ("Acetone", "67-64-1", "291411", "99.5%"),
    ("Toluene", "108-88-3", "290230", "99%"),
    ("Potassium permanganate", "7722-64-7", "284161", None),
    ("Ethyl ether", "60-29-7", "290911", "99%"),
    ("Methyl ethyl ketone", "78-93-3", "291412", "99%"),
    ("Piperidine", "110-89-4", "293332", "99%"),
    ("Phenylacetic acid", "103-82-2", "291634", None),
    ("Anthranilic acid", "118-92-3", "292243", None),
    ("Ephedrine", "299-42-3", "293941", None),
)
UNITS = ("kg", "kg", "kg", "L", "t", "g")
COUNTRIES = ("DE", "CN", "IN", "US", "BR", "NL", "MX", "FR", "KR", "TR")
_EPOCH = date(1899, 12, 30)


def rows(count: int, seed: int = 1, series: str = "DOC") -> Iterator[list[str | int | float | date | None]]:
    """`count` rows; about one in fifty is broken in one of four ways. Documents are numbered within their series."""
    dice = random.Random(seed)
    for number in range(count):
        name, cas, hs, strength = dice.choice(GOODS)
        unit = dice.choice(UNITS)
        solid = strength is None
        if solid and unit == "L":
            unit = "kg"
        quantity = round(dice.uniform(1, 900), dice.choice((0, 1, 2)))
        kilograms = {"kg": quantity, "t": quantity * 1000, "g": quantity / 1000}.get(unit)
        net = round(kilograms, 3) if kilograms is not None else None
        row: list[str | int | float | date | None] = [
            f"{series}-{number // 3:07d}", number % 3 + 1, date(2024, 1, 1) + timedelta(days=dice.randrange(700)),
            dice.choice(("import", "import", "export")), f"Operator {dice.randrange(2000):04d} S.A.",
            f"LIC-{dice.randrange(3000):05d}", f"PEN-{dice.randrange(10**6):06d}", name, cas, hs, quantity, unit,
            strength, dice.randrange(1, 80), net, round((net or quantity * 2) * 1.08 + 1, 3),
            round(dice.uniform(50, 90000), 2),
            dice.choice(("USD", "EUR", "CNY")), f"Trading house {dice.randrange(57000)}", dice.choice(COUNTRIES), "PE",
            dice.choice(("Hamburg", "Shanghai", "Santos", "Rotterdam")), dice.choice(("sea", "air", "road")),
            _container(dice.randrange(10**6)), None if dice.random() < 0.7 else f"remark {dice.randrange(10**5)}",
        ]  # fmt: skip
        if dice.random() < 0.02:
            at, value = dice.choice(((10, "n/a"), (2, "soon"), (7, "Widgets"), (10, -5)))
            row[at] = value
        yield row


def _container(number: int) -> str:
    """A container number with its ISO 6346 check digit."""
    values = (24, 30, 13, 32, *map(int, f"{number:06d}"))
    digit = sum(value << place for place, value in enumerate(values)) % 11 % 10
    return f"MSCU{number:06d}{digit}"


def write(path: Path, count: int, seed: int = 1, series: str = "DOC") -> None:
    """Write the workbook as a spreadsheet program would."""
    strings: dict[str, int] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(_HEAD)
            sheet.write(_row(1, list(HEADINGS), strings))
            batch = bytearray()
            for number, row in enumerate(rows(count, seed, series), 2):
                batch += _row(number, row, strings)
                if len(batch) > 1 << 20:
                    sheet.write(bytes(batch))
                    batch.clear()
            sheet.write(bytes(batch) + b"</sheetData></worksheet>")
        texts = "".join(f"<si><t>{escape(text)}</t></si>" for text in strings)
        archive.writestr(
            "xl/sharedStrings.xml",
            f'{_XML}<sst xmlns="{_MAIN}" count="{len(strings)}" uniqueCount="{len(strings)}">{texts}</sst>',
        )
        for name, content in _PARTS.items():
            archive.writestr(name, _XML + content)


def _row(number: int, values: list[str | int | float | date | None], strings: dict[str, int]) -> bytes:
    cells = []
    for column, value in enumerate(values):
        ref = f"{chr(65 + column)}{number}"
        if value is None:
            continue
        if isinstance(value, str):
            cells.append(f'<c r="{ref}" t="s"><v>{strings.setdefault(value, len(strings))}</v></c>')
        elif isinstance(value, date):
            cells.append(f'<c r="{ref}" s="1"><v>{(value - _EPOCH).days}</v></c>')
        else:
            cells.append(f'<c r="{ref}"><v>{value!r}</v></c>')
    return f'<row r="{number}" spans="1:25">{"".join(cells)}</row>'.encode()


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PKG = "http://schemas.openxmlformats.org/package/2006"
_OOX = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = f'{_XML}<worksheet xmlns="{_MAIN}"><sheetData>'.encode()
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PKG}/content-types"><Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_OOX}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_OOX}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_OOX}.styles+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_OOX}.sharedStrings+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PKG}/relationships"><Relationship Id="rId1"'
    f' Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>'
    '<sheet name="Shipments" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PKG}/relationships">'
    f'<Relationship Id="rId1" Type="{_REL}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_REL}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId3" Type="{_REL}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
}  # fmt: skip
