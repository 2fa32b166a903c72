"""What a decision costs, on the page of its application."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from precursors.agencies.service import AgencyDraft, add
from precursors.audit.genesis import LOCAL
from precursors.db.engine import Database
from tests.asking import shown
from tests.people import an_app, signed_in_client

PURCHASE = {
    "number": "C-1", "kind": "local-purchase", "exporter": "Ácidos SA", "exporter_country": "BO",
    "importer": "Pinturas SRL", "importer_country": "BO", "substance": "Acetone", "unit": "kg",
    "applied": "2026-02-01",
}  # fmt: skip


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    draft = AgencyDraft("BO-DGS", "Dirección General", "inspection", "BO", "es-419")
    database.write(lambda session: add(session, LOCAL, draft))
    return an_app(database, tmp_path)


def test_an_application_shows_its_fee_and_the_law_it_rests_on(app: Flask, database: Database) -> None:
    client = signed_in_client(app, database, agency="BO-DGS")

    pages = []
    for n, (kind, quantity) in enumerate((("local-purchase", "500"), ("local-purchase", "500,1"), ("import", "500"))):
        fields = PURCHASE | {"number": f"C-{n}", "kind": kind, "quantity": quantity}
        answer = client.post("/authorisations/new", data=fields)
        assert answer.status_code == 303, shown(answer, answer.status_code)
        pages.append(shown(client.get(answer.headers["Location"])))

    assert "39 BOB 500.000 kg RA 018/2021" in pages[0]
    assert "48 BOB 500.100 kg RA 018/2021" in pages[1]
    assert "BOB" not in pages[2]


def test_where_the_tariff_has_one_price_every_quantity_has_it(app: Flask, database: Database) -> None:
    draft = AgencyDraft("GB-HO", "Licensing", "inspection", "GB", "en-GB")
    database.write(lambda session: add(session, LOCAL, draft))
    client = signed_in_client(app, database, agency=draft.code)
    fields = PURCHASE | {"kind": "import", "importer_country": "GB", "quantity": "7"}

    answer = client.post("/authorisations/new", data=fields)

    assert answer.status_code == 303, shown(answer, answer.status_code)
    assert "24 GBP 7.000 kg Home Office fees" in shown(client.get(answer.headers["Location"]))
