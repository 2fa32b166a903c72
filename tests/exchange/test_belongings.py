"""Everything an agency owns, taken away: whole, its own only, and readable without the product."""

from __future__ import annotations

import csv
import json
from hashlib import sha256
from io import TextIOWrapper
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.factories import Registry, a_workbook, shipments


@pytest.fixture
def registry(registry: Registry) -> Registry:
    """A registry with one agency more than the usual one."""
    registry.run("agencies", "add", "XX-OTH", "--name", "Other", "--kind", "customs", "--country", "XD", code=0)
    return registry


def lines(archive: ZipFile, name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in archive.read(name).splitlines()]


def test_an_agency_takes_away_all_it_wrote_and_nothing_of_others(registry: Registry, tmp_path: Path) -> None:
    first = registry.take(a_workbook(tmp_path / "a.xlsx", shipments(3))).json
    registry.take(a_workbook(tmp_path / "b.xlsx", shipments(2, document="OTHER")), "--agency", "XX-OTH")
    registry.run("reverse", str(first["act"]), "--reason", "slip", code=0)
    registry.take(a_workbook(tmp_path / "c.xlsx", shipments(2, document="AGAIN")))

    registry.run("agencies", "export", "XD-INS", str(tmp_path / "all.zip"), code=0)

    with ZipFile(tmp_path / "all.zip") as archive:
        manifest = json.loads(archive.read("manifest.json"))
        wrote = lines(archive, "facts/shipment.jsonl")
        with archive.open("standing/shipments.csv") as file:
            standing = list(csv.DictReader(TextIOWrapper(file, "utf-8-sig")))
        assert [row["standing"] for row in wrote] == [False] * 3 + [True] * 2
        assert {row["agency"] for row in wrote} == {"XD-INS"}
        assert [row["Document No"] for row in standing] == ["AGAIN"] * 2
        assert {act["kind"] for act in lines(archive, "acts.jsonl")} >= {"import-shipments"}
        for name, told in manifest["files"].items():
            assert sha256(archive.read(name)).hexdigest() == told["sha256"], name
        assert {name for name in archive.namelist() if name.startswith("documents/")} == {
            f"documents/{sha256((tmp_path / name).read_bytes()).hexdigest()}" for name in ("a.xlsx", "c.xlsx")
        }


def test_an_unknown_agency_is_refused_and_nothing_is_written(registry: Registry, tmp_path: Path) -> None:
    said = registry.run("agencies", "export", "NOBODY", str(tmp_path / "all.zip"), code=2)

    assert "NOBODY" in said.err
    assert not list(tmp_path.glob("all.zip*"))
