"""The marks by which a record's flags are found, against the plain reading of every flag."""

from __future__ import annotations

import random
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from precursors.audit.acts import Actor, open_act
from precursors.db.engine import Database
from precursors.db.tables import fact_id
from precursors.flags.marks import flags_of, is_flagged, keys_in, marks_hold, ranges
from precursors.flags.models import BLOCK, Flag, Flagged
from precursors.flags.service import FlagDraft, raise_flags
from precursors.scope.visible import Sight
from precursors.trade.models import Shipment
from tests.scope.makers import GIVER, a_shipment, agencies

TESTER = Actor("tester")


def raised(database: Database, *subjects: Sequence[int], kind: str = "shipment", agency: str = GIVER) -> None:
    """One act with a flag on each of these sets of records."""

    def unit_of(session: Session) -> None:
        act = open_act(session, "detect", TESTER)
        drafts = [
            FlagDraft(agency, "unknown-here", 1, None, f"cause {n}", 500, kind, keys, {})
            for n, keys in enumerate(subjects)
        ]
        raise_flags(act, drafts)
        act.seal()

    database.write(unit_of)


def wrongs(database: Database) -> list[str]:
    """What `verify` would say of the marks."""
    with database.read() as session:
        return [each.code for each in marks_hold(session)]


@given(st.lists(st.integers(0, 2**40)))
def test_ranges_say_exactly_the_keys_they_were_made_of(keys: list[int]) -> None:
    assert keys_in(ranges(keys)) == sorted(set(keys))


def test_neighbouring_keys_are_told_as_one_range() -> None:
    assert ranges([9, 5, 7, 6, 6]) == "5-7,9"


def test_a_record_has_the_flags_that_name_it_whichever_act_raised_them(database: Database) -> None:
    dice = random.Random(7)
    pool = [fact_id(40, n) for n in range(3 * BLOCK)] + [fact_id(41, n) for n in range(40)]
    for _ in range(3):
        raised(database, *(dice.sample(pool, dice.randrange(1, 300)) for _ in range(5)))

    with database.read() as session:
        found = flags_of(session, Sight(), "shipment", pool)
        flags = session.execute(select(Flag)).scalars().all()

    named = {key: {flag.id for flag in flags if key in keys_in(flag.subjects)} for key in pool}
    assert {key: {flag.id for flag in found.get(key, [])} for key in pool} == named
    assert wrongs(database) == []


def test_records_of_another_kind_with_the_same_key_are_not_flagged(database: Database) -> None:
    raised(database, [fact_id(40, 3)], kind="operator")

    with database.read() as session:
        found = flags_of(session, Sight(), "shipment", [fact_id(40, 3)])

    assert found == {}


def test_a_flag_of_an_agency_the_reader_may_not_see_is_left_out(database: Database) -> None:
    raised(database, [fact_id(40, 3)])

    with database.read() as session:
        found = flags_of(session, Sight(("XD-POL",)), "shipment", [fact_id(40, 3)])

    assert found == {}


def test_a_list_can_ask_for_flagged_records_alone(database: Database) -> None:
    agencies(database)
    keys = [database.write(lambda session, n=n: a_shipment(session, GIVER, document=f"D-{n}")) for n in range(4)]
    raised(database, [keys[0], keys[2]])

    with database.read() as session:
        found = session.execute(select(Shipment.id).where(is_flagged("shipment", Shipment.id))).scalars().all()

    assert set(found) == {keys[0], keys[2]}


def test_marks_that_differ_from_the_flags_are_reported(database: Database) -> None:
    raised(database, [fact_id(40, 3), fact_id(40, 900)])
    database.write(lambda session: session.execute(update(Flagged).values(marks=bytes(BLOCK))))

    found = wrongs(database)

    assert found == ["verify.aggregate"]
