"""The reference pages are true: bytes, tables, commands, settings, dependencies, links."""

from __future__ import annotations

import re
from configparser import ConfigParser
from datetime import UTC, datetime
from pathlib import Path

import pytest

import precursors.app.registry  # noqa: F401 - importing it is what makes every table known
from precursors.audit import canonical, headers, merkle
from precursors.audit.keys import natural_key
from precursors.cli.main import COMMANDS
from precursors.config.settings import PREFIX, SETTINGS
from precursors.db.tables import Fact, Table

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def text(page: str) -> str:
    return (REFERENCE / page).read_text(encoding="utf-8")


def test_the_example_leaf_and_acts_have_the_hashes_the_page_prints() -> None:
    key = natural_key("agency", "digemid")
    fields = ("DIGEMID", "Dirección General", "inspection", "PE", "es-PE", key)
    leaf = merkle.leaf_hash(canonical.row("agency", 1, fields))
    named = (bytes(32), "add-agency", "local operator", None, NOON, None, None)
    born = (bytes(32), "genesis", "local operator", None, NOON, None, None)
    run = headers.Run(0, 1, "agency", 1, None, None)
    act = merkle.leaf_hash(headers.written((1, *named), 1, leaf, [run]))
    genesis = merkle.leaf_hash(headers.written((0, *born), 0, merkle.EMPTY, []))

    page = text("canonical-form.md")

    assert [each.hex() in page for each in (key, leaf, act, genesis)] == [True] * 4


@pytest.mark.parametrize("table", sorted(Table.metadata.tables))
def test_every_table_stands_on_the_page_of_the_database(table: str) -> None:
    assert f"| `{table}` |" in text("database.md")


@pytest.mark.parametrize("table", sorted(set(Fact.kinds) - {"shipment"}))
def test_the_fields_of_a_leaf_stand_there_in_their_order(table: str) -> None:
    version, names = Fact.kinds[table].facts

    assert f"| `{table}` | fact | {version}: {', '.join(names)} |" in text("database.md")


def test_the_fields_of_a_shipment_stand_there_in_their_order() -> None:
    _, names = Fact.kinds["shipment"].facts
    derived, stated = names[: names.index("document")], names[names.index("document") :]
    page = " ".join(text("database.md").split())

    assert f"4: {', '.join(derived)}, then" in page
    assert f"is: {', '.join(stated)}." in page


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_is_described(command: str) -> None:
    assert re.search(rf"`(precursors )?{command}\b|precursors {command}\b", text("command-line.md"))


@pytest.mark.parametrize("setting", [PREFIX + each.name for each in SETTINGS])
def test_every_setting_is_described(setting: str) -> None:
    assert f"| `{setting}` |" in text("settings.md")
    assert f"| `{setting}` |" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_run_time_dependency_has_its_reason() -> None:
    config = ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    needed = [re.split(r"[>=<\[]", line)[0] for line in config["options"]["install_requires"].split()]

    assert len(needed) <= 25
    assert [name for name in needed if f"| {name} |" not in text("dependencies.md")] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))

    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []


def test_every_test_that_holds_a_published_figure_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text("published-figures.md"))

    assert len(named) > 20
    for file, name in named:
        assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8"), f"{file}::{name}"
