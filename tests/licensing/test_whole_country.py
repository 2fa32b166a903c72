"""What bounds a decision is added up over every agency of the country, also where rows of others are behind a wall."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from precursors.access.permissions import Role
from precursors.audit.checkpoint import make_key
from precursors.db.engine import Database, seeing_all
from precursors.scope.visible import Sight
from precursors.trade.models import Shipment
from tests.asking import shown
from tests.conftest import lasting
from tests.people import an_app, at, signed_in_client
from tests.trade.cells import typed_shipment

PAPER = {
    "number": "E-9", "kind": "import", "exporter": "Chemie GmbH", "importer": "Acme SA", "exporter_country": "DE",
    "importer_country": "XD", "substance": "Ephedrine", "quantity": "10", "unit": "kg", "licence": "L-1",
}  # fmt: skip
NEED = {"country": "XD", "substance": "Ephedrine", "quantity": "150", "unit": "kg", "since": "2025-06-01"}
DECLARED = {
    "date": "2026-02-01", "substance": "Ephedrine", "quantity": "40", "document": "D-1", "licence": "L-1",
    "salt": "base", "concentration": "100 %", "basis": "w/w",
}  # fmt: skip


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def fenced(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A registry that the application opens as an ordinary role, so that rows of others are withheld where that is."""
    with lasting(request, tmp_path) as url:
        opened = Database(url)
        yield opened
        opened.close()


def test_what_another_agency_took_in_counts_on_the_page_of_a_decision(fenced: Database, tmp_path: Path) -> None:
    make_key(tmp_path / "signing.key")
    app = an_app(fenced, tmp_path)
    at(app, datetime(2026, 3, 2, 12, tzinfo=UTC))
    customs = signed_in_client(app, fenced, roles=(Role.CUSTOMS_OFFICER, Role.INSPECTOR), agency="XD-CUS")
    inspector = signed_in_client(app, fenced, roles=(Role.INSPECTOR,))
    taken = customs.post(
        "/shipments/new", data=typed_shipment(**DECLARED) | {"request_key": "k" * 32, "step": "record"}
    )
    need = customs.post("/annual-requirements/new", data=NEED)

    made = inspector.post("/authorisations/new", data=PAPER)
    page = shown(inspector.get(made.headers["Location"]))

    assert (taken.status_code, need.status_code, made.status_code) == (303, 303, 303), shown(taken, taken.status_code)
    assert "annual requirement" in page.lower()
    assert "annual requirement XD 1 Jun 2025 150 kg 40 kg 110 kg" in page
    assert shown(inspector.get(taken.headers["Location"]), 404)


def test_the_wall_stands_again_after_what_is_added_up(fenced: Database, tmp_path: Path) -> None:
    app = an_app(fenced, tmp_path)
    customs = signed_in_client(app, fenced, agency="XD-CUS")
    customs.post("/shipments/new", data=typed_shipment() | {"request_key": "k" * 32, "step": "record"})

    with fenced.seen_by(lambda: Sight(("XD-INS",))).read() as session:
        before = len(session.execute(select(Shipment.id)).all())
        with seeing_all(session):
            within = len(session.execute(select(Shipment.id)).all())
        after = len(session.execute(select(Shipment.id)).all())

    assert within == 1
    assert (before, after) == ((1, 1) if fenced.is_sqlite else (0, 0))


ACME = {
    "operator": "Acme SA", "importer": "Acme SA", "exporter": "Chemie GmbH", "substance": "Ephedrine", "quantity": "10",
    "unit": "kg", "salt": "base",
}  # fmt: skip
DECISIONS = {
    "authorisations": PAPER,
    "notifications": ACME
    | {"number": "P-1", "direction": "received", "origin": "DE", "destination": "XD", "notified": "2026-03-01"},
    "consignments": ACME | {"number": "C-1", "direction": "import", "planned": "2026-03-02"},
    "licences": ACME
    | {"number": "L-1", "holder": "Acme SA", "activities": "import", "valid_from": "2026-01-01",
       "valid_to": "2026-12-31", "state": "draft"},
}  # fmt: skip


@pytest.mark.parametrize("kind", DECISIONS)
def test_every_page_of_a_decision_says_what_the_annual_requirement_still_allows(
    fenced: Database, tmp_path: Path, kind: str
) -> None:
    make_key(tmp_path / "signing.key")
    app = an_app(fenced, tmp_path)
    at(app, datetime(2026, 3, 2, 12, tzinfo=UTC))
    customs = signed_in_client(app, fenced, roles=(Role.CUSTOMS_OFFICER, Role.INSPECTOR), agency="XD-CUS")
    officer = signed_in_client(app, fenced, roles=(Role.INSPECTOR, Role.CUSTOMS_OFFICER))
    customs.post("/shipments/new", data=typed_shipment(**DECLARED) | {"request_key": "k" * 32, "step": "record"})
    officer.post("/annual-requirements/new", data=NEED)
    fields = DECISIONS[kind]

    made = officer.post(f"/{kind}/new", data=fields)
    assert made.status_code == 303, shown(made, made.status_code)
    page = shown(officer.get(made.headers["Location"]))

    assert "annual requirement XD 1 Jun 2025 150 kg 40 kg 110 kg" in page
