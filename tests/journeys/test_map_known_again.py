"""A map of our own that comes back brings nothing new, though it says less than the registry holds."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from precursors.exchange.br_said import of_leg, of_operation
from precursors.exchange.formats.br_mapa import GOODS, LEGS
from precursors.intake.record import headings
from tests.exchange.test_br_mapa import EATEN, MADE, ROW, SOLD, USED
from tests.factories import AGENCY, Registry, a_workbook

WHO = "12.345.678/0001-95"
OUR_OWN = [
    SOLD | {"operator": WHO, "product": "Ácido sulfúrico", "basis": "w/w", "site": "Fábrica 1", "document": "0123",
            "counterparty": "99.888.777/0001-66", "counterparty_name": "Tintas do Sul Ltda.", "keeper_name": "Armazém"},
    USED | {"operator": WHO, "product": "Ácido sulfúrico", "basis": "w/w", "batch": "LOTE 7"},
    MADE | {"operator": WHO, "product": "Decapante", "batch": "LOTE 7", "notes": "Lote 7"},
    EATEN | {"operator": WHO, "product": "Ácido sulfúrico", "basis": "w/w", "notes": "Processo abcd", "line": "1"},
]  # fmt: skip
"""What the registry holds: names with accents, marks in numbers, a basis, a site, batches of its own."""


def entered(row: dict[str, str]) -> dict[str, Any]:
    """The cells of a workbook: amounts are numbers."""
    named = headings(GOODS)
    numbers = {name: Decimal(row[name]) for name in ("quantity", "density") if name in row}
    return {named[key]["en"]: value for key, value in (row | numbers).items()}


def test_a_map_of_our_own_is_known_already(registry: Registry, tmp_path: Path) -> None:
    registry.take(a_workbook(tmp_path / "own.xlsx", [entered(row) for row in OUR_OWN]), kind=GOODS, code=0)
    legs = [{headings(LEGS)[key]["en"]: value for key, value in (ROW | {"sender_name": "Química Norte"}).items()}]
    registry.take(a_workbook(tmp_path / "legs.xlsx", legs), kind=LEGS, code=0)
    held = registry.rows("SELECT count(*) FROM daily_operation")

    out = ("--agency", AGENCY, "--period", "2024-02", "--who", WHO)
    registry.run("formats", "write", "br-mapa", tmp_path / "map.txt", *out, code=0)
    told = {}
    for kind in (GOODS, LEGS):
        back = ("formats", "read", "br-mapa", tmp_path / "map.txt", tmp_path / f"{kind}.csv", "--kind", kind)
        read = registry.run(*back, "--agency", AGENCY, "--json", code=0).json
        taken = registry.take(tmp_path / f"{kind}.csv", kind=kind, code=0).json
        told[kind] = read["rows"], read["known"], taken["already_known"], taken["accepted"]

    assert told == {GOODS: (4, 4, 4, 0), LEGS: (1, 1, 1, 0)}
    assert registry.rows("SELECT count(*) FROM daily_operation") == held


def test_what_changed_in_a_map_is_new_or_in_conflict_and_never_taken_for_known(
    registry: Registry, tmp_path: Path
) -> None:
    registry.take(a_workbook(tmp_path / "own.xlsx", [entered(row) for row in OUR_OWN[:1]]), kind=GOODS, code=0)
    out = ("--agency", AGENCY, "--period", "2024-02", "--who", WHO)
    registry.run("formats", "write", "br-mapa", tmp_path / "map.txt", *out, code=0)
    text = (tmp_path / "map.txt").read_text(encoding="utf-8").replace("1.234,567", "1.234,568")
    (tmp_path / "map.txt").write_text(text, encoding="utf-8")

    back = ("formats", "read", "br-mapa", tmp_path / "map.txt", tmp_path / "map.csv", "--kind", GOODS, "--json")
    read = registry.run(*back, code=0).json

    assert (read["rows"], read["known"]) == (1, 0)


def test_a_typed_amount_that_reads_two_ways_goes_into_no_map(registry: Registry, tmp_path: Path) -> None:
    row = entered(OUR_OWN[3]) | {"Quantity": "1.234"}
    registry.take(a_workbook(tmp_path / "own.xlsx", [row]), "--convention", "pt-BR", kind=GOODS, code=0)

    out = ("--agency", AGENCY, "--period", "2024-02", "--who", WHO, "--json")
    said = registry.run("formats", "write", "br-mapa", tmp_path / "map.txt", *out)

    assert (said.code, said.json["code"]) == (2, "format.two-readings")
    assert not (tmp_path / "map.txt").exists()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"product_code": "tpn12881067"}, {}, True),
        ({"counterparty_name": "tintas sul"}, {}, True),
        ({"document": "0000123"}, {}, True),
        ({"basis": "w/w", "site": "x", "batch": "y"}, {}, True),
        ({"quantity": "1234.567"}, {}, True),
        ({"quantity": "1234.568"}, {}, False),
        ({"density": "1.85"}, {}, False),
        ({"operation": "purchase"}, {}, False),
        ({"unit": "kg"}, {}, False),
        ({"day": "2024-02-04"}, {}, False),
        ({"counterparty": "11222333000181"}, {}, False),
    ],
)
def test_an_operation_is_known_by_what_the_map_says_of_it(
    one: dict[str, str], other: dict[str, str], same: bool
) -> None:
    assert (of_operation(SOLD | one) == of_operation(SOLD | other)) is same


def test_what_no_map_can_say_is_no_line_of_one() -> None:
    assert of_operation(SOLD | {"quantity": "1.23456"}) is None
    assert of_leg(ROW | {"sender": "ABC"}) is None
