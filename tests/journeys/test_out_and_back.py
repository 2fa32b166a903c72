"""What goes out comes back unchanged; what was a mistake is taken back by a new act; a copy verifies."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from tests.factories import AGENCY, Registry, a_licence, a_shipment, a_workbook, shipments


@pytest.fixture
def filled(registry: Registry, tmp_path: Path) -> Registry:
    """A licence with a ceiling, and shipments of several ways and spellings."""
    registry.take(a_workbook(tmp_path / "l.xlsx", [a_licence(Quantity=500, Unit="kg")]), kind="licences", code=0)
    rows = [
        *shipments(5),
        a_shipment(document="D-2", quantity="1,234.5", unit="g", notes="@SUM(1+1)"),
        a_shipment(document="D-3", quantity=20, unit="L", operator='Acme, "the" best', origin="XD", destination="DE"),
        a_shipment(document=None, line=None, quantity="approx. 3", counterparty="Ünïcödé 株式会社"),
    ]
    registry.take(a_workbook(tmp_path / "s.xlsx", rows))
    assert registry.standing() == 8
    return registry


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_what_is_exported_is_known_when_it_comes_back(filled: Registry, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"out.{ending}"
    before = (filled.standing(), filled.kilograms())
    filled.run("export", "shipments", out, "--agency", AGENCY, code=0)

    answer = filled.take(out, "--accept-good").json

    assert (answer["already_known"], answer["rejected"], answer["accepted"]) == (8, 0, 0), answer["problems"]
    assert (filled.standing(), filled.kilograms()) == before


def test_no_exported_cell_is_a_formula(filled: Registry, tmp_path: Path) -> None:
    filled.run("export", "shipments", tmp_path / "out.xlsx", "--agency", AGENCY, code=0)

    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds


@pytest.mark.parametrize("lang", ["en", "es", "fr", "pt", "ru", "ar"])
def test_a_template_that_was_filled_in_is_read_without_a_mapping(registry: Registry, tmp_path: Path, lang: str) -> None:
    english, out = tmp_path / "en.xlsx", tmp_path / "template.xlsx"
    registry.run("template", "shipments", english, "--lang", "en", code=0)
    registry.run("template", "shipments", out, "--lang", lang, code=0)
    book = openpyxl.load_workbook(out)
    sheet = book.worksheets[0]
    top = [cell.value for cell in openpyxl.load_workbook(english).worksheets[0][1]]
    places = {
        name: top.index(name) + 1
        for name in ("Document No", "Date", "Direction", "Licence No", "Substance", "Quantity", "Unit")
    }
    row = a_shipment()
    values = [row[key] for key in ("document", "date", "direction", "licence", "substance", "quantity", "unit")]
    for column, value in zip(places.values(), values, strict=True):
        sheet.cell(2, column, value)
    book.save(out)

    answer = registry.take(out).json

    assert (answer["state"], answer["accepted"]) == ("committed", 1), answer
    assert registry.kilograms() == {"acetone": 10**10}


def test_an_empty_template_is_refused_as_a_file_without_records(registry: Registry, tmp_path: Path) -> None:
    registry.run("template", "shipments", tmp_path / "t.xlsx", code=0)

    assert registry.take(tmp_path / "t.xlsx", code=1).json["state"] == "refused"


def test_an_act_is_reversed_once_and_its_rows_can_come_again(filled: Registry, tmp_path: Path) -> None:
    file = a_workbook(tmp_path / "more.xlsx", shipments(3, document="D-9"))
    act = filled.take(file, code=0).json["act"]
    before = filled.kilograms()

    said = filled.run("reverse", act, "--reason", "wrong file", "--json", code=0).json
    again = filled.run("reverse", act, "--reason", "wrong file", "--json", code=1).json

    assert (said["records"], said["reversed"]) == (3, act)
    assert again["message"]
    assert filled.kilograms()["acetone"] == before["acetone"] - 6 * 10**9
    assert filled.take(file, code=0).json["accepted"] == 3
    assert filled.kilograms() == before
    assert filled.unbalanced() == []
    assert filled.verified().broken is None


@pytest.mark.parametrize("act", ["0", "999"])
def test_what_cannot_be_reversed_says_why(filled: Registry, act: str) -> None:
    said = filled.run("reverse", act, "--reason", "why not", "--json")

    assert said.code in {1, 2}
    assert "Traceback" not in said.err + said.out
    assert filled.verified().broken is None


def test_a_record_that_states_no_day_goes_out_with_the_day_it_was_written(registry: Registry, tmp_path: Path) -> None:
    today = datetime.now(UTC).date()
    permit = {"Kind": "import", "Substance": "Acetone", "Quantity": 10, "Unit": "kg", "State": "submitted"}
    dated = {"Authorisation No": "A-2", "Application Date": date(2024, 1, 1)}
    rows = [permit | {"Authorisation No": "A-1"}, permit | dated]
    registry.take(a_workbook(tmp_path / "a.xlsx", rows), kind="authorisations", code=0)

    def told(first: date, last: date) -> list[str]:
        registry.run("export", "authorisations", tmp_path / "o.json", "--from", str(first), "--to", str(last), code=0)
        known = json.loads((tmp_path / "o.json").read_text(encoding="utf-8"))["records"]
        return sorted(each["number"] for each in known)

    day = timedelta(days=1)
    assert told(today - day, today + day) == ["A-1"]
    assert told(date(2024, 1, 1), date(2024, 1, 1)) == ["A-2"]
    assert told(today + day, today + day) == []
    assert told(date(2024, 1, 1), today + day) == ["A-1", "A-2"]


def test_a_licence_already_drawn_on_is_not_reversed_into_the_red(filled: Registry) -> None:
    ((act,),) = filled.rows("SELECT max(id) FROM act WHERE kind = 'import-licences'")

    said = filled.run("reverse", act, "--reason", "granted by mistake", "--json")

    assert said.code == 1
    assert "IntegrityError" not in said.err + said.out
    assert filled.unbalanced() == []
    assert filled.verified().broken is None


@pytest.mark.parametrize("command", ["init", "demo", "seed"])
def test_whoever_does_not_own_the_tables_is_told_whose_address_is_missing(filled: Registry, command: str) -> None:
    said = filled.run(command)

    if filled.url.startswith("sqlite"):
        assert said.code == 0
    else:
        assert said.code == 2
        assert "PRECURSORS_OWNER_DATABASE_URL" in said.err
        assert "Error" not in said.err
        assert "NotReady" not in said.err


@pytest.mark.owner
def test_a_copy_is_a_copy_when_it_verifies(filled: Registry, tmp_path: Path) -> None:
    filled.run("init", code=0)
    filled.run("backup", tmp_path / "copy", code=0)

    if filled.url.startswith("sqlite"):
        other = Registry(
            f"sqlite:///{tmp_path / 'other' / 'r.sqlite3'}", tmp_path / "other", filled.patch, filled.capsys
        )
        other.run("restore", tmp_path / "copy", code=0)
        assert other.run("verify", "--json", code=0).json["acts"] == filled.verified().acts
        assert other.kilograms() == filled.kilograms()


def test_a_record_proves_itself_to_a_stranger(filled: Registry, tmp_path: Path) -> None:
    filled.run("checkpoint", tmp_path / "head.note", code=0)
    filled.run("verify", "--checkpoint", tmp_path / "head.note", code=0)
    subjects = [each for flag in filled.run("flags", "list", "--json").json["flags"] for each in flag["subjects"]]
    ref = subjects[0]["ref"]

    filled.run("proof", ref, tmp_path / "proof.json", code=0)

    assert filled.run("verify-proof", tmp_path / "proof.json", "--json", code=0).json["ref"] == ref
    told = json.loads((tmp_path / "proof.json").read_text(encoding="utf-8"))
    told["record"] = b64encode(b64decode(told["record"]).replace(b"acetone", b"toluene")).decode()
    (tmp_path / "proof.json").write_text(json.dumps(told), encoding="utf-8")
    assert filled.run("verify-proof", tmp_path / "proof.json", "--json", code=1).json["ok"] is False


def test_a_proof_tells_a_typed_figure_as_it_was_typed(registry: Registry, tmp_path: Path) -> None:
    sheet = a_workbook(tmp_path / "s.xlsx", [a_shipment(quantity="12", notes="'quoted'")])
    ref = registry.take(sheet).json["references"][0]["first"]

    registry.run("proof", ref, tmp_path / "proof.json", code=0)
    said = registry.run("verify-proof", tmp_path / "proof.json", code=0).out.splitlines()

    assert {"  quantity: 12", "  notes: 'quoted'"} <= set(said)


def test_flags_are_listed_best_first(filled: Registry) -> None:
    found = filled.run("flags", "list", "--json").json["flags"]

    scores = [flag["score"] for flag in found]
    assert found
    assert scores == sorted(scores, reverse=True)
    assert all(
        {"id", "rule", "score", "subjects", "because", "state"} <= set(flag) and flag["because"] for flag in found
    )
