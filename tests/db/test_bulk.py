"""Many rows at once, in and out, mean the same on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from precursors.db.bulk import AT_ONCE, insert_rows, rows_with, side_by_side
from precursors.db.engine import Database
from tests.conftest import lasting

MONTHS = ("agency", "substance", "direction", "month", "rows", "unresolved", "base_ug", "net_ug", "ul")
ODD = ["tab\there", "line\nbreak", "back\\slash", "\\N", "\\.", "", "'quoted' \"twice\"", "Ωmega ميثان"]


def key(number: int) -> bytes:
    return blake2b(str(number).encode(), digest_size=16).digest()


def test_texts_that_mean_something_to_copy_come_back_as_they_were(database: Database) -> None:
    def unit(session: Session) -> set[str]:
        insert_rows(session, "shipment_month", MONTHS, [("A", text, "import", "m", 1, 0, 1, 1, 1) for text in ODD])
        return {row[0] for row in rows_with(session, "shipment_month", ("substance",), "agency", ["A"])}

    assert database.write(unit) == set(ODD)


@pytest.mark.parametrize("others", [0, 3 * AT_ONCE], ids=["small table", "large table"])
def test_more_keys_than_one_question_holds_are_all_answered(database: Database, others: int) -> None:
    count = 2 * AT_ONCE + 7

    def unit(session: Session) -> dict[bytes, int]:
        held = [*range(0, count, 2), *range(count, count + others)]
        insert_rows(session, "current", ("key", "id"), sorted((key(n), n) for n in held))
        rows = rows_with(session, "current", ("key", "id"), "key", [key(n) for n in range(count)])
        return {bytes(found): number for found, number in rows}

    assert database.write(unit) == {key(n): n for n in range(0, count, 2)}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def walled(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A registry whose application is an ordinary role, so that PostgreSQL takes rows only by way of a landing."""
    with lasting(request, tmp_path) as url:
        opened = Database(url)
        yield opened
        opened.close()


def _in_two(database: Database, first: list[str], second: list[str]) -> None:
    """Two runs of rows in one unit, the second made while the first may still be on its way."""

    def unit(session: Session) -> None:
        with side_by_side(session) as insert:
            for substances in (first, second):
                insert("shipment_month", MONTHS, [("A", each, "import", "m", 1, 0, 1, 1, 1) for each in substances])

    database.write(unit)


def _held(database: Database) -> int:
    with database.read() as session:
        return int(session.execute(text("SELECT count(*) FROM shipment_month")).scalar_one())


def test_rows_on_their_way_side_by_side_are_all_in_at_the_end(walled: Database) -> None:
    _in_two(walled, ["a", "b"], ["c"])

    assert _held(walled) == 3


@pytest.mark.parametrize("second", [["c", "a"], ["c"]], ids=["the last run refused", "an earlier run refused"])
def test_rows_refused_on_their_way_are_told_and_nothing_stays(walled: Database, second: list[str]) -> None:
    first = ["a", "b"] if "a" in second else ["a", "a"]

    with pytest.raises(Exception, match=r"(?i)unique"):
        _in_two(walled, first, second)

    assert _held(walled) == 0
    _in_two(walled, ["d"], ["e"])
    assert _held(walled) == 2
