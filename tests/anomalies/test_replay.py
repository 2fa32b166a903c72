"""A flag can be replayed: its rule finds the same again in what the registry held then, whatever came since."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.anomalies.replay import Difference, replay
from precursors.anomalies.service import found, raised
from precursors.audit.acts import open_act
from precursors.audit.keys import natural_key
from precursors.audit.models import Act
from precursors.db.engine import Database
from precursors.flags.models import Flag
from precursors.flags.service import FlagDraft, inputs, raise_flags
from tests.anomalies.test_what_is_new import WHO, shipments, some_reversed, written
from tests.people import an_agency

UTC = ZoneInfo("UTC")
FEWEST = 7
"""Rules that such a history must set off."""


@pytest.fixture
def flagged(database: Database) -> Database:
    """A history with its flags."""
    for code in ("XD-INS", "XD-CUS", "XD-POL"):
        an_agency(database, code)
    database.write(lambda session: written(session, shipments(1, 700)))
    with database.read() as session:
        day = session.execute(select(Act.at).order_by(Act.id.desc()).limit(1)).scalar_one().astimezone(UTC).date()
        result = found(session, 0, day)
    database.write(lambda session: raised(session, WHO, result))
    return database


def test_every_flag_of_rules_over_many_records_is_found_again_whatever_came_since(flagged: Database) -> None:
    later = [row | {"key": natural_key("shipment", "later", str(n))} for n, row in enumerate(shipments(2, 300))]
    flagged.write(lambda session: written(session, later))
    flagged.write(lambda session: some_reversed(session, Random(3)))

    with flagged.read() as session:
        flags = list(session.execute(select(Flag).order_by(Flag.id)).scalars())
        one_of_each = {flag.rule: flag for flag in flags}
        again = {flag.id: replay(session, flag, UTC) for flag in (*one_of_each.values(), *flags[:40])}

    assert len(one_of_each) >= FEWEST
    assert {(each.verdict, each.differences) for each in again.values()} == {("same", ())}
    assert all(again[flag.id].version == flag.version for flag in one_of_each.values())
    assert all(again[flag.id].edition == flag.edition for flag in one_of_each.values())


def test_a_flag_that_the_rule_does_not_find_so_is_told_with_what_differs(flagged: Database) -> None:
    with flagged.read() as session:
        flags = session.execute(select(Flag).where(Flag.count == 1).order_by(Flag.id)).scalars()
        flag = next(each for each in flags if "quantity" in inputs(each))
    told = inputs(flag)
    other = FlagDraft(
        flag.agency, flag.rule, flag.version, flag.edition, flag.cause, flag.score - 1, flag.kind,
        [int(flag.subjects)], told | {"quantity": "1 kg"},
    )  # fmt: skip

    def forge(session: Session) -> None:
        act = open_act(session, "flags-run", WHO)
        raise_flags(act, [other, replace(other, cause="nothing of the kind")])
        act.seal()

    flagged.write(forge)
    with flagged.read() as session:
        last = list(session.execute(select(Flag).order_by(Flag.id.desc()).limit(2)).scalars())
        missing, forged = (replay(session, each, UTC) for each in last)

    assert missing.verdict == "not-found"
    assert forged.verdict == "different"
    assert Difference("quantity", "1 kg", told["quantity"]) in forged.differences
    assert Difference("score", str(flag.score - 1), str(flag.score)) in forged.differences


def test_what_a_person_raised_is_theirs(flagged: Database) -> None:
    draft = FlagDraft("XD-INS", "raised-by-hand", 1, None, "c", 1000, "shipment", [1 << 24], {"because": "x"})

    def by_hand(session: Session) -> None:
        act = open_act(session, "raise-flag", WHO)
        raise_flags(act, [draft])
        act.seal()

    flagged.write(by_hand)
    with flagged.read() as session:
        last = session.execute(select(Flag).order_by(Flag.id.desc()).limit(1)).scalar_one()
        again = replay(session, last, UTC)

    assert (again.verdict, again.version) == ("by-hand", None)
