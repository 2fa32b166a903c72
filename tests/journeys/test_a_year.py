"""A year of ten operators in three jurisdictions over HTTP, from the application for a licence to reconciled stock.

Every load goes under an import authorisation: planned, released, weighed on arrival, declared, drawn once.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from precursors.access.permissions import Role
from precursors.agencies.service import AgencyDraft, add
from precursors.audit.checkpoint import make_key
from precursors.audit.genesis import LOCAL
from precursors.audit.verify import verify
from precursors.db.engine import Database
from precursors.flags.models import Flag
from precursors.lives.models import State
from precursors.stock.models import StockLine, StockReturn
from precursors.stock.periods import MONTHS, Period, period
from precursors.trade.models import Shipment
from tests.asking import links, shown
from tests.people import an_app, at, signed_in_client

YEAR = 2024
PLACES = {"XD": ("quarterly", 6), "AR": ("quarterly", 2), "BR": ("monthly", 2)}
"""Jurisdiction, how often its law has stock declared, how many operators."""

AUTHORISED = "2000"
"""Kilograms that each operator's import authorisation is for."""

WRONG = ("XD-OP-3", "2024-Q3")
"""The one return whose balance does not come out."""


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    make_key(tmp_path / "signing.key")
    for country in PLACES:
        draft = AgencyDraft(f"{country}-INS", f"Inspectorate of {country}", "inspection", country, "en-GB")
        database.write(lambda session, draft=draft: add(session, LOCAL, draft))
    return an_app(database, tmp_path)


def officer(app: Flask, database: Database, country: str, day: date) -> FlaskClient:
    """A supervisor of an agency, who lives at noon of a day."""
    at(app, datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
    return signed_in_client(app, database, (Role.INSPECTOR, Role.SUPERVISOR), f"{country}-INS")


def entered(client: FlaskClient, shelf: str, **typed: str) -> str:
    answer = client.post(f"/{shelf}/new", data=typed)
    assert answer.status_code == 303, shown(answer, answer.status_code)
    return str(answer.headers["Location"])


def did(client: FlaskClient, page: str, verb: str, code: int = 303, **typed: str) -> None:
    answer = client.post(f"{page}/{verb}", data={"reason": "as the file says"} | typed)
    assert answer.status_code == code, shown(answer, answer.status_code)


def licensed(client: FlaskClient, country: str, number: int) -> str:
    """An operator who applied for a licence and was granted it; answers the identifier."""
    who = f"{country}-OP-{number}"
    entered(client, "operators", identifier=who, name=f"Operator {country} {number}", country=country)
    page = entered(
        client, "licences", number=f"L-{who}", holder=who, kind="licence", substance="Acetone", activities="import",
        quantity="5000", unit="kg", valid_from=f"{YEAR}-01-01", valid_to=f"{YEAR}-12-31", state="submitted",
    )  # fmt: skip
    for verb in ("complete", "review", "grant"):
        did(client, page, verb)
    assert "in force" in shown(client.get(page))
    authorised(client, who, date(YEAR, 1, 4))
    return who


def permit(who: str, day: date) -> str:
    """The number of the authorisation a load of that day goes under: in the demo country one lasts half a year."""
    return f"A-{who}-{1 + (who.startswith('XD') and day.month > 6)}"


def authorised(client: FlaskClient, who: str, day: date) -> None:
    """An authorisation granted on a day, complete in every box, for as long as the law allows or the year lasts."""
    country = who[:2]
    page = entered(
        client, "authorisations", number=permit(who, day), kind="import", licence=f"L-{who}",
        exporter="Rhein Chemie GmbH",
        exporter_address="1 Hafenstrasse", exporter_country="DE", importer=who, importer_address="2 Works Road",
        importer_country=country, consignee=who, consignee_address="2 Works Road", substance="Acetone", hs="2914.11",
        quantity=AUTHORISED, unit="kg", office="Port", point_exit="Hamburg", point_entry="Port", itinerary="DE",
        transport="sea", end_use="paint",
    )  # fmt: skip
    for verb in ("submit", "complete", "review"):
        did(client, page, verb)
    did(client, page, "grant", valid_to="" if country == "XD" else f"{YEAR}-12-31")


def travelled(client: FlaskClient, who: str, number: str, kilograms_: Decimal, day: date) -> None:
    """One load under the authorisation: released, on its way, weighed when it came, and nothing amiss."""
    weighed = {"quantity": str(kilograms_), "unit": "kg"}
    page = entered(
        client, "consignments", number=number, direction="import", planned=day.isoformat(), operator=who,
        licence=f"L-{who}", authorisation=permit(who, day), substance="Acetone", origin="DE", destination=who[:2],
        **weighed,
    )  # fmt: skip
    for verb in ("request-release", "release", "depart", "arrive", "receive"):
        did(client, page, verb, day=day.isoformat(), **(weighed if verb in {"release", "receive"} else {}))
    assert "reconciled" in shown(client.get(page))


def kilograms(number: int, at_: int) -> tuple[Decimal, Decimal]:
    """What came in and what was used in a period: no two alike, none rounder than counting makes them."""
    came = Decimal("41.37") + Decimal("3.11") * number + Decimal("1.73") * at_
    return came, came - Decimal("2.29") + Decimal("0.13") * at_


def declared(client: FlaskClient, who: str, months: Period, opening: Decimal, number: int, at_: int) -> Decimal:
    """One period of one operator: its load, its shipment, its return; answers the closing."""
    came, used = kilograms(number, at_)
    day = months.first.replace(day=15)
    travelled(client, who, f"D-{who}-{at_:02}", came, day)
    entered(
        client, "shipments", document=f"D-{who}-{at_:02}", line="1", direction="import", date=day.isoformat(),
        authorisation=permit(who, day), operator=who, licence=f"L-{who}", substance="Acetone", quantity=str(came),
        unit="kg", origin="DE", destination=who[:2], step="record",
    )  # fmt: skip
    closing = opening + came - used - Decimal("0.41")
    told = closing + 9 if (who, months.name) == WRONG else closing
    entered(
        client, "stock", operator=who, period=months.name, substance="Acetone", unit="kg", opening=str(opening),
        received=str(came), sent="0", used=str(used), loss="0.41", waste="0", closing=str(told), counted=str(told),
    )  # fmt: skip
    return told


def record(client: FlaskClient, shelf: str, kind: str, text: str) -> str:
    """The page of the newest record of a list that a text finds, as a reader sees it."""
    page, *_ = links(client.get(f"/{shelf}?text={text}"), f"/{shelf}/{kind}")
    return shown(client.get(page))


def unexplained(client: FlaskClient, country: str, number: int) -> list[str]:
    """What the pages of an operator do not say of the figures of its year: quota, goods as declared, last return."""
    who, often = f"{country}-OP-{number}", MONTHS[PLACES[country][0]]
    came = [kilograms(number, at_)[0] for at_ in range(12 // often)]
    licence = record(client, "licences", "LIC", f"L-{who}")
    wanted = [(licence, f"{figure:,.3f} kg") for figure in (Decimal(5000), sum(came), 5000 - sum(came))]
    for at_, kg in enumerate(came):
        page = record(client, "shipments", "SHP", f"D-{who}-{at_:02}")
        drawn = f"quota of the licence used of the licence controlled substance {kg:.3f} kg"
        wanted += [
            (page, f"released under the authorisation used of the authorisation controlled substance {kg:.3f} kg")
        ]
        wanted += [(page, "{0:f} × 1 = {0:f}".format(kg.normalize())), (page, drawn)]
    papers: dict[str, Decimal] = {}
    for at_, kg in enumerate(came):
        paper = permit(who, date(YEAR, at_ * often + 1, 15))
        papers[paper] = papers.get(paper, Decimal(0)) + kg
    for paper, kg in papers.items():
        page = record(client, "authorisations", "AUT", paper)
        told = " ".join(f"{figure:,.3f} kg" for figure in (Decimal(AUTHORISED), kg, Decimal(AUTHORISED) - kg))
        wanted += [(page, f"acetone {told} 0.000 kg"), (page, "partly used")]
    load = record(client, "consignments", "CSG", f"D-{who}-00")
    wanted += [(load, f"released 15 Jan {YEAR} {came[0]:.3f} kg"), (load, f"received 15 Jan {YEAR} {came[0]:.3f} kg")]
    last = record(client, "returns", "RET", who)
    twice = f"{came[-1]:.3f} kg {came[-1]:.3f} kg"
    wanted += [(last, f"In, against shipments {twice} 0.000 kg within tolerance They agree.")]
    return [text for page, text in wanted if text not in page]


def test_a_year_runs_from_the_application_to_reconciled_stock(app: Flask, database: Database) -> None:
    held: dict[str, Decimal] = {}
    for country, (_, count) in PLACES.items():
        client = officer(app, database, country, date(YEAR, 1, 4))
        held |= dict.fromkeys((licensed(client, country, number) for number in range(1, count + 1)), Decimal("120.55"))

    for country, (often, _) in PLACES.items():
        months = MONTHS[often]
        for at_ in range(12 // months):
            one = period(YEAR, at_ + 1, months)
            after = date(YEAR + one.last.month // 12, one.last.month % 12 + 1, 9)
            client = officer(app, database, country, after)
            client.post("/reporting-cycle", data={"period": one.name})
            own = [who for who in held if who.startswith(country)]
            if country == "XD" and one.name == f"{YEAR}-Q3":
                summer = officer(app, database, country, date(YEAR, 7, 8))
                for who in own:
                    authorised(summer, who, date(YEAR, 7, 8))
                client = officer(app, database, country, after)
            for number, who in enumerate(own, start=1):
                held[who] = declared(client, who, one, held[who], number, at_)
            for page in links(client.get(f"/returns?text={one.name}"), "/returns/RET"):
                wrong = f">{WRONG[0]}<" in client.get(page).text and one.name == WRONG[1]
                did(client, page, "validate", 422 if wrong else 303)
                did(client, page, "return" if wrong else "accept")

    silent = {
        f"{country} {number}": unexplained(officer(app, database, country, date(YEAR, 12, 31)), country, number)
        for country, (_, count) in PLACES.items()
        for number in range(1, count + 1)
    }

    client = officer(app, database, "XD", date(YEAR + 1, 1, 20))
    (page,) = links(client.get(f"/returns?text={WRONG[0]}&state=returned"), "/returns/RET")
    told = shown(client.get(page))
    (other, *_) = links(client.get("/returns?text=XD-OP-1&state=accepted"), "/returns/RET")
    fine = shown(client.get(other))
    with database.read() as session:
        counted = session.execute(
            select(State.state, func.count()).where(State.kind == "stock_return").group_by(State.state)
        )
        states = {state: int(number) for state, number in counted}
        returns = session.execute(select(func.count()).select_from(StockReturn)).scalar_one()
        came = session.execute(select(func.sum(Shipment.base_ug))).scalar_one()
        said = session.execute(select(func.sum(StockLine.received_amount))).scalar_one()
        flags = sorted(session.execute(select(Flag.rule)).scalars())
        assert verify(session).broken is None

    assert not any(silent.values()), silent
    assert returns == 6 * 4 + 2 * 4 + 2 * 12
    assert states == {"accepted": returns - 1, "returned": 1}
    assert came == said
    assert "9 kg of acetone too much" in told
    assert "Closing against the balance" in told
    assert fine.count("They agree.") >= 4
    assert "The rules find nothing." in fine
    assert "mass-balance-gap" in flags
    assert not {"broken-periods", "copied-return", "over-licence", "party-not-licensed"} & set(flags), flags
