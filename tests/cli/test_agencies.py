"""`agencies add`: what is wrong is said once, where a person and a program look for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.factories import AGENCY, Registry, a_workbook, shipments


def test_wrong_values_are_one_line_on_stderr_and_nothing_else(registry: Registry) -> None:
    said = registry.run("agencies", "add", "?", "--name", " ", "--kind", "customs", "--country", "Peru", code=2)

    assert said.out == ""
    assert said.err.startswith("precursors: ")
    assert said.err.count("\n") == 1


def test_wrong_values_are_one_document_with_the_first_code(registry: Registry) -> None:
    said = registry.run("agencies", "add", "?", "--name", " ", "--kind", "customs", "--country", "PE", "--json", code=2)

    assert set(said.json) == {"code", "message"}
    assert said.json["code"] == "agency.code"
    assert said.err.count("\n") == 1


def test_the_same_agency_again_is_told_so(registry: Registry) -> None:
    words = ("--name", "Again", "--kind", "customs", "--country", "XD", "--json")

    assert registry.run("agencies", "add", AGENCY, *words, code=2).json["code"] == "agency.exists"
    assert registry.run("agencies", "add", "OTHER", *words, code=0).json["code"] == "OTHER"


ASKED_OF_ONE = (
    ("jobs", "list", "--agency"), ("shares", "list", "--agency"), ("flags", "list", "--agency"),
    ("export", "shipments", "out.json", "--agency"), ("report", "workload", "--year", "2026", "--agency"),
    ("figures", "list", "--agency"), ("agencies", "export"), ("rank", "train", "--from-flags", "--agency"),
    ("returns", "open", "2026-Q1", "--agency"),
    ("formats", "write", "br-mapa", "map.txt", "--period", "2026-01", "--who", "12345678000195", "--agency"),
)  # fmt: skip
"""Commands that tell what one agency holds."""
CASES = (AGENCY, AGENCY.lower())


@pytest.mark.parametrize("command", ASKED_OF_ONE, ids=" ".join)
def test_of_an_agency_nobody_knows_nothing_is_told(
    registry: Registry, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    out = ("out.zip",) if command == ("agencies", "export") else ()

    said = registry.run(*command, "XD-NIS", *out, "--json", code=2)

    assert said.json["code"] == "agency.unknown"
    assert "XD-NIS" in said.json["message"]


def test_an_agency_is_the_same_whatever_the_case_of_its_code(registry: Registry, tmp_path: Path) -> None:
    registry.take(a_workbook(tmp_path / "a.xlsx", shipments(2)), code=1)
    ground = ("--ground", "Circular 12/2026", "--since", "2026-12-01", "--agency")

    registry.run("figures", "set", "structuring", "days", "200", *ground, AGENCY.lower())
    reports = [registry.run("report", "workload", "--year", "2026", "--agency", code, "--json").json for code in CASES]
    figures = [registry.run("figures", "list", "--agency", code, "--json", code=0).json for code in CASES]

    assert reports[0]["tables"] == reports[1]["tables"]
    assert any(table["rows"] for table in reports[1]["tables"])
    assert figures[0] == figures[1]
    assert figures[0]["settings"]
