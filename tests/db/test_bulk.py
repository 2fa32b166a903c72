"""Many rows at once, in and out, mean the same on both engines."""

from __future__ import annotations

from hashlib import blake2b

import pytest
from sqlalchemy.orm import Session

from precursors.db.bulk import AT_ONCE, insert_rows, rows_with
from precursors.db.engine import Database

ODD = ["tab\there", "line\nbreak", "back\\slash", "\\N", "\\.", "", "'quoted' \"twice\"", "Ωmega ميثان"]


def key(number: int) -> bytes:
    return blake2b(str(number).encode(), digest_size=16).digest()


def test_texts_that_mean_something_to_copy_come_back_as_they_were(database: Database) -> None:
    columns = ("agency", "substance", "direction", "month", "rows", "unresolved", "base_ug", "net_ug", "ul")

    def unit(session: Session) -> set[str]:
        insert_rows(session, "shipment_month", columns, [("A", text, "import", "m", 1, 0, 1, 1, 1) for text in ODD])
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
