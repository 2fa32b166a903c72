"""Which governments asked to be told (1988 Convention, article 12 (10) (a)): what it decides on pages and releases."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from precursors.access.permissions import Role
from precursors.agencies.service import AgencyDraft, add
from precursors.audit.checkpoint import make_key
from precursors.audit.genesis import LOCAL
from precursors.audit.verify import verify
from precursors.db.engine import Database
from precursors.law.book import law_book
from precursors.licensing.notifications.requests import Request, Requests
from tests.asking import shown
from tests.people import an_app, at, signed_in_client

MADE = Request(1, "XD-INS", "DE", "ephedrine", date(2010, 5, 1), date(2019, 12, 31), "note A")
TABLE = Request(2, "XD-INS", "IN", "UN:I", date(2005, 3, 4), None, "note B")
PAPER = {
    "number": "E-9", "kind": "export", "exporter": "Acme SA", "importer": "Chemie GmbH", "importer_country": "DE",
    "consignee": "Farbwerke AG", "substance": "Ephedrine", "quantity": "100", "unit": "kg", "transport": "sea",
    "valid_from": "2026-01-01", "valid_to": "2026-12-31", "state": "granted", "taken_over": "old register",
}  # fmt: skip
ASKED = {"country": "de", "substance": "Ephedrine", "since": "2010-05-01", "source": "E/INCB/2025/4, Annex VI"}


@pytest.mark.parametrize(
    ("country", "substance", "day", "found"),
    [
        ("DE", "ephedrine", date(2010, 4, 30), None),
        ("DE", "ephedrine", date(2010, 5, 1), MADE),
        ("Germany", "ephedrine", date(2015, 1, 1), MADE),
        ("de ", "ephedrine", date(2019, 12, 31), MADE),
        ("DE", "ephedrine", date(2020, 1, 1), None),
        ("DE", "acetic-anhydride", date(2015, 1, 1), None),
        ("FR", "ephedrine", date(2015, 1, 1), None),
        (None, "ephedrine", date(2015, 1, 1), None),
        ("IN", "acetic-anhydride", date(2015, 1, 1), TABLE),
        ("IN", "acetone", date(2015, 1, 1), None),
    ],
)
def test_a_request_holds_for_its_goods_its_country_and_its_days(
    country: str | None, substance: str, day: date, found: Request | None
) -> None:
    assert Requests([MADE, TABLE]).by(law_book(), country, substance, day) == found


def test_nobody_knows_while_no_list_is_loaded() -> None:
    assert Requests([]).newest is None
    assert Requests([MADE, TABLE]).newest == date(2010, 5, 1)


def test_law_without_condition_needs_no_request_and_law_on_request_needs_one() -> None:
    day, known = date(2015, 1, 1), Requests([TABLE])
    always = known.demand(law_book(demo=True), "XD", "DE", "ephedrine", day)
    on_request = known.demand(law_book(), "PE", "IN", "ephedrine", day)

    assert always is not None
    assert always.request is None
    assert on_request is not None
    assert on_request.cited == "1988 Convention art. 12(10)(a); note B"
    assert known.demand(law_book(), "PE", "DE", "ephedrine", day) is None


@pytest.fixture
def client(database: Database, tmp_path: Path) -> FlaskClient:
    """An officer of a country whose own law demands no notification."""
    make_key(tmp_path / "signing.key")
    app = an_app(database, tmp_path)
    at(app, datetime(2026, 3, 2, 12, tzinfo=UTC))
    database.write(lambda session: add(session, LOCAL, AgencyDraft("PE-INS", "Agency", "inspection", "PE", "en-US")))
    return signed_in_client(app, database, roles=(Role.INSPECTOR, Role.CUSTOMS_OFFICER), agency="PE-INS")


def made(client: FlaskClient, shelf: str, fields: dict[str, str]) -> str:
    answer = client.post(f"/{shelf}/new", data=fields)
    assert answer.status_code == 303, shown(answer, answer.status_code)
    return str(answer.headers["Location"])


def test_the_page_of_an_export_decides_once_the_list_is_loaded(client: FlaskClient, database: Database) -> None:
    page = made(client, "authorisations", PAPER)

    unknown = shown(client.get(page))
    let_go = client.post(f"{page}/release", data={"reference": "INV-1", "quantity": "10", "unit": "kg"})
    asked = made(client, "notification-requests", ASKED)
    known = shown(client.get(page))
    refused = client.post(f"{page}/release", data={"reference": "INV-2", "quantity": "10", "unit": "kg"})
    other = shown(client.get(made(client, "authorisations", PAPER | {"number": "E-10", "importer_country": "FR"})))

    assert "no list of requests is loaded: a person has to check" in unknown
    assert let_go.status_code == 303
    assert asked.rpartition("/")[2] in known
    assert "E/INCB/2025/4, Annex VI" in known
    assert "1988 Convention art. 12(10)(a); E/INCB/2025/4, Annex VI" in shown(refused, 422)
    assert "not among the requests loaded here" in other
    with database.read() as session:
        assert verify(session).broken is None


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"substance": "", "listed": ""}, "Name a substance or a whole table"),
        ({"listed": "UN:I"}, "Name a substance or a whole table"),
        ({"country": "Ruritania"}, "Ruritania"),
        ({"source": ""}, "needed"),
        ({"until": "2009-01-01"}, "2009"),
    ],
)
def test_a_request_that_says_too_little_or_too_much_is_refused(
    client: FlaskClient, change: dict[str, str], says: str
) -> None:
    assert says.lower() in shown(client.post("/notification-requests/new", data=ASKED | change), 422).lower()
