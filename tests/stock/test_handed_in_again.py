"""A return that goes back to the operator and comes again: what changed is judged with all that stands beside it."""

from __future__ import annotations

from pathlib import Path

from flask.testing import FlaskClient

from precursors.db.engine import Database
from tests.asking import links, shown
from tests.stock.test_journey import a_line, app, client, flags, took

__all__ = ["app", "client"]

WHOLE = a_line(used=None, loss=None)
PAINT = a_line(process_name="paint", opening=None, received=None, sent=None, waste=None, closing=None)
"""Together they come out: 100 + 30 - 60 - 1 = 69."""

CORRECTED = {"correct": True, "reason": "weighed again"}


def test_a_corrected_line_is_judged_with_the_lines_that_stand_beside_it(
    client: FlaskClient, database: Database, tmp_path: Path
) -> None:
    took(database, tmp_path, "stock", [WHOLE, PAINT])
    (page,) = links(client.get("/returns?text=2024-Q1"), "/returns/RET")

    took(database, tmp_path, "stock", [WHOLE, PAINT | {"Used": 59, "Process Loss": 2}], **CORRECTED)
    fine, told = flags(database), shown(client.get(page))
    took(database, tmp_path, "stock", [WHOLE, PAINT | {"Used": 49, "Process Loss": 2}], **CORRECTED)

    assert fine == []
    assert "The rules find nothing" in told
    assert flags(database) == ["mass-balance-gap"]


def test_a_line_that_comes_later_is_judged_with_those_that_were_there(
    client: FlaskClient, database: Database, tmp_path: Path
) -> None:
    took(database, tmp_path, "stock", [WHOLE | {"Closing Stock": 69 + 61}])
    took(database, tmp_path, "stock", [PAINT])

    (page,) = links(client.get("/returns?text=2024-Q1"), "/returns/RET")
    assert flags(database) == ["mass-balance-gap"]
    assert "there are 61 kg of acetone too much" in shown(client.get(page))


def test_two_periods_put_right_in_one_file_join(client: FlaskClient, database: Database, tmp_path: Path) -> None:
    second = a_line(period="2024-Q2", opening=69, received=0, used=9, closing=59)
    took(database, tmp_path, "stock", [a_line(), second])

    again = [a_line(used=59, closing=70), second | {"Opening Stock": 70, "Used": 10}]
    took(database, tmp_path, "stock", again, **CORRECTED)

    assert flags(database) == []


def test_a_closing_put_right_afterwards_no_longer_joins_the_period_after(
    client: FlaskClient, database: Database, tmp_path: Path
) -> None:
    one = a_line(site="Works 1", opening=130, received=0)
    two = a_line(site="WORKS 1", period="2024-Q2", opening=69, received=0, used=9, closing=59)
    took(database, tmp_path, "stock", [one])
    took(database, tmp_path, "stock", [two])
    fine = flags(database)

    took(database, tmp_path, "stock", [one | {"Used": 59, "Closing Stock": 70}], **CORRECTED)

    first, second = (links(client.get(f"/returns?text=2024-{name}"), "/returns/RET")[0] for name in ("Q1", "Q2"))
    told, after = (shown(client.get(page)) for page in (first, second))
    assert (fine, flags(database)) == ([], ["broken-periods"])
    assert "the closing of acetone is 70 kg, the period after was declared with an opening of 69 kg" in told
    assert "the opening of acetone is 69 kg, the closing before was 70 kg" in after
    assert client.post(f"{first}/validate", data={}).status_code == 303
    assert client.post(f"{second}/validate", data={}).status_code == 422


def test_kilograms_beside_litres_of_one_substance_are_told_not_added(
    client: FlaskClient, database: Database, tmp_path: Path
) -> None:
    litres = PAINT | {"Unit": "L", "Concentration": "40 %", "Used": 60, "Process Loss": None}
    took(database, tmp_path, "stock", [WHOLE, litres])

    (page,) = links(client.get("/returns?text=2024-Q1"), "/returns/RET")
    told = shown(client.get(page))
    assert flags(database) == ["mass-balance-gap"]
    assert "some lines of acetone are in kilograms and some in litres; nobody can add them up" in told
    assert "are missing" not in told
