"""Limits of law as officers meet them: before a deal, on shipments, at a release. Poland, 273/2004 Annex II."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from precursors.agencies.service import AgencyDraft, add
from precursors.audit.checkpoint import make_key
from precursors.audit.genesis import LOCAL
from precursors.audit.verify import verify
from precursors.db.engine import Database
from precursors.flags.models import Flag
from precursors.flags.service import inputs
from tests.asking import shown
from tests.licensing.makers import a_licence_of
from tests.people import an_app, at, signed_in_client

ACETIC = "Acetic anhydride"
BUYER, SELLER = "Farba Sp. z o.o.", "Chemia S.A."
DEAL = {"buyer": BUYER, "seller": SELLER, "substance": ACETIC, "unit": "L"}
SHIPPED = {
    "line": "1", "date": "2026-06-01", "direction": "domestic", "operator": SELLER, "counterparty": BUYER,
    "substance": ACETIC, "quantity": "60", "unit": "L", "step": "record",
}  # fmt: skip
GOING = {
    "direction": "domestic", "planned": "2026-06-10", "operator": SELLER, "counterparty": BUYER, "substance": ACETIC,
    "unit": "L",
}  # fmt: skip
DECLARATION = {
    "number": "DK-1", "supplier": SELLER, "customer": "FARBA SP. Z O. O.", "substance": ACETIC, "term": "multiple",
    "use": "varnish", "signed_on": "2026-01-10", "valid_to": "2026-12-31",
}  # fmt: skip


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    make_key(tmp_path / "signing.key")
    database.write(lambda session: add(session, LOCAL, AgencyDraft("PL-GIS", "GIS", "inspection", "PL", "en-GB")))
    made = an_app(database, tmp_path)
    at(made, datetime(2026, 6, 15, 12, tzinfo=UTC))
    return made


@pytest.fixture
def client(app: Flask, database: Database) -> FlaskClient:
    return signed_in_client(app, database, agency="PL-GIS")


def entered(client: FlaskClient, shelf: str, **texts: str) -> str:
    answer = client.post(f"/{shelf}/new", data=texts | {"request_key": uuid.uuid4().hex})
    assert answer.status_code == 303, shown(answer, answer.status_code)
    return str(answer.headers["Location"])


def asked(client: FlaskClient, quantity: str, **changes: str) -> str:
    return shown(client.get(entered(client, "deal-checks", **(DEAL | {"quantity": quantity} | changes))))


def released(client: FlaskClient, number: str, quantity: str, **changes: str) -> str:
    """A consignment brought to its release; what the page of the answer says."""
    page = entered(client, "consignments", **(GOING | {"number": number, "quantity": quantity} | changes))
    assert client.post(f"{page}/request-release", data={"day": "2026-06-11"}).status_code == 303
    form = shown(client.get(f"{page}/release"))
    assert "Reg (EC) 273/2004 Annex II" in form, form
    answer = client.post(f"{page}/release", data={"day": "2026-06-12", "quantity": quantity, "unit": "L"})
    return "released" if answer.status_code == 303 else shown(answer, answer.status_code)


def licensed(database: Database, client: FlaskClient, number: str, holder: str) -> None:
    """An operator with a registration for supplies at home."""
    entered(client, "operators", identifier=f"PL-{number}", name=holder)
    a_licence_of(database, holder, number, "PL-GIS", activities="domestic")


def findings(database: Database) -> list[dict[str, object]]:
    with database.read() as session:
        flags = session.execute(select(Flag).where(Flag.rule == "party-not-licensed").order_by(Flag.id)).scalars()
        return [dict(inputs(each)) for each in flags if "operator" not in inputs(each)]


def test_a_deal_is_held_against_the_year_and_the_page_says_what_is_left(client: FlaskClient) -> None:
    entered(client, "shipments", **SHIPPED, document="D-1")

    within, beyond = asked(client, "40"), asked(client, "40.1")

    assert "the quantity stays below the limits" in within
    assert "limit of law, buyer Reg (EC) 273/2004 Annex II 1 Jan 2026 100 L 60 L 40 L" in within
    assert "The buyer has no licence or registration; the law demands one" in beyond
    assert "art. 4 demands a declaration of use" in beyond


def test_the_sides_are_named_in_every_language(client: FlaskClient) -> None:
    page = entered(client, "deal-checks", **DEAL, quantity="10")

    told = shown(client.get(page, headers={"Accept-Language": "ar"}))

    assert "حد قانوني، المشتري" in told
    assert "side-" not in told


def test_kilograms_are_never_said_to_stay_under_a_limit_in_litres(client: FlaskClient) -> None:
    assert "The buyer has no licence or registration" in asked(client, "1", unit="kg")


def test_an_earlier_deal_that_is_not_known_in_litres_leaves_the_sum_open(client: FlaskClient) -> None:
    entered(client, "shipments", **(SHIPPED | {"unit": "kg"}), document="D-1")

    told = asked(client, "1")

    assert "The buyer has no licence or registration" in told
    assert "100 L 60 kg · at least 0 L at most 100 L" in told


def test_one_buyer_written_in_two_ways_is_one_and_so_are_linked_ones(client: FlaskClient) -> None:
    entered(client, "operators", identifier="PL1", name=BUYER)
    entered(client, "operators", identifier="PL2", name="Lakier SA")
    entered(client, "operator-links", one="PL1", other="PL2", kind="owner")
    entered(client, "shipments", **(SHIPPED | {"counterparty": "FARBA SP. Z O. O."}), document="D-1")
    entered(client, "shipments", **(SHIPPED | {"counterparty": "PL2", "quantity": "30"}), document="D-2")

    told = asked(client, "10", seller="")

    assert "limit of law, buyer Reg (EC) 273/2004 Annex II 1 Jan 2026 100 L 90 L 10 L" in told


def test_only_recalled_law_says_neither_yes_nor_no(client: FlaskClient) -> None:
    export = {"substance": "Acetone", "unit": "kg", "activity": "export", "buyer": "Abroad"}

    for quantity in ("10", "100"):
        told = asked(client, quantity, **export)
        assert "may demand one, which nobody has checked" in told
        assert "law nobody has checked: a person has to look" in told
        assert "The seller has no licence or registration" not in told


def test_shipments_over_the_limit_show_both_sides(client: FlaskClient, database: Database) -> None:
    entered(client, "shipments", **SHIPPED, document="D-1")
    assert findings(database) == []

    page = shown(client.get(entered(client, "shipments", **(SHIPPED | {"quantity": "40.1"}), document="D-2")))

    assert {told["why"] for told in findings(database)} == {"buyer-above-limit", "operator-above-limit"}
    assert "100.1 L of acetic anhydride bought since 1 Jan 2026" in page
    with database.read() as session:
        assert verify(session).broken is None


def test_who_holds_a_licence_is_not_told(client: FlaskClient, database: Database) -> None:
    licensed(database, client, "R-1", BUYER)
    licensed(database, client, "R-2", SELLER)

    entered(client, "shipments", **(SHIPPED | {"quantity": "500"}), document="D-1")

    assert findings(database) == []


def test_kilograms_against_litres_are_a_caution(client: FlaskClient, database: Database) -> None:
    entered(client, "shipments", **(SHIPPED | {"quantity": "500", "unit": "kg"}), document="D-1")

    assert {told["why"] for told in findings(database)} == {"limit-uncompared"}


def test_goods_let_go_count_before_anybody_declares_them(client: FlaskClient) -> None:
    assert released(client, "C-1", "60") == "released"

    refused = released(client, "C-2", "60")

    assert "The seller has no licence or registration; the law demands one (Reg. (EC) 273/2004" in refused
    assert "The buyer has no licence or registration" in refused
    assert released(client, "C-3", "40", counterparty="Inny", operator="Ktoś") == "released"


def test_what_was_declared_of_a_release_counts_once(client: FlaskClient) -> None:
    assert released(client, "C-1", "60") == "released"
    entered(client, "shipments", **(SHIPPED | {"date": "2026-06-13"}), document="c 1")

    assert released(client, "C-2", "40") == "released"


def test_a_supply_at_home_needs_the_buyers_licence_and_declaration(client: FlaskClient, database: Database) -> None:
    licensed(database, client, "R-2", SELLER)

    unlicensed = released(client, "C-1", "500", licence="R-2")
    licensed(database, client, "R-1", BUYER)
    undeclared = released(client, "C-2", "500", licence="R-2")
    unnamed = released(client, "C-3", "500", licence="R-2", counterparty="")
    entered(client, "customer-declarations", **DECLARATION)

    assert "The buyer has no licence or registration" in unlicensed
    assert "art. 4 demands a declaration of use that the buyer signs for the seller" in undeclared
    assert "The buyer" not in undeclared.partition("demands a declaration")[0].rpartition("There is a problem")[2]
    assert "name the buyer as counterparty" in unnamed
    assert released(client, "C-4", "500", licence="R-2") == "released"


def test_a_declaration_speaks_for_deals_no_longer_than_the_law_lets_it(client: FlaskClient, database: Database) -> None:
    licensed(database, client, "R-2", SELLER)
    licensed(database, client, "R-1", BUYER)
    old = {"signed_on": "2025-06-01", "term": "multiple", "valid_to": "2026-12-31"}

    page = shown(client.get(entered(client, "customer-declarations", **DECLARATION | old)))
    uncovered = released(client, "C-1", "500", licence="R-2")
    entered(client, "customer-declarations", **DECLARATION | old | {"number": "Z-2", "signed_on": "2026-01-02"})

    assert "The law lets one declaration speak for deals to 1 Jun 2026 at most" in page
    assert "art. 4 demands a declaration of use that the buyer signs for the seller" in uncovered
    assert released(client, "C-2", "500", licence="R-2") == "released"


def test_goods_in_transit_need_the_licence_that_the_law_demands_whether_or_not_they_name_one(
    client: FlaskClient, database: Database
) -> None:
    going = GOING | {"direction": "transit", "substance": "Ephedrine", "quantity": "5", "unit": "kg"}
    day = {"day": "2026-06-12", "quantity": "5", "unit": "kg"}

    def answered(number: str, **changes: str) -> str:
        page = entered(client, "consignments", **(going | {"number": number} | changes))
        client.post(f"{page}/request-release", data={"day": "2026-06-11"})
        answer = client.post(f"{page}/release", data=day)
        return "released" if answer.status_code == 303 else shown(answer, answer.status_code)

    unnamed, unknown = answered("T-1"), answered("T-2", licence="L-77")
    entered(client, "operators", identifier="PL-7", name=SELLER)
    a_licence_of(database, SELLER, "L-7", "PL-GIS", activities="transit", substance="Ephedrine")

    for told in (unnamed, unknown):
        assert "has no licence or registration; the law demands one (Reg. (EC) 111/2005 art. 6)" in told
    assert [answered("T-3"), answered("T-4", licence="L-7")] == ["released", "released"]


def test_an_authorisation_demanded_for_listed_countries_alone_is_a_question_for_a_person(client: FlaskClient) -> None:
    export = {"number": "C-1", "direction": "export", "substance": "Acetone", "destination": "NO"}
    page = entered(client, "consignments", **(GOING | export | {"quantity": "1", "unit": "kg"}))
    client.post(f"{page}/request-release", data={"day": "2026-06-11"})
    day = {"day": "2026-06-12", "quantity": "1", "unit": "kg"}

    silent = shown(client.post(f"{page}/release", data=day), 422)
    looked = client.post(f"{page}/release", data=day | {"reason": "Norway is not on the list"})
    deal = asked(client, "1", substance="Acetone", unit="kg", activity="export", buyer="Abroad")

    assert "art. 12 demands an authorisation of goods that go to countries it lists" in silent
    assert "the consignment names none that is known here" not in silent
    assert looked.status_code == 303, shown(looked, looked.status_code)
    assert "a person has to look whether this one is among them" in deal


SOLVENT = {"substance": "Acetone"}
AUSTRALIAN = {"operator": "Solvent Pty Ltd", "substance": "Acetone", "unit": "kg", "quantity": "500"}
"""Australia publishes its limit for solvents in litres alone: 100 L."""


def test_kilograms_under_a_limit_in_litres_are_for_a_person_wherever_they_come_up(
    app: Flask, database: Database
) -> None:
    database.write(lambda session: add(session, LOCAL, AgencyDraft("AU-ODC", "ODC", "inspection", "AU", "en-GB")))
    client = signed_in_client(app, database, agency="AU-ODC")

    deal = shown(client.get(entered(client, "deal-checks", **DEAL | {"unit": "kg", "quantity": "9", **SOLVENT})))
    page = entered(client, "consignments", **GOING | AUSTRALIAN | {"number": "C-1"})
    assert client.post(f"{page}/request-release", data={"day": "2026-06-11"}).status_code == 303
    going = {"day": "2026-06-12", "quantity": "500", "unit": "kg"}
    refused = client.post(f"{page}/release", data=going)
    looked = client.post(f"{page}/release", data=going | {"reason": "Measured: 640 L; notified by telephone"})
    declared = entered(client, "shipments", **SHIPPED | AUSTRALIAN | {"document": "D-1"})
    in_litres = entered(client, "shipments", **SHIPPED | AUSTRALIAN | {"document": "D-2", "unit": "L", "quantity": "9"})

    assert "or the amounts do not compare, so a person has to look" in deal
    assert refused.status_code == 422
    assert "cannot be judged: what is known of them" in shown(refused, 422)
    assert looked.status_code == 303
    assert "500 kg of acetone are stated in a mass alone and the threshold is published in litres" in shown(
        client.get(declared)
    )
    assert "published in litres" not in shown(client.get(in_litres))
