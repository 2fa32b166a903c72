"""The form of a new order: lots of the store are ticked and filled in, a lot has one order whatever it is called."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from precursors.audit.verify import verify
from precursors.custody.accounts import of_lot
from precursors.custody.finding import lot_named
from precursors.custody.life import LOT
from precursors.db.engine import Database
from precursors.disposal import working
from precursors.disposal.dossier import Dossier
from precursors.disposal.rules.entries import Logged
from precursors.disposal.service import Who
from precursors.lives.service import state_of
from tests.asking import links, shown
from tests.disposal.makers import (
    KG,
    PEOPLE,
    Site,
    a_line,
    a_protocol,
    a_site,
    an_entry,
    an_order,
    at_work,
    codes,
    good,
    logged,
    put,
    released,
    simply,
)
from tests.disposal.test_custody_ties import a_lot, asked
from tests.journeys.test_disposal import STEPS
from tests.people import an_app, at, signed_in_client


@pytest.fixture
def site(database: Database) -> Site:
    return a_site(database)


def dora(site: Site, home: Path) -> FlaskClient:
    """The browser of who asks for orders."""
    app = an_app(site.database, home)
    at(app, site.now)
    return browser(app, site, "dora")


def browser(app: Flask, site: Site, name: str) -> FlaskClient:
    """A browser of one of the people."""
    return signed_in_client(app, site.database, PEOPLE[name][1], PEOPLE[name][0], name)


def sent(page: str) -> dict[str, str]:
    """The fields of a page's lots as a browser would send them back."""
    plain = dict(re.findall(r'name="([a-z]+-[0-9]+)" value="([^"]*)"', page))
    chosen = re.findall(r'name="(form-[0-9]+)">(?:(?!</select>).)*value="([LS])" selected', page)
    return {name: value for name, value in {**plain, **dict(chosen)}.items() if value}


def test_what_the_store_knows_of_a_ticked_lot_is_filled_in_without_scripts(site: Site, tmp_path: Path) -> None:
    a_lot(site, tmp_path)
    client = dora(site, tmp_path)
    assert 'name="held" value="S-1/1"' in client.get("/disposal/new").text

    typed = {"number": "D-7", "why": "seized", "show": "XD-CRT"}
    page = client.post("/disposal/new", data={**typed, "held": "S-1/1", "fill": "yes"}).text
    fields = sent(page)

    assert {name: fields[name] for name in ("lot-0", "substance-0", "mass-0", "form-0", "pieces-0", "seals-0")} == {
        "lot-0": "S-1/1", "substance-0": "acetone", "mass-0": "500.000", "form-0": "L", "pieces-0": "1",
        "seals-0": "A1",
    }  # fmt: skip
    assert 'name="number" type="text" value="D-7"' in page
    assert 'value="XD-CRT" checked' in page
    assert 'name="held"' not in page
    made = client.post("/disposal/new", data={**typed, **fields, "custodian-0": "carl"})
    assert made.status_code == 303
    assert 'name="held"' not in client.get("/disposal/new").text


def test_an_order_of_more_than_five_lots_is_asked_for_by_one_form(site: Site, tmp_path: Path) -> None:
    lots = {f"{name}-{n}": value for n in range(7) for name, value in vars_of(n).items()}

    made = dora(site, tmp_path).post("/disposal/new", data={"number": "D-7", "why": "seized", **lots})

    assert made.status_code == 303
    assert len(site.dossier(made.headers["Location"].rsplit("/", 1)[-1]).lines) == 7


def vars_of(n: int) -> dict[str, str]:
    """The fields of one lot."""
    named = {"lot": f"LOT-{n}", "substance": "acetone", "mass": "5", "form": "L", "pieces": "1"}
    return {**named, "custodian": "carl"}


def test_a_lot_cannot_stand_in_two_orders_under_its_two_names(site: Site, tmp_path: Path) -> None:
    _, ref = a_lot(site, tmp_path)
    assert isinstance(asked(site, a_line("s-1/1")), str)

    for name in (ref, "S-1/1", "s 1/1"):
        assert "disposal.lot-busy" in codes(asked(site, a_line(name), "D-2"))


def handed_over(app: Flask, site: Site) -> tuple[FlaskClient, str]:
    """Customs take two drums and hand them over to who keeps the store; the browser of customs, the lot."""
    taken = {"seizure": "C-7", "number": "1", "day": site.now.date().isoformat(), "substance": "Acetone"}
    taken |= {"quantity": "200", "unit": "kg", "containers": "2", "container": "drum", "seals": "A1, A2"}
    wim, carl = browser(app, site, "wim"), browser(app, site, "carl")
    lot = wim.post("/lots/new", data=taken).headers["Location"]
    assert wim.post(f"{lot}/offer", data={"receiver": "carl"}).status_code == 303
    (offer,) = links(carl.get("/offers?state=open"), "/offers/OFR")
    assert carl.post(f"{offer}/accept", data={"seal_before": "A1, A2"}).status_code == 303
    return wim, lot.rsplit("/", 1)[-1]


def test_goods_another_agency_took_are_destroyed_by_who_has_them_under_every_check(site: Site, tmp_path: Path) -> None:
    app = an_app(site.database, tmp_path)
    at(app, site.now)
    wim, ref = handed_over(app, site)
    client = browser(app, site, "dora")
    assert f'name="held" value="{ref}"' in client.get("/disposal/new").text
    line = a_line(ref, mass="200", pieces="2")

    assert codes(asked(site, a_line(ref, mass="150"))) == {"disposal.lot-differs"}
    order = good(asked(site, line))
    assert "C-7/1" not in client.get("/disposal/new").text
    assert "disposal.lot-busy" in codes(asked(site, a_line("C-7/1", mass="200"), "D-2"))
    assert wim.get(f"/disposal/{order}").status_code == 200

    at_work(site, order, a_protocol(site))
    for step in STEPS:
        good(logged(site, order, step))
    good(put(site, order, "disposed", "200"))
    for verb in ("end-work", "verify-residue", "reconcile"):
        good(simply(site, order, "dora", verb))
    for name in ("wanda", "wim"):
        good(simply(site, order, name, "witness"))
    good(simply(site, order, "iris", "certify"))
    with site.database.read() as session:
        lot = lot_named(session, "XD-CUS", "C-7", "1")
        assert lot is not None
        assert of_lot(session, bytes(lot.key))["disposed"] == 200 * KG
        assert state_of(session, LOT, bytes(lot.key)).state == "destroyed"
        assert verify(session).broken is None


def test_goods_that_are_not_here_have_no_order_here(site: Site, tmp_path: Path) -> None:
    app = an_app(site.database, tmp_path)
    at(app, site.now)
    wim = browser(app, site, "wim")
    taken = {"seizure": "C-7", "number": "1", "day": site.now.date().isoformat(), "substance": "Acetone"}
    lot = wim.post("/lots/new", data=taken | {"quantity": "200", "unit": "kg"}).headers["Location"]

    assert codes(asked(site, a_line(lot.rsplit("/", 1)[-1], mass="200"))) == {"disposal.lot-elsewhere"}


@pytest.mark.parametrize("mass", ["NaN", "Infinity", "1e999999", "-1", "9" * 40])
def test_a_mass_that_is_none_is_a_problem_and_not_a_fault(site: Site, mass: str) -> None:
    assert codes(asked(site, a_line(mass=mass))) & {"disposal.mass-unread", "disposal.mass-nothing"}
    assert codes(asked(site, a_line(uncertainty=mass))) == {"disposal.mass-unread"}


@pytest.mark.parametrize("pieces", ["²", "٣", "9" * 5000, "", "0"])
def test_a_count_that_is_none_is_a_problem_and_not_a_fault(site: Site, pieces: str) -> None:
    assert codes(asked(site, a_line(pieces=pieces))) == {"disposal.pieces"}


def test_what_cannot_be_read_of_a_plan_is_told_and_not_left_out(site: Site, tmp_path: Path) -> None:
    ref = an_order(site)
    good(released(site, ref))
    odd = {"instruments": "SCALE-1 0,05 2027-03-01\nPH-1 NaN 2027-03-01\nGAS 1 2027-03-01", "distances": "dwelling=far"}

    answer = dora(site, tmp_path).post(f"/disposal/{ref}/plan", data={**odd, "distance_km": "1e999"})

    told = unescape(answer.text)
    assert answer.status_code == 422
    for line in ("SCALE-1 0,05 2027-03-01", "PH-1 NaN 2027-03-01", "dwelling=far", "1e999"):
        assert f"“{line}” is no" in told
    assert "“GAS 1 2027-03-01” is no" not in told


def test_the_figures_of_a_year_that_is_none_are_those_of_this_year(site: Site, tmp_path: Path) -> None:
    assert dora(site, tmp_path).get("/disposal/figures?year=²²²²").status_code == 200


def test_the_people_of_an_order_are_shown_with_part_and_agency_and_degrees_as_people_write_them(
    site: Site, tmp_path: Path
) -> None:
    ref, protocol = an_order(site), a_protocol(site)
    at_work(site, ref, protocol)
    client = dora(site, tmp_path)

    assert " Court judge XD-CRT " in shown(client.get(f"/disposal/{ref}"))
    assert "At least 850 °C" in client.get(f"/protocols/{protocol}").text
    assert "value (°C)" in client.get(f"/disposal/{ref}/steps").text


def the_step(entry: Logged, session: Session, who: Who, dossier: Dossier) -> object:
    """A step logged with a connection, its witness still silent."""
    return working.record(session, who, dossier, entry)


def test_a_witness_confirms_at_once_all_that_names_them_and_nothing_of_others_is_offered(
    site: Site, tmp_path: Path
) -> None:
    ref = an_order(site)
    at_work(site, ref, a_protocol(site))
    for step in STEPS[:3]:
        site.later(minutes=10)
        entry = an_entry(site, step)
        good(site.doing(ref, "pia", "log-step", partial(the_step, entry)))
    app = an_app(site.database, tmp_path)
    at(app, site.now)
    wanda, page = browser(app, site, "wanda"), f"/disposal/{ref}/confirm"
    waiting = site.dossier(ref).to_confirm
    others = [each.row.uuid for each in waiting if "wanda" not in site.dossier(ref).unconfirmed(each.row)]

    form = wanda.get(page).text
    assert "All that name me" in form
    assert not [uuid for uuid in others if uuid in form]
    assert wanda.post(page, data={"step": "all"}).status_code == 303
    assert [each for each in site.dossier(ref).steps if "wanda" in site.dossier(ref).unconfirmed(each.row)] == []
    assert "has nothing to confirm" in wanda.post(page, data={"step": "all"}).text


def test_the_plan_offers_the_instruments_of_the_agency_that_are_still_good(site: Site, tmp_path: Path) -> None:
    app = an_app(site.database, tmp_path)
    at(app, site.now)
    officer, soon = browser(app, site, "dora"), (site.now + timedelta(days=9)).date().isoformat()
    for serial, due in (("B-1", soon), ("B-2", "2020-01-01")):
        told = {"serial": serial, "kind": "balance", "uncertainty": "5", "unit": "g", "due": due}
        assert officer.post("/instruments/new", data=told).status_code == 303
    ref = an_order(site)
    good(released(site, ref))

    page = officer.get(f"/disposal/{ref}/plan").text

    assert f">B-1 0.005 {soon}</textarea>" in page
