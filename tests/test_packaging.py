"""Three ways to have the product: from a wheel, installed in place, a bare checkout. Each finds all it needs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("precursors", "migrations", "seed", "templates")
BUILT_FROM = ("setup.py", "setup.cfg", "pyproject.toml", "README.md", "LICENSE", "NOTICE")

FOUND = """
import json, precursors
from precursors.i18n.catalogue import text
from precursors.paths import resource
from precursors.web import __file__ as web
print(json.dumps({"package": precursors.__file__, "sentence": text("problems", "field.missing"),
  "static": len([p for p in __import__("pathlib").Path(web).parent.joinpath("static").rglob("*") if p.is_file()]),
  **{name: len([p for p in resource(name).rglob("*") if p.is_file() and p.suffix != ".pyc"])
     for name in ("seed", "migrations", "templates")}}))
"""
"""Says where the package lies and how many files of each resource it finds."""


def ran(words: list[str], folder: Path, **environ: str) -> str:
    """What a command prints, run in an empty folder with nothing of this checkout in its way."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PRECURSORS_", "PYTHON"))}
    own = {"PRECURSORS_HOME": str(folder / "home"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        words, cwd=folder, env=kept | own | environ, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def a_copy(folder: Path) -> Path:
    """The files of this checkout that make the product, without what running it has left in it."""
    for name in PARTS:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "_resources"))
    for name in BUILT_FROM:
        if (ROOT / name).exists():
            shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bare checkout."""
    return a_copy(tmp_path_factory.mktemp("checkout"))


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from it."""
    out = tmp_path_factory.mktemp("wheel")
    source = tmp_path_factory.mktemp("source") / "tree"
    shutil.copytree(checkout, source)
    ran([sys.executable, "-m", "pip", "wheel", str(source), "--no-deps", "-q", "-w", str(out)], out)
    (made,) = out.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel installed in a folder of its own, without its dependencies."""
    target = tmp_path_factory.mktemp("installed")
    ran([sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(target), str(wheel)], target)
    return target


def files(*kinds: str) -> dict[str, int]:
    """How many files each resource has in this checkout."""
    return {
        name: len([path for path in (ROOT / name).rglob("*") if path.is_file() and path.suffix != ".pyc"])
        for name in kinds
    }


def works(words: list[str], folder: Path, **environ: str) -> None:
    """A registry is made, verified, and a quantity normalised."""
    assert json.loads(ran([*words, "init", "--json"], folder, **environ))["ready"] is True
    assert json.loads(ran([*words, "verify", "--json"], folder, **environ))["ok"] is True
    told = json.loads(
        ran(
            [*words, "normalise", "--amount", "20", "--unit", "L", "--substance", "acetone", "--json"],
            folder,
            **environ,
        )
    )
    assert told["kg"] is not None


def test_a_wheel_finds_all_its_resources(installed: Path, tmp_path: Path) -> None:
    told = json.loads(ran([sys.executable, "-c", FOUND], tmp_path, PYTHONPATH=str(installed)))

    assert Path(told["package"]).is_relative_to(installed)
    assert {name: told[name] for name in ("seed", "migrations", "templates")} == files(
        "seed", "migrations", "templates"
    )
    assert told["static"] == len([path for path in (ROOT / "precursors/web/static").rglob("*") if path.is_file()])
    assert told["sentence"] == "A value is needed here."


def test_a_wheel_works_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    works([sys.executable, "-m", "precursors.cli.main"], tmp_path, PYTHONPATH=str(installed))


def test_a_wheel_brings_the_command_and_nothing_that_is_not_the_product(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        entry = next(archive.read(name).decode() for name in names if name.endswith("entry_points.txt"))

    assert "precursors = precursors.cli.main:main" in entry
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"precursors"}
    assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]
    assert any(name.endswith(("licenses/LICENSE", ".dist-info/LICENSE")) for name in names)


def test_a_bare_checkout_works_in_an_empty_folder(checkout: Path, tmp_path: Path) -> None:
    told = json.loads(ran([sys.executable, "-c", FOUND], tmp_path, PYTHONPATH=str(checkout)))

    assert Path(told["package"]).is_relative_to(checkout)
    works([sys.executable, "-m", "precursors.cli.main"], tmp_path, PYTHONPATH=str(checkout))


def test_an_installation_in_place_works_in_an_empty_folder(tmp_path: Path) -> None:
    command = Path(sys.executable).with_name("precursors")
    told = json.loads(ran([sys.executable, "-c", FOUND], tmp_path))

    assert Path(told["package"]).is_relative_to(ROOT)
    works([str(command)], tmp_path)
