"""Daily operations: what they are judged by, what they come to, and a return held against them."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from precursors.access.permissions import Role
from precursors.audit.verify import verify
from precursors.db.engine import Database
from precursors.intake.words import words
from precursors.stock.day_book import booked
from precursors.stock.models import StockLine
from precursors.stock.operations import WAYS
from precursors.stock.operations_models import DailyOperation
from tests.asking import shown
from tests.people import an_app, signed_in_client

SOLD = {
    "operator": "Acme SA", "day": "2024-03-05", "operation": "sale", "document": "123", "product": "Sulphuric acid",
    "quantity": "10", "unit": "L", "concentration": "98 %", "basis": "w/w", "density": "1.84",
}  # fmt: skip


@pytest.fixture
def client(database: Database, tmp_path: Path) -> FlaskClient:
    return signed_in_client(an_app(database, tmp_path), database, roles=(Role.INSPECTOR, Role.SUPERVISOR))


def enter(client: FlaskClient, **changes: str) -> str:
    answer = client.post("/daily-operations/new", data=SOLD | changes)
    assert answer.status_code == 303, shown(answer, answer.status_code)
    return str(answer.headers["Location"])


def test_every_operation_counts_in_one_column_of_a_return_or_says_that_it_does_not() -> None:
    counted = [operation for own in WAYS.values() for operation in own]

    assert sorted(counted) == sorted(words("operations").labels)


@pytest.mark.parametrize(
    ("change", "base", "litres", "code"),
    [
        ({}, 17_993_780_000, 10_000_000, None),  # the table's density of 98 % acid, not the rounded one of the paper
        (
            {"product": "Methyl ethyl ketone", "concentration": "50 %", "density": "0.9"},
            4_500_000_000,
            10_000_000,
            None,
        ),
        ({"basis": ""}, None, None, "basis.missing"),
        ({"unit": "kg"}, 9_800_000_000, None, None),
        ({"unit": "kg", "concentration": "", "product": "Acetone", "density": ""}, 10_000_000_000, None, None),
        ({"form": "mixture", "product": "Descaler 7", "contains": "TPN1 5 %"}, None, None, "quantity.missing"),
    ],
)
def test_an_amount_follows_from_density_and_strength_or_stays_unknown(
    client: FlaskClient,
    database: Database,
    change: dict[str, str],
    base: int | None,
    litres: int | None,
    code: str | None,
) -> None:
    enter(client, **change)

    with database.read() as session:
        row = session.execute(select(DailyOperation)).scalar_one()
        assert (row.base_ug, row.ul, row.code) == (base, litres, code)
        assert verify(session).broken is None


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"operator": ""}, "Operator"),
        ({"operation": "stolen"}, "stolen"),
        ({"quantity": "0"}, "zero"),
        ({"product": "Fairy dust"}, "No listed substance"),
        ({"day": "2999-01-01"}, "2999"),
    ],
)
def test_an_operation_that_says_too_little_is_refused(client: FlaskClient, change: dict[str, str], says: str) -> None:
    assert says in shown(client.post("/daily-operations/new", data=SOLD | change), 422)


def a_line(**amounts: int) -> StockLine:
    return StockLine(
        substance="acetone", measure="base_ug", **{f"{name}_amount": each for name, each in amounts.items()}
    )


def an_operation(operation: str, base: int | None, ul: int | None = None) -> DailyOperation:
    return DailyOperation(substance="acetone", operation=operation, base_ug=base, ul=ul)


def test_a_column_is_compared_only_where_all_of_it_is_known() -> None:
    operations = [
        an_operation("sale", 3), an_operation("donation-out", 4), an_operation("consumed", 5),
        an_operation("consumed", None), an_operation("manufactured", 1), an_operation("purchase", None),
    ]  # fmt: skip

    found = booked([a_line(sent=9, used=5), a_line(sent=1)], operations)

    assert [(each.way, each.declared, each.booked, each.unknown, each.apart) for each in found] == [
        ("received", None, None, 1, None),
        ("sent", 10, 7, 0, 3),
        ("produced", None, 1, 0, None),
        ("used", 5, 5, 1, None),
    ]


def test_the_page_of_a_return_shows_what_the_day_book_comes_to(client: FlaskClient) -> None:
    enter(client, product="Acetone", unit="kg", concentration="", density="", basis="")
    enter(client, product="Acetone", unit="kg", concentration="", density="", basis="", document="124", quantity="5")
    line = {"operator": "Acme SA", "period": "2024-03", "substance": "Acetone", "unit": "kg", "sent": "12"}
    client.post("/stock/new", data=line | {"opening": "20", "closing": "8"})
    (page,) = {word for word in client.get("/returns").text.split('"') if word.startswith("/returns/RET-")}

    there = shown(client.get(page))

    assert "Against the daily operations" in there
    assert "15.000" in there
    assert "-3.000" in there or "−3.000" in there
