"""A court that sees nothing of seized goods lays a hold on them by their numbers; it binds whoever keeps them."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from precursors.audit.acts import Actor
from precursors.custody.lot_panels import holds_panel
from precursors.custody.models import Lot
from precursors.db.engine import Database
from precursors.disposal.requesting import OrderDraft, request
from precursors.holds.models import Hold
from precursors.holds.service import HoldDraft, lift, place
from precursors.problems import Problems
from precursors.scope.visible import Sight
from tests.disposal.makers import OWNER, Made, Site, a_line, a_site, an_order, codes, good, released
from tests.disposal.test_custody_ties import a_lot

COURT, SIGHT = Actor("judge", "XD-CRT"), Sight(("XD-CRT",))


def laid(site: Site, mark: str, **exhibit: str) -> Made:
    draft = HoldDraft("", "Court 2", "appeal", **exhibit)
    return site.write(lambda s: place(s, COURT, "XD-CRT", draft, SIGHT, site.now.date(), mark * 32))


def test_a_lot_is_held_by_the_number_of_its_exhibit_whoever_may_see_it(database: Database, tmp_path: Path) -> None:
    site = a_site(database)
    _, ref = a_lot(site, tmp_path)
    order = an_order(site, a_line(ref))

    hold = good(laid(site, "a", agency=OWNER.lower(), seizure=" s-1 ", lot="1"))

    assert codes(released(site, order)) == {"record.held"}
    with database.read() as session:
        row = session.execute(select(Hold)).scalar_one()
    assert row.record == f"{OWNER} s-1/1"
    good(site.write(lambda s: lift(s, COURT, row, SIGHT, "dropped", site.now.date(), "b" * 32)))
    good(released(site, order))
    assert hold


def test_a_hold_on_a_whole_seizure_binds_lots_that_come_after_it(database: Database, tmp_path: Path) -> None:
    site = a_site(database)
    good(laid(site, "a", agency=OWNER, seizure="S-1"))

    _, ref = a_lot(site, tmp_path)

    made = site.write(lambda s: place(s, COURT, "XD-CRT", HoldDraft(ref, "C", "g"), SIGHT, site.now.date(), "c" * 32))
    assert codes(made) == {"record.unknown"}
    draft = OrderDraft("D-9", "why", (a_line(ref),))
    assert codes(site.write(lambda s: request(s, site.who("dora"), draft, OWNER))) == {"record.held"}


def test_the_page_of_a_lot_tells_whose_hold_stands_on_its_seizure_and_not_on_what_ground(
    database: Database, tmp_path: Path
) -> None:
    site = a_site(database)
    good(laid(site, "a", agency=OWNER, seizure="S-1"))
    a_lot(site, tmp_path)

    with database.read() as session:
        row = session.execute(select(Lot)).scalar_one()
        panels = [holds_panel(session, sight, row, site.now.date()) for sight in (Sight((OWNER,)), SIGHT)]

    told = [[cell.value for cell in panel.rows[0]] for panel in panels if panel]
    assert told == [["XD-CRT", None, None, None], ["XD-CRT", "Court 2", None, None]]


def test_nothing_tells_whether_an_exhibit_is_there(database: Database) -> None:
    site = a_site(database)

    assert isinstance(laid(site, "a", agency=OWNER, seizure="NO-SUCH", lot="9"), str)
    made = laid(site, "b", agency="XX-NONE", seizure="S-1")
    assert isinstance(made, Problems)
    assert codes(made) == {"agency.unknown"}
