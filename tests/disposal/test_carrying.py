"""A load goes from the store by its carriers to the site, each signing in turn for what they weighed and counted."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from precursors.agencies.private_models import Notice
from precursors.audit.verify import verify
from precursors.db.engine import Database
from precursors.disposal import carrying
from precursors.disposal.pending import Person, pending
from precursors.disposal.weighing import Weighed
from precursors.scope.visible import Sight
from precursors.web import pdf
from tests.asking import shown
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
    codes,
    decided,
    going,
    good,
    planned,
    received,
    released,
)
from tests.disposal.test_pages import People
from tests.people import an_app, at


def a_load(site: Site) -> str:
    """An order whose load is to leave."""
    ref = an_order(site)
    good(released(site, ref))
    good(planned(site, ref, a_protocol(site)))
    approved(site, ref)
    good(going(site, ref, "schedule"))
    return ref


def drawn_up(site: Site, ref: str, *carriers: str) -> Made:
    draft = carrying.WaybillDraft("WM-1", "+1 555", "Carrier Ltd", "XD 123", carriers or ("cleo", "bob"))
    return site.doing(ref, "dora", "waybill", lambda s, w, d: carrying.draw_up(s, w, d, draft))


def signed(site: Site, ref: str, name: str, kilograms: int = 500, pieces: int = 3, **told: Made) -> Made:
    site.later(minutes=5)
    (line,) = site.dossier(ref).lines
    weighed = [Weighed(line.id, kilograms * KG, KG // 10, pieces, "SCALE")]
    return site.doing(ref, name, "sign-over", lambda s, w, d: carrying.sign_over(s, w, d, weighed), **told)


def test_a_load_is_signed_for_in_turn_and_each_difference_is_a_deviation(database: Database) -> None:
    site = a_site(database)
    ref = a_load(site)

    bare = going(site, ref, "depart")
    custodian = drawn_up(site, ref, "carl")
    good(drawn_up(site, ref))
    twice = drawn_up(site, ref)
    unsigned = going(site, ref, "depart")
    early = signed(site, ref, "cleo")
    weak = signed(site, ref, "carl", factor=False)
    good(signed(site, ref, "carl"))
    half = going(site, ref, "depart")
    good(signed(site, ref, "cleo"))
    second_at_home = signed(site, ref, "bob")
    good(going(site, ref, "depart"))
    too_soon = received(site, ref)
    good(signed(site, ref, "bob", 440, 3))
    good(received(site, ref, **{"LOT-1": "440"}))
    dossier = site.dossier(ref)

    assert codes(bare) == {"disposal.waybill-missing"}
    assert codes(custodian) == {"disposal.same-person"}
    assert "disposal.waybill-exists" in codes(twice)
    assert codes(unsigned) == {"disposal.unsigned"}
    assert codes(early) == {"disposal.not-your-turn"}
    assert codes(weak) == {"approval.no-second-factor"}
    assert codes(half) == {"disposal.unsigned"}
    assert "disposal.not-now" in codes(second_at_home)
    assert codes(too_soon) == {"disposal.unsigned"}
    assert [(each.part, each.person) for each in dossier.journey] == [
        ("generator", "carl"),
        ("transporter", "cleo"),
        ("transporter", "bob"),
        ("facility", "pia"),
    ]
    assert [each.verdict for each in dossier.counts] == ["as-sent", "as-sent", "significant"]
    assert [each.row.rule for each in dossier.open_deviations] == ["transporter-difference"]
    assert [each.verdict for each in dossier.receipts] == ["as-sent"]
    assert codes(going(site, ref, "start-work")) == {"disposal.deviations-open"}
    good(decided(site, ref, "accept"))
    good(going(site, ref, "start-work"))
    with database.read() as session:
        assert verify(session).broken is None


def test_the_pages_draw_up_and_sign(database: Database, tmp_path: Path) -> None:
    site = a_site(database)
    ref = a_load(site)
    app = an_app(database, tmp_path)
    at(app, site.now + timedelta(hours=1))
    people = People(app, site)
    (line,) = site.dossier(ref).lines
    scale = {f"mass-{line.id}": "500", f"uncertainty-{line.id}": "0.1", f"pieces-{line.id}": "3", "instrument": "SCALE"}

    told = {"number": "WM-1", "phone": "+1 555", "carrier": "Carrier Ltd", "vehicle": "XD 123", "carriers": "cleo"}
    people.does("dora", ref, "waybill", **told)
    people.does("carl", ref, "sign-over", **scale)
    wrong = people["carl"].post(f"/disposal/{ref}/sign-over", data=scale)
    people.does("cleo", ref, "sign-over", **scale)
    people.does("dora", ref, "depart")
    page = shown(people["dora"].get(f"/disposal/{ref}"))

    assert "The next signature on the way is that of cleo" in shown(wrong, 422)
    assert notices(database) == {}
    assert "Movement document" in page
    printed = shown(people["dora"].get(f"/disposal/{ref}/movement"))
    for each in ("WM-1", "+1 555", "Carrier Ltd", "XD 123", "UN1090", "Plant 7", "As sent", "drafts that no chemist"):
        assert each in printed
    assert "Facility signature, day, time" in printed
    if pdf.AVAILABLE:
        assert people["dora"].get(f"/disposal/{ref}/movement.pdf").data.startswith(b"%PDF")
    other = an_order(site, a_line("LOT-2"), number="D-2")
    assert people["dora"].get(f"/disposal/{other}/movement").status_code == 303
    assert "Carrier Ltd" in page
    assert "Consignor carl LOT-1 500.000 kg" in page
    assert "Carrier cleo LOT-1 500.000 kg" in page


def notices(database: Database) -> dict[str, str]:
    """Person to the notice they got."""
    with database.aside.read() as aside:
        return {each.username: each.text for each in aside.execute(select(Notice)).scalars()}


def test_a_difference_found_on_the_way_starts_a_clock_and_tells_those_concerned(
    database: Database, tmp_path: Path
) -> None:
    site = a_site(database)
    ref = a_load(site)
    app = an_app(database, tmp_path)
    there = site.now + timedelta(hours=1)
    at(app, there)
    people = People(app, site)
    good(drawn_up(site, ref, "cleo"))
    good(signed(site, ref, "carl"))
    (line,) = site.dossier(ref).lines
    scale = {f"mass-{line.id}": "500", f"uncertainty-{line.id}": "0.1", f"pieces-{line.id}": "2", "instrument": "SCALE"}

    people.does("cleo", ref, "sign-over", **scale)
    due, who = there.date() + timedelta(days=15), Person("dora", Sight((OWNER,)), lambda _: True)
    with database.read() as session:
        waits = pending(session, who, site.now.date()).of("settle")
        late = pending(session, who, due + timedelta(days=1)).of("unsettled")
    good(decided(site, ref, "accept"))
    with database.read() as session:
        after = pending(session, who, site.now.date()).of("settle")

    assert notices(database) == dict.fromkeys(("carl", "dora", "iris", "pia"), "disposal.notice-difference")
    assert [each.settle_by for each in site.dossier(ref).counts] == [None, due]
    assert len(waits) == len(late) == 1
    assert not after
