"""What pages of stock can do beyond shelves, asked by a program."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import openpyxl

from precursors.db.engine import Database
from precursors.exchange.formats.br_mapa import GOODS, LEGS
from tests.api.caller import a_caller, an_api
from tests.exchange.test_br_mapa import GOODS_ROWS, ROW, bytes_of


def test_a_program_opens_a_cycle_and_takes_the_workbook_of_a_return(database: Database, tmp_path: Path) -> None:
    caller = a_caller(an_api(database, tmp_path), database)

    expected = caller.post("/returns", {"operator": "Acme SA", "period": "2024-Q1"})
    place = expected.headers["Location"].removeprefix("/api/v1")
    octets = caller.get(f"{place}/workbook.xlsx").data
    opened = caller.post("/reporting-cycles", {"period": "2024-Q1"})
    wrong = caller.post("/reporting-cycles", {"period": "spring"})
    unlawful = caller.post("/reporting-cycles", {"period": "2024-03"})

    sheet = openpyxl.load_workbook(BytesIO(octets)).worksheets[0]
    assert (unlawful.status_code, unlawful.json["errors"][0]["code"]) == (422, "stock.other-cycle")
    assert (opened.status_code, opened.json, wrong.status_code) == (
        201,
        {"period": "2024-Q1", "new": 0, "passed_over": []},
        422,
    )
    assert (sheet["A2"].value, sheet["A2"].protection.locked) == ("Acme SA", True)
    assert caller.ask(place)["due"] == "2024-04-12"


def test_a_program_reads_a_national_file_and_a_code_list(database: Database, tmp_path: Path) -> None:
    caller = a_caller(an_api(database, tmp_path), database)
    content = bytes_of({LEGS: [ROW], GOODS: GOODS_ROWS})

    found = caller.form("/formats/br-mapa", {"file": (BytesIO(content), "map.txt")})
    goods = caller.form("/formats/br-mapa", {"file": (BytesIO(content), "map.txt"), "kind": GOODS})
    other = caller.form("/formats/br-mapa", {"file": (BytesIO(content), "map.txt"), "kind": "seizures"})
    broken = caller.form("/formats/br-mapa", {"file": (BytesIO(b"nonsense"), "map.txt")})

    assert found.json is not None
    assert (found.status_code, found.json["rows"], broken.status_code) == (200, [ROW], 422)
    assert goods.json is not None
    assert (goods.json["rows"], goods.json["kinds"], other.status_code) == (GOODS_ROWS, {LEGS: 1, GOODS: 5}, 422)
    about = {"name": "br-mapa", "kind": "legs", "kinds": ["legs", "daily-operations"], "suffix": "txt"}
    assert about in caller.ask("/formats")
    assert caller.ask("/codes/words/gravities")[0]["value"] == "minor"
