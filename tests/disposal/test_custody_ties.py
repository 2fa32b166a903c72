"""An order of a lot that custody keeps: a hold blocks it, its life follows, its grams leave the store."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.acts import Actor
from precursors.audit.refs import ref_of
from precursors.audit.verify import verify
from precursors.custody.accounts import in_containers, of_lot
from precursors.custody.booking import LotImporter
from precursors.custody.chain import movements
from precursors.custody.finding import containers_of, lot_named
from precursors.custody.life import LOT
from precursors.custody.models import Container, Lot
from precursors.custody.rules import Held, follow
from precursors.db.engine import Database
from precursors.disposal import deviating, residue
from precursors.disposal.custody_ties import GOES, emptied
from precursors.disposal.requesting import OrderDraft, request
from precursors.disposal.service import step_of_life
from precursors.holds.service import HoldDraft, lift, place, standing_holds
from precursors.intake.importing import Terms
from precursors.lives.service import state_of
from precursors.quantities.conventions import convention
from precursors.registers.entry import Entered, enter
from precursors.scope.visible import Sight
from precursors.seizures.models import Seizure
from precursors.seizures.service import SeizureImporter
from tests.disposal.makers import (
    KG,
    OWNER,
    Made,
    Site,
    a_line,
    a_protocol,
    a_site,
    an_order,
    approved,
    at_work,
    codes,
    going,
    good,
    logged,
    planned,
    put,
    received,
    released,
    simply,
)
from tests.journeys.test_disposal import STEPS


def a_lot(site: Site, home: Path) -> tuple[bytes, str]:
    """A drum with 500 kg of acetone in the store; its key and reference."""
    texts = {"seizure": "S-1", "number": "1", "day": site.now.date().isoformat(), "substance": "Acetone"}
    texts |= {"quantity": "500", "unit": "kg", "container": "drum", "seals": "A1"}

    def unit(session: Session) -> Made:
        told = (OWNER, "XD", (OWNER,), convention("en-GB"), site.now.date(), home)
        return enter(session, Actor("carl", OWNER), LotImporter, Terms(session, *told), texts, "1" * 32)

    made = site.write(unit)
    assert isinstance(made, Entered), made
    with site.database.read() as session:
        lot = lot_named(session, OWNER, "S-1", "1")
        assert lot is not None
        return bytes(lot.key), ref_of(session, Lot, lot.id)


def asked(site: Site, line: Made, number: str = "D-1") -> Made:
    draft = OrderDraft(number, "why", (line,))
    return site.write(lambda s: request(s, site.who("dora"), draft, OWNER))


def held_and_lifted(site: Site, ref: str, order: str) -> None:
    """The court places a hold, which blocks the release, and lifts it."""
    court, today = Actor("judge", "XD-CRT"), site.now.date()
    draft = HoldDraft(ref, "Court 2", "appeal")
    good(site.write(lambda s: place(s, court, "XD-CRT", draft, Sight(), today, "h" * 32)))
    assert codes(released(site, order)) == {"record.held"}
    with site.database.read() as session:
        (hold,) = standing_holds(session, Sight(), today)
    good(site.write(lambda s: lift(s, court, hold, Sight(("XD-CRT",)), "dropped", today, "l" * 32)))


def a_seizure(site: Site, home: Path) -> None:
    """The seizure of the lot."""
    texts = {"number": "S-1", "kind": "seizure", "day": site.now.date().isoformat(), "country": "XD"}

    def unit(session: Session) -> Made:
        told = (OWNER, "XD", (OWNER,), convention("en-GB"), site.now.date(), home)
        return enter(session, Actor("carl", OWNER), SeizureImporter, Terms(session, *told), texts, "2" * 32)

    assert isinstance(site.write(unit), Entered)


@pytest.mark.parametrize("subject", ["order", "container", "seizure"])
def test_a_hold_on_anything_of_the_goods_blocks_their_order(database: Database, tmp_path: Path, subject: str) -> None:
    site = a_site(database)
    key, ref = a_lot(site, tmp_path)
    a_seizure(site, tmp_path)
    order = an_order(site, a_line(ref))
    with database.read() as session:
        (drum,) = containers_of(session, [key])
        (seizure,) = session.execute(select(Seizure)).scalars()
        records = {
            "order": order,
            "container": ref_of(session, Container, drum.id),
            "seizure": ref_of(session, Seizure, seizure.id),
        }

    draft, court = HoldDraft(records[subject], "Court 2", "appeal"), Actor("judge", "XD-CRT")
    good(site.write(lambda s: place(s, court, "XD-CRT", draft, Sight(), site.now.date(), "h" * 32)))

    assert codes(released(site, order)) == {"record.held"}


def test_a_hold_placed_in_the_middle_of_the_work_stops_it_at_the_next_hold_point(
    database: Database, tmp_path: Path
) -> None:
    site = a_site(database)
    _, ref = a_lot(site, tmp_path)
    order = an_order(site, a_line(ref))
    at_work(site, order, a_protocol(site))
    good(logged(site, order, STEPS[0]))

    draft, court = HoldDraft(ref, "Court 2", "appeal"), Actor("judge", "XD-CRT")
    good(site.write(lambda s: place(s, court, "XD-CRT", draft, Sight(), site.now.date(), "h" * 32)))

    for step in STEPS[1:4]:
        good(logged(site, order, step))
    assert codes(logged(site, order, "feed")) == {"record.held"}


def test_a_hold_blocks_a_life_follows_and_grams_leave_the_store(database: Database, tmp_path: Path) -> None:
    site = a_site(database)
    key, ref = a_lot(site, tmp_path)
    assert codes(asked(site, a_line(ref, mass="499"))) == {"disposal.lot-differs"}
    order = an_order(site, a_line(ref))
    held_and_lifted(site, ref, order)

    at_work(site, order, a_protocol(site))
    for step in STEPS:
        good(logged(site, order, step))
    good(put(site, order, "disposed", "498.5"))
    good(put(site, order, "loss", "1"))
    for verb in ("end-work", "verify-residue", "reconcile"):
        good(simply(site, order, "dora", verb))
    for name in ("wanda", "wim"):
        good(simply(site, order, name, "witness"))
    good(simply(site, order, "iris", "certify"))

    with database.read() as session:
        state, whole = state_of(session, LOT, key).state, verify(session)
    assert grams(database, key) == {"disposed": 4985 * KG // 10, "loss": KG, "difference": KG // 2}
    assert state in {"destroyed", "recorded", "secured", "stored"}
    assert whole.broken is None


def grams(database: Database, key: bytes) -> dict[str, int]:
    """Where a lot of 500 kg has gone; together with what is in its containers it comes to nothing."""
    with database.read() as session:
        inside = in_containers(session, {bytes(each.key): key for each in containers_of(session, [key])})
        accounts = of_lot(session, key)
    assert accounts.pop("found") == -500 * KG
    assert sum(inside.values()) + sum(accounts.values()) == 500 * KG
    assert all(amount >= 0 for amount in inside.values())
    found = {role: amount for role, amount in accounts.items() if amount}
    return found | ({"containers": sum(inside.values())} if any(inside.values()) else {})


def at_the_end(site: Site, home: Path, **parts: str) -> tuple[bytes, str]:
    """A lot in custody whose order has all its steps behind it, and these amounts written down."""
    key, ref = a_lot(site, home)
    order = an_order(site, a_line(ref))
    at_work(site, order, a_protocol(site))
    for step in STEPS:
        good(logged(site, order, step))
    for part, kilograms in parts.items():
        good(put(site, order, part.replace("_", "-"), kilograms))
    for verb in ("end-work", "verify-residue", "reconcile"):
        good(simply(site, order, "dora", verb))
    return key, order


def test_more_destroyed_than_was_kept_is_a_gain_that_stands_on_the_account_of_differences(
    database: Database, tmp_path: Path
) -> None:
    site = a_site(database)
    key, _ = at_the_end(site, tmp_path, disposed="501", sample_kept="0.25")

    assert grams(database, key) == {"disposed": 501 * KG, "sample": KG // 4, "difference": -5 * KG // 4}
    with database.read() as session:
        assert verify(session).broken is None


def test_what_another_order_takes_over_stays_in_its_containers(database: Database, tmp_path: Path) -> None:
    site = a_site(database)
    key, ref = a_lot(site, tmp_path)
    order = an_order(site, a_line(ref))
    at_work(site, order, a_protocol(site))
    good(site.doing(order, "pia", "stop", lambda s, w, d: deviating.stop(s, w, d, "fire next door")))
    good(put(site, order, "disposed", "120"))
    good(
        site.doing(order, "dora", "open-remainder", lambda s, w, d: residue.child(s, w, d, "remainder", "D-2", "rest"))
    )
    good(simply(site, order, "dora", "reconcile"))

    assert grams(database, key) == {"disposed": 120 * KG, "containers": 380 * KG}


def worked(site: Site, order: str, destroyed: str) -> None:
    """Work on an order is done, and its balance closed."""
    for step in STEPS:
        good(logged(site, order, step))
    good(put(site, order, "disposed", destroyed))
    for verb in ("end-work", "verify-residue", "reconcile"):
        good(simply(site, order, "dora", verb))


def test_samples_of_a_load_that_was_rejected_are_samples_still(database: Database, tmp_path: Path) -> None:
    site = a_site(database)
    key, ref = a_lot(site, tmp_path)
    order, protocol = an_order(site, a_line(ref)), a_protocol(site)
    good(released(site, order))
    good(planned(site, order, protocol))
    approved(site, order)
    good(going(site, order, "schedule"))
    good(put(site, order, "sample-kept", "0.25"))
    good(received(site, order, **{ref: "499.75"}))
    again = str(
        good(site.doing(order, "dora", "reject", lambda s, w, d: residue.child(s, w, d, "rejected", "D-2", "leaks")))
    )

    at_work(site, again, protocol)
    worked(site, again, "499.75")

    assert grams(database, key) == {"disposed": 1999 * KG // 4, "sample": KG // 4}


def test_what_a_stopped_order_left_can_be_asked_for_anew_when_the_order_of_it_was_cancelled(
    database: Database, tmp_path: Path
) -> None:
    site = a_site(database)
    key, ref = a_lot(site, tmp_path)
    order, protocol = an_order(site, a_line(ref)), a_protocol(site)
    at_work(site, order, protocol)
    good(put(site, order, "sample-kept", "1"))
    good(site.doing(order, "pia", "stop", lambda s, w, d: deviating.stop(s, w, d, "fire next door")))
    good(put(site, order, "disposed", "120"))
    rest = str(
        good(site.doing(order, "dora", "child", lambda s, w, d: residue.child(s, w, d, "remainder", "D-2", "rest")))
    )
    good(simply(site, order, "dora", "reconcile"))
    good(site.doing(rest, "dora", "cancel", lambda s, w, d: step_of_life(s, w, d, "cancel", "asked anew")))

    draft = OrderDraft("D-3", "the rest", (a_line(ref),))
    assert codes(site.write(lambda s: request(s, site.who("dora"), draft, OWNER))) == {"disposal.lot-differs"}
    anew = an_order(site, a_line(ref, mass="379"), number="D-3")
    at_work(site, anew, protocol)
    worked(site, anew, "379")

    assert grams(database, key) == {"disposed": 499 * KG, "sample": KG}


amounts = st.integers(0, 10**6)


@given(
    inside=st.lists(amounts, min_size=1, max_size=4),
    wanted=st.lists(st.tuples(st.sampled_from(sorted(GOES.values())), st.integers(1, 10**6)), max_size=5),
    staying=amounts,
)
def test_whatever_was_written_down_containers_end_with_what_stays_and_the_rest_is_a_difference(
    inside: list[int], wanted: list[tuple[str, int]], staying: int
) -> None:
    own = [Container(key=bytes([n]) * 16, lot=b"l" * 16, number=str(n)) for n in range(len(inside))]
    held = {bytes(each.key): amount for each, amount in zip(own, inside, strict=True)}
    dossier = SimpleNamespace(today=date(2026, 1, 1), order=SimpleNamespace(number="D-1"))
    ledger: Counter[str] = Counter()

    for event in emptied(dossier, Lot(key=b"l" * 16), own, held, wanted, staying):  # type: ignore[arg-type] # enough of it
        container = bytes(event.container.key)
        before = Held(None, None, None, held[container], date(2026, 1, 1), None, "seal")
        for debit, credit, amount in movements(event, before):
            assert amount > 0
            ledger[debit.role if debit.role != "stock" else debit.holder] -= amount
            ledger[credit.role if credit.role != "stock" else credit.holder] += amount
        held[container] = follow(before, event.link).net_ug or 0
        assert held[container] >= 0

    assert sum(held.values()) == staying
    assert sum(ledger.values()) == 0
    asked = Counter[str]()
    for role, amount in wanted:
        asked[role] += amount
    assert {role: ledger[role] for role in asked} == asked
    assert ledger["difference"] == sum(inside) - sum(asked.values()) - staying
