"""Which columns a file has: chosen on the page and remembered, named in an address, by the API, at the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from precursors.access.permissions import Role
from precursors.db.engine import Database
from tests.api.caller import a_caller, an_api
from tests.asking import shown
from tests.factories import a_registry
from tests.people import signed_in_client
from tests.scope.makers import GIVER, RECEIVER, a_shipment, agencies


def test_a_choice_of_columns_is_remembered_for_one_person_and_can_be_named_elsewhere(
    database: Database, tmp_path: Path
) -> None:
    agencies(database)
    database.write(lambda session: a_shipment(session, GIVER))
    app = an_api(database, tmp_path)
    app.config["WTF_CSRF_ENABLED"] = False
    client = signed_in_client(app, database, [Role.INSPECTOR], GIVER)
    other = signed_in_client(app, database, [Role.SUPERVISOR], GIVER)
    program = a_caller(app, database, [Role.INSPECTOR], GIVER)
    place = "/exports/shipments"

    nothing = client.post(place, data={})
    kept = client.post(f"{place}?substance=acetone", data={"columns": ["quantity", "date", "no-such"]})
    page = client.get(kept.location)
    file = client.get(f"{place}.csv")

    assert "Choose at least one column." in shown(nothing, 422)
    assert "Your files have 2 of" in shown(page)
    assert f"{place}.csv?substance=acetone" in page.text
    assert file.text.lstrip("\ufeff").splitlines()[0].split(",")[:2] == ["Date", "Quantity"]
    assert len(other.get(f"{place}.csv").text.splitlines()[0].split(",")) > 30
    assert set(client.get(f"{place}.json?columns=unit,document").json["records"][0]) == {"ref", "unit", "document"}
    assert client.get(f"{place}.csv?columns=unit,no-such").status_code == 400
    assert set(program.ask("/exports/shipments.json?columns=unit")["records"][0]) == {"ref", "unit"}
    assert program.get("/exports/shipments.csv?columns=no-such").json["code"] == "export.unknown-column"
    assert program.get(f"/exports/shipments.csv?agency={RECEIVER}").status_code == 404
    assert program.get("/exports/shipments.xlsx").data[:2] == b"PK"


def test_the_command_line_takes_columns_too(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    registry = a_registry(url, tmp_path / "home", monkeypatch, capsys)
    with registry.opened() as database:
        agencies(database)
        database.write(lambda session: a_shipment(session, GIVER))
    out = tmp_path / "few.json"

    registry.run("export", "shipments", str(out), "--columns", "document,unit", code=0)
    wrong = registry.run("export", "shipments", str(out), "--columns", "document,nothing", code=2)

    assert set(json.loads(out.read_text())["records"][0]) == {"ref", "document", "unit"}
    assert "expected some of" in wrong.err
