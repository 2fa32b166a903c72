"""A partner's figures handed in, compared with what was declared here, told on page, report and API, flagged."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from precursors.access.permissions import Role
from tests.anomalies.replaying import replays
from tests.api.caller import a_caller, an_api
from tests.asking import shown
from tests.factories import Registry, a_shipment, a_workbook
from tests.people import NOON, at, signed_in_client

YEAR = 2024


def exported(month: int, kg: float, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any value a cell can hold
    plain = {"document": f"X-{month}", "date": date(YEAR, month, 20), "direction": "export", "quantity": kg}
    return a_shipment(**(plain | {"origin": "XD", "destination": "Germany", "licence": "L-9"} | changes))


def a_figure(month: int, kg: float | None, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any value a cell can hold
    plain = {
        "Reporter": "DE", "Flow": "import", "Period": f"{YEAR}-{month:02d}", "Substance": "Acetone", "Quantity": kg,
        "Unit": "kg",
    }  # fmt: skip
    return {name: value for name, value in (plain | changes).items() if value is not None}


def verdicts(registry: Registry) -> dict[str, str]:
    told = registry.run("report", "mirror", "--year", YEAR, "--json", code=0).json
    return {row[2]: row[-1].removeprefix("mirror.verdict-") for row in told["tables"][0]["rows"]}


def test_a_planted_mismatch_is_found_and_a_late_arrival_is_not(registry: Registry, tmp_path: Path) -> None:
    ours = [
        exported(3, 800),
        exported(5, 900, substance="Toluene"),
        exported(12, 700, substance="Methyl ethyl ketone"),
        exported(7, 400, substance="Ethyl ether"),
    ]
    theirs = [
        a_figure(3, 300),
        a_figure(5, 900, Substance="Toluene"),
        a_figure(1, 700, Substance="Methyl ethyl ketone", Period=f"{YEAR + 1}-01"),
        a_figure(2, 5, Substance="Methyl ethyl ketone"),
        a_figure(9, 600, Substance="Piperidine"),
        a_figure(8, None, Substance="Ethyl ether"),
    ]
    registry.take(a_workbook(tmp_path / "ours.xlsx", {"Shipments": ours}), code=1)
    file = a_workbook(tmp_path / "theirs.xlsx", {"Figures": theirs})
    first = registry.take(file, "--unresolved", "keep", kind="mirror-figures", code=0).json
    again = registry.take(file, "--unresolved", "keep", kind="mirror-figures", code=0).json

    assert (first["accepted"], again["already_known"]) == (6, 6)
    assert verdicts(registry) == {
        "acetone": "mismatch",
        "toluene": "agrees",
        "methyl-ethyl-ketone": "timing",
        "piperidine": "missing-here",
        "ethyl-ether": "unknown",
    }

    registry.run("flags", "run")
    registry.run("flags", "run")

    found = registry.rows("SELECT kind, inputs FROM flag WHERE rule = 'mirror-mismatch' ORDER BY kind")
    assert [(kind, json.loads(inputs)["substance"]) for kind, inputs in found] == [
        ("mirror_figure", "piperidine"),
        ("shipment", "acetone"),
    ]
    assert registry.verified().broken is None
    registry.take(a_workbook(tmp_path / "more.xlsx", {"Shipments": [exported(4, 250)]}), code=1)
    with registry.opened() as database:
        again = {rule: (verdict, differs) for rule, verdict, differs in replays(database)}
    assert again["mirror-mismatch"] == ("same", ())
    assert {verdict for verdict, _ in again.values()} == {"same", "entered"}


def test_page_and_api_tell_the_same_by_month_and_lead_to_the_records(registry: Registry, tmp_path: Path) -> None:
    ours = [exported(3, 800, notification="P-1"), exported(4, 200)]
    theirs = [a_figure(3, 300, **{"PEN No": "P 1"}), a_figure(4, 200)]
    registry.take(a_workbook(tmp_path / "ours.xlsx", {"Shipments": ours}), code=1)
    registry.take(a_workbook(tmp_path / "theirs.xlsx", {"Figures": theirs}), kind="mirror-figures", code=0)

    with registry.opened() as database:
        app = an_api(database, tmp_path)
        at(app, NOON)
        client = signed_in_client(app, database, [Role.LIAISON_OFFICER])
        page = client.get(f"/mirror?year={YEAR}&partner=DE&substance=acetone&direction=export")
        told = a_caller(app, database, [Role.INSPECTOR]).get(f"/mirror?year={YEAR}&partner=DE")
    words = shown(page)
    (item,) = told.get_json()["items"]

    assert "Mismatch" in words
    assert "no lag explains it" in words
    assert page.text.count("/shipments/SHP-") == page.text.count("/mirror-figures/MIR-") == 3
    assert (item["verdict"], item["there"]["quantity"]["value"]) == ("mismatch", "500.000000000")
    assert [month["verdict"] for month in item["months"] if month["verdict"] != "nothing"] == ["mismatch", "agrees"]
    assert [(deal["references"], deal["verdict"]) for deal in item["deals"]] == [
        (["document:x 3", "notification:p 1"], "mismatch")
    ]


def test_a_file_of_trade_statistics_needs_nobody_to_name_its_columns(registry: Registry, tmp_path: Path) -> None:
    rows = [
        {"reporterISO": "DEU", "flowDesc": "Import", "period": month, "cmdDesc": "Acetone", "netWgt": kg}
        for month, kg in ((f"{YEAR}03", 300), (f"mayo de {YEAR}", 250.5), (f"июнь {YEAR} г.", 40))
    ]
    told = registry.take(a_workbook(tmp_path / "c.xlsx", {"Data": rows}), kind="mirror-figures", code=0).json

    kept = registry.rows("SELECT partner, base_ug FROM mirror_figure ORDER BY first")
    assert told["accepted"] == 3
    assert kept == [("DE", 300 * 10**9), ("DE", 2505 * 10**8), ("DE", 40 * 10**9)]
