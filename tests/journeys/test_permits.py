"""Authorisations and notifications: taken in, drawn on by what is declared, and what that shows."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from precursors.audit.compact import packed
from tests.factories import Registry, Row, a_shipment, a_workbook


def an_authorisation(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any value a cell can hold
    """An import authorisation for 100 kg of acetone, granted for the year the tests use."""
    plain = {
        "Authorisation No": "A-1", "Kind": "import", "Exporter": "Chemie GmbH", "Importer": "Acme",
        "Point of Entry": "Port Demo", "Substance": "Acetone", "Quantity": 100, "Unit": "kg",
        "Valid From": date(2024, 1, 1), "Valid To": date(2024, 12, 31),
    }  # fmt: skip
    return {name: value for name, value in (plain | changes).items() if value is not None}


def a_notification(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any value a cell can hold
    """A notification of 50 kg of acetic anhydride to Germany, sent in good time and answered."""
    plain = {
        "PEN No": "P-1", "Sent or Received": "sent", "Exporter": "Acme", "Importer": "Chemie GmbH",
        "Exporting Country": "XD", "Importing Country": "DE", "Ultimate Consignee": "Farbwerke AG",
        "Substance": "Acetic anhydride", "Quantity": 50, "Unit": "kg", "Notified On": date(2024, 2, 1),
        "Dispatch Date": date(2024, 3, 1), "Reply": "no objection", "Replied On": date(2024, 2, 20),
    }  # fmt: skip
    return {name: value for name, value in (plain | changes).items() if value is not None}


def an_export(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any value a cell can hold
    """The export that notification is about."""
    plain = {
        "direction": "export", "substance": "Acetic anhydride", "quantity": 50, "origin": "XD", "destination": "DE",
        "notification": "P-1", "consignee": "FARBWERKE A.G.", "licence": "L-9",
    }  # fmt: skip
    return a_shipment(**(plain | changes))


def taken(registry: Registry, tmp_path: Path, kind: str, *rows: Row, code: int = 0) -> dict[str, Any]:
    number = len(list(tmp_path.glob("*.xlsx")))
    file = a_workbook(tmp_path / f"{kind}{number}.xlsx", {kind.capitalize(): rows})
    return registry.take(file, kind=kind, code=code).json


def held(registry: Registry) -> dict[str, int]:
    """Kilograms on the accounts of authorisations by role."""
    query = (
        "SELECT role, sum(amount) FROM account a JOIN balance b ON b.account = a.id"
        " WHERE holder LIKE 'authorisation:%' GROUP BY role"
    )
    return {role: int(amount) // 10**9 for role, amount in registry.rows(query)}


def flags(registry: Registry, *others: str) -> list[str]:
    """Rules of all flags but those about licences, in order."""
    licences = {"party-not-licensed", "undeclared-above-threshold", *others}
    return [rule for (rule,) in registry.rows("SELECT rule FROM flag ORDER BY id") if rule not in licences]


def state(registry: Registry) -> str:
    """Where the only authorisation line stands."""
    ((told,),) = registry.rows("SELECT state FROM state WHERE kind = 'authorisation'")
    return str(told)


def test_an_authorisation_stands_where_what_was_declared_under_it_has_brought_it(
    registry: Registry, tmp_path: Path
) -> None:
    taken(registry, tmp_path, "authorisations", an_authorisation())
    row = a_shipment(quantity=60, authorisation="A-1")
    stood = []
    for kilograms in (60, 100, 99):
        file = a_workbook(tmp_path / f"s{kilograms}.xlsx", [row | {"quantity": kilograms}])
        registry.take(file, "--correct", "--reason", "weighed again")
        stood.append(state(registry))
    away = a_workbook(tmp_path / "away.xlsx", [row | {"authorisation": "A-2"}])
    registry.take(away, "--correct", "--reason", "other paper")

    assert [*stood, state(registry)] == ["partially-used", "exhausted", "partially-used", "granted"]
    assert registry.verified().broken is None


def test_what_is_declared_under_an_authorisation_draws_on_it_and_what_is_beyond_is_flagged(
    registry: Registry, tmp_path: Path
) -> None:
    line = an_authorisation()
    first = taken(registry, tmp_path, "authorisations", line)
    again = taken(registry, tmp_path, "authorisations", line)

    rows = [a_shipment(document=f"S-{n}", quantity=60, authorisation="a 1") for n in range(2)]
    answer = taken(registry, tmp_path, "shipments", *rows, code=1)

    stood = [state(registry)]
    assert (first["accepted"], again["already_known"]) == (1, 1)
    assert held(registry) == {"quota": 0, "used": 120, "excess": -20}
    assert flags(registry) == ["over-authorisation"]
    assert "20.000000000 kg" in str(registry.rows("SELECT inputs FROM flag WHERE rule = 'over-authorisation'"))
    assert registry.verified().broken is None

    refused = registry.run("reverse", first["act"], "--reason", "wrong file")
    registry.run("reverse", answer["act"], "--reason", "wrong file", code=0)
    given_back = held(registry)
    stood.append(state(registry))
    registry.run("reverse", first["act"], "--reason", "wrong file", code=0)

    assert "drawn" in refused.err + refused.out
    assert stood == ["exhausted", "granted"]
    assert given_back == {"quota": 100, "used": 0, "excess": 0}
    assert held(registry)["quota"] == 0
    assert registry.unbalanced() == []
    assert registry.verified().broken is None


def test_an_authorisation_that_covers_nothing_of_the_goods_is_flagged_and_not_drawn(
    registry: Registry, tmp_path: Path
) -> None:
    other = an_authorisation(**{"Authorisation No": "A-2", "Valid To": date(2024, 2, 1)})
    draft = an_authorisation(**{"Authorisation No": "A-3", "Valid From": None, "Valid To": None})
    taken(registry, tmp_path, "authorisations", an_authorisation(), other, draft)

    ways = [("A-1", "export"), ("A-2", "import"), ("A-3", "import"), ("A-unknown", "import")]
    rows = [
        a_shipment(document=name, direction=way, authorisation=name, origin="FR", destination="ES")
        for name, way in ways
    ]
    taken(registry, tmp_path, "shipments", *rows, code=1)

    assert flags(registry) == ["over-authorisation"] * 3
    causes = registry.rows("SELECT inputs FROM flag WHERE rule = 'over-authorisation' ORDER BY id")
    assert [why in str(cause) for why, cause in zip(("other", "expired", "not-granted"), causes, strict=True)]
    assert held(registry) == {"quota": 200}


def test_exports_are_held_against_their_notifications(registry: Registry, tmp_path: Path) -> None:
    late = a_notification(**{"PEN No": "P-2", "Notified On": date(2024, 2, 20), "Replied On": date(2024, 2, 22)})
    silent = a_notification(**{"PEN No": "P-3", "Reply": None, "Replied On": None, "Notified On": date(2024, 2, 12)})
    against = {"Reply": "objected", "Reason of Objection": "company unknown"}
    objected = a_notification(**{"PEN No": "P-4"} | against)
    taken(registry, tmp_path, "notifications", a_notification(), late, silent, objected)

    due = registry.rows("SELECT number, reply_by FROM notification ORDER BY number")
    assert [str(day) for _, day in due] == ["2024-02-22", "2024-03-12", "2024-03-04", "2024-02-22"]

    taken(registry, tmp_path, "shipments", an_export(document="ok"), code=1)
    assert flags(registry) == []
    taken(registry, tmp_path, "shipments", an_export(document="late", notification="P-2"), code=1)
    taken(registry, tmp_path, "shipments", an_export(document="early", notification="P-3"), code=1)
    taken(registry, tmp_path, "shipments", an_export(document="objected", notification="P-4"), code=1)
    taken(registry, tmp_path, "shipments", an_export(document="more", quantity=51), code=1)
    taken(registry, tmp_path, "shipments", an_export(document="other", consignee="Somebody else"), code=1)
    taken(registry, tmp_path, "shipments", an_export(document="less", quantity=49), code=1)
    taken(registry, tmp_path, "shipments", an_export(document="none", notification=None), code=1)

    assert flags(registry) == [
        "late-notification", "late-notification", "shipped-without-reply", "shipped-without-reply",
        "changed-after-notification", "changed-after-notification", "missing-notification",
    ]  # fmt: skip
    assert registry.verified().broken is None


def test_authorisations_and_notifications_go_out_and_come_in_unchanged(registry: Registry, tmp_path: Path) -> None:
    for kind, row in (("authorisations", an_authorisation()), ("notifications", a_notification())):
        taken(registry, tmp_path, kind, row)
        out = tmp_path / f"{kind}.out.xlsx"
        registry.run("export", kind, out, code=0)
        again = registry.take(out, kind=kind, code=0).json
        assert (again["already_known"], again["accepted"]) == (1, 0)
        registry.run("template", kind, tmp_path / f"{kind}.template.xlsx", "--lang", "ar", code=0)


def test_what_a_code_on_paper_holds_is_verified_without_a_registry(registry: Registry, tmp_path: Path) -> None:
    answer = taken(registry, tmp_path, "authorisations", an_authorisation())
    ref, made = answer["references"][0]["first"], tmp_path / "proof.json"
    registry.run("proof", ref, made, code=0)
    scanned = tmp_path / "scanned.txt"
    scanned.write_text(packed(json.loads(made.read_text())))

    fine = registry.run("verify-proof", scanned, "--json", code=0).json
    scanned.write_text(scanned.read_text()[:-9] + "AAAAAAAAA")
    broken = registry.run("verify-proof", scanned, "--json")

    assert (fine["ok"], fine["ref"]) == (True, ref)
    assert fine["record"].items() >= {"number": "A-1", "substance": "acetone", "unit": "kg"}.items()
    assert broken.code != 0


def test_a_loaded_list_of_requests_makes_a_notification_due(registry: Registry, tmp_path: Path) -> None:
    registry.run("agencies", "add", "PE-INS", "--name", "P", "--kind", "inspection", "--country", "PE", code=0)
    asked = {"Government": "DE", "Table": "Table I", "Date": date(2006, 5, 1), "Source": "E/INCB/2025/4, Annex VI"}

    def given(kind: str, name: str, row: Row, code: int) -> None:
        file = a_workbook(tmp_path / name, {"Rows": [row]})
        registry.run("import", kind, file, "--agency", "PE-INS", "--json", code=code)

    def of(document: str, destination: str) -> Row:
        return an_export(document=document, notification=None, origin="PE", destination=destination, licence=None)

    given("shipments", "before.xlsx", of("before", "DE"), 0)
    given("notification-requests", "asked.xlsx", asked, 0)
    given("shipments", "elsewhere.xlsx", of("elsewhere", "FR"), 0)
    given("shipments", "after.xlsx", of("after", "DE"), 1)
    registry.run("export", "notification-requests", tmp_path / "out.xlsx", code=0)
    again = registry.run(
        "import", "notification-requests", tmp_path / "out.xlsx", "--agency", "PE-INS", "--json", code=0
    ).json

    (told,) = registry.rows("SELECT rule, inputs FROM flag")
    assert told[0] == "missing-notification"
    assert "E/INCB/2025/4, Annex VI" in str(told[1])
    assert (again["already_known"], again["accepted"]) == (1, 0)
    assert registry.verified().broken is None


def test_a_conflict_tells_cells_by_their_headings_and_what_was_read_from_them_once(
    registry: Registry, tmp_path: Path
) -> None:
    taken(registry, tmp_path, "authorisations", an_authorisation(Quantity="1.500 kg", Unit=None))

    other = taken(registry, tmp_path, "authorisations", an_authorisation(Quantity=120), code=1)
    file = a_workbook(tmp_path / "again.xlsx", {"Authorisations": [an_authorisation(Quantity="1.500 kg", Unit=None)]})
    again = registry.take(file, "--convention", "es-CO", kind="authorisations", code=1).json

    assert "(Quantity: 1.500 kg → 120; Unit: - → kg)" in other["problems"][0]["message"]
    assert "(Quantity: 1.5 kg → 1500 kg)" in again["problems"][0]["message"]


def test_other_notes_of_a_partner_are_another_content(registry: Registry, tmp_path: Path) -> None:
    line = an_authorisation() | {"Partner Country": "DE", "Kind": "export"}
    taken(registry, tmp_path, "partner-authorisations", line)

    answer = taken(registry, tmp_path, "partner-authorisations", line | {"Notes": "told by letter"}, code=1)

    assert "(Notes: - → told by letter)" in answer["problems"][0]["message"]


def test_a_country_that_needs_a_substance_is_known_by_its_name_too(registry: Registry, tmp_path: Path) -> None:
    need = {"Substance": "Acetone", "Annual Requirement": 5, "Unit": "kg", "Date of Estimate": date(2024, 1, 1)}

    taken(registry, tmp_path, "annual-requirements", need | {"Country": "Perú"})
    again = taken(registry, tmp_path, "annual-requirements", need | {"Country": "PE"})
    none = taken(registry, tmp_path, "annual-requirements", need | {"Country": "Atlantis"}, code=1)

    assert again["already_known"] == 1
    assert [each["code"] for each in none["problems"]] == ["agency.country"]
