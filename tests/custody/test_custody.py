"""Lots, containers and what is done with them, on both engines: grams, chain, refusals, flags."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from precursors.anomalies.clocks import run_clocks
from precursors.audit.acts import Actor
from precursors.audit.verify import verify
from precursors.custody.accounts import in_containers, of_lot
from precursors.custody.booking import LotImporter
from precursors.custody.chain import held
from precursors.custody.life import LOT
from precursors.custody.models import Container, Lot
from precursors.custody.queue import patience_by
from precursors.custody.rules import Held
from precursors.custody.service import Done
from precursors.db.clock import database_time
from precursors.db.engine import Database
from precursors.editions.figures import figures
from precursors.editions.models import OwnFigure
from precursors.flags.models import Flag
from precursors.flags.telling import because
from precursors.lives.service import state_of
from precursors.registers.entry import Entered
from tests.anomalies.replaying import replays
from tests.custody.makers import AGENCY, TODAY, a_balance, a_lot, a_place, done, recorded, told
from tests.people import an_agency
from tests.scope.makers import recorded as recorded_fact

KG = 10**9
KNOWN_OF_THEM = "Known of these two: acetone × hydrogen-peroxide: explosion."


def grams(database: Database, lot: Lot, containers: list[Container]) -> dict[str, int]:
    with database.read() as session:
        inside = in_containers(session, {bytes(each.key): bytes(each.lot) for each in containers})
        return of_lot(session, bytes(lot.key)) | {"containers": sum(inside.values())}


def flags(database: Database) -> list[str]:
    with database.read() as session:
        return [because(flag, "en") for flag in session.execute(select(Flag).order_by(Flag.id)).scalars()]


def whole(database: Database) -> None:
    with database.read() as session:
        assert verify(session).broken is None


def custodian(database: Database, container: Container) -> Held:
    with database.read() as session:
        return held(session, [bytes(container.key)])[bytes(container.key)]


def test_a_lot_is_booked_in_containers_weighed_sealed_moved_and_sampled(database: Database) -> None:
    a_place(database)
    a_place(database, "Store 2")
    a_balance(database)
    lot, drums = a_lot(database, quantity="100", containers="3", seals="A1, A2, A3", place="Store 1")

    first = done(database, "reweigh", drums[0], weight="33.3333", unit="kg", instrument="B-1")
    opened = done(database, "open", drums[0], seal_before="A1")
    sealed = done(database, "seal", drums[0], seal_after="B1")
    moved = done(database, "move", *drums, place="Store 2")
    taken = done(database, "sample", drums[1], taken="50", unit="g", seal_before="A2", seal_after="B2")

    assert all(isinstance(each, Done) for each in (first, opened, sealed, moved, taken)), (first, opened, taken)
    assert custodian(database, drums[0]).seals == "B1"
    known = grams(database, lot, drums)
    assert known["containers"] == 100 * KG - 50 * 10**6 - 33_334
    assert known["sample"] == 50 * 10**6
    assert known["containers"] + known["sample"] + known["difference"] == -known["found"] == 100 * KG
    assert flags(database) == []
    with database.read() as session:
        assert state_of(session, LOT, bytes(lot.key)).state == "sampled"
    whole(database)


def test_a_weight_that_differs_needs_a_word_and_opens_an_alert(database: Database) -> None:
    a_balance(database)
    lot, drums = a_lot(database)

    silent = done(database, "reweigh", drums[0], weight="90", unit="kg", instrument="B-1")
    said = done(database, "reweigh", drums[0], weight="90", unit="kg", instrument="B-1", reason="drum leaks")

    assert silent == {"custody.weight-lost"}
    assert isinstance(said, Done)
    assert said.flags == 1
    assert flags(database) == ["Container 1 weighs 10000 g less than the chain has; 100 g are explained."]
    assert grams(database, lot, drums)["difference"] == 10 * KG


def test_small_losses_are_asked_about_once_they_come_to_more_than_one_may(database: Database) -> None:
    a_balance(database)
    lot, drums = a_lot(database, quantity="1", containers="1")
    each = {"unit": "kg", "instrument": "B-1"}

    quiet = [done(database, "reweigh", drums[0], weight=weight, **each) for weight in ("0.992", "0.991")]
    silent = done(database, "reweigh", drums[0], weight="0.984", **each)
    said = done(database, "reweigh", drums[0], weight="0.984", reason="it dries", **each)
    again = done(database, "reweigh", drums[0], weight="0.984", **each)

    assert all(isinstance(one, Done) and not one.flags for one in (*quiet, again)), (quiet, again)
    assert silent == {"custody.weight-drift"}
    assert isinstance(said, Done)
    assert flags(database) == [
        "Small differences between the weighings of the lot of container 1 come to 16 g together; 10 g are explained."
    ]
    assert grams(database, lot, drums)["difference"] == 16 * 10**6
    whole(database)


REFUSED: list[tuple[str, dict[str, str], str]] = [
    ("reweigh", {"weight": "100", "unit": "kg"}, "field.missing"),
    ("reweigh", {"weight": "100", "unit": "kg", "instrument": "nobody's"}, "instrument.unknown"),
    ("reweigh", {"weight": "100", "unit": "kg", "instrument": "OLD"}, "custody.calibration-over"),
    ("reweigh", {"weight": "0", "unit": "kg", "instrument": "B-1"}, "amount.zero"),
    ("open", {}, "custody.seals-not-read"),
    ("open", {"seal_before": "Z9"}, "custody.seals-differ"),
    ("sample", {"taken": "101", "unit": "kg", "seal_before": "A1"}, "custody.more-than-there"),
    ("seal", {}, "field.missing"),
    ("move", {"place": "Nowhere"}, "place.unknown"),
    ("move", {"place": "Small"}, "storage.full"),
    ("move", {"place": "Acids"}, "storage.class-not-permitted"),
    ("move", {"place": "Peroxides"}, "storage.incompatible"),
    ("move", {"place": "Ketones"}, "storage.caution"),
    ("seize", {}, "custody.seized-twice"),
    ("open", {"seal_before": "A1", "day": "2026-11-09"}, "custody.before-last"),
    ("open", {"seal_before": "A1", "day": "2026-11-21"}, "custody.day-ahead"),
]
"""Verb, what is said, the code that stops it."""


def test_what_must_not_be_is_refused_with_its_reason(database: Database) -> None:
    a_balance(database)
    a_balance(database, "OLD", due="2025-01-01")
    a_place(database, "Small", capacity="50", unit="kg")
    a_place(database, "Acids", classes="8")
    for name, substance in (("Peroxides", "Hydrogen peroxide 20-60%"), ("Ketones", "Methyl ethyl ketone")):
        a_place(database, name)
        a_lot(database, name, substance=substance, place=name, seals="")
    _, drums = a_lot(database)

    found = {n: done(database, verb, drums[0], **texts) for n, (verb, texts, _) in enumerate(REFUSED)}

    missing = {
        n: (REFUSED[n], codes)
        for n, codes in found.items()
        if REFUSED[n][2] not in (codes if isinstance(codes, set) else ())
    }
    assert missing == {}


def test_somebody_else_does_nothing_with_what_is_not_theirs(database: Database) -> None:
    _, drums = a_lot(database)

    found = done(database, "open", drums[0], actor=Actor("boris", AGENCY), seal_before="A1")

    assert found == {"custody.giver-has-it-not"}


@pytest.mark.parametrize(
    "change",
    ["agency = 'XD-POL'", "lot = container", "custodian = 'boris'", "place = NULL", "seals = 'Z9'", "net_ug = 1"],
)
def test_what_is_held_cannot_be_changed_behind_the_back(database: Database, change: str) -> None:
    a_place(database)
    a_lot(database, place="Store 1")

    database.write(lambda session: session.execute(text(f"UPDATE holding SET {change}")))

    with database.read() as session:
        broken = verify(session).broken
    assert broken is not None
    assert broken.code == "verify.aggregate"


def test_what_is_told_afterwards_is_recorded_and_flagged(database: Database) -> None:
    a_place(database)
    lot, drums = a_lot(database)
    a_lot(database, "2", substance="Hydrogen peroxide 20-60%", place="Store 1", seals="")

    sent = told(database, verb="release", giver="carla", seal_before="A7")
    received = told(database, verb="receive", receiver="boris", day="2026-11-15", place="Store 1")
    twice = told(database, verb="receive", receiver="boris", day="2026-11-15", place="Store 1")
    early = told(database, verb="move", place="Store 1", day="2026-11-14")

    assert isinstance(sent, Entered)
    assert isinstance(received, Entered)
    assert isinstance(early, list)
    assert [each.problem.code for each in early] == ["custody.before-last"]
    assert isinstance(twice, Entered)
    assert twice.known
    assert flags(database) == [
        "Container 1 was handed over by carla, while the chain has it with ana.",
        "Container 1 carried seals A7, not A1.",
        "4 days lie between sending and receiving container 1; at most 1 are explained.",
        "acetone and Hydrogen peroxide 20-60% stand together in Store 1. " + KNOWN_OF_THEM,
    ]
    assert custodian(database, drums[0]).custodian == "boris"
    assert grams(database, lot, drums)["containers"] == 100 * KG
    whole(database)


def test_goods_nobody_has_named_or_weighed_are_taken_in_and_weighed_later(database: Database) -> None:
    a_balance(database)
    lot, drums = a_lot(database, substance="brown oil", quantity="", unit="")

    before = grams(database, lot, drums)
    weighed = done(database, "reweigh", drums[0], weight="20", unit="kg", instrument="B-1")

    assert lot.substance is None
    assert before.get("containers", 0) == 0
    assert isinstance(weighed, Done)
    assert grams(database, lot, drums) == {"found": -20 * KG, "containers": 20 * KG}


def test_a_lot_is_booked_anew_only_before_anything_has_happened(database: Database) -> None:
    lot, drums = a_lot(database)
    same = recorded(
        database, LotImporter, seizure="S-1", number="1", day="2026-11-10", substance="Acetone", quantity="100",
        unit="kg", container="drum", seals="A1",
    )  # fmt: skip
    other = recorded(database, LotImporter, seizure="s 1", number="1", day="2026-11-10", quantity="90", unit="kg")

    assert isinstance(same, Entered)
    assert same.known
    assert isinstance(other, list)
    assert [each.problem.code for each in other] == ["record.conflict"]
    assert len(drums) == lot.count == 1


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        ({"number": ""}, "field.missing"),
        ({"day": "2027-01-01"}, "custody.day-ahead"),
        ({"containers": "2.5"}, "lot.containers"),
        ({"containers": "3", "seals": "A1, A2"}, "lot.seals-count"),
        ({"place": "Nowhere"}, "place.unknown"),
        ({"quantity": "200", "unit": "L", "substance": "brown oil"}, "lot.volume-only"),
        ({"quantity": "5", "unit": "flurbs"}, "unit.unknown"),
    ],
)
def test_a_lot_that_says_nonsense_is_refused(database: Database, texts: dict[str, str], code: str) -> None:
    plain = {"seizure": "S-9", "number": "1", "day": "2026-11-10"}

    found = recorded(database, LotImporter, **{key: text for key, text in (plain | texts).items() if text})

    assert isinstance(found, list)
    assert code in {each.problem.code for each in found}


def test_goods_that_have_waited_too_long_are_flagged_once(database: Database) -> None:
    an_agency(database)
    a_lot(database, day="2025-01-10", substance="Ethyl ether", opened="2025-02-01")
    a_lot(database, "2")

    first, again = (database.write(lambda session: run_clocks(session, Actor("clock"), TODAY)) for _ in "12")

    assert (first, again) == (2, 0)
    assert [text.partition(" ")[2].partition(" ")[2] for text in flags(database)] == [
        "forms peroxides and was opened 657 days ago: to be tested before anybody moves it.",
        "has been in custody for 679 days.",
    ]


def test_what_time_has_told_is_told_again_as_of_that_day_whatever_came_since(database: Database) -> None:
    an_agency(database)
    a_lot(database, day="2025-01-10", substance="Ethyl ether", opened="2025-02-01")
    with database.read() as session:
        today = database_time(session).date()
    database.write(lambda session: run_clocks(session, Actor("clock"), today))
    a_lot(database, "2", day="2025-01-09")
    longer = {"agency": AGENCY, "rule": "overdue-stock", "name": "kept-days", "value": "9999", "was": "1"}
    longer |= {"looser": "yes", "since": today, "ground": "-", "key": bytes(16)}
    database.write(lambda session: recorded_fact(session, AGENCY, OwnFigure, longer))
    with database.read() as session:
        assert patience_by(figures(session, AGENCY, today)).kept_days == 9999

    assert replays(database) == [("overdue-stock", "same", ())] * 2
