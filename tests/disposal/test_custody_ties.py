"""An order of a lot that custody keeps: a hold blocks it, its life follows, its grams leave the store."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from precursors.audit.acts import Actor
from precursors.audit.refs import ref_of
from precursors.audit.verify import verify
from precursors.custody.accounts import in_containers, of_lot
from precursors.custody.booking import LotImporter
from precursors.custody.finding import containers_of, lot_named
from precursors.custody.life import LOT
from precursors.custody.models import Lot
from precursors.db.engine import Database
from precursors.disposal.service import OrderDraft, request
from precursors.holds.service import HoldDraft, lift, place, standing_holds
from precursors.intake.importing import Terms
from precursors.lives.service import state_of
from precursors.quantities.conventions import convention
from precursors.registers.entry import Entered, enter
from precursors.scope.visible import Sight
from tests.disposal.makers import (
    KG,
    OWNER,
    Made,
    Site,
    a_line,
    a_protocol,
    a_site,
    an_order,
    at_work,
    codes,
    good,
    logged,
    put,
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


def asked(site: Site, line: Made) -> Made:
    draft = OrderDraft("D-1", "why", (line,))
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
        own = {bytes(each.key): key for each in containers_of(session, [key])}
        inside, gone, state = in_containers(session, own), of_lot(session, key), state_of(session, LOT, key).state
        whole = verify(session)
    assert (gone["disposed"], gone["loss"], sum(inside.values())) == (4985 * KG // 10, KG, KG // 2)
    assert state in {"destroyed", "recorded", "secured", "stored"}
    assert whole.broken is None
