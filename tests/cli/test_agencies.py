"""`agencies add`: what is wrong is said once, where a person and a program look for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.factories import AGENCY, Registry, a_registry


@pytest.fixture
def registry(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Registry:
    """A fresh registry on each engine."""
    return a_registry(url, tmp_path / "home", monkeypatch, capsys)


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
