"""A return that goes back to the operator and comes again: what changed is judged with all that stands beside it."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from precursors.audit.verify import verify
from precursors.db.engine import Database
from precursors.exchange.upload_models import Upload
from tests.asking import links, shown
from tests.exchange.uploading import Person
from tests.people import at, signed_in_client
from tests.stock.test_journey import a_line, app, client, filled, flags, handed_in, took

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
    assert f'href="{first}">70.000 kg' in re.sub(r"<a[^>]*(href=[^>]*>)<span[^>]*>", r"\1", client.get(second).text)
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


def cells(octets: bytes) -> list[dict[str, Any]]:
    """The rows of a workbook by heading, those without a substance left out."""
    head, *rows = openpyxl.load_workbook(BytesIO(octets)).worksheets[0].iter_rows(values_only=True)
    return [own for row in rows if (own := dict(zip(map(str, head), row, strict=True)))["Substance"]]


def a_link(person: Person, **typed: str) -> str:
    """The address of a one-time link for an operator."""
    asked = {"operator": "Acme SA", "kind": "stock", "days": "7"} | typed
    page = person.client.post("/uploads/links", data=asked)
    found = re.search(r"http://localhost(/hand-in/[^<\s]+)", html.unescape(page.text))
    assert found, page.text
    return found[1]


def handed_over(person: Person, path: Path, link: str = "") -> str:
    """The workbook handed in by its operator through a one-time link and checked; answers the upload's number."""
    data = {"file": (BytesIO(path.read_bytes()), path.name)}
    assert person.app.test_client().post(link or a_link(person), data=data).status_code == 200
    person.work()
    with person.database.aside.read() as session:
        newest = select(Upload.id).order_by(Upload.made.desc()).limit(1)
        return str(session.execute(newest).scalar_one())


def test_a_workbook_goes_back_with_what_was_said_and_comes_again(
    app: Flask, client: FlaskClient, database: Database, tmp_path: Path
) -> None:
    at(app, datetime.now(tz=UTC))  # as the worker's, who takes the file in
    client = signed_in_client(app, database)
    person = Person(app, database, tmp_path, client)
    took(database, tmp_path, "stock", [a_line(opening=130, received=0)])
    client.post("/reporting-cycle", data={"period": "2024-Q2"})
    (page,) = links(client.get("/returns?text=2024-Q2"), "/returns/RET")

    first = client.get(f"{page}/workbook.xlsx").data
    path = filled(first, tmp_path / "first.xlsx", 2, used=9, loss=0, waste=0, closing=20, comment="barrels, not drums")
    number = handed_over(person, path)
    person.post(number, "decide", decision="all")
    assert "submitted since" in shown(client.get(page))
    assert client.post(f"{page}/validate", data={}).status_code == 422
    for stream, text in (("official", "Count the drums again"), ("internal", "Third time this year")):
        client.post(f"{page}/comment", data={"stream": stream, "text": text, "about": "acetone"})
    assert client.post(f"{page}/return", data={"reason": "a drum is missing"}).status_code == 303

    link = a_link(person)
    operator = app.test_client()
    assert "2024-Q2 12 Jul 2024 returned" in shown(operator.get(link))
    second = operator.get(f"{link}/{page.rpartition('/')[2]}.xlsx").data
    help_sheet = openpyxl.load_workbook(BytesIO(second)).worksheets[1]
    told = " ".join(str(cell.value) for (cell,) in help_sheet.iter_rows())
    (row,) = cells(second)
    assert (row["Opening Stock"], row["Used"], row["Closing Stock"]) == (69, 9, 20)
    assert row["Establishment Comment"] == "barrels, not drums"
    assert "Count the drums again" in told
    assert "a drum is missing" in told
    assert "barrels, not drums" in told
    assert "Third time" not in told
    assert "Return of Acme SA (ACM-1) for 2024-Q2" in told
    assert "the authority (acetone): Count the drums again" in told
    _, wrong = told.split("What has to be put right:")
    assert "40 kg of acetone are missing" in wrong.split("What was said of this return:")[0]

    path = filled(second, tmp_path / "second.xlsx", 2, closing=60, comment="drums counted")
    number = handed_over(person, path, link)
    assert operator.get(f"{link}/{page.rpartition('/')[2]}.xlsx").status_code == 404
    asked = shown(person.get(number, "review"))
    person.post(number, "decide", decision="all", correct="1", reason="handed in again")
    after = shown(client.get(page))
    assert "Closing Stock: 20 → 60" in asked
    assert "submitted since" in after
    assert client.post(f"{page}/validate", data={}).status_code == 303
    client.post(f"{page}/accept", data={})

    after = shown(client.get(page))
    assert "accepted since" in after
    for said in ("barrels, not drums", "drums counted", "Count the drums again", "Third time this year"):
        assert said in after
    assert flags(database) == ["mass-balance-gap"]
    handed_in(database, tmp_path, "stock", path)
    with database.read() as session:
        assert verify(session).broken is None


def test_a_comment_that_stands_alone_is_not_passed_over(
    client: FlaskClient, database: Database, tmp_path: Path
) -> None:
    took(database, tmp_path, "stock", [a_line()])
    client.post("/reporting-cycle", data={"period": "2024-Q2"})
    (page,) = links(client.get("/returns?text=2024-Q2"), "/returns/RET")
    path = filled(client.get(f"{page}/workbook.xlsx").data, tmp_path / "q2.xlsx", 3, comment="we moved")

    answer = handed_in(database, tmp_path, "stock", path, state="refused")

    assert [each.problem.code for each in answer.outcome.rejected] == ["substance.nothing-stated"]


def test_the_page_of_a_return_tells_what_each_loss_is_held_against(
    client: FlaskClient, database: Database, tmp_path: Path
) -> None:
    took(database, tmp_path, "stock", [a_line(period="2023-Q4", process_name="Paint", opening=161, closing=100)])
    took(database, tmp_path, "stock", [WHOLE, PAINT | {"Process Loss": 3, "Used": 58}])

    first, second = (links(client.get(f"/returns?text={name}"), "/returns/RET")[0] for name in ("2023-Q4", "2024-Q1"))
    begun, told = (shown(client.get(page)) for page in (first, second))
    assert "1.67 % nothing: neither a year before nor five others in this process" in begun
    assert "5.17 % 1.67 % its own worst of the calendar year before warning" in told
    assert "unusual-loss" in flags(database)


def test_a_link_opens_only_what_its_own_operator_owes(
    app: Flask, client: FlaskClient, database: Database, tmp_path: Path
) -> None:
    person = Person(app, database, tmp_path, client)
    took(database, tmp_path, "stock", [a_line()])
    client.post("/reporting-cycle", data={"period": "2024-Q2"})
    client.post("/returns/new", data={"operator": "BET-2", "period": "2024-Q3"})
    found = (links(client.get(f"/returns?text={name}"), "/returns/RET") for name in ("2024-Q2", "2024-Q1", "2024-Q3"))
    owed, submitted, other = (pages[0].rpartition("/")[2] for pages in found)
    operator = app.test_client()
    own, others = a_link(person, operator="acme sa"), a_link(person, kind="shipments")

    codes = {name: operator.get(f"{own}/{name}.xlsx").status_code for name in (owed, submitted, other)}

    assert codes == {owed: 200, submitted: 404, other: 404}
    assert operator.get(f"{others}/{owed}.xlsx").status_code == 404
    assert operator.get(f"/hand-in/guess/{owed}.xlsx").status_code == 404
    assert "2024-Q2" not in shown(operator.get(others))
